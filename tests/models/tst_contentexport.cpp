// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cacherecordmodel.h"
#include "models/contentexport.h"
#include "models/imagelistmodel.h"
#include "models/layerfilesmodel.h"
#include "models/layertreemodel.h"
#include "support/images.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;
using support::image;

namespace {

const QDateTime now = QDateTime::fromMSecsSinceEpoch(1'700'000'000'125, Qt::UTC);

QJsonArray jsonFrom(const Exporter &exporter) { return QJsonDocument::fromJson(exporter(true)).array(); }

/// What RFC 4180 says of a file, read as a program would read it.
QList<QStringList> csvFrom(const Exporter &exporter)
{
    const QString text = QString::fromUtf8(exporter(false));
    QList<QStringList> lines{{QString()}};
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        QString &cell = lines.last().last();
        if (text.at(i) == u'"') {
            if (quoted && i + 1 < text.size() && text.at(i + 1) == u'"')
                cell += text.at(++i);
            else
                quoted = !quoted;
        } else if (quoted) {
            cell += text.at(i);
        } else if (text.at(i) == u',') {
            lines.last() << QString();
        } else if (text.mid(i, 2) == "\r\n"_L1) {
            ++i;
            lines << QStringList{QString()};
        } else {
            cell += text.at(i);
        }
    }
    lines.removeLast(); // what follows the last line's end
    return lines;
}

/// A line by the names of the first one.
QMap<QString, QString> named(const QList<QStringList> &csv, int line)
{
    QMap<QString, QString> cells;
    for (qsizetype i = 0; i < csv.first().size(); ++i)
        cells.insert(csv.first().at(i), csv.at(line).at(i));
    return cells;
}

CacheGraph graphOf(const CacheRecord &record)
{
    CacheRecord base;
    base.id = u"base"_s;
    base.type = u"regular"_s;
    base.description = u"[build 1/2] COPY os /"_s;
    base.size = -1;
    return cacheGraph({base, record},
                      {{u"api"_s, u"build"_s, 1, 1, u"COPY os /"_s, u"/p/Dockerfile"_s, 3, 0},
                       {u"api"_s, u"build"_s, 2, 2, u"RUN echo \"x\", y"_s, u"/p/Dockerfile"_s, 4, 1}},
                      {});
}

CacheRecord run()
{
    CacheRecord record;
    record.id = u"abcdefghijklmnopqrstuvwxy"_s;
    record.parents = {u"base"_s};
    record.type = u"regular"_s;
    record.description = u"mount / from exec /bin/sh -c echo \"x\", y"_s;
    record.size = 5'000'000'000;
    record.inUse = true;
    record.created = now;
    record.lastUsed = now.addSecs(5);
    record.useCount = 3;
    return record;
}

EngineContents twoImages()
{
    InspectedImage shop = image(u"shop:1"_s, {u"base"_s, u"own"_s});
    shop.image.tags << u"shop:latest"_s;
    shop.image.digests << u"shop@sha256:12"_s;
    shop.image.created = now;
    InspectedImage unread = image(u"odd:1"_s, {});
    unread.error = Error{};
    EngineContents contents;
    contents.images = {shop, image({}, {u"base"_s, u"other"_s}), unread};
    contents.layers = layerTree({contents.images.at(0), contents.images.at(1)});
    Container container;
    container.name = u"shop-1"_s;
    container.imageId = shop.image.id;
    container.state = u"running"_s;
    contents.containers << container;
    return contents;
}

} // namespace

/// What leaves the window is all that is known of a row, as values.
class TestContentExport : public QObject
{
    Q_OBJECT

private slots:
    void records()
    {
        CacheRecordModel model;
        model.setRows(cacheTree(graphOf(run()), {}, now).rows);
        QCOMPARE(model.rowCount(), 3); // the head of the group
        const Exporter exporter = exporterOf(model);
        const QJsonArray json = jsonFrom(exporter);
        QCOMPARE(json.size(), 2);
        const QJsonObject made = json[1].toObject();
        QCOMPARE(made, jsonOf(exportRecord(model.rows().at(2).record)));
        QCOMPARE(made["id"_L1].toString(), run().id);
        QCOMPARE(made["parents"_L1].toArray(), QJsonArray{u"base"_s});
        QCOMPARE(made["type"_L1].toString(), u"regular"_s);
        QCOMPARE(made["description"_L1].toString(), run().description);
        QCOMPARE(made["instruction"_L1].toString(), u"RUN echo \"x\", y"_s);
        QCOMPARE(made["service"_L1].toString(), u"api"_s);
        QCOMPARE(made["step"_L1].toInt(), 2);
        QCOMPARE(made["owners"_L1][0]["line"_L1].toInt(), 4);
        QCOMPARE(made["size"_L1].toInteger(), 5'000'000'000);
        QCOMPARE(made["in_use"_L1], QJsonValue(true));
        QCOMPARE(made["shared"_L1], QJsonValue(false));
        QCOMPARE(made["created"_L1].toString(), u"2023-11-14T22:13:20.125Z"_s);
        QCOMPARE(made["last_used"_L1].toString(), u"2023-11-14T22:13:25.125Z"_s);
        QCOMPARE(made["use_count"_L1].toInt(), 3);
        QVERIFY(json[0]["size"_L1].isNull() && json[0]["last_used"_L1].isNull());

        const QList<QStringList> csv = csvFrom(exporter);
        QCOMPARE(csv.size(), 3);
        QCOMPARE(
            csv.first().join(u','),
            u"id,parents,type,description,instruction,service,step,owners,images,size,in_use,shared,newest,"
            "created,last_used,use_count"_s);
        const QMap<QString, QString> line = named(csv, 2);
        QCOMPARE(line[u"description"_s], run().description);
        QCOMPARE(line[u"size"_s], u"5000000000"_s);
        QCOMPARE(line[u"in_use"_s], u"true"_s);
        QCOMPARE(line[u"parents"_s], u"base"_s);
        QCOMPARE(QJsonDocument::fromJson(line[u"owners"_s].toUtf8()).array(), made["owners"_L1].toArray());
        QCOMPARE(line[u"created"_s], u"2023-11-14T22:13:20.125Z"_s);
        QCOMPARE(named(csv, 1)[u"size"_s], QString());
    }

    /// Names come from anybody's image: a spreadsheet must not run them.
    void formulasAreTexts()
    {
        const ExportRecord record{{u"path"_s, u"=HYPERLINK(\"http://x/\")"_s}, {u"size"_s, -1}, {u"names"_s, QJsonArray{u"-a"_s, u"b"_s}}, {u"plain"_s, u"a=b"_s}};
        QCOMPARE(exportedCsv({record}, record), QByteArray("path,size,names,plain\r\n\"'=HYPERLINK(\"\"http://x/\"\")\",-1,'-a b,a=b\r\n"));
        QVERIFY(exportedJson({record}).contains("\"=HYPERLINK"));
    }

    void images()
    {
        ImageListModel model;
        model.setRows(
            imageRows(twoImages(), {}, {}, ImageListModel::SizeColumn, Qt::DescendingOrder, now).rows);
        const Exporter exporter = exporterOf(model);
        const QJsonArray json = jsonFrom(exporter);
        QCOMPARE(json.size(), 3);
        const auto shop =
            std::ranges::find_if(json, [](const QJsonValue &row) { return row["id"_L1] == "id-shop:1"_L1; });
        QVERIFY(shop != json.end());
        QCOMPARE((*shop)["tags"_L1].toArray(), (QJsonArray{u"shop:1"_s, u"shop:latest"_s}));
        QCOMPARE((*shop)["digests"_L1].toArray(), QJsonArray{u"shop@sha256:12"_s});
        QCOMPARE((*shop)["created"_L1].toString(), u"2023-11-14T22:13:20.125Z"_s);
        QCOMPARE((*shop)["size"_L1].toInteger(), 20);
        QCOMPARE((*shop)["unique_size"_L1].toInteger(), 10);
        QCOMPARE((*shop)["shared_size"_L1].toInteger(), 10);
        QCOMPARE((*shop)["layers"_L1].toInt(), 2);
        QCOMPARE((*shop)["containers"_L1].toArray(), QJsonArray{u"shop-1"_s});
        // What the engine's own list tells is what the command line says of it.
        const QJsonObject listed = jsonOf(exportRecord(twoImages().images.first().image));
        for (auto it = listed.begin(); it != listed.end(); ++it)
            QCOMPARE((*shop)[it.key()], it.value());

        const QList<QStringList> csv = csvFrom(exporter);
        QCOMPARE(
            csv.first().join(u','),
            u"id,tags,digests,created,size,unique_size,shared_size,layers,containers,platforms,attestations"_s);
        const auto line =
            std::ranges::find(csv, u"id-shop:1"_s, [](const QStringList &cells) { return cells.first(); });
        QCOMPARE(line->at(1), u"shop:1 shop:latest"_s);
        const auto unread =
            std::ranges::find(csv, u"id-odd:1"_s, [](const QStringList &cells) { return cells.first(); });
        QCOMPARE(unread->at(5), QString());
        QCOMPARE(unread->at(7), QString());
    }

    void layers()
    {
        const EngineContents contents = twoImages();
        const QString own = contents.layers.rows.at(1).layer.chainId;
        LayerTreeModel model;
        // A filter hides what the layer stands on where it is no tree.
        ContentFilter filter;
        filter.text = u"RUN o"_s;
        model.setRows(layerTreeRows(contents, {{own, u"record-of-own"_s}}, filter,
                                    {LayerTreeModel::SizeColumn, Qt::AscendingOrder}, now)
                          .rows);
        const QJsonArray json = jsonFrom(exporterOf(model));
        QCOMPARE(json.size(), 2);
        const auto found = std::ranges::find_if(
            json, [&](const QJsonValue &row) { return row["chain_id"_L1].toString() == own; });
        QVERIFY(found != json.end());
        const QJsonValue layer = *found;
        QCOMPARE(layer["parent_chain_id"_L1].toString(), contents.layers.rows.at(0).layer.chainId);
        QCOMPARE(layer["diff_id"_L1].toString(), contents.layers.rows.at(1).layer.diffId);
        QCOMPARE(layer["size"_L1].toInteger(), 10);
        QCOMPARE(layer["record"_L1].toString(), u"record-of-own"_s);
        QCOMPARE(layer["images"_L1].toArray().size(), 1);
        QVERIFY(layer["created"_L1].isNull());
        QCOMPARE(
            csvFrom(exporterOf(model)).first().join(u','),
            u"chain_id,diff_id,level,instruction,size,created,images,ends,parent_chain_id,history,container,record"_s);
    }

    void filesOfALayer()
    {
        LayerFilesModel model;
        model.setRows({{u"app/, \"x\""_s, u"added"_s, 5, 1}});
        QCOMPARE(csvFrom(exporterOf(model)).last().join(u'|'), u"app/, \"x\"|added|1|5"_s);
        QCOMPARE(jsonFrom(exporterOf(model)).first()["size"_L1].toInt(), 5);
    }

    /// Their names stand there all the same.
    void emptyLists()
    {
        QCOMPARE(csvFrom(exporterOf(CacheRecordModel())).size(), 1);
        QVERIFY(csvFrom(exporterOf(ImageListModel())).first().contains(u"unique_size"_s));
        QCOMPARE(jsonFrom(exporterOf(LayerTreeModel())).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestContentExport)
#include "tst_contentexport.moc"
