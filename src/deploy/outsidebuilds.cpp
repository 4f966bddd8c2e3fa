// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/outsidebuilds.h"

#include "build/steps.h"
#include "deploy/journalsteps.h"
#include "engine/dockerprogram.h"

#include <QDir>

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostAtOnce = 50;
constexpr auto patience = std::chrono::seconds(20);

QCoro::Task<Result<ProcessResult>> askHistory(LoadedProject project, QStringList arguments, CancelToken cancel)
{
    // Contexts are told relative to the folder of the question.
    const Command command{u"docker"_s, QStringList{u"buildx"_s, u"history"_s} + arguments, QDir::rootPath(), project.environment};
    ProcessOptions options;
    options.timeout = patience;
    const Result<ProcessResult> answer = co_await runDocker(command, options, cancel);
    if (!answer)
        co_return failure(answer.error());
    if (answer->exitCode != 0) {
        co_return failure(Error{ErrorCode::OperationFailed, u"buildx does not tell the builds that it has on record."_s,
                                u"Builds made without Layerdeck are missing in the history."_s, {},
                                QString::fromUtf8(answer->errorOutput).trimmed()});
    }
    co_return answer;
}

bool isExplained(const ListedBuild &build, const KnownBuilds &known)
{
    // A build begins a little before its first step.
    constexpr qint64 before = 5000;
    return std::ranges::any_of(known.own, [&](const KnownBuilds::Span &span) {
        return build.started >= span.from - before && build.started <= span.to;
    });
}

/// Another project may have the same name.
bool isOf(const BuildRecord &record, const ComposeProject &project)
{
    const ComposeService *service = project.service(record.service);
    if (record.project != project.name || !service || !service->build)
        return false;
    const QString &context = service->build->context;
    return record.context == context || QDir::cleanPath(QDir(QDir::rootPath()).absoluteFilePath(record.context)) == QDir::cleanPath(context);
}

/// One word for several builds.
QString outcomeOf(const QList<OutsideBuild> &builds)
{
    for (const auto outcome : {"failed"_L1, "cancelled"_L1}) {
        if (std::ranges::any_of(builds, [&](const OutsideBuild &build) { return build.record.outcome == outcome; }))
            return outcome;
    }
    return u"success"_s;
}

OutsideRun runOf(const QList<OutsideBuild> &builds, const ComposeProject &project)
{
    OutsideRun outside;
    JournalRun &run = outside.run;
    JournalEnd &end = outside.end;
    QList<BuildTargetSteps> targets;
    BuildArguments arguments;
    QList<std::pair<QString, QList<SolveStatus>>> progress;
    qint64 last = 0;
    for (const OutsideBuild &build : builds) {
        run.services << build.record.service;
        targets << BuildTargetSteps{build.record.service, build.record.service, {}};
        progress << std::pair(build.record.service, build.progress);
        last = std::max(last, build.listed.completed);
        arguments << build.record.arguments;
        if (end.error.isEmpty())
            end.error = withoutValues(build.record.error, build.record.arguments);
    }
    const OutsideBuild &first = builds.first();
    const bool isForced = std::ranges::all_of(builds, [](const OutsideBuild &build) { return build.record.withoutCache; });
    const bool isOneCommit = std::ranges::all_of(builds, [&](const OutsideBuild &build) { return build.record.commit == first.record.commit; });
    run.project = project.name;
    run.kind = isForced ? u"outside-rebuild"_s : u"outside-build"_s;
    run.commit = isOneCommit ? first.record.commit : QString();
    run.started = QDateTime::fromMSecsSinceEpoch(first.listed.started, Qt::UTC);
    end.durationMs = last - first.listed.started;
    end.outcome = outcomeOf(builds);

    StepTracker tracker(targets);
    // One by one: in a piece of a stream the order means nothing.
    for (const Vertex &vertex : togetherAsBake(progress))
        tracker.apply(SolveStatus{{vertex}, {}, {}, {}});
    tracker.finish(end.outcome == "success"_L1);
    const QList<ServiceSteps> services = tracker.services();
    for (const ServiceSteps &service : services) {
        const qint64 took = service.completed > service.started && service.started > 0 ? service.completed - service.started : 0;
        end.services << JournalService{service.service, project.service(service.service)->image, {}, took};
        for (const BuildStep &step : service.steps)
            end.steps << journalStep(service.service, step, arguments);
    }
    for (const CacheImport &import : tracker.imports())
        end.steps << journalStep(import);
    return outside;
}

} // namespace

QList<OutsideRun> outsideRuns(QList<OutsideBuild> builds, const ComposeProject &project)
{
    std::ranges::stable_sort(builds, {}, [](const OutsideBuild &build) { return build.listed.started; });
    QList<OutsideRun> runs;
    QList<OutsideBuild> together;
    qint64 end = 0;
    const auto flush = [&] {
        if (!together.isEmpty())
            runs << runOf(std::exchange(together, {}), project);
        end = 0;
    };
    for (const OutsideBuild &build : std::as_const(builds)) {
        const bool isOther = std::ranges::any_of(together, [&](const OutsideBuild &one) { return one.record.service == build.record.service; });
        if (build.listed.started > end || isOther)
            flush();
        together << build;
        end = std::max(end, build.listed.completed);
    }
    flush();
    return runs;
}

QCoro::Task<Result<OutsideBuilds>> readOutsideBuilds(LoadedProject project, Toolchain toolchain, KnownBuilds known, CancelToken cancel)
{
    OutsideBuilds found;
    if (!toolchain.keepsBuilds() || known.isRunning)
        co_return found;
    const QStringList list{u"ls"_s, u"--format"_s, u"json"_s, u"--no-trunc"_s};
    const Result<ProcessResult> listed = co_await askHistory(project, list, cancel);
    if (!listed)
        co_return failure(listed.error());
    QList<OutsideBuild> builds;
    for (const ListedBuild &build : parseListedBuilds(listed->output)) {
        found.refs.insert(build.ref);
        if (known.refs.contains(build.ref) || build.completed == 0 || found.fresh.size() >= mostAtOnce)
            continue;
        found.fresh.insert(build.ref);
        if (isExplained(build, known))
            continue;
        const QStringList inspect{u"inspect"_s, build.ref, u"--format"_s, u"json"_s};
        const Result<ProcessResult> described = co_await askHistory(project, inspect, cancel);
        // OperationFailed: the builder dropped it meanwhile.
        if (!described && described.error().code != ErrorCode::OperationFailed)
            co_return failure(described.error());
        const Result<BuildRecord> record = described ? parseBuildRecord(described->output) : failure(described.error());
        if (!record || !isOf(*record, project.config))
            continue;
        const QStringList logs{u"logs"_s, u"--progress"_s, u"rawjson"_s, build.ref};
        const Result<ProcessResult> told = co_await askHistory(project, logs, cancel);
        if (!told && told.error().code != ErrorCode::OperationFailed)
            co_return failure(told.error());
        ProgressReader reader;
        builds << OutsideBuild{build, *record, told ? reader.feed(told->errorOutput) : QList<SolveStatus>()};
    }
    found.runs = outsideRuns(builds, project.config);
    co_return found;
}

} // namespace layerdeck
