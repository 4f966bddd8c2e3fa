// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/follow.h"

#include "base/pause.h"

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

/// A run, or an attempt, that was just started is not everywhere at once.
constexpr int looksForNew = 4;
/// Of a run that waits for somebody's word.
constexpr int requestsOfLook = 3;

bool passesByItself(const Error &error)
{
    return error.code == ErrorCode::Busy || error.code == ErrorCode::Unreachable || error.code == ErrorCode::TimedOut;
}

/// What keeps a run that was seen from being followed on.
QCoro::Task<Error> lost(Client client, Run known, Error error, CancelToken cancel)
{
    if (error.code != ErrorCode::NotFound)
        co_return error;
    // Its jobs may be what is not there.
    const Result<Run> run = co_await client.run(known.id, cancel);
    if (run || run.error().code != ErrorCode::NotFound)
        co_return run ? error : run.error();
    co_return Error{ErrorCode::NotFound, u"The run “%1” #%2 is no longer to be seen: it was deleted on GitHub, or the token has lost the right to see it."_s.arg(known.title, QString::number(known.number)), {},
                    u"What it did before stays done: look at what it deploys."_s, error.detail};
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

/// It failed before one of its jobs had begun: where it waited for somebody's word, nobody else ends it so.
bool failedUnbegun(const FollowedRun &seen)
{
    return seen.run.conclusion == "failure"_L1
           && std::ranges::any_of(seen.jobs, [](const Job &job) { return job.conclusion == "failure"_L1 && job.steps.isEmpty(); });
}

QStringList environmentsOf(const QList<PendingDeployment> &pending)
{
    QStringList names;
    for (const PendingDeployment &one : pending)
        names << one.environment;
    return names;
}

} // namespace

std::chrono::milliseconds nextPause(const FollowPace &pace, std::chrono::milliseconds last, bool changed)
{
    return changed ? pace.fast : std::clamp(last * 3 / 2, pace.fast, std::max(pace.fast, pace.slow));
}

QCoro::Task<Result<FollowedRun>> followRun(Client client, qint64 runId, FollowPace pace, FollowCallbacks callbacks, CancelToken cancel, int attempt)
{
    std::optional<FollowedRun> known;
    std::optional<ErrorCode> told;
    std::chrono::milliseconds wait = pace.fast;
    int refusals = 0;
    int olderLooks = 0;
    QStringList waitedFor;
    for (;;) {
        const int nudges = pace.nudge.given();
        Result<FollowedRun> seen = co_await look(client, runId, cancel);
        if (seen && seen->run.attempt < attempt && ++olderLooks < looksForNew) {
            wait = pace.fast;
        } else if (seen) {
            if (!seen->pending.isEmpty())
                waitedFor = environmentsOf(seen->pending);
            else if (failedUnbegun(*seen))
                seen->rejected = waitedFor;
            const bool changed = !known || !(*known == *seen);
            known = *seen;
            refusals = 0;
            if (callbacks.onReached)
                callbacks.onReached();
            told.reset();
            if (changed && callbacks.onChange)
                callbacks.onChange(*known);
            if (known->run.isOver())
                co_return *known;
            wait = std::max(nextPause(pace, wait, changed), client.fairPause(requestsOfLook));
        } else {
            const Error error = seen.error();
            if (error.isCancelled())
                co_return cancelled();
            // A page of a network that wants a word first, in place of an answer, goes as a lost connection does.
            const bool passes = passesByItself(error) || (known && error.code == ErrorCode::Protocol);
            const bool isNew = error.code == ErrorCode::NotFound && !known;
            if (!passes && ++refusals >= (isNew ? looksForNew : pace.looksAtRefusal)) {
                if (!known)
                    co_return failure(error);
                const Error why = co_await lost(client, known->run, error, cancel);
                co_return failure(why);
            }
            if (passes && told != error.code && callbacks.onTrouble)
                callbacks.onTrouble(error);
            if (passes)
                told = error.code;
            wait = nextPause(pace, wait, isNew);
        }
        // What was answered may be of the time before it.
        if (pace.nudge.given() != nudges)
            wait = std::chrono::milliseconds(0);
        if (!co_await pause(wait, cancel, pace.nudge))
            co_return cancelled();
        if (pace.nudge.given() != nudges)
            wait = pace.fast;
    }
}

} // namespace layerdeck::github
