// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/runlogs.h"

#include "base/letgo.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace layerdeck {

bool looksLikeError(const QByteArray &line)
{
    // "npm error …", "[ERROR] …", "error: …", "fatal: …"; not "0 errors" and not "error.js".
    static const QRegularExpression words(
        uR"((^|[\s\[(])(error|err!|fatal|panic|cannot|denied)(:|\]|!|\s))"_s,
        QRegularExpression::CaseInsensitiveOption);
    // What shells, linkers and languages say without that word: "sh: 1: vite: not found", "TypeError: …".
    static const QRegularExpression phrases(
        uR"(: not found\s*$|command not found|No such file or directory|Permission denied|undefined reference to|^Traceback \(most recent call last\)|^\s*[\w.]*(Error|Exception): )"_s);
    const QString text = QString::fromUtf8(line);
    return words.match(text).hasMatch() || phrases.match(text).hasMatch();
}

void RunLogs::clear(qint64 startedMs)
{
    m_started = startedMs;
    letGo(m_lines);
    m_pending.clear();
}

void RunLogs::append(const QString &service, int step, qint64 time, const QByteArray &text, bool fromErrorOutput)
{
    Pending &pending = m_pending[{service, step}];
    if (pending.text.isEmpty())
        pending.time = time;
    pending.text += text;
    pending.fromErrorOutput = fromErrorOutput;
    qsizetype begin = 0;
    for (qsizetype end = pending.text.indexOf('\n'); end >= 0; end = pending.text.indexOf('\n', begin)) {
        const QByteArray line = pending.text.mid(begin, end - begin);
        add(service, step, pending.time, line, fromErrorOutput && looksLikeError(line), fromErrorOutput);
        pending.time = time;
        begin = end + 1;
    }
    pending.text.remove(0, begin);
}

void RunLogs::appendError(const QString &service, int step, qint64 time, const QByteArray &text)
{
    for (const QByteArray &line : text.trimmed().split('\n'))
        add(service, step, time, line, true, true);
}

void RunLogs::flush()
{
    for (auto it = m_pending.cbegin(); it != m_pending.cend(); ++it) {
        const Pending &pending = it.value();
        if (!pending.text.isEmpty())
            add(it.key().first, it.key().second, pending.time, pending.text,
                pending.fromErrorOutput && looksLikeError(pending.text), pending.fromErrorOutput);
    }
    m_pending.clear();
}

void RunLogs::add(const QString &service, int step, qint64 time, const QByteArray &text, bool isError, bool fromErrorOutput)
{
    m_lines.push_back({service, step, std::max<qint64>(0, time - m_started), text, isError, fromErrorOutput});
}

bool RunLogFilter::takes(const RunLogLine &line) const
{
    if (stream != Stream::Both && (stream == Stream::ErrorOutput) != line.fromErrorOutput)
        return false;
    switch (scope) {
    case Scope::Step: return line.service == service && line.step == step;
    case Scope::Service: return line.service == service;
    case Scope::All: break;
    }
    return true;
}

} // namespace layerdeck
