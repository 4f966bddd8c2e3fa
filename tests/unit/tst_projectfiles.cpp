// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/projectfiles.h"
#include "compose/projectname.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// A project whose files are given as path and text.
QList<ProjectFile> readAll(const QMap<QString, QByteArray> &texts, const QStringList &own,
                           const QMap<QString, QString> &environment = {})
{
    ComposeFiles files{u"/p"_s, own, {}};
    return readProjectFiles(files, environment, [&texts](const QString &path) -> Result<QByteArray> {
        if (!texts.contains(path))
            return failure(ErrorCode::NotFound, u"no "_s + path);
        return texts.value(path);
    });
}

QString printed(const QList<ProjectFile> &files)
{
    static const QStringList roles{u"main"_s, u"override"_s, u"included"_s, u"extended"_s};
    QStringList lines;
    for (const ProjectFile &file : files) {
        QString line = roles.at(static_cast<int>(file.role)) + u' ' + file.name;
        if (!file.namedBy.isEmpty())
            line += u" by %1:%2"_s.arg(file.namedBy).arg(file.place.line);
        if (file.error)
            line += u" (unreadable)"_s;
        lines << line;
    }
    return lines.join(u'\n');
}

} // namespace

class TestProjectFiles : public QObject
{
    Q_OBJECT
private slots:
    void followsIncludeAndExtends()
    {
        const auto files = readAll(
            {{u"/p/compose.yml"_s,
              "include:\n  - db/${DB:-pg}.yml\n  - path: [web.yml, web.local.yml]\n  - oci://r.test/x\n"
              "services:\n  app:\n    extends:\n      file: ../common.yml\n      service: base\n"},
             {u"/p/over.yml"_s, "services:\n  app:\n    build: .\n"},
             {u"/p/db/pg.yml"_s, "include: [../compose.yml, deeper/x.yml]\n"},
             {u"/p/db/deeper/x.yml"_s, "services: {}\n"},
             {u"/p/web.yml"_s, "services: {}\n"},
             {u"/common.yml"_s, "services:\n  base:\n    build: .\n"}},
            {u"/p/compose.yml"_s, u"/p/over.yml"_s});
        QCOMPARE(printed(files),
                 u"main compose.yml\noverride over.yml\nincluded db/pg.yml by compose.yml:2\n"
                 "included web.yml by compose.yml:3\nincluded web.local.yml by compose.yml:3 (unreadable)\n"
                 "extended ../common.yml by compose.yml:8\nincluded db/deeper/x.yml by db/pg.yml:1"_s);
        QCOMPARE(files.first().extended, (QMap<QString, QString>{{u"../common.yml"_s, u"/common.yml"_s}}));
    }

    void whatIsExtendedIsFoundThroughVariables()
    {
        const auto files = readAll({{u"/p/compose.yml"_s, "services:\n  app:\n    extends: {file: \"${BASE:-common}.yml\", service: base}\n"},
                                    {u"/p/common.yml"_s, "services:\n  base:\n    build: .\n"}},
                                   {u"/p/compose.yml"_s});
        QCOMPARE(files.first().extended, (QMap<QString, QString>{{u"${BASE:-common}.yml"_s, u"/p/common.yml"_s}}));
    }

    void namesTheProjectAsComposeDoes()
    {
        const auto named = readAll({{u"/p/a.yml"_s, "name: first\nservices: {}\n"}, {u"/p/b.yml"_s, "name: ${N}-x\nservices: {}\n"}},
                                   {u"/p/a.yml"_s, u"/p/b.yml"_s});
        QCOMPARE(composeProjectName(named, u"/srv/Shop"_s, {{u"N"_s, u"n"_s}}), u"n-x"_s);
        QCOMPARE(composeProjectName(named, u"/srv/Shop"_s, {{u"COMPOSE_PROJECT_NAME"_s, u"given"_s}}), u"given"_s);
        QCOMPARE(composeProjectName({}, u"/srv/_My Shop.2"_s, {}), u"myshop2"_s);
    }

    void choosesTheFileOfAChange()
    {
        const auto files = readAll(
            {{u"/p/a.yml"_s, "services:\n  app:\n    build: .\n  web:\n    build: .\n  db:\n    image: x\n"},
             {u"/p/b.yml"_s, "services:\n  app:\n    image: x\n  web:\n    build:\n      target: t\n  db:\n  "
                             "  restart: always\n"},
             {u"/p/c.yml"_s, "services:\n  app:\n    build:\n      cache_from: [a]\n  ci:\n    build:\n      cache_from: [a]\n"},
             {u"/p/d.yml"_s, "services:\n  ci:\n    build:\n      cache_to: [type=inline]\n"}},
            {u"/p/a.yml"_s, u"/p/b.yml"_s, u"/p/c.yml"_s, u"/p/d.yml"_s});
        QCOMPARE(fileForChanges(files, u"app"_s), 2);
        QCOMPARE(fileForChanges(files, u"ci"_s), 3);
        QCOMPARE(fileForChanges(files, u"web"_s), 1);
        QCOMPARE(fileForChanges(files, u"db"_s), 0);
        QCOMPARE(fileForChanges(files, u"none"_s), -1);
    }

    void laterFilesCancel_data()
    {
        QTest::addColumn<QByteArray>("later");
        QTest::addColumn<QString>("from");   // "file:line tag"; empty: nothing cancels it
        QTest::addColumn<QString>("image");
        const QByteArray a = "services:\n  a:\n";
        QTest::newRow("reset") << QByteArray(a + "    build:\n      cache_from: !reset []\n") << u"b.yml:4 !reset"_s << QString();
        QTest::newRow("override") << QByteArray(a + "    build:\n      cache_from: !override [x]\n") << u"b.yml:4 !override"_s << QString();
        QTest::newRow("the build") << QByteArray(a + "    build: !override\n      context: .\n") << u"b.yml:3 !override"_s << QString();
        QTest::newRow("the build reset") << QByteArray(a + "    build: !reset null\n    image: x\n") << u"b.yml:3 !reset"_s << QString();
        QTest::newRow("the service") << QByteArray("services:\n  a: !override\n    image: x\n") << u"b.yml:2 !override"_s << u"b.yml:2 !override"_s;
        QTest::newRow("the service reset") << QByteArray("services:\n  a: !reset {}\n") << u"b.yml:2 !reset"_s << u"b.yml:2 !reset"_s;
        QTest::newRow("the image") << QByteArray(a + "    image: !reset null\n") << QString() << u"b.yml:3 !reset"_s;
        QTest::newRow("added to") << QByteArray(a + "    build:\n      cache_from: [x]\n") << QString() << QString();
        QTest::newRow("another service") << QByteArray("services:\n  c:\n    build:\n      cache_from: !reset []\n") << QString() << QString();
    }
    void laterFilesCancel()
    {
        QFETCH(QByteArray, later);
        const auto files = readAll({{u"/p/a.yml"_s, "services:\n  a:\n    build:\n      cache_from: [a]\n"}, {u"/p/b.yml"_s, later}},
                                   {u"/p/a.yml"_s, u"/p/b.yml"_s});
        const auto shown = [&files](int file, Setting setting) {
            const auto by = cancelledBy(files, file, u"a"_s, setting);
            return by ? u"%1:%2 %3"_s.arg(by->fileName).arg(by->place.line).arg(by->tag) : QString();
        };
        QTEST(shown(0, Setting::CacheFrom), "from");
        QTEST(shown(0, Setting::Image), "image");
        // What stands in that file itself counts.
        QCOMPARE(shown(1, Setting::CacheFrom), QString());
    }

    void interpolates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // "-": nothing
        QTest::newRow("plain") << u"a.yml"_s << u"a.yml"_s;
        QTest::newRow("name") << u"$SET/${SET}x"_s << u"v/vx"_s;
        QTest::newRow("unset") << u"[$NONE]"_s << u"[]"_s;
        QTest::newRow("default") << u"${NONE:-d}${NONE-e}${EMPTY:-f}${EMPTY-g}"_s << u"def"_s;
        QTest::newRow("nested") << u"${NONE:-${SET}}"_s << u"v"_s;
        QTest::newRow("alternative") << u"${SET:+y}${NONE:+n}${EMPTY+e}"_s << u"ye"_s;
        QTest::newRow("escaped") << u"$$SET"_s << u"$SET"_s;
        QTest::newRow("required") << u"${NONE:?missing}"_s << u"-"_s;
        QTest::newRow("unclosed") << u"${SET"_s << u"-"_s;
        QTest::newRow("no name") << u"a$"_s << u"-"_s;
    }
    void interpolates()
    {
        QFETCH(QString, text);
        const QMap<QString, QString> environment{{u"SET"_s, u"v"_s}, {u"EMPTY"_s, {}}};
        QTEST(interpolated(text, environment).value_or(u"-"_s), "expected");
    }

    void dotEnvKnowsItsLines()
    {
        const auto entries = parseDotEnvEntries("# c\nA=1\n\nexport B='x # y'\nA=2 # last\n");
        QCOMPARE(entries, (QList{DotEnvEntry{u"A"_s, u"1"_s, 2}, DotEnvEntry{u"B"_s, u"x # y"_s, 4},
                                 DotEnvEntry{u"A"_s, u"2"_s, 5}}));
    }
};

QTEST_APPLESS_MAIN(TestProjectFiles)
#include "tst_projectfiles.moc"
