// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/run.h"

#include "base/units.h"
#include "build/dockerfileerror.h"
#include "deploy/switching.h"
#include "engine/dockerprogram.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHash>
#include <QRegularExpression>
#include <QTimer>

#include <algorithm>
#include <memory>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

using Observer = std::function<void(const RunEvent &)>;

/// Reads a running build: bytes in, events out.
class BuildReader
{
public:
    BuildReader(const Plan &plan, Observer observe)
        : m_tracker(plan.expected)
        , m_observe(std::move(observe))
    {
    }

    void feed(const QByteArray &bytes)
    {
        for (const SolveStatus &status : m_reader.feed(bytes))
            take(status);
    }

    void finish(bool succeeded)
    {
        m_reader.finish();
        announce(m_tracker.finish(succeeded));
    }

    QString text() const { return m_reader.text(); }
    const StepTracker &tracker() const { return m_tracker; }

private:
    void take(const SolveStatus &status)
    {
        announce(m_tracker.apply(status));
        const QList<CacheImport> imports = m_tracker.imports();
        for (const CacheImport &import : imports) {
            if (!m_imports.contains(import))
                m_observe(ImportChanged{import});
        }
        m_imports = imports;
        for (const VertexLog &log : status.logs) {
            for (const VertexPlace &place : m_tracker.places(log.vertex))
                m_observe(LogText{place.service, place.step, log.time, log.data, log.stream == 2});
        }
    }

    void announce(const QList<VertexPlace> &places)
    {
        const QStringList relisted = m_tracker.takeRelisted();
        for (const ServiceSteps &service : relisted.isEmpty() ? QList<ServiceSteps>() : m_tracker.services()) {
            if (relisted.contains(service.service))
                m_observe(StepsListed{service.service, service.steps});
        }
        for (const VertexPlace &place : places) {
            if (const BuildStep *step = m_tracker.step(place.service, place.step))
                m_observe(StepChanged{place.service, *step});
        }
    }

    ProgressReader m_reader;
    StepTracker m_tracker;
    Observer m_observe;
    QList<CacheImport> m_imports;
};

/// The one line of buildx's closing text that says what failed.
QString errorLine(const QString &text)
{
    static const QRegularExpression error(u"^ERROR: (.*)$"_s, QRegularExpression::MultilineOption);
    const auto match = error.match(text);
    return match.hasMatch() ? match.captured(1).trimmed() : text.trimmed().section(u'\n', -1);
}

/// Services with the line that buildx marks, and how a person finds it; none where it marks none: it does not say of which file it is.
struct MarkedLine
{
    QStringList services;
    QStringList paths;
    QString text; ///< "line 3 of /p/Dockerfile"
};

MarkedLine markedLine(const QString &text, const QList<BuildTargetSteps> &targets, const QByteArray &definition)
{
    const std::optional<DockerfileLine> line = brokenLine(text);
    if (!line)
        return {};
    QMap<QString, QString> serviceByTarget;
    for (const BuildTargetSteps &target : targets)
        serviceByTarget.insert(target.target, target.service);
    MarkedLine marked;
    for (const BrokenDockerfile &dockerfile : dockerfilesWith(*line, definition, serviceByTarget)) {
        marked.services << dockerfile.service;
        marked.paths << (dockerfile.path.isEmpty() ? u"its Dockerfile in the Compose file"_s : dockerfile.path);
    }
    marked.paths.removeDuplicates();
    marked.text = u"line %1 of %2"_s.arg(line->number).arg(marked.paths.join(u" or "_s));
    return marked;
}

Error stepError(const ServiceSteps &service, const BuildStep &step, const QString &printed, const Plan &plan, const QByteArray &definition)
{
    QList<BuildTargetSteps> own = plan.expected;
    own.removeIf([&](const BuildTargetSteps &target) { return target.service != service.service; });
    const MarkedLine marked = markedLine(printed, own, definition);
    const QString why = marked.services.isEmpty() ? u"The log of the step says why."_s : u"It is %1; the log of the step says why."_s.arg(marked.text);
    return {ErrorCode::OperationFailed,
            u"The build of %1 failed at step %2, %3: %4."_s.arg(service.service)
                .arg(step.index)
                .arg(step.written().section(u'\n', 0, 0), step.error.trimmed()),
            u"No container was changed."_s, why, printed.trimmed()};
}

Error buildError(const BuildReader &reader, const Plan &plan, const QByteArray &definition)
{
    const QString printed = reader.text();
    for (const ServiceSteps &service : reader.tracker().services()) {
        const auto failed = std::ranges::find(service.steps, StepState::Failed, &BuildStep::state);
        if (failed != service.steps.end())
            return stepError(service, *failed, printed, plan, definition);
    }
    const MarkedLine marked = markedLine(printed, plan.expected, definition);
    if (marked.services.isEmpty())
        return {ErrorCode::OperationFailed, u"The build failed: %1."_s.arg(errorLine(printed)), u"No container was changed."_s, {},
                printed.trimmed()};
    return {ErrorCode::OperationFailed,
            (marked.paths.size() == 1 ? u"The build of %1 failed: %2."_s : u"The build of one of %1 failed: %2."_s)
                .arg(joinedNames(marked.services), errorLine(printed).remove(u"failed to solve: "_s)),
            u"No container was changed."_s, u"Correct %1."_s.arg(marked.text), printed.trimmed()};
}

QCoro::Task<Result<void>> build(Plan plan, Command command, Observer observe, RunResult *result, CancelToken cancel)
{
    BuildReader reader(plan, observe);
    ProcessOptions options;
    options.onErrorOutput = [&reader](const QByteArray &bytes) { reader.feed(bytes); };
    const Result<ProcessResult> ended = co_await runDocker(command, options, cancel);
    const bool succeeded = ended && ended->exitCode == 0 && !ended->crashed;
    reader.finish(succeeded);
    for (const ServiceSteps &service : reader.tracker().services()) {
        const qint64 buildMs = service.completed > service.started && service.started > 0
                                   ? service.completed - service.started
                                   : 0;
        result->services << ServiceResult{service.service, service.steps, buildMs, {}};
    }
    result->imports = reader.tracker().imports();
    if (!ended)
        co_return failure(ended.error());
    if (!succeeded)
        co_return failure(buildError(reader, plan, command.input));
    if (!reader.text().trimmed().isEmpty())
        observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), reader.text().toUtf8(), false});
    co_return {};
}

QCoro::Task<Result<void>> removeImage(RemoveImage action, EngineClient engine, Observer observe, RunResult *result, CancelToken cancel)
{
    // Names move: what has this one by now was not in the plan.
    const Result<ImageDetail> now = co_await engine.inspectImage(action.reference, cancel);
    if (now && now->id != action.imageId) {
        observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(),
                        u"%1 is another image by now, %2: it was left\n"_s.arg(action.reference, shortId(now->id)).toUtf8(), true});
        result->clear->left << KeptImage{action.reference, action.imageId, u"that name is another image's by now, %1"_s.arg(shortId(now->id))};
        co_return {};
    }
    const Result<ImageRemoval> removed = co_await engine.removeImage(action.reference, cancel);
    // Somebody else was quicker: it is gone, which is what was asked.
    if (!removed && removed.error().code == ErrorCode::NotFound)
        co_return {};
    if (!removed)
        co_return failure(removed.error());
    ClearResult &clear = *result->clear;
    clear.untagged << removed->untagged;
    clear.deletedImages << removed->deleted;
    if (removed->deleted.contains(action.imageId)) // it went with its last name, whatever stood for the others
        clear.keptImages.removeIf([&action](const KeptImage &kept) { return kept.imageId == action.imageId; });
    else
        clear.keptImages << KeptImage{action.reference, action.imageId, action.keptBecause.isEmpty() ? u"the engine keeps it"_s : action.keptBecause};
    co_return {};
}

DeletedRecord deletedRecord(const ClearedRecord &record) { return {record.id, record.description, record.size}; }

QCoro::Task<Result<void>> prune(PruneRecords action, EngineClient engine, Observer observe, RunResult *result, CancelToken cancel)
{
    ClearResult &clear = *result->clear;
    for (const ClearedRecord &record : action.records) {
        const Result<PruneResult> pruned = co_await engine.pruneRecord(record.id, cancel);
        if (!pruned)
            co_return failure(pruned.error());
        clear.reclaimed += record.stays ? 0 : pruned->reclaimed;
        if (pruned->deleted.contains(record.id)) {
            clear.deletedRecords << deletedRecord(record);
            observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), u"deleted record %1  %2\n"_s.arg(shortId(record.id), record.name).toUtf8(), false});
        }
    }
    // A prune that pruned nothing is no error to the engine: only a second look proves it.
    const Result<DiskUsage> left = co_await engine.buildCache(cancel);
    if (!left)
        co_return failure(left.error());
    clear.readAgainAt = QDateTime::currentDateTime();
    clear.recordsLeft = static_cast<int>(left->cache.size());
    clear.recordsInUse = static_cast<int>(std::ranges::count(left->cache, true, &CacheRecord::inUse));
    QSet<QString> there;
    for (const CacheRecord &record : left->cache)
        there.insert(record.id);
    for (const ClearedRecord &record : action.records) {
        if (there.contains(record.id))
            clear.survivedRecords << deletedRecord(record);
    }
    co_return {};
}

/// A look after the run is bounded: an engine that accepts and says nothing must not hold the result back.
std::shared_ptr<CancelSource> limited()
{
    auto source = std::make_shared<CancelSource>();
    QTimer::singleShot(std::chrono::seconds(5), QCoreApplication::instance(), [source] { source->cancel(); });
    return source;
}

/// Of the images that the services' names point to now, where that is not known yet.
QCoro::Task<> readImageIds(Plan plan, EngineClient engine, RunResult *result)
{
    const std::shared_ptr<CancelSource> limit = limited();
    for (ServiceResult &service : result->services) {
        if (!service.imageId.isEmpty())
            continue;
        const QString name = plan.images.value(service.name);
        const Result<ImageDetail> image = co_await engine.inspectImage(name, limit->token());
        if (image)
            service.imageId = image->id;
    }
}

QCoro::Task<Result<void>> perform(Plan plan, PlanAction action, EngineClient engine, Observer observe,
                                  RunResult *result, CancelToken cancel)
{
    if (const auto *a = std::get_if<BuildImages>(&action)) {
        const Result<void> built = co_await build(plan, a->command, observe, result, cancel);
        if (built) {
            result->built = true;
            co_await readImageIds(plan, engine, result);
        }
        co_return built;
    }
    if (const auto *a = std::get_if<SwitchContainers>(&action))
        co_return co_await switchContainers(plan, *a, engine, observe, result, cancel);
    if (const auto *a = std::get_if<RemoveImage>(&action))
        co_return co_await removeImage(*a, engine, observe, result, cancel);
    if (const auto *a = std::get_if<TagImage>(&action)) {
        const qsizetype colon = a->reference.lastIndexOf(u':');
        const Result<bool> tagged = co_await engine.tagImage(a->imageId, a->reference.left(colon), a->reference.mid(colon + 1), cancel);
        if (tagged)
            observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), u"%1 is image %2 again\n"_s.arg(a->reference, shortId(a->imageId)).toUtf8(), false});
        co_return tagged ? Result<void>() : failure(tagged.error());
    }
    const auto *a = std::get_if<PruneRecords>(&action);
    co_return co_await prune(*a, engine, observe, result, cancel);
}

/// Why containers did not become healthy: what they and their health checks said last. Only told, never an error of its own.
QCoro::Task<QString> lastWords(Plan plan, Command command, EngineClient engine, QStringList unsteady)
{
    const std::shared_ptr<CancelSource> limit = limited();
    const Result<QList<Container>> containers = co_await engine.containers(plan.project, limit->token());
    QString text;
    for (const Container &container : containers ? *containers : QList<Container>()) {
        if ((container.isWell() && !unsteady.contains(container.id)) || container.service().isEmpty())
            continue;
        text += u"\n%1: %2\n"_s.arg(container.name, container.status);
        const std::pair<QString, QStringList> questions[] = {
            {u"  health check: "_s, {u"inspect"_s, u"--format"_s, u"{{with .State.Health}}{{range .Log}}{{.Output}}{{end}}{{end}}"_s, container.id}},
            {u"  log: "_s, {u"logs"_s, u"--tail"_s, u"20"_s, container.id}}};
        for (const auto &[head, arguments] : questions) {
            const Command asked{u"docker"_s, arguments, command.workingDirectory, command.environment};
            const ProcessOptions options;
            const Result<ProcessResult> said = co_await runDocker(asked, options, limit->token());
            if (!said)
                continue;
            const QString words = QString::fromUtf8(said->output + said->errorOutput).trimmed();
            for (const QString &line : words.split(u'\n', Qt::SkipEmptyParts).mid(std::max<qsizetype>(0, words.count(u'\n') - 19)))
                text += head + line + u'\n';
        }
    }
    co_return text;
}

/// A step fails in the words of the program at work, also when the engine has gone away under it: that is asked.
QCoro::Task<Error> explained(Error error, EngineClient engine)
{
    if (error.isCancelled())
        co_return error;
    const std::shared_ptr<CancelSource> limit = limited();
    const Result<EngineVersion> version = co_await engine.version(limit->token());
    if (version)
        co_return error;
    co_return Error{ErrorCode::Unreachable, u"The engine stopped answering in the middle of the run."_s,
                    u"What had ended before stays; nothing else was started."_s,
                    u"Start the engine again, look at “docker compose ps”, then deploy again."_s,
                    error.sentences() + u'\n' + error.detail};
}

/// The looks of the end: what the build did not tell, and the containers.
QCoro::Task<> lookAfter(Plan plan, EngineClient engine, RunResult *result)
{
    const std::shared_ptr<CancelSource> limit = limited();
    if (plan.kind == PlanKind::Rollback) {
        for (const QString &service : plan.services)
            result->services << ServiceResult{service, {}, 0, {}};
    }
    // Cancelled or failed, the images of before are still worth knowing.
    co_await readImageIds(plan, engine, result);
    if (result->switched && result->containers.isEmpty()) {
        const Result<QList<Container>> containers = co_await engine.containers(plan.project, limit->token());
        result->containers = containers ? *containers : QList<Container>();
    }
}

/// The way back, where there is one. Its own failure is added to the error that made it necessary.
QCoro::Task<bool> fallBack(Plan plan, EngineClient engine, Observer observe, RunResult *result, CancelToken cancel)
{
    if (plan.fallback.isEmpty())
        co_return false;
    const int wayBack = static_cast<int>(plan.steps.size());
    observe(PhaseStarted{wayBack, QDateTime::currentMSecsSinceEpoch()});
    QElapsedTimer clock;
    clock.start();
    Plan back = plan;
    back.services = plan.fallbackServices;
    for (const PlanStep &step : plan.fallback) {
        observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), u"Rolling back: %1\n"_s.arg(step.purpose).toUtf8(), false});
        const PlanAction action = step.action;
        const Result<void> done = co_await perform(back, action, engine, observe, result, cancel);
        if (!done) {
            result->error->unchanged = u"Rolling back failed too: %1"_s.arg(done.error().message);
            observe(PhaseEnded{wayBack, done.error().isCancelled() ? RunOutcome::Cancelled : RunOutcome::Failed, clock.elapsed()});
            co_return false;
        }
    }
    observe(PhaseEnded{wayBack, RunOutcome::Succeeded, clock.elapsed()});
    result->error->unchanged = plan.fallbackTold;
    // Its containers are gone: what they said stands in the log.
    result->error->advice = u"What the new containers said is in the log of this run; mend it, then deploy again."_s;
    co_return true;
}

} // namespace

int ServiceResult::count(StepState state) const
{
    return static_cast<int>(std::ranges::count(steps, state, &BuildStep::state));
}

QCoro::Task<RunResult> runPlan(Plan plan, EngineClient engine, std::function<void(const RunEvent &)> observe,
                               CancelToken cancel)
{
    RunResult result;
    result.started = QDateTime::currentDateTime();
    QElapsedTimer clock;
    clock.start();
    if (plan.clear)
        result.clear.emplace();
    for (int i = 0; i < plan.steps.size(); ++i) {
        observe(PhaseStarted{i, QDateTime::currentMSecsSinceEpoch()});
        QElapsedTimer phase;
        phase.start();
        const PlanAction action = plan.steps.at(i).action;
        const Result<void> done = co_await perform(plan, action, engine, observe, &result, cancel);
        if (!done) {
            result.error = co_await explained(done.error(), engine);
            result.outcome = result.error->isCancelled() ? RunOutcome::Cancelled : RunOutcome::Failed;
        }
        const auto *switching = std::get_if<SwitchContainers>(&action);
        const bool fallsBack =
            !done && switching && result.switched && result.outcome == RunOutcome::Failed && result.error->code != ErrorCode::Unreachable;
        if (fallsBack) {
            const QString words = co_await lastWords(plan, switching->command, engine, result.unsteady);
            result.error->detail += words;
            observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), words.toUtf8(), true});
        }
        observe(PhaseEnded{i, result.outcome, phase.elapsed()});
        if (fallsBack)
            result.rolledBack = co_await fallBack(plan, engine, observe, &result, cancel);
        if (!done)
            break;
    }
    result.milliseconds = clock.elapsed();
    if (!result.error || result.error->code != ErrorCode::Unreachable)
        co_await lookAfter(plan, engine, &result);
    co_return result;
}

} // namespace layerdeck
