// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/cancel.h"

#include <map>
#include <utility>

namespace layerdeck {

struct CancelState
{
    bool cancelled = false;
    int nextId = 1;
    std::map<int, std::function<void()>> callbacks;
};

CancelToken::Registration::Registration(Registration &&other) noexcept
    : m_state(std::move(other.m_state))
    , m_id(std::exchange(other.m_id, 0))
{
}

CancelToken::Registration &CancelToken::Registration::operator=(Registration &&other) noexcept
{
    if (this != &other) {
        reset();
        m_state = std::move(other.m_state);
        m_id = std::exchange(other.m_id, 0);
    }
    return *this;
}

void CancelToken::Registration::reset()
{
    if (const auto state = m_state.lock())
        state->callbacks.erase(m_id);
    m_state.reset();
}

bool CancelToken::isCancelled() const
{
    return m_state && m_state->cancelled;
}

CancelToken::Registration CancelToken::onCancel(std::function<void()> callback) const
{
    Registration registration;
    if (!m_state)
        return registration;
    if (m_state->cancelled) {
        callback();
        return registration;
    }
    registration.m_state = m_state;
    registration.m_id = m_state->nextId++;
    m_state->callbacks.emplace(registration.m_id, std::move(callback));
    return registration;
}

CancelSource::CancelSource()
    : m_state(std::make_shared<CancelState>())
{
}

CancelSource::~CancelSource()
{
    cancel();
}

CancelToken CancelSource::token() const
{
    CancelToken token;
    token.m_state = m_state;
    return token;
}

void CancelSource::cancel()
{
    if (m_state->cancelled)
        return;
    m_state->cancelled = true;
    // A callback may register, remove or destroy others: take them one at a time.
    const auto state = m_state;
    while (!state->callbacks.empty()) {
        auto node = state->callbacks.extract(state->callbacks.begin());
        node.mapped()();
    }
}

} // namespace layerdeck
