// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/layertreedelegate.h"

#include "models/roles.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace layerdeck {

namespace {

constexpr int firstRail = 24;   ///< from the edge of the view
constexpr int railStep = 16;    ///< one level
constexpr int textAfter = 28;   ///< from the deepest usual node to the text
constexpr int levelsInRoom = 2; ///< levels that leave the text where it stands
constexpr qreal railWidth = 1.5;

qreal railX(const QRect &rect, int level) { return rect.left() + firstRail + level * railStep; }

} // namespace

void LayerTreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    if (!index.data(NodeRole).isValid()) {
        TableDelegate::paint(painter, option, index);
        return;
    }
    painter->save();
    paintGround(painter, option, index);
    paintRails(painter, option, index);
    const int level = int(index.data(RailsRole).toString().size());
    // All texts begin at one line; only a tree deeper than that moves its own.
    const int indent =
        firstRail + (levelsInRoom - 1) * railStep + textAfter + qMax(0, level - levelsInRoom) * railStep;
    QRect rect = contentRect(option, index);
    rect.setLeft(option.rect.left() + indent);
    paintCell(painter, option, index, rect);
    painter->restore();
}

void LayerTreeDelegate::paintRails(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const QRect rect = option.rect;
    const QString rails = index.data(RailsRole).toString();
    const int flags = index.data(NodeRole).toInt();
    const bool selected = option.state & QStyle::State_Selected;
    const qreal middle = rect.top() + rect.height() / 2.0;
    const qreal top = rect.top();
    const qreal bottom = rect.bottom() + 1;
    const QColor rail = theme.color(Token::Control);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(rail, railWidth, Qt::SolidLine, Qt::FlatCap));
    painter->setBrush(Qt::NoBrush);

    const qreal nodeX = railX(rect, int(rails.size()));
    for (int level = 0; level < rails.size(); ++level) {
        const qreal x = railX(rect, level);
        const QChar kind = rails[level];
        if (kind == u'|' || kind == u't')
            painter->drawLine(QPointF(x, top), QPointF(x, bottom));
        if (kind == u't')
            painter->drawLine(QPointF(x, middle), QPointF(nodeX, middle));
        if (kind == u'l') {
            constexpr qreal bend = 5;
            QPainterPath path(QPointF(x, top));
            path.lineTo(x, middle - bend);
            path.quadTo(QPointF(x, middle), QPointF(x + bend, middle));
            path.lineTo(nodeX, middle);
            painter->drawPath(path);
        }
    }
    if (selected)
        painter->setPen(QPen(theme.color(Token::Ink), railWidth, Qt::SolidLine, Qt::FlatCap));
    if (flags & NodeRailUp)
        painter->drawLine(QPointF(nodeX, top), QPointF(nodeX, middle));
    if (flags & NodeRailDown)
        painter->drawLine(QPointF(nodeX, middle), QPointF(nodeX, bottom));

    const QColor node = selected ? theme.color(Token::Ink) : rail;
    const QPointF centre(nodeX, middle);
    if (flags & NodeHollow) {
        painter->setPen(QPen(node, railWidth));
        const Token ground = selected                                 ? Token::Selected
                             : option.state & QStyle::State_MouseOver ? Token::Hover
                                                                      : Token::Base;
        painter->setBrush(theme.color(ground));
        painter->drawEllipse(centre, 4.25, 4.25);
    } else {
        painter->setPen(Qt::NoPen);
        painter->setBrush(node);
        const qreal radius = flags & NodeImageEnd ? 5.25 : 3.75;
        painter->drawEllipse(centre, radius, radius);
    }
    painter->setRenderHint(QPainter::Antialiasing, false);
}

} // namespace layerdeck
