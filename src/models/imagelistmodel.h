// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contentfilter.h"
#include "models/rowtablemodel.h"
#include "session/state.h"

#include <QHash>

namespace layerdeck {

/// An image as the flat list shows it.
struct ImageRow
{
    Image image;
    qint64 unique = -1;   ///< bytes, unpacked, of layers that no other image has; -1 where a size is unknown
    qint64 shared = -1;   ///< of layers that other images have too
    qint64 recorded = 0;  ///< of the unique ones: of layers that the build cache has a record of
    qint64 beside = 0;    ///< what the engine counts beside the unpacked layers: compressed copies, other platforms; only on the containerd store
    /// The build cache has records of images that builds began with, and an image still has their layers: perhaps this one.
    bool mayBeBase = false;
    int layers = 0;
    QStringList containers; ///< names; stopped ones too
    QStringList platforms;
    bool operator==(const ImageRow &) const = default;
    QString identity() const { return image.id; }
};

/// What a removal of this image alone frees, as far as the engine tells. The classic store keeps layers that the build cache has
/// records of; the containerd store frees unpacked layers at once, and of the compressed copies tells their sum only. Both keep all
/// of an image that a build began with (FROM) while the cache has a record of that, which does not say of which image it is.
QString removalSentence(const ImageRow &row);

struct ImageRows
{
    QList<ImageRow> rows;
    qint64 bytes = 0; ///< sizes of the rows as docker lists them: shared layers in each image that has them
    int all = 0; ///< also those that the filter hides
};

/// The engine's images, one a row.
class ImageListModel : public RowTableModel<ImageRow>
{
    Q_OBJECT
public:
    enum Column { ImageColumn, SizeColumn, UniqueColumn, SharedColumn, LayersColumn, ContainersColumn, PlatformColumn, AgeColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    void setRows(const QList<ImageRow> &rows) { exchange(rows); }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Rows come sorted: tells who makes them.
    void sort(int column, Qt::SortOrder order) override;

signals:
    void orderWanted(int column, Qt::SortOrder order);
};

/// The rows of all images that could be read, and of those that could not without what is unknown: those whose names, id or
/// containers contain the text and that are as large and as old as asked, by a column of ImageListModel. `recordOfLayer`: see
/// CacheGraph.
ImageRows imageRows(const EngineContents &contents, const QHash<QString, QString> &recordOfLayer, const ContentFilter &filter, int column,
                    Qt::SortOrder order, const QDateTime &now);

} // namespace layerdeck
