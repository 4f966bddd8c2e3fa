// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QLineF>
#include <QPen>
#include <QRectF>

class QPainter;
class QFont;

/// Small painting helpers that all parts share.
namespace layerdeck::paint {

/// Fills and frames `rect` with a border of 1 device-independent pixel that lies inside it. Invalid colours
/// are left out.
void box(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &border, qreal radius = 0,
         Qt::PenStyle style = Qt::SolidLine);

/// Lines 1 px thick along the inside of an edge of `rect`.
void topLine(QPainter *painter, const QRect &rect, const QColor &color);
void bottomLine(QPainter *painter, const QRect &rect, const QColor &color);
void rightLine(QPainter *painter, const QRect &rect, const QColor &color);
void leftLine(QPainter *painter, const QRect &rect, const QColor &color);

/// One line of text, vertically centred, elided where it does not fit. Returns the width drawn.
int text(QPainter *painter, const QRect &rect, const QString &text, const QFont &font, const QColor &color,
         Qt::Alignment align = Qt::AlignLeft, Qt::TextElideMode elide = Qt::ElideRight);

/// A number with its unit, right aligned. The narrow space before the unit stays narrow in a fixed font too.
void number(QPainter *painter, const QRect &rect, const QString &text, const QFont &font,
            const QColor &color);

/// Text of a fixed font from a base line on, glyph by glyph: each character keeps its column and nothing
/// ligates. `advance` is the width of a column. Wide characters take two.
void code(QPainter *painter, QPointF base, const QString &text, const QFont &font, qreal advance);

/// Width of `text` in `font`, rounded up.
int width(const QString &text, const QFont &font);

/// The centre of `rect` for a square of side `size`, on whole pixels.
QRect centred(const QRect &rect, int size);

} // namespace layerdeck::paint
