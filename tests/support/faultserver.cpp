// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultserver.h"

#include <QTcpSocket>

#include <algorithm>

namespace layerdeck::support {

using namespace Qt::StringLiterals;

FaultServer::FaultServer()
{
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::readyRead, &m_server, [this, socket] { serve(socket); });
            QObject::connect(socket, &QTcpSocket::disconnected, &m_server, [this, socket] {
                m_pending.remove(socket);
                socket->deleteLater();
            });
        }
    });
    if (!m_server.listen(QHostAddress::LocalHost))
        qWarning("%s", qPrintable(m_server.errorString()));
}

QUrl FaultServer::url(const QString &path) const
{
    return QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_server.serverPort()).arg(path));
}

int FaultServer::count(const QByteArray &method, const QByteArray &path) const
{
    return static_cast<int>(std::ranges::count_if(m_asked, [&](const Asked &asked) {
        return asked.method == method && asked.target.startsWith(path);
    }));
}

FaultServer::Reply FaultServer::json(int status, const QByteArray &body, const QByteArray &headers)
{
    return {"HTTP/1.1 " + QByteArray::number(status) + " Said\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
                + "\r\n" + headers + "\r\n" + body,
            Then::KeepAlive};
}

void FaultServer::serve(QTcpSocket *socket)
{
    QByteArray &text = m_pending[socket];
    text += socket->readAll();
    const qsizetype end = text.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    Asked asked;
    const QList<QByteArray> lines = text.left(end).split('\n');
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    asked.method = words.value(0);
    asked.target = words.value(1);
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        asked.headers.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
    }
    const qsizetype length = asked.headers.value("content-length").toLongLong();
    if (text.size() < end + 4 + length)
        return;
    asked.body = text.mid(end + 4, length);
    text.remove(0, end + 4 + length);
    take(socket, asked);
}

void FaultServer::take(QTcpSocket *socket, const Asked &asked)
{
    m_asked << asked;
    const Reply reply = m_handler ? m_handler(asked) : json(404, "{\"message\":\"Not Found\"}");
    socket->write(reply.bytes);
    if (reply.then == Then::Close) {
        socket->disconnectFromHost();
    } else if (reply.then == Then::Flood) {
        QObject::connect(socket, &QTcpSocket::bytesWritten, socket, [socket] {
            if (socket->bytesToWrite() == 0)
                socket->write(QByteArray(1024, ' '));
        });
    }
}

} // namespace layerdeck::support
