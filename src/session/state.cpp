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

} // namespace layerdeck
