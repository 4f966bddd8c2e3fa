// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/codeblock.h"

#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFontMetricsF>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int hanging = 2;

} // namespace

CodeBlock::CodeBlock(const QString &text, Tone tone, QWidget *parent)
    : QWidget(parent)
    , m_text(text)
    , m_tone(tone)
    , m_charWidth(QFontMetricsF(typeFont(TypeRole::Code)).horizontalAdvance(u'0'))
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(text);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *copy = new QAction(tr("Copy"), this);
    connect(copy, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(m_text); });
    addAction(copy);
}

void CodeBlock::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QStringList CodeBlock::linesFor(int width) const
{
    const int columns = qMax(16, int(width / m_charWidth));
    QStringList lines;
    for (const QString &source : m_text.split(u'\n')) {
        QString line;
        for (QString word : source.split(u' ')) {
            const int room = columns - (lines.isEmpty() ? 0 : hanging);
            if (!line.isEmpty() && line.size() + 1 + word.size() > room) {
                lines << line;
                line.clear();
            }
            line += line.isEmpty() ? word : u' ' + word;
            // A word longer than a line is cut: better than hidden.
            while (line.size() > columns - (lines.isEmpty() ? 0 : hanging)) {
                const int cut = columns - (lines.isEmpty() ? 0 : hanging);
                lines << line.left(cut);
                line.remove(0, cut);
            }
        }
        lines << line;
    }
    return lines;
}

int CodeBlock::heightForWidth(int width) const
{
    return int(linesFor(width).size()) * lineHeight(TypeRole::Code);
}

QSize CodeBlock::sizeHint() const { return {320, heightForWidth(320)}; }

void CodeBlock::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int line = lineHeight(TypeRole::Code);
    const QColor ink = Theme::current().color(toneText(m_tone));
    int y = 0;
    for (const QString &text : linesFor(width())) {
        const int left = y > 0 ? qRound(hanging * m_charWidth) : 0;
        paint::text(&painter, QRect(left, y, width() + 64, line), text, typeFont(TypeRole::Code), ink);
        y += line;
    }
}

} // namespace layerdeck
