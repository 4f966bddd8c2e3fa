// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/follow.h"

#include "base/pause.h"

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

/// A run that was just started is not everywhere at once.
constexpr int looksForNewRun = 4;

bool passesByItself(const Error &error)
{
    return error.code == ErrorCode::Busy || error.code == ErrorCode::Unreachable || error.code == ErrorCode::TimedOut;
}

/// One look at a run.
QCoro::Task<Result<FollowedRun>> look(Client client, qint64 runId, CancelToken cancel)
{
    const Result<Run> run = co_await client.run(runId, cancel);
    if (!run)
        co_return failure(run.error());
    // After the run: where that has ended, so have its jobs.
    const Result<QList<Job>> jobs = co_await client.jobs(runId, cancel);
    if (!jobs)
        co_return failure(jobs.error());
    FollowedRun seen{*run, *jobs, {}};
    if (run->status == "waiting"_L1) {
        const Result<QList<PendingDeployment>> pending = co_await client.pendingDeployments(runId, cancel);
        // That needs a right of its own; the rest works without.
        if (pending)
            seen.pending = *pending;
        else if (pending.error().isCancelled() || passesByItself(pending.error()))
            co_return failure(pending.error());
    }
    co_return seen;
}

} // namespace

std::chrono::milliseconds nextPause(const FollowPace &pace, std::chrono::milliseconds last, bool changed)
{
    return changed ? pace.fast : std::clamp(last * 3 / 2, pace.fast, std::max(pace.fast, pace.slow));
}

QCoro::Task<Result<FollowedRun>> followRun(Client client, qint64 runId, FollowPace pace, FollowCallbacks callbacks, CancelToken cancel)
{
    std::optional<FollowedRun> known;
    std::optional<ErrorCode> told;
    std::chrono::milliseconds wait = pace.fast;
    int failures = 0;
    for (;;) {
        const Result<FollowedRun> seen = co_await look(client, runId, cancel);
        if (seen) {
            const bool changed = !known || !(*known == *seen);
            known = *seen;
            failures = 0;
            told.reset();
            if (changed && callbacks.onChange)
                callbacks.onChange(*known);
            if (known->run.isOver())
                co_return *known;
            wait = nextPause(pace, wait, changed);
        } else {
            const Error &error = seen.error();
            ++failures;
            const bool isNew = error.code == ErrorCode::NotFound && !known && failures < looksForNewRun;
            if (error.code == ErrorCode::NotFound && known) {
                co_return failure(Error{ErrorCode::NotFound, u"The run “%1” was deleted on GitHub while it was followed."_s.arg(known->run.title), {},
                                        u"What it did before stays done: look at what it deploys."_s, error.detail});
            }
            // A bar has its own end, however often it is asked for.
            if (!isNew && (!passesByItself(error) || (failures > pace.mostFailures && error.code != ErrorCode::Busy)))
                co_return failure(error);
            if (!isNew && told != error.code && callbacks.onTrouble)
                callbacks.onTrouble(error);
            if (!isNew)
                told = error.code;
            wait = nextPause(pace, wait, isNew);
        }
        if (!co_await pause(wait, cancel))
            co_return cancelled();
    }
}

} // namespace layerdeck::github
