// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/client.h"
#include "github/follow.h"
#include "github/starting.h"
#include "github/workflowfile.h"
#include "support/awaited.h"
#include "support/contractserver.h"

#include <QTcpSocket>
#include <QTest>

using namespace layerdeck;
using namespace layerdeck::github;
using namespace Qt::StringLiterals;
using layerdeck::support::awaited;
using layerdeck::support::ContractServer;

/// The client against a server that holds every request and answer against GitHub's own description of its API.
class TestGitHubContract : public QObject
{
    Q_OBJECT

    ContractServer m_server;

    Client client(const QByteArray &token = "contract-token", const QString &name = u"watchparty"_s) const
    {
        ClientOptions options;
        options.api = m_server.api();
        options.token = token;
        options.tokenFrom = u"GH_TOKEN"_s;
        options.retryPauses = {std::chrono::milliseconds(1), std::chrono::milliseconds(1)};
        options.betweenWrites = std::chrono::milliseconds(0);
        return Client({u"github.com"_s, u"acme"_s, name}, options);
    }

    static constexpr SearchPace quickSearch{std::chrono::milliseconds(1), 10};
    static inline const FollowPace quickFollow{std::chrono::milliseconds(1), std::chrono::milliseconds(5), 3};

    Result<StartedRun> start(const Client &client, const QString &workflow, const QMap<QString, QString> &inputs, const QString &ref = u"main"_s)
    {
        return awaited(startWorkflow(client, workflow, ref, inputs, u"mara"_s, quickSearch, {}));
    }

private slots:
    void initTestCase()
    {
        NEED_SERVER();
    }
    void init() { QVERIFY(m_server.start()); }
    void cleanup()
    {
        if (QTest::currentTestFunction() != QByteArray("theServerSeesViolations") && m_server.api().isValid())
            QCOMPARE(m_server.violations(), QString());
    }

    void readsARepository()
    {
        const Client asking = client();
        const auto info = awaited(asking.repositoryInfo({}));
        QVERIFY2(info, info ? "" : qPrintable(info.error().sentences()));
        QCOMPARE(info->fullName, u"acme/watchparty"_s);
        QCOMPARE(info->defaultBranch, u"main"_s);
        QVERIFY(info->canPush);
        const auto mara = awaited(asking.identity({}));
        QCOMPARE(mara->login, u"mara"_s);
        QCOMPARE(mara->scopes, QStringList{u"repo"_s});
        QCOMPARE(*awaited(asking.branches({})), (QStringList{u"main"_s, u"next"_s}));
        QCOMPARE(*awaited(asking.tags({})), QStringList{u"v1.0"_s});
        QCOMPARE(*awaited(asking.environments({})), (QStringList{u"production"_s, u"staging"_s}));
        QCOMPARE(asking.rateLimit()->limit, 5000);
        QCOMPARE(asking.rateLimit()->remaining, 4995);
    }

    void readsWorkflowsAndTheirForms()
    {
        const Client asking = client();
        const auto workflows = awaited(asking.workflows({}));
        QVERIFY(workflows);
        QCOMPARE(workflows->size(), 7);
        QCOMPARE(workflows->at(0).file(), u"deploy.yml"_s);
        QVERIFY(!workflows->at(5).isActive());
        const auto text = awaited(asking.file(workflows->at(1).path, u"main"_s, {}));
        QVERIFY(text);
        const auto form = parseWorkflowFile(*text, workflows->at(1).path);
        QVERIFY(form && form->dispatchable);
        QCOMPARE(form->inputs.first().options, (QStringList{u"all"_s, u"build-cache"_s, u"images"_s}));
        const auto elsewhere = awaited(asking.file(workflows->at(1).path, u"gone"_s, {}));
        QCOMPARE(elsewhere.error().code, ErrorCode::NotFound);
    }

    void startsAndFollowsARun()
    {
        const Client asking = client();
        const auto started = start(asking, u"deploy.yml"_s, {{u"force_rebuild"_s, u"true"_s}});
        QVERIFY2(started, started ? "" : qPrintable(started.error().sentences()));
        QVERIFY(started->runId);
        QStringList states;
        FollowCallbacks callbacks;
        callbacks.onChange = [&](const FollowedRun &seen) {
            if (states.isEmpty() || states.last() != seen.run.status)
                states << seen.run.status;
        };
        const auto followed = awaited(followRun(asking, *started->runId, quickFollow, callbacks, {}));
        QVERIFY2(followed, followed ? "" : qPrintable(followed.error().sentences()));
        QVERIFY(followed->run.succeeded());
        QCOMPARE(states, (QStringList{u"in_progress"_s, u"completed"_s}));
        QCOMPARE(followed->jobs.size(), 2);
        QCOMPARE(followed->jobs.first().steps.at(3).name, u"Build without cache"_s);
        QCOMPARE(followed->jobs.first().steps.at(3).started.secsTo(followed->jobs.first().steps.at(3).completed), 72);
        const auto log = awaited(asking.jobLog(followed->jobs.first().id, {}));
        QVERIFY2(log, log ? "" : qPrintable(log.error().sentences()));
        QVERIFY(log->contains("docker compose build --no-cache"));
        const auto annotations = awaited(asking.annotations(followed->jobs.first().id, {}));
        QCOMPARE(annotations->first().message, u"Some chunks are larger than 500 kB"_s);
        // The store of logs was asked without the token (the server notes it as a violation else), and does not know us.
        const QJsonArray storage = m_server.control()["storage"_L1].toArray();
        QCOMPARE(storage.size(), 1);
        QVERIFY(!storage.first()["headers"_L1].toArray().contains(u"authorization"_s));
    }

    void whatDoesNotChangeIsNotSent()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        const Client asking = client();
        (void) awaited(asking.workflows({}));
        (void) awaited(asking.workflows({}));
        const QJsonArray requests = m_server.control()["requests"_L1].toArray();
        QCOMPARE(requests.size(), 2);
        QCOMPARE(requests.at(1)["status"_L1].toInt(), 304);
        QCOMPARE(asking.rateLimit()->remaining, 4999);
    }

    void olderServersDoNotTellTheRun()
    {
        m_server.set({{u"installedVersion"_s, u"3.19.2"_s}});
        const Client asking = client();
        const auto started = start(asking, u"clear-caches.yml"_s, {{u"target"_s, u"all"_s}});
        QVERIFY2(started, started ? "" : qPrintable(started.error().sentences()));
        QCOMPARE(*started->runId, m_server.runs().first()["id"_L1].toInteger());
        QCOMPARE(m_server.runs().first()["inputs"_L1]["target"_L1].toString(), u"all"_s);
        QCOMPARE(*awaited(asking.inputLimit({})), 10);
    }

    void twoIdenticalDispatchesAtOnce()
    {
        // GitHub's own service says which is which.
        const Client asking = client();
        auto first = startWorkflow(asking, u"deploy.yml"_s, u"main"_s, {}, u"mara"_s, quickSearch, {});
        auto second = startWorkflow(asking, u"deploy.yml"_s, u"main"_s, {}, u"mara"_s, quickSearch, {});
        const auto one = awaited(std::move(first));
        const auto other = awaited(std::move(second));
        QVERIFY(one->runId && other->runId && *one->runId != *other->runId);
        QCOMPARE(m_server.runs().size(), 3);
        // An older server does not: both runs fit, and a person has to say.
        m_server.set({{u"installedVersion"_s, u"3.19.2"_s}, {u"twinOf"_s, u"clear-caches.yml"_s}});
        const auto ambiguous = start(client(), u"clear-caches.yml"_s, {});
        QVERIFY2(ambiguous, ambiguous ? "" : qPrintable(ambiguous.error().sentences()));
        QVERIFY(!ambiguous->runId);
        QCOMPARE(ambiguous->candidates.size(), 2);
    }

    void runsOfOthersAreNotMistaken()
    {
        DispatchSearch search{u"deploy.yml"_s, u"refs/heads/main"_s, u"Mara"_s, QDateTime(QDate(2026, 11, 28), QTime(12, 0), Qt::UTC), {3}};
        const auto run = [](qint64 id, const QString &event, const QString &branch, const QString &actor, int seconds) {
            Run run;
            run.id = id;
            run.event = event;
            run.branch = branch;
            run.actor = actor;
            run.created = QDateTime(QDate(2026, 11, 28), QTime(12, 0), Qt::UTC).addSecs(seconds);
            return run;
        };
        const QString byHand = u"workflow_dispatch"_s;
        const QList<Run> runs{run(1, byHand, u"main"_s, u"mara"_s, -1), run(2, u"push"_s, u"main"_s, u"mara"_s, 1), run(3, byHand, u"main"_s, u"mara"_s, 1),
                              run(4, byHand, u"next"_s, u"mara"_s, 1), run(5, byHand, u"main"_s, u"otto"_s, 1), run(6, byHand, u"main"_s, u"mara"_s, -60),
                              run(7, byHand, u"main"_s, u"mara"_s, 2)};
        QList<qint64> ids;
        for (const Run &fitting : matchingRuns(runs, search))
            ids << fitting.id;
        QCOMPARE(ids, (QList<qint64>{7, 1}));
    }

    void refusesInWords_data()
    {
        QTest::addColumn<QString>("workflow");
        QTest::addColumn<QString>("ref");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("said");
        QTest::newRow("no ref") << u"deploy.yml"_s << u"gone"_s << QString() << u"no branch or tag “gone”"_s;
        QTest::newRow("unexpected input") << u"deploy.yml"_s << u"main"_s << u"nope"_s << u"does not know these inputs: [\"nope\"]"_s;
        QTest::newRow("no option") << u"clear-caches.yml"_s << u"main"_s << u"target"_s << u"does not take one of the values"_s;
        QTest::newRow("no trigger") << u"ci.yml"_s << u"main"_s << QString() << u"cannot be started by hand"_s;
        QTest::newRow("disabled") << u"old.yml"_s << u"main"_s << QString() << u"is disabled"_s;
        QTest::newRow("no workflow") << u"none.yml"_s << u"main"_s << QString() << u"does not find the workflow none.yml"_s;
    }
    void refusesInWords()
    {
        QFETCH(QString, workflow);
        QFETCH(QString, ref);
        QFETCH(QString, input);
        QFETCH(QString, said);
        const auto started = start(client(), workflow, input.isEmpty() ? QMap<QString, QString>() : QMap<QString, QString>{{input, u"x"_s}}, ref);
        QVERIFY(!started);
        QVERIFY2(started.error().sentences().contains(said), qPrintable(started.error().sentences()));
        QCOMPARE(started.error().unchanged, u"The workflow was not started."_s);
        QCOMPARE(m_server.runs().size(), 1);
    }

    void tokensThatMayNot()
    {
        QVERIFY(start(client("contract-sso"), u"deploy.yml"_s, {}).error().advice.contains("https://github.com/orgs/acme/sso?authorization_request=A1"_L1));
        QVERIFY(start(client("contract-reader"), u"deploy.yml"_s, {}).error().advice.contains("actions write"_L1));
        QVERIFY(start(client("wrong"), u"deploy.yml"_s, {}).error().message.contains("does not accept the token from GH_TOKEN"_L1));
        const auto nobody = start(client(QByteArray()), u"deploy.yml"_s, {});
        QVERIFY2(nobody.error().message.contains("there is no token"_L1), qPrintable(nobody.error().sentences() + nobody.error().detail));
        QCOMPARE(m_server.runs().size(), 1);
    }

    void repositoriesThatMayNot()
    {
        m_server.set({{u"archived"_s, true}});
        QVERIFY(awaited(client().repositoryInfo({}))->archived);
        QVERIFY(start(client(), u"deploy.yml"_s, {}).error().message.contains("is archived"_L1));
        m_server.set({{u"archived"_s, false}, {u"actionsDisabled"_s, true}});
        QVERIFY(start(client(), u"deploy.yml"_s, {}).error().message.contains("Actions are disabled"_L1));
    }

    void aRenamedRepository()
    {
        const Client old = client("contract-token", u"oldparty"_s);
        const auto info = awaited(old.repositoryInfo({}));
        QVERIFY2(info, info ? "" : qPrintable(info.error().sentences()));
        QCOMPARE(info->fullName, u"acme/watchparty"_s);
        QCOMPARE(awaited(old.workflows({}))->size(), 7);
    }

    void cancelsAndStartsAgain()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        const Client asking = client();
        const qint64 id = *start(asking, u"deploy.yml"_s, {})->runId;
        QVERIFY(awaited(asking.cancelRun(id, {})));
        QCOMPARE(awaited(asking.run(id, {}))->conclusion, u"cancelled"_s);
        const auto twice = awaited(asking.cancelRun(id, {}));
        QCOMPARE(twice.error().code, ErrorCode::InvalidInput);
        QVERIFY(twice.error().message.contains("is completed"_L1));
        QVERIFY(awaited(asking.rerun(id, {})));
        QCOMPARE(awaited(asking.run(id, {}))->attempt, 2);
        QVERIFY(awaited(asking.forceCancelRun(id, {})));
        QVERIFY(awaited(asking.rerunFailed(id, {})));
        QCOMPARE(awaited(asking.run(id, {}))->attempt, 3);
    }

    void waitsForSomebodysWord()
    {
        const Client asking = client();
        const qint64 id = *start(asking, u"deploy.yml"_s, {{u"environment"_s, u"production"_s}})->runId;
        QList<PendingDeployment> pending;
        FollowCallbacks callbacks;
        CancelSource source;
        callbacks.onChange = [&](const FollowedRun &seen) {
            if (!seen.pending.isEmpty()) {
                pending = seen.pending;
                source.cancel();
            }
        };
        QVERIFY(awaited(followRun(asking, id, quickFollow, callbacks, source.token())).error().isCancelled());
        QCOMPARE(pending.size(), 1);
        QCOMPARE(pending.first().environment, u"production"_s);
        QVERIFY(pending.first().canApprove);
        QCOMPARE(pending.first().reviewers.size(), 1);
        QVERIFY(awaited(asking.reviewDeployments(id, {pending.first().environmentId}, true, u"ok"_s, {})));
        QVERIFY(awaited(followRun(asking, id, quickFollow, {}, {}))->run.succeeded());
    }

    void aStepFails()
    {
        m_server.set({{u"failing"_s, QJsonObject{{u"deploy.yml"_s, u"Build"_s}}}});
        const Client asking = client();
        const auto followed = awaited(followRun(asking, *start(asking, u"deploy.yml"_s, {})->runId, quickFollow, {}, {}));
        QCOMPARE(followed->run.conclusion, u"failure"_s);
        QCOMPARE(followed->jobs.at(1).conclusion, u"skipped"_s);
        QVERIFY(awaited(asking.jobLog(followed->jobs.first().id, {}))->contains("##[error]"));
        m_server.control({{u"forgetLogs"_s, true}});
        QVERIFY(awaited(asking.jobLog(followed->jobs.first().id, {})).error().message.contains("no longer has"_L1));
    }

    void deletedWhileFollowed()
    {
        m_server.set({{u"stepSeconds"_s, 1}});
        const Client asking = client();
        const qint64 id = *start(asking, u"deploy.yml"_s, {})->runId;
        FollowCallbacks callbacks;
        callbacks.onChange = [&](const FollowedRun &) { m_server.control({{u"remove"_s, id}}); };
        const auto gone = awaited(followRun(asking, id, quickFollow, callbacks, {}));
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
        QVERIFY2(gone.error().message.contains("was deleted on GitHub, or the token has lost the right"_L1), qPrintable(gone.error().message));
        QVERIFY(awaited(followRun(asking, 999, quickFollow, {}, {})).error().message.contains("does not find the run 999"_L1));
    }

    void followingGoesOnThroughFaults()
    {
        const Client asking = client();
        const qint64 id = *start(asking, u"deploy.yml"_s, {})->runId;
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/actions/runs/"_s}, {u"status"_s, 502}, {u"times"_s, 7}}}}});
        QList<ErrorCode> troubles;
        FollowCallbacks callbacks;
        callbacks.onTrouble = [&](const Error &error) { troubles << error.code; };
        const auto followed = awaited(followRun(asking, id, quickFollow, callbacks, {}));
        QVERIFY2(followed, followed ? "" : qPrintable(followed.error().sentences()));
        QVERIFY(followed->run.succeeded());
        QCOMPARE(troubles, QList<ErrorCode>{ErrorCode::Unreachable});
    }

    /// What GitHub refuses once it may give the next time; what it goes on refusing is believed, as what it is.
    void refusalsWhileFollowed_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("times");
        QTest::addColumn<QString>("error");
        QTest::newRow("no run, twice") << u"/actions/runs/"_s << 404 << 2 << QString();
        QTest::newRow("no jobs, once") << u"/jobs"_s << 404 << 1 << QString();
        QTest::newRow("no jobs") << u"/jobs"_s << 404 << 99 << u"does not find the jobs"_s;
        QTest::newRow("who are you, twice") << u"/actions/runs/"_s << 401 << 2 << QString();
        QTest::newRow("who are you") << u"/actions/runs/"_s << 401 << 99 << u"does not accept the token"_s;
        QTest::newRow("a fault for long") << u"/actions/runs/"_s << 502 << 40 << QString();
    }
    void refusalsWhileFollowed()
    {
        QFETCH(const QString, path);
        QFETCH(const int, status);
        QFETCH(const int, times);
        QFETCH(const QString, error);
        m_server.set({{u"stepSeconds"_s, 1}});
        const Client asking = client();
        const qint64 id = *start(asking, u"deploy.yml"_s, {})->runId;
        bool isSet = false;
        FollowCallbacks callbacks;
        callbacks.onChange = [&](const FollowedRun &) {
            if (std::exchange(isSet, true))
                return;
            const QJsonObject fault{{u"method"_s, u"GET"_s}, {u"path"_s, path}, {u"status"_s, status}, {u"times"_s, times}};
            m_server.set({{u"stepSeconds"_s, 100}, {u"faults"_s, QJsonArray{fault}}});
        };
        const auto followed = awaited(followRun(asking, id, quickFollow, callbacks, {}));
        if (error.isEmpty())
            QVERIFY2(followed && followed->run.succeeded(), followed ? "" : qPrintable(followed.error().sentences()));
        else
            QVERIFY2(!followed && followed.error().message.contains(error), followed ? "" : qPrintable(followed.error().sentences()));
    }

    /// Who asks for the new attempt of a run is not told the end of the one before it.
    void theAttemptThatCounts()
    {
        const Client asking = client();
        const qint64 id = *start(asking, u"deploy.yml"_s, {})->runId;
        QVERIFY(awaited(followRun(asking, id, quickFollow, {}, {}))->run.succeeded());
        m_server.set({{u"stepSeconds"_s, 0}});
        QList<int> attempts;
        FollowCallbacks callbacks;
        callbacks.onChange = [&](const FollowedRun &seen) { attempts << seen.run.attempt; };
        QCoro::Task<Result<FollowedRun>> following = followRun(asking, id, {std::chrono::milliseconds(1), std::chrono::milliseconds(1)}, callbacks, {}, 2);
        QVERIFY(awaited(asking.rerun(id, {})));
        m_server.set({{u"stepSeconds"_s, 100}});
        QVERIFY(awaited(std::move(following))->run.succeeded());
        QCOMPARE(attempts.first(), 2);
    }

    /// From there on it may have been started, whatever becomes of this process; and whoever looks for it knows since when.
    void tellsBeforeItSends()
    {
        m_server.set({{u"clockOffset"_s, 86'400}});
        const Client asking = client();
        (void) awaited(asking.workflows({}));
        QDateTime sent;
        qsizetype before = -1;
        const SendingCallback sending = [&](const QDateTime &time) {
            sent = time;
            before = m_server.runs().size();
        };
        const auto started = awaited(startWorkflow(asking, u"deploy.yml"_s, u"main"_s, {}, u"mara"_s, quickSearch, {}, sending));
        QVERIFY(started && started->runId);
        QCOMPARE(before, 1);
        const auto found = awaited(findStarted(asking, {u"deploy.yml"_s, u"main"_s, u"mara"_s, sent}, quickSearch, {}));
        QVERIFY2(found, found ? "" : qPrintable(found.error().sentences()));
        QCOMPARE(found->runId, started->runId);
        QVERIFY(!awaited(findStarted(asking, {u"deploy.yml"_s, u"main"_s, u"otto"_s, sent}, quickSearch, {})));
        QVERIFY(!awaited(findStarted(asking, {u"deploy.yml"_s, u"main"_s, u"mara"_s, sent.addSecs(3600)}, quickSearch, {})));
    }

    void theHourIsUsedUp()
    {
        // GitHub's clock is a day ahead of this machine's.
        m_server.set({{u"remaining"_s, 0}, {u"clockOffset"_s, 86'400}});
        const Client asking = client();
        QCOMPARE(awaited(asking.workflows({})).error().code, ErrorCode::Busy);
        const qint64 seconds = QDateTime::currentDateTimeUtc().secsTo(*asking.barredUntil());
        QVERIFY2(seconds > 1700 && seconds <= 1801, qPrintable(QString::number(seconds)));
        m_server.set({{u"remaining"_s, 5000}, {u"clockOffset"_s, 0}, {u"retryAfter"_s, 30}});
        QCOMPARE(awaited(client().workflows({})).error().code, ErrorCode::Busy);
    }

    void caches()
    {
        m_server.set({{u"pageCap"_s, 1}});
        const Client asking = client();
        const auto all = awaited(asking.caches({}, {}));
        QVERIFY2(all, all ? "" : qPrintable(all.error().sentences()));
        QCOMPARE(all->size(), 3);
        QCOMPARE(awaited(asking.cacheUsage({}))->bytes, 1'985'400'000);
        QCOMPARE(*awaited(asking.cacheLimit({})), 10'000'000'000);
        CacheFilter filter{u"buildx-"_s, u"refs/heads/main"_s};
        const auto some = awaited(asking.caches(filter, {}));
        QCOMPARE(some->size(), 1);
        QCOMPARE(some->first().key, u"buildx-main-1"_s);
        QVERIFY(awaited(asking.deleteCache(some->first().id, {})));
        QCOMPARE(awaited(asking.deleteCache(some->first().id, {})).error().code, ErrorCode::NotFound);
        QCOMPARE(awaited(asking.caches({}, {}))->size(), 2);
    }

    /// A contract that sees nothing proves nothing.
    void theServerSeesViolations()
    {
        const auto ask = [this](const QByteArray &head, const QByteArray &body = {}) {
            QTcpSocket socket;
            socket.connectToHost(m_server.api().host(), static_cast<quint16>(m_server.api().port()));
            socket.write(head + " HTTP/1.0\r\nAuthorization: Bearer contract-token\r\nContent-Type: application/json\r\nContent-Length: "
                         + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            while (socket.waitForReadyRead(30'000)) { }
        };
        ask("GET /repos/acme/watchparty/actions/runs?status=odd&nonsense=1");
        ask("POST /repos/acme/watchparty/actions/workflows/deploy.yml/dispatches", R"({"inputs":[]})");
        ask("GET /repos/acme/watchparty/issues");
        const QString seen = m_server.violations();
        for (const QString &what : {u"no header user-agent"_s, u"no parameter nonsense"_s, u"status=odd"_s, u"required property 'ref'"_s, u"has no such call"_s})
            QVERIFY2(seen.contains(what), qPrintable(what + u" in "_s + seen));
    }
};

QTEST_GUILESS_MAIN(TestGitHubContract)
#include "tst_githubcontract.moc"
