// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/timelinelayout.h"

#include <QCoreApplication>

#include <algorithm>

namespace layerdeck {

namespace {

constexpr qreal barHeight = 20;
constexpr qreal barTop = 10;
constexpr qreal minimumBar = 3;
constexpr int pipPitch = 10;
constexpr int pipWidth = 8;
constexpr int pipHeight = 16;
constexpr int pipLeft = 8;
constexpr int pipCountRoom = 34;
constexpr int tickRoom = 72;

qint64 roundUp(qint64 value, qint64 step) { return (value + step - 1) / step * step; }

qint64 rangeOf(const Timeline &timeline)
{
    const qint64 end = std::max(timeline.endMs, timeline.nowMs);
    if (timeline.nowMs < 0 && end > 0 && end <= 10'000)
        return roundUp(end + 1, 1'000);
    return std::max<qint64>(10'000, roundUp(end + 1, 10'000));
}

qint64 tickOf(qint64 range, int width)
{
    static constexpr qint64 seconds[] = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1'200, 1'800, 3'600};
    for (const qint64 step : seconds) {
        if (double(step) * 1'000 / double(range) * width >= tickRoom)
            return step * 1'000;
    }
    return 7'200'000;
}

} // namespace

qreal TimelineLayout::xOf(qint64 ms) const
{
    return axisLeft() + qreal(axisWidth()) * qreal(ms) / qreal(rangeMs);
}

QRectF TimelineLayout::barRect(int lane, const TimelineBar &bar, qint64 nowMs) const
{
    const qint64 end = bar.endMs >= 0 ? bar.endMs : std::max(nowMs, bar.startMs);
    const qreal left = xOf(bar.startMs);
    return {left, laneTop(lane) + barTop, std::max(minimumBar, xOf(end) - left), barHeight};
}

QRectF TimelineLayout::pipRect(int lane, int pip, int count) const
{
    const int room = cacheWidth - pipLeft - pipCountRoom;
    const qreal pitch = std::min<qreal>(pipPitch, qreal(room) / std::max(1, count));
    const qreal wide = std::max<qreal>(2, std::min<qreal>(pipWidth, pitch - 1));
    return {nameWidth + pipLeft + pip * pitch, laneTop(lane) + (laneHeight - pipHeight) / 2.0, wide,
            pipHeight};
}

TimelineLayout layoutTimeline(const Timeline &timeline, int width, int headHeight, int laneHeight)
{
    TimelineLayout layout;
    layout.headHeight = headHeight;
    layout.laneHeight = laneHeight;
    layout.width = width;
    layout.nameWidth = std::clamp(width * 22 / 100, 168, 240);
    layout.cacheWidth = width < 700 ? 112 : 144;
    layout.rangeMs = rangeOf(timeline);
    layout.tickMs = tickOf(layout.rangeMs, layout.axisWidth());
    return layout;
}

QString axisText(qint64 ms)
{
    const qint64 seconds = ms / 1'000;
    if (seconds < 120)
        return QCoreApplication::translate("Timeline", "%1\u202fs").arg(seconds);
    if (seconds % 60 == 0)
        return QCoreApplication::translate("Timeline", "%1\u202fmin").arg(seconds / 60);
    return QCoreApplication::translate("Timeline", "%1\u202fmin %2\u202fs")
        .arg(seconds / 60)
        .arg(seconds % 60);
}

} // namespace layerdeck
