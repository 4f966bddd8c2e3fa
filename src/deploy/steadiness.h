// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engine/types.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <optional>

namespace layerdeck {

/// Notes from the engine's events which containers ended by an error, and with which exit code.
class EndedContainers
{
public:
    void take(const EngineEvent &event);
    /// Nothing where it did not end, or with 0.
    std::optional<int> exitCode(const QString &containerId) const;

private:
    QHash<QString, int> m_codes; ///< by container id
};

/// A container that a switch started and that did not stay up.
struct UnsteadyContainer
{
    QString id;
    QString what; ///< "shop-api-1 ended with exit code 3 and was started again"
    bool operator==(const UnsteadyContainer &) const = default;
};

/// Compose waits until a container without a health check runs, and what ends in the next moment, to be started again and again by its
/// restart policy, was running. `now`: the project's containers after the switch; `services`: those that were deployed; `before`: ids of
/// the containers before it. Containers of other services count where the switch made them. One that has ended with 0 has done what it is for.
QList<UnsteadyContainer> unsteadyContainers(const QList<Container> &now, const QStringList &services, const QSet<QString> &before,
                                            const EndedContainers &ended);

/// Why a switch that Compose takes for done is none; `detail`: what Compose printed, where it failed.
Error unsteadyError(const QList<UnsteadyContainer> &containers, const QString &detail = {});

} // namespace layerdeck
