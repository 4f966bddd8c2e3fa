// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "models/cachechart.h"
#include "models/cacherecordmodel.h"
#include "models/contentwording.h"
#include "models/imagelistmodel.h"
#include "models/layerfilesmodel.h"
#include "models/layertreemodel.h"
#include "models/roles.h"
#include "models/treemap.h"
#include "support/images.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now = QDateTime::fromSecsSinceEpoch(1'700'000'000, Qt::UTC);

CacheRecord record(const QString &id, const QString &parent, const QString &description, qint64 size, qint64 age = 60)
{
    CacheRecord result;
    result.id = id;
    if (!parent.isEmpty())
        result.parents = {parent};
    result.type = description.startsWith("local"_L1) ? u"source.local"_s : u"regular"_s;
    result.description = description;
    result.size = size;
    result.created = now.addSecs(-age);
    result.lastUsed = now.addSecs(-age);
    return result;
}

PlannedStep step(const QString &service, const QString &stage, int index, const QString &instruction, int after)
{
    return {service, stage, index, index, instruction, u"/p/Dockerfile"_s, index, after};
}

/// api: base, two results of its RUN; web: base and a COPY --from.
CacheGraph sample()
{
    const QList<PlannedStep> steps{step(u"api"_s, u"base"_s, 1, u"COPY os /"_s, 0), step(u"api"_s, u"build"_s, 2, u"RUN make"_s, 1),
                                   step(u"web"_s, u"base"_s, 1, u"COPY os /"_s, 0), step(u"web"_s, u"build"_s, 2, u"RUN npm ci"_s, 1),
                                   step(u"web"_s, u"run"_s, 3, u"COPY --from=build /d /"_s, 1)};
    return cacheGraph({record(u"os"_s, {}, u"[base 1/1] COPY os /"_s, 100, 9000), record(u"old"_s, u"os"_s, u"mount / from exec /bin/sh -c make"_s, 50, 8000),
                       record(u"new"_s, u"os"_s, u"mount / from exec /bin/sh -c make"_s, 50, 70), record(u"npm"_s, u"os"_s, u"mount / from exec /bin/sh -c npm ci"_s, 25),
                       record(u"dist"_s, u"os"_s, u"[run 1/1] COPY --from=build /d /"_s, 5), record(u"ctx"_s, {}, u"local source for context"_s, 3)},
                      steps, {});
}

QStringList printed(const QAbstractItemModel &model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString().replace(u'\u202F', u' ');
        lines << cells.join(u" | "_s);
    }
    return lines;
}

QStringList recordIds(const CacheRows &rows)
{
    QStringList ids;
    for (const CacheRow &row : rows.rows)
        ids << (row.node < 0 ? row.group.id + u':' : (row.match ? QString() : u"("_s) + row.record.record.id);
    return ids;
}

} // namespace

/// The lists of what the engine holds.
class TestContentModels : public QObject
{
    Q_OBJECT

private slots:
    void recordsByService()
    {
        const CacheRows rows = cacheTree(sample(), {}, now);
        QCOMPARE(recordIds(rows), (QStringList{u"api:"_s, u"new"_s, u"old"_s, u"web:"_s, u"npm"_s, u"dist"_s, u"api web:"_s, u"os"_s, u"*:"_s, u"ctx"_s}));
        QCOMPARE(rows.matches, 6);
        QCOMPARE(rows.bytes, 233);
    }

    void aFilterKeepsParents()
    {
        ContentFilter filter;
        filter.text = u"npm"_s;
        const CacheRows rows = cacheTree(sample(), filter, now);
        QCOMPARE(recordIds(rows), (QStringList{u"web:"_s, u"npm"_s}));
        QCOMPARE(rows.matches, 1);
        QCOMPARE(rows.hiddenGroups, 3);
        QCOMPARE(rows.matching, QSet<QString>{u"npm"_s});
        QVERIFY(!rows.hasParents);
        QCOMPARE(rows.rows.first().group.records, 2);
        QCOMPARE(rows.rows.first().group.matches, 1);
        QCOMPARE(rows.rows.first().group.bytes, rows.bytes);
        CacheGraph chain = cacheGraph({record(u"a"_s, {}, u"[1/2] COPY a /"_s, 1), record(u"b"_s, u"a"_s, u"[2/2] COPY b /"_s, 1)}, {}, {});
        filter.text = u"COPY b"_s;
        QCOMPARE(recordIds(cacheTree(chain, filter, now)), (QStringList{u"*:"_s, u"(a"_s, u"b"_s}));
    }

    void filters_data()
    {
        QTest::addColumn<ContentFilter>("filter");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("size") << ContentFilter{{}, {}, {}, 50, 0} << QStringList{u"os"_s, u"old"_s, u"new"_s};
        QTest::newRow("unused") << ContentFilter{{}, {}, {}, 0, 3600} << QStringList{u"os"_s, u"old"_s};
        QTest::newRow("type") << ContentFilter{{}, {}, u"source.local"_s, 0, 0} << QStringList{u"ctx"_s};
        QTest::newRow("group") << ContentFilter{{}, u"api"_s, {}, 0, 0} << QStringList{u"old"_s, u"new"_s};
        QTest::newRow("service by text") << ContentFilter{u"WEB step 3"_s, {}, {}, 0, 0} << QStringList{u"dist"_s};
    }
    void filters()
    {
        QFETCH(ContentFilter, filter);
        QTEST(recordIds(cacheTable(sample(), filter, CacheOrder::Size, true, now)), "ids");
    }

    /// What the engine would let go: neither in use nor shared.
    void whatCanGo()
    {
        CacheGraph graph = sample();
        graph.nodes[graph.indexOf(u"os"_s)].record.shared = true;
        graph.nodes[graph.indexOf(u"npm"_s)].record.inUse = true;
        ContentFilter filter;
        filter.onlyUnheld = true;
        QVERIFY(!filter.isEmpty());
        QCOMPARE(recordIds(cacheTable(graph, filter, CacheOrder::Size, true, now)), (QStringList{u"old"_s, u"new"_s, u"dist"_s, u"ctx"_s}));
    }

    /// Records that are in an image are found by its name.
    void filtersByImage()
    {
        InspectedImage image = support::image(u"shop/api:1"_s, {});
        image.image.tags << u"layerdeck-kept:shop-api-20261129-071500-1a2b"_s;
        CacheGraph graph = sample();
        graph.nodes[graph.indexOf(u"npm"_s)].imageIds << image.image.id;
        ContentFilter filter;
        filter.text = u"SHOP/api"_s;
        QCOMPARE(imagesNamed({}, {image}).size(), 0);
        QCOMPARE(recordIds(cacheTable(graph, filter, CacheOrder::Size, true, now)), QStringList());
        filter.images = imagesNamed(filter.text, {image});
        QCOMPARE(recordIds(cacheTable(graph, filter, CacheOrder::Size, true, now)), QStringList{u"npm"_s});
        QCOMPARE(layerdeck::imageName(image.image.tags.last(), u"sha256:7be20c4"_s), u"shop-api, kept for roll back, 7be20c4"_s);
        QCOMPARE(layerdeck::imageName(image.image.tags.last(), u"sha256:7be20c4"_s, ImageNaming::Short), u"shop-api, kept 7be20c4"_s);
    }

    void sortsByAnyColumn()
    {
        const CacheGraph graph = sample();
        QCOMPARE(recordIds(cacheTable(graph, {}, CacheOrder::Size, false, now)).first(), u"ctx"_s);
        QCOMPARE(recordIds(cacheTable(graph, {}, CacheOrder::LastUsed, false, now)).first(), u"os"_s);
        QCOMPARE(recordIds(cacheTable(graph, {}, CacheOrder::Owner, false, now)).last(), u"ctx"_s);
        QCOMPARE(recordIds(cacheTable(graph, {}, CacheOrder::State, true, now)).first(), u"old"_s);
    }

    void rowsAreExchangedNotReset()
    {
        CacheRecordModel model;
        QAbstractItemModelTester tester(&model);
        const CacheGraph graph = sample();
        model.setRows(cacheTree(graph, {}, now).rows);
        const QPersistentModelIndex npm = model.index(model.rowOf(u"npm"_s), 0);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        ContentFilter filter;
        filter.text = u"npm"_s;
        model.setRows(cacheTree(graph, filter, now).rows);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, CacheRecordModel::OwnerColumn).data().toString(), u"1 of 2 records"_s);
        QVERIFY(!(model.index(0, 0).flags() & Qt::ItemIsSelectable));
        QCOMPARE(model.rowOf(u"npm"_s), 1);
        QCOMPARE(npm.row(), 1);
    }

    void theChartPlacesResults()
    {
        const CacheChart chart = cacheChart(sample());
        QStringList cells;
        for (const CacheChart::Cell &cell : chart.cells)
            cells << u"%1 %2,%3%4"_s.arg(cell.recordId).arg(cell.column).arg(cell.row).arg(cell.newest ? u""_s : u" old"_s);
        QStringList rows;
        for (const CacheChart::Row &row : chart.rows)
            rows << row.label.section(u',', 0, 0) + (row.strong ? u"!"_s : QString());
        QCOMPARE(cells, (QStringList{u"os 1,0"_s, u"new 2,1"_s, u"old 2,2 old"_s, u"npm 2,3"_s, u"dist 3,4"_s}));
        QCOMPARE(rows, (QStringList{u"shared!"_s, u"api!"_s, u"older"_s, u"web!"_s, u"run"_s}));
        int copied = 0;
        for (const CacheChart::Line &line : chart.lines)
            copied += line.copied;
        QCOMPARE(copied, 1);
        QCOMPARE(chart.lines.size(), 5);
    }

    void theTreemapAddsUp_data()
    {
        QTest::addColumn<QList<qint64>>("weights");
        QTest::newRow("several") << QList<qint64>{600, 300, 300, 100, 50, 1};
        QTest::newRow("one") << QList<qint64>{5};
        QTest::newRow("none") << QList<qint64>{};
        QTest::newRow("nothing in them") << QList<qint64>{0, 0, -4};
        QTest::newRow("huge") << QList<qint64>{qint64(1) << 60, qint64(1) << 59, 1};
    }
    void theTreemapAddsUp()
    {
        QFETCH(QList<qint64>, weights);
        const QRectF area(0, 0, 400, 300);
        const QList<QRectF> places = treemap(area, weights);
        QCOMPARE(places.size(), weights.size());
        double weight = 0;
        for (const qint64 w : weights)
            weight += double(std::max<qint64>(0, w));
        for (qsizetype i = 0; i < places.size(); ++i) {
            const double share = weight > 0 ? std::max<qint64>(0, weights.at(i)) / weight : 0;
            QVERIFY(std::abs(places.at(i).width() * places.at(i).height() - share * 400 * 300) < 0.01);
            QVERIFY(places.at(i).isEmpty() || area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(places.at(i)));
            for (qsizetype k = 0; k < i; ++k) {
                const QRectF both = places.at(i).intersected(places.at(k));
                QVERIFY(both.width() * both.height() < 0.01);
            }
        }
    }

    /// What an instruction says is no place for another value.
    void treemapTextsAreVerbatim()
    {
        LayerTree tree;
        tree.rows << TreeLayer{};
        tree.rows[0].layer.instruction = u"RUN printf '%02d %1 %2' x"_s;
        tree.rows[0].layer.size = 5;
        tree.rows[0].imageIds = {u"a"_s, u"b"_s};
        QCOMPARE(treemapItems(tree).first().description, u"RUN printf '%02d %1 %2' x, "_s + sizeText(5) + u", shared by 2 images"_s);
    }

    void imagesAddUp()
    {
        EngineContents contents;
        const auto image = [](const QString &id, const QStringList &tags, const QStringList &layers) {
            InspectedImage result;
            result.image.id = id;
            result.image.tags = tags;
            for (const QString &layer : layers) {
                result.detail.diffIds << u"sha256:"_s + layer.section(u' ', 0, 0);
                result.history.prepend({u"RUN x"_s, now, layer.section(u' ', 1).toLongLong(), {}});
                result.image.size += layer.section(u' ', 1).toLongLong();
            }
            return result;
        };
        contents.images = {image(u"sha256:2"_s, {}, {u"a 100"_s, u"c 5"_s}), image(u"sha256:1"_s, {u"web:1"_s, u"web:2"_s}, {u"a 100"_s, u"b 7"_s})};
        contents.layers = layerTree(contents.images);
        contents.containers = {Container{u"c"_s, u"web-1"_s, u"web"_s, u"sha256:1"_s, u"running"_s, {}, {}, {}}};
        ImageListModel model;
        QAbstractItemModelTester tester(&model);
        model.setRows(imageRows(contents, {}, {}, ImageListModel::ImageColumn, Qt::AscendingOrder, now).rows);
        QCOMPARE(printed(model).first().section(u" | "_s, 0, 5), u"web:1, web:2 | 107 B | 7 B | 100 B | 2 | web-1"_s);
        QVERIFY(printed(model).last().startsWith("dangling, 2"_L1));
        for (const ImageRow &row : model.rows())
            QCOMPARE(row.unique + row.shared, row.image.size);
        ContentFilter free;
        free.onlyUnheld = true;
        const ImageRows unheld = imageRows(contents, {}, free, ImageListModel::ImageColumn, Qt::AscendingOrder, now);
        QCOMPARE(unheld.rows.size(), 1);
        QCOMPARE(unheld.rows.first().image.id, u"sha256:2"_s);
        // The layer that both have is held by the one that has a container.
        QCOMPARE(layerTreeRows(contents, {}, free, {}, now).matches, 1);
        ContentFilter filter;
        filter.text = u"WEB-1"_s;
        const ImageRows found = imageRows(contents, {}, filter, ImageListModel::SizeColumn, Qt::DescendingOrder, now);
        QCOMPARE(found.all, 2);
        QCOMPARE(found.rows.size(), 1);
        QCOMPARE(found.rows.first().image.id, u"sha256:1"_s);
        QCOMPARE(found.bytes, 107);
        const auto first = [&](int column, Qt::SortOrder order) {
            return imageRows(contents, {}, {}, column, order, now).rows.first().image.id;
        };
        QCOMPARE(first(ImageListModel::SizeColumn, Qt::DescendingOrder), u"sha256:1"_s);
        QCOMPARE(first(ImageListModel::SizeColumn, Qt::AscendingOrder), u"sha256:2"_s);
        QCOMPARE(first(ImageListModel::ImageColumn, Qt::DescendingOrder), u"sha256:2"_s);
        QCOMPARE(first(ImageListModel::ContainersColumn, Qt::DescendingOrder), u"sha256:1"_s);
    }

    /// Measured on 26.1.5: the classic store keeps what the build cache has, the containerd store frees the unpacked copy at once.
    void whatARemovalFrees()
    {
        const auto text = [](const ImageRow &row) { return removalSentence(row).replace(u'\u202F', u' '); };
        EngineContents contents;
        contents.images = {support::image(u"a:1"_s, {u"base"_s, u"a"_s, u"z"_s}), support::image(u"b:1"_s, {u"base"_s, u"b"_s})};
        contents.layers = layerTree(contents.images);
        const auto rowOf = [&](const QHash<QString, QString> &records) {
            return imageRows(contents, records, {}, ImageListModel::ImageColumn, Qt::AscendingOrder, now).rows.first();
        };
        QCOMPARE(text(rowOf({})), u"Its removal frees 20 B of layers that no other image has."_s);
        const QString chain = layersOf(contents.images.first()).last().chainId;
        QCOMPARE(text(rowOf({{chain, u"r"_s}, {layersOf(contents.images.first()).first().chainId, u"q"_s}})),
                 u"Its removal frees 10 B of layers that no other image has. Another 10 B of such layers stay until the build cache's records of them go."_s);
        // A build began with some image: its record holds that image's own layers, on both stores, and does
        // not name it.
        const QString held = u" Layers of an image that a build began with (FROM) stay while the build cache "
                             u"has a record of it; whether these "
                             "are such layers, the engine does not tell."_s;
        CacheRecord base = record(u"f"_s, {}, u"from local "_s, 0);
        base.shared = true;
        contents.usage.cache = {base};
        QCOMPARE(text(rowOf({})),
                 u"Its removal frees at most 20 B of layers that no other image has."_s + held);
        for (const QString &description : {u"pulled from docker.io/library/a:1"_s, QString()}) {
            contents.usage.cache.first().description = description;
            QVERIFY2(text(rowOf({})).endsWith(held), qPrintable(description));
        }
        // No image has the layers of this one any more; and what is a step's has a copy of its own.
        contents.usage.cache.first().shared = false;
        QVERIFY(!text(rowOf({})).contains("at most"_L1));
        contents.usage.cache = {record(u"s"_s, {}, u"[1/1] COPY a /"_s, 1)};
        contents.usage.cache.first().shared = true;
        QVERIFY(!text(rowOf({})).contains("at most"_L1));
        contents.usage.cache.clear();
        contents.images.first().image.size = 50;
        const ImageRow row = rowOf({{chain, u"r"_s}});
        QCOMPARE(row.unique, 20);
        QCOMPARE(row.beside, 20);
        QVERIFY(text(row).contains("20 B of unpacked layers"_L1) && text(row).contains("20 B of compressed layers"_L1));
        contents.images.first().history.clear();
        contents.layers = layerTree(contents.images);
        QVERIFY(text(rowOf({})).startsWith("Unknown"_L1));
    }

    void filesOfALayer()
    {
        const ImageFiles::Layer layer{u"1"_s, {{u"app/a/x"_s, FileChange::Added, 5}, {u"app/a/y"_s, FileChange::Modified, 6}, {u"top"_s, FileChange::Removed, 9}}};
        LayerFilesModel model;
        QAbstractItemModelTester tester(&model);
        model.setRows(foldersBySize(layer));
        QCOMPARE(printed(model), (QStringList{u"app/a/ | several | 2 | 11 B"_s, u"top | removed | 1 | 9 B"_s}));
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"Path"_s);
        model.setRows(foldersBySize(layer, u"A/Y"_s), true);
        QCOMPARE(printed(model), QStringList{u"app/a/ | modified | 1 | 6 B"_s});
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), u"Folder"_s);
        model.setRows(filesByPath(layer));
        QCOMPARE(printed(model).last(), u"top | removed | 1 | 9 B"_s);
        QCOMPARE(changesSentence(layer), u"1 added, 1 changed, 1 removed"_s);
        const auto chosen = [&layer](const QString &text, int column, Qt::SortOrder direction) {
            QStringList paths;
            for (const FileRow &row : chosenFiles(filesByPath(layer), text, column, direction))
                paths << row.path;
            return paths.join(u' ');
        };
        QCOMPARE(chosen({}, -1, Qt::AscendingOrder), u"app/a/x app/a/y top"_s);
        QCOMPARE(chosen(u"P/A"_s, LayerFilesModel::SizeColumn, Qt::DescendingOrder), u"app/a/y app/a/x"_s);
        QCOMPARE(chosen({}, LayerFilesModel::PathColumn, Qt::DescendingOrder), u"top app/a/y app/a/x"_s);
        QCOMPARE(chosen({}, LayerFilesModel::ChangeColumn, Qt::AscendingOrder), u"app/a/x app/a/y top"_s);
        QCOMPARE(chosen(u"none"_s, LayerFilesModel::FilesColumn, Qt::AscendingOrder), QString());
    }

    void rulesOfTheCleanUp()
    {
        GcRule rule;
        rule.filters = {u"type==source.local"_s, u"type==exec.cachemount"_s, u"id==x"_s};
        rule.keepDuration = u"48h0m0s"_s;
        rule.reserved = 512'000'000;
        const auto text = [](const GcRule &of) { return gcRuleText(of).replace(u'\u202F', u' '); };
        QCOMPARE(text(rule), u"build contexts, cache mounts and records with id==x unused for 48 h, until 512.0 MB are left"_s);
        QCOMPARE(text(GcRule{true, {}, u"1440h0m0s"_s, -1, 1'000, 2'000}),
                 u"all records, internal and shared ones too unused for 60 days, where the cache takes more than 1.0 kB or less than 2.0 kB of the disk are free"_s);
        QCOMPARE(text(GcRule{false, {}, u"172.8µs"_s, -1, -1, -1}), u"records unused for 172.8µs"_s);
        QCOMPARE(gcPolicyLines(QList<GcRule>{rule, GcRule()}).size(), 3);
        QVERIFY(gcPolicyLines(QList<GcRule>{rule, GcRule()}).last() == "2. records"_L1);
        QVERIFY(gcPolicyLines(QList<GcRule>{}).first().contains("tells no rule"_L1));
        QVERIFY(gcPolicyLines(failure(ErrorCode::ToolMissing, u"The docker command was not found."_s)).first().contains("not found"_L1));
    }

    void sentences()
    {
        QCOMPARE(cacheSentence({}).section(u':', 0, 0), u"The build cache is empty"_s);
        QVERIFY(cacheSentence(sample()).startsWith("6 records take 233"_L1));
        ImageFiles files;
        files.efficiency = 0.9999;
        files.wastedBytes = 5;
        files.waste = {{u"a"_s, 5, 2}};
        QVERIFY(efficiencySentence(files).startsWith("Efficiency 99.9 %"_L1));
    }
};

QTEST_GUILESS_MAIN(TestContentModels)
#include "tst_contentmodels.moc"
