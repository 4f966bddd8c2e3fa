// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timeline.h"

#include <QRectF>

class QPainter;

/// The signs of a timeline, shared by view and legend.
namespace layerdeck::timeline {

void paintPip(QPainter *painter, const QRectF &rect);
/// `move` shifts the hatch of a running bar, in pixels.
void paintBar(QPainter *painter, const QRectF &rect, BarState state, const QString &label, qreal move = 0);
void paintCritical(QPainter *painter, const QRectF &bar, bool forecast);
/// The word of a state.
QString stateText(BarState state);

} // namespace layerdeck::timeline
