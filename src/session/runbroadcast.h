// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/state.h"

#include <QFile>
#include <QObject>
#include <QTimer>

namespace layerdeck {

/// Tells those who watch a run of this process all that happens in it, through a file that only this person can read. It goes with
/// the object; what a process that was killed left is overwritten by the next run. Where nothing can be written, nobody can watch.
class RunBroadcast : public QObject
{
    Q_OBJECT
public:
    /// How much of a log is told; it is whole where the run is.
    static constexpr qint64 mostLog = 16 << 20;

    RunBroadcast(const QString &path, const RunState &begun, QObject *parent = nullptr);
    ~RunBroadcast() override;
    void observe(const RunEvent &event);

private:
    void flush();

    QFile m_file;
    QByteArray m_pending;
    QTimer m_timer; ///< events come in swarms
    qint64 m_log = 0; ///< bytes of log so far
};

/// Reads what a RunBroadcast of another process tells, from its beginning on.
class RunFollower : public QObject
{
    Q_OBJECT
public:
    explicit RunFollower(QObject *parent = nullptr);
    /// Waits for the story at `path` of a run that began not before `since`: one that was killed leaves its own.
    void follow(const QString &path, const QDateTime &since);
    /// Reads what is there still, then says so and reads no more.
    void finish();

signals:
    void began(const layerdeck::RunState &run);
    void told(const layerdeck::RunEvent &event);
    void ended();

private:
    void look();
    void end();
    void take(const QByteArray &line);

    QFile m_file;
    QDateTime m_since;
    QByteArray m_begun; ///< of a line
    bool m_isEnding = false; ///< nothing more will be written
    bool m_isIt = false; ///< the run was told, and is not an older one
    QTimer m_timer;
};

} // namespace layerdeck
