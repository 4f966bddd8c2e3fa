// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QPainter;
class QRect;
class QString;
class QWidget;

namespace layerdeck {

// Dynamic properties that forms and programs set: of a label "type" ("claim", "title", "name", "small", "head", "code"; none is
// the body) and "ink" ("text2", "hit", "run", "warn", "fail"; none is the text's), of any widget "ground" ("window", "base",
// "sunken"; none is what is behind it), of a frame "field" (it is one that takes text). A style sheet would do the same, but takes a third of a second to change the colours of
// the whole window in one event.

/// Gives a widget the look of its properties. The style does that when the widget is polished; after a property has changed,
/// whoever changed it.
void applyLook(QWidget *widget);
/// Gives all labels the ink of the theme's colours again.
void applyInks();
/// Paints the widget's ground, where it has one.
void paintGround(QPainter *painter, const QRect &rect, const QWidget *widget);
/// Sets "ink" and applies it.
void setInk(QWidget *label, const QString &ink);

} // namespace layerdeck
