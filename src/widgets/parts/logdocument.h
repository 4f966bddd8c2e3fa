// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <deque>
#include <vector>

namespace layerdeck {

/// The style of a run of text, as ANSI sequences set it. The colours are names: the theme decides what they
/// look like.
struct LogStyle
{
    enum class Ink : quint8 { Plain, Muted, Red, Green, Yellow, Blue, Magenta };
    Ink ink = Ink::Plain;
    bool bold = false;
    bool underline = false;
    bool operator==(const LogStyle &) const = default;
};

/// Text of one style inside a line.
struct LogRun
{
    int column = 0; ///< of the first character; wide characters take two columns
    QString text;
    LogStyle style;
};

/// A line without control sequences, tabs as they are.
QString plainLogText(QByteArrayView utf8);

/// The lines of a log with their time, kept as they came: a million lines take their bytes and 32 bytes each.
/// Appending takes constant time.
class LogDocument
{
public:
    /// `stamp`: milliseconds since the start of the run, or a line number; below 0 for none.
    void append(QByteArrayView utf8, qint64 stamp, bool error = false);
    void clear();

    int lineCount() const { return int(m_lines.size()); }
    qint64 stamp(int line) const { return m_lines[std::size_t(line)].stamp; }
    bool isError(int line) const { return m_lines[std::size_t(line)].error; }
    /// Width of the line in columns of a fixed font, tabs expanded.
    int columns(int line) const { return int(m_lines[std::size_t(line)].columns); }
    /// The line without control sequences, tabs as they are.
    QString plainText(int line) const;
    /// The line cut into runs of one style, tabs expanded to the next column that divides by 8.
    QList<LogRun> runs(int line) const;
    /// Position in plainText() of what stands at a column, and back.
    qsizetype indexAt(int line, int column) const;
    int columnOf(int line, qsizetype index) const;

private:
    struct Line
    {
        quint32 chunk;
        quint32 offset;
        quint32 length;
        quint32 columns;
        qint64 stamp;
        LogStyle start;
        bool error;
    };

    QByteArrayView bytes(int line) const;

    std::vector<QByteArray> m_chunks;
    std::deque<Line> m_lines; ///< grows without moving what is there
    LogStyle m_style;
};

} // namespace layerdeck
