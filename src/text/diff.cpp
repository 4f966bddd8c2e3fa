// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/diff.h"

#include <QVector>

#include <algorithm>

namespace layerdeck {

namespace {

QList<QByteArray> splitLines(const QByteArray &text)
{
    QList<QByteArray> lines;
    qsizetype from = 0;
    while (from < text.size()) {
        const qsizetype end = text.indexOf('\n', from);
        const qsizetype next = end < 0 ? text.size() : end + 1;
        lines << text.mid(from, next - from);
        from = next;
    }
    return lines;
}

/// A step of the edit script; old and new are indices into the lines.
struct Step
{
    DiffLine::Kind kind;
    qsizetype oldIndex;
    qsizetype newIndex;
};

/// Beyond this many differing lines the script need not be the shortest: removed and added as one block. The search keeps
/// half its square of numbers: 8 MB.
constexpr qsizetype longestScript = 2000;

/// Myers' greedy algorithm (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986) on
/// a[from, aEnd) and b[from, bEnd).
QList<Step> shortestScript(const QList<QByteArray> &a, const QList<QByteArray> &b, qsizetype from, qsizetype aEnd,
                           qsizetype bEnd)
{
    using Kind = DiffLine::Kind;
    const qsizetype n = aEnd - from;
    const qsizetype m = bEnd - from;
    const qsizetype limit = std::min(n + m, longestScript);
    // How far each depth came on its diagonals, every second one from -depth to depth.
    QList<QVector<int>> trace;
    QVector<qsizetype> furthest(2 * limit + 3, 0);
    const qsizetype zero = limit + 1;
    qsizetype d = 0;
    bool found = n + m == 0;
    for (; !found && d <= limit; ++d) {
        for (qsizetype k = -d; k <= d && !found; k += 2) {
            const bool down = k == -d || (k != d && furthest[zero + k - 1] < furthest[zero + k + 1]);
            qsizetype x = down ? furthest[zero + k + 1] : furthest[zero + k - 1] + 1;
            while (x < n && x - k < m && x - k >= 0 && a.at(from + x) == b.at(from + x - k))
                ++x;
            furthest[zero + k] = x;
            found = x >= n && x - k >= m;
        }
        if (found)
            break;
        QVector<int> reached;
        reached.reserve(d + 1);
        for (qsizetype k = -d; k <= d; k += 2)
            reached << static_cast<int>(furthest[zero + k]);
        trace << reached;
    }
    QList<Step> script;
    if (!found) {
        for (qsizetype i = from; i < aEnd; ++i)
            script << Step{Kind::Removed, i, from};
        for (qsizetype i = from; i < bEnd; ++i)
            script << Step{Kind::Added, aEnd, i};
        return script;
    }
    qsizetype x = n;
    qsizetype y = m;
    for (; n + m > 0 && d >= 0; --d) {
        const auto reachedBefore = [&trace, d](qsizetype k) -> qsizetype { return trace.at(d - 1).at((k + d - 1) / 2); };
        const qsizetype k = x - y;
        const bool down = k == -d || (k != d && reachedBefore(k - 1) < reachedBefore(k + 1));
        const qsizetype previousK = down ? k + 1 : k - 1;
        const qsizetype previousX = d == 0 ? 0 : reachedBefore(previousK);
        const qsizetype previousY = d == 0 ? 0 : previousX - previousK;
        while (x > previousX && y > previousY) {
            --x;
            --y;
            script << Step{Kind::Context, from + x, from + y};
        }
        if (d > 0) {
            script << (down ? Step{Kind::Added, from + x, from + previousY}
                            : Step{Kind::Removed, from + previousX, from + y});
            x = previousX;
            y = previousY;
        }
    }
    std::ranges::reverse(script);
    return script;
}

QList<Step> editScript(const QList<QByteArray> &a, const QList<QByteArray> &b)
{
    qsizetype head = 0;
    while (head < a.size() && head < b.size() && a.at(head) == b.at(head))
        ++head;
    qsizetype tail = 0;
    while (tail < a.size() - head && tail < b.size() - head && a.at(a.size() - 1 - tail) == b.at(b.size() - 1 - tail))
        ++tail;
    QList<Step> script;
    for (qsizetype i = 0; i < head; ++i)
        script << Step{DiffLine::Kind::Context, i, i};
    script << shortestScript(a, b, head, a.size() - tail, b.size() - tail);
    for (qsizetype i = tail; i > 0; --i)
        script << Step{DiffLine::Kind::Context, a.size() - i, b.size() - i};
    return script;
}

void append(DiffHunk &hunk, const Step &step, const QList<QByteArray> &a, const QList<QByteArray> &b)
{
    DiffLine line;
    line.kind = step.kind;
    if (step.kind != DiffLine::Kind::Added) {
        line.oldNumber = static_cast<int>(step.oldIndex) + 1;
        ++hunk.oldCount;
    }
    if (step.kind != DiffLine::Kind::Removed) {
        line.newNumber = static_cast<int>(step.newIndex) + 1;
        ++hunk.newCount;
    }
    line.text = step.kind == DiffLine::Kind::Added ? b.at(step.newIndex) : a.at(step.oldIndex);
    hunk.lines << line;
}

} // namespace

Diff diffLines(const QByteArray &before, const QByteArray &after, int context)
{
    const QList<QByteArray> a = splitLines(before);
    const QList<QByteArray> b = splitLines(after);
    const QList<Step> script = editScript(a, b);
    Diff diff;
    qsizetype shownUntil = 0; // script steps before this one are in a hunk, or passed over
    for (qsizetype i = 0; i < script.size(); ++i) {
        if (script.at(i).kind == DiffLine::Kind::Context)
            continue;
        const qsizetype start = std::max(shownUntil, i - context);
        const bool joins = !diff.hunks.isEmpty() && start == shownUntil;
        qsizetype end = i + 1;
        while (end < script.size() && script.at(end).kind != DiffLine::Kind::Context)
            ++end;
        const qsizetype contextEnd = std::min<qsizetype>(script.size(), end + context);
        if (!joins) {
            DiffHunk hunk;
            hunk.oldStart = static_cast<int>(script.at(start).oldIndex) + 1;
            hunk.newStart = static_cast<int>(script.at(start).newIndex) + 1;
            diff.hunks << hunk;
        }
        qsizetype stop = end;
        while (stop < contextEnd && script.at(stop).kind == DiffLine::Kind::Context)
            ++stop;
        for (qsizetype j = start; j < stop; ++j) {
            append(diff.hunks.last(), script.at(j), a, b);
            diff.added += script.at(j).kind == DiffLine::Kind::Added;
            diff.removed += script.at(j).kind == DiffLine::Kind::Removed;
        }
        shownUntil = stop;
        i = stop - 1;
    }
    for (DiffHunk &hunk : diff.hunks) {
        // diff -u names the line before an empty range.
        hunk.oldStart -= hunk.oldCount == 0;
        hunk.newStart -= hunk.newCount == 0;
    }
    return diff;
}

QByteArray unifiedText(const Diff &diff, const QString &oldName, const QString &newName)
{
    if (diff.isEmpty())
        return {};
    const auto range = [](int start, int count) {
        return count == 1 ? QByteArray::number(start) : QByteArray::number(start) + ',' + QByteArray::number(count);
    };
    QByteArray text = "--- " + oldName.toUtf8() + "\n+++ " + newName.toUtf8() + '\n';
    for (const DiffHunk &hunk : diff.hunks) {
        text += "@@ -" + range(hunk.oldStart, hunk.oldCount) + " +" + range(hunk.newStart, hunk.newCount) + " @@\n";
        for (const DiffLine &line : hunk.lines) {
            text += line.kind == DiffLine::Kind::Added ? '+' : line.kind == DiffLine::Kind::Removed ? '-' : ' ';
            text += line.text;
            if (!line.text.endsWith('\n'))
                text += "\n\\ No newline at end of file\n";
        }
    }
    return text;
}

} // namespace layerdeck
