// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fakeengine.h"

#include <QLocalSocket>
#include <QRegularExpression>

namespace layerdeck::support {

using namespace Qt::StringLiterals;

FakeEngine::FakeEngine()
{
    QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            QObject::connect(socket, &QLocalSocket::readyRead, socket, [this, socket] { serve(socket); });
            QObject::connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
    if (!m_server.listen(m_dir.filePath(u"engine.sock"_s)))
        qWarning("%s", qPrintable(m_server.errorString()));
    answer(u"/version"_s, R"({"Version":"28.5.2","ApiVersion":"1.51","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"})");
    answer(u"/_ping"_s, "OK");
    answer(u"/info"_s, R"({"ID":"fake","ServerVersion":"28.5.2","Driver":"overlay2"})");
    answer(u"/containers/json"_s, "[]");
    answer(u"/images/json"_s, "[]");
    answer(u"/system/df"_s, R"({"LayersSize":0,"BuildCache":[]})");
}

QString FakeEngine::host() const
{
    return u"unix://"_s + m_server.fullServerName();
}

void FakeEngine::answer(const QString &path, const QByteArray &body, int status)
{
    m_answers.insert(path, {status, body, false, false});
}

void FakeEngine::answerRaw(const QString &path, const QByteArray &bytes)
{
    m_answers.insert(path, {200, bytes, true, false});
}

void FakeEngine::hang(const QString &path, const QByteArray &bytes)
{
    m_answers.insert(path, {200, bytes, true, true});
}

void FakeEngine::setApi(const QByteArray &api)
{
    m_api = api;
    answer(u"/version"_s, R"({"Version":"28.5.2","ApiVersion":")" + api + R"(","Os":"linux","Arch":"amd64"})");
}

void FakeEngine::openEvents() { m_events = true; }

void FakeEngine::sendEvent(const QByteArray &json)
{
    for (const QPointer<QLocalSocket> &listener : std::as_const(m_listeners)) {
        if (listener) {
            listener->write(QByteArray::number(json.size() + 1, 16) + "\r\n" + json + "\n\r\n");
            listener->flush();
        }
    }
}

void FakeEngine::closeEvents()
{
    for (const QPointer<QLocalSocket> &listener : std::exchange(m_listeners, {})) {
        if (listener)
            listener->disconnectFromServer();
    }
}

void FakeEngine::serve(QLocalSocket *socket)
{
    const QByteArray head = socket->peek(1 << 16);
    if (!head.contains("\r\n\r\n"))
        return;
    socket->readAll();
    static const QRegularExpression version(u"^/v\\d+\\.\\d+"_s);
    QString path = QString::fromUtf8(head).section(u' ', 1, 1).section(u'?', 0, 0);
    path.remove(version);
    ++m_requests[path];
    if (m_events && path == "/events"_L1) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        socket->flush();
        m_listeners << socket;
        return;
    }
    const Answer given = m_answers.value(path, {404, R"({"message":"no such thing"})"});
    if (given.raw) {
        socket->write(given.body);
        socket->flush();
        if (given.hangs)
            return;
    } else if (given.status != 0) {
        socket->write("HTTP/1.1 " + QByteArray::number(given.status) + " x\r\nApi-Version: " + m_api + "\r\nContent-Type: application/json\r\nContent-Length: "
                      + QByteArray::number(given.body.size()) + "\r\n\r\n" + given.body);
        socket->flush();
        return;
    }
    socket->disconnectFromServer();
}

} // namespace layerdeck::support
