// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/layertreemodel.h"

#include "base/units.h"
#include "models/contentwording.h"
#include "models/roles.h"

#include <QSet>

#include <algorithm>
#include <limits>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Walks up from the row: for each level left of it, whether a rail passes, branches off, or has ended.
/// `last`: whether no branch that is shown follows the one that a row begins.
QString railsOf(const LayerTree &tree, int row, const QList<bool> &last)
{
    QString text(tree.rows.at(row).level, u' ');
    int at = row;
    for (int level = tree.rows.at(row).level - 1; level >= 0; --level) {
        // The first layer of the branch on level + 1 that leads to this row.
        while (!tree.rows.at(at).firstOfBranch)
            at = tree.rows.at(at).parent;
        if (at == row)
            text[level] = last.at(at) ? u'l' : u't';
        else
            text[level] = last.at(at) ? u' ' : u'|';
        at = tree.rows.at(at).parent;
    }
    return text;
}

int nodeOf(const TreeLayer &layer)
{
    int flags = 0;
    if (layer.parent >= 0 && !layer.firstOfBranch)
        flags |= NodeRailUp;
    if (layer.children > 0)
        flags |= NodeRailDown;
    if (layer.imageIds.size() < 2)
        flags |= NodeHollow;
    if (!layer.ends.isEmpty())
        flags |= NodeImageEnd;
    return flags;
}

/// Images that containers were made from, by id.
QHash<QString, LayerTreeRow::Container> containersOf(const EngineContents &contents)
{
    QHash<QString, LayerTreeRow::Container> use;
    for (const Container &container : contents.containers) {
        const auto own = container.state == "running"_L1 ? LayerTreeRow::Container::Running : LayerTreeRow::Container::Stopped;
        use[container.imageId] = std::max(use.value(container.imageId), own);
    }
    return use;
}

bool matches(const TreeLayer &layer, const ContentFilter &filter, const QHash<QString, LayerTreeRow::Container> &containers, const QDateTime &now)
{
    if (filter.onlyUnheld && std::ranges::any_of(layer.imageIds, [&](const QString &id) { return containers.contains(id); }))
        return false;
    if (layer.layer.size < filter.atLeast)
        return false;
    if (filter.unusedSeconds > 0 && layer.layer.created.secsTo(now) < filter.unusedSeconds)
        return false;
    return filter.text.isEmpty() || layer.layer.instruction.contains(filter.text, Qt::CaseInsensitive)
           || layer.layer.chainId.contains(filter.text, Qt::CaseInsensitive)
           || std::ranges::any_of(layer.imageIds, [&](const QString &id) { return filter.images.contains(id); });
}

QString containerText(LayerTreeRow::Container container)
{
    switch (container) {
    case LayerTreeRow::Container::Running: return u"running"_s;
    case LayerTreeRow::Container::Stopped: return u"stopped"_s;
    case LayerTreeRow::Container::None: break;
    }
    return u"–"_s;
}

/// What a row is sorted by; what is unknown comes first.
std::pair<qint64, qint64> sortKey(const LayerTreeRow &row, int column)
{
    const qint64 size = row.layer.layer.size;
    switch (column) {
    case LayerTreeModel::SharedColumn: return {row.layer.imageIds.size(), size};
    case LayerTreeModel::AgeColumn:
        // As the age is shown: the oldest is the largest.
        return {row.layer.layer.created.isValid() ? -row.layer.layer.created.toMSecsSinceEpoch() : std::numeric_limits<qint64>::min(), size};
    case LayerTreeModel::ContainerColumn: return {qint64(row.container), size};
    case LayerTreeModel::CacheColumn:
        return {qint64(!row.record.isEmpty()), size};
    default: return {size, 0};
    }
}

/// Equal ones stay in the order of the tree.
void sortRows(QList<LayerTreeRow> &rows, const LayerOrder &order)
{
    std::ranges::stable_sort(rows, [&order](const LayerTreeRow &a, const LayerTreeRow &b) {
        const auto first = sortKey(a, order.column);
        const auto second = sortKey(b, order.column);
        return order.direction == Qt::DescendingOrder ? second < first : first < second;
    });
}

} // namespace

bool LayerOrder::isTree() const { return column == LayerTreeModel::LayerColumn; }

void LayerTreeModel::sort(int column, Qt::SortOrder order) { emit orderWanted(LayerOrder{column, order}); }

LayerTreeRows layerTreeRows(const EngineContents &contents, const QHash<QString, QString> &recordOfLayer,
                            const ContentFilter &filter, const LayerOrder &order, const QDateTime &now)
{
    const LayerTree &tree = contents.layers;
    const int count = static_cast<int>(tree.rows.size());
    // From the end: what stands on a layer comes after it.
    QList<bool> wanted(count, false);
    QList<bool> matching(count, false);
    const QHash<QString, LayerTreeRow::Container> containers = containersOf(contents);
    LayerTreeRows result;
    result.all = count;
    for (int row = count - 1; row >= 0; --row) {
        const TreeLayer &layer = tree.rows.at(row);
        const bool match = filter.isEmpty() || matches(layer, filter, containers, now);
        result.bytes += match ? std::max<qint64>(0, layer.layer.size) : 0;
        result.matches += match ? 1 : 0;
        matching[row] = match;
        wanted[row] = wanted.at(row) || match;
        if (order.isTree() && wanted.at(row) && layer.parent >= 0)
            wanted[layer.parent] = true;
    }
    // What the filter hides has no rails.
    QList<bool> goesOn(count, false);
    QList<bool> last(count, false);
    QSet<int> parted;
    for (int row = count - 1; row >= 0; --row) {
        const TreeLayer &layer = tree.rows.at(row);
        if (!wanted.at(row) || layer.parent < 0)
            continue;
        goesOn[layer.parent] = true;
        last[row] = layer.firstOfBranch && !parted.contains(layer.parent);
        if (layer.firstOfBranch)
            parted.insert(layer.parent);
    }
    for (int row = 0; row < count; ++row) {
        if (!wanted.at(row))
            continue;
        const TreeLayer &layer = tree.rows.at(row);
        auto container = LayerTreeRow::Container::None;
        for (const QString &image : layer.imageIds)
            container = std::max(container, containers.value(image));
        LayerTreeRow shown{
            layer,          {}, nodeOf(layer), container, recordOfLayer.value(layer.layer.chainId),
            order.isTree(), {}};
        shown.match = matching.at(row);
        if (layer.parent >= 0)
            shown.parentChainId = tree.rows.at(layer.parent).layer.chainId;
        if (!goesOn.at(row))
            shown.node &= ~NodeRailDown;
        if (order.isTree())
            shown.rails = railsOf(tree, row, last);
        else
            shown.node &= ~(NodeRailUp | NodeRailDown);
        result.rows << shown;
    }
    if (!order.isTree())
        sortRows(result.rows, order);
    return result;
}

int LayerTreeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LayerTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::InitialSortOrderRole && section != LayerColumn)
        return int(Qt::DescendingOrder);
    static const QStringList heads{u"Layer"_s, u"Size"_s, u"Shared"_s, u"Age"_s, u"Container"_s, u"Build cache"_s};
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
}

QVariant LayerTreeModel::layerData(const LayerTreeRow &row, bool first, int role) const
{
    const TreeLayer &layer = row.layer;
    switch (role) {
    case Qt::DisplayRole:
        return layer.layer.instruction.isEmpty() ? u"instruction unknown"_s
                                                 : layer.layer.instruction.section(u'\n', 0, 0);
    case Qt::ToolTipRole: return layer.layer.raw.isEmpty() ? layer.layer.diffId : layer.layer.raw;
    case CodeRole: return !layer.layer.instruction.isEmpty();
    case ToneRole: return int(layer.layer.instruction.isEmpty() || !row.match ? Tone::Muted : Tone::Neutral);
    case NodeRole: return row.node;
    case RailsRole: return row.rails;
    case GroupStartRole: return row.inTree && layer.parent < 0 && !first;
    case TagsRole:
    case TagIconsRole:
    case TagDashedRole:
    case TagTonesRole: break;
    default: return {};
    }
    QStringList names;
    QStringList icons;
    QVariantList dashed;
    QVariantList tones;
    for (const ImageEnd &end : layer.ends) {
        names << imageName(end.name, end.imageId, ImageNaming::Short);
        icons << (end.inUse            ? u"container"_s
                  : end.name.isEmpty() ? u"inert"_s
                  : isKeptName(end.name) ? u"pin"_s
                                         : u"images"_s);
        dashed << end.name.isEmpty();
        tones << int(end.inUse ? Tone::Hit : end.name.isEmpty() ? Tone::Warn : Tone::Muted);
    }
    switch (role) {
    case TagsRole: return names;
    case TagIconsRole: return icons;
    case TagDashedRole: return dashed;
    case TagTonesRole: return tones;
    default: return {};
    }
}

QVariant LayerTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rows().size())
        return {};
    const LayerTreeRow &row = rows().at(index.row());
    const TreeLayer &layer = row.layer;
    if (role == IdRole)
        return layer.layer.chainId;
    if (role == GroupStartRole)
        return row.inTree && layer.parent < 0 && index.row() > 0;
    const qsizetype images = layer.imageIds.size();
    switch (index.column()) {
    case LayerColumn: return layerData(row, index.row() == 0, role);
    case SizeColumn:
        if (role == Qt::DisplayRole)
            return sizeText(layer.layer.size);
        if (role == Qt::TextAlignmentRole)
            return int(Qt::AlignRight | Qt::AlignVCenter);
        if (role == ToneRole && !row.match)
            return int(Tone::Muted);
        return role == SortRole ? QVariant(layer.layer.size) : role == NumberRole ? QVariant(true) : QVariant();
    case SharedColumn:
        if (role == Qt::DisplayRole)
            return images == 1 ? u"1 image"_s : u"%1 images"_s.arg(images);
        if (role == IconRole && images > 1)
            return u"shared"_s;
        return role == ToneRole ? QVariant(int(Tone::Muted)) : role == SortRole ? QVariant(images) : QVariant();
    case AgeColumn:
        if (role == Qt::DisplayRole)
            return ageText(layer.layer.created, QDateTime::currentDateTimeUtc());
        return role == ToneRole ? QVariant(int(Tone::Muted))
               : role == SortRole ? QVariant(layer.layer.created) : QVariant();
    case ContainerColumn: {
        const bool running = row.container == LayerTreeRow::Container::Running;
        if (role == Qt::DisplayRole)
            return containerText(row.container);
        if (role == IconRole)
            return running ? QVariant(u"container"_s) : QVariant();
        return role == ToneRole ? QVariant(int(running ? Tone::Hit : Tone::Muted)) : QVariant();
    }
    case CacheColumn:
        if (role == Qt::DisplayRole)
            return !row.record.isEmpty() ? u"yes"_s : u"no"_s;
        return role == ToneRole ? QVariant(int(Tone::Muted)) : QVariant();
    default: return {};
    }
}

QString imagesSentence(const LayerTree &tree, bool compressed)
{
    if (tree.images == 0)
        return u"The engine has no images."_s;
    const QString size = sizeText(tree.diskBytes);
    QString sum = tree.images == 1 ? u"1 image takes %1"_s.arg(size) : u"%1 images take %2"_s.arg(tree.images).arg(size);
    sum += compressed ? u" unpacked, beside compressed copies."_s : u"."_s;
    if (tree.listedBytes == tree.diskBytes)
        return sum;
    // On both stores short enough for the smallest window.
    if (compressed)
        return sum + u" Listed one by one they add up to %1."_s.arg(sizeText(tree.listedBytes));
    return sum + u" Listed one by one they add up to %1, because layers are shared."_s.arg(sizeText(tree.listedBytes));
}

} // namespace layerdeck
