// SPDX-License-Identifier: GPL-3.0-or-later
// What a person has done to runs and caches on GitHub, and logs.
#include "session/remotework.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

void RemoteWork::change(std::function<QCoro::Task<Result<void>>(github::Client, CancelToken)> what, qint64 runId)
{
    if (!m_client)
        return;
    const github::Client client = *m_client;
    m_changing.start<void>([what = std::move(what), client](CancelToken cancel) { return what(client, cancel); },
                           [this, runId](const Result<void> &done) {
                               if (!done)
                                   emit failed(done.error());
                               // A run that had ended moves again: it is looked at anew.
                               if (m_looked && m_looked->run.id == runId && m_looked->run.isOver()) {
                                   m_looked.reset();
                                   look(runId);
                               }
                               refreshRuns();
                           });
}

void RemoteWork::cancelRun(qint64 runId)
{
    change([runId](github::Client client, CancelToken cancel) { return client.cancelRun(runId, cancel); }, runId);
}

void RemoteWork::approve(qint64 runId)
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
    change([runId, environments](github::Client client, CancelToken cancel) {
        return client.reviewDeployments(runId, environments, true, u"Approved in Layerdeck."_s, cancel);
    }, runId);
}

void RemoteWork::rerun(qint64 runId, bool onlyFailed)
{
    change([runId, onlyFailed](github::Client client, CancelToken cancel) {
        return onlyFailed ? client.rerunFailed(runId, cancel) : client.rerun(runId, cancel);
    }, runId);
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
                                           if (caches)
                                               m_caches = *caches;
                                           else
                                               emit failed(caches.error());
                                           emit cachesChanged();
                                       });
}

QCoro::Task<Result<void>> RemoteWork::removeAll(github::Client client, QList<github::Cache> caches, CancelToken cancel)
{
    for (const github::Cache &cache : caches) {
        const Result<void> done = co_await client.deleteCache(cache.id, cancel);
        if (!done && done.error().code != ErrorCode::NotFound)
            co_return failure(done.error());
    }
    co_return {};
}

void RemoteWork::deleteCaches(const QList<github::Cache> &caches)
{
    if (!m_client || m_deleting.isRunning() || caches.isEmpty())
        return;
    const github::Client client = *m_client;
    m_deleting.start<void>([client, caches](CancelToken cancel) { return removeAll(client, caches, cancel); },
                           [this](const Result<void> &done) {
                               if (!done)
                                   emit failed(done.error());
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

} // namespace layerdeck
