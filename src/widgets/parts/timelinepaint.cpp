// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/timelinepaint.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace layerdeck::timeline {

namespace {

constexpr qreal radius = 2;
constexpr int labelPadding = 5;
constexpr qreal hatchLength = 32;

QColor color(Token token) { return Theme::current().color(token); }

/// Labels only where they fit: the whole, or only the number before the first space.
void paintLabel(QPainter *painter, const QRectF &rect, const QString &label, const QFont &font,
                const QColor &ink)
{
    const QRect room = rect.adjusted(labelPadding, 0, -labelPadding, 0).toRect();
    const QString number = label.section(u' ', 0, 0);
    if (paint::width(label, font) <= room.width())
        paint::text(painter, room, label, font, ink);
    else if (room.width() > 56)
        paint::text(painter, room, label, font, ink);
    else if (paint::width(number, font) <= room.width() && number.size() < 4)
        paint::text(painter, room, number, font, ink);
}

void paintRunning(QPainter *painter, const QRectF &rect, const QString &label, qreal move)
{
    paint::box(painter, rect, color(Token::RunTint), color(Token::RunFill), radius);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipRect(rect.adjusted(1, 1, -1, -1));
    painter->fillRect(QRectF(rect.left(), rect.top(), 4, rect.height()), color(Token::RunFill));
    const qreal hatch = std::min(hatchLength, std::max<qreal>(0, rect.width() - 8));
    painter->setClipRect(QRectF(rect.right() - hatch, rect.top() + 1, hatch - 1, rect.height() - 2));
    painter->setPen(QPen(color(Token::RunFill), 1.5));
    constexpr qreal pitch = 9;
    for (qreal x = rect.right() - hatch - rect.height() - pitch + std::fmod(move, pitch); x < rect.right();
         x += pitch)
        painter->drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    painter->restore();
    paintLabel(painter, rect.adjusted(4, 0, -hatch, 0), label, typeFont(TypeRole::Small), color(Token::Run));
}

void paintCancelled(QPainter *painter, const QRectF &rect, const QString &label)
{
    paint::box(painter, rect, color(Token::Base), color(Token::Control), radius);
    const int text = paint::width(label, typeFont(TypeRole::Small)) + 2 * labelPadding;
    const bool fits = text <= rect.width();
    painter->save();
    painter->setClipRect(rect.adjusted(1, 1, -1, -1));
    painter->setPen(QPen(color(Token::LineStrong), 1));
    for (qreal x = rect.left() + (fits ? text : 3) + 0.5; x < rect.right() - 1; x += 4)
        painter->drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
    painter->restore();
    paintLabel(painter, rect, label, typeFont(TypeRole::Small), color(Token::Text2));
}

} // namespace

void paintPip(QPainter *painter, const QRectF &rect)
{
    if (rect.width() < 4)
        painter->fillRect(rect, color(Token::HitFill));
    else
        paint::box(painter, rect, color(Token::HitTint), color(Token::HitFill), 1);
}

void paintBar(QPainter *painter, const QRectF &rect, BarState state, const QString &label, qreal move)
{
    switch (state) {
    case BarState::Ran:
        paint::box(painter, rect, color(Token::RunFill), QColor(), radius);
        paintLabel(painter, rect, label, typeFont(TypeRole::Small), color(Token::OnInk));
        break;
    case BarState::Running:
        paintRunning(painter, rect, label, move);
        break;
    case BarState::Waiting:
        paint::box(painter, rect, QColor(), color(Token::Control), radius, Qt::DashLine);
        paintLabel(painter, rect, label, typeFont(TypeRole::Small), color(Token::Text2));
        break;
    case BarState::Failed: {
        paint::box(painter, rect, color(Token::FailFill), QColor(), radius);
        if (rect.width() < 8)
            break;
        const bool labelled = rect.width() >= 40;
        const qreal side = std::min<qreal>(metrics::smallIcon, rect.width());
        const qreal x = labelled ? rect.left() + labelPadding : rect.center().x() - side / 2;
        icons::paint(painter, QRectF(x, rect.center().y() - side / 2, side, side), u"close"_s,
                     color(Token::OnFail));
        if (labelled)
            paintLabel(painter, rect.adjusted(side + 3, 0, 0, 0), label,
                       typeFont(TypeRole::Small, QFont::DemiBold), color(Token::OnFail));
        break;
    }
    case BarState::Cancelled:
        paintCancelled(painter, rect, label);
        break;
    }
}

void paintCritical(QPainter *painter, const QRectF &bar, bool forecast)
{
    const qreal y = bar.bottom() + 3;
    if (!forecast) {
        painter->fillRect(QRectF(bar.left(), y, bar.width(), 3), color(Token::Ink));
        return;
    }
    painter->save();
    QPen pen(color(Token::Control), 2, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({3, 2});
    painter->setPen(pen);
    painter->drawLine(QPointF(bar.left(), y + 1.5), QPointF(bar.right(), y + 1.5));
    painter->restore();
}

QString stateText(BarState state)
{
    switch (state) {
    case BarState::Waiting:
        return QCoreApplication::translate("Timeline", "Waiting");
    case BarState::Running:
        return QCoreApplication::translate("Timeline", "Running");
    case BarState::Ran:
        return QCoreApplication::translate("Timeline", "Ran");
    case BarState::Failed:
        return QCoreApplication::translate("Timeline", "Failed");
    case BarState::Cancelled:
        break;
    }
    return QCoreApplication::translate("Timeline", "Cancelled");
}

} // namespace layerdeck::timeline
