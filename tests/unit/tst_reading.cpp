// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/reading.h"

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

    Result<EngineContents> read(const EngineContents &known = {})
    {
        m_read.reset();
        const Endpoint endpoint = *parseEndpoint(m_engine.host());
        drive(EngineClient(DockerContext{u"fake"_s, {}, endpoint}), known);
        (void) QTest::qWaitFor([this] { return m_read.has_value(); }, 10'000);
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

    /// An engine that cannot tell of its cache at all has no contents to show.
    void whatConcernsTheEngineFailsTheReading()
    {
        m_engine.answer(u"/system/df"_s, R"({"message":"out of order"})", 500);
        const auto contents = read();
        QVERIFY(!contents.has_value());
        QVERIFY(!contents.error().message.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestReading)
#include "tst_reading.moc"
