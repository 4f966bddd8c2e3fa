// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/cachesources.h"

#include "text/diff.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QString file = u"compose.yml"_s;

Result<QByteArray> added(const QByteArray &text, const QString &source = u"app:latest"_s)
{
    return withCacheSource(text, file, u"app"_s, source);
}

} // namespace

class TestCacheSources : public QObject
{
    Q_OBJECT
private slots:
    void adds_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *name, const QByteArray &before, const QByteArray &after) {
            QTest::newRow(name) << before << after;
        };
        row("after the last key",
            "services:\n  app:\n    build:\n      context: .\n      args:\n        A: 1 # keep\n\n    # image\n    image: app\n",
            "services:\n  app:\n    build:\n      context: .\n      args:\n        A: 1 # keep\n"
            "      cache_from:\n        - app:latest\n\n    # image\n    image: app\n");
        row("four blanks", "services:\n    app:\n        build:\n            context: .\n",
            "services:\n    app:\n        build:\n            context: .\n            cache_from:\n                - app:latest\n");
        row("unindented lists are the file's way",
            "services:\n  app:\n    ports:\n    - \"1:1\"\n    build:\n      context: .\n",
            "services:\n  app:\n    ports:\n    - \"1:1\"\n    build:\n      context: .\n      cache_from:\n      - app:latest\n");
        row("to a list", "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a # why\n      # end\n    image: x\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a # why\n        - app:latest\n      # end\n    image: x\n");
        row("to an unindented list", "services:\n  app:\n    build:\n      cache_from:\n      - a\n      context: .\n",
            "services:\n  app:\n    build:\n      cache_from:\n      - a\n      - app:latest\n      context: .\n");
        row("to a flow list", "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, 'b,c'] # x\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, 'b,c', app:latest] # x\n");
        row("to an empty flow list", "services:\n  app:\n    build:\n      context: .\n      cache_from: []\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [app:latest]\n");
        row("to an empty key", "services:\n  app:\n    build:\n      context: .\n      cache_from:\n    image: x\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - app:latest\n    image: x\n");
        row("to a flow build", "services:\n  app:\n    build: {context: ., args: {A: \"}\"}}\n",
            "services:\n  app:\n    build: {context: ., args: {A: \"}\"}, cache_from: [app:latest]}\n");
        row("grows the short form", "services:\n  app:\n    build: ./dir  # here\n    image: x\n",
            "services:\n  app:\n    build:\n      context: ./dir  # here\n      cache_from:\n        - app:latest\n    image: x\n");
        row("CRLF", "services:\r\n  app:\r\n    build:\r\n      context: .\r\n",
            "services:\r\n  app:\r\n    build:\r\n      context: .\r\n      cache_from:\r\n        - app:latest\r\n");
        row("no last line end", "services:\n  app:\n    build:\n      context: .",
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - app:latest");
        row("BOM", "\xEF\xBB\xBFservices:\n  app:\n    build:\n      context: .\n",
            "\xEF\xBB\xBFservices:\n  app:\n    build:\n      context: .\n      cache_from:\n        - app:latest\n");
        row("anchors elsewhere stay",
            "x-a: &a\n  restart: always\nservices:\n  app:\n    <<: *a\n    build:\n      context: .\n  b:\n    <<: *a\n    build: b\n",
            "x-a: &a\n  restart: always\nservices:\n  app:\n    <<: *a\n    build:\n      context: .\n"
            "      cache_from:\n        - app:latest\n  b:\n    <<: *a\n    build: b\n");
        row("tab in a comment", "services:\n  app:\n    build:\n      context: . #\tt\n",
            "services:\n  app:\n    build:\n      context: . #\tt\n      cache_from:\n        - app:latest\n");
    }
    void adds()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const auto text = added(before);
        QVERIFY2(text, text ? "" : qPrintable(text.error().sentences()));
        QCOMPARE(*text, after);
    }

    void quotesWhatNeedsIt()
    {
        const QByteArray text = "services:\n  app:\n    build:\n      context: .\n";
        QVERIFY(added(text, u"a: b"_s)->endsWith("- 'a: b'\n"));
        QVERIFY(added(text, u"it's #1"_s)->endsWith("- 'it''s #1'\n"));
        QVERIFY(added(text, u"123"_s)->endsWith("- '123'\n"));
        QVERIFY(added(text, u"type=registry,ref=r.test/a:c"_s)->endsWith("- type=registry,ref=r.test/a:c\n"));
        QVERIFY(added(text, u"${REG}/a"_s)->endsWith("- ${REG}/a\n"));
        const QByteArray flow = "services:\n  app:\n    build: {context: .}\n";
        QVERIFY(added(flow, u"type=registry,ref=a"_s)->contains("cache_from: ['type=registry,ref=a']"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("alias of the build") << QByteArray("x: &b\n  context: .\nservices:\n  app:\n    build: *b\n")
                                            << u"alias"_s;
        QTest::newRow("merged build") << QByteArray("x: &s\n  build: .\nservices:\n  app:\n    <<: *s\n") << u"anchor"_s;
        QTest::newRow("merged sources")
            << QByteArray("x: &b\n  cache_from: [a]\nservices:\n  app:\n    build:\n      <<: *b\n      context: .\n")
            << u"anchor"_s;
        QTest::newRow("image only") << QByteArray("services:\n  app:\n    image: x\n") << u"not built"_s;
        QTest::newRow("twice") << QByteArray("services:\n  app:\n    build:\n      cache_from: [a]\n      cache_from: [b]\n")
                               << u"twice"_s;
        QTest::newRow("no list") << QByteArray("services:\n  app:\n    build:\n      cache_from: x\n") << u"no list"_s;
        QTest::newRow("no services") << QByteArray("version: 3\n") << u"no “services”"_s;
        QTest::newRow("a list") << QByteArray("- 1\n") << u"no Compose file"_s;
        QTest::newRow("empty") << QByteArray("# nothing\n") << u"no Compose file"_s;
        QTest::newRow("broken") << QByteArray("services: [\n") << u"line"_s;
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, why);
        const auto result = added(text);
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains(why), qPrintable(result.error().message));
        QVERIFY(!result.error().unchanged.isEmpty());
    }

    void removes_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<int>("index");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *name, const QByteArray &before, int index, const QByteArray &after) {
            QTest::newRow(name) << before << index << after;
        };
        const QByteArray list = "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a # 1\n        - b\n      target: t\n";
        row("first", list, 0, "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - b\n      target: t\n");
        row("last", list, 1, "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a # 1\n      target: t\n");
        row("only one takes the key",
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a\n      target: t\n", 0,
            "services:\n  app:\n    build:\n      context: .\n      target: t\n");
        row("flow middle", "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, b, c]\n", 1,
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, c]\n");
        row("flow last", "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, b]\n", 1,
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [a]\n");
        row("flow only one", "services:\n  app:\n    build:\n      context: .\n      cache_from: [a]\n", 0,
            "services:\n  app:\n    build:\n      context: .\n");
        row("in a flow build", "services:\n  app:\n    build: {context: ., cache_from: [a], target: t}\n", 0,
            "services:\n  app:\n    build: {context: ., target: t}\n");
        row("no last line end", "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a", 0,
            "services:\n  app:\n    build:\n      context: .");
    }
    void removes()
    {
        QFETCH(QByteArray, before);
        QFETCH(int, index);
        QFETCH(QByteArray, after);
        const auto text = withoutCacheSource(before, file, u"app"_s, index);
        QVERIFY2(text, text ? "" : qPrintable(text.error().sentences()));
        QCOMPARE(*text, after);
    }

    void removingWhatIsNotThere()
    {
        QVERIFY(!withoutCacheSource("services:\n  app:\n    build: .\n", file, u"app"_s, 0));
        QVERIFY(!withCacheSource("services:\n  app:\n    build: .\n", file, u"other"_s, u"x"_s));
        QVERIFY(!added("services:\n  app:\n    build: .\n", u"a\nb"_s));
        QVERIFY(!added("services:\n  app:\n    build: .\n", u"  "_s));
    }

    void listsServices()
    {
        const auto services = readWrittenServices(
            "services:\n  app:\n    image: x\n    build:\n      context: .\n      cache_from: [a, b]\n  db:\n    image: y\n", file);
        QVERIFY(services);
        QCOMPARE(services->size(), 2);
        QCOMPARE(services->at(0).cacheFrom, (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(services->at(0).line, 2);
        QVERIFY(services->at(0).whyNotEditable.isEmpty());
        QVERIFY(!services->at(1).builds);
        QVERIFY(!services->at(1).whyNotEditable.isEmpty());
    }

    /// "Adding cache_from to both services of a file without it changes exactly four lines."
    void theSampleGetsFourLines()
    {
        QFile sample(QStringLiteral(TEST_SOURCE_DIR "/resources/samples/watchparty/docker-compose.yml"));
        QVERIFY(sample.open(QIODevice::ReadOnly));
        const QByteArray before = sample.readAll();
        const auto one = withCacheSource(before, file, u"backend"_s, u"watchparty-backend:latest"_s);
        QVERIFY(one);
        const auto two = withCacheSource(*one, file, u"frontend"_s, u"watchparty-frontend:latest"_s);
        QVERIFY(two);
        const Diff diff = diffLines(before, *two);
        QCOMPARE(diff.added, 4);
        QCOMPARE(diff.removed, 0);
        const auto back = withoutCacheSource(*withoutCacheSource(*two, file, u"backend"_s, 0), file, u"frontend"_s, 0);
        QCOMPARE(*back, before);
    }

    /// Real files: adding changes only added lines (the short form and flow style change one), removing gives the
    /// original back.
    void corpus()
    {
        QString path = qEnvironmentVariable("LAYERDECK_CORPUS", QStringLiteral(TEST_SOURCE_DIR "/../shared/corpus"));
        const QDir corpus(path + "/compose"_L1);
        if (!corpus.exists())
            QSKIP("the corpus of Compose files is not here");
        int files = 0;
        int edits = 0;
        int refusals = 0;
        for (const QFileInfo &info : corpus.entryInfoList(QDir::Files)) {
            ++files;
            QFile source(info.filePath());
            QVERIFY(source.open(QIODevice::ReadOnly));
            const QByteArray before = source.readAll();
            const auto services = readWrittenServices(before, info.fileName());
            if (!services) {
                QVERIFY(!services.error().message.isEmpty());
                ++refusals;
                continue;
            }
            for (const WrittenService &service : *services) {
                if (!service.builds)
                    continue;
                const auto after = withCacheSource(before, info.fileName(), service.name, u"layerdeck/x:latest"_s);
                if (!after) {
                    ++refusals;
                    continue;
                }
                ++edits;
                const Diff diff = diffLines(before, *after);
                QVERIFY2(diff.removed <= 1 && diff.added <= (diff.removed ? 4 : 2), qPrintable(info.fileName()));
                const auto back = withoutCacheSource(*after, info.fileName(), service.name,
                                                     static_cast<int>(service.cacheFrom.size()));
                QVERIFY2(back, back ? "" : qPrintable(info.fileName() + back.error().sentences()));
                if (diff.removed == 0)
                    QCOMPARE(*back, before);
            }
        }
        qInfo("%d files, %d edits, %d refusals", files, edits, refusals);
        QVERIFY(edits > 0);
    }
};

QTEST_APPLESS_MAIN(TestCacheSources)
#include "tst_cachesources.moc"
