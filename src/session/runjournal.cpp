// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/runjournal.h"

#include "deploy/journalsteps.h"
#include "deploy/proof.h"
#include "session/remotejournal.h"

#include <QFileInfo>
#include <QtConcurrent>

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Of a clear: whether nothing of what it was about may hit any more; nothing where it left the cache as it was.
std::optional<bool> clearedWhole(const Plan &plan, const RunResult &result)
{
    if (!result.clear || result.clear->deletedRecords.isEmpty())
        return std::nullopt;
    const bool isPart = plan.clearRequest.target == ClearTarget::Step || !plan.clear->stale.isEmpty()
                        || (!plan.clear->survivors.isEmpty() && !plan.clearRequest.bypass);
    return result.outcome == RunOutcome::Succeeded && !isPart && result.clear->readAgainAt.isValid() && result.clear->survivedRecords.isEmpty();
}

/// Of a run that set out to build everything anew.
std::optional<bool> provenFresh(const Plan &plan, const RunResult &result)
{
    if (plan.kind == PlanKind::Clear)
        return clearedWhole(plan, result);
    const bool proves = plan.promisesFreshness();
    if (!proves || result.outcome != RunOutcome::Succeeded || result.services.isEmpty())
        return std::nullopt;
    return freshClaim(freshness(result), evidenceOf(plan, result)).holds;
}

} // namespace

QString journalDirectory(const QString &directory)
{
    const QString canonical = QFileInfo(directory).canonicalFilePath();
    return canonical.isEmpty() ? QFileInfo(directory).absoluteFilePath() : canonical;
}

JournalRun journalRunOf(const Plan &plan, const LoadedProject &project, const QString &engineId)
{
    JournalRun run;
    run.directory = journalDirectory(project.files.directory);
    run.project = plan.project;
    run.context = plan.context.name;
    run.engineId = engineId;
    run.kind = kindName(plan.kind);
    run.services = plan.services;
    // A roll back starts what was built then, whatever the working tree holds now.
    run.commit = plan.rollbackTo ? plan.rollbackTo->commit : project.head ? project.head->commitHash() : project.commitHash;
    run.started = QDateTime::currentDateTimeUtc();
    return run;
}

void RunRecorder::observe(const RunEvent &event)
{
    if (const auto *phase = std::get_if<PhaseEnded>(&event)) {
        const auto kind = m_plan.does<BuildImages>(phase->planStep) ? JournalStep::Kind::Builds : JournalStep::Kind::Phase;
        m_phases << JournalStep{kind, {}, phase->planStep + 1, m_plan.phasePurpose(phase->planStep), outcomeName(phase->outcome), phase->milliseconds, {}};
    }
}

JournalEnd RunRecorder::end(const RunResult &result) const
{
    JournalEnd end;
    end.durationMs = result.milliseconds;
    end.outcome = outcomeName(result.outcome);
    const BuildArguments arguments = argumentsOf(m_plan.definition.json);
    if (result.error && result.outcome == RunOutcome::Failed)
        end.error = withoutValues(result.error->message, arguments) + (result.rolledBack ? u' ' + result.error->unchanged : QString());
    end.fresh = provenFresh(m_plan, result);
    if (result.clear)
        end.reclaimed = result.clear->reclaimed;
    for (const ServiceResult &service : result.services) {
        end.services << JournalService{service.name, m_plan.images.value(service.name), service.imageId, service.buildMs};
        for (const BuildStep &step : service.steps) {
            end.steps << journalStep(service.name, step, arguments);
            if (step.started > 0 && (end.buildsBegan == 0 || step.started < end.buildsBegan))
                end.buildsBegan = step.started;
            end.buildsEnded = std::max(end.buildsEnded, step.completed);
        }
    }
    for (const CacheImport &import : result.imports)
        end.steps << journalStep(import);
    end.steps << m_phases;
    return end;
}

Result<void> writeOutside(Journal &journal, const QString &directory, const QString &context, const QString &engineId, const OutsideBuilds &found)
{
    QList<OutsideRun> runs = found.runs;
    for (OutsideRun &outside : runs)
        outside.run.context = context;
    return journal.addOutside(directory, engineId, found.refs, found.fresh, runs);
}

namespace {

/// Whether `left` is a run on GitHub that began when `rest` says, and whose last workflows are those of `rest`.
bool endsWith(const JournalRun &left, const JournalRun &rest)
{
    const qsizetype before = left.workflows.size() - rest.workflows.size();
    return left.isRemote() && left.started == rest.started && left.context == rest.context && before > 0
           && std::ranges::equal(left.workflows.mid(before), rest.workflows, {}, &JournalWorkflow::file, &JournalWorkflow::file);
}

/// What stood in a row before it was resumed, and how it ended. The time in which nothing ran does not count.
JournalEnd behind(const JournalEnd &before, JournalEnd end)
{
    if (before.workflows.isEmpty())
        return end;
    end.durationMs = before.durationMs < 0 || end.durationMs < 0 ? -1 : before.durationMs + end.durationMs;
    end.workflows = before.workflows + end.workflows;
    end.steps = before.steps + end.steps;
    for (qsizetype i = 0; i < end.steps.size(); ++i)
        end.steps[i].index = int(i) + 1;
    return end;
}

Result<void> finishIn(Journal &journal, qint64 row, const JournalEnd &end)
{
    // What could not begin was said then.
    return row > 0 ? journal.finish(row, end) : Result<void>(failure(ErrorCode::Io, u"The run is not in the journal: its row could not be written."_s));
}

/// Of a run beside the act, what its row tells so far is kept where the end tells less.
Result<JournalEnd> besideKnown(const Journal &journal, qint64 row, const JournalEnd &end)
{
    if (row <= 0 || end.workflows.isEmpty())
        return end;
    const Result<QList<JournalStep>> steps = journal.steps(row);
    if (!steps)
        return failure(steps.error());
    return withKnown(end, *steps);
}

} // namespace

RunJournal::RunJournal(const QString &path, QObject *parent)
    : QObject(parent)
    , m_path(path)
{
    m_pool.setMaxThreadCount(1);
}

RunJournal::~RunJournal()
{
    m_pool.waitForDone();
}

void RunJournal::write(std::function<Result<void>(Journal &)> work, std::function<void()> done)
{
    const QString path = m_path;
    const JournalLimits limits = m_limits;
    QtConcurrent::run(&m_pool, [path, limits, work = std::move(work)]() -> Result<void> {
        Result<Journal> journal = Journal::open(path, limits);
        return journal ? work(*journal) : Result<void>(failure(journal.error()));
    }).then(this, [this, done = std::move(done)](const Result<void> &written) {
        m_writeError = written ? std::nullopt : std::optional(written.error());
        if (done)
            done();
        emit this->written();
    });
}

void RunJournal::begin(const JournalRun &run)
{
    m_current = beginRow(run);
    m_before = std::make_shared<JournalEnd>();
}

void RunJournal::resume(const JournalRun &run)
{
    const Row row = std::make_shared<qint64>(0);
    const auto before = std::make_shared<JournalEnd>();
    write([run, row, before](Journal &journal) -> Result<void> {
        const Result<QList<JournalRun>> rows = journal.runs({run.directory});
        if (!rows)
            return failure(rows.error());
        const auto left = std::ranges::find_if(*rows, [&run](const JournalRun &one) { return endsWith(one, run); });
        if (left == rows->end()) {
            const Result<qint64> id = journal.begin(run);
            *row = id.value_or(0);
            return id ? Result<void>() : Result<void>(failure(id.error()));
        }
        const Result<QList<JournalStep>> steps = journal.steps(left->id);
        if (!steps)
            return failure(steps.error());
        *row = left->id;
        before->durationMs = left->durationMs;
        before->workflows = left->workflows.mid(0, left->workflows.size() - run.workflows.size());
        for (const QList<JournalStep> &own : stepsByWorkflow(left->workflows, *steps).mid(0, before->workflows.size()))
            before->steps << own;
        JournalEnd known = *before;
        known.durationMs = -1;
        known.outcome = u"running"_s;
        known.workflows << run.workflows;
        return journal.resume(left->id, known);
    });
    m_current = row;
    m_before = before;
}

RunJournal::Row RunJournal::beginRow(const JournalRun &run)
{
    const Row row = std::make_shared<qint64>(0);
    write([run, row](Journal &journal) -> Result<void> {
        const Result<qint64> id = journal.begin(run);
        if (!id)
            return failure(id.error());
        *row = *id;
        return {};
    });
    return row;
}

void RunJournal::noteWorkflows(const QList<JournalWorkflow> &workflows)
{
    if (!m_current)
        return;
    write([workflows, current = m_current, before = m_before](Journal &journal) -> Result<void> {
        return *current > 0 ? journal.noteWorkflows(*current, before->workflows + workflows) : Result<void>();
    });
}

void RunJournal::finish(const JournalEnd &end, std::function<void()> done)
{
    if (!m_current)
        return done ? done() : void();
    write([end, row = std::exchange(m_current, nullptr), before = m_before](Journal &journal) { return finishIn(journal, *row, behind(*before, end)); },
          std::move(done));
}

void RunJournal::finishRow(const Row &row, const JournalEnd &end, std::function<void()> done)
{
    write([end, row](Journal &journal) -> Result<void> {
        const Result<JournalEnd> whole = besideKnown(journal, *row, end);
        return whole ? finishIn(journal, *row, *whole) : Result<void>(failure(whole.error()));
    }, std::move(done));
}

void RunJournal::completeRow(const Row &row, const JournalEnd &end)
{
    write([end, row](Journal &journal) -> Result<void> {
        if (*row <= 0)
            return {};
        const Result<JournalEnd> whole = besideKnown(journal, *row, end);
        return whole ? journal.complete(*row, *whole) : Result<void>(failure(whole.error()));
    });
}

void RunJournal::readKnownBuilds(const QString &directory, const QString &engineId, std::function<void(const Result<KnownBuilds> &)> done)
{
    const QString path = m_path;
    const JournalLimits limits = m_limits;
    QtConcurrent::run(&m_pool, [path, limits, directory, engineId]() -> Result<KnownBuilds> {
        const Result<Journal> journal = Journal::open(path, limits);
        return journal ? journal->knownBuilds(directory, engineId) : Result<KnownBuilds>(failure(journal.error()));
    }).then(this, std::move(done));
}

void RunJournal::addOutside(const QString &directory, const QString &context, const QString &engineId, const OutsideBuilds &found)
{
    write([=](Journal &journal) { return writeOutside(journal, directory, context, engineId, found); });
}

void RunJournal::read(const JournalFilter &filter, std::function<void(const Result<QList<JournalRun>> &)> done)
{
    const QString path = m_path;
    const JournalLimits limits = m_limits;
    QtConcurrent::run(&m_pool, [path, limits, filter]() -> Result<QList<JournalRun>> {
        const Result<Journal> journal = Journal::open(path, limits);
        return journal ? journal->runs(filter) : Result<QList<JournalRun>>(failure(journal.error()));
    }).then(this, std::move(done));
}

void RunJournal::readSteps(const QList<qint64> &ids, std::function<void(const Result<QHash<qint64, QList<JournalStep>>> &)> done)
{
    using Steps = QHash<qint64, QList<JournalStep>>;
    const QString path = m_path;
    const JournalLimits limits = m_limits;
    QtConcurrent::run(&m_pool, [path, limits, ids]() -> Result<Steps> {
        const Result<Journal> journal = Journal::open(path, limits);
        if (!journal)
            return failure(journal.error());
        Steps steps;
        for (const qint64 id : ids) {
            const Result<QList<JournalStep>> read = journal->steps(id);
            if (!read)
                return failure(read.error());
            steps.insert(id, *read);
        }
        return steps;
    }).then(this, std::move(done));
}

} // namespace layerdeck
