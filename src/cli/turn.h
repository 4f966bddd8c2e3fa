// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"
#include "deploy/plan.h"
#include "store/runlock.h"

#include <optional>

namespace layerdeck {

/// A subcommand's turn on its project: one run at a time on a project of an engine.
class Turn
{
public:
    /// Asks the engine who it is. Busy, with a sentence that says who, while another runs.
    static QCoro::Task<Result<Turn>> on(OpenedProject opened, CancelToken cancel);
    /// As the engine calls itself; empty where it does not say.
    const QString &engineId() const { return m_engineId; }
    /// From here on until the object goes. Busy where another was quicker; where there can be no lock, one line on standard error
    /// says so and the run goes on.
    Result<void> take(PlanKind kind);
    /// To those who watch, once it is taken: RunHolder::doing.
    void tell(const QString &doing);
    /// HeldRun::storyPath(); empty where there is no lock.
    QString storyPath() const { return m_held ? m_held->storyPath() : QString(); }

private:
    Turn(const QString &engineId, const RunLock &lock);

    QString m_engineId;
    RunLock m_lock;
    std::optional<HeldRun> m_held;
};

} // namespace layerdeck
