// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/background.h"

#include <QAbstractTableModel>
#include <QHash>

namespace layerdeck {

/// Where a cell's text stands: numbers at the right.
inline Qt::Alignment columnAlignment(bool number)
{
    return (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

/// A column's head, aligned as its cells.
inline QVariant columnHead(const QStringList &heads, int section, bool number, int role)
{
    if (role == Qt::TextAlignmentRole)
        return int(columnAlignment(number));
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
}

/// A table of values that are worked out anew as a whole, and exchanged row by row: rows of an unchanged identity keep
/// selection and focus, wherever they go. `Row` has `QString identity() const`, different for each row of a list. An exchange
/// costs a comparison of identities a row; the rows themselves are shared, and the old ones go in a thread.
template <typename Row>
class RowTableModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    const QList<Row> &rows() const { return m_rows; }

protected:
    /// What came or went between a common head and tail is told as that; anything else as a new order.
    void exchange(const QList<Row> &rows)
    {
        const auto same = [](const Row &a, const Row &b) { return a.identity() == b.identity(); };
        const int oldCount = rowCount();
        const int newCount = static_cast<int>(rows.size());
        int head = 0;
        while (head < oldCount && head < newCount && same(m_rows.at(head), rows.at(head)))
            ++head;
        int tail = 0;
        while (tail < oldCount - head && tail < newCount - head
               && same(m_rows.at(oldCount - 1 - tail), rows.at(newCount - 1 - tail)))
            ++tail;
        if (head == oldCount && head == newCount) {
            take(rows);
        } else if (head + tail == oldCount) {
            beginInsertRows({}, head, newCount - tail - 1);
            take(rows);
            endInsertRows();
        } else if (head + tail == newCount) {
            beginRemoveRows({}, head, oldCount - tail - 1);
            take(rows);
            endRemoveRows();
        } else {
            reorder(rows);
        }
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }

private:
    void take(const QList<Row> &rows) { letGo(std::exchange(m_rows, rows)); }

    void reorder(const QList<Row> &rows)
    {
        emit layoutAboutToBeChanged();
        const QModelIndexList held = persistentIndexList();
        QHash<QString, int> places;
        for (const QModelIndex &index : held)
            places.insert(m_rows.at(index.row()).identity(), -1);
        for (qsizetype row = 0; row < rows.size() && !places.isEmpty(); ++row) {
            if (const auto place = places.find(rows.at(row).identity()); place != places.end())
                *place = static_cast<int>(row);
        }
        QModelIndexList moved;
        for (const QModelIndex &index : held) {
            const int row = places.value(m_rows.at(index.row()).identity());
            moved << (row < 0 ? QModelIndex() : createIndex(row, index.column()));
        }
        take(rows);
        changePersistentIndexList(held, moved);
        emit layoutChanged();
    }

    QList<Row> m_rows;
};

} // namespace layerdeck
