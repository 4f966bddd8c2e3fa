// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/paint.h"

#include "widgets/theme/columns.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QHash>
#include <QPainter>
#include <QRawFont>
#include <QTextLayout>
#include <QtMath>

#include <algorithm>
#include <utility>
#include <vector>

namespace layerdeck::paint {

void box(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &border, qreal radius,
         Qt::PenStyle style)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, radius > 0);
    QPen pen(Qt::NoPen);
    QRectF inner = rect;
    if (border.isValid()) {
        pen = QPen(border, 1);
        if (style == Qt::DashLine)
            pen.setDashPattern({3, 2});
        inner = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    }
    painter->setPen(pen);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (radius > 0)
        painter->drawRoundedRect(inner, radius, radius);
    else
        painter->drawRect(inner);
    painter->restore();
}

void topLine(QPainter *painter, const QRect &rect, const QColor &color)
{
    painter->fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), color);
}

void bottomLine(QPainter *painter, const QRect &rect, const QColor &color)
{
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color);
}

void rightLine(QPainter *painter, const QRect &rect, const QColor &color)
{
    painter->fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color);
}

void leftLine(QPainter *painter, const QRect &rect, const QColor &color)
{
    painter->fillRect(QRect(rect.left(), rect.top(), 1, rect.height()), color);
}

namespace {

/// What tells apart how texts look in this program.
struct TextKey
{
    QString text;
    QString family;
    int pixelSize;
    int weight;
    bool fixed;
    int width; ///< it is elided to; negative: it is not
    Qt::TextElideMode elide;
    bool operator==(const TextKey &) const = default;
    friend size_t qHash(const TextKey &of, size_t seed = 0)
    {
        return qHashMulti(seed, of.text, of.pixelSize, of.weight, of.fixed, of.width, int(of.elide));
    }
};

struct ShapedText
{
    QString text; ///< elided
    qreal advance = 0;
    QList<QGlyphRun> runs; ///< relative to the left end of the base line; made when it is first drawn
};

QList<QGlyphRun> glyphRuns(const QString &text, const QFont &font)
{
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    QTextLayout layout(QString(text).replace(QChar::LineSeparator, u' '), font);
    layout.setTextOption(option);
    layout.setCacheEnabled(false);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(1 << 20);
    layout.endLayout();
    // What is written from right to left stands at the right of the line.
    const QPointF origin(line.naturalTextRect().left(), line.position().y() + line.ascent());
    QList<QGlyphRun> runs = layout.glyphRuns();
    for (QGlyphRun &run : runs) {
        QList<QPointF> positions = run.positions();
        for (QPointF &position : positions)
            position -= origin;
        run.setPositions(positions);
    }
    return runs;
}

/// A list paints the same texts each time, and shaping them is most of that work. What is returned holds until the next call.
ShapedText &measured(const QString &text, const QFont &font, int width = -1, Qt::TextElideMode elide = Qt::ElideRight)
{
    constexpr qsizetype most = 8192;
    static thread_local QHash<TextKey, ShapedText> known;
    const TextKey key{text, font.family(), font.pixelSize(), int(font.weight()), font.fixedPitch(), width, elide};
    if (const auto found = known.find(key); found != known.end())
        return *found;
    if (known.size() >= most)
        known.clear();
    const QFontMetricsF metrics(font);
    ShapedText made;
    made.text = width < 0 ? text : metrics.elidedText(text, elide, width);
    made.advance = metrics.horizontalAdvance(made.text);
    return *known.insert(key, made);
}

} // namespace

int text(QPainter *painter, const QRect &rect, const QString &text, const QFont &font, const QColor &color,
         Qt::Alignment align, Qt::TextElideMode elide)
{
    if (text.isEmpty() || rect.width() <= 0)
        return 0;
    ShapedText &whole = measured(text, font);
    ShapedText &shown = whole.advance > rect.width() + 0.5 ? measured(text, font, rect.width(), elide) : whole;
    if (shown.runs.isEmpty() && !font.fixedPitch())
        shown.runs = glyphRuns(shown.text, font);
    painter->setPen(color);
    qreal x = rect.left();
    if (align & Qt::AlignRight)
        x = rect.left() + rect.width() - shown.advance;
    else if (align & Qt::AlignHCenter)
        x = rect.left() + (rect.width() - shown.advance) / 2;
    const QFontMetricsF metrics(font);
    const int base =
        qRound(rect.top() + (rect.height() - (metrics.ascent() + metrics.descent())) / 2 + metrics.ascent());
    if (font.fixedPitch())
        code(painter, QPointF(x, base), shown.text, font, metrics.horizontalAdvance(u'0'));
    for (const QGlyphRun &run : shown.runs)
        painter->drawGlyphRun(QPointF(x, base), run);
    return qCeil(shown.advance);
}

namespace {

/// Raw fonts are costly to make and a page needs two or three of them.
const QRawFont &rawFont(const QFont &font)
{
    static std::vector<std::pair<QFont, QRawFont>> made; // copies of a font are told to be equal at once
    const auto found = std::ranges::find(made, font, &std::pair<QFont, QRawFont>::first);
    return found != made.end() ? found->second : made.emplace_back(font, QRawFont::fromFont(font)).second;
}

} // namespace

void code(QPainter *painter, QPointF base, const QString &text, const QFont &font, qreal advance)
{
    const QRawFont &raw = rawFont(font);
    QList<quint32> glyphs;
    QList<QPointF> positions;
    painter->setFont(font);
    int column = 0;
    // Mostly the font has all of them: then it is asked once, not for each.
    const QList<quint32> all = raw.glyphIndexesForString(text);
    const bool hasAll = all.size() == text.size() && !all.contains(0);
    for (qsizetype i = 0; hasAll && i < text.size(); ++i) {
        glyphs << all.at(i);
        positions << QPointF(base.x() + column * advance, base.y());
        column += columnsOf(text[i].unicode());
    }
    for (qsizetype i = 0; !hasAll && i < text.size(); ++i) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size();
        const char32_t character = pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode();
        const QPointF position(base.x() + column * advance, base.y());
        const QString one = text.mid(i, pair ? 2 : 1);
        const QList<quint32> glyph = raw.glyphIndexesForString(one);
        if (glyph.size() == 1 && glyph.first() != 0) {
            glyphs << glyph.first();
            positions << position;
        } else {
            painter->drawText(position, one);
        }
        column += columnsOf(character);
        i += pair ? 1 : 0;
    }
    if (glyphs.isEmpty())
        return;
    QGlyphRun run;
    run.setRawFont(raw);
    run.setGlyphIndexes(glyphs);
    run.setPositions(positions);
    painter->drawGlyphRun(QPointF(), run);
}

void number(QPainter *painter, const QRect &rect, const QString &value, const QFont &font,
            const QColor &color)
{
    constexpr int narrow = 3;
    const QStringList parts = value.split(QChar(0x202f));
    int total = narrow * (int(parts.size()) - 1);
    for (const QString &part : parts)
        total += width(part, font);
    if (parts.size() == 1 || total > rect.width()) {
        text(painter, rect, value, font, color, Qt::AlignRight);
        return;
    }
    int x = rect.right() + 1 - total;
    for (const QString &part : parts) {
        const int partWidth = width(part, font);
        text(painter, QRect(x, rect.top(), partWidth, rect.height()), part, font, color);
        x += partWidth + narrow;
    }
}

int width(const QString &text, const QFont &font)
{
    return qCeil(measured(text, font).advance);
}

QRect centred(const QRect &rect, int size)
{
    return {rect.left() + (rect.width() - size) / 2, rect.top() + (rect.height() - size) / 2, size, size};
}

} // namespace layerdeck::paint
