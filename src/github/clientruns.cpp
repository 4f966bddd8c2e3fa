// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/clientprivate.h"
#include "github/workflowfile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QVersionNumber>

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

/// From this version on GitHub Enterprise Server tells which run a dispatch has begun; before it refuses the question.
const QVersionNumber tellsTheRun{3, 21};
const QVersionNumber takesTwentyFiveInputs{3, 20};
constexpr int inputsBefore = 10;

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

QString runPath(qint64 id, const QString &act = {})
{
    return u"/actions/runs/%1%2"_s.arg(id).arg(act);
}

} // namespace

QCoro::Task<Result<QList<Workflow>>> Client::workflows(CancelToken cancel) const
{
    return Private::list<Workflow>(d, d->url(u"/actions/workflows"_s, {{u"per_page"_s, u"100"_s}}),
                                   d->words(u"the workflows of %1"_s.arg(d->repository.displayName())), &wire::parseWorkflows, 0, cancel);
}

QCoro::Task<Result<int>> Client::inputLimit(CancelToken cancel) const
{
    const Result<QString> version = co_await Private::version(d, cancel);
    if (!version)
        co_return failure(version.error());
    const bool isOld = !version->isEmpty() && QVersionNumber::fromString(*version) < takesTwentyFiveInputs;
    co_return isOld ? inputsBefore : mostInputs;
}

QCoro::Task<Result<bool>> Client::tellsDispatchedRun(CancelToken cancel) const
{
    const Result<QString> version = co_await Private::version(d, cancel);
    // A proxy that keeps the version to itself may stand before any of them.
    if (!version && version.error().code == ErrorCode::NotFound)
        co_return false;
    if (!version)
        co_return failure(version.error());
    co_return version->isEmpty() || QVersionNumber::fromString(*version) >= tellsTheRun;
}

QCoro::Task<Result<DispatchReceipt>> Client::dispatch(QString workflow, QString ref, QMap<QString, QString> inputs, CancelToken cancel) const
{
    const std::shared_ptr<Private> self = d;
    const Result<bool> tells = co_await tellsDispatchedRun(cancel);
    if (!tells)
        co_return failure(tells.error());
    QJsonObject values;
    for (auto it = inputs.cbegin(); it != inputs.cend(); ++it)
        values.insert(it.key(), it.value());
    QJsonObject body{{u"ref"_s, ref}};
    if (!values.isEmpty())
        body.insert(u"inputs"_s, values);
    // An older server would refuse to begin it at all.
    if (*tells)
        body.insert(u"return_run_details"_s, true);
    const Request request{"POST", self->url(u"/actions/workflows/%1/dispatches"_s.arg(encoded(workflow))), json(body)};
    const CallWords words = self->words(u"the workflow %1"_s.arg(workflow), u"The workflow was not started."_s);
    const Result<Answer> answer = co_await Private::send(self, request, words, cancel);
    if (!answer)
        co_return failure(answer.error());
    // Where the answer cannot be read it has begun all the same: the run is looked for.
    DispatchReceipt receipt = wire::parseDispatched(answer->body).value_or(DispatchReceipt());
    receipt.serverTime = answer->serverTime();
    const DispatchReceipt told = receipt;
    co_return told;
}

QCoro::Task<Result<RunList>> Client::runList(RunFilter filter, CancelToken cancel) const
{
    const QString path = filter.workflow.isEmpty() ? u"/actions/runs"_s : u"/actions/workflows/%1/runs"_s.arg(encoded(filter.workflow));
    const QString created = filter.createdFrom.isValid() ? u">="_s + filter.createdFrom.toUTC().toString(Qt::ISODate) : QString();
    const int perPage = filter.limit > 0 ? std::min(filter.limit, 100) : 100;
    const QUrl url = d->url(path, {{u"branch"_s, filter.branch}, {u"event"_s, filter.event}, {u"actor"_s, filter.actor}, {u"created"_s, created},
                                   {u"per_page"_s, QString::number(perPage)}});
    const std::shared_ptr<Private> self = d;
    const CallWords words = self->words(u"the runs of %1"_s.arg(self->repository.displayName()));
    const Result<wire::Page<Run>> read = co_await Private::pages<Run>(self, url, words, &wire::parseRuns, filter.limit, cancel);
    if (!read)
        co_return failure(read.error());
    // What GitHub counts and does not show is none that could be read.
    const bool isAll = filter.limit == 0 || read->items.size() < filter.limit;
    RunList list{{}, isAll ? read->items.size() : std::max<qint64>(read->total, read->items.size())};
    QSet<qint64> seen;
    for (const Run &run : read->items) {
        // One that begins while the pages are read moves the last of a page to the next one.
        if (!seen.contains(run.id))
            list.runs << run;
        seen << run.id;
    }
    const RunList told = list;
    co_return told;
}

QCoro::Task<Result<QList<Run>>> Client::runs(RunFilter filter, CancelToken cancel) const
{
    const Result<RunList> list = co_await runList(filter, cancel);
    if (!list)
        co_return failure(list.error());
    const QList<Run> all = list->runs;
    co_return all;
}

QCoro::Task<Result<Run>> Client::run(qint64 id, CancelToken cancel) const
{
    return Private::get<Run>(d, d->url(runPath(id)), d->words(u"the run %1"_s.arg(id)), &wire::parseRun, cancel);
}

QCoro::Task<Result<QList<Job>>> Client::jobs(qint64 runId, CancelToken cancel) const
{
    return Private::list<Job>(d, d->url(runPath(runId, u"/jobs"_s), {{u"filter"_s, u"latest"_s}, {u"per_page"_s, u"100"_s}}),
                              d->words(u"the jobs of run %1"_s.arg(runId)), &wire::parseJobs, 0, cancel);
}

QCoro::Task<Result<QByteArray>> Client::jobLog(qint64 jobId, CancelToken cancel) const
{
    const std::shared_ptr<Private> self = d;
    const Request request{"GET", self->url(u"/actions/jobs/%1/logs"_s.arg(jobId))};
    const CallWords words = self->words(u"the log of job %1"_s.arg(jobId));
    const Result<Answer> answer = co_await Private::send(self, request, words, cancel, Private::Redirects::Anywhere);
    if (!answer)
        co_return failure(answer.error());
    co_return answer->body;
}

QCoro::Task<Result<QList<Annotation>>> Client::annotations(qint64 jobId, CancelToken cancel) const
{
    return Private::list<Annotation>(d, d->url(u"/check-runs/%1/annotations"_s.arg(jobId), {{u"per_page"_s, u"100"_s}}),
                                     d->words(u"the annotations of job %1"_s.arg(jobId)), &wire::parseAnnotations, 0, cancel);
}

QCoro::Task<Result<QList<PendingDeployment>>> Client::pendingDeployments(qint64 runId, CancelToken cancel) const
{
    return Private::get<QList<PendingDeployment>>(d, d->url(runPath(runId, u"/pending_deployments"_s)),
                                                  d->words(u"what run %1 waits for"_s.arg(runId)), &wire::parsePendingDeployments, cancel);
}

QCoro::Task<Result<void>> Client::reviewDeployments(qint64 runId, QList<qint64> environmentIds, bool approve, QString comment, CancelToken cancel) const
{
    QJsonArray ids;
    for (const qint64 id : environmentIds)
        ids.append(id);
    const QJsonObject body{{u"environment_ids"_s, ids}, {u"state"_s, approve ? u"approved"_s : u"rejected"_s}, {u"comment"_s, comment}};
    return Private::change(d, {"POST", d->url(runPath(runId, u"/pending_deployments"_s)), json(body)},
                           d->words(u"the deployments of run %1"_s.arg(runId), u"They still wait."_s), cancel);
}

QCoro::Task<Result<void>> Client::cancelRun(qint64 id, CancelToken cancel) const
{
    return Private::change(d, {"POST", d->url(runPath(id, u"/cancel"_s))}, d->words(u"the run %1"_s.arg(id), u"It was not cancelled."_s), cancel);
}

QCoro::Task<Result<void>> Client::forceCancelRun(qint64 id, CancelToken cancel) const
{
    return Private::change(d, {"POST", d->url(runPath(id, u"/force-cancel"_s))}, d->words(u"the run %1"_s.arg(id), u"It was not cancelled."_s), cancel);
}

QCoro::Task<Result<void>> Client::rerun(qint64 id, CancelToken cancel) const
{
    return Private::change(d, {"POST", d->url(runPath(id, u"/rerun"_s)), "{}"}, d->words(u"the run %1"_s.arg(id), u"It was not started again."_s), cancel);
}

QCoro::Task<Result<void>> Client::rerunFailed(qint64 id, CancelToken cancel) const
{
    return Private::change(d, {"POST", d->url(runPath(id, u"/rerun-failed-jobs"_s)), "{}"},
                           d->words(u"the run %1"_s.arg(id), u"It was not started again."_s), cancel);
}

QCoro::Task<Result<QList<Cache>>> Client::caches(CacheFilter filter, CancelToken cancel) const
{
    return Private::list<Cache>(d, d->url(u"/actions/caches"_s, {{u"key"_s, filter.keyPrefix}, {u"ref"_s, filter.ref}, {u"per_page"_s, u"100"_s}}),
                                d->words(u"the Actions caches of %1"_s.arg(d->repository.displayName())), &wire::parseCaches, 0, cancel);
}

QCoro::Task<Result<CacheUsage>> Client::cacheUsage(CancelToken cancel) const
{
    return Private::get<CacheUsage>(d, d->url(u"/actions/cache/usage"_s), d->words(u"how much the Actions caches hold"_s), &wire::parseCacheUsage, cancel);
}

QCoro::Task<Result<std::optional<qint64>>> Client::cacheLimit(CancelToken cancel) const
{
    const std::shared_ptr<Private> self = d;
    const QUrl url = self->url(u"/actions/cache/storage-limit"_s);
    const CallWords words = self->words(u"how much the Actions caches may hold"_s);
    const Result<qint64> limit = co_await Private::get<qint64>(self, url, words, &wire::parseCacheLimit, cancel);
    if (limit)
        co_return std::optional(*limit);
    const ErrorCode code = limit.error().code;
    // Only who administers the repository is told, and older servers do not know the question.
    if (code == ErrorCode::PermissionDenied || code == ErrorCode::NotFound)
        co_return std::optional<qint64>();
    co_return failure(limit.error());
}

QCoro::Task<Result<void>> Client::deleteCache(qint64 id, CancelToken cancel) const
{
    return Private::change(d, {"DELETE", d->url(u"/actions/caches/%1"_s.arg(id))}, d->words(u"the cache %1"_s.arg(id), u"It was not deleted."_s), cancel);
}

} // namespace layerdeck::github
