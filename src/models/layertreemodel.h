// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"
#include "models/contentfilter.h"
#include "models/rowtablemodel.h"

#include <QHash>

namespace layerdeck {

/// What a row shows, worked out once: while rows are exchanged, parents are not where they were.
struct LayerTreeRow
{
    TreeLayer layer;
    QString rails;
    int node = 0;
    QString identity() const { return layer.layer.chainId; }
};

/// The merged layers of all images as rows with rails. Rows of an unchanged layer keep their place when the engine was
/// read again.
class LayerTreeModel : public RowTableModel<LayerTreeRow>
{
    Q_OBJECT
public:
    enum Column { LayerColumn, SizeColumn, SharedColumn, AgeColumn, ContainerColumn, CacheColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    void setTree(const LayerTree &tree);
    /// Images that containers were made from, by id, with whether one of them runs; and the records of layers, by chain ID.
    void setUse(const QHash<QString, bool> &containers, const QHash<QString, QString> &records);
    const LayerTree &tree() const { return m_tree; }
    /// Rows whose instruction, image names or chain ID contain the text and that are as large and as old as asked, or that
    /// stand above such a row.
    bool matches(int row, const ContentFilter &filter, const QDateTime &now) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant layerData(const LayerTreeRow &row, bool first, int role) const;

    QString containerText(const TreeLayer &layer) const;

    LayerTree m_tree;
    QHash<QString, bool> m_containers;
    QHash<QString, QString> m_records;
};

/// The sum sentence of the page: "8 images take 630.3 MB. Listed one by one they add up to 1.29 GB, because layers are
/// shared."
/// `compressed`: the engine keeps a compressed copy of each layer beside it (containerd store), which is not in the sum.
QString imagesSentence(const LayerTree &tree, bool compressed);

} // namespace layerdeck
