// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/liverun.h"

#include <algorithm>

namespace layerdeck {

namespace {

PhaseState phaseStateOf(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Succeeded: return PhaseState::Done;
    case RunOutcome::Failed: return PhaseState::Failed;
    case RunOutcome::Cancelled: return PhaseState::Cancelled;
    }
    return PhaseState::Failed;
}

} // namespace

void LiveRun::begin(const RunState &run)
{
    m_state = run;
    emit began();
}

void LiveRun::observe(const RunEvent &event)
{
    if (!m_state)
        return;
    RunState &run = *m_state;
    const auto phaseAt = [&run](int step) { return step >= 0 && step < run.phases.size() ? &run.phases[step] : nullptr; };
    if (const auto *started = std::get_if<PhaseStarted>(&event)) {
        if (started->planStep == run.plan.steps.size() && started->planStep == run.phases.size())
            run.phases << RunPhase{run.plan.phasePurpose(started->planStep)};
        if (RunPhase *phase = phaseAt(started->planStep)) {
            phase->state = PhaseState::Running;
            phase->startedMs = started->time - run.startedMs;
            emit changed();
        }
    } else if (const auto *over = std::get_if<PhaseEnded>(&event)) {
        if (RunPhase *phase = phaseAt(over->planStep)) {
            phase->state = phaseStateOf(over->outcome);
            phase->milliseconds = over->milliseconds;
            emit changed();
        }
    } else if (const auto *list = std::get_if<StepsListed>(&event)) {
        run.steps[list->service] = list->steps;
        emit stepsListed(list->service);
    } else if (const auto *change = std::get_if<StepChanged>(&event)) {
        QList<BuildStep> &steps = run.steps[change->service];
        const auto step = std::ranges::find(steps, change->step.id, &BuildStep::id);
        if (step == steps.end())
            return;
        *step = change->step;
        emit stepChanged(change->service, change->step.id);
    } else if (const auto *import = std::get_if<ImportChanged>(&event)) {
        run.imports.removeIf([import](const CacheImport &other) {
            return other.service == import->import.service && other.source == import->import.source;
        });
        run.imports << import->import;
        emit changed();
    } else if (const auto *text = std::get_if<LogText>(&event)) {
        emit log(text->service, text->step, text->time, text->text, text->isError);
    }
}

void LiveRun::setCancelling()
{
    m_state->cancelling = true;
    emit changed();
}

void LiveRun::end(const RunResult &result)
{
    RunState &run = *m_state;
    run.result = result;
    run.cancelling = false;
    for (RunPhase &phase : run.phases) {
        if (phase.state == PhaseState::Waiting)
            phase.state = PhaseState::NotStarted;
    }
    for (const ServiceResult &service : result.services) {
        if (!service.steps.isEmpty())
            run.steps[service.name] = service.steps;
    }
    emit changed();
    emit ended();
}

} // namespace layerdeck
