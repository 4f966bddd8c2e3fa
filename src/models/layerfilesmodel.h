// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layerfiles.h"

#include <QAbstractTableModel>

namespace layerdeck {

/// A row of the files of a layer: a file, a folder with its sum, or a wasted path.
struct FileRow
{
    QString path;
    QString change; ///< "added", "modified", "removed"; of a wasted one how often it is written
    qint64 size = 0;
    int files = 1;  ///< of a folder
    bool operator==(const FileRow &) const = default;
};

/// The folders (first two levels) of a layer with what they hold of paths that have `text` in them, the largest first.
QList<FileRow> foldersBySize(const ImageFiles::Layer &layer, const QString &text = {});
/// Every path in the order of its name.
QList<FileRow> filesByPath(const ImageFiles::Layer &layer);
/// What the whole image wastes, the largest first.
QList<FileRow> wastedFiles(const ImageFiles &files);

/// Those whose path has `text` in it, in any case; in the order of a column of LayerFilesModel, or as they are where it is -1.
QList<FileRow> chosenFiles(QList<FileRow> rows, const QString &text, int column, Qt::SortOrder direction);

/// Rows of any of these.
class LayerFilesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { PathColumn, ChangeColumn, FilesColumn, SizeColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// `folders`: the paths are those of folders.
    void setRows(const QList<FileRow> &rows, bool folders = false);
    const QList<FileRow> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<FileRow> m_rows;
    bool m_folders = false;
};

/// "18,402 added, 3 changed, none removed".
QString changesSentence(const ImageFiles::Layer &layer);

} // namespace layerdeck
