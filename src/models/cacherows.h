// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/cachegraph.h"
#include "models/contentfilter.h"

#include <QDateTime>
#include <QSet>

namespace layerdeck {

/// Records of the same services.
struct CacheGroup
{
    QString id;    ///< the services, joined by spaces; "*", which is no service's name, where no owner is known
    QString title; ///< "backend and frontend", "no known owner"
    int records = 0;
    int matches = 0;  ///< of the records, those that the filter lets through; all without one
    qint64 bytes = 0; ///< of the matches
    bool isOwned() const { return id != u"*"; }
    bool isShared() const { return id.contains(u' '); }
    bool operator==(const CacheGroup &) const = default;
};
/// Single services first, then what several share, then the rest; by name.
QList<CacheGroup> cacheGroups(const CacheGraph &graph);
QString groupOf(const CacheNode &node);

/// A row of the list of records: the head of a group, or a record.
struct CacheRow
{
    int node = -1;    ///< place in CacheGraph::nodes; -1: a group's head
    CacheGroup group; ///< of a head
    CacheNode record;
    int level = 0;     ///< grows where records part
    bool match = true; ///< false: only there because something that stands on it matches
    QString identity() const { return node < 0 ? QStringLiteral("group ") + group.id : record.record.id; }
};

struct CacheRows
{
    QList<CacheRow> rows;
    int matches = 0;
    qint64 bytes = 0;     ///< of the matches
    int hiddenGroups = 0; ///< groups without a match
    bool hasParents = false; ///< of matches, that do not match themselves
    QSet<QString> matching;  ///< ids of the matches; empty without a filter
};

enum class CacheOrder { Record, Owner, Size, LastUsed, Uses, State };

/// Grouped by services, what stands on what; parents of a match stay.
CacheRows cacheTree(const CacheGraph &graph, const ContentFilter &filter, const QDateTime &now);
/// The matches alone, sorted.
CacheRows cacheTable(const CacheGraph &graph, const ContentFilter &filter, CacheOrder order, bool descending,
                     const QDateTime &now);

} // namespace layerdeck
