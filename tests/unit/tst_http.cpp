// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/client.h"
#include "engine/http.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <qcoro/qcorotask.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// An engine that answers every connection with the same bytes, for what a real one won't do on demand.
class FakeEngine
{
public:
    explicit FakeEngine(const QByteArray &answer, bool closes = true)
    {
        m_server.listen(m_dir.filePath(u"s"_s));
        QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this, answer, closes] {
            QLocalSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QLocalSocket::readyRead, socket, [socket, answer, closes] {
                socket->readAll();
                socket->write(answer);
                socket->flush();
                if (closes)
                    socket->disconnectFromServer();
            });
        });
    }
    Endpoint endpoint() const { return {Endpoint::Kind::UnixSocket, m_server.fullServerName()}; }

private:
    QTemporaryDir m_dir;
    QLocalServer m_server;
};

QCoro::Task<Result<HttpResponse>> get(Endpoint endpoint, HttpOptions options, CancelToken cancel)
{
    const Result<Connection> connection = co_await connectTo(endpoint, std::chrono::seconds(5), cancel);
    if (!connection)
        co_return failure(connection.error());
    HttpRequest request;
    request.target = "/x";
    co_return co_await exchange(*connection, request, options, cancel);
}

Result<HttpResponse> answerOf(const QByteArray &bytes, HttpOptions options = {}, bool closes = true, CancelToken cancel = {})
{
    const FakeEngine engine(bytes, closes);
    return QCoro::waitFor(get(engine.endpoint(), options, cancel));
}

} // namespace

class TestHttp : public QObject
{
    Q_OBJECT
private slots:
    void readsAnyChunking()
    {
        const QByteArray bytes = "HTTP/1.1 200 OK\r\nApi-Version: 1.51\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n";
        for (qsizetype size = 1; size <= bytes.size(); ++size) {
            HttpResponseReader reader{{}};
            for (qsizetype at = 0; at < bytes.size(); at += size)
                QVERIFY(reader.feed(bytes.mid(at, size)));
            QVERIFY(reader.isDone());
            const HttpResponse response = reader.takeResponse();
            QCOMPARE(response.status, 200);
            QCOMPARE(response.headers.value("api-version"), "1.51");
            QCOMPARE(response.body, "hello world");
        }
    }

    void readsLengthAndEnd()
    {
        QCOMPARE(answerOf("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno")->status, 404);
        QCOMPARE(answerOf("HTTP/1.1 200 OK\r\n\r\nuntil the end")->body, "until the end");
        QCOMPARE(answerOf("HTTP/1.1 204 No Content\r\n\r\n", {}, false)->status, 204);
    }

    void streams()
    {
        QByteArray streamed;
        HttpOptions options;
        options.onBody = [&](const QByteArray &piece) { streamed += piece; };
        const auto response = answerOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", options);
        QCOMPARE(streamed, "abc");
        QVERIFY(response->body.isEmpty());
        streamed.clear();
        QCOMPARE(answerOf("HTTP/1.1 500 X\r\nContent-Length: 3\r\n\r\nerr", options)->body, "err");
        QVERIFY(streamed.isEmpty());
    }

    void tellsFaults_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("nothing") << QByteArray() << ErrorCode::Unreachable;
        QTest::newRow("cut header") << QByteArray("HTTP/1.1 200 OK\r\nContent-Le") << ErrorCode::Unreachable;
        QTest::newRow("cut body") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") << ErrorCode::Unreachable;
        QTest::newRow("cut chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe") << ErrorCode::Unreachable;
        QTest::newRow("bad chunk size") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhe\r\n") << ErrorCode::Protocol;
        QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9\r\n\r\n") << ErrorCode::Protocol;
        QTest::newRow("endless header") << QByteArray("HTTP/1.1 200 OK\r\nX: ") + QByteArray(100'000, 'x') << ErrorCode::Protocol;
    }
    void tellsFaults()
    {
        QFETCH(QByteArray, bytes);
        const auto response = answerOf(bytes);
        QVERIFY(!response);
        QTEST(response.error().code, "code");
        QVERIFY(!response.error().message.isEmpty());
        QVERIFY(!response.error().advice.isEmpty());
    }

    void boundsTheBody()
    {
        HttpOptions options;
        options.bodyLimit = 10;
        const auto response = answerOf("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890", options);
        QCOMPARE(response.error().code, ErrorCode::Protocol);
    }

    void timesOut()
    {
        HttpOptions options;
        options.idleTimeout = std::chrono::milliseconds(50);
        const auto response = answerOf("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", options, false);
        QCOMPARE(response.error().code, ErrorCode::TimedOut);
    }

    void cancels()
    {
        CancelSource source;
        QMetaObject::invokeMethod(qApp, [&] { source.cancel(); }, Qt::QueuedConnection);
        QVERIFY(answerOf({}, {}, false, source.token()).error().isCancelled());
    }

    void tellsAMissingSocket()
    {
        const Endpoint nowhere{Endpoint::Kind::UnixSocket, u"/no/such/socket"_s};
        const auto response = QCoro::waitFor(get(nowhere, {}, {}));
        QCOMPARE(response.error().code, ErrorCode::Unreachable);
        QVERIFY(response.error().message.contains("/no/such/socket"_L1));
    }

    void tellsAnotherServer()
    {
        const FakeEngine engine("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        const EngineClient client(DockerContext{u"x"_s, {}, engine.endpoint()});
        const auto version = QCoro::waitFor(client.version({}));
        QCOMPARE(version.error().code, ErrorCode::Protocol);
        const FakeEngine old("HTTP/1.1 200 OK\r\nApi-Version: 1.30\r\nContent-Length: 0\r\n\r\n");
        const EngineClient oldClient(DockerContext{u"x"_s, {}, old.endpoint()});
        QCOMPARE(QCoro::waitFor(oldClient.version({})).error().code, ErrorCode::ToolMissing);
    }

    void asksForWhatWasAsked()
    {
        HttpRequest request;
        request.method = "POST";
        request.target = "/a?b=c";
        const QByteArray bytes = serialized(request);
        QVERIFY(bytes.startsWith("POST /a?b=c HTTP/1.1\r\nHost: docker\r\n"));
        QVERIFY(bytes.contains("Content-Length: 0\r\n"));
        QVERIFY(bytes.endsWith("\r\n\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestHttp)
#include "tst_http.moc"
