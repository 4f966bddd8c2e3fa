// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"
#include "models/rowtablemodel.h"
#include "session/remotework.h"

namespace layerdeck {

/// A row of the list of Actions caches.
struct RemoteCacheRow
{
    github::Cache cache;
    QString age;
    QString identity() const { return QString::number(cache.id); }
    bool operator==(const RemoteCacheRow &) const = default;
};

/// Those whose key contains `key`, whatever its case, and that are of `ref` (empty: of all), as GitHub orders them. With a "*" in it, which
/// stands for anything, `key` is the whole key: "buildkit-*" are those that begin so.
QList<RemoteCacheRow> remoteCacheRows(const QList<github::Cache> &caches, const QString &key, const QString &ref, const QDateTime &now);

/// The refs that have caches, each once.
QStringList refsOf(const QList<github::Cache> &caches);

/// "main", "tag v1", "pull request #7": a ref as people say it; what is none of those as it is.
QString shortRef(const QString &ref);

/// "3 caches, 1.99 GB of 10.00 GB. GitHub counts every five minutes."
/// `deleted`: so many were deleted just now, which it says first.
QString cachesSentence(const RemoteCaches &caches, qsizetype deleted = 0);

class RemoteCachesModel : public RowTableModel<RemoteCacheRow>
{
    Q_OBJECT
public:
    enum Column { KeyColumn, RefColumn, SizeColumn, UsedColumn, ColumnCount };
    using RowTableModel::RowTableModel;
    void setRows(const QList<RemoteCacheRow> &wanted);
    /// By what a column means: sizes by bytes, ages by time. A column below 0: as they were given.
    void sort(int column, Qt::SortOrder order) override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<RemoteCacheRow> m_given;
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace layerdeck
