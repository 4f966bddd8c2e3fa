// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wording.h"

#include "base/units.h"
#include "build/dockerfileerror.h"
#include "deploy/proof.h"
#include "layers/cachegraph.h"
#include "models/clearwording.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

int count(const QList<BuildStep> &steps, StepState state)
{
    return static_cast<int>(std::ranges::count(steps, state, &BuildStep::state));
}

const BuildStep *firstWith(const QList<BuildStep> &steps, StepState state)
{
    const auto found = std::ranges::find(steps, state, &BuildStep::state);
    return found == steps.end() ? nullptr : &*found;
}

/// The head says no more than what may be claimed.
QString clearTitle(const RunState &run)
{
    if (!run.plan.clear || !run.result->clear)
        return u"Cache cleared"_s;
    if (run.plan.clearRequest.target == ClearTarget::Images)
        return u"Clear of images finished"_s;
    return clearClaim(run.plan, *run.result->clear).holds ? u"Cache cleared"_s : u"Clear finished"_s;
}

/// BuildKit's "process … did not complete successfully: exit code: 1" as "Exit code 1"; its own words for all else.
QString stepFailure(const BuildStep &step)
{
    static const QRegularExpression exitCode(u"exit code: (\\d+)"_s);
    const auto match = exitCode.match(step.error);
    return match.hasMatch() ? u"Exit code "_s + match.captured(1) : step.error.section(u'\n', 0, 0);
}

/// Characters of an address in the header: as long as the line below it.
constexpr qsizetype longestPlace = 28;

} // namespace

QString actName(const QString &kind)
{
    static const QMap<QString, QString> names{{u"deploy"_s, u"Deploy"_s},
                                              {u"rebuild"_s, u"Force rebuild"_s},
                                              {u"clear"_s, u"Clear cache"_s},
                                              {u"redeploy"_s, u"Clear and redeploy"_s},
                                              {u"rollback"_s, u"Roll back"_s}};
    return names.value(kind, kind);
}

Presentation present(StepState state)
{
    switch (state) {
    case StepState::Waiting: return {u"waiting"_s, u"waiting"_s, Tone::Muted};
    case StepState::Running: return {u"running"_s, u"running"_s, Tone::Run};
    case StepState::Cached: return {u"hit"_s, u"cached"_s, Tone::Hit};
    case StepState::Base: return {u"pin"_s, u"base"_s, Tone::Muted};
    case StepState::Shared: return {u"shared"_s, u"shared"_s, Tone::Muted};
    case StepState::Done: return {u"ran"_s, u"ran"_s, Tone::Run};
    case StepState::Failed: return {u"failed"_s, u"failed"_s, Tone::Fail};
    case StepState::Cancelled: return {u"cancelled"_s, u"cancelled"_s, Tone::Muted};
    }
    return {};
}

Presentation present(const BuildStep &step)
{
    return step.wasNotBegun() ? Presentation{u"waiting"_s, u"not run"_s, Tone::Muted} : present(step.state);
}

Presentation present(PhaseState state)
{
    switch (state) {
    case PhaseState::Waiting: return {u"waiting"_s, u"waiting"_s, Tone::Muted};
    case PhaseState::Running: return {u"running"_s, u"running"_s, Tone::Run};
    case PhaseState::Done: return {u"ok"_s, u"done"_s, Tone::Hit};
    case PhaseState::Failed: return {u"failed"_s, u"failed"_s, Tone::Fail};
    case PhaseState::Cancelled: return {u"cancelled"_s, u"cancelled"_s, Tone::Muted};
    case PhaseState::NotStarted: return {u"cancelled"_s, u"not started"_s, Tone::Muted};
    }
    return {};
}

Presentation present(const EngineState &engine)
{
    switch (engine.status) {
    case EngineState::Status::Connecting: return {u"waiting"_s, u"Connecting"_s, Tone::Muted};
    case EngineState::Status::Connected: return {u"ok"_s, u"Connected"_s, Tone::Hit};
    case EngineState::Status::Unreachable: return {u"failed"_s, engine.isChosen() ? u"Not reachable"_s : u"Not known"_s, Tone::Fail};
    }
    return {};
}

QString engineLine(const EngineState &engine, std::chrono::milliseconds silence)
{
    const QString state = present(engine).word;
    if (engine.status == EngineState::Status::Connected && silence >= tellingSilence)
        return u"No answer for %1\u202Fs"_s.arg(std::chrono::duration_cast<std::chrono::seconds>(silence).count());
    if (engine.status == EngineState::Status::Connected)
        return u"%1 · Docker %2 · %3\u202Fms"_s.arg(state, engine.version.version.section(u'+', 0, 0))
            .arg(engine.latencyMs);
    if (engine.status == EngineState::Status::Unreachable && engine.isChosen())
        return u"%1 since %2"_s.arg(state, timeText(engine.unreachableSince, QDateTime::currentDateTime()));
    return state;
}

QString engineTitle(const DockerContext &context)
{
    const Endpoint &endpoint = context.endpoint;
    QString place = endpoint.kind == Endpoint::Kind::Tcp ? u"%1:%2"_s.arg(endpoint.host).arg(endpoint.port) : endpoint.path;
    if (place.isEmpty())
        return context.name;
    if (place == "/var/run/docker.sock"_L1 || place == "/run/docker.sock"_L1)
        place = u"local"_s;
    // The end tells sockets apart better than the beginning.
    if (place.size() > longestPlace)
        place = u'…' + place.right(longestPlace - 1);
    return u"%1 (%2)"_s.arg(context.name, place);
}

QString engineAbout(const EngineState &engine)
{
    QStringList lines{u"Docker context %1"_s.arg(engine.context.name), engine.context.endpoint.url()};
    if (!engine.version.version.isEmpty())
        lines << u"Docker %1, API %2"_s.arg(engine.version.version, engine.version.api.toString());
    return lines.join(u'\n');
}

QString storeLine(const EngineState &engine)
{
    if (engine.info.storageDriver.isEmpty())
        return {};
    return engine.info.containerdStore ? u"containerd store (%1)"_s.arg(engine.info.storageDriver)
                                       : u"Classic store (%1)"_s.arg(engine.info.storageDriver);
}

QString gitLine(const LoadedProject &project)
{
    if (!project.head)
        return project.lacksCommit ? u"no commit yet"_s : u"not under git"_s;
    const QString commit = shortCommit(project.head->commitHash());
    return project.head->branch.isEmpty() ? u"detached · "_s + commit : project.head->branch + u" · "_s + commit;
}

QString countsSentence(const QList<BuildStep> &steps)
{
    const std::pair<StepState, QString> words[] = {
        {StepState::Cached, u"cached"_s},   {StepState::Base, u"base"_s},       {StepState::Shared, u"shared"_s},
        {StepState::Done, u"ran"_s},        {StepState::Running, u"running"_s}, {StepState::Waiting, u"waiting"_s},
        {StepState::Failed, u"failed"_s},   {StepState::Cancelled, u"cancelled"_s}};
    const auto untouched = std::ranges::count_if(steps, &BuildStep::wasNotBegun);
    QStringList parts;
    for (const auto &[state, word] : words) {
        const qsizetype number = count(steps, state) - (state == StepState::Cancelled ? untouched : 0);
        if (number > 0)
            parts << u"%1 %2"_s.arg(number).arg(word);
    }
    if (untouched > 0)
        parts << u"%1 not run"_s.arg(untouched);
    return parts.join(u", "_s);
}

QString serviceSentence(const QList<BuildStep> &steps, const RunState &run, const QString &service)
{
    const int total = static_cast<int>(steps.size());
    if (const BuildStep *failed = firstWith(steps, StepState::Failed))
        return u"failed at step %1 of %2"_s.arg(failed->index).arg(total);
    if (const BuildStep *stopped = firstWith(steps, StepState::Cancelled))
        return (stopped->started > 0 ? u"cancelled at step %1 of %2"_s : u"stopped before step %1 of %2"_s).arg(stopped->index).arg(total);
    const bool ended = std::ranges::all_of(steps, [](const BuildStep &s) { return isFinal(s.state); });
    if (ended && total > 0) {
        QString text = u"%1 of %2 from cache"_s.arg(count(steps, StepState::Cached)).arg(total);
        if (run.result) {
            for (const ServiceResult &result : run.result->services) {
                if (result.name == service)
                    text += u", "_s + durationText(result.buildMs);
            }
        }
        return text;
    }
    if (const BuildStep *running = firstWith(steps, StepState::Running))
        return u"step %1 of %2"_s.arg(running->index).arg(total);
    const auto begun = std::ranges::count_if(steps, [](const BuildStep &s) { return isFinal(s.state); });
    return begun > 0 ? u"%1 of %2"_s.arg(begun).arg(counted(total, u"step"_s, u"steps"_s)) : u"waiting"_s;
}

std::pair<QString, const BuildStep *> failedStep(const RunState &run)
{
    for (auto it = run.steps.cbegin(); it != run.steps.cend(); ++it) {
        if (const BuildStep *step = firstWith(it.value(), StepState::Failed))
            return {it.key(), step};
    }
    return {{}, nullptr};
}

std::pair<QString, const BuildStep *> onlyFailedStep(const RunState &run)
{
    int failed = 0;
    for (const QList<BuildStep> &steps : run.steps)
        failed += count(steps, StepState::Failed);
    return failed == 1 ? failedStep(run) : std::pair<QString, const BuildStep *>();
}

QString runTitle(const RunState &run)
{
    const QString names = joinedNames(run.plan.services);
    if (run.isRunning()) {
        if (run.plan.kind == PlanKind::Clear)
            return u"Clearing the cache"_s;
        return (run.plan.kind == PlanKind::Rebuild    ? u"Rebuilding %1"_s
                : run.plan.kind == PlanKind::Redeploy ? u"Clearing and redeploying %1"_s
                : run.plan.kind == PlanKind::Rollback ? u"Rolling back %1"_s
                                                      : u"Deploying %1"_s)
            .arg(names);
    }
    const QString act = actName(kindName(run.plan.kind));
    switch (run.result->outcome) {
    case RunOutcome::Succeeded:
        return run.plan.kind == PlanKind::Clear      ? clearTitle(run)
               : run.plan.kind == PlanKind::Redeploy ? u"Clear and redeploy finished"_s
               : run.plan.kind == PlanKind::Rollback ? u"%1 rolled back"_s.arg(names)
               : run.plan.kind == PlanKind::Rebuild  ? u"%1 rebuilt"_s.arg(names)
                                                     : u"%1 deployed"_s.arg(names);
    case RunOutcome::Cancelled:
        return u"%1 cancelled"_s.arg(act);
    case RunOutcome::Failed:
        break;
    }
    if (run.result->rolledBack)
        return u"%1 failed, rolled back"_s.arg(act);
    const auto [service, step] = failedStep(run);
    return step ? u"%1 failed: %2 step %3"_s.arg(act, service).arg(step->index) : u"%1 failed"_s.arg(act);
}

QString otherRunTitle(const OtherRun &run)
{
    static const QMap<QString, QString> ends{{u"success"_s, u"succeeded"_s}, {u"failed"_s, u"failed"_s},
                                             {u"cancelled"_s, u"was cancelled"_s}, {u"cut-off"_s, u"was cut off"_s}};
    const QString state = run.isOn ? u"runs"_s : run.result ? ends.value(run.result->outcome, u"ended"_s) : u"ended"_s;
    return run.holder.what() + u' ' + state;
}

QString otherRunLine(const OtherRun &run, const QDateTime &now)
{
    if (run.isOn) {
        const QString line = run.holder.since.isValid() ? u"%1 since %2"_s.arg(run.holder.where(), timeText(run.holder.since, now)) : run.holder.where();
        return run.holder.doing.isEmpty() ? line : line + u" · "_s + run.holder.doing;
    }
    if (!run.result || run.result->durationMs < 0)
        return run.holder.where();
    return u"%1, %2"_s.arg(run.holder.where(), timeText(run.result->started.addMSecs(run.result->durationMs), now));
}

QString switchedSentence(const RunState &run, const QList<Container> &now)
{
    if (!run.containersBefore)
        return u"Which services already run the new image is not known: the containers of before were not read."_s;
    const QStringList switched = run.switchedServices(now);
    QStringList others = run.plan.services;
    others.removeIf([&switched](const QString &service) { return switched.contains(service); });
    if (switched.isEmpty())
        return u"No service runs the new image yet."_s;
    const QString done = u"%1 already %2 the new image"_s.arg(joinedNames(switched), switched.size() == 1 ? u"runs"_s : u"run"_s);
    return others.isEmpty() ? done + u'.' : u"%1; %2 %3 not been switched."_s.arg(done, joinedNames(others), others.size() == 1 ? u"has"_s : u"have"_s);
}

QString runSentence(const RunState &run, qint64 nowMs)
{
    if (run.isRunning()) {
        const QString time = durationText(nowMs - run.startedMs);
        return run.cancelling ? u"Stopping, %1 so far."_s.arg(time) : u"%1 so far."_s.arg(time);
    }
    const RunResult &result = *run.result;
    const QString time = durationText(result.milliseconds);
    if (result.outcome == RunOutcome::Succeeded)
        return run.plan.kind == PlanKind::Clear ? clearSentence(*result.clear)
               : result.alreadySwitched         ? u"Built after %1. %2"_s.arg(time, alreadySwitchedSentence())
               : (run.plan.kind == PlanKind::Rollback ? u"Started again after %1."_s : u"Built and started after %1."_s).arg(time) +
                     (result.downtimes.isEmpty() ? QString() : u' ' + downtimeSentence(result));
    if (result.outcome == RunOutcome::Cancelled) {
        return result.switched ? u"Stopped after %1, while containers were being started."_s.arg(time)
                               : u"Stopped after %1. No container was changed."_s.arg(time);
    }
    if (const BuildStep *step = failedStep(run).second) {
        const auto line = result.error && onlyFailedStep(run).second ? brokenLine(result.error->detail) : std::nullopt;
        const QString place = line ? u", line %1 of its Dockerfile"_s.arg(line->number) : QString();
        return u"%1 after %2%3. No container was changed."_s.arg(stepFailure(*step), durationText(step->milliseconds()), place);
    }
    return result.error ? result.error->sentences() : QString();
}

QString runHeadline(const RunState &run, qint64 nowMs)
{
    const bool failed = run.result && run.result->outcome == RunOutcome::Failed && run.result->error;
    return failed && !failedStep(run).second ? run.result->error->message : runSentence(run, nowMs);
}

/// After a run that succeeded, by what was read of its containers. Of another's run nothing was.
QString whatContainersRun(const RunState &run)
{
    const QList<Evidence> evidence = evidenceOf(run.plan, *run.result);
    const auto found = std::ranges::find(evidence, Evidence::Kind::Containers, &Evidence::kind);
    if (found == evidence.end())
        return u"Containers were switched; those with a health check are healthy."_s;
    if (!found->holds)
        return found->title + u'.';
    return run.plan.kind == PlanKind::Rollback ? u"Containers run the images of then; those with a health check are healthy."_s
                                               : u"Containers run the newest images; those with a health check are healthy."_s;
}

QString containersSentence(const RunState &run)
{
    if (run.plan.kind == PlanKind::Clear)
        return u"Running containers stay as they are."_s;
    const bool goesBack = run.plan.kind == PlanKind::Rollback;
    if (goesBack && run.isRunning())
        return u"Containers are being switched to the images of then."_s;
    if (run.isRunning()) {
        if (run.wayBack())
            return u"Containers go back to the deployment of before."_s;
        return run.lastPlanned().state == PhaseState::Running ? u"Containers are being switched to the new images."_s
                                                              : u"Containers stay as they are until every build has succeeded."_s;
    }
    if (run.result->outcome == RunOutcome::Succeeded)
        return whatContainersRun(run);
    if (run.result->rolledBack)
        return u"The deployment of before runs again."_s;
    if (run.result->switched)
        return goesBack ? u"Some containers may run the images of then already."_s : u"Some containers may run the new images already."_s;
    // A build that has ended well gives its image the name, whatever becomes of the others.
    const auto isBuilt = [](const BuildStep &step) { return isFinal(step.state) && step.state != StepState::Failed && step.state != StepState::Cancelled; };
    QStringList moved;
    for (const ServiceResult &service : run.result->services) {
        if (!std::ranges::all_of(service.steps, isBuilt))
            continue;
        const auto isIts = [&](const Container &container) { return container.project() == run.plan.project && container.service() == service.name; };
        const QList<Container> before = run.containersBefore.value_or(QList<Container>());
        const bool hasContainer = std::ranges::any_of(before, isIts);
        const bool runsIt = std::ranges::any_of(before, [&](const Container &container) { return isIts(container) && container.imageId == service.imageId; });
        if (!service.imageId.isEmpty() && hasContainer && !runsIt)
            moved << service.name;
    }
    if (moved.isEmpty())
        return u"Nothing was switched."_s;
    // Short: it has a corner of the page.
    return (moved.size() == 1 ? u"Only the image name of %1 has moved."_s : u"Only the image names of %1 have moved."_s).arg(joinedNames(moved));
}

QStringList resultSentences(const RunResult &result)
{
    QStringList lines;
    for (const ServiceResult &service : result.services)
        lines << resultSentence(service);
    if (result.outcome == RunOutcome::Failed && !result.downtimes.isEmpty())
        lines << downtimeSentence(result);
    return lines + failedImportSentences(result);
}

QString recordName(const QString &id, const QString &description)
{
    CacheRecord record;
    record.description = description;
    const QString instruction = stepOfRecord(record).instruction;
    return instruction.isEmpty() ? id : instruction;
}

QString planSentence(const Plan &plan)
{
    qsizetype steps = 0;
    for (const BuildTargetSteps &target : plan.expected)
        steps += target.expected.size();
    if (plan.images.isEmpty())
        return u"Nothing to build: %1 only have images."_s.arg(joinedNames(plan.services));
    return u"%1 in %2 to build; then the containers are switched."_s.arg(
        counted(steps, u"step"_s, u"steps"_s), counted(plan.images.size(), u"service"_s, u"services"_s));
}

} // namespace layerdeck
