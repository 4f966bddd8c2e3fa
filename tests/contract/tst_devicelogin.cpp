// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/deviceflow.h"
#include "github/repository.h"
#include "support/awaited.h"
#include "support/contractserver.h"
#include "support/faultserver.h"

#include <QJsonDocument>
#include <QTest>

using namespace layerdeck;
using namespace layerdeck::github;
using namespace Qt::StringLiterals;
using layerdeck::support::awaited;
using layerdeck::support::ContractServer;
using layerdeck::support::FaultServer;

/// Signing in with a code, against the server that plays GitHub's pages for it.
class TestDeviceLogin : public QObject
{
    Q_OBJECT

    ContractServer m_server;
    const QString m_client = u"contract-client"_s;
    const DevicePace m_pace{std::chrono::milliseconds(5)};

    QUrl site() const { return siteUrlFor(m_server.api()); }
    Result<QByteArray> token(const QStringList &answers)
    {
        m_server.set({{u"deviceAnswers"_s, QJsonArray::fromStringList(answers)}});
        const Result<DeviceCode> code = awaited(requestDeviceCode(site(), m_client, {}));
        if (!code)
            return failure(code.error());
        return awaited(awaitDeviceToken(site(), m_client, *code, m_pace, {}));
    }

private slots:
    void initTestCase()
    {
        NEED_SERVER();
    }
    void init() { QVERIFY(m_server.start()); }
    void cleanup()
    {
        if (m_server.api().isValid())
            QCOMPARE(m_server.violations(), QString());
    }

    void sites()
    {
        QCOMPARE(siteUrlFor(QUrl(u"https://api.github.com"_s)).toString(), u"https://github.com"_s);
        QCOMPARE(siteUrlFor(QUrl(u"https://api.octo.ghe.com"_s)).toString(), u"https://octo.ghe.com"_s);
        QCOMPARE(siteUrlFor(QUrl(u"https://ghe.example:8443/api/v3"_s)).toString(), u"https://ghe.example:8443"_s);
        QCOMPARE(siteUrlFor(QUrl(u"https://api.example/api/v3"_s)).toString(), u"https://api.example"_s);
    }

    void aCodeThatIsTyped()
    {
        const Result<DeviceCode> code = awaited(requestDeviceCode(site(), m_client, {}));
        QVERIFY2(code, code ? "" : qPrintable(code.error().sentences()));
        QCOMPARE(code->code, u"WDJB-MJHT"_s);
        QCOMPARE(code->page, QUrl(site().toString() + u"/login/device"_s));
        QCOMPARE(code->expires, std::chrono::seconds(900));
        const Result<QByteArray> given = token({u"authorization_pending"_s, u"slow_down"_s, u"authorization_pending"_s});
        QVERIFY2(given, given ? "" : qPrintable(given.error().sentences()));
        QCOMPARE(*given, QByteArray("contract-token"));
        QCOMPARE(m_server.control()["device"_L1]["asked"_L1].toInt(), 4);
    }

    /// Each "slow_down" makes the pauses five seconds longer: in the twenty seconds that a code is good here there is room for four questions,
    /// at 1, 7, 18 and 34. A slow machine asks less often, never more.
    void slowDownIsObeyed()
    {
        QCOMPARE(parseDeviceAnswer(R"({"error":"slow_down","interval":10})")->slower, std::chrono::seconds(5));
        QCOMPARE(parseDeviceAnswer(R"({"error":"authorization_pending"})")->slower, std::chrono::seconds(0));
        m_server.set({{u"deviceAnswers"_s, QJsonArray::fromStringList(QStringList(30, u"slow_down"_s))}});
        Result<DeviceCode> code = awaited(requestDeviceCode(site(), m_client, {}));
        QVERIFY(code);
        code->expires = std::chrono::seconds(20);
        const Result<QByteArray> none = awaited(awaitDeviceToken(site(), m_client, *code, m_pace, {}));
        QCOMPARE(none.error().code, ErrorCode::TimedOut);
        const int asked = m_server.control()["device"_L1]["asked"_L1].toInt();
        QVERIFY2(asked >= 1 && asked <= 4, qPrintable(QString::number(asked)));
    }

    void codesThatComeToNothing_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("said");
        QTest::newRow("refused") << u"access_denied"_s << int(ErrorCode::PermissionDenied) << u"was refused on GitHub"_s;
        QTest::newRow("expired") << u"expired_token"_s << int(ErrorCode::TimedOut) << u"no longer good"_s;
        QTest::newRow("no device flow") << u"device_flow_disabled"_s << int(ErrorCode::InvalidInput) << u"has no device flow"_s;
        QTest::newRow("odd") << u"unsupported_grant_type"_s << int(ErrorCode::Protocol) << u"The description of it."_s;
    }
    void codesThatComeToNothing()
    {
        QFETCH(QString, answer);
        QFETCH(int, code);
        QFETCH(QString, said);
        const Result<QByteArray> given = token({u"authorization_pending"_s, answer});
        QVERIFY(!given);
        QCOMPARE(int(given.error().code), code);
        QVERIFY2(given.error().sentences().contains(said), qPrintable(given.error().sentences()));
        QVERIFY(!given.error().advice.isEmpty());
        QVERIFY(!given.error().sentences().contains("contract-device"_L1) && !given.error().detail.contains("contract-device"_L1));
    }

    void aClientIdThatIsNone()
    {
        const Result<DeviceCode> code = awaited(requestDeviceCode(site(), u"nobody"_s, {}));
        QVERIFY(!code);
        QCOMPARE(code.error().code, ErrorCode::InvalidInput);
        QVERIFY2(code.error().sentences().contains("LAYERDECK_GITHUB_CLIENT_ID"_L1), qPrintable(code.error().sentences()));
    }

    void itCanBeGivenUp()
    {
        CancelSource source;
        DeviceCode code;
        code.secret = "contract-device";
        auto waiting = awaitDeviceToken(site(), m_client, code, {}, source.token());
        source.cancel();
        const Result<QByteArray> given = awaited(std::move(waiting));
        QVERIFY(!given && given.error().isCancelled());
        QCOMPARE(m_server.control()["device"_L1]["asked"_L1].toInt(), 0);
    }

    /// A fault in between does not cost the person the code that they have typed; one that stays is told as what it is.
    void faultsInBetween()
    {
        FaultServer server;
        int asked = 0;
        server.answerWith([&](const FaultServer::Asked &) {
            ++asked;
            return asked < 3 ? FaultServer::json(502, "<html>") : FaultServer::json(200, R"({"access_token":"tok"})");
        });
        DeviceCode code;
        code.secret = "s";
        QCOMPARE(*awaited(awaitDeviceToken(server.url(), m_client, code, {std::chrono::milliseconds(1)}, {})), QByteArray("tok"));
        QCOMPARE(asked, 3);
        server.answerWith([](const FaultServer::Asked &) { return FaultServer::json(500, "{}"); });
        code.expires = std::chrono::seconds(50);
        const Result<QByteArray> given = awaited(awaitDeviceToken(server.url(), m_client, code, {std::chrono::milliseconds(1)}, {}));
        QVERIFY(!given);
        QCOMPARE(given.error().code, ErrorCode::Unreachable);
    }

    /// Who is asked to wait waits, with the code that the person has typed.
    void aPauseThatGitHubWants()
    {
        FaultServer server;
        int asked = 0;
        server.answerWith([&](const FaultServer::Asked &) { return ++asked < 3 ? FaultServer::json(429, "{}") : FaultServer::json(200, R"({"access_token":"tok"})"); });
        DeviceCode code;
        code.secret = "s";
        const Result<QByteArray> given = awaited(awaitDeviceToken(server.url(), m_client, code, {std::chrono::milliseconds(1)}, {}));
        QVERIFY2(given, given ? "" : qPrintable(given.error().sentences()));
        QCOMPARE(asked, 3);
        code.expires = std::chrono::seconds(50);
        server.answerWith([](const FaultServer::Asked &) { return FaultServer::json(429, "{}"); });
        QCOMPARE(awaited(awaitDeviceToken(server.url(), m_client, code, {std::chrono::milliseconds(1)}, {})).error().code, ErrorCode::Busy);
    }

    void answersThatAreNone()
    {
        const QUrl here(u"https://github.com"_s);
        const auto page = [](const QString &address) {
            return QJsonDocument(QJsonObject{{u"device_code"_s, u"d"_s}, {u"user_code"_s, u"u"_s}, {u"verification_uri"_s, address}}).toJson();
        };
        for (const QByteArray &body : {QByteArray(), QByteArray("<html>"), QByteArray("[]"), page({}), page(u"https://evil.example/login/device"_s),
                                       page(u"http://github.com/login/device"_s)}) {
            const auto code = parseDeviceCode(body, here);
            QVERIFY2(!code && code.error().code == ErrorCode::Protocol, body.constData());
        }
        QVERIFY(parseDeviceCode(page(u"https://github.com/login/device"_s), here));
        // What has blanks is no token, and is not repeated.
        const auto strange = parseDeviceAnswer(R"({"access_token":"two words"})");
        QVERIFY(!strange && !strange.error().sentences().contains("two words"_L1));
        QVERIFY(!parseDeviceAnswer("{}"));
    }
};

QTEST_GUILESS_MAIN(TestDeviceLogin)
#include "tst_devicelogin.moc"
