// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/stepstrip.h"

#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace layerdeck {

namespace {

constexpr int cell = 12;
constexpr int spacing = 2;
constexpr int stageGap = 6;
constexpr int lowHeight = 5;

int advance(int mark) { return StepMark(mark) == StepMark::Gap ? stageGap : cell + spacing; }

} // namespace

QSize stepStripSize(const QList<int> &marks)
{
    int width = 0;
    for (const int mark : marks)
        width += advance(mark);
    return {qMax(0, width - spacing), cell};
}

void paintStepStrip(QPainter *painter, const QRect &rect, const QList<int> &marks)
{
    const Theme &theme = Theme::current();
    const int top = rect.top() + (rect.height() - cell) / 2;
    int x = rect.left();
    for (const int mark : marks) {
        if (x + cell > rect.right() + 1) {
            painter->fillRect(QRect(rect.right() - 2, top + cell - 2, 2, 2), theme.color(Token::Text2));
            return;
        }
        switch (StepMark(mark)) {
        case StepMark::Hit:
            paint::box(painter, QRectF(x, top + cell - lowHeight, cell, lowHeight),
                       theme.color(Token::HitFill), QColor(), 1);
            break;
        case StepMark::Miss:
            paint::box(painter, QRectF(x, top, cell, cell), theme.color(Token::RunFill), QColor(), 1);
            break;
        case StepMark::Undecided:
            paint::box(painter, QRectF(x, top, cell, cell), theme.color(Token::OpenTint),
                       theme.color(Token::OpenFill), 1);
            break;
        case StepMark::Gap:
            break;
        }
        x += advance(mark);
    }
}

} // namespace layerdeck
