// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/metrics.h"

#include <QFontMetrics>

#include <algorithm>

namespace layerdeck::metrics {

namespace {

struct Spec
{
    int minimum;
    int padding;
    int bodyLines;
    int smallLines;
};

Spec spec(Height what)
{
    switch (what) {
    case Height::Header:
        return {48, 12, 1, 1};
    case Height::PageHead:
        return {56, 10, 2, 0};
    case Height::FilterBar:
        return {40, 20, 1, 0};
    case Height::PaneHead:
        return {32, 12, 1, 0};
    case Height::ColumnHead:
        return {28, 12, 0, 1};
    case Height::DenseColumnHead:
        return {24, 8, 0, 1};
    case Height::Row:
        return {28, 8, 1, 0};
    case Height::DenseRow:
        return {24, 4, 1, 0};
    case Height::CodeLine:
        return {20, 0, 1, 0};
    case Height::ServiceRow:
        return {56, 20, 1, 1};
    case Height::StatusBar:
        return {24, 8, 0, 1};
    case Height::SideItem:
        return {32, 12, 1, 0};
    case Height::Button:
        return {32, 12, 1, 0};
    case Height::Field:
        return {28, 8, 1, 0};
    case Height::SmallButton:
        return {24, 8, 0, 1};
    case Height::Badge:
        return {20, 4, 0, 1};
    case Height::Tag:
        return {18, 2, 0, 1};
    case Height::Lane:
        return {44, 8, 1, 1};
    }
    return {28, 8, 1, 0};
}

} // namespace

int height(Height what)
{
    const Spec s = spec(what);
    // Its first line is a title, larger than body.
    const int larger = what == Height::PageHead ? QFontMetrics(typeFont(TypeRole::Title)).height() -
                                                      QFontMetrics(typeFont(TypeRole::Body)).height()
                                                : 0;
    // The font's own height, not the design's line: at the design's size the minimum decides.
    const int body = QFontMetrics(typeFont(TypeRole::Body)).height();
    const int small = QFontMetrics(typeFont(TypeRole::Small)).height();
    return std::max(s.minimum, s.padding + larger + s.bodyLines * body + s.smallLines * small);
}

} // namespace layerdeck::metrics
