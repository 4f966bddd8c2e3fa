// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include "base/units.h"
#include "models/historymodels.h"
#include "models/wording.h"
#include "session/remotejournal.h"
#include "session/runjournal.h"
#include "store/settings.h"

#include <QJsonArray>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualLimit = 20;

QJsonValue orNull(qint64 value)
{
    return value < 0 ? QJsonValue() : QJsonValue(value);
}

QString stepKind(JournalStep::Kind kind)
{
    switch (kind) {
    case JournalStep::Kind::Build: return u"step"_s;
    case JournalStep::Kind::Import: return u"import"_s;
    case JournalStep::Kind::Phase:
    case JournalStep::Kind::Builds: return u"phase"_s;
    }
    return {};
}

/// Null where they were not written down: of older rows, and of what was started again where the history lacks the first.
QJsonValue inputsJson(const JournalWorkflow &workflow)
{
    if (workflow.ref.isEmpty() || !workflow.hasInputs)
        return {};
    QJsonObject inputs;
    for (auto it = workflow.inputs.cbegin(); it != workflow.inputs.cend(); ++it)
        inputs.insert(it.key(), it.value());
    return inputs;
}

QJsonObject runJson(const RatedRun &rated, const QList<JournalStep> &steps)
{
    const JournalRun &run = rated.run;
    QJsonArray services;
    for (const JournalService &service : run.details) {
        services.append(QJsonObject{{u"name"_s, service.name}, {u"image"_s, service.imageName}, {u"image_id"_s, service.imageId},
                                    {u"build_ms"_s, service.buildMs}, {u"steps"_s, service.steps}, {u"cached"_s, service.cached},
                                    {u"base"_s, service.base}, {u"shared"_s, service.shared}, {u"ran"_s, service.ran}});
    }
    QJsonArray workflows;
    for (const JournalWorkflow &workflow : run.workflows) {
        workflows.append(QJsonObject{{u"file"_s, workflow.file}, {u"name"_s, workflow.name},
                                     {u"number"_s, workflow.number > 0 ? QJsonValue(workflow.number) : QJsonValue()},
                                     {u"sent"_s, workflow.runId > 0 ? QJsonValue(true) : workflow.wasNotSent() ? QJsonValue(false) : QJsonValue()},
                                     {u"ref"_s, workflow.ref.isEmpty() ? QJsonValue() : QJsonValue(workflow.ref)},
                                     {u"inputs"_s, inputsJson(workflow)},
                                     {u"attempt"_s, workflow.attempt > 0 && workflow.runId > 0 ? QJsonValue(workflow.attempt) : QJsonValue()},
                                     {u"run_id"_s, workflow.runId > 0 ? QJsonValue(workflow.runId) : QJsonValue()},
                                     {u"url"_s, workflow.url.isEmpty() ? QJsonValue() : QJsonValue(workflow.url)}});
    }
    QJsonArray all;
    for (const JournalStep &step : steps) {
        QJsonObject object{{u"kind"_s, stepKind(step.kind)}, {u"name"_s, step.name}, {u"state"_s, step.state}, {u"ms"_s, step.milliseconds}};
        if (!step.service.isEmpty())
            object.insert(u"service"_s, step.service);
        if (step.kind == JournalStep::Kind::Build)
            object.insert(u"index"_s, step.index);
        if (!step.error.isEmpty())
            object.insert(u"error"_s, step.error);
        all.append(object);
    }
    return {{u"id"_s, run.id},
            {u"started"_s, run.started.toString(Qt::ISODateWithMs)},
            {u"kind"_s, run.kind},
            {u"scenario"_s, rated.scenario == Scenario::None ? QJsonValue() : QJsonValue(scenarioName(rated.scenario))},
            {u"outcome"_s, run.outcome},
            {u"rolled_back"_s, run.rolledBack},
            {u"duration_ms"_s, orNull(run.durationMs)},
            {u"commit"_s, run.commit},
            {u"context"_s, run.context},
            {u"engine_id"_s, run.engineId},
            {u"asked_services"_s, QJsonArray::fromStringList(run.services)},
            {u"services"_s, services},
            {u"workflows"_s, workflows},
            {u"login"_s, run.login.isEmpty() ? QJsonValue() : QJsonValue(run.login)},
            {u"fresh"_s, run.fresh ? QJsonValue(*run.fresh) : QJsonValue()},
            {u"reclaimed_bytes"_s, orNull(run.reclaimed)},
            {u"error"_s, run.error},
            {u"steps"_s, all}};
}

QJsonArray tableJson(const QList<ScenarioStats> &table)
{
    QJsonArray rows;
    for (const ScenarioStats &row : table) {
        rows.append(QJsonObject{{u"scenario"_s, scenarioName(row.scenario)}, {u"last_ms"_s, orNull(row.lastMs)},
                                {u"median_ms"_s, orNull(row.medianMs)}, {u"best_ms"_s, orNull(row.bestMs)}, {u"runs"_s, row.runs},
                                {u"cached_percent"_s, orNull(row.cachedPercent)}});
    }
    return rows;
}

/// Text of a table: the first column left, the others right.
void printRow(const QStringList &cells, const QList<int> &widths, qsizetype leftAligned)
{
    QString line;
    for (qsizetype i = 0; i < cells.size(); ++i)
        line += (i < leftAligned ? cells.at(i).leftJustified(widths.at(i)) : cells.at(i).rightJustified(widths.at(i))) + u"  "_s;
    while (line.endsWith(u' '))
        line.chop(1);
    printLine(u"  "_s + line);
}

void printText(const QList<RatedRun> &runs, const QList<ScenarioStats> &table, qsizetype limit)
{
    const QDateTime now = QDateTime::currentDateTime();
    const QList<int> tableWidths{16, 10, 10, 10, 5, 7};
    printRow({u"Scenario"_s, u"last"_s, u"median"_s, u"best"_s, u"runs"_s, u"cached"_s}, tableWidths, 1);
    for (const ScenarioStats &row : table) {
        printRow({scenarioText(row.scenario), historyDuration(row.lastMs), historyDuration(row.medianMs), historyDuration(row.bestMs),
                  QString::number(row.runs), row.cachedPercent < 0 ? u"–"_s : u"%1 %"_s.arg(row.cachedPercent)}, tableWidths, 1);
    }
    printLine({});
    QList<QStringList> rows;
    QStringList below;
    QList<int> widths{14, 15, 13, 11, 12, 10, 10};
    for (const RatedRun &rated : runs.first(std::min(limit, runs.size()))) {
        const JournalRun &run = rated.run;
        rows << QStringList{timeText(run.started.toLocalTime(), now), runTitle(run), shortCommit(run.commit), presentOutcome(run).word, run.context,
                            rated.steps == 0 ? u"–"_s : u"%1 of %2"_s.arg(rated.cached).arg(rated.steps), historyDuration(rated.durationMs)};
        QStringList more{run.workflows.size() > 1 ? runKindText(run) : QString(), remoteOriginText(run)};
        more.removeAll(QString());
        below << more.join(u" · "_s);
        for (qsizetype i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths.at(i), int(rows.last().at(i).size()));
    }
    printRow({u"When"_s, u"Run"_s, u"Commit"_s, u"Result"_s, u"Engine"_s, u"cached"_s, u"took"_s}, widths, 5);
    for (qsizetype i = 0; i < rows.size(); ++i) {
        printRow(rows.at(i), widths, 5);
        if (!below.at(i).isEmpty())
            printRow({QString(), below.at(i)}, widths, 2);
    }
    if (runs.size() > limit)
        printLine(u"  and %1 more; --limit shows them."_s.arg(runs.size() - limit));
    if (const auto slowdown = slowdownOf(runs))
        printLine(slowdownSentence(*slowdown, now));
}

/// The project's folder. It is named in the journal also when its files are broken or gone.
QString projectFolder(const ProjectRequest &request)
{
    const Result<ComposeFiles> files = findComposeFiles(request.directory, request.files, processEnvironment());
    return journalDirectory(files ? files->directory : request.directory);
}

/// Takes over what others built, where buildx keeps records of it. The journal is shown all the same where that cannot be had.
QCoro::Task<Result<void>> takeOutsideBuilds(Journal *journal, Options options, QString folder, CancelToken cancel)
{
    const Result<DockerContext> context = resolveContext(options.context);
    const Result<Toolchain> toolchain = context ? co_await readToolchain(*context, cancel) : failure(context.error());
    if (!toolchain || !toolchain->keepsBuilds())
        co_return Result<void>();
    const EngineClient engine(*context);
    const Result<EngineInfo> info = co_await engine.info(cancel);
    if (!info)
        co_return failure(info.error());
    const Result<LoadedProject> project = co_await loadProject(options.project, *context, cancel);
    if (!project)
        co_return failure(project.error());
    const Result<KnownBuilds> known = journal->knownBuilds(folder, info->id);
    if (!known)
        co_return failure(known.error());
    const Result<OutsideBuilds> found = co_await readOutsideBuilds(*project, *toolchain, *known, cancel);
    if (!found)
        co_return failure(found.error());
    co_return found->isEmpty() ? Result<void>() : writeOutside(*journal, folder, context->name, info->id, *found);
}

} // namespace

QList<QCommandLineOption> historyOptions()
{
    return {{u"limit"_s, u"So many runs, the newest; 0 for all (default: 20)."_s, u"N"_s}};
}

QCoro::Task<int> runHistory(Options options, CancelToken cancel)
{
    qsizetype limit = usualLimit;
    if (options.values.contains(u"limit"_s)) {
        bool isNumber = false;
        limit = options.value(u"limit"_s).toInt(&isNumber);
        if (!isNumber || limit < 0)
            co_return reportUsage(u"history"_s, u"“%1” is no number of runs."_s.arg(options.value(u"limit"_s)), options.json);
    }
    const QString folder = projectFolder(options.project);
    Result<Journal> journal = Journal::open({}, Settings().journalLimits());
    if (!journal)
        co_return reportError(journal.error(), options.json);
    if (const Result<void> taken = co_await takeOutsideBuilds(&*journal, options, folder, cancel); !taken) {
        if (taken.error().isCancelled())
            co_return reportError(taken.error(), options.json);
        printErrorLine(u"layerdeck: What was built without Layerdeck is not looked at: %1"_s.arg(taken.error().sentences()));
    }
    Result<QList<JournalRun>> runs = journal->runs({folder, 0});
    if (!runs)
        co_return reportError(runs.error(), options.json);
    if (const QString context = options.context.contextOption; !context.isEmpty())
        runs->removeIf([&context](const JournalRun &run) { return run.context != context; });
    const QList<RatedRun> rated = ratedRuns(*runs);
    const QList<ScenarioStats> table = scenarioTable(rated);
    if (limit == 0)
        limit = rated.size();
    if (options.json) {
        QJsonArray shown;
        for (const RatedRun &run : rated.first(std::min(limit, rated.size()))) {
            const Result<QList<JournalStep>> steps = journal->steps(run.run.id);
            if (!steps)
                co_return reportError(steps.error(), true);
            shown.append(runJson(run, *steps));
        }
        printJson({{u"project"_s, folder}, {u"scenarios"_s, tableJson(table)}, {u"count"_s, rated.size()}, {u"runs"_s, shown}});
    } else if (rated.isEmpty()) {
        printLine(u"The journal has no run of %1."_s.arg(folder));
    } else {
        printText(rated, table, limit);
    }
    co_return ExitSuccess;
}

} // namespace layerdeck
