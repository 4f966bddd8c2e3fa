// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"

#include <qcoro/qcorotask.h>

#include <chrono>
#include <memory>

namespace layerdeck {

/// Ends pauses before their time. Copies share one state; belongs to one thread.
class Nudge
{
public:
    Nudge();
    /// Every pause that waits with it is over.
    void give() const;
    /// How often it was given.
    int given() const;

private:
    friend QCoro::Task<bool> pause(std::chrono::milliseconds time, CancelToken cancel, Nudge nudge);
    std::shared_ptr<struct NudgeState> m_state;
};

/// Lets time pass. False where it was cancelled meanwhile. The time that a machine sleeps does not count.
QCoro::Task<bool> pause(std::chrono::milliseconds time, CancelToken cancel);
QCoro::Task<bool> pause(std::chrono::milliseconds time, CancelToken cancel, Nudge nudge);

} // namespace layerdeck
