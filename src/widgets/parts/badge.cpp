// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/badge.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace layerdeck {

namespace {

constexpr int padding = 7;
constexpr int tagRadius = 3;

int labelWidth(const QString &icon, const QString &text, const QFont &font)
{
    return 2 * padding + paint::width(text, font) +
           (icon.isEmpty() ? 0 : metrics::smallIcon + metrics::iconGap);
}

void paintLabel(QPainter *painter, const QRect &box, const QString &icon, const QColor &iconColor,
                const QString &text, const QFont &font, const QColor &textColor)
{
    int x = box.left() + padding;
    if (!icon.isEmpty()) {
        const QRect slot(x, box.top(), metrics::smallIcon, box.height());
        icons::paint(painter, paint::centred(slot, metrics::smallIcon), icon, iconColor);
        x += metrics::smallIcon + metrics::iconGap;
    }
    const QRect textRect(x, box.top(), box.right() + 1 - padding - x, box.height());
    paint::text(painter, textRect, text, font, textColor, Qt::AlignLeft, Qt::ElideMiddle);
}

} // namespace

QSize badgeSize(const BadgeSpec &badge)
{
    return {labelWidth(badge.icon, badge.text, typeFont(TypeRole::Small, QFont::Medium)),
            metrics::height(metrics::Height::Badge)};
}

void paintBadge(QPainter *painter, const QRect &rect, const BadgeSpec &badge)
{
    const Theme &theme = Theme::current();
    const QSize size = badgeSize(badge);
    const QRect box(rect.left(), rect.top() + (rect.height() - size.height()) / 2,
                    qMin(size.width(), rect.width()), size.height());
    const bool plain = badge.tone == Tone::Neutral || badge.tone == Tone::Muted;
    paint::box(painter, box, theme.color(toneTint(badge.tone)), theme.color(toneFill(badge.tone)),
               metrics::radius);
    const QColor ink = theme.color(plain ? Token::Text2 : toneText(badge.tone));
    paintLabel(painter, box, badge.icon, ink, badge.text, typeFont(TypeRole::Small, QFont::Medium), ink);
}

QSize tagSize(const TagSpec &tag)
{
    return {labelWidth(tag.icon, tag.text, typeFont(TypeRole::Small)), metrics::height(metrics::Height::Tag)};
}

void paintTag(QPainter *painter, const QRect &rect, const TagSpec &tag)
{
    const Theme &theme = Theme::current();
    const QSize size = tagSize(tag);
    const QRect box(rect.left(), rect.top() + (rect.height() - size.height()) / 2,
                    qMin(size.width(), rect.width()), size.height());
    paint::box(painter, box, theme.color(Token::Base), theme.color(Token::LineStrong), tagRadius,
               tag.dashed ? Qt::DashLine : Qt::SolidLine);
    paintLabel(painter, box, tag.icon, theme.color(toneText(tag.iconTone)), tag.text,
               typeFont(TypeRole::Small), theme.color(Token::Text));
}

Badge::Badge(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void Badge::setBadge(const BadgeSpec &badge)
{
    if (badge == m_badge)
        return;
    m_badge = badge;
    setAccessibleName(badge.text);
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const { return badgeSize(m_badge); }

QSize Badge::minimumSizeHint() const { return {metrics::blockGap, badgeSize(m_badge).height()}; }

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBadge(&painter, rect(), m_badge);
}

} // namespace layerdeck
