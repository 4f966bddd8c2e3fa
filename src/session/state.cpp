// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/state.h"

#include <algorithm>

namespace layerdeck {

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
        const bool switches = i < plan.steps.size() ? std::holds_alternative<SwitchContainers>(plan.steps.at(i).action) : phases[i].isWayBack;
        if (phases[i].state == PhaseState::Running && switches)
            return true;
    }
    return false;
}

RunPhase RunState::lastPlanned() const
{
    const auto found = std::find_if(phases.crbegin(), phases.crend(), [](const RunPhase &phase) { return !phase.isWayBack; });
    return found == phases.crend() ? RunPhase() : *found;
}

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
