// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QList>
#include <QRect>

class QPainter;

namespace layerdeck {

/// Size of a strip: one cell a step, low and filled for a hit, tall and filled for a miss, tall and hollow
/// for undecided.
QSize stepStripSize(const QList<int> &marks);
/// Paints at the left of `rect`, vertically centred; what does not fit is cut at a cell and a dot says so.
void paintStepStrip(QPainter *painter, const QRect &rect, const QList<int> &marks);

} // namespace layerdeck
