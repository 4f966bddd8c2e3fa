// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "github/client.h"
#include "support/awaited.h"
#include "support/faultserver.h"

#include <QTest>

using namespace layerdeck;
using namespace layerdeck::github;
using namespace Qt::StringLiterals;
using layerdeck::support::awaited;
using layerdeck::support::FaultServer;
using Asked = FaultServer::Asked;

/// What GitHub bars, for how long, and how often it is asked.
class TestGitHubLimits : public QObject
{
    Q_OBJECT

    std::unique_ptr<FaultServer> m_server;
    QDateTime m_wall;
    std::chrono::milliseconds m_steady{0};

    ClientOptions options() const
    {
        ClientOptions options;
        options.api = m_server->url();
        options.token = "ghp_THETOKEN";
        options.tokenFrom = u"GH_TOKEN"_s;
        options.betweenWrites = std::chrono::milliseconds(0);
        options.clocks.wall = [this] { return m_wall; };
        options.clocks.steady = [this] { return m_steady; };
        return options;
    }
    Client client(const ClientOptions &options) const { return Client({u"127.0.0.1"_s, u"acme"_s, u"watchparty"_s}, options); }
    Client client() const { return client(options()); }
    void answer(const std::function<FaultServer::Reply(const Asked &)> &all) { m_server->answerWith(all); }
    static const QByteArray run() { return "{\"id\":7,\"status\":\"queued\"}"; }

private slots:
    void init()
    {
        m_server = std::make_unique<FaultServer>();
        m_wall = QDateTime(QDate(2026, 11, 28), QTime(12, 0), Qt::UTC);
        m_steady = std::chrono::milliseconds(0);
    }

    void theHourIsUsedUp()
    {
        bool barred = true;
        answer([&](const Asked &) {
            // Our clock is wrong by a day; the distance counts.
            return barred ? FaultServer::json(403, "{\"message\":\"API rate limit exceeded\"}",
                                              "X-RateLimit-Limit: 5000\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1764331200\r\n"
                                              "Date: Fri, 28 Nov 2025 11:50:00 GMT\r\n")
                          : FaultServer::json(200, run(), "X-RateLimit-Limit: 5000\r\nX-RateLimit-Remaining: 4999\r\nX-RateLimit-Reset: 1764334800\r\n");
        });
        const Client asking = client();
        const auto first = awaited(asking.run(7, {}));
        QCOMPARE(first.error().code, ErrorCode::Busy);
        QCOMPARE(asking.rateLimit()->remaining, 0);
        QCOMPARE(asking.barredUntil(), m_wall.addSecs(601));
        QCOMPARE(awaited(asking.run(7, {})).error().code, ErrorCode::Busy);
        QVERIFY(!awaited(asking.cancelRun(7, {})));
        QCOMPARE(m_server->asked().size(), 1);
        // The machine slept for an hour: its steady clock did not move, the other did.
        const QDateTime before = m_wall;
        m_wall = m_wall.addSecs(3600);
        barred = false;
        QVERIFY(awaited(asking.run(7, {})));
        QCOMPARE(asking.rateLimit()->remaining, 4999);
        // The wall clock was set back by a day while barred: the steady one ends it.
        barred = true;
        QVERIFY(!awaited(asking.run(7, {})));
        m_wall = before.addDays(-1);
        QVERIFY(asking.barredUntil());
        m_steady += std::chrono::seconds(602);
        QVERIFY(!asking.barredUntil());
    }

    void tooManyAtOnce()
    {
        answer([](const Asked &) { return FaultServer::json(429, "{\"message\":\"Slow down\"}", "Retry-After: 7\r\n"); });
        const Client asking = client();
        const auto refused = awaited(asking.run(7, {}));
        QCOMPARE(refused.error().code, ErrorCode::Busy);
        QVERIFY(refused.error().sentences().contains("until then nothing is sent"_L1));
        QCOMPARE(asking.barredUntil(), m_wall.addSecs(7));
        // Copies share the limit.
        const Client copy = asking; // NOLINT(performance-unnecessary-copy-initialization)
        QCOMPARE(copy.barredUntil(), asking.barredUntil());
    }

    /// Where GitHub names no pause it grows, and the sentence says so.
    void thePauseThatIsSaidIsTheOneThatHolds()
    {
        answer([](const Asked &) { return FaultServer::json(429, "{\"message\":\"Slow down\"}"); });
        m_wall = QDateTime::currentDateTimeUtc();
        const Client asking = client();
        for (const int seconds : {60, 120, 240}) {
            const auto refused = awaited(asking.run(7, {}));
            QCOMPARE(asking.barredUntil(), m_wall.addSecs(seconds));
            const QString until = timeText(m_wall.addSecs(seconds).toLocalTime(), QDateTime::currentDateTime());
            QVERIFY2(refused.error().advice.contains(until), qPrintable(refused.error().advice));
            m_wall = m_wall.addSecs(seconds);
        }
    }

    /// Who asks GitHub anew, as the same, is not let through by that.
    void clientsOfOneTokenShareTheirLimits()
    {
        answer([](const Asked &) { return FaultServer::json(429, "{}", "Retry-After: 7\r\n"); });
        ClientOptions shared = options();
        shared.gate = std::make_shared<Gate>(shared.clocks);
        QVERIFY(!awaited(client(shared).run(7, {})));
        QCOMPARE(awaited(client(shared).run(7, {})).error().code, ErrorCode::Busy);
        QCOMPARE(m_server->asked().size(), 1);
    }

    /// Without a token each request counts, also one whose answer has not changed.
    void withoutATokenThePauseLastsTheHour()
    {
        answer([](const Asked &) {
            return FaultServer::json(200, run(), "X-RateLimit-Limit: 60\r\nX-RateLimit-Remaining: 30\r\nX-RateLimit-Reset: 1764331200\r\n"
                                                 "Date: Fri, 28 Nov 2025 11:50:00 GMT\r\n");
        });
        ClientOptions nobody = options();
        nobody.token.clear();
        const Client asking = client(nobody);
        QCOMPARE(asking.fairPause(2).count(), 0);
        QVERIFY(awaited(asking.run(7, {})));
        QCOMPARE(asking.fairPause(2), std::chrono::milliseconds(40'000));
        m_steady += std::chrono::seconds(300);
        QCOMPARE(asking.fairPause(2), std::chrono::milliseconds(20'000));
        const Client known = client();
        QVERIFY(awaited(known.run(7, {})));
        QCOMPARE(known.fairPause(2).count(), 0);
    }

    void aSecondBetweenWrites()
    {
        std::chrono::milliseconds steady{5000};
        Clocks clocks;
        clocks.steady = [&] { return steady; };
        Gate gate(clocks);
        const std::chrono::milliseconds distance{1000};
        QCOMPARE(gate.takeTurnToWrite(distance).count(), 0);
        QCOMPARE(gate.takeTurnToWrite(distance).count(), 1000);
        QCOMPARE(gate.takeTurnToWrite(distance).count(), 2000);
        steady += std::chrono::milliseconds(10'000);
        QCOMPARE(gate.takeTurnToWrite(distance).count(), 0);
    }
};

QTEST_GUILESS_MAIN(TestGitHubLimits)
#include "tst_githublimits.moc"
