// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/types.h"

#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace layerdeck {

/// How long a service had nothing that serves, because Compose stops a container before it starts the next.
struct Downtime
{
    QString service;
    qint64 milliseconds = 0;   ///< from the end of its last container until one was started, or healthy where it has a health check
    bool untilHealthy = false; ///< that end was a health check
    bool over = true;          ///< false: nothing serves yet
    qint64 since = -1;         ///< engine's time in milliseconds from which on nothing serves, where that is not over
    bool operator==(const Downtime &) const = default;
};

/// Measures it from the engine's own events and their times; services that did not run before have none, nor what ends with 0 by itself.
class DowntimeClock
{
public:
    /// `project`: Compose's name; `before`: its containers before the switch; `earlier`: what a switch just before this one left:
    /// what runs of a service that was still away does not serve.
    DowntimeClock(QString project, const QList<Container> &before, const QList<Downtime> &earlier = {});
    void take(const EngineEvent &event);
    /// By service, in the order of their names. Gaps of one service are added up.
    QList<Downtime> result() const;

private:
    /// A container, from when on it serves until it ends. Engine's time; whether it has a health check shows only when that answers.
    struct Serving
    {
        QString container;
        qint64 from = 0; ///< -1: not yet
        qint64 to = -1;  ///< -1: still
        bool before = false;
        bool healthy = false; ///< by a health check
        bool toldToEnd = false; ///< by a signal
    };
    struct Service
    {
        QList<Serving> serving;
        bool served = false; ///< before the switch
    };
    static std::optional<Downtime> total(const QString &name, const Service &service);

    QString m_project;
    QMap<QString, Service> m_services;
};

/// What two switches after each other cost: the gaps of a service are added up.
QList<Downtime> added(QList<Downtime> first, const QList<Downtime> &second);

} // namespace layerdeck
