// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/contractserver.h"
#include "support/keyring.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

#ifndef Q_OS_WIN
#include <sys/resource.h>
#endif

using namespace Qt::StringLiterals;
using layerdeck::support::ContractServer;
using layerdeck::support::Keyring;

/// `layerdeck remote` as a program, against the server that holds it against GitHub's own description.
class TestRemoteCommand : public QObject
{
    Q_OBJECT

    struct Run
    {
        int code;
        QString out;
        QString err;
    };

    const QString token = u"contract-token"_s;
    ContractServer m_server;
    std::unique_ptr<QTemporaryDir> m_dir;

    QProcessEnvironment environment(const QMap<QString, QString> &added) const
    {
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        for (const QString &name : {u"GH_TOKEN"_s, u"GITHUB_TOKEN"_s, u"GITHUB_ENTERPRISE_TOKEN"_s, u"DISPLAY"_s, u"http_proxy"_s, u"https_proxy"_s})
            env.remove(name);
        env.insert(u"GH_ENTERPRISE_TOKEN"_s, token);
        env.insert(u"HOME"_s, m_dir->path());
        env.insert(u"XDG_STATE_HOME"_s, m_dir->filePath(u"state"_s));
        env.insert(u"XDG_CONFIG_HOME"_s, m_dir->filePath(u"config"_s));
        env.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path="_s + m_dir->filePath(u"none"_s));
        env.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        for (auto it = added.cbegin(); it != added.cend(); ++it)
            env.insert(it.key(), it.value());
        return env;
    }

    QStringList withApi(const QStringList &arguments) const { return QStringList{u"remote"_s} + arguments + QStringList{u"--api"_s, m_server.api().toString()}; }

    Run remote(const QStringList &arguments, const QMap<QString, QString> &added = {}, const QByteArray &input = {})
    {
        QProcess process;
        process.setProcessEnvironment(environment(added));
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(LAYERDECK), withApi(arguments));
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000))
            return {-1, {}, process.errorString()};
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
    }

    static QJsonObject lastObject(const QString &out) { return QJsonDocument::fromJson(out.trimmed().section(u'\n', -1).toUtf8()).object(); }
    static QList<QJsonObject> objects(const QString &out)
    {
        QList<QJsonObject> list;
        for (const QString &line : out.split(u'\n', Qt::SkipEmptyParts))
            list << QJsonDocument::fromJson(line.toUtf8()).object();
        return list;
    }
    int started(const QString &file)
    {
        int count = 0;
        for (const QJsonValue run : m_server.runs())
            count += run["file"_L1].toString() == file ? 1 : 0;
        return count;
    }
    QJsonArray journal()
    {
        QProcess process;
        process.setProcessEnvironment(environment({}));
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(LAYERDECK), {u"history"_s, u"--json"_s});
        process.waitForFinished(60'000);
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object()["runs"_L1].toArray();
    }
    void git(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_dir->path());
        process.start(u"git"_s, arguments);
        QVERIFY(process.waitForFinished(30'000) && process.exitCode() == 0);
    }
    /// The files under the test's own folder that hold the token.
    QStringList filesWith(const QByteArray &secret) const
    {
        QStringList found;
        QDirIterator files(m_dir->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(secret))
                found << file.fileName();
        }
        return found;
    }

    const QStringList quick{u"--interval"_s, u"0.01"_s};

private slots:
    void initTestCase()
    {
        if (const QString missing = ContractServer::missing(); !missing.isEmpty()) {
            QVERIFY2(!ContractServer::mustBeThere(), qPrintable(missing));
            QSKIP(qPrintable(missing));
        }
    }
    void init()
    {
        QVERIFY(m_server.start());
        m_dir = std::make_unique<QTemporaryDir>();
        git({u"init"_s, u"-q"_s});
        git({u"remote"_s, u"add"_s, u"fork"_s, u"https://github.com/mara/watchparty"_s});
        git({u"remote"_s, u"add"_s, u"origin"_s, u"git@github.com:acme/watchparty.git"_s});
    }
    void cleanup()
    {
        if (m_server.api().isValid())
            QCOMPARE(m_server.violations(), QString());
    }

    void status()
    {
        m_server.set({{u"hiddenLooks"_s, 0}});
        QCOMPARE(remote({u"dispatch"_s, u"deploy.yml"_s}).code, 0);
        const Run text = remote({u"status"_s});
        QVERIFY2(text.code == 0, qPrintable(text.err));
        QVERIFY2(text.out.contains("acme/watchparty on github.com as mara (token from GH_ENTERPRISE_TOKEN)"_L1), qPrintable(text.out));
        QVERIFY(text.out.contains(u"The remote “fork” is mara/watchparty"_s));
        QVERIFY(text.out.contains("Deploy to Lightsail #1"_L1));
        const QJsonObject json = lastObject(remote({u"status"_s, u"--json"_s, u"--limit"_s, u"1"_s}).out);
        QCOMPARE(json["repository"_L1].toString(), u"acme/watchparty"_s);
        QCOMPARE(json["remote"_L1].toString(), u"origin"_s);
        QCOMPARE(json["login"_L1].toString(), u"mara"_s);
        QCOMPARE(json["runs"_L1].toArray().size(), 1);
        QVERIFY(json["rate"_L1]["remaining"_L1].toInt() > 4900);
    }

    void workflows()
    {
        const QJsonObject json = lastObject(remote({u"workflows"_s, u"--json"_s}).out);
        const QJsonArray list = json["workflows"_L1].toArray();
        QCOMPARE(list.size(), 7);
        QCOMPARE(list.at(1)["inputs"_L1].toArray().first()["options"_L1].toArray().size(), 3);
        QVERIFY(!list.at(2)["dispatchable"_L1].toBool());
        QVERIFY(list.at(3)["error"_L1]["message"_L1].toString().contains("line 2"_L1));
        QVERIFY(list.at(4)["error"_L1]["message"_L1].toString().contains("26 inputs"_L1));
        const Run text = remote({u"workflows"_s});
        QVERIFY2(text.out.contains("choice of all, build-cache, images, required, default all"_L1), qPrintable(text.out));
    }

    void dispatchesAndWaits()
    {
        const Run text = remote(QStringList{u"dispatch"_s, u"Deploy to Lightsail"_s, u"--input"_s, u"force_rebuild=true"_s, u"--wait"_s} + quick);
        QVERIFY2(text.code == 0, qPrintable(text.err));
        QVERIFY(text.out.startsWith("POST deploy.yml { \"ref\": \"main\", \"inputs\": { \"force_rebuild\": \"true\" } }\n"_L1));
        QVERIFY2(text.out.contains(u"build 4  Build without cache  1\u202Fmin 12\u202Fs"_s), qPrintable(text.out));
        QVERIFY(text.out.contains("Deploy to Lightsail #1: success"_L1));
        const Run json = remote(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--ref"_s, u"next"_s, u"--wait"_s, u"--json"_s} + quick);
        const QList<QJsonObject> events = objects(json.out);
        QCOMPARE(events.first()["event"_L1].toString(), u"started"_s);
        QCOMPARE(events.last()["event"_L1].toString(), u"result"_s);
        QCOMPARE(events.last()["outcome"_L1].toString(), u"success"_s);
        QCOMPARE(events.last()["workflows"_L1].toArray().first()["run"_L1]["branch"_L1].toString(), u"next"_s);
        QCOMPARE(std::ranges::count(events, u"step"_s, [](const QJsonObject &o) { return o["event"_L1].toString(); }), 10);
        // Both stand in the journal beside the local runs, and count as no scenario of this engine.
        const QJsonArray runs = journal();
        QCOMPARE(runs.size(), 2);
        QCOMPARE(runs.first()["kind"_L1].toString(), u"remote-dispatch"_s);
        QCOMPARE(runs.first()["outcome"_L1].toString(), u"success"_s);
        QCOMPARE(runs.first()["context"_L1].toString(), u"github.com/acme/watchparty"_s);
        QVERIFY(runs.first()["scenario"_L1].isNull());
        QCOMPARE(runs.first()["steps"_L1].toArray().first()["name"_L1].toString(), u"Deploy to Lightsail #2"_s);
    }

    /// Not followed it stands in the journal all the same, as what it is.
    void dispatchesWithoutWaiting()
    {
        const Run run = remote({u"dispatch"_s, u"deploy.yml"_s});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        const QString id = QString::number(m_server.runs().first()["id"_L1].toInteger());
        QVERIFY2(run.out.contains("layerdeck remote watch "_L1 + id), qPrintable(run.out));
        const QJsonArray runs = journal();
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first()["outcome"_L1].toString(), u"dispatched"_s);
        QVERIFY2(runs.first()["duration_ms"_L1].isNull(), QJsonDocument(runs).toJson().constData());
        QCOMPARE(runs.first()["steps"_L1].toArray().first()["name"_L1].toString(), u"Deploy to Lightsail run "_s + id);
        QCOMPARE(runs.first()["steps"_L1].toArray().first()["state"_L1].toString(), u"dispatched"_s);
        m_server.set({{u"actionsDisabled"_s, true}});
        QCOMPARE(remote({u"dispatch"_s, u"deploy.yml"_s}).code, 3);
        QCOMPARE(journal().first()["outcome"_L1].toString(), u"failed"_s);
    }

    void refusesBeforeItSends_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const QStringList &arguments, int code, const QString &said) { QTest::newRow(name) << arguments << code << said; };
        row("no option", {u"dispatch"_s, u"clear-caches.yml"_s, u"--input"_s, u"target=some"_s}, 3, u"Choose one of all, build-cache, images"_s);
        row("unknown input", {u"dispatch"_s, u"deploy.yml"_s, u"--input"_s, u"nope=1"_s}, 3, u"Its inputs are force_rebuild, environment"_s);
        row("no input", {u"dispatch"_s, u"deploy.yml"_s, u"--input"_s, u"nope"_s}, 3, u"Write --input KEY=VALUE"_s);
        row("not by hand", {u"dispatch"_s, u"ci.yml"_s}, 3, u"cannot be started by hand"_s);
        row("no YAML", {u"dispatch"_s, u"broken.yml"_s}, 3, u"Correct the file in the repository"_s);
        row("26 inputs", {u"dispatch"_s, u"many.yml"_s}, 3, u"has 26 inputs"_s);
        row("disabled", {u"dispatch"_s, u"old.yml"_s}, 3, u"Enable it on GitHub"_s);
        row("unknown", {u"dispatch"_s, u"none.yml"_s}, 3, u"It has deploy.yml, clear-caches.yml"_s);
        row("no branch", {u"dispatch"_s, u"deploy.yml"_s, u"--ref"_s, u"gone"_s}, 3, u"Push the branch “gone”"_s);
        row("nobody to ask", {u"redeploy"_s}, 3, u"Add --yes"_s);
        row("no pair", {u"redeploy"_s, u"--yes"_s, u"--clear-workflow"_s, u"none.yml"_s}, 3, u"has no workflow “none.yml”"_s);
        row("no such cache", {u"caches"_s, u"--delete"_s, u"nope"_s}, 3, u"No Actions cache has the key “nope”"_s);
        row("nobody to ask about caches", {u"caches"_s, u"--delete"_s, u"buildx-main-1"_s}, 3, u"Add --yes"_s);
        row("repository", {u"status"_s, u"--repo"_s, u"nonsense"_s}, 3, u"OWNER/NAME"_s);
        row("not there", {u"status"_s, u"--repo"_s, u"acme/none"_s}, 3, u"does not find the repository acme/none"_s);
        row("no client id", {u"login"_s, u"--device"_s}, 3, u"Set LAYERDECK_GITHUB_CLIENT_ID"_s);
        row("nothing to do", {}, 2, u"What to do is missing"_s);
        row("unknown act", {u"frob"_s}, 2, u"“frob” is none of status"_s);
        row("option of another act", {u"status"_s, u"--wait"_s}, 2, u"does not take --wait"_s);
        row("yes where nothing is asked", {u"status"_s, u"--yes"_s}, 2, u"does not take --yes"_s);
        row("no workflow", {u"dispatch"_s}, 2, u"needs WORKFLOW"_s);
        row("two workflows", {u"dispatch"_s, u"a"_s, u"b"_s}, 2, u"one argument too many"_s);
        row("no number", {u"watch"_s, u"abc"_s}, 2, u"is no number of a run"_s);
        row("no seconds", {u"watch"_s, u"1"_s, u"--interval"_s, u"0"_s}, 3, u"is no number of seconds"_s);
        row("no run", {u"watch"_s, u"1"_s, u"--interval"_s, u"0.01"_s}, 3, u"does not find the run 1"_s);
    }
    void refusesBeforeItSends()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QString, said);
        const Run text = remote(arguments);
        QCOMPARE(text.code, code);
        QVERIFY2(text.err.contains(said), qPrintable(text.err));
        QCOMPARE(m_server.runs().size(), 1);
        const Run json = remote(arguments + QStringList{u"--json"_s});
        QCOMPARE(json.code, code);
        QVERIFY2(!lastObject(json.out)["error"_L1]["message"_L1].toString().isEmpty(), qPrintable(json.out));
    }

    void addressesThatAreNone()
    {
        QProcess process;
        process.setProcessEnvironment(environment({}));
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(LAYERDECK), {u"remote"_s, u"status"_s, u"--api"_s, u"http://ghe.example/api/v3"_s});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 3);
        QVERIFY(process.readAllStandardError().contains("could read the token"));
    }

    void noRemoteOfGitHub()
    {
        git({u"remote"_s, u"remove"_s, u"origin"_s});
        git({u"remote"_s, u"remove"_s, u"fork"_s});
        const Run run = remote({u"status"_s});
        QCOMPARE(run.code, 3);
        QVERIFY2(run.err.contains("--repo OWNER/NAME"_L1), qPrintable(run.err));
        QCOMPARE(remote({u"status"_s, u"--repo"_s, u"acme/watchparty"_s}).code, 0);
    }

    void aRenamedRepository()
    {
        git({u"remote"_s, u"set-url"_s, u"origin"_s, u"https://github.com/acme/oldparty"_s});
        const Run run = remote({u"dispatch"_s, u"deploy.yml"_s});
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QVERIFY2(run.err.contains("acme/oldparty is now called acme/watchparty"_L1), qPrintable(run.err));
        QCOMPARE(started(u"deploy.yml"_s), 1);
    }

    void clearsAndRedeploys()
    {
        const Run run = remote(QStringList{u"redeploy"_s, u"--yes"_s} + quick);
        QVERIFY2(run.code == 0, qPrintable(run.err));
        QVERIFY(run.out.startsWith("POST clear-caches.yml { \"ref\": \"main\", \"inputs\": { \"target\": \"all\" } }\n"
                                   "POST deploy.yml { \"ref\": \"main\", \"inputs\": { \"force_rebuild\": \"true\" } }\n"_L1));
        const qsizetype cleared = run.out.indexOf("Clear Application Caches #1: success"_L1);
        const qsizetype deploys = run.out.indexOf(u"Started “Deploy to Lightsail”"_s);
        QVERIFY(cleared > 0 && deploys > cleared);
        QVERIFY(run.out.contains(u"Both workflows ended with success"_s));
        const QJsonArray runs = journal();
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first()["kind"_L1].toString(), u"remote-redeploy"_s);
        QCOMPARE(runs.first()["steps"_L1].toArray().size(), 5);
        // Named ones count instead of recognised ones.
        const Run named = remote(QStringList{u"redeploy"_s, u"--yes"_s, u"--json"_s, u"--workflow"_s, u"deploy.yml"_s, u"--input"_s, u"force_rebuild=false"_s,
                                             u"--clear-workflow"_s, u"102"_s, u"--clear-input"_s, u"target=images"_s} + quick);
        QCOMPARE(named.code, 0);
        QCOMPARE(m_server.runs().at(0)["inputs"_L1]["force_rebuild"_L1].toString(), u"false"_s);
        QCOMPARE(m_server.runs().at(1)["inputs"_L1]["target"_L1].toString(), u"images"_s);
    }

    void aClearThatFailsDeploysNothing()
    {
        m_server.set({{u"failing"_s, QJsonObject{{u"clear-caches.yml"_s, u"Prune the build cache"_s}}}});
        const Run run = remote(QStringList{u"redeploy"_s, u"--yes"_s} + quick);
        QCOMPARE(run.code, 1);
        QVERIFY2(run.err.contains(u"“Clear Application Caches” #1 failed in “Prune the build cache” of clear. “Deploy to Lightsail” was not started."_s), qPrintable(run.err));
        QVERIFY2(run.err.contains("Process completed with exit code 1."_L1), qPrintable(run.err));
        QCOMPARE(started(u"deploy.yml"_s), 0);
        QCOMPARE(journal().first()["outcome"_L1].toString(), u"failed"_s);
    }

    void aDeployThatIsRefusedSaysThatTheCachesAreGone()
    {
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"POST"_s}, {u"path"_s, u"deploy.yml/dispatches"_s}, {u"status"_s, 422}, {u"times"_s, 1},
                                                           {u"body"_s, QJsonObject{{u"message"_s, u"Odd"_s}}}}}}});
        const Run run = remote(QStringList{u"redeploy"_s, u"--yes"_s} + quick);
        QCOMPARE(run.code, 3);
        QVERIFY2(run.err.contains(u"Before it, “Clear Application Caches” ended with success. The workflow was not started."_s), qPrintable(run.err));
    }

    void stoppingLeavesTheRunOnGitHub()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        QProcess process;
        process.setProcessEnvironment(environment({}));
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(LAYERDECK), withApi(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s} + quick));
        QByteArray out;
        while (!out.contains(": queued") && process.waitForReadyRead(60'000))
            out += process.readAllStandardOutput();
        QVERIFY(out.contains(": queued"));
        // The token is in nobody's list of processes.
        QFile arguments(u"/proc/%1/cmdline"_s.arg(process.processId()));
        QVERIFY(arguments.open(QIODevice::ReadOnly));
        QVERIFY(!arguments.readAll().contains(token.toLatin1()));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 130);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("goes on on GitHub"), said.constData());
        QCOMPARE(m_server.runs().first()["status"_L1].toString(), u"queued"_s);
        QCOMPARE(journal().first()["outcome"_L1].toString(), u"cancelled"_s);
    }

    void watches()
    {
        QCOMPARE(remote({u"dispatch"_s, u"deploy.yml"_s}).code, 0);
        const QString id = QString::number(m_server.runs().first()["id"_L1].toInteger());
        const Run run = remote(QStringList{u"watch"_s, id} + quick);
        QCOMPARE(run.code, 0);
        QVERIFY(run.out.contains("Deploy to Lightsail #1: success"_L1));
        m_server.set({{u"failing"_s, QJsonObject{{u"deploy.yml"_s, u"Build"_s}}}});
        QCOMPARE(remote({u"dispatch"_s, u"deploy.yml"_s}).code, 0);
        const Run failed = remote(QStringList{u"watch"_s, QString::number(m_server.runs().first()["id"_L1].toInteger()), u"--json"_s} + quick);
        QCOMPARE(failed.code, 1);
        QCOMPARE(lastObject(failed.out)["outcome"_L1].toString(), u"failed"_s);
        QVERIFY(failed.err.contains(u"failed in “Build” of build"_s));
    }

    void caches()
    {
        const QJsonObject all = lastObject(remote({u"caches"_s, u"--json"_s}).out);
        QCOMPARE(all["caches"_L1].toArray().size(), 3);
        QCOMPARE(all["limit_bytes"_L1].toInteger(), 10'000'000'000);
        QCOMPARE(lastObject(remote({u"caches"_s, u"--json"_s, u"--ref"_s, u"next"_s}).out)["caches"_L1].toArray().size(), 1);
        // A key is not the beginning of one.
        QCOMPARE(remote({u"caches"_s, u"--delete"_s, u"buildx"_s, u"--yes"_s}).code, 3);
        const Run one = remote({u"caches"_s, u"--delete"_s, u"buildx-main-1"_s, u"--yes"_s, u"--json"_s});
        QCOMPARE(lastObject(one.out)["bytes"_L1].toInteger(), 1'024'000'000);
        QCOMPARE(m_server.control()["caches"_L1].toArray().size(), 2);
        QCOMPARE(remote({u"caches"_s, u"--delete"_s, u"*"_s, u"--ref"_s, u"main"_s, u"--yes"_s}).code, 0);
        QCOMPARE(m_server.control()["caches"_L1].toArray().size(), 1);
    }

    void tokensInTheirOrder()
    {
        // Nobody, then gh, then the environment.
        const QString folder = m_dir->filePath(u"bin"_s);
        QVERIFY(QDir().mkpath(folder));
        const QMap<QString, QString> without{{u"GH_ENTERPRISE_TOKEN"_s, {}}};
        const Run nobody = remote({u"status"_s}, without);
        QCOMPARE(nobody.code, 4);
        QVERIFY2(nobody.err.contains("set GH_ENTERPRISE_TOKEN"_L1), qPrintable(nobody.err));
        QFile gh(folder + u"/gh"_s);
        QVERIFY(gh.open(QIODevice::WriteOnly));
        gh.write("#!/bin/sh\n[ \"$1 $2 $3\" = 'auth token --hostname' ] && echo contract-token\n");
        gh.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        gh.close();
        const QString path = folder + u':' + qEnvironmentVariable("PATH");
        QVERIFY(remote({u"status"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, {}}, {u"PATH"_s, path}}).out.contains("token from gh"_L1));
        QVERIFY(remote({u"status"_s}, {{u"PATH"_s, path}}).out.contains("token from GH_ENTERPRISE_TOKEN"_L1));
        // A token of github.com is none for another server.
        const Run others = remote({u"status"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, {}}, {u"GH_TOKEN"_s, token}});
        QCOMPARE(others.code, 4);
        const Run broken = remote({u"status"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, u"two words"_s}});
        QCOMPARE(broken.code, 3);
        QVERIFY(!broken.err.contains("two words"_L1));
    }

    void tokensThatMayNot()
    {
        const Run sso = remote({u"dispatch"_s, u"deploy.yml"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, u"contract-sso"_s}});
        QCOMPARE(sso.code, 4);
        QVERIFY2(sso.err.contains("https://github.com/orgs/acme/sso?authorization_request=A1"_L1), qPrintable(sso.err));
        const Run reader = remote({u"dispatch"_s, u"deploy.yml"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, u"contract-reader"_s}});
        QCOMPARE(reader.code, 4);
        QVERIFY2(reader.err.contains("The token needs actions write"_L1), qPrintable(reader.err));
        QCOMPARE(m_server.runs().size(), 1);
    }

    void signsInToTheKeychain()
    {
        if (const QString missing = Keyring::missing(); !missing.isEmpty()) {
            QVERIFY2(!ContractServer::mustBeThere(), qPrintable(missing));
            QSKIP(qPrintable(missing));
        }
        Keyring keyring;
        QVERIFY(keyring.start());
        QMap<QString, QString> session = keyring.environment();
        session.remove(u"HOME"_s);
        session.insert(u"GH_ENTERPRISE_TOKEN"_s, {});
        const Run login = remote({u"login"_s}, session, token.toLatin1() + '\n');
        QVERIFY2(login.code == 0, qPrintable(login.err));
        QVERIFY(login.out.contains("as mara. The token is in the system's keychain."_L1));
        QVERIFY(!login.out.contains(token) && !login.err.contains(token));
        const Run status = remote({u"status"_s}, session);
        QVERIFY2(status.out.contains("token from the keychain"_L1), qPrintable(status.out + status.err));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
        QCOMPARE(remote({u"logout"_s}, session).code, 0);
        QCOMPARE(remote({u"status"_s}, session).code, 4);
        // A token that GitHub refuses is not kept.
        QCOMPARE(remote({u"login"_s}, session, "wrong\n").code, 4);
        QCOMPARE(remote({u"login"_s}, session, "\n").code, 3);
        QCOMPARE(remote({u"status"_s}, session).code, 4);
    }

    void signsInWithACode()
    {
        if (const QString missing = Keyring::missing(); !missing.isEmpty()) {
            QVERIFY2(!ContractServer::mustBeThere(), qPrintable(missing));
            QSKIP(qPrintable(missing));
        }
        Keyring keyring;
        QVERIFY(keyring.start());
        QMap<QString, QString> session = keyring.environment();
        session.remove(u"HOME"_s);
        session.insert(u"GH_ENTERPRISE_TOKEN"_s, {});
        session.insert(u"LAYERDECK_GITHUB_CLIENT_ID"_s, u"contract-client"_s);
        const Run login = remote({u"login"_s, u"--device"_s}, session);
        QVERIFY2(login.code == 0, qPrintable(login.err));
        QVERIFY2(login.out.startsWith("Type the code WDJB-MJHT at http://127.0.0.1:"_L1), qPrintable(login.out));
        QVERIFY(login.out.contains("Signed in to "_L1) && login.out.contains(" as mara."_L1));
        QVERIFY(remote({u"status"_s}, session).out.contains("token from the keychain"_L1));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
        // The client id of the settings file counts as well; each answer is an object.
        session.remove(u"LAYERDECK_GITHUB_CLIENT_ID"_s);
        QVERIFY(QDir().mkpath(m_dir->filePath(u"config/layerdeck"_s)));
        QFile settings(m_dir->filePath(u"config/layerdeck/layerdeck.ini"_s));
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.write("[github]\nclientId=contract-client\n");
        settings.close();
        const QList<QJsonObject> said = objects(remote({u"login"_s, u"--device"_s, u"--json"_s}, session).out);
        QCOMPARE(said.first()["code"_L1].toString(), u"WDJB-MJHT"_s);
        QCOMPARE(said.last()["login"_L1].toString(), u"mara"_s);
        m_server.set({{u"deviceAnswers"_s, QJsonArray{u"access_denied"_s}}});
        const Run refused = remote({u"login"_s, u"--device"_s}, session);
        QCOMPARE(refused.code, 4);
        QVERIFY2(refused.err.contains("was refused on GitHub. Nothing was kept."_L1), qPrintable(refused.err));
    }

    void withoutAKeychainNothingIsKept()
    {
        const Run login = remote({u"login"_s}, {}, token.toLatin1() + '\n');
        QCOMPARE(login.code, 1);
        QVERIFY2(login.err.contains("no keychain that can be used here. The token is good, and was not kept anywhere."_L1), qPrintable(login.err));
        QVERIFY(!login.out.contains(token) && !login.err.contains(token));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
    }

#ifndef Q_OS_WIN
    /// What a program that dies in the middle of it says, and what it leaves behind. A core file would be the system's, with all of the memory: none is
    /// made here.
    void theTokenIsInNoCrash()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        QProcess process;
        QProcessEnvironment env = environment({});
        env.insert(u"QT_LOGGING_RULES"_s, u"*.debug=true"_s);
        process.setProcessEnvironment(env);
        process.setWorkingDirectory(m_dir->path());
        process.setChildProcessModifier([] {
            const rlimit none{0, 0};
            ::setrlimit(RLIMIT_CORE, &none);
        });
        process.start(QStringLiteral(LAYERDECK), withApi(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s} + quick));
        QByteArray said;
        while (!said.contains(": queued") && process.waitForReadyRead(60'000))
            said += process.readAllStandardOutput();
        QVERIFY(said.contains(": queued"));
        ::kill(static_cast<pid_t>(process.processId()), SIGSEGV);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        said += process.readAllStandardOutput() + process.readAllStandardError();
        QVERIFY(!said.contains(token.toLatin1()));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
        QCOMPARE(journal().first()["outcome"_L1].toString(), u"cut-off"_s);
    }
#endif

    /// Everything that was printed, with all of Qt's own logging on, and everything that was written.
    void theTokenIsNowhere()
    {
        const QMap<QString, QString> loud{{u"QT_LOGGING_RULES"_s, u"*.debug=true"_s}};
        const QList<QStringList> all{{u"status"_s}, {u"workflows"_s}, {u"caches"_s}, QStringList{u"redeploy"_s, u"--yes"_s} + quick,
                                     QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s, u"--json"_s} + quick, {u"dispatch"_s, u"ci.yml"_s},
                                     {u"dispatch"_s, u"deploy.yml"_s, u"--ref"_s, u"gone"_s}, {u"status"_s, u"--repo"_s, u"acme/none"_s}};
        for (const QStringList &arguments : all) {
            const Run run = remote(arguments, loud);
            QVERIFY2(!run.out.contains(token) && !run.err.contains(token), qPrintable(arguments.join(u' ')));
        }
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/actions/workflows"_s}, {u"status"_s, 500}, {u"times"_s, 9}}}}});
        const Run fault = remote({u"workflows"_s, u"--json"_s}, loud);
        QCOMPARE(fault.code, 4);
        QVERIFY(!fault.out.contains(token) && !fault.err.contains(token));
        QVERIFY(QFile::exists(m_dir->filePath(u"state/layerdeck/journal.sqlite"_s)));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestRemoteCommand)
#include "tst_remotecommand.moc"
