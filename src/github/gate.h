// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "github/answer.h"

#include <QDateTime>

#include <qcoro/qcorotask.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace layerdeck::github {

/// The two clocks of a machine, to be replaced in tests. `wall` may be wrong and may be set; `steady` stands still while the
/// machine sleeps.
struct Clocks
{
    std::function<QDateTime()> wall = [] { return QDateTime::currentDateTimeUtc(); };
    std::function<std::chrono::milliseconds()> steady = [] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
    };
};

/// When requests may be sent. Lengths come from GitHub's own times, so that a wrong clock here counts for nothing; a bar is over as
/// soon as one of the two clocks has gone that far, so that neither sleep nor a clock that is set makes it longer.
class Gate
{
public:
    explicit Gate(Clocks clocks)
        : m_clocks(std::move(clocks))
    {
    }

    struct Bar
    {
        bool secondary = false;
        QDateTime until; ///< by the clock here
    };
    /// Takes note of an answer: what is left of the limit, and for how long it bars.
    void note(const Answer &answer);
    /// The bar that holds now.
    std::optional<Bar> bar() const;
    const std::optional<RateLimit> &rate() const { return m_rate; }
    QDateTime now() const { return m_clocks.wall(); }
    /// GitHub's time now: that of its last answer, and what has passed here since. It is early where the machine has slept; invalid before
    /// an answer that tells a time.
    QDateTime serverNow() const;

    /// How long a write has to wait now for its distance from the last one; the write that asks counts as sent after that.
    std::chrono::milliseconds takeTurnToWrite(std::chrono::milliseconds distance);

private:
    Clocks m_clocks;
    std::optional<RateLimit> m_rate;
    QDateTime m_serverTime;
    std::chrono::milliseconds m_serverTimeAt{0};
    std::optional<Bar> m_bar;
    std::chrono::milliseconds m_barEnd{0};
    std::optional<std::chrono::milliseconds> m_nextWrite;
    int m_refusals = 0;
};

} // namespace layerdeck::github
