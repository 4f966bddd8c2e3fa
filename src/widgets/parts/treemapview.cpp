// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/treemapview.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace layerdeck {

namespace {

constexpr int edgeWidth = 4;
constexpr int padding = 6;
constexpr int leastTextWidth = 40;

} // namespace

void paintTreemapCell(QPainter *painter, const QRect &rect, bool shared)
{
    const Theme &theme = Theme::current();
    // Filled twice: an outline drawn by a pen costs many times as much, and a thousand images have thousands of cells.
    painter->fillRect(rect, theme.color(Token::Control));
    painter->fillRect(rect.adjusted(1, 1, -1, -1), theme.color(shared ? Token::Selected : Token::Base));
    if (shared)
        painter->fillRect(QRect(rect.left(), rect.top(), std::min(edgeWidth, rect.width()), rect.height()),
                          theme.color(Token::Control));
}

TreemapView::TreemapView(QWidget *parent)
    : CellView(parent)
{
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Sizes of layers"));
}

void TreemapView::setItems(const QList<TreemapItem> &items)
{
    const QString current = currentId();
    m_items = items;
    place();
    const auto found = std::ranges::find(m_items, current, &TreemapItem::id);
    cellsChanged(current.isEmpty() || found == m_items.end() ? -1 : static_cast<int>(found - m_items.begin()));
}

QString TreemapView::currentId() const
{
    return currentCell() < 0 ? QString() : m_items.at(currentCell()).id;
}

void TreemapView::setCurrentId(const QString &id)
{
    const auto found = std::ranges::find(m_items, id, &TreemapItem::id);
    setCurrentCell(id.isEmpty() || found == m_items.end() ? -1 : static_cast<int>(found - m_items.begin()));
}

void TreemapView::place()
{
    QList<qint64> weights;
    for (const TreemapItem &item : m_items)
        weights << item.bytes;
    const QRectF room = QRectF(viewport()->rect()).adjusted(metrics::pageMargin, 12, -metrics::pageMargin, -12);
    m_places = treemap(room, weights);
}

QRect TreemapView::cellRect(int cell) const
{
    const QRectF place = m_places.value(cell);
    // On whole pixels, with a line of ground between neighbours.
    const QRect rect = QRect(QPoint(qRound(place.left()), qRound(place.top())),
                             QPoint(qRound(place.right()) - 1, qRound(place.bottom()) - 1));
    return rect.adjusted(0, 0, -1, -1);
}

void TreemapView::resizeEvent(QResizeEvent *event)
{
    CellView::resizeEvent(event);
    place();
}

void TreemapView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    painter.fillRect(viewport()->rect(), theme.color(Token::Base));
    const QFont strong = typeFont(TypeRole::Small, QFont::DemiBold);
    const QFont small = typeFont(TypeRole::Small);
    const int line = QFontMetrics(small).height() + 1;
    for (int i = 0; i < cellCount(); ++i) {
        const QRect rect = cellRect(i);
        if (rect.width() < 1 || rect.height() < 1)
            continue;
        const TreemapItem &item = m_items.at(i);
        paintTreemapCell(&painter, rect, item.shared);
        QRect text = rect.adjusted(padding + (item.shared ? edgeWidth - 1 : 0), padding - 1, -padding, -2);
        if (text.width() >= leastTextWidth && text.height() >= line) {
            paint::text(&painter, QRect(text.left(), text.top(), text.width(), line), item.name, strong, theme.color(Token::Text));
            if (text.height() >= 2 * line)
                paint::text(&painter, QRect(text.left(), text.top() + line, text.width(), line), item.line, small,
                            theme.color(Token::Text2));
        }
    }
    // Where the current one cannot be framed, the whole says where the focus is.
    painter.setPen(QPen(theme.color(hasFocus() ? Token::Ink : Token::Text2), 2));
    painter.setBrush(Qt::NoBrush);
    if (isDrawn(currentCell()))
        painter.drawRect(cellRect(currentCell()).adjusted(1, 1, -1, -1));
    else if (hasFocus())
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
}

} // namespace layerdeck
