// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/diff.h"

#include <QAbstractScrollArea>

#include <vector>

namespace layerdeck {

/// A unified diff: two columns of line numbers, a sign, and the text. Long lines wrap with a hanging indent
/// and are never cut. Lines whose ends differ, or that have none, say so.
class DiffView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);

    const Diff &diff() const { return m_diff; }
    /// `captions` follow the head of each hunk, such as the service it belongs to; may be shorter than the
    /// hunks. Scrolls to the first hunk that was not shown before, where it is out of sight.
    void setDiff(const Diff &diff, const QStringList &captions = {});
    /// What is said where there is no difference.
    void setPlaceholder(const QString &text);
    const QString &placeholder() const { return m_placeholder; }
    /// The rows as text: number, number, sign, text, separated by tabs; hunk heads as they are.
    QString rowsAsText() const;
    /// Text of the selected rows with their signs, or of the whole diff where none is selected.
    QString textToCopy() const;
    void copy() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Row
    {
        enum class Kind { Head, Context, Removed, Added, Note };
        Kind kind;
        int oldNumber;
        int newNumber;
        QString text;
        QString end;          ///< what is particular about the line's end
        QStringList segments; ///< the text as it wraps
        int indent;           ///< columns of the hanging indent
        int top;
        int height;
    };

    void build(const QStringList &captions);
    void layoutRows();
    void showHunk(qsizetype hunk);
    int rowAt(int y) const;
    void paintRow(QPainter &painter, const Row &row, bool selected, int y) const;
    int numberWidth() const;
    int textLeft() const;

    Diff m_diff;
    QString m_placeholder;
    std::vector<Row> m_rows;
    int m_contentHeight = 0;
    int m_digits = 2;
    qreal m_charWidth = 8;
    int m_pressed = -1;
    int m_from = -1; ///< selected rows, -1 for none
    int m_to = -1;
};

} // namespace layerdeck
