// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/diffview.h"

#include "base/units.h"
#include "widgets/theme/columns.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSet>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int margin = 14;
constexpr int signWidth = 20;
constexpr int hangingColumns = 2;
constexpr int headPadding = 6;
constexpr int tabWidth = 8;

QString expandTabs(const QString &text)
{
    QString result;
    for (const QChar c : text) {
        if (c == u'\t')
            result += QString(tabWidth - result.size() % tabWidth, u' ');
        else
            result += c;
    }
    return result;
}

/// Where a piece that is full is cut: behind its last blank or mark, else at its end. What stays is at least half of it.
qsizetype cutOf(const QString &piece)
{
    for (qsizetype i = piece.size(); i > piece.size() / 2; --i) {
        if (u" ,/=:&|;"_s.contains(piece[i - 1]))
            return i;
    }
    return piece.size();
}

int widthInColumns(const QString &text)
{
    int columns = 0;
    for (const char32_t c : text.toUcs4())
        columns += columnsOf(c);
    return columns;
}

/// Cuts at columns: the first piece takes `columns`, the others what the hanging indent leaves.
QStringList wrap(const QString &text, int columns, int indent)
{
    QStringList pieces;
    QString piece;
    int used = 0;
    int room = columns;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size();
        const char32_t c = pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode();
        const int width = columnsOf(c);
        if (used + width > room && !piece.isEmpty()) {
            const qsizetype cut = cutOf(piece);
            pieces << piece.left(cut);
            piece.remove(0, cut);
            used = widthInColumns(piece);
            room = std::max(8, columns - indent);
        }
        piece += QStringView(text).sliced(i, pair ? 2 : 1);
        used += width;
        i += pair ? 1 : 0;
    }
    pieces << piece;
    return pieces;
}

/// A hunk by what it changes: its numbers move with every change above it.
QByteArray changedLines(const DiffHunk &hunk)
{
    QByteArray lines;
    for (const DiffLine &line : hunk.lines) {
        if (line.kind != DiffLine::Kind::Context)
            lines += (line.kind == DiffLine::Kind::Added ? '+' : '-') + line.text;
    }
    return lines;
}

int leadingSpaces(const QString &text)
{
    int count = 0;
    while (count < text.size() && text[count] == u' ')
        ++count;
    return count;
}

QChar signOf(DiffLine::Kind kind)
{
    return kind == DiffLine::Kind::Added ? u'+' : kind == DiffLine::Kind::Removed ? u'-' : u' ';
}

} // namespace

DiffView::DiffView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Changes"));
    m_charWidth = QFontMetricsF(typeFont(TypeRole::Code)).horizontalAdvance(u'0');
}

void DiffView::setDiff(const Diff &diff, const QStringList &captions)
{
    const Diff before = std::exchange(m_diff, diff);
    m_from = m_to = -1;
    build(captions);
    layoutRows();
    QSet<QByteArray> known;
    for (const DiffHunk &hunk : before.hunks)
        known << changedLines(hunk);
    const auto fresh = std::ranges::find_if(diff.hunks, [&known](const DiffHunk &hunk) { return !known.contains(changedLines(hunk)); });
    if (fresh != diff.hunks.end())
        showHunk(fresh - diff.hunks.begin());
    setAccessibleDescription(tr("%1 added, %2 removed")
                                 .arg(counted(diff.added, tr("line"), tr("lines")),
                                      counted(diff.removed, tr("line"), tr("lines"))));
    viewport()->update();
}

void DiffView::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    viewport()->update();
}

void DiffView::build(const QStringList &captions)
{
    m_rows.clear();
    int highest = 0;
    for (qsizetype i = 0; i < m_diff.hunks.size(); ++i) {
        const DiffHunk &hunk = m_diff.hunks[i];
        QString head = u"@@ -%1,%2 +%3,%4 @@"_s.arg(hunk.oldStart)
                           .arg(hunk.oldCount)
                           .arg(hunk.newStart)
                           .arg(hunk.newCount);
        if (i < captions.size() && !captions[i].isEmpty())
            head += u' ' + captions[i];
        m_rows.push_back({Row::Kind::Head, 0, 0, head, {}, {}, 0, 0, 0});
        for (const DiffLine &line : hunk.lines) {
            const bool changed = line.kind != DiffLine::Kind::Context;
            const bool crlf = line.text.endsWith("\r\n");
            const bool lacksEnd = !line.text.endsWith('\n');
            QByteArray bytes = line.text;
            while (bytes.endsWith('\n') || bytes.endsWith('\r'))
                bytes.chop(1);
            const QString text = expandTabs(QString::fromUtf8(bytes));
            const Row::Kind kind = line.kind == DiffLine::Kind::Added     ? Row::Kind::Added
                                   : line.kind == DiffLine::Kind::Removed ? Row::Kind::Removed
                                                                          : Row::Kind::Context;
            m_rows.push_back({kind,
                              line.oldNumber,
                              line.newNumber,
                              text,
                              changed && crlf ? u"CRLF"_s : QString(),
                              {},
                              leadingSpaces(text) + hangingColumns,
                              0,
                              0});
            if (lacksEnd)
                m_rows.push_back({Row::Kind::Note, 0, 0, tr("No newline at end of file"), {}, {}, 0, 0, 0});
            highest = std::max({highest, line.oldNumber, line.newNumber});
        }
    }
    m_digits = std::max(2, int(QString::number(highest).size()));
}

int DiffView::numberWidth() const { return qCeil(m_digits * m_charWidth); }

int DiffView::textLeft() const { return margin + 2 * numberWidth() + 12 + 8 + signWidth; }

void DiffView::layoutRows()
{
    const int line = metrics::height(metrics::Height::CodeLine);
    const int columns = std::max(12, int((viewport()->width() - textLeft() - margin) / m_charWidth));
    int y = 0;
    for (Row &row : m_rows) {
        row.indent = std::min(row.indent, columns / 2);
        row.segments = row.kind == Row::Kind::Head || row.kind == Row::Kind::Note
                           ? QStringList{row.text}
                           : wrap(row.text, columns, row.indent);
        row.top = y;
        row.height = row.kind == Row::Kind::Head ? line + headPadding : line * int(row.segments.size());
        y += row.height;
    }
    m_contentHeight = y;
    verticalScrollBar()->setRange(0, std::max(0, y - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(line);
}

void DiffView::showHunk(qsizetype hunk)
{
    const auto isHead = [](const Row &row) { return row.kind == Row::Kind::Head; };
    auto first = std::ranges::find_if(m_rows, isHead);
    for (; hunk > 0 && first != m_rows.end(); --hunk)
        first = std::find_if(std::next(first), m_rows.end(), isHead);
    if (first == m_rows.end())
        return;
    const auto next = std::find_if(std::next(first), m_rows.end(), isHead);
    const int end = next == m_rows.end() ? m_contentHeight : next->top;
    QScrollBar *bar = verticalScrollBar();
    if (first->top < bar->value() || end - first->top > viewport()->height())
        bar->setValue(first->top);
    else if (end > bar->value() + viewport()->height())
        bar->setValue(end - viewport()->height());
}

void DiffView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layoutRows();
}

int DiffView::rowAt(int y) const
{
    const int wanted = y + verticalScrollBar()->value();
    const auto found = std::upper_bound(m_rows.begin(), m_rows.end(), wanted,
                                        [](int value, const Row &row) { return value < row.top; });
    return int(found - m_rows.begin()) - 1;
}

void DiffView::paintRow(QPainter &painter, const Row &row, bool selected, int y) const
{
    const Theme &theme = Theme::current();
    const int line = metrics::height(metrics::Height::CodeLine);
    const QRect whole(0, y, viewport()->width(), row.height);
    const QFont code = typeFont(TypeRole::Code);
    Token ground = Token::Base;
    Token ink = Token::Text;
    if (row.kind == Row::Kind::Head)
        ground = Token::Sunken;
    else if (row.kind == Row::Kind::Added)
        ground = Token::HitTint;
    else if (row.kind == Row::Kind::Removed)
        ground = Token::FailTint;
    if (row.kind == Row::Kind::Added)
        ink = Token::Hit;
    else if (row.kind == Row::Kind::Removed)
        ink = Token::Fail;
    painter.fillRect(whole, theme.color(selected ? Token::Selected : ground));
    if (row.kind == Row::Kind::Head) {
        paint::bottomLine(&painter, whole, theme.color(Token::Line));
        if (&row != &m_rows.front())
            paint::topLine(&painter, whole, theme.color(Token::Line));
        paint::text(&painter, whole.adjusted(margin + 2, 0, -margin, 0), row.text, code,
                    theme.color(Token::Text2));
        return;
    }
    const int numbers = numberWidth();
    const QColor numberInk = theme.color(Token::Text2);
    if (row.oldNumber > 0)
        paint::text(&painter, QRect(margin, y, numbers, line), QString::number(row.oldNumber), code,
                    numberInk, Qt::AlignRight);
    if (row.newNumber > 0)
        paint::text(&painter, QRect(margin + numbers + 12, y, numbers, line), QString::number(row.newNumber),
                    code, numberInk, Qt::AlignRight);
    if (row.kind == Row::Kind::Note) {
        paint::text(&painter, QRect(textLeft(), y, viewport()->width() - textLeft(), line), row.text,
                    typeFont(TypeRole::Small), theme.color(Token::Text2));
        return;
    }
    const int signLeft = textLeft() - signWidth;
    if (row.kind != Row::Kind::Context)
        paint::text(&painter, QRect(signLeft, y, signWidth, line),
                    row.kind == Row::Kind::Added ? u"+"_s : u"-"_s, typeFont(TypeRole::Code, QFont::DemiBold),
                    theme.color(ink));
    for (qsizetype i = 0; i < row.segments.size(); ++i) {
        const int left = textLeft() + (i > 0 ? qRound(row.indent * m_charWidth) : 0);
        const int top = y + int(i) * line;
        // Measured by columns, so nothing needs to elide here.
        const int drawn = paint::text(&painter, QRect(left, top, viewport()->width(), line), row.segments[i],
                                      code, theme.color(ink));
        if (i == row.segments.size() - 1 && !row.end.isEmpty())
            paint::text(&painter, QRect(left + drawn + 8, top, 80, line), row.end, typeFont(TypeRole::Small),
                        theme.color(Token::Text2));
    }
}

void DiffView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    painter.fillRect(viewport()->rect(), theme.color(Token::Base));
    if (m_rows.empty()) {
        const QRect room = viewport()->rect().adjusted(metrics::pageMargin, 12, -metrics::pageMargin, 0);
        painter.setFont(typeFont(TypeRole::Body));
        painter.setPen(theme.color(Token::Text2));
        painter.drawText(room, Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, m_placeholder);
    }
    const int scroll = verticalScrollBar()->value();
    for (int i = std::max(0, rowAt(0)); i < int(m_rows.size()); ++i) {
        const Row &row = m_rows[std::size_t(i)];
        if (row.top - scroll > viewport()->height())
            break;
        const bool selected = m_from >= 0 && i >= std::min(m_from, m_to) && i <= std::max(m_from, m_to);
        paintRow(painter, row, selected, row.top - scroll);
    }
    if (hasFocus())
        paint::box(&painter, viewport()->rect(), QColor(), theme.color(Token::Ink));
}

QString DiffView::rowsAsText() const
{
    QStringList lines;
    for (const Row &row : m_rows) {
        if (row.kind == Row::Kind::Head || row.kind == Row::Kind::Note) {
            lines << row.text;
            continue;
        }
        const auto number = [](int value) { return value > 0 ? QString::number(value) : QString(); };
        const QString sign = row.kind == Row::Kind::Added     ? u"+"_s
                             : row.kind == Row::Kind::Removed ? u"-"_s
                                                              : u" "_s;
        lines << number(row.oldNumber) + u'\t' + number(row.newNumber) + u'\t' + sign + u'\t' + row.text;
    }
    return lines.join(u'\n');
}

QString DiffView::textToCopy() const
{
    if (m_from < 0) {
        QString all;
        for (const DiffHunk &hunk : m_diff.hunks) {
            all += u"@@ -%1,%2 +%3,%4 @@\n"_s.arg(hunk.oldStart)
                       .arg(hunk.oldCount)
                       .arg(hunk.newStart)
                       .arg(hunk.newCount);
            for (const DiffLine &line : hunk.lines) {
                all += signOf(line.kind) + QString::fromUtf8(line.text);
                if (!line.text.endsWith('\n'))
                    all += u"\n\\ No newline at end of file\n"_s;
            }
        }
        return all;
    }
    QString text;
    for (int i = std::min(m_from, m_to); i <= std::max(m_from, m_to) && i < int(m_rows.size()); ++i) {
        const Row &row = m_rows[std::size_t(i)];
        const QString sign = row.kind == Row::Kind::Added     ? u"+"_s
                             : row.kind == Row::Kind::Removed ? u"-"_s
                             : row.kind == Row::Kind::Context ? u" "_s
                                                              : QString();
        text += sign + row.text + u'\n';
    }
    return text;
}

void DiffView::copy() const { QApplication::clipboard()->setText(textToCopy()); }

void DiffView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        m_from = m_rows.empty() ? -1 : 0;
        m_to = int(m_rows.size()) - 1;
        viewport()->update();
        return;
    }
    QScrollBar *bar = verticalScrollBar();
    if (event->key() == Qt::Key_Home)
        bar->triggerAction(QAbstractSlider::SliderToMinimum);
    else if (event->key() == Qt::Key_End)
        bar->triggerAction(QAbstractSlider::SliderToMaximum);
    else
        QAbstractScrollArea::keyPressEvent(event);
}

void DiffView::mousePressEvent(QMouseEvent *event)
{
    // A click alone selects nothing, a drag does.
    m_pressed = rowAt(event->position().toPoint().y());
    m_from = m_to = -1;
    viewport()->update();
}

void DiffView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton) || m_rows.empty())
        return;
    m_from = m_pressed;
    m_to = qBound(0, rowAt(event->position().toPoint().y()), int(m_rows.size()) - 1);
    viewport()->update();
}

void DiffView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), QKeySequence(QKeySequence::Copy), this, &DiffView::copy);
    menu->popup(event->globalPos());
}

void DiffView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void DiffView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace layerdeck
