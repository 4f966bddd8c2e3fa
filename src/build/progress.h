// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// BuildKit's node of work. It is sent again, whole, whenever it changes. Times are milliseconds since the epoch, 0
/// where it has not happened yet.
struct Vertex
{
    QString digest;
    QStringList inputs; ///< digests
    QString name;
    qint64 started = 0;
    qint64 completed = 0;
    bool cached = false;
    QString error;
    bool operator==(const Vertex &) const = default;
};

/// Progress inside a vertex, such as a download.
struct VertexStatus
{
    QString id;
    QString vertex;
    qint64 current = 0;
    qint64 total = 0;
    qint64 started = 0;
    qint64 completed = 0;
    bool operator==(const VertexStatus &) const = default;
};

struct VertexLog
{
    QString vertex;
    int stream = 0; ///< 1 standard output, 2 standard error
    QByteArray data;
    qint64 time = 0;
    bool operator==(const VertexLog &) const = default;
};

struct VertexWarning
{
    QString vertex;
    QString text;
    QStringList details;
    QString url;
    bool operator==(const VertexWarning &) const = default;
};

/// One object of the stream "--progress=rawjson".
struct SolveStatus
{
    QList<Vertex> vertexes;
    QList<VertexStatus> statuses;
    QList<VertexLog> logs;
    QList<VertexWarning> warnings;
    bool isEmpty() const
    {
        return vertexes.isEmpty() && statuses.isEmpty() && logs.isEmpty() && warnings.isEmpty();
    }
};

/// Reads buildx's progress from pieces that may break anywhere: JSON objects with any white space between them (one a
/// line from buildx 0.29, over many lines from 0.13), and lines of plain text before, between and after them.
class ProgressReader
{
public:
    /// Takes the next bytes and returns the objects that are now complete.
    QList<SolveStatus> feed(const QByteArray &bytes);
    /// The stream has ended: what is left counts as text.
    void finish();
    /// All plain text so far: what buildx says outside of its objects, such as the error of a failed build.
    QString text() const { return QString::fromUtf8(m_text); }

private:
    void takeTextLine(qsizetype from);
    bool scanObject();

    QByteArray m_pending;
    QByteArray m_text;
    qsizetype m_scanned = 0;
    int m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
    bool m_ended = false;
};

} // namespace layerdeck
