// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/cachegraph.h"

#include <QTest>

#include <algorithm>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

CacheRecord record(const QString &id, const QStringList &parents, const QString &description, qint64 size = 1,
                   qint64 created = 1'700'000'000)
{
    CacheRecord result;
    result.id = id;
    result.parents = parents;
    result.type = u"regular"_s;
    result.description = description;
    result.size = size;
    result.created = QDateTime::fromSecsSinceEpoch(created, Qt::UTC);
    return result;
}

QStringList ids(const CacheGraph &graph)
{
    QStringList list;
    for (const CacheNode &node : graph.nodes)
        list << node.record.id;
    return list;
}

const CacheNode &node(const CacheGraph &graph, const QString &id)
{
    return graph.nodes.at(graph.indexOf(id));
}

PlannedStep step(const QString &service, int index, const QString &instruction, int after)
{
    return {service, u"build"_s, index, index, instruction, u"/p/Dockerfile"_s, index + 1, after};
}

} // namespace

/// The build cache as a graph.
class TestCacheGraph : public QObject
{
    Q_OBJECT

private slots:
    void standsInTheSameOrderHoweverItIsListed()
    {
        QList<CacheRecord> records{record(u"c"_s, {u"a"_s}, {}, 1, 30), record(u"a"_s, {}, {}, 1, 20), record(u"b"_s, {u"a"_s}, {}, 1, 20),
                                   record(u"later"_s, {}, {}, 1, 40), record(u"first"_s, {}, {}, 1, 10)};
        std::ranges::sort(records, {}, &CacheRecord::id);
        do {
            QCOMPARE(ids(cacheGraph(records, {}, {})), (QStringList{u"first"_s, u"a"_s, u"b"_s, u"c"_s, u"later"_s}));
        } while (std::ranges::next_permutation(records, {}, &CacheRecord::id).found);
    }

    void readsDescriptions_data()
    {
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("stage");
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("instruction");
        QTest::addColumn<bool>("isStep");
        const auto row = [](const char *name, const QString &description, const QString &stage, int number,
                            const QString &instruction, bool isStep) {
            QTest::newRow(name) << description << stage << number << instruction << isStep;
        };
        row("copy", u"[stage-1 4/5] COPY src ./src"_s, u"stage-1"_s, 4, u"COPY src ./src"_s, true);
        row("one stage", u"[ 2/11] WORKDIR /a"_s, {}, 2, u"WORKDIR /a"_s, true);
        row("platform", u"[linux/amd64 build 3/4] ADD a /"_s, u"build"_s, 3, u"ADD a /"_s, true);
        row("link", u"[3/4] LINK COPY --link a /"_s, {}, 3, u"COPY --link a /"_s, true);
        row("run", u"mount / from exec /bin/sh -c npm ci && x"_s, {}, 0, u"RUN npm ci && x"_s, true);
        row("bash", u"mount / from exec /bin/bash -eo pipefail -c a | b"_s, {}, 0, u"RUN a | b"_s, true);
        row("exec form", u"mount / from exec /bin/busybox --install"_s, {}, 0, u"RUN /bin/busybox --install"_s, true);
        row("imported run", u"RUN |1 A=b /bin/sh -c make # buildkit"_s, {}, 0, u"RUN make"_s, true);
        row("imported copy", u"COPY b /b # buildkit"_s, {}, 0, u"COPY b /b"_s, true);
        row("context", u"local source for context"_s, {}, 0, u"local source for context"_s, false);
        row("base", u"pulled from docker.io/library/alpine@sha256:1"_s, {}, 0, u"pulled from docker.io/library/alpine@sha256:1"_s, false);
        row("nothing", {}, {}, 0, {}, false);
    }
    void readsDescriptions()
    {
        QFETCH(QString, description);
        const RecordStep step = stepOfRecord(record(u"a"_s, {}, description));
        QTEST(step.stage, "stage");
        QTEST(step.number, "number");
        QTEST(step.instruction, "instruction");
        QTEST(step.isStep, "isStep");
    }

    void parentsComeFirst()
    {
        const CacheGraph graph = cacheGraph({record(u"c"_s, {u"b"_s}, u"[1/1] COPY c /"_s), record(u"b"_s, {u"a"_s}, u"[1/1] COPY b /"_s),
                                             record(u"a"_s, {u"gone"_s}, u"[1/1] COPY a /"_s)},
                                            {}, {});
        QCOMPARE(ids(graph), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        QCOMPARE(node(graph, u"a"_s).below, 2);
        QCOMPARE(node(graph, u"a"_s).children, QList<int>{1});
        QVERIFY(node(graph, u"a"_s).parents.isEmpty());
    }

    /// What a broken engine may list must neither hang nor count twice.
    void circlesAreCut()
    {
        const CacheGraph graph = cacheGraph({record(u"a"_s, {u"b"_s}, {}), record(u"b"_s, {u"a"_s}, {}), record(u"c"_s, {u"c"_s}, {})},
                                            {}, {});
        QCOMPARE(graph.nodes.size(), 3);
        int edges = 0;
        for (const CacheNode &node : graph.nodes)
            edges += static_cast<int>(node.parents.size());
        QCOMPARE(edges, 1);
    }

    void aLongChainIsNotDeepRecursion()
    {
        QList<CacheRecord> records;
        for (int i = 50'000; i > 0; --i)
            records << record(QString::number(i), {QString::number(i - 1)}, u"[1/1] COPY a /"_s);
        const CacheGraph graph = cacheGraph(records, {}, {});
        QCOMPARE(graph.nodes.size(), 50'000);
        QCOMPARE(graph.nodes.first().below, 49'999);
    }

    void whatStandsOnSeveralCountsOnce()
    {
        const CacheGraph graph = cacheGraph({record(u"a"_s, {}, {}), record(u"b"_s, {u"a"_s}, {}), record(u"c"_s, {u"a"_s}, {}),
                                             record(u"d"_s, {u"b"_s, u"c"_s}, {})},
                                            {}, {});
        QCOMPARE(node(graph, u"a"_s).below, 3);
        QCOMPARE(node(graph, u"b"_s).below, 1);
    }

    void countsAsDockerDoes()
    {
        QList<CacheRecord> records{record(u"a"_s, {}, {}, 100), record(u"b"_s, {}, {}, 10), record(u"c"_s, {}, {}, 1), record(u"d"_s, {}, {}, -5)};
        records[0].shared = true;
        records[1].inUse = true;
        const CacheGraph graph = cacheGraph(records, {}, {});
        QCOMPARE(graph.bytes, 11);
        QCOMPARE(graph.reclaimable, 1);
        QCOMPARE(graph.reclaimableRecords, 2);
    }

    void ownersFollowTheChain()
    {
        const QList<PlannedStep> steps{step(u"web"_s, 1, u"COPY package.json ./"_s, 0), step(u"web"_s, 2, u"RUN npm ci"_s, 1),
                                       step(u"api"_s, 1, u"COPY go.mod ./"_s, 0), step(u"api"_s, 2, u"RUN npm ci"_s, 1)};
        const CacheGraph graph =
            cacheGraph({record(u"p"_s, {}, u"[build 1/2] COPY package.json ./"_s), record(u"r"_s, {u"p"_s}, u"mount / from exec /bin/sh -c npm ci"_s),
                        record(u"x"_s, {u"other"_s}, u"mount / from exec /bin/sh -c npm ci"_s)},
                       steps, {});
        QCOMPARE(node(graph, u"p"_s).service(), u"web"_s);
        QCOMPARE(node(graph, u"r"_s).owners.size(), 1);
        QCOMPARE(node(graph, u"r"_s).owners.first().service, u"web"_s);
        // The same words on something else are nobody's.
        QVERIFY(node(graph, u"x"_s).owners.isEmpty());
    }

    /// Equal words on an image that a build pulled and that FROM does not name are another project's.
    void ownersFollowTheBase()
    {
        PlannedStep workdir = step(u"web"_s, 1, u"WORKDIR /app"_s, 0);
        workdir.base = u"node:20"_s;
        PlannedStep copy = step(u"web"_s, 2, u"COPY . ."_s, 1);
        const QList<CacheRecord> records{record(u"node"_s, {}, u"pulled from docker.io/library/node:20@sha256:1"_s), record(u"python"_s, {}, u"pulled from docker.io/library/python:3@sha256:2"_s),
                                         record(u"w1"_s, {u"node"_s}, u"[2/3] WORKDIR /app"_s), record(u"w2"_s, {u"python"_s}, u"[2/3] WORKDIR /app"_s),
                                         record(u"c1"_s, {u"w1"_s}, u"[3/3] COPY . ."_s), record(u"c2"_s, {u"w2"_s}, u"[3/3] COPY . ."_s)};
        const auto owned = [&](const CacheGraph &graph) {
            QStringList list;
            for (const CacheNode &node : graph.nodes) {
                if (!node.owners.isEmpty())
                    list << node.record.id;
            }
            return list;
        };
        QCOMPARE(owned(cacheGraph(records, {workdir, copy}, {})), (QStringList{u"w1"_s, u"c1"_s}));
        workdir.base = u"scratch"_s;
        QCOMPARE(owned(cacheGraph(records, {workdir, copy}, {})), QStringList());
        workdir.base.clear(); // not known: both can be
        QCOMPARE(owned(cacheGraph(records, {workdir, copy}, {})).size(), 4);
    }

    /// On the containerd store a build on an image that was built here continues the record of that image's last layer.
    void ownersOnABaseThatWasBuiltHere()
    {
        InspectedImage base;
        base.image.id = u"sha256:b"_s;
        base.image.tags = {u"shop-base:latest"_s};
        base.detail.diffIds = {u"sha256:1"_s, u"sha256:2"_s};
        base.history = {{u"RUN /bin/sh -c make # buildkit"_s, QDateTime::fromSecsSinceEpoch(500, Qt::UTC), 5, {}},
                        {u"COPY a / # buildkit"_s, QDateTime::fromSecsSinceEpoch(400, Qt::UTC), 7, {}}};
        const QList<CacheRecord> records{record(u"low"_s, {}, u"[1/2] COPY a /"_s, 7, 400), record(u"top"_s, {u"low"_s}, u"mount / from exec /bin/sh -c make"_s, 5, 500),
                                         record(u"on"_s, {u"top"_s}, u"mount / from exec /bin/sh -c web"_s, 5, 600),
                                         record(u"below"_s, {u"low"_s}, u"mount / from exec /bin/sh -c web"_s, 5, 600)};
        PlannedStep web = step(u"web"_s, 1, u"RUN web"_s, 0);
        web.base = u"shop-base"_s;
        const CacheGraph graph = cacheGraph(records, {web}, {base});
        QCOMPARE(node(graph, u"on"_s).service(), u"web"_s);
        QVERIFY(node(graph, u"below"_s).owners.isEmpty());
        web.base = u"shop-other"_s;
        QVERIFY(node(cacheGraph(records, {web}, {base}), u"on"_s).owners.isEmpty());
    }

    void sameImage_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("pulled");
        QTest::addColumn<bool>("same");
        QTest::newRow("short") << u"node"_s << u"docker.io/library/node:latest@sha256:1"_s << true;
        QTest::newRow("user") << u"acme/node:1"_s << u"docker.io/acme/node:1@sha256:1"_s << true;
        QTest::newRow("tag") << u"node:18"_s << u"docker.io/library/node:20@sha256:1"_s << false;
        QTest::newRow("digest") << u"node:18@sha256:1"_s << u"docker.io/library/node:20@sha256:1"_s << true;
        QTest::newRow("another digest") << u"node@sha256:2"_s << u"docker.io/library/node@sha256:1"_s << false;
        QTest::newRow("a port is no tag") << u"127.0.0.1:5000/node"_s << u"127.0.0.1:5000/node:latest@sha256:1"_s << true;
        QTest::newRow("registry") << u"ghcr.io/node:20"_s << u"docker.io/library/node:20@sha256:1"_s << false;
        QTest::newRow("pulled by digest") << u"node:20"_s << u"docker.io/library/node@sha256:1"_s << true;
    }
    void sameImage()
    {
        QFETCH(QString, base);
        QFETCH(QString, pulled);
        QTEST(isSameImage(base, pulled), "same");
    }

    void theNewestOfSeveralResults()
    {
        const CacheGraph graph = cacheGraph({record(u"base"_s, {}, u"[1/2] COPY a /"_s, 1, 100), record(u"old"_s, {u"base"_s}, u"mount / from exec /bin/sh -c x"_s, 1, 200),
                                             record(u"new"_s, {u"base"_s}, u"mount / from exec /bin/sh -c x"_s, 1, 300),
                                             record(u"on"_s, {u"old"_s}, u"[3/3] COPY b /"_s, 1, 210)},
                                            {}, {});
        QVERIFY(node(graph, u"new"_s).newest && node(graph, u"new"_s).onNewest);
        QCOMPARE(node(graph, u"new"_s).copies, 2);
        QVERIFY(!node(graph, u"old"_s).newest);
        QVERIFY(node(graph, u"on"_s).newest && !node(graph, u"on"_s).onNewest);
    }

    void imagesByInstructionAndSecond()
    {
        InspectedImage image;
        image.image.id = u"sha256:i"_s;
        image.detail.diffIds = {u"sha256:1"_s, u"sha256:2"_s};
        const QDateTime made = QDateTime::fromSecsSinceEpoch(500, Qt::UTC);
        image.history = {{u"COPY /src/dist ./ # buildkit"_s, made, 7, {}}, {u"RUN /bin/sh -c make # buildkit"_s, made, 5, {}}};
        const CacheGraph graph = cacheGraph({record(u"run"_s, {}, u"mount / from exec /bin/sh -c make"_s, 5, 500),
                                             record(u"copy"_s, {u"run"_s}, u"[2/2] COPY --from=build /src/dist ./"_s, 7, 500),
                                             record(u"later"_s, {u"run"_s}, u"[2/2] COPY --from=build /src/dist ./"_s, 7, 501)},
                                            {}, {image});
        QCOMPARE(node(graph, u"copy"_s).imageIds, QStringList{u"sha256:i"_s});
        QCOMPARE(node(graph, u"run"_s).imageIds, QStringList{u"sha256:i"_s});
        QVERIFY(node(graph, u"later"_s).imageIds.isEmpty());
        QCOMPARE(graph.recordOfLayer.value(layersOf(image).last().chainId), u"copy"_s);
    }

    /// The cache was pruned and the step built again with the same result: the images of before have that layer too.
    void imagesOfBeforeHaveTheLayerToo()
    {
        const auto built = [](const QString &id, qint64 second) {
            InspectedImage image;
            image.image.id = id;
            image.detail.diffIds = {u"sha256:1"_s};
            image.history = {{u"COPY /src ./ # buildkit"_s, QDateTime::fromSecsSinceEpoch(second, Qt::UTC), 7, {}}};
            return image;
        };
        const CacheGraph graph = cacheGraph({record(u"again"_s, {}, u"[1/1] COPY /src ./"_s, 7, 900)}, {}, {built(u"sha256:old"_s, 500), built(u"sha256:new"_s, 900)});
        QCOMPARE(node(graph, u"again"_s).imageIds, (QStringList{u"sha256:old"_s, u"sha256:new"_s}));
    }

    /// After a clear an image still says which steps made it, where its end is the whole last stage of a service.
    void stepsWithoutRecords()
    {
        InspectedImage image;
        image.image.id = u"sha256:i"_s;
        image.detail.diffIds = {u"sha256:base"_s, u"sha256:1"_s, u"sha256:2"_s};
        image.history = {{u"COPY /src/dist ./ # buildkit"_s, {}, 7, {}}, {u"RUN /bin/sh -c make # buildkit"_s, {}, 5, {}}, {u"COPY rootfs/ /"_s, {}, 9, {}}};
        QList<PlannedStep> steps{step(u"api"_s, 1, u"RUN compile"_s, 0), step(u"api"_s, 2, u"RUN make"_s, 0),
                                 step(u"api"_s, 3, u"COPY --from=build /src/dist ./"_s, 2)};
        steps[0].stage = u"compile"_s;
        for (PlannedStep &step : steps)
            step.image = u"shop-api:latest"_s;
        image.image.tags = {u"shop-api:latest"_s};
        const QList<ImageLayer> layers = layersOf(image);
        const CacheGraph graph = cacheGraph({}, steps, {image});
        QCOMPARE(graph.stepsOfLayer.value(layers.at(2).chainId), QList<PlannedStep>{steps.at(2)});
        QCOMPARE(graph.stepsOfLayer.value(layers.at(1).chainId), QList<PlannedStep>{steps.at(1)});
        QVERIFY(!graph.stepsOfLayer.contains(layers.at(0).chainId));
        // Another service of the same words builds another image, and so does another project.
        image.image.tags = {u"shop-web:latest"_s};
        QVERIFY(cacheGraph({}, steps, {image}).stepsOfLayer.isEmpty());
        image.image.tags = {u"shop-api:latest"_s};
        // Half of a stage proves nothing.
        steps[1].instruction = u"RUN other"_s;
        QVERIFY(cacheGraph({}, steps, {image}).stepsOfLayer.isEmpty());
    }

    void expandedInstructions_data()
    {
        QTest::addColumn<QString>("planned");
        QTest::addColumn<QString>("expanded");
        QTest::addColumn<bool>("same");
        QTest::newRow("equal") << u"COPY a  /b"_s << u"COPY a /b"_s << true;
        QTest::newRow("variable") << u"COPY $SRC /app/${NAME:-x}/"_s << u"COPY src /app/y/"_s << true;
        QTest::newRow("at the end") << u"WORKDIR /$D"_s << u"WORKDIR /data"_s << true;
        QTest::newRow("another") << u"COPY $SRC /app"_s << u"COPY src /web"_s << false;
        QTest::newRow("too short") << u"COPY aa$X aa"_s << u"COPY aa"_s << false;
        QTest::newRow("RUN is not expanded") << u"RUN echo $A"_s << u"RUN echo b"_s << false;
        QTest::newRow("open brace") << u"COPY ${A /b"_s << u"COPY x"_s << true;
    }
    void expandedInstructions()
    {
        QFETCH(QString, planned);
        QFETCH(QString, expanded);
        QTEST(isSameInstruction(planned, expanded), "same");
    }
};

QTEST_GUILESS_MAIN(TestCacheGraph)
#include "tst_cachegraph.moc"
