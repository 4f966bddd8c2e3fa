// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/listchange.h"

#include <algorithm>
#include <vector>

namespace layerdeck {

namespace {

/// Beyond this many pairs of differing entries, only the equal head and tail are kept.
constexpr qsizetype mostPairs = 1'000'000;

/// Marks a longest common subsequence of before[from, beforeEnd) and after[from, afterEnd) as kept.
void keepCommon(const QStringList &before, const QStringList &after, qsizetype from, qsizetype beforeEnd,
                qsizetype afterEnd, QList<ListEntry> &entries)
{
    const qsizetype n = beforeEnd - from;
    const qsizetype m = afterEnd - from;
    if (n == 0 || m == 0 || n > mostPairs / m)
        return;
    std::vector<int> length((n + 1) * (m + 1), 0);
    const auto at = [&](qsizetype i, qsizetype j) -> int & { return length[i * (m + 1) + j]; };
    for (qsizetype i = n - 1; i >= 0; --i) {
        for (qsizetype j = m - 1; j >= 0; --j)
            at(i, j) = before.at(from + i) == after.at(from + j) ? at(i + 1, j + 1) + 1
                                                                 : std::max(at(i + 1, j), at(i, j + 1));
    }
    for (qsizetype i = 0, j = 0; i < n && j < m;) {
        if (before.at(from + i) == after.at(from + j)) {
            entries[from + j] = {ListEntry::Origin::Kept, from + i};
            ++i;
            ++j;
        } else if (at(i + 1, j) >= at(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
}

} // namespace

QList<ListEntry> listChange(const QStringList &before, const QStringList &after, const QStringList &added)
{
    using Origin = ListEntry::Origin;
    QList<ListEntry> entries(after.size());
    qsizetype head = 0;
    while (head < before.size() && head < after.size() && before.at(head) == after.at(head)) {
        entries[head] = {Origin::Kept, head};
        ++head;
    }
    qsizetype tail = 0;
    while (tail < before.size() - head && tail < after.size() - head &&
           before.at(before.size() - 1 - tail) == after.at(after.size() - 1 - tail)) {
        ++tail;
        entries[after.size() - tail] = {Origin::Kept, before.size() - tail};
    }
    keepCommon(before, after, head, before.size() - tail, after.size() - tail, entries);

    std::vector<bool> used(before.size(), false);
    for (const ListEntry &entry : std::as_const(entries)) {
        if (entry.origin == Origin::Kept)
            used[entry.from] = true;
    }
    for (qsizetype j = 0; j < after.size(); ++j) {
        if (entries.at(j).origin != Origin::New)
            continue;
        for (qsizetype i = 0; i < before.size(); ++i) {
            if (!used[i] && before.at(i) == after.at(j)) {
                used[i] = true;
                entries[j] = {Origin::Moved, i};
                break;
            }
        }
    }
    // Between two kept entries, what is left of the old ones is replaced in order.
    qsizetype next = 0;
    for (qsizetype j = 0; j < after.size(); ++j) {
        if (entries.at(j).origin == Origin::Kept) {
            next = entries.at(j).from + 1;
            continue;
        }
        if (entries.at(j).origin != Origin::New || added.contains(after.at(j)))
            continue;
        qsizetype end = before.size();
        for (qsizetype k = j + 1; k < after.size(); ++k) {
            if (entries.at(k).origin == Origin::Kept) {
                end = entries.at(k).from;
                break;
            }
        }
        while (next < end && used[next])
            ++next;
        if (next < end) {
            used[next] = true;
            entries[j] = {Origin::Replaced, next++};
        }
    }
    return entries;
}

} // namespace layerdeck
