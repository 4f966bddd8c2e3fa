// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace layerdeck {

/// One line of a unified diff.
struct DiffLine
{
    enum class Kind { Context, Removed, Added };
    Kind kind = Kind::Context;
    int oldNumber = 0; ///< from 1; 0 for an added line
    int newNumber = 0; ///< from 1; 0 for a removed line
    QByteArray text;   ///< the line with its line end, as it stands in the file
    bool operator==(const DiffLine &) const = default;
};

/// A run of changed lines with the context around them.
struct DiffHunk
{
    int oldStart = 0;
    int oldCount = 0;
    int newStart = 0;
    int newCount = 0;
    QList<DiffLine> lines;
    bool operator==(const DiffHunk &) const = default;
};

/// The difference of two texts by lines.
struct Diff
{
    QList<DiffHunk> hunks;
    int added = 0;
    int removed = 0;
    bool isEmpty() const { return hunks.isEmpty(); }
    bool operator==(const Diff &) const = default;
};

/// The shortest line diff from `before` to `after`, with `context` unchanged lines around each change. Lines
/// differ also when only their ends (LF, CRLF, none) do. Where more than 2,000 lines differ, all between the first and the
/// last of them is removed and added as one block.
Diff diffLines(const QByteArray &before, const QByteArray &after, int context = 3);

/// The diff as `diff -u` prints it, with "\ No newline at end of file" where it belongs. Empty for an empty diff.
QByteArray unifiedText(const Diff &diff, const QString &oldName, const QString &newName);

} // namespace layerdeck
