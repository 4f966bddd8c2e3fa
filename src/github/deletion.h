// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "github/client.h"

namespace layerdeck::github {

/// What was deleted, and what kept the next one from it.
struct Deletion
{
    QList<Cache> gone;
    std::optional<Error> error = {};
};

/// Deletes Actions caches one after the other, up to the first that GitHub does not delete. What it has evicted meanwhile counts as deleted.
QCoro::Task<Deletion> deleteCaches(Client client, QList<Cache> caches, CancelToken cancel);

/// The error of a deletion of `wanted` caches that stopped, with how many are gone.
Error stoppedDeleting(const Deletion &deletion, qsizetype wanted);

} // namespace layerdeck::github
