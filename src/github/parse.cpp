// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/parse.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <functional>

namespace layerdeck::github::wire {

using namespace Qt::StringLiterals;

namespace {

Error shapeError(const QByteArray &body, const QString &why)
{
    return {ErrorCode::Protocol, u"The answer cannot be understood as GitHub's."_s, {},
            u"Check the address of the API, and whether a proxy answers in its place."_s, why + u": "_s + QString::fromUtf8(body.left(200))};
}

Result<QJsonDocument> document(const QByteArray &body)
{
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (document.isNull())
        return failure(shapeError(body, error.errorString()));
    return document;
}

Result<QJsonObject> object(const QByteArray &body)
{
    const auto read = document(body);
    if (!read)
        return failure(read.error());
    if (!read->isObject())
        return failure(shapeError(body, u"no object"_s));
    return read->object();
}

QDateTime time(const QJsonValue &value)
{
    QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return time.isValid() && time.date().year() > 1 ? time.toUTC() : QDateTime();
}

qint64 number(const QJsonValue &value)
{
    return value.toInteger();
}

/// `name` is the member that holds the list; empty: the answer itself is one.
template <typename T>
Result<Page<T>> page(const QByteArray &body, QLatin1String name, const std::function<T(const QJsonValue &)> &item)
{
    const auto read = document(body);
    if (!read)
        return failure(read.error());
    const QJsonValue list = name.isEmpty() ? QJsonValue(read->array()) : read->object()[name];
    if (!(name.isEmpty() ? read->isArray() : list.isArray()))
        return failure(shapeError(body, u"no list"_s));
    Page<T> page;
    page.total = number(read->object()["total_count"_L1]);
    for (const QJsonValue value : list.toArray())
        page.items << item(value);
    return page;
}

Run run(const QJsonValue &value)
{
    Run run;
    run.id = number(value["id"_L1]);
    run.workflowId = number(value["workflow_id"_L1]);
    run.name = value["name"_L1].toString();
    run.title = value["display_title"_L1].toString();
    run.path = value["path"_L1].toString().section(u'@', 0, 0);
    run.number = value["run_number"_L1].toInt();
    run.attempt = value["run_attempt"_L1].toInt(1);
    run.event = value["event"_L1].toString();
    run.status = value["status"_L1].toString();
    run.conclusion = value["conclusion"_L1].toString();
    run.branch = value["head_branch"_L1].toString();
    run.commit = value["head_sha"_L1].toString();
    run.actor = value["actor"_L1]["login"_L1].toString();
    run.attempter = value["triggering_actor"_L1]["login"_L1].toString(run.actor);
    run.url = value["html_url"_L1].toString();
    run.created = time(value["created_at"_L1]);
    run.started = time(value["run_started_at"_L1]);
    run.updated = time(value["updated_at"_L1]);
    return run;
}

Job job(const QJsonValue &value)
{
    Job job;
    job.id = number(value["id"_L1]);
    job.name = value["name"_L1].toString();
    job.status = value["status"_L1].toString();
    job.conclusion = value["conclusion"_L1].toString();
    job.url = value["html_url"_L1].toString();
    job.started = time(value["started_at"_L1]);
    job.completed = time(value["completed_at"_L1]);
    for (const QJsonValue item : value["steps"_L1].toArray()) {
        job.steps << JobStep{item["number"_L1].toInt(), item["name"_L1].toString(), item["status"_L1].toString(),
                             item["conclusion"_L1].toString(), time(item["started_at"_L1]), time(item["completed_at"_L1])};
    }
    return job;
}

} // namespace

Result<RepositoryInfo> parseRepository(const QByteArray &body)
{
    const auto read = object(body);
    if (!read)
        return failure(read.error());
    if (!(*read)["full_name"_L1].isString())
        return failure(shapeError(body, u"no full_name"_s));
    return RepositoryInfo{(*read)["full_name"_L1].toString(), (*read)["default_branch"_L1].toString(), (*read)["archived"_L1].toBool(),
                          (*read)["disabled"_L1].toBool(), (*read)["permissions"_L1]["push"_L1].toBool(), (*read)["html_url"_L1].toString()};
}

Result<QString> parseLogin(const QByteArray &body)
{
    const auto read = object(body);
    if (!read)
        return failure(read.error());
    return (*read)["login"_L1].toString();
}

Result<Page<Workflow>> parseWorkflows(const QByteArray &body)
{
    return page<Workflow>(body, "workflows"_L1, [](const QJsonValue &value) {
        return Workflow{number(value["id"_L1]), value["name"_L1].toString(), value["path"_L1].toString(), value["state"_L1].toString(),
                        value["html_url"_L1].toString()};
    });
}

Result<Run> parseRun(const QByteArray &body)
{
    const auto read = object(body);
    if (!read)
        return failure(read.error());
    Run parsed = run(*read);
    if (parsed.id == 0 || parsed.status.isEmpty())
        return failure(shapeError(body, u"no run"_s));
    return parsed;
}

Result<Page<Run>> parseRuns(const QByteArray &body)
{
    return page<Run>(body, "workflow_runs"_L1, run);
}

Result<Page<Job>> parseJobs(const QByteArray &body)
{
    return page<Job>(body, "jobs"_L1, job);
}

Result<Page<Annotation>> parseAnnotations(const QByteArray &body)
{
    return page<Annotation>(body, {}, [](const QJsonValue &value) {
        return Annotation{value["annotation_level"_L1].toString(), value["title"_L1].toString(), value["message"_L1].toString(),
                          value["path"_L1].toString(), value["start_line"_L1].toInt()};
    });
}

Result<QList<PendingDeployment>> parsePendingDeployments(const QByteArray &body)
{
    const auto read = page<PendingDeployment>(body, {}, [](const QJsonValue &value) {
        PendingDeployment pending;
        pending.environmentId = number(value["environment"_L1]["id"_L1]);
        pending.environment = value["environment"_L1]["name"_L1].toString();
        pending.canApprove = value["current_user_can_approve"_L1].toBool();
        for (const QJsonValue reviewer : value["reviewers"_L1].toArray()) {
            const QJsonValue who = reviewer["reviewer"_L1];
            pending.reviewers << (who["login"_L1].isString() ? who["login"_L1] : who["name"_L1]).toString();
        }
        return pending;
    });
    if (!read)
        return failure(read.error());
    return read->items;
}

Result<Page<Cache>> parseCaches(const QByteArray &body)
{
    return page<Cache>(body, "actions_caches"_L1, [](const QJsonValue &value) {
        return Cache{number(value["id"_L1]), value["key"_L1].toString(), value["ref"_L1].toString(), number(value["size_in_bytes"_L1]),
                     time(value["created_at"_L1]), time(value["last_accessed_at"_L1])};
    });
}

Result<CacheUsage> parseCacheUsage(const QByteArray &body)
{
    const auto read = object(body);
    if (!read)
        return failure(read.error());
    return CacheUsage{number((*read)["active_caches_size_in_bytes"_L1]), number((*read)["active_caches_count"_L1])};
}

Result<qint64> parseCacheLimit(const QByteArray &body)
{
    const auto read = object(body);
    if (!read)
        return failure(read.error());
    const QJsonValue gigabytes = (*read)["max_cache_size_gb"_L1];
    if (!gigabytes.isDouble())
        return failure(shapeError(body, u"no max_cache_size_gb"_s));
    return number(gigabytes) * 1'000'000'000;
}

Result<Page<QString>> parseNames(const QByteArray &body)
{
    const auto name = [](const QJsonValue &value) { return value["name"_L1].toString(); };
    return body.trimmed().startsWith('[') ? page<QString>(body, {}, name) : page<QString>(body, "environments"_L1, name);
}

Result<DispatchReceipt> parseDispatched(const QByteArray &body)
{
    if (body.trimmed().isEmpty())
        return DispatchReceipt();
    const auto read = object(body);
    if (!read)
        return failure(read.error());
    const qint64 id = number((*read)["workflow_run_id"_L1]);
    return id > 0 ? DispatchReceipt{id, (*read)["html_url"_L1].toString(), {}} : DispatchReceipt();
}

Result<QString> parseInstalledVersion(const QByteArray &body)
{
    const auto read = object(body);
    if (!read)
        return failure(read.error());
    return (*read)["installed_version"_L1].toString();
}

} // namespace layerdeck::github::wire
