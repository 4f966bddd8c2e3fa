// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/treemap.h"

#include <algorithm>

namespace layerdeck {

namespace {

/// The worst ratio of sides among rectangles of these areas in a row along `side`.
double worstRatio(double sum, double largest, double smallest, double side)
{
    const double square = side * side;
    return std::max(square * largest / (sum * sum), sum * sum / (square * smallest));
}

} // namespace

QList<QRectF> treemap(const QRectF &area, const QList<qint64> &weights)
{
    QList<QRectF> result(weights.size());
    double left = 0;
    for (const qint64 weight : weights)
        left += double(std::max<qint64>(0, weight));
    if (left <= 0 || area.isEmpty())
        return result;
    const double scale = area.width() * area.height() / left;
    const auto areaOf = [&](qsizetype i) { return double(std::max<qint64>(0, weights.at(i))) * scale; };
    QRectF room = area;
    for (qsizetype begin = 0; begin < weights.size() && areaOf(begin) > 0;) {
        const double side = std::min(room.width(), room.height());
        double sum = areaOf(begin);
        qsizetype end = begin + 1;
        double ratio = worstRatio(sum, areaOf(begin), areaOf(begin), side);
        for (; end < weights.size() && areaOf(end) > 0; ++end) {
            const double next = worstRatio(sum + areaOf(end), areaOf(begin), areaOf(end), side);
            if (next > ratio)
                break;
            ratio = next;
            sum += areaOf(end);
        }
        const bool upright = room.width() >= room.height(); // the row stands at the left
        const double thickness = sum / side;
        double at = upright ? room.top() : room.left();
        for (qsizetype i = begin; i < end; ++i) {
            const double length = areaOf(i) / thickness;
            result[i] = upright ? QRectF(room.left(), at, thickness, length) : QRectF(at, room.top(), length, thickness);
            at += length;
        }
        if (upright)
            room.setLeft(room.left() + thickness);
        else
            room.setTop(room.top() + thickness);
        begin = end;
    }
    return result;
}

} // namespace layerdeck
