// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/contentexport.h"

#include "models/cacherecordmodel.h"
#include "models/imagelistmodel.h"
#include "models/layerfilesmodel.h"
#include "models/layertreemodel.h"

#include <QJsonArray>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QJsonValue known(qint64 bytes) { return bytes < 0 ? QJsonValue() : QJsonValue(bytes); }

QJsonValue known(const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); }

QJsonValue containerName(LayerTreeRow::Container container)
{
    switch (container) {
    case LayerTreeRow::Container::Running:
        return u"running"_s;
    case LayerTreeRow::Container::Stopped:
        return u"stopped"_s;
    case LayerTreeRow::Container::None:
        break;
    }
    return {};
}

template <typename Entry>
QByteArray exported(const QList<Entry> &entries, bool json)
{
    QList<ExportRecord> records;
    records.reserve(entries.size());
    for (const Entry &entry : entries)
        records << exportRecord(entry);
    return json ? exportedJson(records) : exportedCsv(records, exportRecord(Entry()));
}

} // namespace

ExportRecord exportRecord(const CacheNode &node)
{
    QJsonArray owners;
    for (const PlannedStep &owner : node.owners) {
        owners.append(QJsonObject{{u"service"_s, owner.service},
                                  {u"step"_s, owner.index},
                                  {u"dockerfile"_s, owner.dockerfile},
                                  {u"line"_s, owner.line}});
    }
    const CacheRecord &record = node.record;
    return {{u"id"_s, record.id},
            {u"parents"_s, QJsonArray::fromStringList(record.parents)},
            {u"type"_s, record.type},
            {u"description"_s, record.description},
            {u"instruction"_s, node.step.isStep ? QJsonValue(node.step.instruction) : QJsonValue()},
            {u"service"_s, known(node.service())},
            {u"step"_s, node.owners.isEmpty() ? QJsonValue() : QJsonValue(node.owners.first().index)},
            {u"owners"_s, owners},
            {u"images"_s, QJsonArray::fromStringList(node.imageIds)},
            {u"size"_s, known(record.size)},
            {u"in_use"_s, record.inUse},
            {u"shared"_s, record.shared},
            {u"newest"_s, node.onNewest},
            {u"created"_s, timeJson(record.created)},
            {u"last_used"_s, timeJson(record.lastUsed)},
            {u"use_count"_s, record.useCount}};
}

ExportRecord exportRecord(const Image &image)
{
    return {{u"id"_s, image.id},
            {u"tags"_s, QJsonArray::fromStringList(image.tags)},
            {u"digests"_s, QJsonArray::fromStringList(image.digests)},
            {u"created"_s, timeJson(image.created)},
            {u"size"_s, known(image.size)}};
}

ExportRecord exportRecord(const ImageRow &row)
{
    const bool read = row.unique >= 0 || row.layers > 0;
    return exportRecord(row.image) +
           ExportRecord{{u"unique_size"_s, known(row.unique)},
                        {u"shared_size"_s, known(row.shared)},
                        {u"layers"_s, read ? QJsonValue(row.layers) : QJsonValue()},
                        {u"containers"_s, QJsonArray::fromStringList(row.containers)},
                        {u"platforms"_s, QJsonArray::fromStringList(row.platforms)},
                        {u"attestations"_s, row.image.attestations}};
}

ExportRecord exportRecord(const TreeLayer &layer)
{
    QJsonArray ends;
    for (const ImageEnd &end : layer.ends)
        ends.append(QJsonObject{{u"id"_s, end.imageId}, {u"name"_s, end.name}, {u"in_use"_s, end.inUse}});
    return {{u"chain_id"_s, layer.layer.chainId},
            {u"diff_id"_s, layer.layer.diffId},
            {u"level"_s, layer.level},
            {u"instruction"_s, known(layer.layer.instruction)},
            {u"size"_s, known(layer.layer.size)},
            {u"created"_s, timeJson(layer.layer.created)},
            {u"images"_s, QJsonArray::fromStringList(layer.imageIds)},
            {u"ends"_s, ends}};
}

ExportRecord exportRecord(const LayerTreeRow &row)
{
    return exportRecord(row.layer) + ExportRecord{{u"parent_chain_id"_s, known(row.parentChainId)},
                                                  {u"history"_s, known(row.layer.layer.raw)},
                                                  {u"container"_s, containerName(row.container)},
                                                  {u"record"_s, known(row.record)}};
}

ExportRecord exportRecord(const FileRow &row)
{
    return {{u"path"_s, row.path}, {u"change"_s, row.change}, {u"files"_s, row.files}, {u"size"_s, row.size}};
}

Exporter exporterOf(const ImageListModel &model)
{
    return [rows = model.rows()](bool json) { return exported(rows, json); };
}

Exporter exporterOf(const LayerTreeModel &model)
{
    return [rows = model.rows()](bool json) { return exported(rows, json); };
}

Exporter exporterOf(const LayerFilesModel &model)
{
    return [rows = model.rows()](bool json) { return exported(rows, json); };
}

Exporter exporterOf(const CacheRecordModel &model)
{
    return [rows = model.rows()](bool json) {
        QList<CacheNode> nodes;
        for (const CacheRow &row : rows) {
            if (row.node >= 0)
                nodes << row.record;
        }
        return exported(nodes, json);
    };
}

} // namespace layerdeck
