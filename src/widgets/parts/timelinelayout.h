// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timeline.h"

#include <QList>
#include <QRect>
#include <QSize>

namespace layerdeck {

/// Where everything of a timeline stands, in the coordinates of its content. Pure geometry, no painting.
struct TimelineLayout
{
    int headHeight = 24;
    int laneHeight = 44;
    int nameWidth = 240;
    int cacheWidth = 144;
    int width = 0;
    qint64 rangeMs = 10'000; ///< what the axis shows, from 0
    qint64 tickMs = 1'000;   ///< distance of the grid lines

    int axisLeft() const { return nameWidth + cacheWidth; }
    int axisWidth() const { return qMax(1, width - axisLeft() - 1); }
    qreal xOf(qint64 ms) const;
    int laneTop(int lane) const { return headHeight + lane * laneHeight; }
    /// Bars are 20 px high and at least 3 px wide.
    QRectF barRect(int lane, const TimelineBar &bar, qint64 nowMs) const;
    QRectF pipRect(int lane, int pip, int count) const;
};

/// Lays out for a width; the axis fits the run and grows in steps of 10 s, a short run that has ended in
/// steps of 1 s.
TimelineLayout layoutTimeline(const Timeline &timeline, int width, int headHeight, int laneHeight);

/// "0 s", "10 s", "1 min 20 s".
QString axisText(qint64 ms);

} // namespace layerdeck
