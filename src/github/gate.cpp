// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/gate.h"

#include <algorithm>

namespace layerdeck::github {

void Gate::note(const Answer &answer)
{
    if (const auto rate = rateLimitOf(answer))
        m_rate = rate;
    if (const QDateTime time = answer.serverTime(); time.isValid()) {
        m_serverTime = time;
        m_serverTimeAt = m_clocks.steady();
    }
    const auto refusal = rateRefusalOf(answer, m_refusals);
    if (!refusal) {
        if (answer.status < 400)
            m_refusals = 0;
        return;
    }
    ++m_refusals;
    m_bar = Bar{refusal->secondary, m_clocks.wall().addSecs(refusal->seconds)};
    m_barEnd = m_clocks.steady() + std::chrono::seconds(refusal->seconds);
}

std::optional<Gate::Bar> Gate::bar() const
{
    if (!m_bar || m_clocks.wall() >= m_bar->until || m_clocks.steady() >= m_barEnd)
        return std::nullopt;
    return m_bar;
}

QDateTime Gate::serverNow() const
{
    return m_serverTime.isValid() ? m_serverTime.addMSecs((m_clocks.steady() - m_serverTimeAt).count()) : QDateTime();
}

std::chrono::milliseconds Gate::takeTurnToWrite(std::chrono::milliseconds distance)
{
    const std::chrono::milliseconds now = m_clocks.steady();
    const std::chrono::milliseconds turn = std::max(now, m_nextWrite.value_or(now));
    m_nextWrite = turn + distance;
    return turn - now;
}

} // namespace layerdeck::github
