// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"

#include <QList>
#include <QRectF>
#include <QString>

namespace layerdeck {

/// Divides `area` among weights, largest first, into rectangles as near to squares as can be (Bruls, Huizing and van Wijk,
/// "Squarified Treemaps", 2000). The areas are in the ratio of the weights; weights of 0 or less get an empty rectangle.
/// `weights` must be sorted, the largest first.
QList<QRectF> treemap(const QRectF &area, const QList<qint64> &weights);

/// A rectangle of a treemap.
struct TreemapItem
{
    QString id;   ///< empty for what stands for many small ones
    QString name;
    QString line; ///< below the name, where there is room
    QString description; ///< a full sentence
    qint64 bytes = 0;
    bool shared = false; ///< filled, with an edge at the left
    bool operator==(const TreemapItem &) const = default;
};

/// The largest layers of a tree, the largest first; one item stands for all smaller ones. Ids are chain IDs.
QList<TreemapItem> treemapItems(const LayerTree &tree);

} // namespace layerdeck
