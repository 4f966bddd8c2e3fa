// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

namespace layerdeck {

/// A table of values that are worked out anew as a whole, and exchanged row by row: rows of an unchanged identity keep their
/// place, so that selection and scroll stay. `Row` has `QString identity() const`.
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
    /// The common head and tail stay; what differs between them is exchanged as one block of rows.
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
        if (oldCount - tail > head) {
            beginRemoveRows({}, head, oldCount - tail - 1);
            m_rows.remove(head, oldCount - tail - head);
            endRemoveRows();
        }
        if (newCount - tail > head) {
            beginInsertRows({}, head, newCount - tail - 1);
            m_rows = rows;
            endInsertRows();
        } else {
            m_rows = rows;
        }
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }

private:
    QList<Row> m_rows;
};

} // namespace layerdeck
