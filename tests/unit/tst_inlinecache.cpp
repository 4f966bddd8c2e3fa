// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/builderapi.h"
#include "engine/client.h"
#include "engine/grpc.h"
#include "session/inlinecaches.h"
#include "support/awaited.h"
#include "support/fakeengine.h"

#include <QTest>
#include <QTimer>

using namespace layerdeck;
using namespace layerdeck::support;
using namespace Qt::StringLiterals;

namespace {

const QByteArray upgraded = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";

QByteArray configWith(const QByteArray &cache)
{
    return R"({"architecture":"amd64","moby.buildkit.cache.v0":")" + cache.toBase64() + R"("})";
}

} // namespace

/// What an engine's builder is asked of images, and what it may answer instead. With real ones: tst_deploy.
class TestInlineCache : public QObject
{
    Q_OBJECT

    std::unique_ptr<FakeEngine> m_engine;

    /// One call over a connection of its own.
    Result<QByteArray> called(CancelToken cancel = {}, std::chrono::milliseconds patience = std::chrono::seconds(10)) const
    {
        const auto endpoint = parseEndpoint(m_engine->host());
        const auto connection = awaited(connectTo(*endpoint, std::chrono::seconds(10), {}));
        GrpcChannel channel(*connection);
        if (const auto opened = awaited(channel.open(patience, cancel)); !opened)
            return failure(opened.error());
        GrpcCall call;
        call.method = "/moby.buildkit.v1.Control/Solve";
        call.message = "x";
        return awaited(channel.call(call, patience, cancel));
    }

private slots:
    void init() { m_engine = std::make_unique<FakeEngine>(); }

    void namesAsTheBuilderWantsThem_data()
    {
        QTest::addColumn<QString>("canonical");
        QTest::newRow("web:1") << u"docker.io/library/web:1"_s;
        QTest::newRow("acme/web:1") << u"docker.io/acme/web:1"_s;
        QTest::newRow("ghcr.io/acme/web:1") << u"ghcr.io/acme/web:1"_s;
        QTest::newRow("localhost/web:1") << u"localhost/web:1"_s;
        QTest::newRow("here:5000/web:1") << u"here:5000/web:1"_s;
    }
    void namesAsTheBuilderWantsThem()
    {
        QFETCH(QString, canonical);
        QCOMPARE(builderapi::canonicalName(QString::fromUtf8(QTest::currentDataTag())), canonical);
    }

    void configurations_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<bool>("holds");
        QTest::newRow("none") << QByteArray(R"({"architecture":"amd64"})") << false;
        QTest::newRow("layers") << configWith(R"([{"digest":"sha256:1","layers":[{"layer":0}]},{"digest":"sha256:2"}])") << true;
        QTest::newRow("keys alone") << configWith(R"([{"digest":"sha256:1"}])") << false;
        QTest::newRow("empty") << configWith("[]") << false;
        QTest::newRow("no list") << configWith("null") << false;
    }
    void configurations()
    {
        QFETCH(QByteArray, config);
        const Result<bool> holds = builderapi::holdsInlineCache(config);
        QVERIFY(holds.has_value());
        QTEST(*holds, "holds");
        QCOMPARE(builderapi::holdsInlineCache("no configuration").error().code, ErrorCode::InvalidInput);
    }

    void whatMayBeAnswered_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("an engine without a builder") << QByteArray("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") << ErrorCode::Protocol;
        QTest::newRow("nothing") << QByteArray() << ErrorCode::Unreachable;
        QTest::newRow("half a head") << upgraded.first(20) << ErrorCode::Unreachable;
        QTest::newRow("an endless head") << QByteArray("HTTP/1.1 101 x\r\n") + QByteArray(70'000, 'x') << ErrorCode::Protocol;
        QTest::newRow("upgraded, then the end") << upgraded << ErrorCode::Unreachable;
        QTest::newRow("upgraded, then no HTTP/2") << upgraded + QByteArray(1000, '!') << ErrorCode::Unreachable;
    }
    void whatMayBeAnswered()
    {
        QFETCH(QByteArray, bytes);
        m_engine->answerRaw(u"/grpc"_s, bytes);
        const Result<QByteArray> answer = called();
        QVERIFY(!answer);
        QTEST(answer.error().code, "code");
        QVERIFY(!answer.error().message.isEmpty());
        QVERIFY(!awaited(EngineClient({{}, {}, *parseEndpoint(m_engine->host())}).inlineCaches({u"web:1"_s}, {})));
    }

    void silence()
    {
        m_engine->hang(u"/grpc"_s, {});
        QCOMPARE(called({}, std::chrono::milliseconds(30)).error().code, ErrorCode::TimedOut);
        m_engine->hang(u"/grpc"_s, upgraded);
        QCOMPARE(called({}, std::chrono::milliseconds(30)).error().code, ErrorCode::TimedOut);
    }

    void cancelledInTheMiddle()
    {
        m_engine->hang(u"/grpc"_s, upgraded);
        CancelSource source;
        QTimer::singleShot(0, this, [&source] { source.cancel(); });
        QCOMPARE(called(source.token()).error().code, ErrorCode::Cancelled);
        QCOMPARE(called(source.token()).error().code, ErrorCode::Cancelled);
    }

    /// A builder that cannot tell is not asked for ever, and another image of the name is asked for again.
    void askedOnceAnImage()
    {
        const auto image = [](const QString &id) {
            InspectedImage image;
            image.image.id = id;
            image.image.tags = {u"web:1"_s};
            return image;
        };
        const EngineClient client({{}, {}, *parseEndpoint(m_engine->host())});
        InlineCaches caches;
        QCOMPARE(caches.of(u"web:1"_s, {}), InlineCache::NoImage);
        QCOMPARE(caches.of(u"web:1"_s, {image(u"sha256:1"_s)}), InlineCache::Unknown); // no engine yet
        caches.setEngine(client);
        const auto asked = [&](const QString &id) {
            const int before = m_engine->requests(u"/grpc"_s);
            for (int i = 0; i < 3; ++i) {
                if (caches.of(u"web:1"_s, {image(id)}) != InlineCache::Unknown || !QTest::qWaitFor([&] { return !caches.isReading(); }))
                    return -1;
            }
            return m_engine->requests(u"/grpc"_s) - before;
        };
        QCOMPARE(asked(u"sha256:1"_s), 1);
        QCOMPARE(asked(u"sha256:1"_s), 0);
        QCOMPARE(asked(u"sha256:2"_s), 1);
        caches.setEngine(client);
        QCOMPARE(asked(u"sha256:2"_s), 1);
    }

    void noQuestionNoConnection()
    {
        const auto caches = awaited(EngineClient({{}, {}, *parseEndpoint(m_engine->host())}).inlineCaches({}, {}));
        QVERIFY(caches && caches->isEmpty());
        QCOMPARE(m_engine->requests(u"/grpc"_s), 0);
    }
};

QTEST_GUILESS_MAIN(TestInlineCache)
#include "tst_inlinecache.moc"
