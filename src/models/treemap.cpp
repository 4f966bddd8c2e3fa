// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/treemap.h"

#include "base/units.h"
#include "models/contentwording.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostCells = 40;

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

QList<TreemapItem> treemapItems(const LayerTree &tree)
{
    QList<const TreeLayer *> layers;
    for (const TreeLayer &layer : tree.rows) {
        if (layer.layer.size > 0)
            layers << &layer;
    }
    std::ranges::stable_sort(layers, [](const TreeLayer *a, const TreeLayer *b) { return a->layer.size > b->layer.size; });
    QList<TreemapItem> items;
    qint64 rest = 0;
    for (qsizetype i = 0; i < layers.size(); ++i) {
        const TreeLayer &layer = *layers.at(i);
        if (i >= mostCells) {
            rest += layer.layer.size;
            continue;
        }
        const qsizetype images = layer.imageIds.size();
        const QString name = instructionLine(layer.layer.instruction);
        const QString size = sizeText(layer.layer.size);
        items << TreemapItem{layer.layer.chainId,
                             name,
                             images > 1 ? u"%1, in %2"_s.arg(size).arg(images) : size,
                             images > 1 ? u"%1, %2, shared by %3 images"_s.arg(name, size, QString::number(images))
                                        : u"%1, %2, in one image"_s.arg(name, size),
                             layer.layer.size,
                             images > 1};
    }
    if (rest > 0) {
        const QString text = u"%1 smaller layers"_s.arg(layers.size() - mostCells);
        items << TreemapItem{{}, text, sizeText(rest), text + u", "_s + sizeText(rest), rest, false};
        // It may be larger than the last of the others.
        std::ranges::stable_sort(items, std::ranges::greater(), &TreemapItem::bytes);
    }
    return items;
}

} // namespace layerdeck
