// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/program.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

/// The built program, without an engine: usage, exit codes, sentences.
class TestCommandLine : public QObject
{
    Q_OBJECT

    using Run = Program::Run;

    Program m_program;

    Run run(const QStringList &arguments, const QMap<QString, QString> &environment = {}) const
    {
        return m_program.run(arguments, environment);
    }
    Run edit(const QStringList &arguments) const { return m_program.edit(arguments); }
    QByteArray read(const QString &name) const { return m_program.read(name); }
    void write(const QString &name, const QByteArray &text) const { QVERIFY(m_program.write(name, text)); }

private slots:
    void tellsVersionAndHelp()
    {
        QCOMPARE(run({u"--version"_s}).code, 0);
        QVERIFY(run({u"--version"_s}).out.startsWith("layerdeck "_L1));
        const Run help = run({u"--help"_s});
        QCOMPARE(help.code, 0);
        for (const QString &name :
             {u"deploy"_s, u"rebuild"_s, u"redeploy"_s, u"clear"_s, u"services"_s, u"images"_s, u"edit"_s, u"history"_s, u"contexts"_s}) {
            QVERIFY(help.out.contains(name));
            const Run one = run({name, u"--help"_s});
            QCOMPARE(one.code, 0);
            QVERIFY(one.out.contains("--json"_L1));
            QCOMPARE(one.out.contains("--yes"_L1), name == "clear"_L1 || name == "redeploy"_L1);
        }
        // There it answers two questions, and one of them deletes nothing.
        const QString remote = run({u"remote"_s, u"--help"_s}).out.simplified();
        QVERIFY2(remote.contains("redeploy: runs both workflows without asking. caches: deletes what --delete names without asking."_L1), qPrintable(remote));
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList{u"deploy"_s, u"--nope"_s};
        QTest::newRow("too many names") << QStringList{u"services"_s, u"x"_s};
        QTest::newRow("both engines") << QStringList{u"images"_s, u"--context"_s, u"a"_s, u"--host"_s, u"unix:///x"_s};
        QTest::newRow("yes where nothing goes") << QStringList{u"deploy"_s, u"--yes"_s};
        QTest::newRow("no number") << QStringList{u"history"_s, u"--limit"_s, u"many"_s};
        QTest::newRow("a folder twice") << QStringList{u"services"_s, u"-C"_s, u"a"_s, u"-C"_s, u"b"_s};
        QTest::newRow("an engine twice") << QStringList{u"images"_s, u"--host"_s, u"unix:///x"_s, u"--host"_s, u"unix:///y"_s};
        QTest::newRow("a number twice") << QStringList{u"history"_s, u"--limit"_s, u"1"_s, u"--limit=2"_s};
        QTest::newRow("a state twice") << QStringList{u"edit"_s, u"a"_s, u"--no-cache"_s, u"on"_s, u"--no-cache"_s, u"default"_s};
        QTest::newRow("a time twice") << QStringList{u"deploy"_s, u"--wait-timeout"_s, u"1"_s, u"--wait-timeout"_s, u"1"_s};
        QTest::newRow("of the window twice") << QStringList{u"-C"_s, u"."_s, u"-C"_s, u"."_s};
        QTest::newRow("unknown subcommand") << QStringList{u"--nope"_s};
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        const Run result = run(arguments);
        QCOMPARE(result.code, 2);
        QVERIFY(result.out.isEmpty());
        QVERIFY(!result.err.isEmpty());
        if (QByteArray(QTest::currentDataTag()).endsWith(" twice"))
            QVERIFY2(result.err.contains(" is given twice."_L1), qPrintable(result.err));
    }

    /// What may be given several times still may.
    void repeatedOptions_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("files") << QStringList{u"services"_s, u"-f"_s, u"none.yml"_s, u"-f"_s, u"none2.yml"_s};
        QTest::newRow("stages") << QStringList{u"rebuild"_s, u"-f"_s, u"none.yml"_s, u"--stage"_s, u"a"_s, u"--stage"_s, u"b"_s};
        QTest::newRow("targets") << QStringList{u"clear"_s, u"--yes"_s, u"-f"_s, u"none.yml"_s, u"--target"_s, u"service:a"_s, u"--target"_s, u"service:b"_s};
        for (const QString &name : {u"add-cache-from"_s, u"remove-cache-from"_s, u"add-cache-to"_s, u"remove-cache-to"_s, u"set-arg"_s, u"unset-arg"_s})
            QTest::newRow(qPrintable(name)) << QStringList{u"edit"_s, u"a"_s, u"-f"_s, u"none.yml"_s, u"--"_s + name, u"a"_s, u"--"_s + name, u"b"_s};
    }
    void repeatedOptions()
    {
        QFETCH(QStringList, arguments);
        QCOMPARE(run(arguments).code, 3); // there is no such file
    }

    void noDisplay()
    {
        const Run result = run({u"-C"_s, m_program.path()});
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.contains("There is no display"_L1));
        QCOMPARE(run({u"-C"_s, m_program.path(), u"deploy"_s}).code, 2);
    }

    void noEngine()
    {
        const Run result = run({u"images"_s});
        QCOMPARE(result.code, 4);
        QVERIFY(result.err.contains(m_program.path(u"no.sock"_s)));
        QCOMPARE(run({u"images"_s, u"--host"_s, u"fd://3"_s}).code, 3);
        const Run ssh = run({u"images"_s, u"--host"_s, u"ssh://127.0.0.1:1"_s});
        QCOMPARE(ssh.code, 4);
        QVERIFY2(ssh.err.contains("ssh does not reach 127.0.0.1"_L1), qPrintable(ssh.err));
        QCOMPARE(run({u"images"_s, u"--context"_s, u"no-such-context"_s}).code, 3);
    }

    void noProject()
    {
        const Run result = run({u"services"_s, u"-C"_s, m_program.path()});
        QCOMPARE(result.code, 3);
        QVERIFY(result.err.contains("There is no Compose file"_L1));
        QVERIFY2(result.err.contains("or name a file with -f."_L1), qPrintable(result.err));
        QVERIFY(
            run({u"services"_s, u"-f"_s, u"none.yml"_s}).err.contains("given with -f or COMPOSE_FILE"_L1));
        QCOMPARE(run({u"services"_s, u"-C"_s, u"/no/such/folder"_s}).code, 3);
        // These work without a project; one that is named has to be there.
        for (const QString &subcommand : {u"services"_s, u"cache"_s, u"images"_s}) {
            QCOMPARE(run({subcommand, u"-f"_s, u"none.yml"_s}).code, 3);
            QCOMPARE(run({subcommand, u"-C"_s, u"/no/such/folder"_s}).code, 3);
        }
        QCOMPARE(run({u"cache"_s, u"-C"_s, m_program.path()}).code, 4);
    }

    void noImageName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("nothing") << QString();
        QTest::newRow("an id without digits") << u"sha256:"_s;
        QTest::newRow("a blank") << u"waste:1 "_s;
        QTest::newRow("capitals") << u"Waste:1"_s;
    }
    void noImageName()
    {
        QFETCH(QString, name);
        for (const QStringList &arguments : {QStringList{u"layers"_s, name}, QStringList{u"diff"_s, u"a:1"_s, name}}) {
            const Run result = run(arguments);
            QCOMPARE(result.code, 3);
            QVERIFY2(result.err.contains("A name looks like"_L1), qPrintable(result.err));
        }
        // A good name gets as far as the engine, which is not there.
        for (const QString &good : {u"app:1.2"_s, u"sha256:0a1b"_s, u"0a1b"_s, u"host:5000/a/b@sha256:"_s + QString(64, u'a')})
            QCOMPARE(run({u"layers"_s, good}).code, 4);
    }

    void brokenProject()
    {
        QFile file(m_program.path(u"broken.yml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("services:\n  a:\n\tb: 1\n");
        file.close();
        const Run result = run({u"deploy"_s, u"-f"_s, u"broken.yml"_s});
        QCOMPARE(result.code, 3);
        QVERIFY2(result.err.contains("broken.yml, line 3, column 1"_L1), qPrintable(result.err));
    }

    /// Who reads JSON gets the reason there too, in the shape that the subcommand always has.
    void refusalsInJson_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("isRun");
        QTest::addColumn<QString>("error");
        QTest::newRow("deploy") << QStringList{u"deploy"_s, u"-f"_s, u"none.yml"_s} << 3 << true << QString();
        QTest::newRow("rebuild") << QStringList{u"rebuild"_s, u"-C"_s, u"/no/such/folder"_s} << 3 << true << QString();
        QTest::newRow("clear") << QStringList{u"clear"_s, u"--yes"_s, u"-f"_s, u"none.yml"_s} << 3 << true << QString();
        QTest::newRow("services") << QStringList{u"services"_s, u"-f"_s, u"none.yml"_s} << 3 << false << QString();
        QTest::newRow("images") << QStringList{u"images"_s} << 4 << false << u"unreachable"_s;
        QTest::newRow("context") << QStringList{u"deploy"_s, u"--context"_s, u"no-such-context"_s} << 3 << true << QString();
    }
    void refusalsInJson()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(bool, isRun);
        QFETCH(QString, error);
        const Run result = run(arguments + QStringList{u"--json"_s});
        QCOMPARE(result.code, code);
        QCOMPARE(result.out.count(u'\n'), 1);
        const QJsonObject object = QJsonDocument::fromJson(result.out.toUtf8()).object();
        QVERIFY(!object["error"_L1]["message"_L1].toString().isEmpty());
        QVERIFY(!object["error"_L1]["code"_L1].toString().isEmpty());
        if (!error.isEmpty())
            QCOMPARE(object["error"_L1]["code"_L1].toString(), error);
        QCOMPARE(object["event"_L1].toString(), isRun ? u"result"_s : QString());
        QCOMPARE(object["outcome"_L1].toString(), isRun ? u"failed"_s : QString());
        // And the person reads it, as without --json.
        QVERIFY(result.err.contains(object["error"_L1]["message"_L1].toString()));
    }

    void noDockerProgram()
    {
        write(u"nodocker/compose.yml"_s, "services:\n  a:\n    image: x\n");
        const Run result = run({u"services"_s, u"-C"_s, u"nodocker"_s}, {{u"PATH"_s, m_program.path()}});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("docker command was not found"_L1), qPrintable(result.err));
    }

    /// docker without the plug-in takes what is meant for Compose as its own.
    void noComposePlugin_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("the options are its own") << QByteArray("unknown flag: --format\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]");
        QTest::newRow("with -f") << QByteArray("unknown shorthand flag: f in -f\nSee docker --help.");
        QTest::newRow("no such command") << QByteArray("docker: compose is not a docker command.\nSee docker --help");
        QTest::newRow("unknown command") << QByteArray("docker: unknown command: docker compose\n\nRun docker --help for more information");
    }
    void noComposePlugin()
    {
        QFETCH(QByteArray, says);
        write(u"noplugin/compose.yml"_s, "services:\n  a:\n    image: x\n");
        write(u"noplugin/docker"_s, "#!/bin/sh\necho '" + says + "' >&2\nexit 125\n");
        QVERIFY(QFile::setPermissions(m_program.path(u"noplugin/docker"_s), QFile::ReadOwner | QFile::ExeOwner));
        const Run result = run({u"services"_s, u"-C"_s, u"noplugin"_s}, {{u"PATH"_s, m_program.path(u"noplugin"_s)}});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("Docker Compose v2 was not found."_L1), qPrintable(result.err));
        QVERIFY2(!result.err.contains("Correct the file"_L1) && !result.err.contains("[OPTIONS]"_L1), qPrintable(result.err));
    }

    /// The window shows dots, so does the command line; programs that need the value have the file.
    void servicesMasksSecrets()
    {
        write(u"sec/compose.yml"_s, "services:\n  a:\n    build: .\n");
        write(u"sec/.env"_s, "GIT_PASSWORD=s3cr3tvalue\n");
        write(u"sec/docker"_s, "#!/bin/sh\n/bin/cat <<'X'\n"
              R"({"name":"p","services":{"a":{"image":"a","build":{"context":"/x","dockerfile":"Dockerfile","args":{"A":"1","NPM_TOKEN":"npm_abcdef",)"
              R"("URL":"https://u:s3cr3tvalue@h"},"cache_from":["type=s3,bucket=b,region=r,secret_access_key=hunter2"],)"
              R"("cache_to":["type=gha,token=ghs_abc"]}}}})"
              "\nX\n");
        QVERIFY(QFile::setPermissions(m_program.path(u"sec/docker"_s), QFile::ReadOwner | QFile::ExeOwner));
        for (const QStringList &options : {QStringList{}, QStringList{u"--json"_s}}) {
            const Run result = run(QStringList{u"services"_s, u"-C"_s, u"sec"_s} + options, {{u"PATH"_s, m_program.path(u"sec"_s)}});
            QVERIFY2(result.code == 0, qPrintable(result.err));
            for (const QString &secret : {u"npm_abcdef"_s, u"s3cr3tvalue"_s, u"hunter2"_s, u"ghs_abc"_s})
                QVERIFY2(!result.out.contains(secret), qPrintable(result.out));
            QVERIFY2(result.out.contains(u"https://u:••••••••@h"_s), qPrintable(result.out));
            QVERIFY2(result.out.contains("bucket=b"_L1), qPrintable(result.out));
        }
    }

    // ---- edit: without docker, so that Layerdeck's own check stands alone -------------------------------------------

    void editPrintsAndWrites()
    {
        const QByteArray text = "services:\n  app: # ours\n    build: ./app\n  db:\n    image: x\n";
        write(u"e/compose.yml"_s, text);
        const QStringList add{u"app"_s, u"-C"_s, u"e"_s, u"--add-cache-from"_s, u"app:latest"_s};
        const Run dry = edit(add + QStringList{u"--dry-run"_s});
        QCOMPARE(dry.code, 0);
        QCOMPARE(dry.out, u"--- a/compose.yml\n+++ b/compose.yml\n@@ -1,5 +1,8 @@\n services:\n   app: # ours\n-    build: ./app\n"
                          "+    build:\n+      context: ./app\n+      cache_from:\n+        - app:latest\n   db:\n     image: x\n"_s);
        QCOMPARE(read(u"e/compose.yml"_s), text);
        QVERIFY2(dry.err.contains("Compose could not be asked"_L1), qPrintable(dry.err));
        const Run written = edit(add);
        QCOMPARE(written.code, 0);
        QCOMPARE(written.out, dry.out);
        QVERIFY(read(u"e/compose.yml"_s).contains("- app:latest"));
        const Run again = edit(add);
        QCOMPARE(again.code, 0);
        QVERIFY(again.out.isEmpty());
        // Taking it back gives the short form back, byte by byte.
        QCOMPARE(edit({u"app"_s, u"-C"_s, u"e"_s, u"--remove-cache-from"_s, u"app:latest"_s}).code, 0);
        QCOMPARE(read(u"e/compose.yml"_s), text);
        // What somebody else has changed since is nobody's to take back.
        QCOMPARE(edit(add).code, 0);
        write(u"e/compose.yml"_s, read(u"e/compose.yml"_s) + "# theirs\n");
        QCOMPARE(edit({u"app"_s, u"-C"_s, u"e"_s, u"--remove-cache-from"_s, u"app:latest"_s}).code, 0);
        QCOMPARE(read(u"e/compose.yml"_s), "services:\n  app: # ours\n    build:\n      context: ./app\n  db:\n    image: x\n# theirs\n");
    }

    void wrongUsageIsJsonWhereThatIsAskedFor()
    {
        for (const QStringList &arguments : {QStringList{u"edit"_s, u"app"_s, u"--json"_s},
                                             QStringList{u"services"_s, u"--json"_s, u"--nonsense"_s}}) {
            const Run wrong = run(arguments, {});
            QCOMPARE(wrong.code, 2);
            const QJsonObject error = QJsonDocument::fromJson(wrong.out.toUtf8()).object()["error"_L1].toObject();
            QVERIFY2(!error["message"_L1].toString().isEmpty(), qPrintable(wrong.out));
        }
    }

    void contextsMarksTheOneOfTheOption()
    {
        const Run listed = run({u"contexts"_s, u"--host"_s, u"unix:///tmp/other.sock"_s, u"--json"_s},
                               {{u"DOCKER_CONFIG"_s, m_program.path()}});
        QCOMPARE(listed.code, 0);
        const QJsonArray contexts = QJsonDocument::fromJson(listed.out.toUtf8()).object()["contexts"_L1].toArray();
        QCOMPARE(contexts.size(), 2);
        QCOMPARE(contexts[0]["endpoint"_L1].toString(), u"unix:///tmp/other.sock"_s);
        QVERIFY(contexts[0]["current"_L1].toBool());
        QVERIFY(!contexts[1]["current"_L1].toBool());
    }

    void editEverySetting()
    {
        write(u"s/compose.yml"_s, "services:\n  app:\n    build:\n      context: .\n      args:\n        A: 1\n");
        const Run run = edit({u"app"_s, u"-C"_s, u"s"_s, u"--add-cache-to"_s, u"type=inline"_s, u"--set-arg"_s, u"B=x=y"_s,
                              u"--unset-arg"_s, u"A"_s, u"--no-cache"_s, u"on"_s, u"--pull"_s, u"off"_s, u"--target"_s,
                              u"prod"_s, u"--json"_s});
        QCOMPARE(run.code, 0);
        const QJsonObject json = QJsonDocument::fromJson(run.out.toUtf8()).object();
        QCOMPARE(json["written"_L1].toBool(), true);
        QCOMPARE(json["compose"_L1]["verdict"_L1].toString(), u"unavailable"_s);
        QCOMPARE(read(u"s/compose.yml"_s), "services:\n  app:\n    build:\n      context: .\n      args:\n        B: x=y\n      target: prod\n"
                                           "      no_cache: true\n      pull: false\n      cache_to:\n        - type=inline\n");
        QCOMPARE(edit({u"app"_s, u"-C"_s, u"s"_s, u"--no-cache"_s, u"default"_s, u"--target"_s, {}}).code, 0);
        QVERIFY(!read(u"s/compose.yml"_s).contains("no_cache") && !read(u"s/compose.yml"_s).contains("target"));
    }

    void editSaysWhatIsWrittenASecondTime()
    {
        const QByteArray text = "x-a: &a\n  - A=1\n  - API_TOKEN=hunter2hunter2\nservices:\n  app:\n    build:\n      context: .\n"
                                "      args: *a\n";
        write(u"a/compose.yml"_s, text);
        const QStringList change{u"app"_s, u"-C"_s, u"a"_s, u"--set-arg"_s, u"A=2"_s};
        const QJsonObject json =
            QJsonDocument::fromJson(edit(change + QStringList{u"--dry-run"_s, u"--json"_s}).out.toUtf8()).object();
        QCOMPARE(json["args_written_again"_L1].toArray(), QJsonArray{u"API_TOKEN"_s});
        const Run run = edit(change);
        QCOMPARE(run.code, 0);
        QVERIFY2(run.err.contains("written a second time at app, secrets included: API_TOKEN."_L1), qPrintable(run.err));
    }

    void editChoosesItsFile()
    {
        write(u"o/compose.yml"_s, "services:\n  app:\n    build:\n      context: .\n      cache_from: [a]\n");
        write(u"o/compose.override.yml"_s, "services:\n  app:\n    environment: {X: 1}\n");
        const Run wrong = edit({u"app"_s, u"-C"_s, u"o"_s, u"--file"_s, u"compose.override.yml"_s, u"--remove-cache-from"_s, u"a"_s});
        QCOMPARE(wrong.code, 3);
        QVERIFY2(wrong.err.contains("compose.yml, line 5"_L1), qPrintable(wrong.err));
        QCOMPARE(edit({u"app"_s, u"-C"_s, u"o"_s, u"--file"_s, u"compose.override.yml"_s, u"--add-cache-from"_s, u"b"_s}).code, 0);
        QCOMPARE(read(u"o/compose.override.yml"_s), "services:\n  app:\n    environment: {X: 1}\n    build:\n      cache_from:\n        - b\n");
        QCOMPARE(read(u"o/compose.yml"_s), "services:\n  app:\n    build:\n      context: .\n      cache_from: [a]\n");
    }

    void editRefuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        const QByteArray good = "services:\n  app:\n    build: .\n  db:\n    image: x\n";
        const QStringList add{u"--add-cache-from"_s, u"a"_s};
        const auto row = [&](const char *name, const QByteArray &text, const QStringList &arguments, const QString &said) {
            QTest::newRow(name) << text << arguments << said;
        };
        row("no such service", good, QStringList{u"web"_s} + add, u"The services are app, db"_s);
        row("image only", good, QStringList{u"db"_s} + add, u"only has an image"_s);
        row("no such entry", good, {u"app"_s, u"--remove-cache-from"_s, u"a"_s}, u"has no cache_from"_s);
        row("no such argument", good, {u"app"_s, u"--unset-arg"_s, u"A"_s}, u"no build argument “A”"_s);
        row("a source without its reference", good, {u"app"_s, u"--add-cache-from"_s, u"type=registry"_s}, u"is needed"_s);
        row("an unknown type", good, {u"app"_s, u"--add-cache-to"_s, u"type=foo,ref=x"_s}, u"no cache type"_s);
        row("an argument with a blank", good, {u"app"_s, u"--set-arg"_s, u"A B=x"_s}, u"has a blank"_s);
        row("two lines", good, {u"app"_s, u"--add-cache-from"_s, u"a\nb"_s}, u"one line of text"_s);
        row("no YAML", "services: [\n", QStringList{u"app"_s} + add, u"f.yml, line "_s);
        row("a tab", "services:\n\tapp: 1\n", QStringList{u"app"_s} + add, u"f.yml, line 2, column 1"_s);
        row("twice", "services:\n  app:\n    build: .\n    build: .\n", QStringList{u"app"_s} + add, u"f.yml, line 4, column 5"_s);
        row("NUL", QByteArray("services:\n  app: \0\n", 19), QStringList{u"app"_s} + add, u"f.yml, line 2, column 8"_s);
        row("not UTF-8", "services:\n  app: \xff\n", QStringList{u"app"_s} + add, u"f.yml, line 2, column 8"_s);
        row("deep", QByteArray(100'000, '['), QStringList{u"app"_s} + add, u"f.yml, line 1, column "_s);
        row("no Compose file", "a: 1\n", QStringList{u"app"_s} + add, u"no Compose file"_s);
    }
    void editRefuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);
        write(u"r/f.yml"_s, text);
        const Run result = edit(arguments + QStringList{u"-C"_s, u"r"_s, u"--file"_s, u"f.yml"_s});
        QCOMPARE(result.code, 3);
        QVERIFY(result.out.isEmpty());
        QVERIFY2(result.err.contains(said), qPrintable(result.err));
        QCOMPARE(read(u"r/f.yml"_s), text);
        const Run json = edit(arguments + QStringList{u"-C"_s, u"r"_s, u"--file"_s, u"f.yml"_s, u"--json"_s});
        QVERIFY(QJsonDocument::fromJson(json.out.toUtf8()).object().contains("error"_L1));
    }

    void editRefusesWhatIsNoFile()
    {
        QDir(m_program.path()).mkpath(u"folder.yml"_s);
        QVERIFY(edit({u"app"_s, u"--file"_s, u"folder.yml"_s, u"--pull"_s, u"on"_s}).err.contains("it is a folder"_L1));
        const QByteArray pipe = QFile::encodeName(m_program.path(u"pipe.yml"_s));
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        const Run result = edit({u"app"_s, u"--file"_s, u"pipe.yml"_s, u"--pull"_s, u"on"_s});
        QCOMPARE(result.code, 3);
        QVERIFY(result.err.contains("no regular file"_L1));
    }

    void editWrongUsage()
    {
        write(u"u/compose.yml"_s, "services:\n  app:\n    build: .\n");
        QCOMPARE(edit({u"-C"_s, u"u"_s}).code, 2);
        QCOMPARE(edit({u"a"_s, u"b"_s, u"-C"_s, u"u"_s}).code, 2);
        QCOMPARE(edit({u"app"_s, u"-C"_s, u"u"_s, u"--pull"_s, u"maybe"_s}).code, 2);
        QCOMPARE(edit({u"app"_s, u"-C"_s, u"u"_s, u"--dry-run"_s}).code, 2);
    }

    void listsContexts()
    {
        const auto meta = [this](const QByteArray &name, const QByteArray &host) {
            const QByteArray id = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex();
            write(u"cfg/contexts/meta/"_s + QString::fromLatin1(id) + u"/meta.json"_s,
                  "{\"Name\":\"" + name + "\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\"" + host + "\"}}}");
        };
        meta("prod", "ssh://me@prod.example");
        meta("odd", "gopher://x");
        const QMap<QString, QString> environment{{u"DOCKER_CONFIG"_s, m_program.path(u"cfg"_s)}, {u"DOCKER_HOST"_s, {}},
                                                 {u"DOCKER_CONTEXT"_s, u"prod"_s}};
        const Run text = run({u"contexts"_s}, environment);
        QCOMPARE(text.code, 0);
        QVERIFY2(text.out.contains("* prod     ssh://me@prod.example"_L1), qPrintable(text.out));
        const Run json = run({u"contexts"_s, u"--json"_s}, environment);
        const QJsonArray list = QJsonDocument::fromJson(json.out.toUtf8()).object()["contexts"_L1].toArray();
        QCOMPARE(list.size(), 3);
        QCOMPARE(list.at(0)["name"_L1].toString(), u"default"_s);
        QVERIFY(list.at(1)["error"_L1].isObject());
        QCOMPARE(list.at(2)["current"_L1].toBool(), true);
    }

    /// The list is whole, and says what is wrong beside it.
    void listsContextsWithAWrongOne()
    {
        write(u"cfg2/contexts/meta/zz/meta.json"_s, "nonsense");
        const QMap<QString, QString> environment{{u"DOCKER_CONFIG"_s, m_program.path(u"cfg2"_s)}, {u"DOCKER_HOST"_s, {}},
                                                 {u"DOCKER_CONTEXT"_s, u"none"_s}};
        const Run json = run({u"contexts"_s, u"--json"_s}, environment);
        QCOMPARE(json.code, 3);
        const QJsonObject answer = QJsonDocument::fromJson(json.out.toUtf8()).object();
        QCOMPARE(answer["error"_L1]["code"_L1].toString(), u"not-found"_s);
        QCOMPARE(answer["contexts"_L1].toArray().size(), 2);
        QVERIFY(answer["contexts"_L1][1]["error"_L1]["advice"_L1].toString().contains("meta.json"_L1));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
