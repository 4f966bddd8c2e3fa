// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/deletion.h"

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

/// A person knows a cache by its key, not by the number that GitHub's address has.
Error named(Error error, const Cache &cache)
{
    const QString number = u"the cache %1"_s.arg(cache.id);
    const QString key = u"the cache “%1”"_s.arg(cache.key);
    error.message.replace(number, key);
    error.advice.replace(number, key);
    return error;
}

} // namespace

QCoro::Task<Deletion> deleteCaches(Client client, QList<Cache> caches, CancelToken cancel)
{
    Deletion deletion;
    for (const Cache &cache : caches) {
        const Result<void> done = co_await client.deleteCache(cache.id, cancel);
        if (!done && done.error().code != ErrorCode::NotFound) {
            deletion.error = named(done.error(), cache);
            break;
        }
        deletion.gone << cache;
    }
    co_return deletion;
}

Error stoppedDeleting(const Deletion &deletion, qsizetype wanted)
{
    Error error = deletion.error.value_or(Error());
    // Of one alone its own words say it.
    if (wanted > 1 && !error.unchanged.isEmpty())
        error.unchanged = u"Deleted were %1 of %2; the others were left."_s.arg(QString::number(deletion.gone.size()), QString::number(wanted));
    else if (wanted > 1)
        error.message += u" Deleted were %1 of %2 before it."_s.arg(QString::number(deletion.gone.size()), QString::number(wanted));
    return error;
}

} // namespace layerdeck::github
