// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

#include <functional>
#include <vector>

namespace layerdeck {

/// A whole line of a run's log, with what it belongs to.
struct RunLogLine
{
    QString service;   ///< empty: the run as a whole
    int step = 0;      ///< 0: no step
    qint64 timeMs = 0; ///< since the start of the run
    QByteArray text;
    bool isError = false;
};

/// The log of a run: puts lines together from the pieces that arrive, and gives them by step, by service, or
/// all.
class RunLogs
{
public:
    using Sink = std::function<void(const RunLogLine &)>;

    /// `startedMs`: when the run began, milliseconds since the epoch.
    void clear(qint64 startedMs);
    /// Takes a piece; `sink` is called with each line that it completes.
    void append(const QString &service, int step, qint64 time, const QByteArray &text, bool fromErrorOutput,
                const Sink &sink);
    /// Adds a line of the program's own, marked as an error.
    void appendError(const QString &service, int step, qint64 time, const QByteArray &text, const Sink &sink);
    /// What still waits for its line end becomes a line.
    void flush(const Sink &sink);
    const std::vector<RunLogLine> &lines() const { return m_lines; }

private:
    struct Pending
    {
        QByteArray text;
        qint64 time = 0;
        bool fromErrorOutput = false;
    };

    void add(const QString &service, int step, qint64 time, const QByteArray &text, bool isError,
             const Sink &sink);

    qint64 m_started = 0;
    std::vector<RunLogLine> m_lines;
    QHash<std::pair<QString, int>, Pending> m_pending;
};

/// Whether a line reports an error, by the words that tools use. A hint for the eye, never a verdict.
bool looksLikeError(const QByteArray &line);

} // namespace layerdeck
