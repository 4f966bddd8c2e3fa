// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/run.h"

#include <QMap>
#include <QTimer>

#include <functional>

namespace layerdeck {

/// Tells those who watch what a run is at: "Build backend, 12 of 27 steps". At most twice a second, and not later than half a
/// second after it changed.
class RunTeller : public QObject
{
    Q_OBJECT
public:
    RunTeller(const Plan &plan, std::function<void(const QString &)> tell, QObject *parent = nullptr);
    void observe(const RunEvent &event);

private:
    void changed();
    QString phrase() const;

    Plan m_plan;
    std::function<void(const QString &)> m_tell;
    QMap<QString, QList<BuildStep>> m_steps; ///< by service
    int m_planStep = -1;                     ///< none before the first begins
    QString m_told;
    QTimer m_timer; ///< runs while what was told is young
};

} // namespace layerdeck
