// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/downtime.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

DowntimeClock::DowntimeClock(QString project, const QList<Container> &before, const QList<Downtime> &earlier)
    : m_project(std::move(project))
{
    for (const Downtime &gap : earlier) {
        if (!gap.over) {
            m_services[gap.service].served = true;
            m_services[gap.service].serving << Serving{{}, 0, gap.since, true};
        }
    }
    for (const Container &container : before) {
        if (container.state != "running"_L1 || container.service().isEmpty())
            continue;
        Service &service = m_services[container.service()];
        const bool isAway = !service.serving.isEmpty() && service.serving.first().container.isEmpty();
        service.served = true;
        service.serving << Serving{container.id, isAway ? -1 : 0, -1, !isAway};
    }
}

void DowntimeClock::take(const EngineEvent &event)
{
    if (event.type != "container"_L1 || event.project != m_project || event.service.isEmpty())
        return;
    Service &service = m_services[event.service];
    const auto now = std::ranges::find_if(service.serving, [&](const Serving &of) { return of.container == event.id && of.to < 0; });
    const bool isThere = now != service.serving.end();
    if (event.action == "kill"_L1 && isThere) {
        now->toldToEnd = true;
    } else if (event.action == "start"_L1) {
        service.serving << Serving{event.id, event.time};
    } else if (event.action == "die"_L1 && isThere) {
        // One that ends before a health check called it healthy has served nobody; with 0 and by itself it was not there to serve.
        const bool isNew = !now->before && !now->healthy;
        service.served = service.served && !(isNew && !now->toldToEnd && event.exitCode == 0);
        if (isNew)
            service.serving.erase(now);
        else
            now->to = event.time;
    } else if (event.action == "health_status: unhealthy"_L1 && isThere && !now->before && !now->healthy) {
        now->from = -1;
    } else if (event.action == "health_status: healthy"_L1 && isThere && !now->before && !now->healthy) {
        now->from = event.time;
        now->healthy = true;
    }
}

/// What lies between the times at which something served.
std::optional<Downtime> DowntimeClock::total(const QString &name, const Service &service)
{
    if (!service.served)
        return std::nullopt;
    QList<Serving> serving = service.serving;
    serving.removeIf([](const Serving &of) { return of.from < 0; });
    std::ranges::stable_sort(serving, {}, &Serving::from);
    Downtime total{name, 0, false, true, -1};
    bool wasDown = false;
    qint64 until = 0; // the end of what served so far; -1: it goes on
    for (const Serving &of : std::as_const(serving)) {
        if (until >= 0 && of.from > until) {
            total.milliseconds += of.from - until;
            total.untilHealthy = of.healthy;
            wasDown = true;
        }
        until = until < 0 || of.to < 0 ? -1 : std::max(until, of.to);
    }
    total.over = until < 0;
    total.since = total.over ? -1 : until;
    return wasDown || !total.over ? std::optional(total) : std::nullopt;
}

QList<Downtime> DowntimeClock::result() const
{
    QList<Downtime> list;
    for (auto it = m_services.cbegin(); it != m_services.cend(); ++it) {
        if (const std::optional<Downtime> down = total(it.key(), *it))
            list << *down;
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
