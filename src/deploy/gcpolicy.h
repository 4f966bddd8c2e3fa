// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "engine/endpoint.h"

#include <QList>
#include <QStringList>

#include <qcoro/qcorotask.h>

namespace layerdeck {

/// A rule by which an engine deletes records of its build cache by itself. Rules are tried in the order of their list. Sizes
/// are bytes, -1 where the rule has none.
struct GcRule
{
    bool all = false;     ///< also records that are internal or shared
    QStringList filters;  ///< as BuildKit writes them: "type==source.local"; a record that fits one is meant
    QString keepDuration; ///< as Go writes it, "48h0m0s": only what was not used for so long
    qint64 reserved = -1; ///< stays at least
    qint64 maxUsed = -1;  ///< the cache may take as much
    qint64 minFree = -1;  ///< so much of the disk is to be free
    bool operator==(const GcRule &) const = default;
};

/// What "docker buildx inspect" says of the rules, in the words of buildx 0.12 to 0.30; empty where it says nothing.
QList<GcRule> parseGcPolicy(const QString &inspected);

/// Asks buildx for the rules of the engine's own builder. An empty list: the engine tells none, since it has none or is too
/// old to tell. ToolMissing where docker or buildx is not there.
QCoro::Task<Result<QList<GcRule>>> readGcPolicy(DockerContext context, CancelToken cancel);

} // namespace layerdeck
