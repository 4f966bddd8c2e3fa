// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/legend.h"

#include "widgets/parts/treemapview.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int signWidth = 14;
constexpr int signGap = 4;
constexpr int legendHeight = 20;

void dot(QPainter *painter, const QRect &room, bool hollow)
{
    const QColor ink = Theme::current().color(Token::Control);
    const qreal radius = hollow ? 3.75 : 4;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(hollow ? QPen(ink, 1.5) : QPen(Qt::NoPen));
    painter->setBrush(hollow ? QBrush(Qt::NoBrush) : QBrush(ink));
    painter->drawEllipse(QRectF(room).center(), radius, radius);
}

void icon(QPainter *painter, const QRect &room, const QString &name, Token ink)
{
    icons::paint(painter, paint::centred(room, signWidth), name, Theme::current().color(ink));
}

void cell(QPainter *painter, const QRect &room, bool shared)
{
    paintTreemapCell(painter, paint::centred(room, signWidth).adjusted(0, 2, -1, -3), shared);
}

} // namespace

Legend::Legend(const QList<Sign> &signs, QWidget *parent)
    : QWidget(parent)
    , m_signs(signs)
{
}

QSize Legend::sizeHint() const
{
    const QFont small = typeFont(TypeRole::Small);
    int width = -metrics::columnGap;
    for (const Sign &sign : m_signs)
        width += signWidth + signGap + paint::width(sign.text, small) + metrics::columnGap;
    return {width, legendHeight};
}

void Legend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QFont small = typeFont(TypeRole::Small);
    int x = 0;
    for (const Sign &sign : m_signs) {
        painter.save();
        sign.paint(&painter, QRect(x, 0, signWidth, height()));
        painter.restore();
        x += signWidth + signGap;
        const int room = paint::width(sign.text, small);
        paint::text(&painter, QRect(x, 0, room, height()), sign.text, small, Theme::current().color(Token::Text2));
        x += room + metrics::columnGap;
    }
}

LayerLegend::LayerLegend(QWidget *parent)
    : Legend({{[](QPainter *p, const QRect &r) { dot(p, r, false); }, tr("shared")},
              {[](QPainter *p, const QRect &r) { dot(p, r, true); }, tr("in one image")},
              {[](QPainter *p, const QRect &r) { icon(p, r, u"container"_s, Token::Hit); }, tr("a container runs it")},
              {[](QPainter *p, const QRect &r) { icon(p, r, u"inert"_s, Token::Warn); }, tr("dangling")}},
             parent)
{
    setAccessibleName(tr("Filled: shared. Hollow: in one image."));
}

TreemapLegend::TreemapLegend(QWidget *parent)
    : Legend({{[](QPainter *p, const QRect &r) { cell(p, r, true); }, tr("shared")},
              {[](QPainter *p, const QRect &r) { cell(p, r, false); }, tr("in one image")}},
             parent)
{
    setAccessibleName(tr("Filled, with an edge: shared. Empty: in one image."));
}

} // namespace layerdeck
