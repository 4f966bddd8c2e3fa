// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "github/follow.h"
#include "github/starting.h"

#include <QMap>

#include <qcoro/qcorotask.h>

#include <functional>
#include <optional>

namespace layerdeck {

/// One workflow to start, with all that is sent.
struct RemoteStep
{
    QString workflow; ///< its file: "deploy.yml"
    QString name;     ///< for people
    QString ref;
    QMap<QString, QString> inputs;
    bool operator==(const RemoteStep &) const = default;
};

/// Workflows to run one after the other, each only once the one before has succeeded. What is shown is what runs.
struct RemotePlan
{
    QList<RemoteStep> steps;
    bool operator==(const RemotePlan &) const = default;
};

/// "“Deploy to Lightsail” #12", without a number where it is 0.
QString namedRun(const QString &name, int number);

/// InvalidInput where what clears and what deploys are the same workflow.
Result<void> checkPlan(const RemotePlan &plan);

/// What will be sent, for a person: "POST deploy.yml" and the body.
QString requestText(const RemoteStep &step);

struct RemoteStepResult
{
    std::optional<qint64> runId;                 ///< once it was started
    std::optional<github::FollowedRun> run = {}; ///< as it was last seen
    qint64 milliseconds = 0;
    QString url = {}; ///< of the run, for the browser; may be empty
};

enum class RemoteOutcome {
    Succeeded,
    Failed,    ///< a run ended without success, or what was to follow one could not be started
    Cancelled, ///< a run was cancelled on GitHub, or the person stopped before the next one was started
    Refused,   ///< nothing was started
    Open       ///< something was started, or may have been, and how it ended is not known here
};
/// "success", "failed", "cancelled", "refused", "started".
QString outcomeName(RemoteOutcome outcome);

struct RemoteResult
{
    RemoteOutcome outcome = RemoteOutcome::Succeeded;
    QList<RemoteStepResult> steps; ///< those that were begun
    qsizetype sent = 0;            ///< so many were sent: what is not among `steps` was refused, or how GitHub answered is not known
    /// What failed, what was therefore not started and what to do; where it was cancelled, what goes on without being followed.
    std::optional<Error> error;
    qint64 milliseconds = 0; ///< as lengthOf() says; where that is not known, as long as it was followed
    /// Whether the last one has begun is not known.
    bool isInDoubt() const { return outcome == RemoteOutcome::Open && sent > steps.size(); }
};
/// How long its runs took together, by GitHub's clock; -1 where that is not known. What lies between two runs does not count: a pair that was left
/// and taken up later took no longer for it.
qint64 lengthOf(const RemoteResult &result);
/// The same, and "unknown" where what was sent may not have begun.
QString outcomeName(const RemoteResult &result);

struct RemoteCallbacks
{
    /// It is sent now: from here on it may have been started. With GitHub's time, which may be invalid.
    std::function<void(int step, const QDateTime &)> onSending = {};
    std::function<void(int step, qint64 runId)> onStarted = {};
    std::function<void(int step, const github::FollowedRun &)> onChange = {};
    std::function<void(const Error &)> onTrouble = {}; ///< GitHub cannot be asked now; it is tried again
    std::function<void()> onReached = {};              ///< it has answered; at each look
};

struct RemotePace
{
    github::SearchPace search = {};
    github::FollowPace follow = {};
};

/// Runs the plan. `login`: whom the token stands for, empty where that is not known. Cancelling stops the following and what was not started
/// yet; what GitHub runs goes on. `wait` false: the last one is only started.
QCoro::Task<RemoteResult> runRemotePlan(github::Client client, RemotePlan plan, QString login, RemotePace pace, bool wait, RemoteCallbacks callbacks,
                                        CancelToken cancel);

/// Succeeded, Failed or Cancelled.
RemoteOutcome outcomeOf(const github::FollowedRun &run);
/// How a run ended, as an error of its own: which step of which job failed, and where its log is. Nothing where it succeeded.
std::optional<Error> failureOf(const github::FollowedRun &run);

} // namespace layerdeck
