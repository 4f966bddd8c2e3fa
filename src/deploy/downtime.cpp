// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/downtime.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

DowntimeClock::DowntimeClock(QString project, const QList<Container> &before, const QList<Downtime> &earlier)
    : m_project(std::move(project))
{
    for (const Downtime &gap : earlier) {
        if (!gap.over)
            m_services[gap.service].downSince = gap.since;
    }
    for (const Container &container : before) {
        if (container.state != "running"_L1 || container.service().isEmpty())
            continue;
        Service &service = m_services[container.service()];
        if (service.downSince < 0)
            service.running.insert(container.id);
        else
            service.started = container.id;
    }
}

void DowntimeClock::take(const EngineEvent &event)
{
    if (event.type != "container"_L1 || event.project != m_project || event.service.isEmpty())
        return;
    Service &service = m_services[event.service];
    if (event.action == "die"_L1) {
        const bool served = service.running.remove(event.id);
        // A container that dies before it is healthy leaves the gap open.
        if (event.id == service.started) {
            service.started.clear();
            service.startedAt = -1;
        }
        if (served && service.running.isEmpty() && service.downSince < 0)
            service.downSince = event.time;
    } else if (event.action == "start"_L1) {
        service.running.insert(event.id);
        if (service.downSince >= 0 && service.started.isEmpty()) {
            service.started = event.id;
            service.startedAt = event.time;
        }
    } else if (event.action == "health_status: unhealthy"_L1 && event.id == service.started) {
        service.startedAt = -1;
    } else if (event.action == "health_status: healthy"_L1 && service.downSince >= 0 && event.id == service.started) {
        service.total.milliseconds += event.time - service.downSince;
        service.total.untilHealthy = true;
        service.wasDown = true;
        service.downSince = service.startedAt = -1;
        service.started.clear();
    }
}

QList<Downtime> DowntimeClock::result() const
{
    QList<Downtime> list;
    for (auto it = m_services.cbegin(); it != m_services.cend(); ++it) {
        Downtime total = it->total;
        total.service = it.key();
        if (it->downSince >= 0) {
            total.over = it->startedAt >= 0;
            // No health check has answered: what was started serves, as far as the engine can tell.
            total.milliseconds += total.over ? it->startedAt - it->downSince : 0;
            total.since = total.over ? -1 : it->downSince;
        }
        if (it->downSince >= 0 || it->wasDown)
            list << total;
    }
    return list;
}

QList<Downtime> added(QList<Downtime> first, const QList<Downtime> &second)
{
    for (const Downtime &later : second) {
        const auto same = std::ranges::find(first, later.service, &Downtime::service);
        if (same == first.end()) {
            first << later;
            continue;
        }
        same->milliseconds += later.milliseconds;
        same->untilHealthy = later.untilHealthy;
        same->over = later.over;
        same->since = later.since;
    }
    return first;
}

} // namespace layerdeck
