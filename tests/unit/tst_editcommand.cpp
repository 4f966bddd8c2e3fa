// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakeengine.h"
#include "support/program.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;

/// What `layerdeck edit` says of what it did, or did not: the built program without docker.
class TestEditCommand : public QObject
{
    Q_OBJECT

    Program m_program;

    Program::Run edit(const QString &folder, const QStringList &arguments) const
    {
        return m_program.edit(QStringList{u"-C"_s, folder} + arguments);
    }

    void writeExtending(const QString &folder) const
    {
        QVERIFY(m_program.write(folder + u"/compose.yaml"_s,
                                "services:\n  web:\n    build: .\n  legacy:\n    extends: {file: \"${BASE:-common}/base.yaml\", service: pybase}\n"
                                "  near:\n    extends: {service: web2}\n  web2:\n    build:\n      context: .\n      args: {W: 1}\n"));
        QVERIFY(m_program.write(folder + u"/common/base.yaml"_s,
                                "services:\n  pybase:\n    build:\n      context: .\n      args:\n        PY: \"3.11\"\n      cache_from: [one]\n"
                                "  other:\n    extends: {service: pybase}\n"));
    }

private slots:
    void aFileThatIsNotThereIsSaidOnce()
    {
        const auto alone = m_program.edit({u"app"_s, u"--file"_s, u"nofile.yaml"_s, u"--pull"_s, u"on"_s});
        QCOMPARE(alone.code, 3);
        QVERIFY2(alone.err.count(u"there is no such file"_s) == 1, qPrintable(alone.err));
        QVERIFY(m_program.write(u"nf/compose.yml"_s, "services:\n  app:\n    build: .\n"));
        const auto beside = edit(u"nf"_s, {u"app"_s, u"--file"_s, u"nofile.yaml"_s, u"--pull"_s, u"on"_s});
        QCOMPARE(beside.code, 3);
        QVERIFY2(beside.err.count(u"there is no such file"_s) == 1, qPrintable(beside.err));
        QVERIFY2(beside.err.contains("compose.yml"_L1), qPrintable(beside.err));
    }

    void aFileOfAnotherProjectIsRefused()
    {
        const QByteArray other = "services:\n  api:\n    build: .\n  theirs:\n    build: .\n";
        QVERIFY(m_program.write(u"n6/compose.yml"_s, "include: [more.yml]\nservices:\n  api:\n    build: .\n"));
        QVERIFY(m_program.write(u"n6/more.yml"_s, "services:\n  extra:\n    build: .\n"));
        QVERIFY(m_program.write(u"n1/compose.yaml"_s, other));
        const QStringList toOther{u"--file"_s, u"../n1/compose.yaml"_s, u"--add-cache-from"_s, u"x"_s};
        for (const QString &service : {u"api"_s, u"nosuch"_s}) {
            const auto run = edit(u"n6"_s, QStringList{service} + toOther);
            QCOMPARE(run.code, 3);
            QVERIFY2(run.err.contains("none of the project's files"_L1), qPrintable(run.err));
            QVERIFY2(run.err.contains("compose.yml, more.yml"_L1), qPrintable(run.err));
            QVERIFY2(!run.err.contains("theirs"_L1), qPrintable(run.err));
        }
        QCOMPARE(m_program.read(u"n1/compose.yaml"_s), other);
        // Its own files are found by any name that leads to them.
        QVERIFY(QFile::link(m_program.path(u"n6"_s), m_program.path(u"link"_s)));
        QCOMPARE(edit(u"n6"_s, {u"extra"_s, u"--file"_s, u"more.yml"_s, u"--pull"_s, u"on"_s}).code, 0);
        QCOMPARE(edit(u"n6"_s, {u"api"_s, u"--file"_s, m_program.path(u"link/compose.yml"_s), u"--pull"_s, u"on"_s}).code, 0);
        // Where there is no project the file is one of its own.
        QVERIFY(m_program.write(u"none/odd.yml"_s, "services:\n  api:\n    build: .\n"));
        QCOMPARE(edit(u"none"_s, {u"api"_s, u"--file"_s, u"odd.yml"_s, u"--pull"_s, u"on"_s}).code, 0);
        QVERIFY(m_program.read(u"none/odd.yml"_s).contains("pull: true"));
        const auto wrong = edit(u"none"_s, {u"web"_s, u"--file"_s, u"odd.yml"_s, u"--pull"_s, u"on"_s});
        QCOMPARE(wrong.code, 3);
        QVERIFY2(wrong.err.contains("The only service is api."_L1), qPrintable(wrong.err));
    }

    void aStageThatIsNotThereIsSaid_data()
    {
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<QByteArray>("dockerfile");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("said"); // empty: nothing
        const QByteArray named = "FROM scratch AS base\nFROM base AS final\n";
        QTest::newRow("short build") << QByteArray("build: ./ctx") << named << u"nosuch"_s << u"base, final"_s;
        QTest::newRow("a section") << QByteArray("build: {context: ctx, dockerfile: Dockerfile}") << named << u"nosuch"_s << u"base, final"_s;
        QTest::newRow("a variable") << QByteArray("build: {context: \"${CTX:-ctx}\"}") << named << u"nosuch"_s << u"base, final"_s;
        QTest::newRow("no names") << QByteArray("build: ./ctx") << QByteArray("FROM scratch\n") << u"nosuch"_s << u"has no name"_s;
        QTest::newRow("a number too high") << QByteArray("build: ./ctx") << named << u"2"_s << u"base, final"_s;
        QTest::newRow("a stage") << QByteArray("build: ./ctx") << named << u"Final"_s << QString();
        QTest::newRow("a number") << QByteArray("build: ./ctx") << QByteArray("FROM scratch\n") << u"0"_s << QString();
        QTest::newRow("a variable as stage") << QByteArray("build: ./ctx") << named << u"${STAGE}"_s << QString();
        QTest::newRow("no Dockerfile to read") << QByteArray("build: ./nowhere") << named << u"nosuch"_s << QString();
        QTest::newRow("inline") << QByteArray("build: {context: ctx, dockerfile_inline: FROM x AS nosuch}") << named << u"nosuch"_s << QString();
        QTest::newRow("elsewhere") << QByteArray("build: https://example.test/r.git") << named << u"nosuch"_s << QString();
    }
    void aStageThatIsNotThereIsSaid()
    {
        QFETCH(QByteArray, service);
        QFETCH(QByteArray, dockerfile);
        QFETCH(QString, target);
        QFETCH(QString, said);
        QVERIFY(m_program.write(u"st/compose.yml"_s, "services:\n  app:\n    " + service + "\n"));
        QVERIFY(m_program.write(u"st/ctx/Dockerfile"_s, dockerfile));
        const auto run = edit(u"st"_s, {u"app"_s, u"--target"_s, target, u"--dry-run"_s});
        QCOMPARE(run.code, 0); // Compose accepts it
        QVERIFY2(run.out.contains("+      target: "_L1) || run.out.contains(u"target: "_s + target), qPrintable(run.out));
        if (said.isEmpty()) {
            QVERIFY2(!run.err.contains("There is no stage"_L1), qPrintable(run.err));
            return;
        }
        QVERIFY2(run.err.contains(u"There is no stage “%1”"_s.arg(target)), qPrintable(run.err));
        QVERIFY2(run.err.contains(said), qPrintable(run.err));
    }

    void whatIsWrittenIsSaidWhereSomethingIsNot()
    {
        QVERIFY(m_program.write(u"w/compose.yml"_s,
                                "services:\n  app:\n    build:\n      context: .\n      args: {A: 1, NPM_TOKEN: npm_abcdef}\n"
                                "      cache_from:\n        - app:${TAG:-latest}\n        - type=s3,bucket=b,secret_access_key=hunter2\n"));
        const auto source = edit(u"w"_s, {u"app"_s, u"--remove-cache-from"_s, u"app:latest"_s});
        QCOMPARE(source.code, 3);
        QVERIFY2(source.err.contains(u"Written there: app:${TAG:-latest}, type=s3,bucket=b,secret_access_key=••••••••."_s), qPrintable(source.err));
        const auto sink = edit(u"w"_s, {u"app"_s, u"--remove-cache-to"_s, u"app:latest"_s});
        QVERIFY2(sink.err.contains("Written there: none."_L1), qPrintable(sink.err));
        const auto argument = edit(u"w"_s, {u"app"_s, u"--unset-arg"_s, u"B"_s});
        QVERIFY2(argument.err.contains("Written there: A, NPM_TOKEN."_L1), qPrintable(argument.err));
        for (const auto &run : {source, sink, argument})
            QVERIFY2(!run.err.contains("layerdeck services"_L1), qPrintable(run.err));
    }

    void everyDocumentOfAFileIsEdited()
    {
        const QByteArray text = "services:\n  a:\n    build: {context: ., cache_from: [one]}\n---\nservices:\n  a:\n    build: {cache_from: [two]}\n"
                                "  b:\n    build: ./b\n";
        const auto changed = [&](const QStringList &change) {
            m_program.write(u"doc/compose.yml"_s, text);
            const auto run = edit(u"doc"_s, change);
            return run.code == 0 ? m_program.read(u"doc/compose.yml"_s) : run.err.toUtf8();
        };
        for (const QStringList &file : {QStringList(), QStringList{u"--file"_s, u"compose.yml"_s}}) {
            QCOMPARE(changed(QStringList{u"b"_s, u"--target"_s, u"t"_s} + file),
                     QByteArray(text).replace("build: ./b\n", "build:\n      context: ./b\n      target: t\n"));
            QCOMPARE(changed(QStringList{u"a"_s, u"--add-cache-from"_s, u"x"_s} + file), QByteArray(text).replace("[two]", "[two, x]"));
            QCOMPARE(changed(QStringList{u"a"_s, u"--remove-cache-from"_s, u"two"_s} + file).contains("two"), false);
            QCOMPARE(changed(QStringList{u"a"_s, u"--remove-cache-from"_s, u"one"_s} + file), QByteArray(text).replace(", cache_from: [one]", ""));
        }
        const QByteArray both = changed({u"a"_s, u"--remove-cache-from"_s, u"two"_s, u"--remove-cache-from"_s, u"one"_s});
        QVERIFY2(both.contains("It stands in line 3, in another document of the file"), both);
    }

    void whatALaterFileCancelsIsSaid()
    {
        QVERIFY(m_program.write(u"can/compose.yml"_s, "services:\n  a:\n    build: {context: ., cache_from: [one]}\n"));
        QVERIFY(m_program.write(u"can/compose.override.yml"_s, "services:\n  a:\n    build:\n      cache_from: !reset []\n"));
        const QStringList change{u"a"_s, u"--dry-run"_s, u"--file"_s, u"compose.yml"_s, u"--pull"_s, u"on"_s};
        const QStringList cancelled = change + QStringList{u"--add-cache-from"_s, u"x"_s};
        const auto run = edit(u"can"_s, cancelled);
        QCOMPARE(run.code, 0);
        QVERIFY2(run.err.contains("compose.override.yml, line 4, cancels cache_from of the files before it (!reset)"_L1), qPrintable(run.err));
        QVERIFY2(!run.err.contains("cancels pull"_L1), qPrintable(run.err));
        QCOMPARE(edit(u"can"_s, cancelled + QStringList{u"--json"_s}).json()["cancelled_by"_L1].toObject(),
                 (QJsonObject{{u"cache_from"_s, u"compose.override.yml:4"_s}}));
        QVERIFY(!edit(u"can"_s, change).err.contains("cancels"_L1));
    }

    void whatALaterFileWritesTooIsSaid()
    {
        QVERIFY(m_program.write(u"later/compose.yml"_s, "services:\n  a:\n    build: {context: ., args: {A: 1, B: 1}}\n"));
        QVERIFY(m_program.write(u"later/compose.override.yml"_s, "services:\n  a:\n    build:\n      target: t\n      args:\n        A: 2\n"));
        const auto said = [this](const QStringList &change) {
            const auto run = edit(u"later"_s, QStringList{u"a"_s, u"--dry-run"_s, u"--file"_s, u"compose.yml"_s} + change);
            return run.code == 0 ? run.err : u"exit code %1"_s.arg(run.code);
        };
        const QString target = said({u"--target"_s, u"x"_s});
        QVERIFY2(target.contains("compose.override.yml:4 writes target, too, and is merged later: this change of it has no effect."_L1), qPrintable(target));
        const QString argument = said({u"--set-arg"_s, u"A=3"_s, u"--set-arg"_s, u"B=3"_s});
        QVERIFY2(argument.contains("compose.override.yml:6 writes the build argument A, too"_L1), qPrintable(argument));
        QVERIFY2(!argument.contains("argument B"_L1), qPrintable(argument));
        QVERIFY2(said({u"--unset-arg"_s, u"A"_s}).contains("the build argument A, too"_L1), qPrintable(argument));
    }

    /// What the window says under the entry.
    void aSinkThatTheBuilderRefusesIsSaid()
    {
        QVERIFY(m_program.write(u"sink/compose.yml"_s, "services:\n  a:\n    build: {context: ., cache_to: [\"type=registry,ref=r.test/old\"]}\n"));
        layerdeck::support::FakeEngine engine;
        const auto adds = [&](const QString &entry, const QStringList &more = {}) {
            return m_program.edit(QStringList{u"a"_s, u"-C"_s, u"sink"_s, u"--dry-run"_s, u"--add-cache-to"_s, entry} + more, {{u"DOCKER_HOST"_s, engine.host()}});
        };
        const QString registry = u"type=registry,ref=r.test/a,mode=max"_s;
        const QByteArray info = R"({"ID":"i","Name":"n","ServerVersion":"26.1.5","Driver":"%1","DriverStatus":[%2]})";
        engine.answer(u"/info"_s, QByteArray(info).replace("%1", "overlay2").replace("%2", ""));
        const QString said = u"type=registry,ref=r.test/a,mode=max: The docker driver refuses to write it"_s;
        QVERIFY2(adds(registry).err.contains(said), qPrintable(adds(registry).err));
        QVERIFY(!adds(registry).err.contains("r.test/old"_L1)); // which nobody added
        QCOMPARE(adds(registry, {u"--json"_s}).json()["notes"_L1].toArray().size(), 1);
        QVERIFY(!adds(u"type=inline"_s).err.contains("refuses"_L1));
        engine.answer(u"/info"_s, QByteArray(info).replace("%1", "overlayfs").replace("%2", R"(["driver-type","io.containerd.snapshotter.v1"])"));
        const auto containerd = adds(registry);
        QCOMPARE(containerd.code, 0);
        QVERIFY2(!containerd.err.contains("refuses"_L1), qPrintable(containerd.err));
        // That needs no engine.
        QVERIFY(adds(u"type=s3,bucket=b,region=r"_s).err.contains("Needs a builder with another driver"_L1));
        // An engine that does not answer holds nothing up.
        engine.hang(u"/info"_s, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        const auto silent = adds(registry);
        QCOMPARE(silent.code, 0);
        QVERIFY(!silent.err.contains("refuses"_L1));
    }

    void aSecretInAnArgumentIsSaid_data()
    {
        QTest::addColumn<QString>("argument");
        QTest::addColumn<bool>("said");
        QTest::newRow("a token") << u"NPM_TOKEN=abc"_s << true;
        QTest::newRow("from a variable") << u"NPM_TOKEN=${NPM_TOKEN}"_s << false;
        QTest::newRow("from the environment") << u"NPM_TOKEN"_s << false;
        QTest::newRow("no secret") << u"MODE=abc"_s << false;
    }
    void aSecretInAnArgumentIsSaid()
    {
        QFETCH(QString, argument);
        QFETCH(bool, said);
        QVERIFY(m_program.write(u"secret/compose.yml"_s, "services:\n  api:\n    build: .\n"));
        const auto run = edit(u"secret"_s, {u"api"_s, u"--dry-run"_s, u"--set-arg"_s, argument});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(run.err.contains("NPM_TOKEN looks like a secret"_L1), said);
    }

    void anotherFileIsAdvisedWhereThereIsOne()
    {
        const QByteArray text = "services:\n  app:\n    build: &b\n      context: .\n  web:\n    build: *b\n";
        QVERIFY(m_program.write(u"adv/compose.yml"_s, text));
        const QStringList change{u"app"_s, u"--file"_s, u"compose.yml"_s, u"--add-cache-from"_s, u"x"_s};
        const auto alone = edit(u"adv"_s, change);
        QCOMPARE(alone.code, 3);
        QVERIFY2(alone.err.contains(u"Layerdeck cannot make this change to “app” in compose.yml: “web” takes"_s), qPrintable(alone.err));
        QVERIFY2(!alone.err.contains("nother file"_L1), qPrintable(alone.err));
        QVERIFY(m_program.write(u"adv/compose.override.yml"_s, "services: {}\n"));
        const auto beside = edit(u"adv"_s, change);
        QVERIFY2(beside.err.contains("another file with --file: compose.override.yml."_L1), qPrintable(beside.err));
    }

    void whatElseHadToBeWrittenIsSaid_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("change");
        QTest::addColumn<QString>("said"); // empty: nothing
        QTest::addColumn<QByteArray>("json"); // the three members
        const QByteArray anchored = "x: &b\n  context: .\n  cache_from: [one, \"type=gha,token=ghs_abc\"]\n  cache_to: [two]\nservices:\n  api:\n    build: *b\n";
        const QByteArray merged = "x: &s\n  build:\n    context: .\n    args: {A: 1, API_TOKEN: t}\nservices:\n  api:\n    <<: *s\n";
        const QByteArray twice = "services:\n  api:\n    build:\n      context: .\n      cache_from: [a, b, a]\n";
        const QByteArray nothing = R"({"build_written_again":[],"entries_written_again":{},"removed_more_than_once":{}})";
        QTest::newRow("entries") << anchored << QStringList{u"--add-cache-from"_s, u"x"_s}
                                 << u"these of it are written a second time at api: one, type=gha,token=••••••••."_s
                                 << QByteArray(R"({"build_written_again":[],"entries_written_again":{"cache_from":["one","type=gha,token=••••••••"]},"removed_more_than_once":{}})");
        QTest::newRow("the context and arguments") << merged << QStringList{u"--target"_s, u"t"_s}
                                                   << u"what it had is written a second time there, secrets included: context, args."_s
                                                   << QByteArray(R"({"build_written_again":["context","args"],"entries_written_again":{},"removed_more_than_once":{}})");
        QTest::newRow("the context") << merged << QStringList{u"--set-arg"_s, u"A=2"_s} << u"what it had is written a second time there: context."_s
                                     << QByteArray(R"({"build_written_again":["context"],"entries_written_again":{},"removed_more_than_once":{}})");
        QTest::newRow("two that are equal") << twice << QStringList{u"--remove-cache-from"_s, u"a"_s} << u"every entry was removed that stood there more than once: a."_s
                                            << QByteArray(R"({"build_written_again":[],"entries_written_again":{},"removed_more_than_once":{"cache_from":["a"]}})");
        QTest::newRow("only one") << twice << QStringList{u"--remove-cache-from"_s, u"b"_s} << QString() << nothing;
        QTest::newRow("the short form grows") << QByteArray("services:\n  api:\n    build: .\n") << QStringList{u"--add-cache-from"_s, u"x"_s} << QString() << nothing;
        QTest::newRow("an alias without lists") << QByteArray("x: &b {context: .}\nservices:\n  api:\n    build: *b\n") << QStringList{u"--add-cache-from"_s, u"x"_s}
                                                << QString() << nothing;
    }
    void whatElseHadToBeWrittenIsSaid()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, change);
        QFETCH(QString, said);
        QVERIFY(m_program.write(u"also/compose.yml"_s, text));
        const auto run = edit(u"also"_s, QStringList{u"api"_s, u"--dry-run"_s} + change);
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QVERIFY2(said.isEmpty() ? !run.err.contains("second time"_L1) && !run.err.contains("more than once"_L1) : run.err.contains(said),
                 qPrintable(run.err));
        const QJsonObject json = edit(u"also"_s, QStringList{u"api"_s, u"--dry-run"_s, u"--json"_s} + change).json();
        QJsonObject part;
        for (const QString &name : {u"build_written_again"_s, u"entries_written_again"_s, u"removed_more_than_once"_s})
            part.insert(name, json.value(name));
        QTEST(QJsonDocument(part).toJson(QJsonDocument::Compact), "json");
    }

    // ---- extends --------------------------------------------------------------------------------------------------

    void whatIsOnlyExtendedGetsNoNewService_data()
    {
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("said");
        const QString base = u"common/base.yaml"_s;
        QTest::newRow("extends it") << u"legacy"_s << base << u"legacy takes its settings there from “pybase”: edit that service with --file common/base.yaml."_s;
        QTest::newRow("has nothing to do with it") << u"web"_s << base << u"The services are pybase, other."_s;
        QTest::newRow("is nowhere") << u"nosuch"_s << base << u"The services are pybase, other."_s;
        QTest::newRow("included") << u"web"_s << u"more.yaml"_s << u"more.yaml has no service “web”, and is only included"_s;
        QTest::newRow("no file named") << u"pybase"_s << QString()
                                       << u"it stands in common/base.yaml, which is only extended. The file was not changed. "
                                          "To edit it there give --file common/base.yaml. Who extends it changes too: "_s;
        QTest::newRow("another file named") << u"pybase"_s << u"compose.yaml"_s << u"To edit it there give --file common/base.yaml."_s;
        QTest::newRow("is nowhere, no file named") << u"nosuch"_s << QString() << u"The services are web, legacy, near, web2, extra."_s;
    }
    void whatIsOnlyExtendedGetsNoNewService()
    {
        QFETCH(QString, service);
        QFETCH(QString, file);
        QFETCH(QString, said);
        writeExtending(u"ext"_s);
        QVERIFY(m_program.write(u"ext/compose.yaml"_s, "include: [more.yaml]\n" + m_program.read(u"ext/compose.yaml"_s)));
        QVERIFY(m_program.write(u"ext/more.yaml"_s, "services:\n  extra:\n    build: .\n"));
        const auto texts = [&] { return m_program.read(u"ext/compose.yaml"_s) + m_program.read(u"ext/common/base.yaml"_s) + m_program.read(u"ext/more.yaml"_s); };
        const QByteArray before = texts();
        const auto run = edit(u"ext"_s, QStringList{service, u"--set-arg"_s, u"X=1"_s} + (file.isEmpty() ? QStringList() : QStringList{u"--file"_s, file}));
        QCOMPARE(run.code, 3);
        QVERIFY2(run.err.simplified().contains(said), qPrintable(run.err));
        QCOMPARE(texts(), before);
    }

    void whatComesThroughExtendsIsSaid_data()
    {
        QTest::addColumn<QStringList>("change");
        QTest::addColumn<QString>("said");
        const QString far = u"It comes from “pybase” in common/base.yaml, line %1, through extends: edit that service with --file common/base.yaml."_s;
        QTest::newRow("argument, other file") << QStringList{u"legacy"_s, u"--unset-arg"_s, u"PY"_s} << far.arg(6);
        QTest::newRow("source, other file") << QStringList{u"legacy"_s, u"--remove-cache-from"_s, u"one"_s} << far.arg(7);
        QTest::newRow("argument, this file") << QStringList{u"near"_s, u"--unset-arg"_s, u"W"_s}
                                             << u"It comes from “web2” in compose.yaml, line 11, through extends: edit that service with --file compose.yaml."_s;
        QTest::newRow("in the extended file") << QStringList{u"other"_s, u"--file"_s, u"common/base.yaml"_s, u"--unset-arg"_s, u"PY"_s} << far.arg(6);
        QTest::newRow("nowhere") << QStringList{u"legacy"_s, u"--unset-arg"_s, u"Q"_s} << u"Written there: none."_s;
        QTest::newRow("no name") << QStringList{u"legacy"_s, u"--unset-arg"_s, QString()} << u"A build argument needs a name."_s;
    }
    void whatComesThroughExtendsIsSaid()
    {
        QFETCH(QStringList, change);
        QFETCH(QString, said);
        writeExtending(u"from"_s);
        const auto run = edit(u"from"_s, change);
        QCOMPARE(run.code, 3);
        QVERIFY2(run.err.contains(said), qPrintable(run.err));
    }

    void whoTakesAChangeOverIsSaid()
    {
        writeExtending(u"over"_s);
        const QStringList change{u"pybase"_s, u"--file"_s, u"common/base.yaml"_s, u"--set-arg"_s, u"PY=3.15"_s, u"--dry-run"_s};
        const auto run = edit(u"over"_s, change);
        QCOMPARE(run.code, 0);
        QVERIFY2(run.err.contains(u"What they do not write themselves changes for those that extend “pybase”, too: legacy (compose.yaml), other."_s),
                 qPrintable(run.err));
        QCOMPARE(edit(u"over"_s, change + QStringList{u"--json"_s}).json()["extended_by"_L1].toArray(), (QJsonArray{u"legacy (compose.yaml)"_s, u"other"_s}));
        QVERIFY(!edit(u"over"_s, {u"web"_s, u"--set-arg"_s, u"A=1"_s, u"--dry-run"_s}).err.contains("extend"_L1));
    }

    // ---- several files --------------------------------------------------------------------------------------------

    void aFileThatCannotBeReadIsNotGuessed()
    {
        QVERIFY(m_program.write(u"unread/compose.yml"_s, "services:\n  frontend: [\n"));
        QVERIFY(m_program.write(u"unread/compose.override.yml"_s, "services:\n  frontend:\n    environment: {A: 1}\n"));
        for (const QStringList &file : {QStringList(), QStringList{u"--file"_s, u"compose.override.yml"_s}}) {
            const auto run = edit(u"unread"_s, QStringList{u"frontend"_s, u"--add-cache-from"_s, u"x"_s} + file);
            QCOMPARE(run.code, 3);
            QVERIFY2(run.err.contains("compose.yml"_L1) && !run.err.contains("only has an image"_L1), qPrintable(run.err));
        }
        const auto unknown = edit(u"unread"_s, {u"web"_s, u"--file"_s, u"compose.override.yml"_s, u"--pull"_s, u"on"_s});
        QVERIFY2(!unknown.err.contains("There is no service"_L1), qPrintable(unknown.err));
    }

    void whereAnArgumentStandsIsSaid()
    {
        QVERIFY(m_program.write(u"arg/compose.yml"_s, "services:\n  a:\n    build:\n      context: .\n      args:\n        INLINE: 1\n"));
        QVERIFY(m_program.write(u"arg/compose.override.yml"_s, "services:\n  a:\n    build:\n      args:\n        NODE_ENV: x\n"));
        const auto run = edit(u"arg"_s, {u"a"_s, u"--unset-arg"_s, u"INLINE"_s});
        QCOMPARE(run.code, 3);
        QVERIFY2(run.err.contains("It stands in compose.yml, line 6: choose that file with --file."_L1), qPrintable(run.err));
    }

    void aTagInTheWayIsSaid()
    {
        QVERIFY(m_program.write(u"tag/compose.yml"_s, "services:\n  w:\n    build:\n      context: .\n      cache_from: [one]\n      args: {Q: 1}\n"));
        QVERIFY(m_program.write(u"tag/compose.override.yml"_s,
                                "services:\n  w:\n    build:\n      cache_from: !reset []\n      args: !override\n        R: 2\n"));
        const auto reset = edit(u"tag"_s, {u"w"_s, u"--file"_s, u"compose.override.yml"_s, u"--add-cache-from"_s, u"x"_s});
        QCOMPARE(reset.code, 3);
        QVERIFY2(reset.err.contains("!reset in compose.override.yml, line 4, cancels what the files before it write, too: change the tag by hand."_L1),
                 qPrintable(reset.err));
        QVERIFY2(!reset.err.contains("--file"_L1), qPrintable(reset.err));
        const auto inert = edit(u"tag"_s, {u"w"_s, u"--file"_s, u"compose.override.yml"_s, u"--unset-arg"_s, u"Q"_s});
        QVERIFY2(inert.err.contains("It stands in compose.yml, line 6, and has no effect: compose.override.yml, line 5, cancels it (!override)."_L1),
                 qPrintable(inert.err));
        const auto before = edit(u"tag"_s, {u"w"_s, u"--file"_s, u"compose.yml"_s, u"--add-cache-from"_s, u"x"_s, u"--dry-run"_s});
        QVERIFY2(before.err.contains("has no effect. To change what holds, edit that tag by hand."_L1), qPrintable(before.err));
        const auto override = edit(u"tag"_s, {u"w"_s, u"--file"_s, u"compose.yml"_s, u"--set-arg"_s, u"R=1"_s, u"--dry-run"_s});
        QVERIFY2(override.err.contains("has no effect. It has one with --file: compose.override.yml."_L1), qPrintable(override.err));
        QCOMPARE(edit(u"tag"_s, {u"w"_s, u"--file"_s, u"compose.override.yml"_s, u"--set-arg"_s, u"R=1"_s}).code, 0);
        QVERIFY(m_program.read(u"tag/compose.override.yml"_s).contains("args: !override\n        R: 1\n"));
    }

    void onlyAFileThatWouldDoIsAdvised()
    {
        QVERIFY(m_program.write(u"do/compose.yml"_s, "services:\n  app:\n    build: &b\n      context: .\n      target: t\n      args: {A: 1}\n"
                                                    "  web:\n    build: *b\n"));
        QVERIFY(m_program.write(u"do/compose.override.yml"_s, "services:\n  app:\n    build:\n      target: u\n"));
        const auto advised = [&](const QStringList &change) {
            const auto run = edit(u"do"_s, QStringList{u"app"_s, u"--file"_s, u"compose.yml"_s} + change);
            return run.code == 3 && run.err.contains("another file with --file: compose.override.yml."_L1);
        };
        QVERIFY(advised({u"--add-cache-from"_s, u"x"_s}));
        QVERIFY(advised({u"--target"_s, u"v"_s}));
        QVERIFY(!advised({u"--target"_s, u"u"_s}));     // it says so already
        QVERIFY(!advised({u"--unset-arg"_s, u"A"_s})); // which does not stand there
    }

    void anArgumentIsGivenOnce_data()
    {
        QTest::addColumn<QStringList>("change");
        QTest::addColumn<QString>("said");
        QTest::newRow("two values") << QStringList{u"--set-arg"_s, u"E=1"_s, u"--set-arg"_s, u"E=2"_s} << u"--set-arg E is given twice"_s;
        QTest::newRow("and none") << QStringList{u"--set-arg"_s, u"E=1"_s, u"--unset-arg"_s, u"E"_s} << u"--set-arg E and --unset-arg E exclude each other"_s;
    }
    void anArgumentIsGivenOnce()
    {
        QFETCH(QStringList, change);
        QFETCH(QString, said);
        QVERIFY(m_program.write(u"once/compose.yml"_s, "services:\n  a:\n    build: .\n"));
        const auto run = edit(u"once"_s, QStringList{u"a"_s} + change);
        QCOMPARE(run.code, 2);
        QVERIFY2(run.err.contains(said), qPrintable(run.err));
    }

    /// The last first, or the first first: in the end the file is as it was.
    void editsTakenBackOneByOne_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<QStringList>>("edits");
        const QStringList source{u"one"_s, u"--add-cache-from"_s, u"x:1"_s};
        const QStringList noSource{u"one"_s, u"--remove-cache-from"_s, u"x:1"_s};
        const QStringList argument{u"one"_s, u"--set-arg"_s, u"A=1"_s};
        const QStringList noArgument{u"one"_s, u"--unset-arg"_s, u"A"_s};
        const QByteArray shortForm = "services:\n  one:\n    image: q\n    build: ./a # s\n  two:\n    build: ./b\n";
        QTest::newRow("the last first") << shortForm << QList<QStringList>{source, argument, noArgument, noSource};
        QTest::newRow("the first first") << shortForm << QList<QStringList>{source, argument, noSource, noArgument};
        QTest::newRow("again and again") << shortForm << QList<QStringList>{source, noSource, source, argument, noArgument, argument, noArgument, noSource};
        QTest::newRow("two services") << shortForm
                                      << QList<QStringList>{source, {u"two"_s, u"--pull"_s, u"on"_s}, {u"two"_s, u"--pull"_s, u"default"_s}, noSource};
        QTest::newRow("an alias") << QByteArray("services:\n  two:\n    build: &wb\n      context: .\n  one:\n    build: *wb\n")
                                  << QList<QStringList>{source, argument, noArgument, noSource};
    }
    void editsTakenBackOneByOne()
    {
        QFETCH(QByteArray, text);
        QFETCH(QList<QStringList>, edits);
        QVERIFY(m_program.write(u"back/compose.yml"_s, text));
        for (const QStringList &arguments : edits) {
            const auto run = edit(u"back"_s, arguments);
            QVERIFY2(run.code == 0, qPrintable(run.err));
        }
        QCOMPARE(m_program.read(u"back/compose.yml"_s), text);
    }

    void whatBecomesOfTheValueAndOfCommentsIsSaid()
    {
        QVERIFY(m_program.write(u"said/compose.yml"_s, "services:\n  one:\n    build:\n      context: .\n      cache_from:\n        # ours\n        - x:1\n        - y:1\n"));
        const auto price = edit(u"said"_s, {u"one"_s, u"--set-arg"_s, u"PRICE=5$nowhere"_s, u"--dry-run"_s});
        QVERIFY2(price.err.contains("PRICE: nowhere is not set, so Compose puts nothing in its place. Write $$ where"_L1), qPrintable(price.err));
        const auto known = edit(u"said"_s, {u"one"_s, u"--set-arg"_s, u"A=${nowhere:-1}"_s, u"--dry-run"_s});
        QVERIFY2(!known.err.contains("not set"_L1), qPrintable(known.err));
        const auto removed = edit(u"said"_s, {u"one"_s, u"--remove-cache-from"_s, u"x:1"_s, u"--dry-run"_s});
        QVERIFY2(removed.err.contains("The comment in line 6 stays where it is"_L1), qPrintable(removed.err));
    }

    void anotherSourceTakesNoCommentOver()
    {
        QVERIFY(m_program.write(u"other/compose.yml"_s,
                                "services:\n  one:\n    build:\n      cache_from:\n        - x:1 # ours\n"));
        const auto run =
            edit(u"other"_s, {u"one"_s, u"--remove-cache-from"_s, u"x:1"_s, u"--add-cache-from"_s, u"y:1"_s});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QCOMPARE(m_program.read(u"other/compose.yml"_s),
                 "services:\n  one:\n    build:\n      cache_from:\n        - y:1\n"_ba);
    }

    void helpSaysWhatTheWindowEdits()
    {
        QVERIFY(m_program.edit({u"--help"_s}).out.contains("image, pull_policy, platforms, the order of entries, and patterns are edited in the window."_L1));
    }
};

QTEST_GUILESS_MAIN(TestEditCommand)
#include "tst_editcommand.moc"
