// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QLocalServer>
#include <QLocalSocket>
#include <QMap>
#include <QPointer>
#include <QString>
#include <QTemporaryDir>

namespace layerdeck::support {

/// An engine for what a real one won't do on demand: answers GET requests on a Unix socket with what it was told, 404
/// for all else. It answers from the event loop of the thread that made it.
class FakeEngine
{
public:
    FakeEngine();

    /// As DOCKER_HOST writes it.
    QString host() const;
    /// `path` without version and query: "/images/json".
    void answer(const QString &path, const QByteArray &body, int status = 200);
    /// Accepts connections to `path` and closes them without a word.
    void hangUp(const QString &path) { answer(path, {}, 0); }
    /// The bytes as they are, head and all, and then the end of the connection.
    void answerRaw(const QString &path, const QByteArray &bytes);
    /// Sends the bytes as they are, head and all, and then nothing more: the connection stays open.
    void hang(const QString &path, const QByteArray &bytes);
    /// The API that it offers, in /_ping and /version.
    void setApi(const QByteArray &api);
    /// "/events" is answered with a head and stays open.
    void openEvents();
    void sendEvent(const QByteArray &json);
    void closeEvents();
    bool hasListener() const { return !m_listeners.isEmpty(); }
    int requests(const QString &path) const { return m_requests.value(path); }

private:
    struct Answer
    {
        int status = 200;
        QByteArray body;
        bool raw = false;
        bool hangs = false;
    };
    void serve(QLocalSocket *socket);

    QTemporaryDir m_dir;
    QLocalServer m_server;
    QMap<QString, Answer> m_answers;
    QMap<QString, int> m_requests;
    QByteArray m_api = "1.51";
    bool m_events = false;
    QList<QPointer<QLocalSocket>> m_listeners;
};

} // namespace layerdeck::support
