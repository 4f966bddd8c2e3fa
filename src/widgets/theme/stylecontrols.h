// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionHeader;
class QStyleOptionMenuItem;
class QStyleOptionSlider;
class QWidget;

/// What Style draws, control by control.
namespace layerdeck::controls {

void pushButton(QPainter *painter, const QStyleOptionButton &option, const QWidget *widget);
QSize pushButtonSize(const QStyleOptionButton &option, const QWidget *widget);

void checkBox(QPainter *painter, const QStyleOption &option);
void radioButton(QPainter *painter, const QStyleOption &option);
void field(QPainter *painter, const QStyleOption &option);
void comboBox(QPainter *painter, const QStyleOptionComboBox &option);
void comboBoxLabel(QPainter *painter, const QStyleOptionComboBox &option);

void menuItem(QPainter *painter, const QStyleOptionMenuItem &option);
QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents);

void headerSection(QPainter *painter, const QStyleOptionHeader &option);
void headerLabel(QPainter *painter, const QStyleOptionHeader &option);

/// Along the bar, pixels: never longer than it.
int scrollHandleLength(const QStyleOptionSlider &option);
void scrollBar(QPainter *painter, const QStyleOptionSlider &option);

} // namespace layerdeck::controls
