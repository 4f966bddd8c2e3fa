// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/output.h"
#include "cli/remote.h"
#include "cli/terminal.h"

#include "base/units.h"
#include "github/deletion.h"
#include "github/errors.h"

#include <QJsonArray>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QJsonObject cacheJson(const github::Cache &cache)
{
    return {{u"id"_s, cache.id}, {u"key"_s, cache.key}, {u"ref"_s, cache.ref}, {u"size"_s, cache.bytes}, {u"created"_s, timeJson(cache.created)},
            {u"last_used"_s, timeJson(cache.lastUsed)}};
}

QJsonArray cachesJson(const QList<github::Cache> &caches)
{
    QJsonArray list;
    for (const github::Cache &cache : caches)
        list.append(cacheJson(cache));
    return list;
}

void printCaches(const QList<github::Cache> &caches)
{
    const QDateTime now = QDateTime::currentDateTime();
    for (const github::Cache &cache : caches)
        printLine(u"  %1  %2  %3  %4"_s.arg(sizeText(cache.bytes).rightJustified(9), ageText(cache.lastUsed, now).rightJustified(8), cache.ref.leftJustified(20), cache.key));
}

qint64 sumOf(const QList<github::Cache> &caches)
{
    qint64 sum = 0;
    for (const github::Cache &cache : caches)
        sum += cache.bytes;
    return sum;
}

/// "main" means "refs/heads/main"; what begins with "refs/" stands as it is.
QString fullRef(const QString &ref)
{
    return ref.isEmpty() || ref.startsWith("refs/"_L1) ? ref : u"refs/heads/"_s + ref;
}

QCoro::Task<int> deleteCaches(Options options, RemoteAccess access, QList<github::Cache> caches, CancelToken cancel)
{
    const QString sum = u"%1, %2"_s.arg(counted(caches.size(), u"cache"_s, u"caches"_s), sizeText(sumOf(caches)));
    if (!options.json) {
        printCaches(caches);
        printLine(sum);
    }
    if (!options.yes) {
        if (options.json || !isInteractive()) {
            const Error error{ErrorCode::InvalidInput, u"This would delete %1, and nobody can be asked here."_s.arg(sum), u"Nothing was deleted."_s,
                              u"Add --yes to delete what is listed without it."_s, {}};
            co_return reportError(error, options.json);
        }
        const bool yes = co_await confirmed(u"Type “delete” to delete these: "_s, u"delete"_s, cancel);
        if (!yes) {
            printErrorLine(u"layerdeck: Nothing was deleted."_s);
            co_return ExitCancelled;
        }
    }
    github::Deletion deletion = co_await github::deleteCaches(access.client, caches, cancel);
    if (deletion.error)
        deletion.error = github::stoppedDeleting(deletion, caches.size());
    if (options.json) {
        QJsonObject object{{u"deleted"_s, cachesJson(deletion.gone)}, {u"bytes"_s, sumOf(deletion.gone)}};
        if (deletion.error)
            object.insert(u"error"_s, errorJson(*deletion.error));
        printJson(object);
    } else {
        printLine(u"Deleted %1, %2."_s.arg(counted(deletion.gone.size(), u"cache"_s, u"caches"_s), sizeText(sumOf(deletion.gone))));
    }
    co_return deletion.error ? reportError(*deletion.error) : int(ExitSuccess);
}

} // namespace

QCoro::Task<int> remoteCaches(Options options, CancelToken cancel)
{
    const Result<RemoteAccess> access = co_await openRemote(options, cancel);
    if (!access)
        co_return reportError(access.error(), options.json);
    const QString wanted = options.value(u"delete"_s);
    const bool isPrefix = wanted.endsWith(u'*');
    github::CacheFilter filter;
    filter.ref = fullRef(options.value(u"ref"_s));
    filter.keyPrefix = isPrefix ? wanted.chopped(1) : wanted;
    Result<QList<github::Cache>> caches = co_await access->client.caches(filter, cancel);
    if (!caches)
        co_return reportError(caches.error(), options.json);
    if (options.values.contains(u"delete"_s)) {
        if (wanted.isEmpty())
            co_return reportUsage(u"remote"_s, u"--delete needs a key; “*” stands for all."_s, options.json);
        if (access->info.archived)
            co_return reportError(github::archivedError(access->info.fullName, u"Nothing was deleted."_s), options.json);
        // GitHub takes a key for the beginning of one.
        if (!isPrefix)
            caches->removeIf([&wanted](const github::Cache &cache) { return cache.key != wanted; });
        if (caches->isEmpty()) {
            const Error error{ErrorCode::NotFound, u"No Actions cache has the key “%1”%2."_s.arg(wanted, filter.ref.isEmpty() ? QString() : u" on %1"_s.arg(filter.ref)),
                              u"Nothing was deleted."_s, u"“layerdeck remote caches” lists them; “*” at the end stands for any ending."_s, {}};
            co_return reportError(error, options.json);
        }
        co_return co_await deleteCaches(options, *access, *caches, cancel);
    }
    const Result<github::CacheUsage> usage = co_await access->client.cacheUsage(cancel);
    if (!usage)
        co_return reportError(usage.error(), options.json);
    const Result<std::optional<qint64>> limit = co_await access->client.cacheLimit(cancel);
    const std::optional<qint64> most = limit ? *limit : std::nullopt;
    if (options.json) {
        printJson({{u"caches"_s, cachesJson(*caches)}, {u"usage_bytes"_s, usage->bytes}, {u"usage_count"_s, usage->count},
                   {u"limit_bytes"_s, most ? QJsonValue(*most) : QJsonValue()}});
        co_return ExitSuccess;
    }
    printCaches(*caches);
    if (!filter.ref.isEmpty())
        printLine(caches->isEmpty() ? u"No cache on %1."_s.arg(filter.ref) : u"%1 on %2."_s.arg(sizeText(sumOf(*caches)), filter.ref));
    printLine(u"%1 in all, as GitHub counted in the last five minutes; the limit is %2."_s.arg(sizeText(usage->bytes), most ? sizeText(*most) : u"not told to this token"_s));
    co_return ExitSuccess;
}

} // namespace layerdeck
