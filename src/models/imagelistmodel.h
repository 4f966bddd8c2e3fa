// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contentfilter.h"
#include "models/rowtablemodel.h"
#include "session/state.h"

namespace layerdeck {

/// An image as the flat list shows it.
struct ImageRow
{
    Image image;
    qint64 unique = -1; ///< bytes that would go with the image; -1 where a size is unknown
    qint64 shared = -1; ///< of layers that other images have too
    int layers = 0;
    QStringList containers; ///< names; stopped ones too
    QStringList platforms;
    bool operator==(const ImageRow &) const = default;
    QString identity() const { return image.id; }
};

/// The rows of all images that could be read, and of those that could not without what is unknown.
QList<ImageRow> imageRows(const EngineContents &contents);

/// The engine's images, one a row.
class ImageListModel : public RowTableModel<ImageRow>
{
    Q_OBJECT
public:
    enum Column { ImageColumn, SizeColumn, UniqueColumn, SharedColumn, LayersColumn, ContainersColumn, PlatformColumn, AgeColumn, ColumnCount };

    using RowTableModel::RowTableModel;

    void setContents(const EngineContents &contents);
    bool matches(int row, const ContentFilter &filter, const QDateTime &now) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant value(const ImageRow &row, int column) const;
    QString text(const ImageRow &row, int column) const;
};

} // namespace layerdeck
