// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/parse.h"

#include <QTest>

using namespace layerdeck;
using namespace layerdeck::engineapi;
using namespace Qt::StringLiterals;

class TestEngineParse : public QObject
{
    Q_OBJECT
private slots:
    /// Sizes that no disk has are unknown: shown as 0 they would be wrong, and added up they would turn round.
    void sizesThatCannotBe_data()
    {
        QTest::addColumn<QByteArray>("size");
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("usual") << QByteArray("61400000") << qint64(61'400'000);
        QTest::newRow("nothing") << QByteArray("0") << qint64(0);
        QTest::newRow("negative") << QByteArray("-1") << qint64(-1);
        QTest::newRow("very negative") << QByteArray("-9223372036854775808") << qint64(-1);
        QTest::newRow("the largest number") << QByteArray("9223372036854775807") << qint64(-1);
        QTest::newRow("more than a number holds") << QByteArray("1e300") << qint64(-1);
        QTest::newRow("a fraction") << QByteArray("1.5") << qint64(-1);
        QTest::newRow("a text") << QByteArray("\"5\"") << qint64(-1);
    }
    void sizesThatCannotBe()
    {
        QFETCH(QByteArray, size);
        QTEST(parseDiskUsage("{\"BuildCache\":[{\"ID\":\"a\",\"Size\":" + size + "}]}")->cache.first().size, "bytes");
        QTEST(parseImages("[{\"Id\":\"sha256:1\",\"Size\":" + size + "}]")->first().size, "bytes");
        QTEST(parseHistory("[{\"Id\":\"x\",\"CreatedBy\":\"RUN x\",\"Size\":" + size + "}]")->first().size, "bytes");
    }

    void versions()
    {
        const auto version = parseVersion(R"({"Version":"28.5.2","ApiVersion":"1.51","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"})");
        QCOMPARE(version->api, (ApiVersion{1, 51}));
        QVERIFY((ApiVersion{1, 9}) < (ApiVersion{1, 41}));
        QVERIFY(!parseVersion("{}"));
        QVERIFY(!ApiVersion::parse(u"x.y"_s));
    }

    void stores()
    {
        QVERIFY(parseInfo(R"({"Driver":"overlayfs","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]})")->containerdStore);
        QVERIFY(!parseInfo(R"({"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"]]})")->containerdStore);
    }

    void images()
    {
        const auto list = parseImages(R"([{"Id":"sha256:1","RepoTags":["a:1","<none>:<none>"],"RepoDigests":null,"Size":5,"Created":1700000000}])");
        QCOMPARE(list->size(), 1);
        QCOMPARE(list->first().tags, QStringList{u"a:1"_s});
        QCOMPARE(list->first().created.toSecsSinceEpoch(), 1700000000);
        QVERIFY(parseImages("null")->isEmpty());
        QVERIFY(!parseImages("{}"));
        QVERIFY(!parseImages("[{\"Id\":"));
    }

    void manifestsOfAnImage()
    {
        const auto list = parseImages(R"([{"Id":"sha256:1","Manifests":[
            {"Kind":"image","Available":true,"ImageData":{"Platform":{"os":"linux","architecture":"arm64","variant":"v8"}}},
            {"Kind":"image","Available":false,"ImageData":{"Platform":{"os":"linux","architecture":"amd64"}}},
            {"Kind":"attestation","Available":true}]}])");
        QCOMPARE(list->first().platforms, QStringList{u"linux/arm64/v8"_s});
        QCOMPARE(list->first().attestations, 1);
    }

    void events()
    {
        const auto event = parseEvent(R"({"Type":"image","Action":"tag","Actor":{"ID":"sha256:1","Attributes":{"name":"a:1"}},"timeNano":1700000000500000000})");
        QCOMPARE(event->type, u"image"_s);
        QCOMPARE(event->action, u"tag"_s);
        QCOMPARE(event->id, u"sha256:1"_s);
        QCOMPARE(event->time, 1'700'000'000'500);
        QVERIFY(event->service.isEmpty());
        const auto died = parseEvent(
            R"({"Type":"container","Action":"die","Actor":{"ID":"c","Attributes":{"com.docker.compose.project":"p","com.docker.compose.service":"s","com.docker.compose.config-hash":"h","com.docker.compose.container-number":"1","com.docker.compose.oneoff":"False"}},"timeNano":1})");
        QCOMPARE(*died, (EngineEvent{u"container"_s, u"die"_s, u"c"_s, 0, u"p"_s, u"s"_s}));
        QVERIFY(!parseEvent("{}"));
        QVERIFY(!parseEvent("x"));
    }

    /// The key of the parents has three spellings.
    /// Go's zero time, in seconds: an image that does not say when it was made.
    void noTimeIsNoTime()
    {
        const auto images = parseImages(R"([{"Id":"sha256:a","Created":-62135596800},{"Id":"sha256:b","Created":1700000000}])");
        QVERIFY(images.has_value());
        QVERIFY(!images->at(0).created.isValid());
        QVERIFY(images->at(1).created.isValid());
    }

    void parents_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("from 1.42 on") << QByteArray(R"(" Parents":["p"])");
        QTest::newRow("as one would expect") << QByteArray(R"("Parents":["p"])");
        QTest::newRow("up to 1.41") << QByteArray(R"("Parent":"p")");
    }
    void parents()
    {
        QFETCH(QByteArray, field);
        const auto usage = parseDiskUsage("{\"BuildCache\":[{\"ID\":\"x\"," + field
                                          + ",\"Size\":3,\"LastUsedAt\":\"2026-11-22T15:32:45.761088594Z\",\"CreatedAt\":\"0001-01-01T00:00:00Z\"}]}");
        const CacheRecord record = usage->cache.first();
        QCOMPARE(record.parents, QStringList{u"p"_s});
        QCOMPARE(record.lastUsed.toString(Qt::ISODateWithMs), u"2026-11-22T15:32:45.761Z"_s);
        QVERIFY(!record.created.isValid());
    }

    void sharedRecordsAreNotCountedTwice()
    {
        QCOMPARE(parseDiskUsage(R"({"BuildCache":[{"ID":"a","Size":3},{"ID":"b","Size":5,"Shared":true}]})")->cacheSize(), 3);
    }

    void pruneOfNothing()
    {
        QVERIFY(parsePrune(R"({"CachesDeleted":null,"SpaceReclaimed":0})")->deleted.isEmpty());
    }

    void removal()
    {
        const auto removal = parseRemoval(R"([{"Untagged":"a:1"},{"Deleted":"sha256:1"},{"Deleted":"sha256:2"}])");
        QCOMPARE(removal->untagged, QStringList{u"a:1"_s});
        QCOMPARE(removal->deleted.size(), 2);
    }

    void containers()
    {
        const auto list = parseContainers(R"([{"Id":"c","Names":["/p-a-1"],"ImageID":"sha256:1","State":"running","Labels":
            {"com.docker.compose.project":"p","com.docker.compose.service":"a","com.docker.compose.config-hash":"h",
             "com.docker.compose.container-number":"1"},"NetworkSettings":{"Networks":{"p_default":{},"edge":{}}}}])");
        QCOMPARE(list->first().name, u"p-a-1"_s);
        QCOMPARE(list->first().networks, (QStringList{u"edge"_s, u"p_default"_s}));
        QCOMPARE(list->first().service(), u"a"_s);
        QCOMPARE(list->first().project(), u"p"_s);
    }

    /// An image that Compose built has project and service too, and "docker run" hands them on.
    void whoseAContainerIs_data()
    {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<bool>("isServices");
        QTest::newRow("docker run") << QStringList() << false;
        QTest::newRow("docker compose up") << QStringList{u"config-hash"_s, u"container-number"_s} << true;
        QTest::newRow("docker compose run") << QStringList{u"config-hash"_s, u"container-number"_s, u"oneoff"_s} << false;
    }
    void whoseAContainerIs()
    {
        QFETCH(QStringList, more);
        Container container;
        container.labels = {{u"com.docker.compose.project"_s, u"p"_s}, {u"com.docker.compose.service"_s, u"a"_s}};
        for (const QString &label : std::as_const(more))
            container.labels.insert(u"com.docker.compose."_s + label, label == "oneoff"_L1 ? u"True"_s : u"1"_s);
        QTEST(isServiceContainer(container.labels), "isServices");
        QCOMPARE(container.service().isEmpty(), container.project().isEmpty());
        QTEST(!container.service().isEmpty(), "isServices");
    }

    void errors()
    {
        QCOMPARE(parseErrorMessage(R"({"message":"no such image"})"), u"no such image"_s);
        QCOMPARE(parseErrorMessage("<html>"), u"<html>"_s);
    }
};

QTEST_APPLESS_MAIN(TestEngineParse)
#include "tst_engineparse.moc"
