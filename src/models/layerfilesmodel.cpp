// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layerfilesmodel.h"

#include "base/background.h"
#include "base/units.h"
#include "models/contentwording.h"
#include "models/roles.h"

#include <QLocale>
#include <QMap>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString changeWord(FileChange change)
{
    switch (change) {
    case FileChange::Added: return u"added"_s;
    case FileChange::Modified: return u"modified"_s;
    case FileChange::Removed: return u"removed"_s;
    }
    return {};
}

QString numberOrNone(int number)
{
    return number == 0 ? u"none"_s : QLocale().toString(number);
}

} // namespace

QList<FileRow> foldersBySize(const ImageFiles::Layer &layer, const QString &text)
{
    QMap<std::pair<QString, bool>, FileRow> folders;
    for (const ChangedPath &file : layer.files) {
        if (!file.path.contains(text, Qt::CaseInsensitive))
            continue;
        const QString folder = file.path.contains(u'/') ? file.path.section(u'/', 0, -2).section(u'/', 0, 1) + u'/' : file.path;
        // What goes takes no bytes here: it is not added up with what comes.
        const bool removed = file.change == FileChange::Removed;
        FileRow &row = folders[{folder, removed}];
        if (row.path.isEmpty())
            row = {folder, changeWord(file.change), 0, 0};
        if (row.change != changeWord(file.change))
            row.change = u"several"_s;
        row.size += file.size;
        ++row.files;
    }
    QList<FileRow> rows = folders.values();
    std::ranges::stable_sort(rows, std::ranges::greater(), &FileRow::size);
    return rows;
}

QList<FileRow> filesByPath(const ImageFiles::Layer &layer)
{
    QList<FileRow> rows;
    rows.reserve(layer.files.size());
    for (const ChangedPath &file : layer.files)
        rows << FileRow{file.path, changeWord(file.change), file.size, 1};
    return rows;
}

QList<FileRow> wastedFiles(const ImageFiles &files)
{
    QList<FileRow> rows;
    for (const ImageFiles::Waste &waste : files.waste)
        rows << FileRow{waste.path,
                        waste.times == 1 ? u"removed later"_s : u"written %1 times"_s.arg(waste.times), waste.bytes, 1};
    return rows;
}

QList<FileRow> chosenFiles(QList<FileRow> rows, const QString &text, int column, Qt::SortOrder direction)
{
    if (!text.isEmpty())
        rows.removeIf([&text](const FileRow &row) { return !row.path.contains(text, Qt::CaseInsensitive); });
    const auto sort = [&](auto member) {
        direction == Qt::AscendingOrder ? std::ranges::stable_sort(rows, std::ranges::less(), member)
                                        : std::ranges::stable_sort(rows, std::ranges::greater(), member);
    };
    switch (column) {
    case LayerFilesModel::PathColumn: sort(&FileRow::path); break;
    case LayerFilesModel::ChangeColumn: sort(&FileRow::change); break;
    case LayerFilesModel::FilesColumn: sort(&FileRow::files); break;
    case LayerFilesModel::SizeColumn: sort(&FileRow::size); break;
    default: break;
    }
    return rows;
}

void LayerFilesModel::setRows(const QList<FileRow> &rows, bool folders)
{
    beginResetModel();
    m_folders = folders;
    letGo(std::exchange(m_rows, rows));
    endResetModel();
}

int LayerFilesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LayerFilesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LayerFilesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool number = section == FilesColumn || section == SizeColumn;
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const QStringList heads{m_folders ? u"Folder"_s : u"Path"_s, u"Change"_s, u"Files"_s, u"Size"_s};
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
}

QVariant LayerFilesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const FileRow &row = m_rows.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case PathColumn: return visibleName(row.path);
        case ChangeColumn: return row.change;
        case FilesColumn: return QLocale().toString(row.files);
        default: return sizeText(row.size);
        }
    case IdRole: return row.path;
    case SortRole: return column == FilesColumn ? QVariant(row.files) : column == SizeColumn ? QVariant(row.size) : QVariant();
    case CodeRole:
    case ReferenceRole: return column == PathColumn;
    case NumberRole: return column == FilesColumn || column == SizeColumn;
    case ToneRole: return int(column == ChangeColumn ? Tone::Muted : Tone::Neutral);
    default: return {};
    }
}

QString changesSentence(const ImageFiles::Layer &layer)
{
    return u"%1 added, %2 changed, %3 removed"_s.arg(numberOrNone(layer.count(FileChange::Added)),
                                                     numberOrNone(layer.count(FileChange::Modified)),
                                                     numberOrNone(layer.count(FileChange::Removed)));
}

} // namespace layerdeck
