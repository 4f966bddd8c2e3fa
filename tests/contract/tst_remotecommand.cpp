// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/remotecli.h"

#include <algorithm>
#include <csignal>

using namespace layerdeck;
using namespace Qt::StringLiterals;
using layerdeck::support::ContractServer;

/// What is started, followed, listed and deleted by `layerdeck remote`.
class TestRemoteCommand : public QObject, RemoteCli
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        NEED_SERVER();
    }
    void init() { makeProject(); }
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
        QVERIFY2(text.out.contains(u"acme/watchparty on 127.0.0.1:%1 as mara (token from GH_ENTERPRISE_TOKEN)"_s.arg(m_server.api().port())), qPrintable(text.out));
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
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/contents/"_s}, {u"status"_s, 403}, {u"times"_s, 99}}}}});
        // What all files lack is said once.
        QCOMPARE(remote({u"workflows"_s}).out.count("has no right to"_L1), 1);
        m_server.set({{u"faults"_s, QJsonArray()}});
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
        const QJsonValue kept = runs.first()["workflows"_L1].toArray().first();
        QCOMPARE(kept["name"_L1].toString(), u"Deploy to Lightsail"_s);
        QCOMPARE(QString::number(kept["run_id"_L1].toInteger()), id);
        // How it ends is not known: that it was started is all that is said.
        const QJsonObject json = lastObject(remote({u"dispatch"_s, u"deploy.yml"_s, u"--json"_s}).out);
        QCOMPARE(json["outcome"_L1].toString(), u"started"_s);
        const QJsonValue told = json["workflows"_L1].toArray().first();
        QCOMPARE(told["run_id"_L1].toInteger(), m_server.runs().first()["id"_L1].toInteger());
        QCOMPARE(told["url"_L1].toString(), u"https://github.com/acme/watchparty/actions/runs/%1"_s.arg(told["run_id"_L1].toInteger()));
        QCOMPARE(runs.first()["steps"_L1].toArray().first()["state"_L1].toString(), u"dispatched"_s);
        m_server.set({{u"actionsDisabled"_s, true}});
        QCOMPARE(remote({u"dispatch"_s, u"deploy.yml"_s}).code, 3);
        QCOMPARE(journal().first()["outcome"_L1].toString(), u"refused"_s);
        // People read the words of the page.
        const QString text = historyText();
        QVERIFY2(text.contains("not started"_L1) && !text.contains("refused"_L1), qPrintable(text));
        QVERIFY(journal().first()["duration_ms"_L1].isNull());
    }

    /// Where nothing answers, nothing was sent: it says which act that was, for people and programs.
    void withoutANetworkNothingWasStarted()
    {
        for (const QStringList &act : {QStringList{u"dispatch"_s, u"deploy.yml"_s}, QStringList{u"redeploy"_s, u"--yes"_s}}) {
            QProcess process;
            process.setProcessEnvironment(environment({}));
            process.setWorkingDirectory(m_dir->path());
            process.start(QStringLiteral(LAYERDECK), QStringList{u"remote"_s} + act + QStringList{u"--json"_s, u"--api"_s, u"http://127.0.0.1:1"_s});
            QVERIFY(process.waitForFinished(60'000));
            QCOMPARE(process.exitCode(), 4);
            const QJsonValue error = lastObject(QString::fromUtf8(process.readAllStandardOutput()))["error"_L1];
            QCOMPARE(error["unchanged"_L1].toString(), act.first() == "dispatch"_L1 ? u"“deploy.yml” was not started."_s
                                                                                    : u"Nothing was started, neither what clears nor what deploys."_s);
        }
    }

    /// What is known to be refused is not asked for.
    void anArchivedRepositoryIsOnlyRead()
    {
        m_server.set({{u"archived"_s, true}});
        QCOMPARE(remote({u"status"_s}).code, 0);
        for (const QStringList &act : {QStringList{u"dispatch"_s, u"deploy.yml"_s}, QStringList{u"redeploy"_s, u"--yes"_s},
                                       QStringList{u"caches"_s, u"--delete"_s, u"buildx-main-1"_s, u"--yes"_s}}) {
            const Run run = remote(act);
            QCOMPARE(run.code, 3);
            QVERIFY2(run.err.contains("acme/watchparty is archived"_L1), qPrintable(run.err));
        }
        for (const QJsonValue request : m_server.control()["requests"_L1].toArray())
            QCOMPARE(request["method"_L1].toString(), u"GET"_s);
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
        row("one workflow for both", {u"redeploy"_s, u"--yes"_s, u"--workflow"_s, u"deploy.yml"_s, u"--clear-workflow"_s, u"deploy.yml"_s}, 3,
            u"cannot be both what clears and what deploys"_s);
        row("no environment", {u"dispatch"_s, u"deploy.yml"_s, u"--input"_s, u"environment=prod"_s}, 3, u"Choose one of production, staging"_s);
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
        QVERIFY(run.out.contains(u"“Clear Application Caches” #1 and “Deploy to Lightsail” #1 ended with success"_s));
        const QJsonArray runs = journal();
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first()["kind"_L1].toString(), u"remote-redeploy"_s);
        QCOMPARE(runs.first()["steps"_L1].toArray().size(), 5);
        // As whom, on which branch and with what, and a line for each workflow.
        QCOMPARE(runs.first()["login"_L1].toString(), u"mara"_s);
        const QJsonValue deploy = runs.first()["workflows"_L1].toArray().last();
        QCOMPARE(deploy["ref"_L1].toString(), u"main"_s);
        QCOMPARE(deploy["inputs"_L1].toObject(), (QJsonObject{{u"force_rebuild"_s, u"true"_s}}));
        QCOMPARE(runs.first()["commit"_L1].toString().size(), 40);
        QVERIFY(deploy["url"_L1].toString().startsWith("https://github.com/acme/watchparty/actions/runs/"_L1));
        const QStringList lines = historyText().split(u'\n');
        const qsizetype first = lines.indexOf(QRegularExpression(u".* Clear and redeploy .*success.*"_s));
        QVERIFY2(first >= 0, qPrintable(lines.join(u'\n')));
        QCOMPARE(lines.at(first + 1).trimmed(), u"Clear Application Caches #1, then Deploy to Lightsail #1 · on main, by mara"_s);
        QCOMPARE(lines.at(first + 1).indexOf("Clear Application Caches"_L1), lines.at(first).indexOf("Clear and redeploy"_L1));
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
        QCOMPARE(run.code, 1);
        QVERIFY2(run.err.contains(u"Before it, “Clear Application Caches” #1 ended with success. “Deploy to Lightsail” was not started."_s), qPrintable(run.err));
    }

    /// What was started is not said to be refused, whatever kept it from being followed.
    void whatWasStartedIsNotRefused()
    {
        m_server.set({{u"stepSeconds"_s, 1}, {u"hiddenLooks"_s, 99}, {u"installedVersion"_s, u"3.18.0"_s}});
        const Run unseen = remote(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s} + quick);
        QCOMPARE(unseen.code, 5);
        QVERIFY2(unseen.err.contains("has not appeared"_L1), qPrintable(unseen.err));
        QCOMPARE(lastObject(remote(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--json"_s} + quick).out)["outcome"_L1].toString(), u"started"_s);
        m_server.set({{u"hiddenLooks"_s, 0}, {u"twinOf"_s, u"deploy.yml"_s}});
        QCOMPARE(remote(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s} + quick).code, 5);
        m_server.set({{u"installedVersion"_s, QString()}, {u"twinOf"_s, QString()}});
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/jobs"_s}, {u"status"_s, 404}, {u"times"_s, 9}}}}});
        QCOMPARE(remote(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s} + quick).code, 5);
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"POST"_s}, {u"path"_s, u"dispatches"_s}, {u"status"_s, 502}, {u"times"_s, 9}}}}});
        // Whether it was, is not known: then that is what is said.
        const Run lost = remote({u"dispatch"_s, u"deploy.yml"_s, u"--json"_s});
        QCOMPARE(lost.code, 5);
        QCOMPARE(lastObject(lost.out)["outcome"_L1].toString(), u"unknown"_s);
        QVERIFY(lastObject(lost.out)["workflows"_L1].toArray().isEmpty());
        m_server.set({{u"faults"_s, QJsonArray()}});
        QCOMPARE(remote(QStringList{u"watch"_s, u"999"_s} + quick).code, 3);
    }

    /// What GitHub says is text: it sets no title, moves no cursor and colours nothing.
    void namesOfOthersAreText()
    {
        const QString odd = u"Odd\u001b[31m \u009b1mname\u001b]0;title\u0007\u009d0;title\u009c \u001b(0%1\u0008!"_s;
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"POST"_s}, {u"path"_s, u"deploy.yml/dispatches"_s}, {u"status"_s, 422}, {u"times"_s, 1},
                                                           {u"body"_s, QJsonObject{{u"message"_s, odd}}}}}}});
        const Run run = remote({u"dispatch"_s, u"deploy.yml"_s});
        QCOMPARE(run.code, 3);
        QVERIFY2(run.err.contains(u"“Odd name %1!”"_s), qPrintable(run.err));
        const auto isControl = [](QChar c) { return c != u'\n' && c.category() == QChar::Other_Control; };
        QVERIFY(std::ranges::none_of(run.err, isControl) && std::ranges::none_of(run.out, isControl));
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
        QCOMPARE(journal().first()["outcome"_L1].toString(), u"dispatched"_s);
    }

    /// Whatever ends the command in the middle, the journal knows what was sent by then, and as which run.
    void whatIsCutOffHasSaidWhatItSent()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        QProcess process;
        process.setProcessEnvironment(environment({}));
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(LAYERDECK), withApi(QStringList{u"redeploy"_s, u"--yes"_s} + quick));
        QByteArray out;
        while (!out.contains(": queued") && process.waitForReadyRead(60'000))
            out += process.readAllStandardOutput();
        QVERIFY(out.contains(": queued"));
        process.kill();
        QVERIFY(process.waitForFinished(60'000));
        const QJsonObject run = journal().first().toObject();
        QCOMPARE(run["outcome"_L1].toString(), u"cut-off"_s);
        const QJsonValue clear = run["workflows"_L1][0];
        const QJsonValue deploy = run["workflows"_L1][1];
        QCOMPARE(clear["sent"_L1], QJsonValue(true));
        QCOMPARE(clear["run_id"_L1].toInteger(), m_server.runs().first()["id"_L1].toInteger());
        QCOMPARE(clear["number"_L1].toInt(), 1);
        QCOMPARE(deploy["sent"_L1], QJsonValue(false));
        QVERIFY(deploy["run_id"_L1].isNull());
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
        // Whatever started a run, its end has one form.
        const Run waited = remote(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s, u"--json"_s} + quick);
        QCOMPARE(lastObject(failed.out).keys(), lastObject(waited.out).keys());
        const QJsonObject watched = lastObject(failed.out)["workflows"_L1][0].toObject();
        QCOMPARE(watched.keys(), lastObject(waited.out)["workflows"_L1][0].toObject().keys());
        QCOMPARE(watched["workflow"_L1].toString(), u"deploy.yml"_s);
        QCOMPARE(watched["run"_L1]["conclusion"_L1].toString(), u"failure"_s);
    }

    void caches()
    {
        const QJsonObject all = lastObject(remote({u"caches"_s, u"--json"_s}).out);
        QCOMPARE(all["caches"_L1].toArray().size(), 3);
        QCOMPARE(all["limit_bytes"_L1].toInteger(), 10'000'000'000);
        QCOMPARE(lastObject(remote({u"caches"_s, u"--json"_s, u"--ref"_s, u"next"_s}).out)["caches"_L1].toArray().size(), 1);
        const QString ofNext = remote({u"caches"_s, u"--ref"_s, u"next"_s}).out.replace(u'\u202F', u' ');
        QVERIFY2(ofNext.contains("900.0 MB on refs/heads/next."_L1), qPrintable(ofNext));
        QVERIFY(remote({u"caches"_s, u"--ref"_s, u"nobranch"_s}).out.contains("No cache on refs/heads/nobranch."_L1));
        // A key is not the beginning of one.
        QCOMPARE(remote({u"caches"_s, u"--delete"_s, u"buildx"_s, u"--yes"_s}).code, 3);
        const Run one = remote({u"caches"_s, u"--delete"_s, u"buildx-main-1"_s, u"--yes"_s, u"--json"_s});
        QCOMPARE(lastObject(one.out)["bytes"_L1].toInteger(), 1'024'000'000);
        QCOMPARE(m_server.control()["caches"_L1].toArray().size(), 2);
        QCOMPARE(remote({u"caches"_s, u"--delete"_s, u"*"_s, u"--ref"_s, u"main"_s, u"--yes"_s}).code, 0);
        QCOMPARE(m_server.control()["caches"_L1].toArray().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestRemoteCommand)
#include "tst_remotecommand.moc"
