// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/cacheservicedelegate.h"

#include "models/roles.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace layerdeck {

namespace {

constexpr int padding = 8;

} // namespace

QSize CacheServiceDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {64, 2 * padding + lineHeight(TypeRole::Body) + 2 * (lineHeight(TypeRole::Small) + 2) + 1};
}

void CacheServiceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    painter->save();
    paintGround(painter, option, index);
    QRect line = option.rect.adjusted(metrics::pageMargin, padding, -metrics::pageMargin, 0);
    line.setHeight(lineHeight(TypeRole::Body));
    const QString tag = index.data(TagsRole).toStringList().value(0);
    const int tagWidth = tag.isEmpty() ? 0 : paint::width(tag, typeFont(TypeRole::Small));
    paint::text(painter, line, tag, typeFont(TypeRole::Small), theme.color(Token::Text2), Qt::AlignRight);
    paint::text(painter, line.adjusted(0, 0, tag.isEmpty() ? 0 : -tagWidth - metrics::gap, 0),
                index.data(Qt::DisplayRole).toString(), typeFont(TypeRole::Body, QFont::DemiBold),
                theme.color(Token::Text), Qt::AlignLeft, Qt::ElideMiddle);
    line.translate(0, lineHeight(TypeRole::Body));
    line.setHeight(lineHeight(TypeRole::Small) + 2);
    paint::text(painter, line, index.data(SecondLineRole).toString(), typeFont(TypeRole::Small),
                theme.color(Token::Text2), Qt::AlignLeft, Qt::ElideMiddle);
    line.translate(0, line.height());
    const Token ink = toneText(Tone(index.data(ToneRole).toInt()));
    icons::paint(painter, paint::centred(QRect(line.left(), line.top(), 14, line.height()), 14),
                 index.data(StatIconRole).toString(), theme.color(ink));
    paint::text(painter, line.adjusted(20, 0, 0, 0), index.data(ThirdLineRole).toString(),
                typeFont(TypeRole::Small), theme.color(Token::Text2));
    painter->restore();
}

} // namespace layerdeck
