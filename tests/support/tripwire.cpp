// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tripwire.h"

#include <QLocalSocket>

#include <memory>
#include <utility>

namespace layerdeck::support {

using namespace Qt::StringLiterals;

Tripwire::Tripwire(const QString &engine)
    : m_engine(engine)
{
    QObject::connect(&m_server, &QLocalServer::newConnection, &m_server, [this] {
        while (QLocalSocket *client = m_server.nextPendingConnection())
            connectClient(client);
    });
    if (!m_server.listen(m_dir.filePath(u"engine.sock"_s)))
        qFatal("%s", qPrintable(m_server.errorString()));
}

QString Tripwire::host() const { return u"unix://"_s + m_server.fullServerName(); }

void Tripwire::arm(const QByteArray &bytes, int count, std::function<void()> act)
{
    m_bytes = bytes;
    m_left = count;
    m_act = std::move(act);
}

void Tripwire::connectClient(QLocalSocket *client)
{
    auto *engine = new QLocalSocket(client);
    // What ends of one word may be the beginning of the next one.
    const auto asked = std::make_shared<QByteArray>();
    const auto answered = std::make_shared<QByteArray>();
    QObject::connect(client, &QLocalSocket::readyRead, engine, [this, client, engine, asked] { pass(client, engine, *asked); });
    QObject::connect(engine, &QLocalSocket::readyRead, client, [this, client, engine, answered] { pass(engine, client, *answered); });
    QObject::connect(client, &QLocalSocket::disconnected, client, &QObject::deleteLater);
    QObject::connect(engine, &QLocalSocket::disconnected, client, [this, client, engine, answered] {
        pass(engine, client, *answered);
        client->disconnectFromServer();
    });
    QObject::connect(engine, &QLocalSocket::errorOccurred, client, [client] { client->disconnectFromServer(); });
    engine->connectToServer(m_engine);
}

void Tripwire::pass(QLocalSocket *from, QLocalSocket *to, QByteArray &tail)
{
    const QByteArray data = from->readAll();
    if (m_act) {
        const QByteArray seen = tail + data;
        m_left -= static_cast<int>(seen.count(m_bytes));
        tail = seen.right(m_bytes.size() - 1);
        if (m_left <= 0)
            std::exchange(m_act, nullptr)();
    }
    to->write(data);
}

} // namespace layerdeck::support
