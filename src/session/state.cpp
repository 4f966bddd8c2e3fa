// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/state.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

StepCount countSteps(const QMap<QString, QList<BuildStep>> &steps)
{
    StepCount count;
    for (const QList<BuildStep> &service : steps) {
        count.all += service.size();
        count.over += std::ranges::count_if(service, [](const BuildStep &step) { return isFinal(step.state); });
    }
    return count;
}

QString progressPhrase(const Plan &plan, qsizetype phase, const StepCount &steps)
{
    const QString purpose = plan.phasePurpose(phase);
    if (!plan.does<BuildImages>(phase) || steps.all == 0)
        return purpose;
    return u"%1, %2 of %3 steps"_s.arg(purpose, QString::number(steps.over), QString::number(steps.all));
}

RunState RunState::of(const Plan &plan, const QDateTime &started)
{
    RunState run;
    run.plan = plan;
    run.started = started;
    run.startedMs = started.toMSecsSinceEpoch();
    for (const PlanStep &step : plan.steps)
        run.phases << RunPhase{step.purpose};
    for (const ServiceSteps &service : StepTracker(plan.expected).services())
        run.steps.insert(service.service, service.steps);
    return run;
}

const BuildStep *RunState::step(const QString &service, int id) const
{
    const auto list = steps.constFind(service);
    if (list == steps.cend())
        return nullptr;
    const auto found = std::ranges::find(*list, id, &BuildStep::id);
    return found == list->cend() ? nullptr : &*found;
}

bool RunState::isSwitching() const
{
    for (qsizetype i = 0; i < phases.size(); ++i) {
        if (phases[i].state == PhaseState::Running && (i == plan.steps.size() || plan.does<SwitchContainers>(i)))
            return true;
    }
    return false;
}

double RunState::progress() const
{
    StepCount count;
    for (qsizetype i = 0; i < plan.steps.size() && i < phases.size(); ++i) {
        const StepCount steps = plan.does<BuildImages>(i) ? countSteps(this->steps) : StepCount();
        count.all += qMax<qsizetype>(steps.all, 1);
        const bool isOver = phases[i].state != PhaseState::Waiting && phases[i].state != PhaseState::Running;
        count.over += steps.all > 0 ? steps.over : isOver ? 1 : 0;
    }
    return count.all == 0 ? 0 : static_cast<double>(count.over) / static_cast<double>(count.all);
}

QString RunState::phrase() const
{
    const auto found = std::ranges::find(phases, PhaseState::Running, &RunPhase::state);
    return found == phases.end() ? QString() : progressPhrase(plan, found - phases.begin(), countSteps(steps));
}

RunPhase RunState::lastPlanned() const { return phases.value(plan.steps.size() - 1); }

const RunPhase *RunState::wayBack() const { return phases.size() > plan.steps.size() ? &phases.last() : nullptr; }

QStringList RunState::switchedServices(const QList<Container> &now) const
{
    QStringList services;
    for (const Container &container : now) {
        const bool isOurs = container.project() == plan.project && plan.services.contains(container.service());
        const bool wasThere = !containersBefore || std::ranges::find(*containersBefore, container.id, &Container::id) != containersBefore->end();
        if (isOurs && !wasThere && container.state == QLatin1String("running") && !services.contains(container.service()))
            services << container.service();
    }
    services.sort();
    return services;
}

} // namespace layerdeck
