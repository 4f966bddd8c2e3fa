// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contentfilter.h"
#include "models/rowtablemodel.h"
#include "session/state.h"

#include <QHash>

namespace layerdeck {

/// A layer with all that its row shows.
struct LayerTreeRow
{
    enum class Container { None, Stopped, Running };
    TreeLayer layer; ///< its `parent` is a place in the whole tree, not in a filtered list
    QString rails;
    int node = 0; ///< flags of NodeRole
    Container container = Container::None; ///< of any image that has the layer
    QString record;       ///< id of the build cache's record of it; empty: it has none
    bool inTree = true;                    ///< false: the rows are sorted, what stands above is not what the layer stands on
    bool match = true;                     ///< false: only there because a layer that stands on it matches
    QString parentChainId; ///< of the layer below it; empty: it is a first one
    QString identity() const { return layer.layer.chainId; }
};

struct LayerTreeRows
{
    QList<LayerTreeRow> rows;
    qint64 bytes = 0; ///< of the matches, each layer once
    int matches = 0;
    int all = 0; ///< also those that the filter hides
};

/// What the layers are listed by: a column of LayerTreeModel, its first for the tree itself.
struct LayerOrder
{
    int column = 0;
    Qt::SortOrder direction = Qt::AscendingOrder;
    bool isTree() const;
    bool operator==(const LayerOrder &) const = default;
};

/// The rows of the tree: those whose instruction or chain ID contain the text, or that an image of `filter.images` has, and that are as large and as old as
/// asked, and in the tree those that stand above such a row. In another order they have no rails. `recordOfLayer`: see CacheGraph.
LayerTreeRows layerTreeRows(const EngineContents &contents, const QHash<QString, QString> &recordOfLayer,
                            const ContentFilter &filter, const LayerOrder &order, const QDateTime &now);

/// The merged layers of all images as rows with rails. Rows of an unchanged layer keep their place when the engine was
/// read again.
class LayerTreeModel : public RowTableModel<LayerTreeRow>
{
    Q_OBJECT
public:
    enum Column { LayerColumn, SizeColumn, SharedColumn, AgeColumn, ContainerColumn, CacheColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    void setRows(const QList<LayerTreeRow> &rows) { exchange(rows); }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Rows come sorted: tells who makes them.
    void sort(int column, Qt::SortOrder order) override;

signals:
    void orderWanted(const LayerOrder &order);

private:
    QVariant layerData(const LayerTreeRow &row, bool first, int role) const;
};

/// The sum sentence of the page: "8 images take 630.3 MB. Listed one by one they add up to 1.29 GB, because layers are
/// shared."
/// `compressed`: the engine keeps a compressed copy of each layer beside it (containerd store), which is not in the sum.
QString imagesSentence(const LayerTree &tree, bool compressed);

} // namespace layerdeck
