// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/state.h"

#include <algorithm>

namespace layerdeck {

const BuildStep *RunState::step(const QString &service, int id) const
{
    const auto list = steps.constFind(service);
    if (list == steps.cend())
        return nullptr;
    const auto found = std::ranges::find(*list, id, &BuildStep::id);
    return found == list->cend() ? nullptr : &*found;
}

ServiceStatus serviceStatus(const ComposeService &service, const QString &project, const EngineContents &contents)
{
    ServiceStatus status;
    if (!contents.readAt.isValid())
        return status;
    const QString reference = service.imageReference();
    for (const InspectedImage &image : contents.images) {
        if (image.image.tags.contains(reference))
            status.newestImageId = image.image.id;
    }
    const Container *found = nullptr;
    bool behind = false;
    for (const Container &container : contents.containers) {
        if (container.project() != project || container.service() != service.name || container.isOneOff())
            continue;
        const bool runs = container.state == QLatin1String("running");
        behind = behind || (runs && container.imageId != status.newestImageId);
        if (!found || (runs && found->state != QLatin1String("running")))
            found = &container;
    }
    if (!found) {
        status.freshness = ServiceStatus::Freshness::NotCreated;
        return status;
    }
    status.container = found->name;
    status.status = found->status;
    status.runningImageId = found->imageId;
    if (found->state != QLatin1String("running"))
        status.freshness = ServiceStatus::Freshness::Stopped;
    else if (status.newestImageId.isEmpty())
        status.freshness = ServiceStatus::Freshness::Unknown;
    else
        status.freshness = behind ? ServiceStatus::Freshness::NotRecreated : ServiceStatus::Freshness::Current;
    return status;
}

bool RunState::isSwitching() const
{
    for (qsizetype i = 0; i < phases.size(); ++i) {
        if (phases[i].state == PhaseState::Running && std::holds_alternative<SwitchContainers>(plan.steps.at(i).action))
            return true;
    }
    return false;
}

QStringList RunState::switchedServices(const QList<Container> &now) const
{
    QStringList services;
    for (const Container &container : now) {
        const bool isOurs = container.project() == plan.project && plan.services.contains(container.service()) && !container.isOneOff();
        const bool wasThere = !containersBefore || std::ranges::find(*containersBefore, container.id, &Container::id) != containersBefore->end();
        if (isOurs && !wasThere && container.state == QLatin1String("running") && !services.contains(container.service()))
            services << container.service();
    }
    services.sort();
    return services;
}

} // namespace layerdeck
