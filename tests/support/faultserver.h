// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QTcpServer>
#include <QUrl>

#include <functional>

class QTcpSocket;

namespace layerdeck::support {

/// A web server on loopback for what a well-behaved one won't do: it writes the bytes that it was told, and hangs, closes or never ends.
/// It answers from the event loop of the thread that made it.
class FaultServer
{
public:
    struct Asked
    {
        QByteArray method;
        QByteArray target; ///< path and query
        QHash<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;
    };
    enum class Then { KeepAlive, Close, Hang, Flood };
    struct Reply
    {
        QByteArray bytes; ///< head and all
        Then then = Then::KeepAlive;
    };

    FaultServer();

    QUrl url(const QString &path = {}) const;
    /// What the server does next for each request; decides by what was asked.
    void answerWith(std::function<Reply(const Asked &)> handler) { m_handler = std::move(handler); }
    const QList<Asked> &asked() const { return m_asked; }
    int count(const QByteArray &method, const QByteArray &path) const;
    void forget() { m_asked.clear(); }

    /// A whole answer with its length; `headers` each with their line end.
    static Reply json(int status, const QByteArray &body, const QByteArray &headers = {});

private:
    void serve(QTcpSocket *socket);
    void take(QTcpSocket *socket, const Asked &asked);

    QTcpServer m_server;
    QHash<QTcpSocket *, QByteArray> m_pending;
    QList<Asked> m_asked;
    std::function<Reply(const Asked &)> m_handler;
};

} // namespace layerdeck::support
