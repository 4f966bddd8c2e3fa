// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/paint.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QtMath>

namespace layerdeck::paint {

void box(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &border, qreal radius,
         Qt::PenStyle style)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, radius > 0);
    QPen pen(Qt::NoPen);
    QRectF inner = rect;
    if (border.isValid()) {
        pen = QPen(border, 1);
        if (style == Qt::DashLine)
            pen.setDashPattern({3, 2});
        inner = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    }
    painter->setPen(pen);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (radius > 0)
        painter->drawRoundedRect(inner, radius, radius);
    else
        painter->drawRect(inner);
    painter->restore();
}

void topLine(QPainter *painter, const QRect &rect, const QColor &color)
{
    painter->fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), color);
}

void bottomLine(QPainter *painter, const QRect &rect, const QColor &color)
{
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color);
}

void rightLine(QPainter *painter, const QRect &rect, const QColor &color)
{
    painter->fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color);
}

void leftLine(QPainter *painter, const QRect &rect, const QColor &color)
{
    painter->fillRect(QRect(rect.left(), rect.top(), 1, rect.height()), color);
}

int text(QPainter *painter, const QRect &rect, const QString &text, const QFont &font, const QColor &color,
         Qt::Alignment align, Qt::TextElideMode elide)
{
    if (text.isEmpty() || rect.width() <= 0)
        return 0;
    const QFontMetricsF metrics(font);
    qreal wanted = metrics.horizontalAdvance(text);
    QString shown = text;
    if (wanted > rect.width() + 0.5) {
        shown = metrics.elidedText(text, elide, rect.width());
        wanted = metrics.horizontalAdvance(shown);
    }
    painter->setFont(font);
    painter->setPen(color);
    qreal x = rect.left();
    if (align & Qt::AlignRight)
        x = rect.left() + rect.width() - wanted;
    else if (align & Qt::AlignHCenter)
        x = rect.left() + (rect.width() - wanted) / 2;
    const int base =
        qRound(rect.top() + (rect.height() - (metrics.ascent() + metrics.descent())) / 2 + metrics.ascent());
    painter->drawText(QPointF(x, base), shown);
    return qCeil(wanted);
}

int width(const QString &text, const QFont &font)
{
    return qCeil(QFontMetricsF(font).horizontalAdvance(text));
}

QRect centred(const QRect &rect, int size)
{
    return {rect.left() + (rect.width() - size) / 2, rect.top() + (rect.height() - size) / 2, size, size};
}

} // namespace layerdeck::paint
