// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

namespace layerdeck {

/// Where an entry of a changed list comes from.
struct ListEntry
{
    enum class Origin {
        Kept,     ///< entry `from` of the old list, in its place
        Moved,    ///< entry `from`, from another place
        Replaced, ///< new text in the place of entry `from`
        New
    };
    Origin origin = Origin::New;
    qsizetype from = -1;
    bool operator==(const ListEntry &) const = default;
};

/// How `after` comes from `before`: an entry for each of `after`. As many entries as possible are kept, equal
/// texts are moved rather than written again, and a new text that stands where an old one went takes its
/// place, but for the texts in `added`: none of these is an old one that was changed.
QList<ListEntry> listChange(const QStringList &before, const QStringList &after,
                            const QStringList &added = {});

} // namespace layerdeck
