// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace layerdeck {

/// Asks work to stop. Copies share one state; belongs to one thread. A default token is never cancelled.
class CancelToken
{
public:
    /// Keeps a callback registered for as long as it lives.
    class Registration
    {
    public:
        Registration() = default;
        ~Registration() { reset(); }
        Registration(Registration &&other) noexcept;
        Registration &operator=(Registration &&other) noexcept;
        Registration(const Registration &) = delete;
        Registration &operator=(const Registration &) = delete;
        void reset();

    private:
        friend class CancelToken;
        std::weak_ptr<struct CancelState> m_state;
        int m_id = 0;
    };

    bool isCancelled() const;
    /// Calls `callback` when the work is asked to stop; at once where that has already happened.
    [[nodiscard]] Registration onCancel(std::function<void()> callback) const;

private:
    friend class CancelSource;
    std::shared_ptr<struct CancelState> m_state;
};

/// The owner's end of a CancelToken: cancels on request, and when it is destroyed.
class CancelSource
{
public:
    CancelSource();
    ~CancelSource();
    CancelSource(const CancelSource &) = delete;
    CancelSource &operator=(const CancelSource &) = delete;

    CancelToken token() const;
    void cancel();

private:
    std::shared_ptr<struct CancelState> m_state;
};

} // namespace layerdeck
