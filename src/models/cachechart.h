// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/cachegraph.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// The build cache as a chart: a column is a step of a service, a row a chain of records. Only places, no pixels.
struct CacheChart
{
    struct Cell
    {
        int node = -1; ///< place in CacheGraph::nodes
        int column = 0;
        int row = 0;
        double weight = 0; ///< 0 to 1: its size against the largest
        bool newest = true;
        bool owned = true; ///< a step that a service has now is known to make it
        int parent = -1; ///< place in `cells`
        QString recordId;
        QString description; ///< a full sentence for tool tip and assistive technology
        bool operator==(const Cell &) const = default;
    };
    struct Line
    {
        int from = -1; ///< places in `cells`
        int to = -1;
        bool copied = false; ///< COPY --from: not a parent
        bool operator==(const Line &) const = default;
    };
    struct Row
    {
        QString label;
        bool strong = false; ///< the first row of a service
        bool operator==(const Row &) const = default;
    };
    QList<Cell> cells; ///< row by row, from left to right
    QList<Line> lines;
    QList<Row> rows;
    QList<int> rowBegins; ///< of each row its first place in `cells`
    QHash<QString, int> places; ///< in `cells`, by record
    int columns = 0;
    int placeOf(const QString &recordId) const { return places.value(recordId, -1); }
    bool operator==(const CacheChart &) const = default;
};

/// Only steps are in it: no contexts, no mounts. Records whose owner is known stand at their step; the others at their distance
/// from where their chain begins. An older result of a step begins a row of its own.
CacheChart cacheChart(const CacheGraph &graph);

} // namespace layerdeck
