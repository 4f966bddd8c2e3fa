// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>

namespace layerdeck {

/// A painted view of cells of which one is current: what treemap and cache graph share. Mouse, tool tips, and a table for
/// assistive technology, a row a cell with its full sentence. Derived classes say where cells are and how keys move.
class CellView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit CellView(QWidget *parent = nullptr);

    virtual int cellCount() const = 0;
    /// In the viewport's coordinates.
    virtual QRect cellRect(int cell) const = 0;
    virtual QString cellText(int cell) const = 0;
    int cellAt(const QPoint &point) const;
    /// Whether there is anything of it to see: a cell of some bytes among megabytes has no area.
    bool isDrawn(int cell) const;

    /// -1: none.
    int currentCell() const { return m_current; }
    /// Scrolls to it.
    void setCurrentCell(int cell);

signals:
    void currentCellChanged(int cell);
    /// Return, or a double click.
    void cellActivated(int cell);

protected:
    /// The nearest cell in a direction (Qt::Key_Left, …); -1 where there is none.
    virtual int neighbour(int cell, int key) const;
    /// Brings a cell into view.
    virtual void reveal(int cell) { Q_UNUSED(cell) }
    /// The cells are others: the current one may be gone. `current` is its new place, -1 for none.
    void cellsChanged(int current);

    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    int m_current = -1;
};

} // namespace layerdeck
