// SPDX-License-Identifier: GPL-3.0-or-later
// What is selected in the log, and how the mouse selects it.
#include "widgets/parts/logview.h"

#include <QApplication>
#include <QClipboard>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

using logview::topMargin;

namespace {

constexpr int autoScrollMs = 40;

} // namespace

LogView::Position LogView::positionAt(const QPoint &point) const
{
    if (m_document.lineCount() == 0)
        return {};
    const int offset = (point.y() - topMargin) / m_rowHeight - (point.y() < topMargin ? 1 : 0);
    const int wanted = verticalScrollBar()->value() + offset;
    if (wanted < 0)
        return {0, 0};
    if (wanted >= rowCount())
        return {m_document.lineCount() - 1, m_document.columns(m_document.lineCount() - 1)};
    const Row row = rowAt(wanted);
    const qreal x = point.x() - gutterWidth() + horizontalScrollBar()->value();
    int column = std::max(0, qRound(x / m_charWidth));
    if (m_wrapping)
        column = std::min(column, columnsPerRow()) + row.sub * columnsPerRow();
    return {row.line, std::min(column, m_document.columns(row.line))};
}

void LogView::setSelection(Position anchor, Position cursor)
{
    m_anchor = anchor;
    m_cursor = cursor;
    viewport()->update();
    emit selectionChanged();
}

bool LogView::hasSelection() const { return m_anchor != m_cursor; }

QString LogView::textBetween(Position from, Position to) const
{
    QStringList lines;
    for (int line = from.line; line <= to.line && line < m_document.lineCount(); ++line) {
        QString text = m_document.plainText(line);
        if (line == to.line)
            text.truncate(m_document.indexAt(line, to.column));
        if (line == from.line)
            text.remove(0, m_document.indexAt(line, from.column));
        lines << text;
    }
    return lines.join(u'\n');
}

QString LogView::selectedText() const
{
    return hasSelection() ? textBetween(std::min(m_anchor, m_cursor), std::max(m_anchor, m_cursor))
                          : QString();
}

QString LogView::allText() const
{
    const int last = m_document.lineCount() - 1;
    return last < 0 ? QString() : textBetween({}, {last, m_document.columns(last)}) + u'\n';
}

void LogView::selectAll()
{
    const int last = m_document.lineCount() - 1;
    if (last >= 0)
        setSelection({}, {last, m_document.columns(last)});
}

void LogView::copy() const
{
    if (hasSelection())
        QApplication::clipboard()->setText(selectedText());
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Position at = positionAt(event->position().toPoint());
    m_selecting = true;
    setSelection(event->modifiers() & Qt::ShiftModifier ? m_anchor : at, at);
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_selecting)
        return;
    const QPoint point = event->position().toPoint();
    setSelection(m_anchor, positionAt(point));
    if (point.y() < 0 || point.y() > viewport()->height())
        m_autoScroll.start(autoScrollMs, this);
    else
        m_autoScroll.stop();
}

void LogView::mouseReleaseEvent(QMouseEvent *)
{
    m_selecting = false;
    m_autoScroll.stop();
    QClipboard *clipboard = QApplication::clipboard();
    if (hasSelection() && clipboard->supportsSelection())
        clipboard->setText(selectedText(), QClipboard::Selection);
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Position at = positionAt(event->position().toPoint());
    if (at.line >= m_document.lineCount())
        return;
    const QString text = m_document.plainText(at.line);
    const auto isWord = [&text](qsizetype i) { return !text[i].isSpace(); };
    qsizetype begin = std::min(m_document.indexAt(at.line, at.column), text.size());
    qsizetype end = begin;
    while (begin > 0 && isWord(begin - 1))
        --begin;
    while (end < text.size() && isWord(end))
        ++end;
    setSelection({at.line, m_document.columnOf(at.line, begin)},
                 {at.line, m_document.columnOf(at.line, end)});
}

} // namespace layerdeck
