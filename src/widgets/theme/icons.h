// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QIcon>
#include <QPixmap>
#include <QRectF>

class QPainter;

/// The icons of resources/icons, by name without path and ending. An unknown or empty name draws nothing.
namespace layerdeck::icons {

/// Names of all icons, sorted.
QStringList names();

/// Sharp at any device pixel ratio; rendered once per colour and size.
QPixmap pixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio);

/// Paints into the square `rect`. `turn` in degrees, for the ring of running things.
void paint(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color, qreal turn = 0);

/// An icon for menus and fields: drawn in `token`, disabled in Token::Disabled, and always of the current
/// theme.
QIcon icon(const QString &name, Token token = Token::Text);

/// The program's own, in its colours, for window managers, docks and trays.
QIcon application();

} // namespace layerdeck::icons
