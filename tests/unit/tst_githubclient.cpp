// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/client.h"
#include "github/errors.h"
#include "support/awaited.h"
#include "support/faultserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace layerdeck;
using namespace layerdeck::github;
using namespace Qt::StringLiterals;
using layerdeck::support::awaited;
using layerdeck::support::FaultServer;
using Reply = FaultServer::Reply;
using Then = FaultServer::Then;
using Asked = FaultServer::Asked;

/// The client against servers that do wrong: what it asks again, what it never does, where the token goes.
class TestGitHubClient : public QObject
{
    Q_OBJECT

    const QByteArray token = "ghp_THETOKEN";
    std::unique_ptr<FaultServer> m_server;
    QDateTime m_wall{QDate(2026, 11, 28), QTime(12, 0), Qt::UTC};
    std::chrono::milliseconds m_steady{0};

    ClientOptions options() const
    {
        ClientOptions options;
        options.api = m_server->url();
        options.token = token;
        options.tokenFrom = u"GH_TOKEN"_s;
        options.retryPauses = {std::chrono::milliseconds(1), std::chrono::milliseconds(1)};
        options.betweenWrites = std::chrono::milliseconds(0);
        options.clocks.wall = [this] { return m_wall; };
        options.clocks.steady = [this] { return m_steady; };
        return options;
    }
    Client client(const ClientOptions &options) const { return Client({u"127.0.0.1"_s, u"acme"_s, u"watchparty"_s}, options); }
    Client client() const { return client(options()); }
    static Reply meta() { return FaultServer::json(200, "{\"verifiable_password_authentication\":true}"); }
    /// Everything but what `special` knows is answered with the version of GitHub's own service.
    void answer(const std::function<Reply(const Asked &)> &special)
    {
        m_server->answerWith([special](const Asked &asked) { return asked.target == "/meta" ? meta() : special(asked); });
    }
    static const QByteArray run() { return "{\"id\":7,\"status\":\"queued\"}"; }
    int dispatches() const { return m_server->count("POST", "/repos/acme/watchparty/actions/workflows/deploy.yml/dispatches"); }
    Result<DispatchReceipt> dispatch(const Client &client) { return awaited(client.dispatch(u"deploy.yml"_s, u"main"_s, {{u"a"_s, u"b"_s}}, {})); }

private slots:
    void init()
    {
        m_server = std::make_unique<FaultServer>();
        m_steady = std::chrono::milliseconds(0);
    }

    void whatIsSent()
    {
        answer([](const Asked &) { return FaultServer::json(200, "{\"workflow_run_id\":41,\"run_url\":\"x\",\"html_url\":\"y\"}", "Date: Sat, 28 Nov 2026 12:00:00 GMT\r\n"); });
        const auto receipt = dispatch(client());
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().sentences()));
        QCOMPARE(receipt->runId, 41);
        QCOMPARE(receipt->serverTime, m_wall);
        const Asked asked = m_server->asked().last();
        QCOMPARE(asked.method, "POST");
        QCOMPARE(asked.headers.value("authorization"), "Bearer " + token);
        QCOMPARE(asked.headers.value("x-github-api-version"), "2022-11-28");
        QCOMPARE(asked.headers.value("accept"), "application/vnd.github+json");
        QCOMPARE(asked.headers.value("content-type"), "application/json");
        QVERIFY(asked.headers.value("user-agent").startsWith("Layerdeck/"));
        const QJsonObject expected{{u"ref"_s, u"main"_s}, {u"inputs"_s, QJsonObject{{u"a"_s, u"b"_s}}}, {u"return_run_details"_s, true}};
        QCOMPARE(QJsonDocument::fromJson(asked.body).object(), expected);
    }

    void olderEnterpriseServers_data()
    {
        QTest::addColumn<QByteArray>("meta");
        QTest::addColumn<bool>("asks");
        QTest::addColumn<int>("inputs");
        QTest::newRow("3.19") << FaultServer::json(200, "{\"installed_version\":\"3.19.4\"}").bytes << false << 10;
        QTest::newRow("3.20") << FaultServer::json(200, "{\"installed_version\":\"3.20.0\"}").bytes << false << 25;
        QTest::newRow("3.21") << FaultServer::json(200, "{\"installed_version\":\"3.21.0\"}").bytes << true << 25;
        QTest::newRow("GitHub's own") << meta().bytes << true << 25;
    }
    void olderEnterpriseServers()
    {
        QFETCH(QByteArray, meta);
        QFETCH(bool, asks);
        QFETCH(int, inputs);
        m_server->answerWith([meta](const Asked &asked) {
            return asked.target == "/meta" ? Reply{meta, Then::KeepAlive} : Reply{"HTTP/1.1 204 No Content\r\n\r\n", Then::KeepAlive};
        });
        const Client asking = client();
        const auto receipt = dispatch(asking);
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().sentences()));
        QVERIFY(!receipt->runId);
        QCOMPARE(m_server->asked().last().body.contains("return_run_details"), asks);
        QCOMPARE(awaited(asking.inputLimit({})).value_or(0), inputs);
        QCOMPARE(m_server->count("GET", "/meta"), 1);
    }

    // ---- a write that may have arrived is never sent again ------------------------------------------------------------

    void dispatchIsSentOnce_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("then");
        QTest::newRow("closed without a word") << QByteArray() << int(Then::Close);
        QTest::newRow("closed in the head") << QByteArray("HTTP/1.1 200 OK\r\nConte") << int(Then::Close);
        QTest::newRow("closed in the body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"work") << int(Then::Close);
        QTest::newRow("no answer") << QByteArray() << int(Then::Hang);
        QTest::newRow("500") << FaultServer::json(500, "{}").bytes << int(Then::KeepAlive);
        QTest::newRow("502") << FaultServer::json(502, "<html>").bytes << int(Then::KeepAlive);
    }
    void dispatchIsSentOnce()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, then);
        answer([&](const Asked &) { return Reply{bytes, Then(then)}; });
        ClientOptions impatient = options();
        // Long enough for the version, which is asked before, also on a busy machine.
        if (Then(then) == Then::Hang)
            impatient.patience = std::chrono::milliseconds(1500);
        const auto receipt = dispatch(client(impatient));
        QVERIFY(!receipt);
        QCOMPARE(dispatches(), 1);
        QVERIFY2(receipt.error().message.contains("is not known"_L1), qPrintable(receipt.error().sentences()));
        QVERIFY(receipt.error().unchanged.isEmpty());
        QVERIFY(receipt.error().advice.contains("not sent a second time"_L1));
    }

    void dispatchThatNeverArrivedSaysSo()
    {
        ClientOptions gone = options();
        {
            FaultServer other;
            gone.api = other.url();
        }
        const auto refused = awaited(client(gone).dispatch(u"deploy.yml"_s, u"main"_s, {}, {}));
        QCOMPARE(refused.error().code, ErrorCode::Unreachable);
        answer([](const Asked &) { return FaultServer::json(422, "{\"message\":\"No ref found for: main\"}"); });
        const auto wrong = dispatch(client());
        QCOMPARE(wrong.error().unchanged, u"The workflow was not started."_s);
        QCOMPARE(dispatches(), 1);
    }

    // ---- reads are asked again ------------------------------------------------------------------------------------------

    void readsAreAskedAgain_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        QTest::newRow("500") << FaultServer::json(500, "{}").bytes << int(ErrorCode::Unreachable);
        QTest::newRow("502") << FaultServer::json(502, "").bytes << int(ErrorCode::Unreachable);
        QTest::newRow("cut off") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"id\":") << int(ErrorCode::Unreachable);
        QTest::newRow("cut off in chunks") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"id\":\r\n") << int(ErrorCode::Unreachable);
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9\r\n\r\n") << int(ErrorCode::Unreachable);
    }
    void readsAreAskedAgain()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        int left = 2;
        answer([&](const Asked &) { return left-- > 0 ? Reply{bytes, Then::Close} : FaultServer::json(200, run()); });
        const auto good = awaited(client().run(7, {}));
        QVERIFY2(good, good ? "" : qPrintable(good.error().sentences() + good.error().detail));
        left = 1000;
        const auto bad = awaited(client().run(7, {}));
        QVERIFY(!bad);
        QCOMPARE(int(bad.error().code), code);
        QVERIFY(!bad.error().advice.isEmpty());
    }

    void answersThatNeverEnd()
    {
        ClientOptions impatient = options();
        impatient.retryPauses = {};
        impatient.patience = std::chrono::milliseconds(200);
        answer([](const Asked &) { return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", Then::Hang}; });
        QCOMPARE(awaited(client(impatient).run(7, {})).error().code, ErrorCode::TimedOut);
        // Bytes keep coming: patience alone would wait for ever.
        impatient.longest = std::chrono::milliseconds(300);
        answer([](const Asked &) { return Reply{"HTTP/1.1 200 OK\r\n\r\n{", Then::Flood}; });
        QCOMPARE(awaited(client(impatient).run(7, {})).error().code, ErrorCode::TimedOut);
    }

    void answersThatAreNone()
    {
        answer([](const Asked &) { return FaultServer::json(200, "<html>login</html>"); });
        const auto page = awaited(client().run(7, {}));
        QCOMPARE(page.error().code, ErrorCode::Protocol);
        QVERIFY(page.error().advice.contains("proxy"_L1));
    }

    void cancelling()
    {
        answer([](const Asked &) { return Reply{{}, Then::Hang}; });
        CancelSource source;
        QCoro::Task<Result<Run>> asked = client().run(7, source.token());
        QTRY_COMPARE(m_server->asked().size(), 1);
        source.cancel();
        QVERIFY(awaited(std::move(asked)).error().isCancelled());
        QVERIFY(awaited(client().run(7, source.token())).error().isCancelled());
        QCOMPARE(m_server->asked().size(), 1);
    }

    // ---- where the token goes -------------------------------------------------------------------------------------------

    void logsComeFromElsewhereWithoutTheToken()
    {
        FaultServer store;
        store.answerWith([](const Asked &) { return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nlines", Then::KeepAlive}; });
        answer([&](const Asked &) { return FaultServer::json(302, "", "Location: " + store.url(u"/log?sig=abc"_s).toEncoded() + "\r\n"); });
        const auto log = awaited(client().jobLog(3, {}));
        QCOMPARE(log.value_or(QByteArray()), "lines");
        QCOMPARE(m_server->asked().first().headers.value("authorization"), "Bearer " + token);
        QCOMPARE(store.asked().size(), 1);
        for (const QByteArray &value : store.asked().first().headers)
            QVERIFY(!value.contains(token));
        QVERIFY(!store.asked().first().headers.contains("authorization"));
    }

    void nothingElseIsFollowedElsewhere()
    {
        FaultServer other;
        for (const int status : {301, 302, 303, 307, 308}) {
            answer([&](const Asked &) { return FaultServer::json(status, "", "Location: " + other.url(u"/steal"_s).toEncoded() + "\r\n"); });
            const auto read = awaited(client().run(7, {}));
            QVERIFY2(!read && read.error().message.contains("the token was not sent there"_L1), qPrintable(QString::number(status)));
            QVERIFY(!dispatch(client()));
        }
        answer([](const Asked &) { return FaultServer::json(302, "", "Location: http://logs.example/log\r\n"); });
        QVERIFY(awaited(client().jobLog(3, {})).error().message.contains("without encryption"_L1));
        answer([&](const Asked &asked) {
            return FaultServer::json(200, "{\"total_count\":2,\"workflow_runs\":[{\"id\":1}]}", asked.target.contains("page=2") ? QByteArray()
                                     : "Link: <" + other.url(u"/runs?page=2"_s).toEncoded() + ">; rel=\"next\"\r\n");
        });
        RunFilter all;
        all.limit = 0;
        QVERIFY(awaited(client().runs(all, {})).error().message.contains("that was not followed"_L1));
        QCOMPARE(other.asked().size(), 0);
    }

    void aRenamedRepository()
    {
        const QByteArray there = "/repositories/5";
        answer([&](const Asked &asked) {
            if (asked.target.startsWith(there))
                return asked.method == "POST" ? Reply{"HTTP/1.1 204 No Content\r\n\r\n", Then::KeepAlive}
                                              : FaultServer::json(200, "{\"full_name\":\"acme/party\",\"default_branch\":\"main\"}");
            return FaultServer::json(asked.method == "POST" ? 307 : 301, "", "Location: " + m_server->url(QString::fromLatin1(there)).toEncoded() + "\r\n");
        });
        const auto info = awaited(client().repositoryInfo({}));
        QCOMPARE(info->fullName, u"acme/party"_s);
        QCOMPARE(m_server->asked().last().headers.value("authorization"), "Bearer " + token);
        // A 307 was not carried out where it came from, and is repeated as it was. Where there is a body Qt cannot tell it from a
        // connection that ended; who dispatches asks for the repository's name first.
        QVERIFY(awaited(client().cancelRun(7, {})));
        QCOMPARE(m_server->asked().last().target, there);
        m_server->forget();
        QVERIFY(dispatch(client()).error().message.contains("is not known"_L1));
        QCOMPARE(m_server->count("POST", "/"), 1);
        answer([](const Asked &) { return FaultServer::json(301, "", "Location: /repositories/5\r\n"); });
        const auto moved = dispatch(client());
        QVERIFY2(moved.error().advice.contains("renamed"_L1), qPrintable(moved.error().sentences()));
    }

    void redirectsInACircle()
    {
        answer([&](const Asked &) { return FaultServer::json(302, "", "Location: /again\r\n"); });
        QVERIFY(!awaited(client().run(7, {})));
        QCOMPARE(m_server->asked().size(), 6);
    }

    // ---- pages and ETags ----------------------------------------------------------------------------------------------------

    void pagesAreFollowed()
    {
        answer([&](const Asked &asked) {
            const bool last = asked.target.contains("after=xyz");
            return FaultServer::json(200, last ? "{\"total_count\":3,\"workflow_runs\":[{\"id\":3}]}" : "{\"total_count\":3,\"workflow_runs\":[{\"id\":1},{\"id\":2}]}",
                                     last ? QByteArray() : QByteArray("Link: </repositories/5/runs?after=xyz>; rel=\"next\"\r\n"));
        });
        RunFilter filter;
        filter.limit = 0;
        QCOMPARE(awaited(client().runs(filter, {}))->size(), 3);
        filter.limit = 2;
        m_server->forget();
        QCOMPARE(awaited(client().runs(filter, {}))->size(), 2);
        QCOMPARE(m_server->asked().size(), 1);
    }

    void whatIsKnownIsNotSentAgain()
    {
        answer([&](const Asked &asked) {
            return asked.headers.value("if-none-match") == "W/\"e1\"" ? Reply{"HTTP/1.1 304 Not Modified\r\nETag: W/\"e1\"\r\n\r\n", Then::KeepAlive}
                                                                      : FaultServer::json(200, run(), "ETag: W/\"e1\"\r\n");
        });
        const Client asking = client();
        const auto first = awaited(asking.run(7, {}));
        const auto second = awaited(asking.run(7, {}));
        QVERIFY(first && second);
        QCOMPARE(*first, *second);
        QCOMPARE(m_server->asked().size(), 2);
        QCOMPARE(m_server->asked().last().headers.value("if-none-match"), "W/\"e1\"");
    }

    void answersThatAreTooLarge()
    {
        const QByteArray body(4096, 'x');
        answer([&](const Asked &) { return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n" + body, Then::KeepAlive}; });
        ClientOptions small = options();
        small.largest = 1024;
        const auto refused = awaited(client(small).run(7, {}));
        QCOMPARE(refused.error().code, ErrorCode::Protocol);
        QVERIFY2(refused.error().message.contains("larger"_L1), qPrintable(refused.error().message));
        QCOMPARE(awaited(client(small).jobLog(3, {})).value_or(QByteArray()), body);
        small.largestLog = 1024;
        QVERIFY(!awaited(client(small).jobLog(3, {})));
    }

    /// What was known when the question was sent counts, whatever has come meanwhile.
    void whatIsKnownMayBePushedOutMeanwhile()
    {
        const Client asking = client();
        const auto tagged = [](const Asked &asked) {
            return asked.headers.contains("if-none-match") ? Reply{"HTTP/1.1 304 Not Modified\r\n\r\n", Then::KeepAlive} : FaultServer::json(200, run(), "ETag: W/\"e1\"\r\n");
        };
        answer(tagged);
        QVERIFY(awaited(asking.run(7, {})));
        std::optional<QCoro::Task<Result<Run>>> others[300];
        for (int i = 0; i < 300; ++i)
            others[i] = asking.run(1000 + i, {});
        // Its answer comes behind theirs.
        QCoro::Task<Result<Run>> again = asking.run(7, {});
        for (auto &other : others)
            QVERIFY(awaited(std::move(*other)));
        QVERIFY(awaited(std::move(again)));
        QVERIFY(awaited(asking.run(7, {})));
    }

    void moreThanCanBeRead()
    {
        int page = 0;
        answer([&](const Asked &) {
            return FaultServer::json(200, "{\"total_count\":3,\"workflow_runs\":[{\"id\":1}]}", "Link: </runs?after=" + QByteArray::number(++page) + ">; rel=\"next\"\r\n");
        });
        RunFilter all;
        all.limit = 0;
        const auto cut = awaited(client().runs(all, {}));
        QVERIFY2(!cut && cut.error().message.contains("the first 100 are not all"_L1), cut ? "" : qPrintable(cut.error().message));
        QCOMPARE(m_server->asked().size(), 100);
    }

    void whomATokenStandsFor_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("code");
        QTest::newRow("suspended") << QByteArray("{\"message\":\"Sorry. Your account was suspended.\"}") << QByteArray() << int(ErrorCode::PermissionDenied);
        QTest::newRow("addresses") << QByteArray("{\"message\":\"Although you appear to have the correct authorization credentials, the organization has an IP allow list enabled\"}")
                                   << QByteArray() << int(ErrorCode::PermissionDenied);
        QTest::newRow("single sign-on") << QByteArray("{\"message\":\"Resource protected by organization SAML enforcement.\"}")
                                        << QByteArray("X-GitHub-SSO: required; url=https://github.com/orgs/acme/sso\r\n") << int(ErrorCode::PermissionDenied);
        QTest::newRow("too many") << QByteArray("{\"message\":\"You have exceeded a secondary rate limit\"}") << QByteArray() << int(ErrorCode::Busy);
        QTest::newRow("used up") << QByteArray("{\"message\":\"Resource not accessible by integration\"}") << QByteArray("Retry-After: 7\r\n") << int(ErrorCode::Busy);
    }
    void whomATokenStandsFor()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, headers);
        QFETCH(const int, code);
        answer([&](const Asked &) { return FaultServer::json(403, body, headers); });
        const auto identity = awaited(client().identity({}));
        QVERIFY(!identity);
        QCOMPARE(int(identity.error().code), code);
        QVERIFY(!refusesToken(identity.error()));
    }

    void aTokenOfNobody()
    {
        answer([](const Asked &) { return FaultServer::json(403, "{\"message\":\"Resource not accessible by integration\"}"); });
        const auto nobody = awaited(client().identity({}));
        QVERIFY(nobody && nobody->login.isEmpty());
        answer([](const Asked &) { return FaultServer::json(200, "{\"login\":\"mara\"}", "X-OAuth-Scopes: repo, read:org\r\n"); });
        const auto mara = awaited(client().identity({}));
        QCOMPARE(mara->login, u"mara"_s);
        QCOMPARE(mara->scopes, (QStringList{u"repo"_s, u"read:org"_s}));
        answer([](const Asked &) { return FaultServer::json(401, "{\"message\":\"Bad credentials\"}"); });
        const auto unknown = awaited(client().identity({}));
        QCOMPARE(unknown.error().code, ErrorCode::PermissionDenied);
        QVERIFY(refusesToken(unknown.error()));
    }
};

QTEST_GUILESS_MAIN(TestGitHubClient)
#include "tst_githubclient.moc"
