// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/edit.h"

#include <algorithm>

namespace layerdeck {

QByteArray applied(const QByteArray &text, QList<TextEdit> edits)
{
    std::ranges::stable_sort(edits, {}, &TextEdit::offset);
    QByteArray result;
    qsizetype from = 0;
    for (const TextEdit &edit : edits) {
        result += text.mid(from, edit.offset - from) + edit.replacement;
        from = edit.offset + edit.length;
    }
    return result + text.mid(from);
}

bool areApplicable(const QByteArray &text, QList<TextEdit> edits)
{
    std::ranges::stable_sort(edits, {}, &TextEdit::offset);
    qsizetype from = 0;
    for (const TextEdit &edit : edits) {
        if (edit.offset < from || edit.length < 0 || edit.length > text.size() - edit.offset)
            return false;
        from = edit.offset + edit.length;
    }
    return true;
}

LineIndex::LineIndex(const QByteArray &text)
    : m_text(text)
{
    m_starts << 0;
    for (qsizetype at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        m_starts << at + 1;
    if (m_starts.last() != text.size())
        m_starts << text.size();
}

int LineIndex::lineAt(qsizetype offset) const
{
    const auto behind = std::upper_bound(m_starts.begin(), m_starts.end() - 1, offset);
    return std::max(0, static_cast<int>(behind - m_starts.begin()) - 1);
}

QByteArray LineIndex::content(int line) const
{
    return m_text.mid(start(line), end(line) - start(line) - ending(line).size());
}

QByteArray LineIndex::ending(int line) const
{
    const QByteArrayView whole = QByteArrayView(m_text).sliced(start(line), end(line) - start(line));
    if (whole.endsWith("\r\n"))
        return "\r\n";
    return whole.endsWith('\n') ? "\n" : "";
}

int LineIndex::indentation(int line) const
{
    const QByteArray text = content(line);
    const auto it = std::ranges::find_if(text, [](char c) { return c != ' ' && c != '\t'; });
    return static_cast<int>(it - text.begin());
}

bool LineIndex::isBlankOrComment(int line) const
{
    const QByteArray text = content(line).trimmed();
    return text.isEmpty() || text.startsWith('#');
}

} // namespace layerdeck
