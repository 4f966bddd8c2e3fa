// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/imagelistmodel.h"

#include "base/naturalorder.h"
#include "base/units.h"
#include "deploy/plan.h"
#include "layers/cachegraph.h"
#include "models/contentwording.h"
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

QString text(const ImageRow &row, int column)
{
    switch (column) {
    case ImageListModel::ImageColumn:
        return imageNames(row.image, ImageNaming::Short).join(u", "_s); // the tip has the name itself
    case ImageListModel::SizeColumn: return sizeText(row.image.size);
    case ImageListModel::UniqueColumn: return sizeText(row.unique);
    case ImageListModel::SharedColumn: return sizeText(row.shared);
    case ImageListModel::LayersColumn: return row.unique < 0 && row.layers == 0 ? u"unknown"_s : QString::number(row.layers);
    case ImageListModel::ContainersColumn: return row.containers.isEmpty() ? u"–"_s : row.containers.join(u", "_s);
    case ImageListModel::PlatformColumn: {
        const QString platforms = row.platforms.isEmpty() ? u"unknown"_s : row.platforms.join(u", "_s);
        return row.image.attestations == 0 ? platforms : u"%1, attested"_s.arg(platforms);
    }
    case ImageListModel::AgeColumn: return ageText(row.image.created, QDateTime::currentDateTimeUtc());
    default: return {};
    }
}

QVariant headTip(int column)
{
    switch (column) {
    case ImageListModel::SizeColumn: return u"As docker lists it: shared layers too, and on the containerd store their compressed copies."_s;
    case ImageListModel::UniqueColumn: return u"Unpacked layers that no other image has. A row's tool tip says what a removal frees."_s;
    case ImageListModel::SharedColumn: return u"Unpacked layers that other images have too."_s;
    default: return {};
    }
}

/// What a row is sorted by, and what is exported of it.
QVariant value(const ImageRow &row, int column)
{
    switch (column) {
    case ImageListModel::SizeColumn: return row.image.size;
    case ImageListModel::UniqueColumn: return row.unique;
    case ImageListModel::SharedColumn: return row.shared;
    case ImageListModel::LayersColumn: return row.layers;
    case ImageListModel::ContainersColumn: return row.containers.join(u", "_s);
    case ImageListModel::AgeColumn: return row.image.created;
    // What has no name comes after what has one.
    case ImageListModel::ImageColumn: return (row.image.tags.isEmpty() ? u"\uFFFF"_s : QString()) + text(row, column);
    default: return text(row, column);
    }
}

/// A record of an image that a build began with: "pulled from …", on the classic store "from local", on the
/// containerd store nothing. While it is shared, an image has the layers that it holds.
bool isBase(const CacheRecord &record)
{
    return record.shared && record.type == "regular"_L1 && !stepOfRecord(record).isStep;
}

QList<ImageRow> allRows(const EngineContents &contents, const QHash<QString, QString> &recordOfLayer)
{
    struct Layers
    {
        qint64 shared = 0;
        qint64 unique = 0;
        qint64 recorded = 0;
        int count = 0;
        bool known = true;
    };
    QHash<QString, Layers> layersOfImage;
    for (const TreeLayer &layer : contents.layers.rows) {
        const qint64 size = std::max<qint64>(0, layer.layer.size);
        for (const QString &id : layer.imageIds) {
            Layers &layers = layersOfImage[id];
            ++layers.count;
            layers.known = layers.known && layer.layer.size >= 0;
            (layer.imageIds.size() > 1 ? layers.shared : layers.unique) += size;
            if (layer.imageIds.size() == 1 && recordOfLayer.contains(layer.layer.chainId))
                layers.recorded += size;
        }
    }
    QHash<QString, QStringList> containers;
    for (const Container &container : contents.containers)
        containers[container.imageId] << container.name;
    const bool mayBeBase = std::ranges::any_of(contents.usage.cache, isBase);
    QList<ImageRow> rows;
    for (const InspectedImage &image : contents.images) {
        ImageRow row{image.image};
        row.mayBeBase = mayBeBase;
        row.containers = containers.value(image.image.id);
        if (!image.error) {
            const Layers layers = layersOfImage.value(image.image.id);
            row.layers = layers.count;
            if (layers.known) {
                row.shared = layers.shared;
                row.unique = layers.unique;
                row.recorded = layers.recorded;
                row.beside = std::max<qint64>(0, image.image.size - layers.shared - layers.unique);
            }
            row.platforms = image.image.platforms.isEmpty() ? QStringList{image.detail.os + u'/' + image.detail.architecture}
                                                            : image.image.platforms;
        }
        rows << row;
    }
    return rows;
}

bool matches(const ImageRow &row, const ContentFilter &filter, const QDateTime &now)
{
    if (filter.onlyUnheld && !row.containers.isEmpty())
        return false;
    if (row.image.size < filter.atLeast)
        return false;
    if (filter.unusedSeconds > 0 && row.image.created.secsTo(now) < filter.unusedSeconds)
        return false;
    const auto has = [&](const QString &text) { return text.contains(filter.text, Qt::CaseInsensitive); };
    return filter.text.isEmpty() || has(row.image.id) || std::ranges::any_of(row.image.tags, has) || filter.images.contains(row.image.id)
           || std::ranges::any_of(row.containers, has) || std::ranges::any_of(row.image.digests, has);
}

bool isLess(const QVariant &a, const QVariant &b)
{
    if (a.typeId() == QMetaType::QString)
        return compareNaturally(a.toString(), b.toString()) < 0;
    return QVariant::compare(a, b) == QPartialOrdering::Less;
}

} // namespace

QString removalSentence(const ImageRow &row)
{
    if (row.unique < 0)
        return u"Unknown what its removal frees: the engine does not tell the sizes of all its layers."_s;
    const bool doubtful = row.mayBeBase && row.unique > row.recorded;
    QString before;
    if (!row.containers.isEmpty())
        before += u"It cannot be removed while %1 %2 it. "_s.arg(joinedNames(row.containers), row.containers.size() == 1 ? u"uses"_s : u"use"_s);
    if (row.image.tags.size() > 1)
        before += u"It goes with the last of its %1 names. "_s.arg(row.image.tags.size());
    const QString frees = before + (doubtful ? u"Its removal frees at most %1"_s : u"Its removal frees %1"_s);
    const QString held = doubtful ? u" Layers of an image that a build began with (FROM) stay while the "
                                    u"build cache has a record of it; whether "
                                    "these are such layers, the engine does not tell."_s
                                  : QString();
    if (row.beside > 0)
        return frees.arg(sizeText(row.unique)) +
               u" of unpacked layers that no other image has, and of its %1 of compressed layers what "
               u"neither "
               "another image nor the build cache has; how much that is, the engine does not tell."_s.arg(
                   sizeText(row.beside)) +
               held;
    const QString freed =
        frees.arg(sizeText(row.unique - row.recorded)) + u" of layers that no other image has."_s;
    return (row.recorded == 0 ? freed
                              : u"%1 Another %2 of such layers stay until the build cache's records of them go."_s.arg(
                                    freed, sizeText(row.recorded))) +
           held;
}

ImageRows imageRows(const EngineContents &contents, const QHash<QString, QString> &recordOfLayer, const ContentFilter &filter, int column,
                    Qt::SortOrder order, const QDateTime &now)
{
    const QList<ImageRow> all = allRows(contents, recordOfLayer);
    struct Keyed
    {
        QVariant key;
        const ImageRow *row;
    };
    QList<Keyed> keyed;
    for (const ImageRow &row : all) {
        if (filter.isEmpty() || matches(row, filter, now))
            keyed << Keyed{value(row, column), &row};
    }
    // Equal ones by id, so that they keep their order from one reading to the next.
    std::ranges::sort(keyed, {}, [](const Keyed &of) { return of.row->image.id; });
    std::ranges::stable_sort(keyed, [order](const Keyed &a, const Keyed &b) {
        return order == Qt::DescendingOrder ? isLess(b.key, a.key) : isLess(a.key, b.key);
    });
    ImageRows result;
    result.all = static_cast<int>(all.size());
    for (const Keyed &of : std::as_const(keyed)) {
        result.rows << *of.row;
        result.bytes += std::max<qint64>(0, of.row->image.size);
    }
    return result;
}

void ImageListModel::sort(int column, Qt::SortOrder order) { emit orderWanted(column, order); }

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
    if (role == Qt::InitialSortOrderRole && isNumber(section))
        return int(Qt::DescendingOrder);
    if (role == Qt::ToolTipRole)
        return headTip(section);
    static const QStringList heads{u"Image"_s, u"Size"_s, u"Unique"_s, u"Shared"_s, u"Layers"_s, u"Containers"_s, u"Platform"_s, u"Age"_s};
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
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
        if (column == UniqueColumn)
            return removalSentence(row);
        return column == ImageColumn ? QVariant((row.image.tags + row.image.digests + QStringList{row.image.id}).join(u'\n'))
                                     : QVariant();
    case IdRole: return row.image.id;
    case SortRole: return value(row, column);
    case NumberRole: return isNumber(column);
    case ReferenceRole:
        return column == ImageColumn;
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
