// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/logview.h"
#include "widgets/theme/columns.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace layerdeck {

namespace {

using logview::gutterPadding;
using logview::topMargin;

Token inkOf(LogStyle::Ink ink)
{
    switch (ink) {
    case LogStyle::Ink::Muted:
        return Token::Text2;
    case LogStyle::Ink::Red:
        return Token::Fail;
    case LogStyle::Ink::Green:
        return Token::Hit;
    case LogStyle::Ink::Yellow:
        return Token::Warn;
    case LogStyle::Ink::Blue:
        return Token::Run;
    case LogStyle::Ink::Magenta:
        return Token::Open;
    case LogStyle::Ink::Plain:
        break;
    }
    return Token::Text;
}

} // namespace

void LogView::paintRow(QPainter &painter, const Row &row, int y) const
{
    const Theme &theme = Theme::current();
    const int gutter = gutterWidth();
    const QRect whole(0, y, viewport()->width(), m_rowHeight);
    const QFont code = typeFont(TypeRole::Code);
    if (m_document.isError(row.line))
        painter.fillRect(whole, theme.color(Token::FailTint));
    if (row.sub == 0 && m_stamps != Stamps::None)
        paint::text(&painter, QRect(0, y, gutter - gutterPadding, m_rowHeight), stampText(row.line), code,
                    theme.color(Token::Text2), Qt::AlignRight);
    const int from = m_wrapping ? row.sub * columnsPerRow() : 0;
    const int until = m_wrapping ? from + columnsPerRow() : m_maxColumns + 1;
    const qreal left = gutter - horizontalScrollBar()->value() - from * m_charWidth;
    painter.save();
    // What goes on in the next row is not drawn twice.
    const int right = m_wrapping ? qMin(viewport()->width(), gutter + qRound(columnsPerRow() * m_charWidth)) : viewport()->width();
    painter.setClipRect(QRect(gutter, y, right - gutter, m_rowHeight));

    const Position first = std::min(m_anchor, m_cursor);
    const Position last = std::max(m_anchor, m_cursor);
    if (first != last && row.line >= first.line && row.line <= last.line) {
        const int begin = std::max(from, row.line == first.line ? first.column : 0);
        const int end =
            std::min(until, row.line == last.line ? last.column : m_document.columns(row.line) + 1);
        if (end > begin)
            painter.fillRect(QRectF(left + begin * m_charWidth, y, (end - begin) * m_charWidth, m_rowHeight),
                             theme.color(Token::Selected));
    }
    const auto lower = std::lower_bound(m_matches.begin(), m_matches.end(), row.line,
                                        [](const Match &match, int line) { return match.line < line; });
    for (auto it = lower; it != m_matches.end() && it->line == row.line; ++it) {
        const QRectF box(left + it->column * m_charWidth, y + 1, it->columns * m_charWidth, m_rowHeight - 2);
        painter.fillRect(box, theme.color(Token::Selected));
        const bool now = m_match >= 0 && &*it == &m_matches.at(m_match);
        // The ground alone is hardly seen where it is dark: each match has an edge.
        painter.setPen(theme.color(now ? Token::Ink : Token::Control));
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), now ? 2 : 1),
                         theme.color(now ? Token::Ink : Token::Control));
    }
    const QList<LogRun> runs = m_document.runs(row.line);
    for (const LogRun &run : runs) {
        const QFont font = typeFont(TypeRole::Code, run.style.bold ? QFont::DemiBold : 0);
        painter.setPen(theme.color(inkOf(run.style.ink)));
        const QFontMetricsF metrics(font);
        const qreal base = y + (m_rowHeight - metrics.height()) / 2 + metrics.ascent();
        paint::code(&painter, QPointF(left + run.column * m_charWidth, qRound(base)), run.text, font,
                    m_charWidth);
        if (run.style.underline) {
            int columns = 0;
            for (const char32_t character : run.text.toUcs4())
                columns += columnsOf(character);
            painter.fillRect(
                QRectF(left + run.column * m_charWidth, qRound(base) + 2, columns * m_charWidth, 1),
                painter.pen().color());
        }
    }
    painter.restore();
}

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    painter.fillRect(viewport()->rect(), theme.color(Token::Sunken));
    const int rows = rowCount();
    if (rows == 0) {
        paint::text(&painter, QRect(gutterPadding + 4, topMargin + 4, viewport()->width() - 32, m_rowHeight),
                    m_placeholder, typeFont(TypeRole::Body), theme.color(Token::Text2));
    }
    int y = topMargin;
    for (int row = verticalScrollBar()->value(); row < rows && y < viewport()->height();
         ++row, y += m_rowHeight)
        paintRow(painter, rowAt(row), y);
    if (hasFocus())
        paint::box(&painter, viewport()->rect(), QColor(), theme.color(Token::Ink));
}

} // namespace layerdeck
