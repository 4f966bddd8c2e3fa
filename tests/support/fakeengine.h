// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QLocalServer>
#include <QMap>
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
    int requests(const QString &path) const { return m_requests.value(path); }

private:
    struct Answer
    {
        int status = 200;
        QByteArray body;
    };
    void serve(QLocalSocket *socket);

    QTemporaryDir m_dir;
    QLocalServer m_server;
    QMap<QString, Answer> m_answers;
    QMap<QString, int> m_requests;
};

} // namespace layerdeck::support
