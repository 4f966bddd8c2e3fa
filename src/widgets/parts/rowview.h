// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>
#include <QPersistentModelIndex>
#include <QTreeView>

#include <functional>

namespace layerdeck {

/// A list of rows with columns: whole rows are selected, the delegate draws edge and ground, and Ctrl+C
/// copies the current cell, Ctrl+Shift+C the row, always with the full text. Its menu (the menu key, Shift+F10, a right click) has its
/// actions(), both of these, and where a click on a head sorts, the heads.
class RowView : public QTreeView
{
    Q_OBJECT
    Q_PROPERTY(bool dense READ isDense WRITE setDense)

public:
    explicit RowView(QWidget *parent = nullptr);

    bool isDense() const { return m_dense; }
    /// Rows and column heads of 24 px instead of 28.
    void setDense(bool dense);
    /// Width of each column in device-independent pixels at the design's font size; it grows with the font. 0
    /// takes what is left.
    void setColumnWidths(const QList<int> &widths);

    /// What is said while there is no row.
    void setPlaceholder(const QString &text);

    void setModel(QAbstractItemModel *model) override;
    /// Also where no more than a row has room: what is exactly as high as the view, Qt does not bring into it.
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;

    /// What is in view when rows were exchanged.
    enum class Show {
        Same,    ///< what was: the row at the top stays there, unless it is the first, or the current one where it is seen
        Current, ///< the current row, or the first where none is current
        Top      ///< the first rows
    };
    /// Has `change` exchange rows of the model. A current row that goes leaves none: the arrow keys go on from what stood behind it.
    void exchange(const std::function<void()> &change, Show show);

signals:
    /// The current row has changed, by hand or by the program; invalid when none is.
    void currentRowChanged(const QModelIndex &current);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void copyCell();
    void copyRow();
    /// As a click on the head of the column.
    void sortByHead(int column);
    void applyWidths();
    void updateTurning();
    /// Paints the cells with a turning ring again; false where there is none.
    bool repaintTurning();

    bool m_dense = false;
    QPersistentModelIndex m_next; ///< what stood behind a current row that went
    QString m_placeholder;
    QList<int> m_widths;
    QMetaObject::Connection m_turning;
};

} // namespace layerdeck
