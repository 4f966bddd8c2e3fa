// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/reading.h"
#include "session/session.h"

#include "support/fakeengine.h"

#include <QTest>

#include <algorithm>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

QByteArray image(const QString &id, const QString &tag)
{
    return u"{\"Id\":\"%1\",\"RepoTags\":[\"%2\"],\"Size\":7,\"Created\":1700000000}"_s.arg(id, tag).toUtf8();
}

} // namespace

/// Reading what an engine holds, where parts of it cannot be read.
class TestReading : public QObject
{
    Q_OBJECT

    support::FakeEngine m_engine;

    std::optional<Result<EngineContents>> m_read;

    QCoro::Task<> drive(EngineClient client, EngineContents known)
    {
        const std::function<void(int, int)> progress = [](int, int) {};
        Result<EngineContents> contents = co_await readEngineContents(client, known, Part::All, progress, CancelToken());
        m_read = contents;
    }

    QCoro::Task<> driveParts(EngineClient client, EngineContents known, Parts parts)
    {
        const std::function<void(int, int)> progress = [](int, int) {};
        Result<EngineContents> contents = co_await readEngineContents(client, known, parts, progress, CancelToken());
        m_read = contents;
    }

    Result<EngineContents> read(const EngineContents &known = {})
    {
        m_read.reset();
        const Endpoint endpoint = *parseEndpoint(m_engine.host());
        drive(EngineClient(DockerContext{u"fake"_s, {}, endpoint}), known);
        (void) QTest::qWaitFor([this] { return m_read.has_value(); }, 60'000);
        return m_read.value_or(failure(ErrorCode::TimedOut, u"No answer."_s));
    }

    static const InspectedImage *find(const EngineContents &contents, const QString &id)
    {
        const auto found =
            std::ranges::find_if(contents.images, [&id](const InspectedImage &i) { return i.image.id == id; });
        return found == contents.images.end() ? nullptr : &*found;
    }

private slots:
    void init()
    {
        m_engine.answer(u"/images/json"_s, "[" + image(u"sha256:good"_s, u"good:1"_s) + "," + image(u"sha256:bad"_s, u"bad:1"_s) + "]");
        for (const QString &id : {u"sha256:good"_s, u"sha256:bad"_s}) {
            m_engine.answer(u"/images/"_s + id + u"/json"_s,
                            u"{\"Id\":\"%1\",\"RootFS\":{\"Type\":\"layers\",\"Layers\":[\"sha256:l1\"]}}"_s.arg(id).toUtf8());
            m_engine.answer(u"/images/"_s + id + u"/history"_s, R"([{"Id":"x","Created":1,"CreatedBy":"COPY a /","Size":7}])");
        }
        m_engine.answer(u"/system/df"_s, R"({"LayersSize":0,"BuildCache":[]})");
    }

    void allThatCanBeRead()
    {
        const auto contents = read();
        QVERIFY2(contents.has_value(), contents ? "" : qPrintable(contents.error().sentences()));
        QCOMPARE(contents->images.size(), 2);
        QCOMPARE(contents->layers.images, 2);
    }

    /// The others are read, and this one says why it was not.
    void oneBadImage_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("the engine's own error") << 500 << QByteArray(R"({"message":"layer does not exist"})");
        QTest::newRow("not JSON") << 200 << QByteArray("<html>");
        QTest::newRow("no answer") << 0 << QByteArray();
    }
    void oneBadImage()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        m_engine.answer(u"/images/sha256:bad/history"_s, body, status);
        const auto contents = read();
        QVERIFY2(contents.has_value(), contents ? "" : qPrintable(contents.error().sentences()));
        QCOMPARE(contents->images.size(), 2);
        const InspectedImage *bad = find(*contents, u"sha256:bad"_s);
        QVERIFY(bad && bad->error);
        QVERIFY(!bad->error->message.isEmpty());
        if (status == 500)
            QVERIFY((bad->error->message + bad->error->detail).contains("layer does not exist"_L1));
        QVERIFY(!find(*contents, u"sha256:good"_s)->error);
        // Its layers are in no sum.
        QCOMPARE(contents->layers.images, 1);
        QCOMPARE(contents->layers.diskBytes, 7);
    }

    /// What could not be read once is asked again, what could is not.
    void isReadAgain()
    {
        m_engine.hangUp(u"/images/sha256:bad/json"_s);
        const auto before = read();
        QVERIFY(before.has_value());
        const int asked = m_engine.requests(u"/images/sha256:good/json"_s);
        m_engine.answer(u"/images/sha256:bad/json"_s, R"({"Id":"sha256:bad","RootFS":{"Type":"layers","Layers":["sha256:l2"]}})");
        const auto after = read(*before);
        QVERIFY(after.has_value());
        QVERIFY(!find(*after, u"sha256:bad"_s)->error);
        QCOMPARE(after->layers.images, 2);
        QCOMPARE(m_engine.requests(u"/images/sha256:good/json"_s), asked);
    }

    /// Deleted since the list was read: no error, and no image.
    void aDeletedImageIsLeftOut()
    {
        m_engine.answer(u"/images/sha256:bad/json"_s, R"({"message":"No such image"})", 404);
        const auto contents = read();
        QVERIFY(contents.has_value());
        QCOMPARE(contents->images.size(), 1);
    }

    /// An engine that went away in the middle is no matter of single images.
    void anEngineThatGoesAwayFailsTheReading()
    {
        for (const QString &path : {u"/images/sha256:good/json"_s, u"/images/sha256:bad/json"_s, u"/system/df"_s})
            m_engine.hangUp(path);
        QVERIFY(!read().has_value());
    }

    /// What the engine refuses, as a socket proxy does by its rules, does not hide the rest; what was read of it stays.
    void aRefusedPartDoesNotHideTheOthers()
    {
        m_engine.answer(u"/system/df"_s, R"({"LayersSize":0,"BuildCache":[{"ID":"r","Type":"regular","Size":1}]})");
        const auto before = read();
        QVERIFY(before.has_value());
        m_engine.answer(u"/system/df"_s, R"({"message":"out of order"})", 500);
        const auto contents = read(*before);
        QVERIFY2(contents.has_value(), contents ? "" : qPrintable(contents.error().sentences()));
        QCOMPARE(contents->images.size(), 2);
        QVERIFY(!contents->imagesError && !contents->containersError && contents->cacheError);
        QVERIFY(contents->cacheError->message.contains("out of order"_L1));
        QCOMPARE(contents->usage.cache.size(), 1);
        QCOMPARE(contents->cacheReadAt, before->cacheReadAt);
        QVERIFY(contents->imagesReadAt >= before->imagesReadAt);
    }

    /// Progress of a reading that was given up would be taken for that of the next.
    void aCancelledReadingTellsNoProgress()
    {
        CancelSource cancel;
        int told = 0;
        bool ended = false;
        const auto drive = [&](EngineClient client, CancelToken token) -> QCoro::Task<> {
            const std::function<void(int, int)> progress = [&](int, int) {
                ++told;
                cancel.cancel();
            };
            const EngineContents nothing;
            const Result<EngineContents> contents = co_await readEngineContents(client, nothing, Part::All, progress, token);
            ended = !contents && contents.error().isCancelled();
        };
        drive(EngineClient(DockerContext{u"fake"_s, {}, *parseEndpoint(m_engine.host())}), cancel.token());
        QTRY_VERIFY(ended);
        QCOMPARE(told, 1);
    }

    void brokenAnswers_data()
    {
        QTest::addColumn<QByteArray>("answer");
        const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        QTest::newRow("cut off") << head + "Content-Length: 500\r\n\r\n{\"BuildCache\":[";
        QTest::newRow("a chunk size that is none") << head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n";
        QTest::newRow("chunks without an end") << head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n";
        QTest::newRow("a head without an end") << "HTTP/1.1 200 OK\r\n" + QByteArray(2'000'000, 'x');
        QTest::newRow("many heads") << "HTTP/1.1 200 OK\r\n" + QByteArray("A: b\r\n").repeated(100'000);
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0-x\r\n");
        QTest::newRow("not JSON") << head + "Content-Length: 5\r\n\r\n<no/>";
        QTest::newRow("nothing") << QByteArray();
    }
    void brokenAnswers()
    {
        QFETCH(QByteArray, answer);
        m_engine.answerRaw(u"/system/df"_s, answer);
        const auto contents = read();
        QVERIFY(!contents.has_value());
        QVERIFY2(contents.error().code == ErrorCode::Protocol || contents.error().code == ErrorCode::Unreachable,
                 qPrintable(contents.error().sentences()));
        QVERIFY(!contents.error().message.isEmpty());
    }

    void oldAndFutureEngines_data()
    {
        QTest::addColumn<QByteArray>("api");
        QTest::addColumn<bool>("read");
        QTest::newRow("1.41") << QByteArray("1.41") << true;
        QTest::newRow("1.46") << QByteArray("1.46") << true;
        QTest::newRow("1.99") << QByteArray("1.99") << true;
        QTest::newRow("2.0") << QByteArray("2.0") << true;
        QTest::newRow("1.40") << QByteArray("1.40") << false;
        QTest::newRow("no version") << QByteArray("x") << false;
    }
    void oldAndFutureEngines()
    {
        QFETCH(QByteArray, api);
        m_engine.setApi(api);
        QTEST(read().has_value(), "read");
        m_engine.setApi("1.51");
    }

    void onlyTheAskedParts()
    {
        const auto all = read();
        QVERIFY(all.has_value());
        const int before = m_engine.requests(u"/system/df"_s);
        const int images = m_engine.requests(u"/images/json"_s);
        m_read.reset();
        const Endpoint endpoint = *parseEndpoint(m_engine.host());
        driveParts(EngineClient(DockerContext{u"fake"_s, {}, endpoint}), *all, Part::Containers);
        QTRY_VERIFY(m_read.has_value());
        QVERIFY(m_read->has_value());
        QCOMPARE((*m_read)->images, all->images);
        QCOMPARE(m_engine.requests(u"/system/df"_s), before);
        QCOMPARE(m_engine.requests(u"/images/json"_s), images);
    }

    void partsOfEvents_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("action");
        QTest::addColumn<int>("parts");
        QTest::newRow("tag") << u"image"_s << u"tag"_s << 5;
        QTest::newRow("start") << u"container"_s << u"start"_s << 2;
        QTest::newRow("health check") << u"container"_s << u"exec_start: /bin/healthcheck"_s << 0;
        QTest::newRow("prune") << u"builder"_s << u"prune"_s << 4;
        QTest::newRow("network") << u"network"_s << u"connect"_s << 0;
    }
    void partsOfEvents()
    {
        QFETCH(QString, type);
        QFETCH(QString, action);
        EngineEvent event;
        event.type = type;
        event.action = action;
        QTEST(int(partsOf(event)), "parts");
    }

    void manyImagesAndRecords()
    {
        QByteArrayList images;
        QByteArrayList records;
        for (int i = 0; i < 100; ++i) {
            const QString id = u"sha256:%1"_s.arg(i);
            images << image(id, u"app-%1:1"_s.arg(i));
            QStringList layers;
            QByteArrayList history;
            for (int l = 0; l < 10; ++l) {
                // Half of them are shared by ten images each.
                layers << u"\"sha256:%1-%2\""_s.arg(l < 5 ? i / 10 : i).arg(l);
                history.prepend(u"{\"Id\":\"x\",\"Created\":%1,\"CreatedBy\":\"COPY f%2 /\",\"Size\":%3}"_s.arg(i).arg(l).arg(l + 1).toUtf8());
            }
            m_engine.answer(u"/images/"_s + id + u"/json"_s,
                            u"{\"Id\":\"%1\",\"RootFS\":{\"Layers\":[%2]}}"_s.arg(id, layers.join(u',')).toUtf8());
            m_engine.answer(u"/images/"_s + id + u"/history"_s, '[' + history.join(',') + ']');
        }
        for (int i = 0; i < 10'000; ++i)
            records << u"{\"ID\":\"r%1\",\" Parents\":[\"r%2\"],\"Type\":\"regular\",\"Description\":\"[1/1] COPY f%1 /\",\"Size\":1}"_s.arg(i).arg(i - 1).toUtf8();
        m_engine.answer(u"/images/json"_s, '[' + images.join(',') + ']');
        m_engine.answer(u"/system/df"_s, "{\"BuildCache\":[" + records.join(',') + "]}");
        const auto contents = read();
        QVERIFY2(contents.has_value(), contents ? "" : qPrintable(contents.error().sentences()));
        QCOMPARE(contents->images.size(), 100);
        QCOMPARE(contents->layers.rows.size(), 10 * 5 + 100 * 5);
        QCOMPARE(contents->layers.listedBytes, 100 * 55);
        QCOMPARE(contents->layers.diskBytes, 10 * 15 + 100 * 40);
        QCOMPARE(contents->usage.cache.size(), 10'000);
    }

    /// The session listens, reads what an event touches, and listens again when the stream has ended.
    void listens()
    {
        m_engine.openEvents();
        ContextRequest request;
        request.hostOption = m_engine.host();
        request.configDir = u"/nonexistent"_s;
        Session session(request);
        QTRY_VERIFY_WITH_TIMEOUT(session.isLive() && session.contents().readAt.isValid(), 10'000);
        QVERIFY(!session.lastEvent().isValid());
        QCOMPARE(session.contents().images.size(), 2);
        m_engine.answer(u"/images/json"_s, "[" + image(u"sha256:good"_s, u"good:1"_s) + "]");
        m_engine.sendEvent(R"({"Type":"image","Action":"untag","Actor":{"ID":"sha256:bad"}})");
        QTRY_COMPARE_WITH_TIMEOUT(session.contents().images.size(), 1, 10'000);
        QVERIFY(session.lastEvent().isValid());
        // A health check changes nothing that is listed: what is shown is no younger for it.
        const QDateTime last = session.lastEvent();
        m_engine.sendEvent(R"({"Type":"container","Action":"exec_start: /bin/healthcheck","Actor":{"ID":"c"}})");
        m_engine.closeEvents();
        QTRY_VERIFY_WITH_TIMEOUT(!session.isLive(), 10'000);
        QCOMPARE(session.lastEvent(), last);
        QTRY_VERIFY_WITH_TIMEOUT(session.isLive() && m_engine.hasListener(), 20'000);
        m_engine.closeEvents();
    }
};

QTEST_GUILESS_MAIN(TestReading)
#include "tst_reading.moc"
