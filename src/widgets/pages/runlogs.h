// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <deque>
#include <functional>

namespace layerdeck {

/// A whole line of a run's log, with what it belongs to.
struct RunLogLine
{
    QString service;   ///< empty: the run as a whole
    int step = 0;      ///< 0: no step
    qint64 timeMs = 0; ///< since the start of the run
    QByteArray text;
    bool isError = false;
    bool fromErrorOutput = false;
};

/// Which lines are wanted.
struct RunLogFilter
{
    enum class Scope { Step, Service, All };
    enum class Stream { Both, Output, ErrorOutput };
    Scope scope = Scope::All;
    Stream stream = Stream::Both;
    QString service;
    int step = 0;
    bool takes(const RunLogLine &line) const;
};

/// The log of a run: puts lines together from the pieces that arrive. Lines only come, until the next run.
class RunLogs
{
public:
    /// `startedMs`: when the run began, milliseconds since the epoch.
    void clear(qint64 startedMs);
    /// Takes a piece; what it completes becomes lines.
    void append(const QString &service, int step, qint64 time, const QByteArray &text, bool fromErrorOutput);
    /// Adds lines of the program's own, marked as errors.
    void appendError(const QString &service, int step, qint64 time, const QByteArray &text);
    /// What still waits for its line end becomes a line.
    void flush();
    const std::deque<RunLogLine> &lines() const { return m_lines; }

private:
    struct Pending
    {
        QByteArray text;
        qint64 time = 0;
        bool fromErrorOutput = false;
    };

    void add(const QString &service, int step, qint64 time, const QByteArray &text, bool isError, bool fromErrorOutput);

    qint64 m_started = 0;
    std::deque<RunLogLine> m_lines; ///< grows without moving what is there
    QHash<std::pair<QString, int>, Pending> m_pending;
};

/// Whether a line reports an error, by the words that tools use. A hint for the eye, never a verdict.
bool looksLikeError(const QByteArray &line);

} // namespace layerdeck
