// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pause.h"

#include "base/completion.h"

#include <QHash>
#include <QTimer>

namespace layerdeck {

struct NudgeState
{
    QHash<int, Completion<bool>> waiting;
    int next = 0;
    int given = 0;
};

Nudge::Nudge()
    : m_state(std::make_shared<NudgeState>())
{
}

void Nudge::give() const
{
    ++m_state->given;
    for (const Completion<bool> &over : std::as_const(m_state->waiting))
        over.complete(true);
}

int Nudge::given() const
{
    return m_state->given;
}

QCoro::Task<bool> pause(std::chrono::milliseconds time, CancelToken cancel)
{
    return pause(time, std::move(cancel), Nudge());
}

QCoro::Task<bool> pause(std::chrono::milliseconds time, CancelToken cancel, Nudge nudge)
{
    if (cancel.isCancelled())
        co_return false;
    Completion<bool> over;
    const std::shared_ptr<NudgeState> state = nudge.m_state;
    const int id = state->next++;
    state->waiting.insert(id, over);
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [over] { over.complete(true); });
    const CancelToken::Registration registration = cancel.onCancel([over] { over.complete(false); });
    timer.start(time);
    const bool goesOn = co_await over;
    state->waiting.remove(id);
    co_return goesOn;
}

} // namespace layerdeck
