// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/rowview.h"

#include "models/roles.h"
#include "widgets/parts/statusbar.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

/// What a cell says in full: its text or badge, the second line, and its tags.
QString textOf(const QModelIndex &index)
{
    QString text = index.data(Qt::DisplayRole).toString();
    const QString badge = index.data(BadgeRole).toString();
    if (text.isEmpty())
        text = badge;
    const QString second = index.data(SecondLineRole).toString();
    if (!second.isEmpty())
        text += (text.isEmpty() ? QString() : u", "_s) + second;
    for (const QString &tag : index.data(TagsRole).toStringList())
        text += (text.isEmpty() ? QString() : u", "_s) + tag;
    return text;
}

} // namespace

RowView::RowView(QWidget *parent)
    : QTreeView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
    setAllColumnsShowFocus(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    setAlternatingRowColors(false);
    setTextElideMode(Qt::ElideRight);
    header()->setHighlightSections(false);
    header()->setSectionsMovable(false);
    header()->setMinimumSectionSize(32);
    header()->setStretchLastSection(false);
    header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header()->setFocusPolicy(Qt::NoFocus);
}

void RowView::setDense(bool dense)
{
    m_dense = dense;
    header()->setProperty("dense", dense);
    header()->updateGeometry();
    scheduleDelayedItemsLayout();
}

void RowView::setColumnWidths(const QList<int> &widths)
{
    m_widths = widths;
    applyWidths();
}

void RowView::setModel(QAbstractItemModel *model)
{
    QTreeView::setModel(model);
    applyWidths();
    if (model)
        connect(model, &QAbstractItemModel::modelReset, this, [this] { emit currentRowChanged({}); });
}

void RowView::exchange(const std::function<void()> &change, Show show)
{
    // The current row stays where it is seen; where it is not, what is at the top does.
    const QModelIndex current = currentIndex();
    const bool seen = current.isValid() && viewport()->rect().intersects(visualRect(current));
    const QPersistentModelIndex top = seen ? current : verticalScrollBar()->value() > 0 ? indexAt(QPoint(1, 1)) : QModelIndex();
    const int before = visualRect(top).top();
    const QPersistentModelIndex kept = current;
    constexpr int near = 64; // more than an image has layers
    QList<QPersistentModelIndex> behind;
    for (int row = current.row() + 1; current.isValid() && row < std::min(model()->rowCount(), current.row() + near); ++row)
        behind << current.siblingAtRow(row);
    change();
    if (current.row() >= 0 && !kept.isValid()) {
        setCurrentIndex({}); // Qt would choose a neighbour, which nobody did
        const auto next = std::ranges::find_if(behind, [](const QPersistentModelIndex &index) { return index.isValid(); });
        m_next = next == behind.end() ? QPersistentModelIndex() : *next;
    }
    if (show == Show::Top)
        return scrollToTop();
    if (show == Show::Current)
        return currentIndex().isValid() ? scrollTo(currentIndex()) : scrollToTop();
    if (top.isValid())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + visualRect(top).top() - before);
}

void RowView::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    viewport()->update();
}

void RowView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_placeholder.isEmpty() || (model() && model()->rowCount() > 0))
        return;
    QPainter painter(viewport());
    painter.setFont(typeFont(TypeRole::Body));
    painter.setPen(Theme::current().color(Token::Text2));
    painter.drawText(viewport()->rect().adjusted(metrics::pageMargin, 12, -metrics::pageMargin, 0),
                     Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, m_placeholder);
}

/// What was in sight stays so where something comes below the list.
void RowView::resizeEvent(QResizeEvent *event)
{
    const QModelIndex current = currentIndex();
    const QRect before = current.isValid() ? visualRect(current) : QRect();
    const bool seen = before.isValid() && before.top() >= 0 && before.bottom() < event->oldSize().height();
    QTreeView::resizeEvent(event);
    if (seen)
        scrollTo(current);
}

void RowView::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    const bool isOneRow = hint == EnsureVisible && index.isValid() && rowHeight(index) == viewport()->height();
    QTreeView::scrollTo(index, isOneRow ? PositionAtTop : hint);
}

void RowView::applyWidths()
{
    for (int i = 0; i < m_widths.size() && i < header()->count(); ++i) {
        header()->setSectionResizeMode(i, m_widths[i] > 0 ? QHeaderView::Interactive : QHeaderView::Stretch);
        if (m_widths[i] > 0)
            header()->resizeSection(i, m_widths[i] * bodyPixelSize() / 13);
    }
}

void RowView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = currentIndex();
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        return copyRow();
    // The row's check box, whichever cell is current.
    const QModelIndex box = current.siblingAtColumn(0);
    if (event->key() == Qt::Key_Space && box.isValid() && (box.flags() & Qt::ItemIsUserCheckable)) {
        const bool on = box.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        model()->setData(box, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
        return;
    }
    if (event->matches(QKeySequence::Copy))
        return copyCell();
    QTreeView::keyPressEvent(event);
}

void RowView::copyCell()
{
    QApplication::clipboard()->setText(textOf(currentIndex()));
    tellAtTheFoot(this, tr("The cell is copied"));
}

void RowView::copyRow()
{
    const QModelIndex current = currentIndex();
    QStringList cells;
    for (int column = 0; current.isValid() && column < model()->columnCount(current.parent()); ++column) {
        if (!isColumnHidden(column))
            cells << textOf(current.siblingAtColumn(column));
    }
    QApplication::clipboard()->setText(cells.join(u'\t'));
    tellAtTheFoot(this, tr("The row is copied"));
}

void RowView::sortByHead(int column)
{
    const bool again = header()->isSortIndicatorShown() && header()->sortIndicatorSection() == column;
    if (!isSortingEnabled()) {
        emit header()->sectionClicked(column);
    } else {
        const QVariant first = model()->headerData(column, Qt::Horizontal, Qt::InitialSortOrderRole);
        const Qt::SortOrder order = first.isValid() ? Qt::SortOrder(first.toInt()) : Qt::AscendingOrder;
        const Qt::SortOrder other = header()->sortIndicatorOrder() == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
        sortByColumn(column, again ? other : order);
    }
}

void RowView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!model() || model()->rowCount() == 0)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"rowsMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (!actions().isEmpty()) {
        menu->addActions(actions());
        menu->addSeparator();
    }
    if (currentIndex().isValid()) {
        menu->addAction(tr("Copy"), QKeySequence::Copy, this, &RowView::copyCell);
        menu->addAction(tr("Copy row"), Qt::CTRL | Qt::SHIFT | Qt::Key_C, this, &RowView::copyRow);
    }
    if (header()->sectionsClickable()) {
        menu->addSeparator();
        for (int column = 0; column < model()->columnCount(); ++column) {
            if (const QString head = model()->headerData(column, Qt::Horizontal).toString(); !head.isEmpty() && !isColumnHidden(column))
                menu->addAction(tr("Sort by %1").arg(head), this, [this, column] { sortByHead(column); });
        }
    }
    // By a key it opens at the row, not where the pointer happens to be.
    const QPoint place = event->reason() == QContextMenuEvent::Mouse ? event->globalPos()
                                                                     : viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft());
    menu->popup(place);
}

void RowView::drawBranches(QPainter *, const QRect &, const QModelIndex &) const {}

QModelIndex RowView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    if (m_next.isValid() && !currentIndex().isValid() && (action == MoveUp || action == MoveDown))
        return action == MoveDown || m_next.row() == 0 ? QModelIndex(m_next) : m_next.sibling(m_next.row() - 1, m_next.column());
    return QTreeView::moveCursor(action, modifiers);
}

void RowView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    m_next = QPersistentModelIndex();
    QTreeView::currentChanged(current, previous);
    emit currentRowChanged(current);
}

void RowView::focusInEvent(QFocusEvent *event)
{
    QTreeView::focusInEvent(event);
    viewport()->update();
}

void RowView::focusOutEvent(QFocusEvent *event)
{
    QTreeView::focusOutEvent(event);
    viewport()->update();
}

void RowView::showEvent(QShowEvent *event)
{
    QTreeView::showEvent(event);
    updateTurning();
}

void RowView::hideEvent(QHideEvent *event)
{
    QTreeView::hideEvent(event);
    updateTurning();
}

void RowView::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles)
{
    // Qt asks for the place of each row, and adds up all heights above it to tell: with ten thousand rows most of a second.
    // Where all rows are of one height, none of them moves, and what is visible is painted again.
    if (uniformRowHeights() && topLeft.row() != bottomRight.row()) {
        viewport()->update();
        if (QAccessible::isActive()) {
            QAccessibleTableModelChangeEvent event(this, QAccessibleTableModelChangeEvent::DataChanged);
            event.setFirstRow(topLeft.row());
            event.setFirstColumn(topLeft.column());
            event.setLastRow(bottomRight.row());
            event.setLastColumn(bottomRight.column());
            QAccessible::updateAccessibility(&event);
        }
    } else {
        QTreeView::dataChanged(topLeft, bottomRight, roles);
    }
    updateTurning();
}

/// Listens to the clock while a ring turns, and stops by itself when none is left.
void RowView::updateTurning()
{
    if (!isVisible()) {
        disconnect(m_turning);
        return;
    }
    if (!m_turning)
        m_turning = connect(&Theme::current(), &Theme::turned, this, [this] {
            if (!repaintTurning())
                disconnect(m_turning);
        });
}

bool RowView::repaintTurning()
{
    bool found = false;
    QModelIndex index = model() ? indexAt(QPoint(1, 1)) : QModelIndex();
    for (; index.isValid() && visualRect(index).top() < viewport()->height(); index = indexBelow(index)) {
        for (int column = 0; column < model()->columnCount(index.parent()); ++column) {
            const QModelIndex cell = index.siblingAtColumn(column);
            if (cell.data(IconRole).toString() == u"running") {
                found = true;
                viewport()->update(visualRect(cell));
            }
        }
    }
    return found;
}

} // namespace layerdeck
