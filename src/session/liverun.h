// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/state.h"

#include <QObject>

namespace layerdeck {

/// A run as it stands, and what changes in it: this window's, or another's that tells of itself.
class LiveRun : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// nullptr before the first.
    const RunState *state() const { return m_state ? &*m_state : nullptr; }
    bool isRunning() const { return m_state && m_state->isRunning(); }

    void begin(const RunState &run);
    /// What names a phase or a step that the run does not have is left out.
    void observe(const RunEvent &event);
    /// It was asked to stop.
    void setCancelling();
    void end(const RunResult &result);

signals:
    void began();
    /// Phases, imports or the result changed.
    void changed();
    /// `step` is a BuildStep::id.
    void stepChanged(const QString &service, int step);
    /// The service's list of steps is another: some came, went or moved.
    void stepsListed(const QString &service);
    /// Text of a step; `step` 0: of the run as a whole. `time` is milliseconds since the epoch.
    void log(const QString &service, int step, qint64 time, const QByteArray &text, bool isError);
    void ended();

private:
    std::optional<RunState> m_state;
};

} // namespace layerdeck
