// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/layertree.h"

#include "support/images.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestLayerTree : public QObject
{
    Q_OBJECT
private slots:
    void cleans_data()
    {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QString>("clean");
        QTest::newRow("buildkit") << u"RUN /bin/sh -c npm ci # buildkit"_s << u"RUN npm ci"_s;
        QTest::newRow("arguments") << u"RUN |1 COMMIT=a b /bin/sh -c make # buildkit"_s << u"RUN make"_s;
        QTest::newRow("a path in an argument") << u"RUN |2 TOOL=/usr/local/bin/x A=/bin/y z /bin/sh -c npm ci # buildkit"_s << u"RUN npm ci"_s;
        QTest::newRow("arguments of the exec form") << u"RUN |1 A=b /bin/busybox --install # buildkit"_s << u"RUN /bin/busybox --install"_s;
        QTest::newRow("no absolute path") << u"|1 A=b npm ci"_s << u"RUN npm ci"_s;
        QTest::newRow("another shell") << u"RUN |1 A=b /bin/bash -o pipefail -c make # buildkit"_s << u"RUN make"_s;
        QTest::newRow("fewer arguments than said") << u"RUN |3 A=b make"_s << u"RUN |3 A=b make"_s;
        // Anybody's image may say this: minutes, where each place is tried.
        const QString endless = QString(1'000'000, u'a');
        QTest::newRow("endless argument") << u"RUN |1 A="_s + endless + u" /bin/sh -c make"_s << u"RUN make"_s;
        QTest::newRow("endless blanks") << u"RUN a"_s + QString(1'000'000, u' ') + u"b"_s << u"RUN a"_s + QString(1'000'000, u' ') + u"b"_s;
        QTest::newRow("legacy run") << u"/bin/sh -c apk add x"_s << u"RUN apk add x"_s;
        QTest::newRow("legacy nop") << u"/bin/sh -c #(nop)  CMD [\"sh\"]"_s << u"CMD [\"sh\"]"_s;
        QTest::newRow("copy") << u"COPY a /b # buildkit"_s << u"COPY a /b"_s;
        QTest::newRow("exec form") << u"RUN /bin/busybox --install # buildkit"_s << u"RUN /bin/busybox --install"_s;
        QTest::newRow("empty") << u""_s << u""_s;
    }
    void cleans()
    {
        QFETCH(QString, raw);
        QTEST(cleanInstruction(raw), "clean");
    }

    void findsArguments_data()
    {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("none") << u"RUN /bin/sh -c A=b make # buildkit"_s << QStringList();
        QTest::newRow("one") << u"RUN |1 COMMIT=a b /bin/sh -c make X=y # buildkit"_s << QStringList{u"COMMIT=a b"_s};
        QTest::newRow("two") << u"|2 TOOL=/usr/bin/x A= /bin/sh -c npm ci"_s << QStringList{u"A="_s, u"TOOL=/usr/bin/x"_s};
        QTest::newRow("fewer than said") << u"RUN |3 A=b make"_s << QStringList();
    }
    void findsArguments()
    {
        QFETCH(QString, raw);
        QStringList found;
        const QMap<QString, QString> arguments = buildArguments(raw);
        for (auto it = arguments.cbegin(); it != arguments.cend(); ++it)
            found << it.key() + u'=' + it.value();
        QTEST(found, "arguments");
    }

    /// What is kept to roll back to does not decide which branch stands first: it goes and comes.
    void branchesStandByTheNamesPeopleGave()
    {
        const InspectedImage kept = support::image(u"layerdeck-kept:shop-web-20261130-014129-1"_s, {u"x"_s, u"w"_s, u"old"_s});
        const InspectedImage web = support::image(u"shop-web:latest"_s, {u"x"_s, u"w"_s, u"new"_s});
        const InspectedImage api = support::image(u"shop-api:latest"_s, {u"x"_s, u"a"_s});
        const auto second = [](const LayerTree &tree) { return tree.rows.at(1).layer.diffId; };
        QCOMPARE(second(layerTree({web, api})), u"a"_s);
        QCOMPARE(second(layerTree({kept, web, api})), u"a"_s);
    }

    void matchesHistoryAndLayers()
    {
        InspectedImage image = support::image(u"a:1"_s, {u"d1"_s, u"d2"_s});
        image.history = {{u"CMD [\"x\"]"_s, {}, 0, {}}, {u"RUN /bin/sh -c two # buildkit"_s, {}, 20, {}}, {u"ENV A=1"_s, {}, 0, {}},
                         {u"COPY one / # buildkit"_s, {}, 10, {}}};
        const auto layers = layersOf(image);
        QCOMPARE(layers.size(), 2);
        QCOMPARE(layers.at(0).instruction, u"COPY one /"_s);
        QCOMPARE(layers.at(0).size, 10);
        QCOMPARE(layers.at(1).instruction, u"RUN two"_s);
        QCOMPARE(layers.at(0).chainId, u"d1"_s);
        QVERIFY(layers.at(1).chainId.startsWith("sha256:"_L1));
    }

    void aStepThatChangedNothingMayHaveNoLayer()
    {
        InspectedImage image = support::image(u"a:1"_s, {u"d1"_s});
        image.history = {{u"WORKDIR /x"_s, {}, 0, {}}, {u"COPY one /"_s, {}, 10, {}}};
        QCOMPARE(layersOf(image).first().instruction, u"COPY one /"_s);
        image.detail.diffIds << u"d2"_s;
        QCOMPARE(layersOf(image).last().instruction, u"WORKDIR /x"_s);
    }

    void whatDoesNotFitStaysUnknown()
    {
        InspectedImage image = support::image(u"a:1"_s, {u"d1"_s, u"d2"_s, u"d3"_s});
        image.history = {{u"RUN x"_s, {}, 10, {}}};
        for (const ImageLayer &layer : layersOf(image)) {
            QVERIFY(layer.instruction.isEmpty());
            QCOMPARE(layer.size, -1);
        }
    }

    /// Whichever image is listed first.
    void aSharedLayerIsAsOldAsItsFirst()
    {
        const QDateTime early = QDateTime::fromSecsSinceEpoch(1'000'000, Qt::UTC);
        InspectedImage older = support::image(u"a:1"_s, {u"d1"_s});
        older.history = {{u"COPY one /"_s, early, 10, {}}};
        InspectedImage newer = support::image(u"b:1"_s, {u"d1"_s});
        newer.history = {{u"COPY one /"_s, early.addDays(3), 10, {}}};
        for (const QList<InspectedImage> &images : {QList{older, newer}, QList{newer, older}})
            QCOMPARE(layerTree(images).rows.first().layer.created, early);
    }

    void mergesByChain()
    {
        const LayerTree tree = layerTree({support::image(u"b:1"_s, {u"x"_s, u"y"_s, u"q"_s}), support::image(u"a:1"_s, {u"x"_s, u"y"_s, u"p"_s}),
                                          support::image(u"c:1"_s, {u"z"_s, u"y"_s})});
        QCOMPARE(tree.rows.size(), 6);
        QCOMPARE(tree.images, 3);
        QCOMPARE(tree.diskBytes, 60);
        QCOMPARE(tree.listedBytes, 80);
        QCOMPARE(tree.rows.at(1).imageIds.size(), 2);
        QCOMPARE(tree.rows.at(1).children, 2);
        QCOMPARE(tree.rows.at(2).level, 1);
        QVERIFY(tree.rows.at(2).firstOfBranch && !tree.rows.at(2).lastOfBranch);
        QVERIFY(tree.rows.at(3).lastOfBranch);
        QCOMPARE(tree.rows.at(2).ends.first().name, u"a:1"_s);
        // The same diff on another parent is another layer.
        QCOMPARE(tree.rows.at(5).parent, 4);
    }

    void manyNamesOneImage()
    {
        InspectedImage image = support::image(u"a:1"_s, {u"x"_s});
        image.image.tags << u"a:2"_s;
        InspectedImage dangling = support::image({}, {u"x"_s});
        const LayerTree tree = layerTree({dangling, image});
        QCOMPARE(tree.rows.size(), 1);
        QCOMPARE(tree.rows.first().ends.size(), 3);
        QVERIFY(tree.rows.first().ends.last().name.isEmpty());
        // One that was pulled by its digest has that for a name.
        InspectedImage pulled = support::image({}, {u"d1"_s});
        pulled.image.digests = {u"postgres@sha256:1"_s};
        QCOMPARE(layerTree({pulled}).rows.first().ends.first().name, u"postgres@sha256:1"_s);
    }

    void nothing() { QVERIFY(layerTree({}).rows.isEmpty()); }
};

QTEST_APPLESS_MAIN(TestLayerTree)
#include "tst_layertree.moc"
