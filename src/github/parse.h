// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "github/types.h"

#include <QByteArray>

namespace layerdeck::github::wire {

// GitHub's answers as values. Each is pure, and Protocol where the answer is not what GitHub promises.

/// One page of a list.
template <typename T>
struct Page
{
    QList<T> items;
    qint64 total = 0; ///< so many there are on all pages, where GitHub tells
};

Result<RepositoryInfo> parseRepository(const QByteArray &body);
/// `login` of /user.
Result<QString> parseLogin(const QByteArray &body);
Result<Page<Workflow>> parseWorkflows(const QByteArray &body);
Result<Run> parseRun(const QByteArray &body);
Result<Page<Run>> parseRuns(const QByteArray &body);
Result<Page<Job>> parseJobs(const QByteArray &body);
Result<Page<Annotation>> parseAnnotations(const QByteArray &body);
Result<QList<PendingDeployment>> parsePendingDeployments(const QByteArray &body);
Result<Page<Cache>> parseCaches(const QByteArray &body);
Result<CacheUsage> parseCacheUsage(const QByteArray &body);
/// Bytes that the caches may have together.
Result<qint64> parseCacheLimit(const QByteArray &body);
/// The names of a list of branches, tags or environments.
Result<Page<QString>> parseNames(const QByteArray &body);
/// The run that a dispatch has begun; nothing for an answer without one.
Result<DispatchReceipt> parseDispatched(const QByteArray &body);
/// "3.19.0" of GitHub Enterprise Server; empty on GitHub's own service.
Result<QString> parseInstalledVersion(const QByteArray &body);

} // namespace layerdeck::github::wire
