// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/logdocument.h"

#include "base/letgo.h"
#include "widgets/theme/columns.h"

#include <QChar>
#include <QList>
#include <QStringDecoder>

namespace layerdeck {

namespace {

constexpr qsizetype chunkSize = 256 * 1024;
constexpr char escape = '\x1b';
constexpr int tabWidth = 8;

LogStyle::Ink inkOf(int code)
{
    switch (code % 10) {
    case 0:
        return LogStyle::Ink::Muted;
    case 1:
        return LogStyle::Ink::Red;
    case 2:
        return LogStyle::Ink::Green;
    case 3:
        return LogStyle::Ink::Yellow;
    case 4:
    case 6:
        return LogStyle::Ink::Blue;
    case 5:
        return LogStyle::Ink::Magenta;
    default:
        return LogStyle::Ink::Plain;
    }
}

/// Applies "1;31" to a style. Grounds are left out: a log on its own ground stays readable in both themes.
void applySgr(QByteArrayView parameters, LogStyle &style)
{
    qsizetype at = 0;
    while (at <= parameters.size()) {
        qsizetype end = parameters.indexOf(';', at);
        if (end < 0)
            end = parameters.size();
        const int code = parameters.sliced(at, end - at).toByteArray().toInt();
        at = end + 1;
        if (code == 0)
            style = {};
        else if (code == 1)
            style.bold = true;
        else if (code == 2)
            style.ink = LogStyle::Ink::Muted;
        else if (code == 4)
            style.underline = true;
        else if (code == 22)
            style.bold = false;
        else if (code == 24)
            style.underline = false;
        else if ((code >= 30 && code <= 37))
            style.ink = inkOf(code);
        else if (code >= 90 && code <= 97)
            style.ink = code == 97 ? LogStyle::Ink::Plain : inkOf(code);
        else if (code == 39)
            style.ink = LogStyle::Ink::Plain;
        else if (code == 38 || code == 48)
            return; // a palette index or a colour of its own: what follows are its parameters
    }
}

/// Length of the control sequence at the head of `text`; `text` begins with ESC.
qsizetype sequenceLength(QByteArrayView text, QByteArrayView *sgr)
{
    if (text.size() < 2)
        return text.size();
    if (text[1] == '[') {
        qsizetype at = 2;
        while (at < text.size() && (text[at] < 0x40 || text[at] > 0x7e))
            ++at;
        if (at < text.size() && text[at] == 'm')
            *sgr = text.sliced(2, at - 2);
        return qMin(at + 1, text.size());
    }
    if (text[1] == ']') {
        for (qsizetype at = 2; at < text.size(); ++at) {
            if (text[at] == '\a')
                return at + 1;
            if (text[at] == escape && at + 1 < text.size())
                return at + 2;
        }
        return text.size();
    }
    return 2;
}

/// Calls `take` with each stretch of plain bytes and the style it has.
template <typename Take>
void eachStretch(QByteArrayView line, LogStyle &style, Take take)
{
    qsizetype at = 0;
    while (at < line.size()) {
        qsizetype stop = line.indexOf(escape, at);
        if (stop < 0)
            stop = line.size();
        if (stop > at)
            take(line.sliced(at, stop - at), style);
        if (stop >= line.size())
            return;
        QByteArrayView sgr;
        const qsizetype length = sequenceLength(line.sliced(stop), &sgr);
        if (!sgr.isNull())
            applySgr(sgr, style);
        else if (length == 3 && line.sliced(stop, 3).endsWith('m'))
            style = {};
        at = stop + length;
    }
}

template <typename Take>
void eachCharacter(QStringView text, Take take)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size();
        const char32_t character = pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode();
        take(character, i, pair ? 2 : 1);
        i += pair ? 1 : 0;
    }
}

int advanceColumn(int column, char32_t character)
{
    return character == U'\t' ? (column / tabWidth + 1) * tabWidth : column + columnsOf(character);
}

bool isControl(char32_t character) { return character < 0x20 && character != U'\t'; }

} // namespace

void LogDocument::append(QByteArrayView utf8, qint64 stamp, bool error)
{
    while (utf8.endsWith('\n') || utf8.endsWith('\r'))
        utf8.chop(1);
    // A progress line overwrites itself: what stood last is what counts.
    if (const qsizetype back = utf8.lastIndexOf('\r'); back >= 0)
        utf8 = utf8.sliced(back + 1);
    if (m_chunks.empty() || m_chunks.back().size() + utf8.size() > chunkSize) {
        m_chunks.emplace_back();
        m_chunks.back().reserve(qMax(chunkSize, utf8.size()));
    }
    QByteArray &chunk = m_chunks.back();
    Line line{
        quint32(m_chunks.size() - 1), quint32(chunk.size()), quint32(utf8.size()), 0, stamp, m_style, error};
    chunk.append(utf8.data(), utf8.size());
    int column = 0;
    eachStretch(utf8, m_style, [&column](QByteArrayView plain, const LogStyle &) {
        eachCharacter(QString::fromUtf8(plain), [&column](char32_t character, qsizetype, int) {
            column = advanceColumn(column, character);
        });
    });
    line.columns = quint32(column);
    m_lines.push_back(line);
}

void LogDocument::clear()
{
    letGo(m_chunks);
    letGo(m_lines);
    m_style = {};
}

QByteArrayView LogDocument::bytes(int line) const
{
    const Line &it = m_lines[std::size_t(line)];
    return QByteArrayView(m_chunks[it.chunk]).sliced(it.offset, it.length);
}

QString plainLogText(QByteArrayView utf8)
{
    LogStyle style;
    QString text;
    eachStretch(utf8, style, [&text](QByteArrayView plain, const LogStyle &) {
        const QString decoded = QString::fromUtf8(plain);
        for (const QChar c : decoded) {
            if (!isControl(c.unicode()))
                text += c;
        }
    });
    return text;
}

QString LogDocument::plainText(int line) const { return plainLogText(bytes(line)); }

QList<LogRun> LogDocument::runs(int line) const
{
    QList<LogRun> list;
    LogStyle style = m_lines[std::size_t(line)].start;
    int column = 0;
    eachStretch(bytes(line), style, [&](QByteArrayView plain, const LogStyle &now) {
        LogRun run{column, {}, now};
        const QString decoded = QString::fromUtf8(plain);
        eachCharacter(decoded, [&](char32_t character, qsizetype index, int length) {
            const int next = advanceColumn(column, character);
            if (character == U'\t')
                run.text += QString(next - column, u' ');
            else if (!isControl(character))
                run.text += QStringView(decoded).sliced(index, length);
            column = next;
        });
        if (!run.text.isEmpty())
            list << run;
    });
    return list;
}

qsizetype LogDocument::indexAt(int line, int wanted) const
{
    const QString text = plainText(line);
    int column = 0;
    qsizetype result = text.size();
    eachCharacter(text, [&](char32_t character, qsizetype index, int) {
        const int next = advanceColumn(column, character);
        if (result == text.size() && wanted < next)
            result = index;
        column = next;
    });
    return result;
}

int LogDocument::columnOf(int line, qsizetype wanted) const
{
    int column = 0;
    eachCharacter(plainText(line), [&](char32_t character, qsizetype index, int) {
        if (index < wanted)
            column = advanceColumn(column, character);
    });
    return column;
}

} // namespace layerdeck
