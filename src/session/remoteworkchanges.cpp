// SPDX-License-Identifier: GPL-3.0-or-later
// What a person has done to runs and caches on GitHub, and logs.
#include "github/deletion.h"
#include "github/errors.h"
#include "session/remotework.h"

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

void RemoteWork::change(Change change)
{
    if (!m_client)
        return;
    if (m_state.info.archived)
        return emit failed(github::archivedError(m_state.info.fullName, u"Nothing was changed."_s));
    m_changes << std::move(change);
    if (m_changes.size() == 1)
        sendChange();
    emit followedChanged();
}

void RemoteWork::sendChange()
{
    const github::Client client = *m_client;
    m_changing.start<void>([what = m_changes.first().what, client](CancelToken cancel) { return what(client, cancel); },
                           [this](const Result<void> &done) {
                               const Change change = m_changes.takeFirst();
                               // Who has approved or cancelled looks for what becomes of it.
                               if (done)
                                   m_pace.follow.nudge.give();
                               Error error = done ? Error() : done.error();
                               if (!error.unchanged.isEmpty() && !change.unchanged.isEmpty())
                                   error.unchanged = change.unchanged;
                               if (!done)
                                   fail(error);
                               else if (change.onDone)
                                   change.onDone();
                               if (!m_changes.isEmpty())
                                   sendChange();
                               emit followedChanged();
                               refreshRuns();
                           });
}

bool RemoteWork::isChanging(qint64 runId) const
{
    return std::ranges::any_of(m_changes, [runId](const Change &change) { return change.runId == runId; }) || (m_awaited > 0 && m_lookedId == runId);
}

void RemoteWork::fail(const Error &error)
{
    noteRefusal(error);
    noteBar();
    emit failed(error);
}

void RemoteWork::cancelRun(qint64 runId)
{
    change({[runId](github::Client client, CancelToken cancel) { return client.cancelRun(runId, cancel); }, runId, [this, runId] {
        m_cancelled[runId].start();
        QTimer::singleShot(m_cancelPatience, Qt::PreciseTimer, this, &RemoteWork::followedChanged);
    }});
}

bool RemoteWork::isCancelling(qint64 runId) const
{
    const github::FollowedRun *run = followed(runId);
    return m_cancelled.contains(runId) && run && !run->run.isOver();
}

bool RemoteWork::canForceCancel(qint64 runId) const
{
    return isCancelling(runId) && m_cancelled.value(runId).elapsed() >= m_cancelPatience.count();
}

void RemoteWork::forceCancelRun(qint64 runId)
{
    change({[runId](github::Client client, CancelToken cancel) { return client.forceCancelRun(runId, cancel); }, runId, {}});
}

QString RemoteWork::reviewComment(bool approve)
{
    return approve ? u"Approved in Layerdeck."_s : u"Rejected in Layerdeck."_s;
}

void RemoteWork::review(qint64 runId, bool approve)
{
    QList<qint64> environments;
    if (const github::FollowedRun *run = followed(runId)) {
        for (const github::PendingDeployment &pending : run->pending) {
            if (pending.canApprove)
                environments << pending.environmentId;
        }
    }
    if (environments.isEmpty())
        return;
    const QString comment = reviewComment(approve);
    change({[runId, environments, approve, comment](github::Client client, CancelToken cancel) {
        return client.reviewDeployments(runId, environments, approve, comment, cancel);
    }, runId, [this, runId, environments] { m_reviewed[runId] += environments; }});
}

QList<github::PendingDeployment> RemoteWork::awaiting(qint64 runId) const
{
    const github::FollowedRun *run = followed(runId);
    QList<github::PendingDeployment> pending = run && run->run.status == "waiting"_L1 ? run->pending : QList<github::PendingDeployment>();
    const QList<qint64> reviewed = m_reviewed.value(runId);
    pending.removeIf([&reviewed](const github::PendingDeployment &one) { return reviewed.contains(one.environmentId); });
    return pending;
}

void RemoteWork::rerun(qint64 runId, bool onlyFailed)
{
    const github::FollowedRun *known = followed(runId);
    const auto listed = std::ranges::find(m_state.runs, runId, &github::Run::id);
    const bool isListed = listed != m_state.runs.end();
    const int attempt = known ? known->run.attempt : isListed ? listed->attempt : 0;
    const QString unchanged = known      ? u"%1 was not started again."_s.arg(namedRun(known->run.name, known->run.number))
                              : isListed ? u"%1 was not started again."_s.arg(namedRun(listed->name, listed->number))
                                         : QString();
    change({[runId, onlyFailed](github::Client client, CancelToken cancel) {
        return onlyFailed ? client.rerunFailed(runId, cancel) : client.rerun(runId, cancel);
    }, runId, [this, runId, attempt] {
        m_cancelled.remove(runId);
        m_reviewed.remove(runId);
        beginAgain(runId, attempt + 1);
    }, unchanged});
}

void RemoteWork::beginAgain(qint64 runId, int attempt)
{
    std::optional<github::Run> run;
    const auto listed = std::ranges::find(m_state.runs, runId, &github::Run::id);
    if (const github::FollowedRun *known = followed(runId))
        run = known->run;
    else if (listed != m_state.runs.end())
        run = *listed;
    const bool isActs = !m_act.isRunning() && std::ranges::any_of(m_act.steps, [runId](const RemoteStepResult &step) { return step.runId == runId; });
    if (isActs)
        m_act = {};
    follow(runId, attempt);
    if (run) {
        run->attempt = attempt;
        run->attempter = m_state.login;
        if (const QDateTime time = m_client->serverNow(); time.isValid())
            run->started = time;
        run->status = u"queued"_s;
        run->conclusion.clear();
        m_looked = github::FollowedRun{*run, {}, {}};
        beginOwn(*run);
    }
    if (run && m_left.runId == runId) {
        m_left.run = m_looked;
        followLeft(attempt);
    }
    if (isActs)
        emit actLeft();
}

QCoro::Task<Result<RemoteCaches>> RemoteWork::cachesOf(github::Client client, CancelToken cancel)
{
    const github::CacheFilter all;
    const Result<QList<github::Cache>> caches = co_await client.caches(all, cancel);
    if (!caches)
        co_return failure(caches.error());
    const Result<github::CacheUsage> usage = co_await client.cacheUsage(cancel);
    if (!usage)
        co_return failure(usage.error());
    const Result<std::optional<qint64>> limit = co_await client.cacheLimit(cancel);
    if (!limit)
        co_return failure(limit.error());
    co_return RemoteCaches{*caches, *usage, *limit};
}

void RemoteWork::readCaches()
{
    if (!m_client)
        return;
    const github::Client client = *m_client;
    m_cacheReading.start<RemoteCaches>([client](CancelToken cancel) { return cachesOf(client, cancel); },
                                       [this](const Result<RemoteCaches> &caches) {
                                           noteRate();
                                           m_cachesError = caches ? std::nullopt : std::optional(caches.error());
                                           if (caches)
                                               m_caches = *caches;
                                           else
                                               emit unread(caches.error());
                                           emit cachesChanged();
                                       });
}

void RemoteWork::deleteCaches(const QList<github::Cache> &caches)
{
    if (!m_client || m_deleting.isRunning() || caches.isEmpty())
        return;
    if (m_state.info.archived)
        return emit failed(github::archivedError(m_state.info.fullName, u"Nothing was deleted."_s));
    const github::Client client = *m_client;
    const auto remove = [](github::Client asked, QList<github::Cache> wanted, CancelToken cancel) -> QCoro::Task<Result<github::Deletion>> {
        const github::Deletion deletion = co_await github::deleteCaches(asked, wanted, cancel);
        co_return deletion;
    };
    m_deleting.start<github::Deletion>([remove, client, caches](CancelToken cancel) { return remove(client, caches, cancel); },
                                       [this, count = caches.size()](const Result<github::Deletion> &deletion) {
                                           emit cachesDeleted(deletion->gone.size());
                                           if (deletion->error)
                                               fail(github::stoppedDeleting(*deletion, count));
                                           readCaches();
                                       });
    emit cachesChanged();
}

void RemoteWork::readLog(qint64 jobId, std::function<void(const Result<QByteArray> &)> done)
{
    if (!m_client)
        return;
    const github::Client client = *m_client;
    m_log.start<QByteArray>([client, jobId](CancelToken cancel) { return client.jobLog(jobId, cancel); },
                            [done = std::move(done)](const Result<QByteArray> &log) { done(log); });
}

void RemoteWork::readAnnotations(qint64 jobId, std::function<void(const Result<QList<github::Annotation>> &)> done)
{
    if (!m_client)
        return;
    if (m_state.noAnnotations)
        return done(failure(*m_state.noAnnotations));
    const github::Client client = *m_client;
    m_annotations.start<QList<github::Annotation>>([client, jobId](CancelToken cancel) { return client.annotations(jobId, cancel); },
                                                   [this, done = std::move(done)](const Result<QList<github::Annotation>> &annotations) {
                                                       if (!annotations && annotations.error().code == ErrorCode::PermissionDenied)
                                                           m_state.noAnnotations = annotations.error();
                                                       done(annotations);
                                                   });
}

} // namespace layerdeck
