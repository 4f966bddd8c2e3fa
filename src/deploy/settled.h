// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "compose/project.h"
#include "engine/client.h"
#include "store/deployments.h"

#include <qcoro/qcorotask.h>

#include <optional>

namespace layerdeck {

/// What a switch of all services left behind, for a configuration that is the same now: where all of it is still so, and each name points to
/// the image that its containers run, another switch has nothing to do.
struct Settled
{
    QStringList containers;        ///< containerIdentities() after that switch
    QMap<QString, QString> images; ///< by service: the name of the image that it is to run
    bool operator==(const Settled &) const = default;
};

/// Each container of `services`, with all that a switch compares besides its image: a container's configuration never changes, its networks
/// may. Sorted, so that two lists can be compared.
QStringList containerIdentities(const QStringList &services, const QList<Container> &containers);

/// Nothing where no switch of all services is remembered for just this configuration, or where Compose would look at more than the containers:
/// a service that is pulled, or made by a provider, or the content of configs and secrets.
std::optional<Settled> settledState(const ComposeProject &project, const QList<Deployment> &deployments);

/// Whether all of them run, are healthy, and are what `settled` says. False of an empty one, and where the engine does not tell: a switch is
/// always right.
QCoro::Task<bool> isSettled(Settled settled, QList<Container> containers, EngineClient engine, CancelToken cancel);

} // namespace layerdeck
