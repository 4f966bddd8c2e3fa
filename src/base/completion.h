// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QMetaObject>
#include <QPointer>

#include <coroutine>
#include <memory>
#include <optional>

namespace layerdeck {

/// Turns a callback into something a coroutine awaits. Copies share one state, one of them awaits, and the first
/// `complete` counts. The coroutine goes on from the event loop of the thread that awaits, never inside `complete`. Belongs to
/// that thread.
template <typename T>
class Completion
{
    struct State
    {
        std::optional<T> value;
        std::coroutine_handle<> waiter;
        QPointer<QAbstractEventDispatcher> loop; ///< of the awaiting thread
    };

public:
    /// The awaiting side, as the compiler asks for it.
    class Awaiter
    {
    public:
        explicit Awaiter(std::shared_ptr<State> state)
            : m_state(std::move(state))
        {
        }
        bool await_ready() const { return m_state->value.has_value(); }
        void await_suspend(std::coroutine_handle<> handle)
        {
            m_state->waiter = handle;
            m_state->loop = QAbstractEventDispatcher::instance();
        }
        T await_resume() { return std::move(*m_state->value); }

    private:
        std::shared_ptr<State> m_state;
    };

    void complete(T value) const
    {
        if (m_state->value)
            return;
        m_state->value.emplace(std::move(value));
        if (m_state->waiter && m_state->loop) {
            QMetaObject::invokeMethod(
                m_state->loop, [state = m_state] { state->waiter.resume(); },
                Qt::QueuedConnection);
        }
    }
    bool isComplete() const { return m_state->value.has_value(); }
    Awaiter operator co_await() const { return Awaiter(m_state); }

private:
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace layerdeck
