// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/imagelistmodel.h"

#include "base/units.h"
#include "models/roles.h"

#include <QHash>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool isNumber(int column)
{
    return column >= ImageListModel::SizeColumn && column <= ImageListModel::LayersColumn;
}

} // namespace

QList<ImageRow> imageRows(const EngineContents &contents)
{
    struct Layers
    {
        qint64 shared = 0;
        int count = 0;
    };
    QHash<QString, Layers> layersOfImage;
    for (const TreeLayer &layer : contents.layers.rows) {
        for (const QString &id : layer.imageIds) {
            Layers &layers = layersOfImage[id];
            ++layers.count;
            if (layer.imageIds.size() > 1 && layers.shared >= 0)
                layers.shared = layer.layer.size < 0 ? -1 : layers.shared + layer.layer.size;
        }
    }
    QHash<QString, QStringList> containers;
    for (const Container &container : contents.containers)
        containers[container.imageId] << container.name;
    QList<ImageRow> rows;
    for (const InspectedImage &image : contents.images) {
        ImageRow row{image.image};
        row.containers = containers.value(image.image.id);
        if (!image.error) {
            const Layers layers = layersOfImage.value(image.image.id);
            row.layers = layers.count;
            row.shared = layers.shared;
            // As docker counts: on the containerd store compressed copies of the layers are part of the size.
            row.unique = row.shared < 0 || image.image.size < row.shared ? -1 : image.image.size - row.shared;
            row.platforms = image.image.platforms.isEmpty() ? QStringList{image.detail.os + u'/' + image.detail.architecture}
                                                            : image.image.platforms;
        }
        rows << row;
    }
    std::ranges::stable_sort(rows, [](const ImageRow &a, const ImageRow &b) {
        if (a.image.tags.isEmpty() != b.image.tags.isEmpty())
            return b.image.tags.isEmpty();
        return std::pair(a.image.shownTags().value(0), a.image.id) < std::pair(b.image.shownTags().value(0), b.image.id);
    });
    return rows;
}

void ImageListModel::setContents(const EngineContents &contents)
{
    exchange(imageRows(contents));
}

bool ImageListModel::matches(int row, const ContentFilter &filter, const QDateTime &now) const
{
    const ImageRow &image = rows().at(row);
    if (image.image.size < filter.atLeast)
        return false;
    if (filter.unusedSeconds > 0 && image.image.created.secsTo(now) < filter.unusedSeconds)
        return false;
    const auto has = [&](const QString &text) { return text.contains(filter.text, Qt::CaseInsensitive); };
    return filter.text.isEmpty() || has(image.image.id) || std::ranges::any_of(image.image.tags, has)
           || std::ranges::any_of(image.containers, has) || std::ranges::any_of(image.image.digests, has);
}

int ImageListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImageListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    static const QStringList heads{u"Image"_s, u"Size"_s, u"Unique"_s, u"Shared"_s, u"Layers"_s, u"Containers"_s, u"Platform"_s, u"Age"_s};
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
}

QVariant ImageListModel::value(const ImageRow &row, int column) const
{
    switch (column) {
    case SizeColumn: return row.image.size;
    case UniqueColumn: return row.unique;
    case SharedColumn: return row.shared;
    case LayersColumn: return row.layers;
    case ContainersColumn: return row.containers.join(u", "_s);
    case AgeColumn: return row.image.created;
    // What has no name comes after what has one.
    case ImageColumn: return (row.image.tags.isEmpty() ? u"\uFFFF"_s : QString()) + text(row, column);
    default: return text(row, column);
    }
}

QString ImageListModel::text(const ImageRow &row, int column) const
{
    switch (column) {
    case ImageColumn:
        if (!row.image.tags.isEmpty())
            return row.image.shownTags().join(u", "_s);
        // Pulled by digest: it has a name all the same.
        return row.image.digests.isEmpty() ? u"dangling, "_s + shortId(row.image.id) : row.image.digests.first();
    case SizeColumn: return sizeText(row.image.size);
    case UniqueColumn: return sizeText(row.unique);
    case SharedColumn: return sizeText(row.shared);
    case LayersColumn: return row.unique < 0 && row.layers == 0 ? u"unknown"_s : QString::number(row.layers);
    case ContainersColumn: return row.containers.isEmpty() ? u"–"_s : row.containers.join(u", "_s);
    case PlatformColumn: {
        const QString platforms = row.platforms.isEmpty() ? u"unknown"_s : row.platforms.join(u", "_s);
        return row.image.attestations == 0 ? platforms : u"%1, attested"_s.arg(platforms);
    }
    case AgeColumn: return ageText(row.image.created, QDateTime::currentDateTimeUtc());
    default: return {};
    }
}

QVariant ImageListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rows().size())
        return {};
    const ImageRow &row = rows().at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case Qt::ToolTipRole:
        return column == ImageColumn ? QVariant((row.image.tags + row.image.digests + QStringList{row.image.id}).join(u'\n'))
                                     : QVariant();
    case IdRole: return row.image.id;
    case SortRole: return value(row, column);
    case NumberRole: return isNumber(column);
    case IconRole:
        if (column == ImageColumn)
            return row.image.tags.isEmpty() && row.image.digests.isEmpty() ? u"inert"_s : u"images"_s;
        return column == ContainersColumn && !row.containers.isEmpty() ? QVariant(u"container"_s) : QVariant();
    case ToneRole:
        if (column == ImageColumn)
            return int(row.image.tags.isEmpty() ? Tone::Muted : Tone::Neutral);
        return int(column == ContainersColumn && !row.containers.isEmpty() ? Tone::Hit
                   : isNumber(column) ? Tone::Neutral : Tone::Muted);
    default: return {};
    }
}

} // namespace layerdeck
