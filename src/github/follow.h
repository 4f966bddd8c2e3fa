// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/pause.h"
#include "github/client.h"

#include <functional>

namespace layerdeck::github {

/// A run with all that is shown of it.
struct FollowedRun
{
    Run run;
    QList<Job> jobs;
    QList<PendingDeployment> pending; ///< what waits for somebody's word; empty also where the token may not know
    QStringList rejected = {}; ///< the environments that it waited for, where it ended without one of their jobs having begun
    bool operator==(const FollowedRun &) const = default;
};

/// How often GitHub is asked. What has not changed costs nothing of the limit (304).
struct FollowPace
{
    std::chrono::milliseconds fast{3000};  ///< while something moves
    std::chrono::milliseconds slow{15'000}; ///< what it grows to while nothing does
    int looksAtRefusal = 3; ///< in a row that GitHub refuses or does not find it, before that is believed
    Nudge nudge = {}; ///< given, the next look comes at once, and those after it soon
};

/// The pause after one of `last`.
std::chrono::milliseconds nextPause(const FollowPace &pace, std::chrono::milliseconds last, bool changed);

struct FollowCallbacks
{
    std::function<void(const FollowedRun &)> onChange; ///< also at the first look
    std::function<void(const Error &)> onTrouble;      ///< GitHub cannot be asked now; it is tried again. Once for each kind
    std::function<void()> onReached = {};              ///< it has answered; at each look
};

/// Looks at a run until it has ended, through limits, faults and lost connections, however long they last. Cancelled: the run goes on without
/// being followed. NotFound where it is not there, or is no longer. `attempt`: the first that counts; GitHub may show the one before it for a
/// moment after a run was started again.
QCoro::Task<Result<FollowedRun>> followRun(Client client, qint64 runId, FollowPace pace, FollowCallbacks callbacks, CancelToken cancel, int attempt = 1);

} // namespace layerdeck::github
