// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRectF>

namespace layerdeck {

/// Divides `area` among weights, largest first, into rectangles as near to squares as can be (Bruls, Huizing and van Wijk,
/// "Squarified Treemaps", 2000). The areas are in the ratio of the weights; weights of 0 or less get an empty rectangle.
/// `weights` must be sorted, the largest first.
QList<QRectF> treemap(const QRectF &area, const QList<qint64> &weights);

} // namespace layerdeck
