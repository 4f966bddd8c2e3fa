// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/historychart.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int gridLines = 4;
constexpr int topRoom = 32;   ///< for marks and what began
constexpr int stripHeight = 24;
constexpr int stripGap = 12;
constexpr int iconRow = 28;
constexpr int largestSlot = 40;
constexpr int axisGap = 8;
constexpr int smallestBar = 2;

/// A line of the grid in the unit of its step: "0.5 s", "80 s", "6 min".
QString axisText(qint64 milliseconds, qint64 step)
{
    if (milliseconds == 0)
        return u"0"_s;
    const auto [unit, name] = step < 60'000 ? std::pair(1000, u"s"_s) : step < 3'600'000 ? std::pair(60'000, u"min"_s) : std::pair(3'600'000, u"h"_s);
    const bool whole = step % unit == 0;
    return QLocale().toString(double(milliseconds) / unit, 'f', whole ? 0 : step % (unit / 2) == 0 ? 1 : 2) + u'\u202F' + name;
}

struct Sign
{
    QString text;
    QString icon; ///< empty: a square
    Token fill = Token::RunFill;
};

QList<Sign> signs()
{
    return {{HistoryLegend::tr("duration"), {}, Token::RunFill},
            {HistoryLegend::tr("from cache"), {}, Token::HitFill},
            {HistoryLegend::tr("code"), u"file"_s},
            {HistoryLegend::tr("clear"), u"trash"_s},
            {HistoryLegend::tr("forced"), u"rebuild"_s}};
}

constexpr int signSide = 12;
constexpr int signGap = 6;

} // namespace

qint64 gridStep(qint64 longest)
{
    constexpr qint64 second = 1000;
    constexpr qint64 minute = 60 * second;
    constexpr qint64 hour = 60 * minute;
    for (const qint64 step : {second / 4, second / 2, second, 2 * second, 5 * second, 10 * second, 20 * second, 30 * second, minute,
                              2 * minute, 5 * minute, 10 * minute, 20 * minute, 30 * minute, hour}) {
        if (step * gridLines >= longest)
            return step;
    }
    return (longest / gridLines / hour + 1) * hour;
}

/// Where things are, in the viewport's coordinates.
struct HistoryChart::Places
{
    qint64 step = 0;
    int left = 0; ///< of the first slot
    qreal slot = 0;
    int top = 0;    ///< of the highest line
    int bottom = 0; ///< the line of zero
    int strip = 0;  ///< top of the strip
    int axis = 0;   ///< width of the labels
    int right = 0;

    QRect column(int cell) const
    {
        const int from = left + int(std::lround(cell * slot));
        return {from, top, left + int(std::lround((cell + 1) * slot)) - from, strip + stripHeight - top};
    }
    /// The bar stands in the middle of its column.
    QRect bar(int cell, qint64 milliseconds) const
    {
        const QRect column = this->column(cell);
        const int width = std::max(4, column.width() * 3 / 4);
        const int height = std::max(smallestBar, int(std::lround(double(bottom - top) * double(milliseconds) / double(step * gridLines))));
        return {column.left() + (column.width() - width) / 2, bottom - height, width, height};
    }
};

HistoryChart::HistoryChart(QWidget *parent)
    : CellView(parent)
{
    setAccessibleName(tr("Durations of the last runs"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void HistoryChart::setBars(const QList<HistoryBar> &bars)
{
    const qint64 current = currentRun();
    m_bars = bars.last(std::min<qsizetype>(bars.size(), mostBars));
    cellsChanged(current == 0 ? -1 : cellOf(current));
}

void HistoryChart::setMarks(qint64 a, qint64 b)
{
    m_a = a;
    m_b = b;
    viewport()->update();
}

void HistoryChart::setTurn(qint64 run, const QString &text)
{
    m_turn = run;
    m_turnText = text;
    viewport()->update();
}

void HistoryChart::setEmptyText(const QString &text)
{
    m_emptyText = text;
    setAccessibleDescription(m_bars.isEmpty() ? text : QString());
    viewport()->update();
}

void HistoryChart::setCurrentRun(qint64 run)
{
    setCurrentCell(cellOf(run));
}

int HistoryChart::cellOf(qint64 run) const
{
    const auto found = std::ranges::find(m_bars, run, &HistoryBar::run);
    return found == m_bars.end() ? -1 : static_cast<int>(found - m_bars.begin());
}

HistoryChart::Places HistoryChart::places() const
{
    Places at;
    qint64 longest = 1;
    for (const HistoryBar &bar : m_bars)
        longest = std::max(longest, bar.milliseconds);
    at.step = gridStep(longest);
    const QFont small = typeFont(TypeRole::Small);
    at.axis = paint::width(u"100\u202F%"_s, small);
    for (int line = 0; line <= gridLines; ++line)
        at.axis = std::max(at.axis, paint::width(axisText(at.step * line, at.step), small));
    at.left = metrics::pageMargin + at.axis + axisGap;
    at.right = viewport()->width() - metrics::pageMargin;
    const int room = std::max(0, at.right - at.left);
    at.slot = m_bars.isEmpty() ? 0 : std::min<qreal>(largestSlot, qreal(room) / qreal(m_bars.size()));
    at.top = topRoom;
    at.strip = viewport()->height() - iconRow - stripHeight;
    at.bottom = std::max(at.top + 1, at.strip - stripGap);
    return at;
}

QRect HistoryChart::cellRect(int cell) const
{
    return places().column(cell);
}

int HistoryChart::neighbour(int cell, int key) const
{
    const int next = key == Qt::Key_Left ? cell - 1 : key == Qt::Key_Right ? cell + 1 : -1;
    return next < cellCount() ? next : -1;
}

void HistoryChart::paintGrid(QPainter &painter, const Places &at) const
{
    const Theme &theme = Theme::current();
    const QFont small = typeFont(TypeRole::Small);
    const int height = lineHeight(TypeRole::Small);
    for (int line = 0; line <= gridLines; ++line) {
        const int y = at.bottom - (at.bottom - at.top) * line / gridLines;
        painter.fillRect(QRect(at.left, y, at.right - at.left, 1), theme.color(line == 0 ? Token::LineStrong : Token::Line));
        paint::text(&painter, QRect(metrics::pageMargin, y - height / 2, at.axis, height), axisText(at.step * line, at.step), small,
                    theme.color(Token::Text2), Qt::AlignRight);
    }
    paint::text(&painter, QRect(metrics::pageMargin, at.strip, at.axis, stripHeight), u"100\u202F%"_s, small, theme.color(Token::Text2),
                Qt::AlignRight);
}

void HistoryChart::paintBar(QPainter &painter, const Places &at, int cell) const
{
    const Theme &theme = Theme::current();
    const HistoryBar &bar = m_bars.at(cell);
    const QRect rect = at.bar(cell, bar.milliseconds);
    painter.fillRect(rect, theme.color(Token::RunFill));
    QRect strip(rect.left(), at.strip, rect.width(), stripHeight);
    paint::box(&painter, strip, theme.color(Token::Base), theme.color(Token::Control));
    if (bar.cachedPercent > 0) {
        const int filled = std::max(1, stripHeight * bar.cachedPercent / 100);
        strip.setTop(strip.bottom() + 1 - filled);
        painter.fillRect(strip, theme.color(Token::HitFill));
    }
    // Narrow slots have room for smaller icons only.
    const int side = std::min(signSide, int(at.slot));
    if (side >= 8) {
        const QRect slot(at.column(cell).left(), at.strip + stripHeight, at.column(cell).width(), iconRow);
        icons::paint(&painter, paint::centred(slot, side), bar.icon, theme.color(Token::Text2));
    }
}

void HistoryChart::paintMark(QPainter &painter, const Places &at, int cell, const QString &letter, bool dashed) const
{
    const Theme &theme = Theme::current();
    const QRect bar = at.bar(cell, m_bars.at(cell).milliseconds);
    const QRect frame = bar.adjusted(-3, -3, 2, 2);
    QPen pen(theme.color(Token::Ink), dashed ? 1.5 : 2);
    if (dashed)
        pen.setDashPattern({2, 2});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(frame);
    const int height = lineHeight(TypeRole::Small);
    const QRect room(frame.center().x() - 10, frame.top() - height, 21, height);
    painter.fillRect(QRect(room.center().x() - 5, room.top(), 11, height - 1), theme.color(Token::Base));
    paint::text(&painter, room, letter, typeFont(TypeRole::Small, QFont::DemiBold), theme.color(Token::Text), Qt::AlignHCenter);
}

/// Where something began: a line before its first run, and the words on the side that has room for them.
void HistoryChart::paintTurn(QPainter &painter, const Places &at) const
{
    const int cell = cellOf(m_turn);
    if (cell < 0)
        return;
    const Theme &theme = Theme::current();
    const int x = at.column(cell).left();
    QPen pen(theme.color(Token::Text2), 1);
    pen.setDashPattern({3, 3});
    painter.setPen(pen);
    painter.drawLine(x, 8, x, at.strip + stripHeight);
    const QFont small = typeFont(TypeRole::Small);
    const int width = paint::width(m_turnText, small);
    const bool fitsLeft = x - axisGap - width >= at.left;
    const QRect room = fitsLeft ? QRect(x - axisGap - width, 4, width, topRoom - 12) : QRect(x + axisGap, 4, at.right - x - axisGap, topRoom - 12);
    paint::text(&painter, room, m_turnText, small, theme.color(Token::Text));
}

void HistoryChart::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    painter.fillRect(viewport()->rect(), theme.color(Token::Base));
    if (m_bars.isEmpty()) {
        painter.setFont(typeFont(TypeRole::Body));
        painter.setPen(theme.color(Token::Text2));
        painter.drawText(viewport()->rect().adjusted(metrics::pageMargin, 12, -metrics::pageMargin, 0), Qt::AlignVCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    const Places at = places();
    paintGrid(painter, at);
    if (currentCell() >= 0 && hasFocus()) {
        const QRect column = at.column(currentCell());
        painter.fillRect(QRect(column.left(), at.top, column.width(), at.bottom - at.top), theme.color(Token::Selected));
    }
    for (int i = 0; i < cellCount(); ++i)
        paintBar(painter, at, i);
    paintTurn(painter, at);
    if (const int b = cellOf(m_b); b >= 0)
        paintMark(painter, at, b, u"B"_s, true);
    if (const int a = cellOf(m_a); a >= 0)
        paintMark(painter, at, a, u"A"_s, false);
}

HistoryLegend::HistoryLegend(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Blue: duration. Green: share from cache. Icons: kind of run."));
}

QSize HistoryLegend::sizeHint() const
{
    int width = 0;
    for (const Sign &sign : signs())
        width += signSide + signGap + paint::width(sign.text, typeFont(TypeRole::Small)) + metrics::columnGap;
    return {width - metrics::columnGap, 20};
}

void HistoryLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const QFont small = typeFont(TypeRole::Small);
    int x = 0;
    for (const Sign &sign : signs()) {
        const QRect slot(x, 0, signSide, height());
        if (sign.icon.isEmpty())
            painter.fillRect(paint::centred(slot, 10), theme.color(sign.fill));
        else
            icons::paint(&painter, paint::centred(slot, signSide), sign.icon, theme.color(Token::Text2));
        x += signSide + signGap;
        paint::text(&painter, QRect(x, 0, width() - x, height()), sign.text, small, theme.color(Token::Text2));
        x += paint::width(sign.text, small) + metrics::columnGap;
    }
}

} // namespace layerdeck
