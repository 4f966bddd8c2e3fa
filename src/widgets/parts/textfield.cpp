// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/textfield.h"

#include "widgets/theme/metrics.h"

#include <QKeyEvent>
#include <QScrollBar>
#include <QTextDocument>

#include <algorithm>

namespace layerdeck {

namespace {

/// What does not fit scrolls.
constexpr int mostLines = 6;
constexpr int padding = 4;
/// Beside the text, so that it begins where that of other fields does.
constexpr int inset = 3;

} // namespace

TextField::TextField(const QString &text, QWidget *parent)
    : QPlainTextEdit(parent)
{
    setProperty("field", true);
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(padding);
    setViewportMargins(inset, 0, inset, 0);
    setPlainText(text);
    connect(document(), &QTextDocument::blockCountChanged, this, &TextField::updateHeight);
    updateHeight();
}

void TextField::updateHeight()
{
    setVerticalScrollBarPolicy(blockCount() > mostLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    updateGeometry();
}

QSize TextField::sizeHint() const
{
    const int lines = std::clamp(blockCount(), 1, mostLines);
    const int height = lines * fontMetrics().lineSpacing() + 2 * padding + 2 * frameWidth();
    return {QPlainTextEdit::sizeHint().width(), std::max(height, metrics::height(metrics::Height::Row))};
}

QSize TextField::minimumSizeHint() const { return {0, sizeHint().height()}; }

void TextField::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && blockCount() == 1 && !(event->modifiers() & Qt::ShiftModifier))
        return event->ignore();
    // As a line break of its own would be: a new line, no soft one inside a line.
    if (isReturn)
        return insertPlainText(QStringLiteral("\n"));
    QPlainTextEdit::keyPressEvent(event);
}

void TextField::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    // It had scrolled for a line that has room now.
    if (blockCount() <= mostLines)
        verticalScrollBar()->setValue(0);
}

void TextField::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace layerdeck
