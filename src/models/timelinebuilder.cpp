// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timelinebuilder.h"

#include "base/units.h"
#include "models/wording.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

std::optional<BarState> barStateOf(const BuildStep &step)
{
    switch (step.state) {
    case StepState::Running: return BarState::Running;
    case StepState::Done: return BarState::Ran;
    case StepState::Failed: return BarState::Failed;
    case StepState::Cancelled: return step.started > 0 ? std::optional(BarState::Cancelled) : std::nullopt;
    case StepState::Waiting:
    case StepState::Cached:
    case StepState::Base:
    case StepState::Shared: break;
    }
    return std::nullopt;
}

QString description(const BuildStep &step)
{
    const QString time = step.milliseconds() > 0 ? u" after "_s + durationText(step.milliseconds()) : QString();
    const QString critical = step.critical ? u", on the critical path"_s : QString();
    return u"Step %1, %2, %3%4%5"_s.arg(step.index).arg(step.name.section(u'\n', 0, 0), present(step).word, time, critical);
}

Presentation laneState(const QList<BuildStep> &steps)
{
    for (const StepState state : {StepState::Failed, StepState::Running, StepState::Cancelled, StepState::Waiting}) {
        if (std::ranges::find(steps, state, &BuildStep::state) != steps.end())
            return present(state);
    }
    return {u"ok"_s, u"done"_s, Tone::Hit};
}

TimelineLane serviceLane(const QString &service, const QList<BuildStep> &steps, const RunState &run)
{
    const Presentation state = laneState(steps);
    TimelineLane lane{service, service, serviceSentence(steps, run, service), state.icon, state.tone, {}, {}};
    for (const CacheImport &import : run.imports) {
        if (import.service != service || import.error.isEmpty())
            continue;
        lane.bars << TimelineBar{importBarId(service, import.source), u"import cache"_s, BarState::Failed,
                                 import.started - run.startedMs, import.completed - run.startedMs,
                                 u"Cache source %1 did not serve: %2"_s.arg(import.source, import.error)};
    }
    for (const BuildStep &step : steps) {
        const QString id = stepBarId(service, step.id);
        if (step.state == StepState::Cached)
            lane.cachedSteps << id;
        const auto barState = barStateOf(step);
        if (!barState)
            continue;
        const QString label = QString::number(step.index) + u"  "_s + shortStepName(step.name);
        const qint64 end = *barState == BarState::Running || step.completed == 0 ? -1 : step.completed - run.startedMs;
        lane.bars << TimelineBar{id, label, *barState, step.started - run.startedMs, end, description(step), step.critical};
    }
    return lane;
}

TimelineBar phaseBar(const QString &id, const QString &label, const RunPhase &phase, const QString &about)
{
    const QMap<PhaseState, BarState> states{{PhaseState::Running, BarState::Running},
                                            {PhaseState::Done, BarState::Ran},
                                            {PhaseState::Failed, BarState::Failed},
                                            {PhaseState::Cancelled, BarState::Cancelled}};
    const qint64 end = phase.state == PhaseState::Running ? -1 : phase.startedMs + phase.milliseconds;
    // No container is switched before the last build has ended, and nothing else goes on meanwhile.
    return {id, label, states.value(phase.state), phase.startedMs, end, about, true};
}

TimelineLane containersLane(const RunState &run)
{
    const RunPhase phase = run.lastPlanned();
    const Presentation state = present(phase.state);
    TimelineLane lane{u"containers"_s, u"Containers"_s, {}, state.icon, state.tone, {}, {}};
    switch (phase.state) {
    case PhaseState::Waiting: lane.state = u"after every build"_s; break;
    case PhaseState::NotStarted: lane.state = u"not started"_s; break;
    case PhaseState::Running: lane.state = u"starting, waiting for health"_s; break;
    case PhaseState::Done: lane.state = u"up after %1"_s.arg(durationText(phase.milliseconds)); break;
    default: lane.state = state.word;
    }
    if (run.result && run.result->alreadySwitched) {
        lane.state = u"nothing to switch"_s;
        return lane;
    }
    if (phase.startedMs < 0)
        return lane;
    lane.bars << phaseBar(u"containers"_s, u"start and wait for health"_s, phase, u"Containers, %1"_s.arg(lane.state));
    if (!run.wayBack())
        return lane;
    const RunPhase &back = *run.wayBack();
    const Presentation now = present(back.state);
    const QString time = back.milliseconds > 0 ? u" after "_s + durationText(back.milliseconds) : QString();
    lane.state = back.state == PhaseState::Running ? u"going back"_s : back.state == PhaseState::Done ? u"rolled back"_s + time : u"roll back %1"_s.arg(now.word);
    lane.icon = back.state == PhaseState::Done ? u"rollback"_s : now.icon;
    lane.tone = back.state == PhaseState::Done ? Tone::Warn : now.tone;
    lane.bars << phaseBar(u"roll-back"_s, u"roll back"_s, back, u"Roll back, %1%2"_s.arg(now.word, time));
    return lane;
}

} // namespace

QString stepBarId(const QString &service, int step)
{
    return service + u'/' + QString::number(step);
}

QString importBarId(const QString &service, const QString &source)
{
    return service + "/import/"_L1 + source;
}

BarSubject subjectOfBar(const QString &service, const QString &barId)
{
    const QString import = importBarId(service, {});
    if (barId.startsWith(import))
        return {0, barId.mid(import.size())};
    const QString step = service + u'/';
    return {barId.startsWith(step) ? barId.mid(step.size()).toInt() : 0, {}};
}

QString shortStepName(const QString &name)
{
    QString text = name.section(u'\n', 0, 0);
    if (text.startsWith("RUN "_L1)) {
        text = text.mid(4);
        while (text.startsWith("--"_L1))
            text = text.section(u' ', 1);
    }
    return text;
}

Timeline timelineOf(const RunState &run, qint64 nowMs)
{
    Timeline timeline;
    for (auto it = run.steps.cbegin(); it != run.steps.cend(); ++it)
        timeline.lanes << serviceLane(it.key(), it.value(), run);
    if (run.plan.kind != PlanKind::Clear)
        timeline.lanes << containersLane(run);
    timeline.nowMs = run.isRunning() ? nowMs - run.startedMs : -1;
    timeline.endMs = std::max<qint64>(timeline.nowMs, 0);
    for (const TimelineLane &lane : timeline.lanes) {
        for (const TimelineBar &bar : lane.bars)
            timeline.endMs = std::max(timeline.endMs, bar.endMs);
    }
    return timeline;
}

} // namespace layerdeck
