// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "github/gate.h"
#include "github/repository.h"
#include "github/types.h"

#include <QMap>
#include <QUrl>

#include <qcoro/qcorotask.h>

#include <chrono>
#include <memory>
#include <optional>

namespace layerdeck::github {

struct ClientOptions
{
    QUrl api;              ///< without a slash at the end, as apiUrlFor() gives it
    QByteArray token = {}; ///< empty: GitHub is asked as nobody
    QString tokenFrom = {}; ///< for sentences: "GH_TOKEN", "the keychain"
    std::chrono::milliseconds patience{30'000};    ///< without a byte
    std::chrono::milliseconds longest{300'000};    ///< for one answer
    QList<std::chrono::milliseconds> retryPauses = {std::chrono::milliseconds(500), std::chrono::milliseconds(2000)};
    std::chrono::milliseconds betweenWrites{1000}; ///< GitHub asks for a second
    qint64 largest = 10 << 20;     ///< bytes of an answer
    qint64 largestLog = 128 << 20; ///< bytes of a log
    Clocks clocks = {};
    std::shared_ptr<Gate> gate = {}; ///< the limits, shared with other clients of the same token; empty: of its own
};

/// The API of GitHub, typed, for one repository. Copies share connections, what is known by ETag, and the limits; they belong to one
/// thread. The token goes to the host of `api` only. Reads are asked again after a fault of the network or the server; what changes
/// something is sent once, and where its answer is lost the error says that its outcome is not known. A call that GitHub's limits bar
/// is Busy, and nothing is sent until they end.
class Client
{
public:
    Client(Repository repository, ClientOptions options);

    const Repository &repository() const;
    const QString &tokenFrom() const;
    bool hasToken() const;
    /// As the last answer told it; nothing before one, or where there are no limits.
    std::optional<RateLimit> rateLimit() const;
    /// Until when no request is sent (this machine's clock); nothing where they are.
    std::optional<QDateTime> barredUntil() const;
    /// What GitHub's clock shows now, from its last answer; invalid before one.
    QDateTime serverNow() const;
    /// The pause between two looks of so many requests each that lasts until the hour's limit is renewed. Zero with a token: what has not changed
    /// costs nothing then, and without one each request counts.
    std::chrono::milliseconds fairPause(int requests) const;

    QCoro::Task<Result<RepositoryInfo>> repositoryInfo(CancelToken cancel) const;
    /// Whom the token stands for. A token of no person (of a workflow, of an app) gives an empty login.
    QCoro::Task<Result<Identity>> identity(CancelToken cancel) const;
    QCoro::Task<Result<QList<QString>>> branches(CancelToken cancel) const;
    QCoro::Task<Result<QList<QString>>> tags(CancelToken cancel) const;
    QCoro::Task<Result<QList<QString>>> environments(CancelToken cancel) const;
    /// The bytes of a file; `ref` empty: of the default branch.
    QCoro::Task<Result<QByteArray>> file(QString path, QString ref, CancelToken cancel) const;

    QCoro::Task<Result<QList<Workflow>>> workflows(CancelToken cancel) const;
    /// How many inputs this GitHub takes.
    QCoro::Task<Result<int>> inputLimit(CancelToken cancel) const;
    /// Whether this GitHub says which run a dispatch has begun.
    QCoro::Task<Result<bool>> tellsDispatchedRun(CancelToken cancel) const;
    /// Starts a workflow (its id or the name of its file) by hand, once.
    QCoro::Task<Result<DispatchReceipt>> dispatch(QString workflow, QString ref, QMap<QString, QString> inputs, CancelToken cancel) const;

    /// Newest first.
    QCoro::Task<Result<QList<Run>>> runs(RunFilter filter, CancelToken cancel) const;
    /// The same, with how many there are beyond the limit.
    QCoro::Task<Result<RunList>> runList(RunFilter filter, CancelToken cancel) const;
    QCoro::Task<Result<Run>> run(qint64 id, CancelToken cancel) const;
    /// Of the latest attempt.
    QCoro::Task<Result<QList<Job>>> jobs(qint64 runId, CancelToken cancel) const;
    /// The text of a job's log; GitHub has it once the job has ended.
    QCoro::Task<Result<QByteArray>> jobLog(qint64 jobId, CancelToken cancel) const;
    QCoro::Task<Result<QList<Annotation>>> annotations(qint64 jobId, CancelToken cancel) const;
    QCoro::Task<Result<QList<PendingDeployment>>> pendingDeployments(qint64 runId, CancelToken cancel) const;
    QCoro::Task<Result<void>> reviewDeployments(qint64 runId, QList<qint64> environmentIds, bool approve, QString comment, CancelToken cancel) const;
    QCoro::Task<Result<void>> cancelRun(qint64 id, CancelToken cancel) const;
    /// Also ends what does not react to being cancelled.
    QCoro::Task<Result<void>> forceCancelRun(qint64 id, CancelToken cancel) const;
    QCoro::Task<Result<void>> rerun(qint64 id, CancelToken cancel) const;
    QCoro::Task<Result<void>> rerunFailed(qint64 id, CancelToken cancel) const;

    /// The most recently used first.
    QCoro::Task<Result<QList<Cache>>> caches(CacheFilter filter, CancelToken cancel) const;
    QCoro::Task<Result<CacheUsage>> cacheUsage(CancelToken cancel) const;
    /// Bytes; nothing where the token may not know it.
    QCoro::Task<Result<std::optional<qint64>>> cacheLimit(CancelToken cancel) const;
    QCoro::Task<Result<void>> deleteCache(qint64 id, CancelToken cancel) const;

private:
    struct Private;
    std::shared_ptr<Private> d;
};

} // namespace layerdeck::github
