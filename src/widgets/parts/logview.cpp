// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/logview.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDeadlineTimer>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <QTimerEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

using logview::gutterPadding;
using logview::rightMargin;
using logview::topMargin;

/// Of searching and laying out in one event; how often the clock is looked at, in lines.
constexpr qint64 sliceMs = 3;
constexpr int lookEvery = 20;

} // namespace

LogView::LogView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Log"));
    // The strips of the scroll bars belong to the ground of the log.
    setProperty("ground", u"sunken"_s);
    setAttribute(Qt::WA_StyledBackground);
    viewport()->setCursor(Qt::IBeamCursor);
    m_charWidth = QFontMetricsF(typeFont(TypeRole::Code)).horizontalAdvance(u'0');
    m_rowHeight = metrics::height(metrics::Height::CodeLine);
    // Only the person's own moves end the following, not the range that grows.
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &LogView::userScrolled);
}

void LogView::append(QByteArrayView utf8, qint64 stampMs, bool error)
{
    m_document.append(utf8, stampMs, error);
    const int line = m_document.lineCount() - 1;
    m_maxColumns = std::max(m_maxColumns, m_document.columns(line));
    if (m_wrapping && !m_rowTimer.isActive())
        m_rowEnds.push_back(quint32(laidOutRows() + rowsOf(line, columnsPerRow())));
    if (error && m_firstError < 0) {
        m_firstError = line;
        emit firstErrorChanged(line);
    }
    if (!m_needle.isEmpty() && m_searched == line) {
        matchLine(line);
        m_searched = line + 1;
    }
    if (!m_inBatch)
        appended();
}

void LogView::appended()
{
    updateScrollBars();
    if (m_following)
        scrollToEnd();
    viewport()->update();
}

LogView::Batch::Batch(LogView *view)
    : m_view(view)
{
    m_view->m_inBatch = true;
}

LogView::Batch::~Batch()
{
    m_view->m_inBatch = false;
    m_view->appended();
}

void LogView::clear()
{
    m_document.clear();
    m_rowEnds.clear();
    m_rowTimer.stop();
    m_maxColumns = 0;
    m_anchor = m_cursor = {};
    m_matches.clear();
    m_match = -1;
    m_searched = 0;
    m_firstError = -1;
    updateScrollBars();
    viewport()->update();
    emit matchesChanged(0, 0);
    emit firstErrorChanged(-1);
}

void LogView::setStamps(Stamps stamps)
{
    m_stamps = stamps;
    rebuildRows(firstVisibleLine());
}

void LogView::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    viewport()->update();
}

void LogView::setFollowing(bool following)
{
    if (following)
        scrollToEnd();
    if (following == m_following)
        return;
    m_following = following;
    emit followingChanged(following);
}

void LogView::setWrapping(bool wrapping)
{
    if (wrapping == m_wrapping)
        return;
    const int top = firstVisibleLine();
    m_wrapping = wrapping;
    rebuildRows(top);
}

int LogView::gutterWidth() const
{
    if (m_stamps == Stamps::None)
        return gutterPadding;
    const int last = m_document.lineCount() - 1;
    const qsizetype characters = std::max<qsizetype>(4, last < 0 ? 0 : stampText(last).size());
    return gutterPadding * 2 + qCeil(double(characters) * m_charWidth);
}

QString LogView::stampText(int line) const
{
    const qint64 stamp = m_document.stamp(line);
    if (m_stamps == Stamps::LineNumbers)
        return QString::number(stamp >= 0 ? stamp : line + 1);
    return stamp < 0 ? QString() : QLocale().toString(double(stamp) / 1000.0, 'f', 1);
}

int LogView::columnsPerRow() const
{
    return std::max(10, int((viewport()->width() - gutterWidth() - rightMargin) / m_charWidth));
}

int LogView::rowsOf(int line, int columns) const
{
    return std::max(1, (m_document.columns(line) + columns - 1) / columns);
}

int LogView::laidOutRows() const { return m_rowEnds.empty() ? 0 : int(m_rowEnds.back()); }

int LogView::rowCount() const { return firstRowOf(m_document.lineCount()); }

int LogView::firstRowOf(int line) const
{
    const int laidOut = m_wrapping ? int(m_rowEnds.size()) : 0;
    if (line <= 0 || !m_wrapping)
        return std::max(0, line);
    return line <= laidOut ? int(m_rowEnds[std::size_t(line - 1)]) : laidOutRows() + line - laidOut;
}

LogView::Row LogView::rowAt(int row) const
{
    if (!m_wrapping)
        return {row, 0};
    if (row >= laidOutRows())
        return {int(m_rowEnds.size()) + row - laidOutRows(), 0};
    const auto found = std::upper_bound(m_rowEnds.begin(), m_rowEnds.end(), quint32(row));
    const int line = int(found - m_rowEnds.begin());
    return {line, row - firstRowOf(line)};
}

/// What stands at the top stays there.
void LogView::rebuildRows(int top)
{
    m_rowEnds.clear();
    m_rowTimer.stop();
    if (m_wrapping)
        layOutRows();
    updateScrollBars();
    verticalScrollBar()->setValue(m_following ? verticalScrollBar()->maximum() : firstRowOf(top));
    viewport()->update();
}

/// As many lines as fit into one event; until its turn comes a line counts as one row.
void LogView::layOutRows()
{
    const QDeadlineTimer deadline(sliceMs);
    const int columns = columnsPerRow();
    m_rowEnds.reserve(std::size_t(m_document.lineCount()));
    quint32 end = quint32(laidOutRows());
    for (int line = int(m_rowEnds.size()); line < m_document.lineCount(); ++line) {
        if (line % lookEvery == 0 && deadline.hasExpired())
            return m_rowTimer.start(0, this);
        m_rowEnds.push_back(end += quint32(rowsOf(line, columns)));
    }
    m_rowTimer.stop();
}

void LogView::updateScrollBars()
{
    const int page = std::max(1, (viewport()->height() - topMargin) / m_rowHeight);
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(0, rowCount() - page));
    const int wide = m_wrapping ? 0 : qCeil(m_maxColumns * m_charWidth) + rightMargin;
    const int room = viewport()->width() - gutterWidth();
    horizontalScrollBar()->setPageStep(std::max(1, room));
    horizontalScrollBar()->setSingleStep(qCeil(m_charWidth) * 4);
    horizontalScrollBar()->setRange(0, std::max(0, wide - room));
}

void LogView::scrollToEnd() { verticalScrollBar()->setValue(verticalScrollBar()->maximum()); }

void LogView::userScrolled()
{
    if (verticalScrollBar()->sliderPosition() < verticalScrollBar()->maximum())
        setFollowing(false);
}

int LogView::firstVisibleLine() const { return rowAt(verticalScrollBar()->value()).line; }

void LogView::scrollToLine(int line)
{
    if (line < 0 || line >= m_document.lineCount())
        return;
    const int row = firstRowOf(line);
    const int page = verticalScrollBar()->pageStep();
    const int top = verticalScrollBar()->value();
    if (row >= top && row < top + page)
        return;
    setFollowing(false);
    verticalScrollBar()->setValue(row - page / 3);
}

void LogView::resizeEvent(QResizeEvent *event)
{
    const int top = firstVisibleLine();
    QAbstractScrollArea::resizeEvent(event);
    rebuildRows(top);
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::StyleChange)
        viewport()->update();
}

void LogView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void LogView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void LogView::wheelEvent(QWheelEvent *event)
{
    const int before = verticalScrollBar()->value();
    QAbstractScrollArea::wheelEvent(event);
    if (verticalScrollBar()->value() < before)
        setFollowing(false);
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copyAction = menu->addAction(tr("Copy"), QKeySequence(QKeySequence::Copy), this, &LogView::copy);
    copyAction->setEnabled(hasSelection());
    menu->addAction(tr("Select all"), QKeySequence(QKeySequence::SelectAll), this, &LogView::selectAll);
    menu->popup(event->globalPos());
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    QScrollBar *bar = verticalScrollBar();
    const auto act = [bar](QAbstractSlider::SliderAction action) { bar->triggerAction(action); };
    switch (event->key()) {
    case Qt::Key_Up:
        return act(QAbstractSlider::SliderSingleStepSub);
    case Qt::Key_Down:
        return act(QAbstractSlider::SliderSingleStepAdd);
    case Qt::Key_PageUp:
        return act(QAbstractSlider::SliderPageStepSub);
    case Qt::Key_PageDown:
        return act(QAbstractSlider::SliderPageStepAdd);
    case Qt::Key_Home:
        return act(QAbstractSlider::SliderToMinimum);
    case Qt::Key_End:
        return act(QAbstractSlider::SliderToMaximum);
    case Qt::Key_Left:
        return horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
    case Qt::Key_Right:
        return horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_autoScroll.timerId()) {
        const int y = viewport()->mapFromGlobal(QCursor::pos()).y();
        verticalScrollBar()->triggerAction(y < 0 ? QAbstractSlider::SliderSingleStepSub
                                                 : QAbstractSlider::SliderSingleStepAdd);
        setSelection(m_anchor, positionAt(viewport()->mapFromGlobal(QCursor::pos())));
        return;
    }
    if (event->timerId() == m_rowTimer.timerId()) {
        const int top = firstVisibleLine();
        layOutRows();
        updateScrollBars();
        verticalScrollBar()->setValue(m_following ? verticalScrollBar()->maximum() : firstRowOf(top));
        viewport()->update();
        return;
    }
    if (event->timerId() != m_searchTimer.timerId())
        return QAbstractScrollArea::timerEvent(event);
    const bool first = m_match < 0;
    const QDeadlineTimer deadline(sliceMs);
    for (; m_searched < m_document.lineCount(); ++m_searched) {
        if (m_searched % lookEvery == 0 && deadline.hasExpired())
            break;
        matchLine(m_searched);
    }
    if (m_searched >= m_document.lineCount())
        m_searchTimer.stop();
    if (first && !m_matches.isEmpty()) {
        const int top = firstVisibleLine();
        const auto at = std::find_if(m_matches.cbegin(), m_matches.cend(),
                                     [top](const Match &match) { return match.line >= top; });
        if (at != m_matches.cend() || !m_searchTimer.isActive())
            showMatch(at == m_matches.cend() ? 0 : int(at - m_matches.cbegin()));
    }
    emit matchesChanged(currentMatch(), matchCount());
    viewport()->update();
}

void LogView::find(const QString &text)
{
    m_needle = text;
    m_matches.clear();
    m_match = -1;
    m_searched = 0;
    m_searchTimer.stop();
    if (!text.isEmpty())
        m_searchTimer.start(0, this);
    emit matchesChanged(0, 0);
    viewport()->update();
}

void LogView::matchLine(int line)
{
    const QString text = m_document.plainText(line);
    for (qsizetype at = text.indexOf(m_needle, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(m_needle, at + m_needle.size(), Qt::CaseInsensitive)) {
        const int column = m_document.columnOf(line, at);
        m_matches << Match{line, column, m_document.columnOf(line, at + m_needle.size()) - column};
    }
}

void LogView::showMatch(int index)
{
    if (m_matches.isEmpty())
        return;
    m_match = (index + int(m_matches.size())) % int(m_matches.size());
    scrollToLine(m_matches[m_match].line);
    viewport()->update();
    emit matchesChanged(currentMatch(), matchCount());
}

void LogView::findNext() { showMatch(m_match + 1); }

void LogView::findPrevious() { showMatch(m_match < 0 ? -1 : m_match - 1); }

} // namespace layerdeck
