// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/cachegraphview.h"

#include "base/background.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace layerdeck {

namespace {

constexpr int narrowestLabels = 96;
constexpr int widestLabels = 160;
constexpr int headHeight = 24;
constexpr int rowHeight = 24;
constexpr int smallestColumn = 32;
constexpr int largestColumn = 56;
constexpr int smallestSide = 7;
constexpr int largestSide = 19;
constexpr qreal railWidth = 1.5;

} // namespace

CacheGraphView::CacheGraphView(QWidget *parent)
    : CellView(parent)
{
    setAccessibleName(tr("Records by step"));
    connect(this, &CellView::currentCellChanged, this, &CacheGraphView::updatePath);
}

void CacheGraphView::updatePath()
{
    m_path.clear();
    for (int at = currentCell(); at >= 0; at = m_chart.cells.at(at).parent)
        m_path.insert(at);
}

void CacheGraphView::setChart(const CacheChart &chart)
{
    const QString current = currentRecord();
    letGo(std::exchange(m_chart, chart));
    const QFontMetrics strong(typeFont(TypeRole::Small, QFont::DemiBold));
    m_labelWidth = narrowestLabels;
    for (const CacheChart::Row &row : chart.rows) {
        if (row.strong)
            m_labelWidth = std::clamp(strong.horizontalAdvance(row.label) + metrics::gap, m_labelWidth, widestLabels);
    }
    cellsChanged(m_chart.placeOf(current));
    updatePath();
    updateScroll();
}

QString CacheGraphView::currentRecord() const
{
    return currentCell() < 0 ? QString() : m_chart.cells.at(currentCell()).recordId;
}

void CacheGraphView::setCurrentRecord(const QString &id) { setCurrentCell(m_chart.placeOf(id)); }

void CacheGraphView::setMatches(bool filtered, const QSet<QString> &ids)
{
    const bool others = filtered && (!m_filtered || ids != m_matches);
    m_filtered = filtered;
    m_matches = ids;
    if (others)
        revealMatch();
    viewport()->update();
}

/// Where all matches are out of sight, the first one is brought into it.
void CacheGraphView::revealMatch()
{
    const QRect seen = viewport()->rect().adjusted(metrics::pageMargin + m_labelWidth, headHeight, 0, 0);
    int first = -1;
    for (int i = 0; i < cellCount(); ++i) {
        if (!m_matches.contains(m_chart.cells.at(i).recordId))
            continue;
        if (seen.contains(cellRect(i).center()))
            return;
        first = first < 0 ? i : first;
    }
    if (first >= 0)
        reveal(first);
}

int CacheGraphView::columnWidth() const
{
    const int room = viewport()->width() - m_labelWidth - metrics::pageMargin * 2;
    return std::clamp(room / std::max(1, m_chart.columns), smallestColumn, largestColumn);
}

QPoint CacheGraphView::centre(int column, int row) const
{
    const int width = columnWidth();
    return {metrics::pageMargin + m_labelWidth + (column - 1) * width + width / 2 - horizontalScrollBar()->value(),
            headHeight + row * rowHeight + rowHeight / 2 - verticalScrollBar()->value()};
}

std::pair<int, int> CacheGraphView::visibleRows() const
{
    const int begin = verticalScrollBar()->value() - headHeight;
    const int first = std::max(0, begin / rowHeight);
    const int last = std::min(static_cast<int>(m_chart.rows.size()) - 1, (begin + viewport()->height()) / rowHeight);
    return {first, last};
}

int CacheGraphView::side(const CacheChart::Cell &cell) const
{
    return smallestSide + int(std::lround(std::sqrt(cell.weight) * (largestSide - smallestSide)));
}

QRect CacheGraphView::cellRect(int cell) const
{
    const CacheChart::Cell &at = m_chart.cells.at(cell);
    return paint::centred(QRect(centre(at.column, at.row) - QPoint(10, 10), QSize(20, 20)), side(at));
}

QSize CacheGraphView::sizeHint() const
{
    const int rows = std::clamp(static_cast<int>(m_chart.rows.size()), 4, 10);
    return {600, headHeight + rows * rowHeight + 8};
}

void CacheGraphView::updateScroll()
{
    const int width = metrics::pageMargin * 2 + m_labelWidth + m_chart.columns * columnWidth();
    const int height = headHeight + static_cast<int>(m_chart.rows.size()) * rowHeight + 4;
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(columnWidth());
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(rowHeight);
    updateGeometry();
    viewport()->update();
}

void CacheGraphView::resizeEvent(QResizeEvent *event)
{
    CellView::resizeEvent(event);
    updateScroll();
}

void CacheGraphView::showEvent(QShowEvent *event)
{
    CellView::showEvent(event);
    if (currentCell() >= 0)
        reveal(currentCell());
}

void CacheGraphView::reveal(int cell)
{
    // Before it is shown, it has no size yet.
    if (!isVisible())
        return;
    const QRect rect = cellRect(cell);
    if (rect.top() < headHeight)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (headHeight - rect.top()) - 8);
    else if (rect.bottom() > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + rect.bottom() - viewport()->height() + 8);
    if (rect.left() < m_labelWidth)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (m_labelWidth - rect.left()) - 16);
    else if (rect.right() > viewport()->width())
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + rect.right() - viewport()->width() + 16);
}

/// Left goes to the parent, right to the newest child; where there is none, and up and down, to the nearest.
int CacheGraphView::neighbour(int cell, int key) const
{
    if (key == Qt::Key_Left && m_chart.cells.at(cell).parent >= 0)
        return m_chart.cells.at(cell).parent;
    int best = -1;
    for (const CacheChart::Line &line : m_chart.lines) {
        if (key == Qt::Key_Right && line.from == cell && !line.copied
            && (best < 0 || m_chart.cells.at(line.to).row < m_chart.cells.at(best).row))
            best = line.to;
    }
    return best >= 0 ? best : CellView::neighbour(cell, key);
}

bool CacheGraphView::isOnPath(int line) const
{
    const CacheChart::Line &at = m_chart.lines.at(line);
    return !at.copied && m_path.contains(at.from) && m_path.contains(at.to);
}

void CacheGraphView::paintHead(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    painter.fillRect(QRect(0, 0, viewport()->width(), headHeight), theme.color(Token::Base));
    const QFont small = typeFont(TypeRole::Small);
    paint::text(&painter, QRect(metrics::pageMargin, 0, m_labelWidth, headHeight), tr("Step"), small, theme.color(Token::Text2));
    for (int column = 1; column <= m_chart.columns; ++column) {
        const int x = centre(column, 0).x();
        if (x > viewport()->width() + m_labelWidth)
            break;
        paint::text(&painter, QRect(x - 16, 0, 32, headHeight), QString::number(column), small, theme.color(Token::Text2),
                    Qt::AlignHCenter);
    }
}

void CacheGraphView::paintLines(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const auto [first, last] = visibleRows();
    const auto draw = [&](const CacheChart::Line &line, const QPen &pen) {
        const CacheChart::Cell &from = m_chart.cells.at(line.from);
        const CacheChart::Cell &to = m_chart.cells.at(line.to);
        if (std::max(from.row, to.row) < first || std::min(from.row, to.row) > last)
            return;
        const QPointF a = centre(from.column, from.row);
        const QPointF b = centre(to.column, to.row);
        const QRectF around = QRectF(a, b).normalized().adjusted(-2, -2, 2, 2);
        if (!around.intersects(viewport()->rect()))
            return;
        painter.setPen(pen);
        if (a.y() == b.y()) {
            painter.drawLine(a, b);
            return;
        }
        // Turns shortly before the cell it leads to, where its row is free.
        const qreal turn = b.x() - columnWidth() * 0.42;
        const qreal bend = std::min<qreal>(6, std::abs(b.y() - a.y()) / 2);
        const qreal down = b.y() > a.y() ? bend : -bend;
        QPainterPath path(a);
        path.lineTo(turn - bend, a.y());
        path.quadTo(QPointF(turn, a.y()), QPointF(turn, a.y() + down));
        path.lineTo(turn, b.y() - down);
        path.quadTo(QPointF(turn, b.y()), QPointF(turn + bend, b.y()));
        path.lineTo(b);
        painter.drawPath(path);
    };
    painter.setBrush(Qt::NoBrush);
    QPen dashed(theme.color(Token::Control), 1, Qt::DashLine);
    dashed.setDashPattern({2, 3});
    const QPen rail(theme.color(Token::Control), railWidth);
    const QPen path(theme.color(Token::Ink), 2);
    for (const CacheChart::Line &line : m_chart.lines)
        draw(line, line.copied ? dashed : rail);
    for (int i = 0; i < static_cast<int>(m_chart.lines.size()); ++i) {
        if (isOnPath(i))
            draw(m_chart.lines.at(i), path);
    }
}

void CacheGraphView::paintCells(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const QRect view = viewport()->rect();
    const auto [first, last] = visibleRows();
    for (int i = m_chart.rowBegins.value(first); i < m_chart.rowBegins.value(last + 1, cellCount()); ++i) {
        const QRect rect = cellRect(i);
        if (!rect.intersects(view))
            continue;
        const CacheChart::Cell &cell = m_chart.cells.at(i);
        const bool pale = m_filtered && !m_matches.contains(cell.recordId);
        const Token tone = pale ? Token::LineStrong : cell.newest && cell.owned ? Token::HitFill : Token::Control;
        painter.setPen(Qt::NoPen);
        if (cell.newest) {
            painter.setBrush(theme.color(tone));
            painter.drawRoundedRect(rect, 2, 2);
        } else {
            painter.setBrush(theme.color(Token::Base));
            painter.setPen(QPen(theme.color(m_path.contains(i) ? Token::Ink : tone), railWidth));
            painter.drawRoundedRect(QRectF(rect).adjusted(0.75, 0.75, -0.75, -0.75), 2, 2);
        }
        if (i == currentCell()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.color(hasFocus() ? Token::Ink : Token::Control), 2));
            painter.drawRoundedRect(QRectF(rect).adjusted(-3, -3, 3, 3), 4, 4);
        }
    }
}

void CacheGraphView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    painter.fillRect(viewport()->rect(), theme.color(Token::Base));
    painter.setPen(QPen(theme.color(Token::Line), 1, Qt::DotLine));
    for (int column = 1; column <= m_chart.columns; ++column) {
        const int x = centre(column, 0).x();
        if (x > viewport()->width())
            break;
        painter.drawLine(x, headHeight, x, viewport()->height());
    }
    painter.setRenderHint(QPainter::Antialiasing);
    paintLines(painter);
    paintCells(painter);
    painter.setRenderHint(QPainter::Antialiasing, false);
    // Labels stay where they are while the graph is scrolled sideways.
    painter.fillRect(QRect(0, 0, metrics::pageMargin + m_labelWidth - 8, viewport()->height()), theme.color(Token::Base));
    const auto [first, last] = visibleRows();
    for (int row = first; row <= last; ++row) {
        const QRect rect(metrics::pageMargin, centre(1, row).y() - rowHeight / 2, m_labelWidth - 8, rowHeight);
        const CacheChart::Row &label = m_chart.rows.at(row);
        paint::text(&painter, rect, label.label, typeFont(TypeRole::Small, label.strong ? QFont::DemiBold : 0),
                    theme.color(label.strong ? Token::Text : Token::Text2));
    }
    paintHead(painter);
}

CacheGraphLegend::CacheGraphLegend(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Green: newest result of its step. Grey: newest, of no known owner. Hollow: older result. Dashed: copied from."));
}

QSize CacheGraphLegend::sizeHint() const
{
    const QFont small = typeFont(TypeRole::Small);
    int width = 0;
    for (const QString &text : {tr("newest result"), tr("no known owner"), tr("older result"), tr("copied from")})
        width += 18 + paint::width(text, small) + metrics::columnGap;
    return {width - metrics::columnGap, 20};
}

void CacheGraphLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &theme = Theme::current();
    const QFont small = typeFont(TypeRole::Small);
    int x = 0;
    const auto word = [&](const QString &text) {
        paint::text(&painter, QRect(x + 18, 0, width(), height()), text, small, theme.color(Token::Text2));
        x += 18 + paint::width(text, small) + metrics::columnGap;
    };
    const auto square = [&] { return QRectF(x + 2, height() / 2.0 - 5, 10, 10); };
    painter.setPen(Qt::NoPen);
    for (const auto &[fill, what] : {std::pair(Token::HitFill, tr("newest result")), std::pair(Token::Control, tr("no known owner"))}) {
        painter.setBrush(theme.color(fill));
        painter.drawRoundedRect(square(), 2, 2);
        word(what);
    }
    painter.setPen(QPen(theme.color(Token::Control), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(square().adjusted(0.75, 0.75, -0.75, -0.75), 2, 2);
    word(tr("older result"));
    QPen dashed(theme.color(Token::Control), 1, Qt::DashLine);
    dashed.setDashPattern({2, 3});
    painter.setPen(dashed);
    painter.drawLine(QPointF(x, height() / 2.0), QPointF(x + 14, height() / 2.0));
    word(tr("copied from"));
}

} // namespace layerdeck
