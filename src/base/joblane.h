// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <qcoro/qcorotask.h>

#include <functional>
#include <memory>

namespace layerdeck {

/// Runs one kind of asynchronous work for its owner, the newest request only: a new one cancels the one before, and
/// an answer that comes late, or after the lane was destroyed, is dropped. This is how objects start coroutines: the
/// coroutine itself never touches the owner, only `done` does.
class JobLane
{
public:
    JobLane() = default;
    ~JobLane() { cancel(); }
    JobLane(const JobLane &) = delete;
    JobLane &operator=(const JobLane &) = delete;

    /// `work` gets the token to obey; `done` gets its result, unless a newer job was started or the lane is gone.
    template <typename T>
    void start(std::function<QCoro::Task<Result<T>>(CancelToken)> work, std::function<void(Result<T>)> done)
    {
        m_current = std::make_shared<CancelSource>();
        drive<T>(std::move(work), std::move(done), m_current);
    }
    bool isRunning() const { return m_current != nullptr; }
    /// Stops the work and drops its answer.
    void cancel()
    {
        if (m_current)
            m_current->cancel();
        m_current.reset();
    }

private:
    template <typename T>
    QCoro::Task<> drive(std::function<QCoro::Task<Result<T>>(CancelToken)> work,
                        std::function<void(Result<T>)> done, std::weak_ptr<CancelSource> source)
    {
        std::shared_ptr<CancelSource> strong = source.lock();
        const CancelToken token = strong->token();
        strong.reset();
        Result<T> result = co_await work(token);
        if (token.isCancelled() || source.expired())
            co_return; // `this` may be gone from here on
        m_current.reset();
        done(std::move(result));
    }

    std::shared_ptr<CancelSource> m_current;
};

} // namespace layerdeck
