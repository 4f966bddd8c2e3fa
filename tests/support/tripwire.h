// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QLocalServer>
#include <QString>
#include <QTemporaryDir>

#include <functional>

class QLocalSocket;

namespace layerdeck::support {

/// A socket in front of an engine's that passes on every byte and acts when certain ones go by: what happens in the middle of
/// a build, a switch or a clear is made to happen there, and nowhere else. It works in the event loop of the thread that made it.
class Tripwire
{
public:
    /// `engine`: path of the engine's socket.
    explicit Tripwire(const QString &engine);

    /// As DOCKER_HOST writes it.
    QString host() const;
    /// Calls `act` once, when `bytes` go by for the `count`-th time in either direction; they are held back until it returns.
    void arm(const QByteArray &bytes, int count, std::function<void()> act);
    bool isArmed() const { return m_act != nullptr; }

private:
    void connectClient(QLocalSocket *client);
    void pass(QLocalSocket *from, QLocalSocket *to, QByteArray &tail);

    QString m_engine;
    QTemporaryDir m_dir;
    QLocalServer m_server;
    QByteArray m_bytes;
    int m_left = 0;
    std::function<void()> m_act;
};

} // namespace layerdeck::support
