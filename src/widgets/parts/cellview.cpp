// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/cellview.h"

#include "widgets/theme/plaintips.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QApplication>
#include <QClipboard>
#include <QHash>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPointer>
#include <QToolTip>

#include <limits>

namespace layerdeck {

namespace {

class CellAccessible final : public QAccessibleInterface
{
public:
    CellAccessible(CellView *view, int cell)
        : m_view(view)
        , m_cell(cell)
    {
    }
    bool isValid() const override { return m_view && m_cell < m_view->cellCount(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    void setText(QAccessible::Text, const QString &) override {}
    QString text(QAccessible::Text what) const override
    {
        return isValid() && what == QAccessible::Name ? m_view->cellText(m_cell) : QString();
    }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect inside = m_view->cellRect(m_cell);
        return {m_view->viewport()->mapToGlobal(inside.topLeft()), inside.size()};
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.selectable = true;
        if (m_view && m_view->currentCell() == m_cell) {
            state.selected = true;
            state.focused = m_view->hasFocus();
        }
        return state;
    }

private:
    QPointer<CellView> m_view;
    int m_cell;
};

class CellTable final : public QAccessibleWidget
{
public:
    explicit CellTable(CellView *view)
        : QAccessibleWidget(view, QAccessible::Table)
    {
    }
    ~CellTable() override
    {
        for (const QAccessible::Id id : std::as_const(m_cells))
            QAccessible::deleteAccessibleInterface(id);
    }
    int childCount() const override { return view()->cellCount(); }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        if (!m_cells.contains(index))
            m_cells.insert(index, QAccessible::registerAccessibleInterface(new CellAccessible(view(), index)));
        return QAccessible::accessibleInterface(m_cells.value(index));
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        for (auto it = m_cells.cbegin(); it != m_cells.cend(); ++it) {
            if (QAccessible::accessibleInterface(*it) == child)
                return it.key();
        }
        return -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        return child(view()->cellAt(view()->viewport()->mapFromGlobal(QPoint(x, y))));
    }

private:
    CellView *view() const { return static_cast<CellView *>(widget()); }
    mutable QHash<int, QAccessible::Id> m_cells;
};

QAccessibleInterface *factory(const QString &, QObject *object)
{
    auto *view = qobject_cast<CellView *>(object);
    return view ? new CellTable(view) : nullptr;
}

} // namespace

CellView::CellView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    static const bool installed = [] {
        QAccessible::installFactory(factory);
        return true;
    }();
    Q_UNUSED(installed)
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
}

int CellView::cellAt(const QPoint &point) const
{
    for (int i = 0, count = cellCount(); i < count; ++i) {
        if (cellRect(i).contains(point))
            return i;
    }
    return -1;
}

void CellView::setCurrentCell(int cell)
{
    if (cell == m_current || cell >= cellCount())
        return;
    m_current = cell;
    if (cell >= 0) {
        reveal(cell);
        if (hasFocus()) { // else a reader would be drawn here from the list that the program follows
            QAccessibleEvent event(this, QAccessible::Focus);
            event.setChild(cell);
            QAccessible::updateAccessibility(&event);
        }
    }
    viewport()->update();
    emit currentCellChanged(cell);
}

void CellView::cellsChanged(int current)
{
    m_current = current;
    viewport()->update();
    QAccessibleTableModelChangeEvent event(this, QAccessibleTableModelChangeEvent::ModelReset);
    QAccessible::updateAccessibility(&event);
}

bool CellView::isDrawn(int cell) const
{
    constexpr int leastSide = 5; // room for a frame
    const QRect rect = cell >= 0 ? cellRect(cell) : QRect();
    return rect.width() >= leastSide && rect.height() >= leastSide;
}

/// The nearest by distance; what lies to the side counts twice.
int CellView::neighbour(int cell, int key) const
{
    const QPoint from = cellRect(cell).center();
    int best = -1;
    int bestDistance = std::numeric_limits<int>::max();
    for (int i = 0, count = cellCount(); i < count; ++i) {
        const QPoint to = cellRect(i).center() - from;
        const bool across = key == Qt::Key_Left || key == Qt::Key_Right;
        const int along = key == Qt::Key_Left ? -to.x() : key == Qt::Key_Right ? to.x() : key == Qt::Key_Up ? -to.y() : to.y();
        const int aside = qAbs(across ? to.y() : to.x());
        if (i == cell || along <= 0 || !isDrawn(i))
            continue;
        if (along + 2 * aside < bestDistance) {
            bestDistance = along + 2 * aside;
            best = i;
        }
    }
    return best;
}

void CellView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int next = isDrawn(m_current) ? neighbour(m_current, event->key()) : 0;
        if (next >= 0)
            setCurrentCell(next);
        return;
    }
    case Qt::Key_Home: return setCurrentCell(0);
    case Qt::Key_End: return setCurrentCell(cellCount() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit cellActivated(m_current);
        return;
    default: break;
    }
    if (event->matches(QKeySequence::Copy) && m_current >= 0) {
        QApplication::clipboard()->setText(cellText(m_current));
        return;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void CellView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        if (const int cell = cellAt(event->position().toPoint()); cell >= 0)
            setCurrentCell(cell);
    }
}

void CellView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int cell = cellAt(event->position().toPoint()); cell >= 0)
        emit cellActivated(cell);
}

void CellView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (m_current < 0 && cellCount() > 0 && event->reason() != Qt::MouseFocusReason)
        setCurrentCell(0);
    viewport()->update();
}

void CellView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool CellView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int cell = cellAt(help->pos());
        if (cell < 0)
            QToolTip::hideText();
        else
            showPlainTip(help->globalPos(), cellText(cell), viewport(), cellRect(cell));
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace layerdeck
