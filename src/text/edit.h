// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace layerdeck {

/// Puts `replacement` in place of `length` bytes at `offset` of the text it was made for.
struct TextEdit
{
    qsizetype offset = 0;
    qsizetype length = 0;
    QByteArray replacement;
    bool operator==(const TextEdit &) const = default;
};

/// `text` with the edits done. They must not overlap; their order counts only where they insert at one place.
QByteArray applied(const QByteArray &text, QList<TextEdit> edits);
/// Whether no edit reaches into another or beyond the text.
bool areApplicable(const QByteArray &text, QList<TextEdit> edits);

/// The lines of a text by their offsets, so that edits can be made from line and column.
class LineIndex
{
public:
    explicit LineIndex(const QByteArray &text);
    int count() const { return static_cast<int>(m_starts.size()) - 1; }
    /// The line that `offset` is in; the last one for the end of the text.
    int lineAt(qsizetype offset) const;
    qsizetype start(int line) const { return m_starts.at(line); }
    /// Behind the line's own end mark.
    qsizetype end(int line) const { return m_starts.at(line + 1); }
    /// Without its end mark.
    QByteArray content(int line) const;
    /// "\n", "\r\n", or nothing for a last line without one.
    QByteArray ending(int line) const;
    /// Leading blanks; a tab counts as one column, as YAML allows none in indentation.
    int indentation(int line) const;
    /// Nothing, or only a comment.
    bool isBlankOrComment(int line) const;

private:
    QByteArray m_text;
    QList<qsizetype> m_starts;
};

} // namespace layerdeck
