// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/cacherows.h"
#include "models/rowtablemodel.h"

namespace layerdeck {

/// The records of the build cache as rows, in groups or as a table.
class CacheRecordModel : public RowTableModel<CacheRow>
{
    Q_OBJECT
public:
    enum Column { RecordColumn, OwnerColumn, SizeColumn, LastUsedColumn, UsesColumn, StateColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    void setRows(const QList<CacheRow> &rows) { exchange(rows); }
    /// The row of a record; -1 where it is filtered out.
    int rowOf(const QString &recordId) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    QVariant groupData(const CacheRow &row, int column, int role) const;
    QVariant recordData(const CacheRow &row, int column, int role) const;
    QString text(const CacheRow &row, int column) const;
    QVariant sortValue(const CacheRow &row, int column) const;
};

} // namespace layerdeck
