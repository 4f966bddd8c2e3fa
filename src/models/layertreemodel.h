// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"

#include <QAbstractTableModel>

namespace layerdeck {

/// The merged layers of all images as rows with rails. Rows of an unchanged layer keep their place when the engine was
/// read again.
class LayerTreeModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { LayerColumn, SizeColumn, SharedColumn, AgeColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setTree(const LayerTree &tree);
    const LayerTree &tree() const { return m_tree; }
    /// Rows whose instruction, image names or chain ID contain `text` (case ignored), or that stand above such a row.
    bool matches(int row, const QString &text) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// What a row shows, worked out once: while rows are exchanged, parents are not where they were.
    struct Row
    {
        TreeLayer layer;
        QString rails;
        int node = 0;
    };
    QVariant layerData(const Row &row, bool first, int role) const;

    LayerTree m_tree;
    QList<Row> m_rows;
};

/// The sum sentence of the page: "8 images take 630.3 MB. Listed one by one they add up to 1.29 GB, because layers are
/// shared."
QString imagesSentence(const LayerTree &tree);

} // namespace layerdeck
