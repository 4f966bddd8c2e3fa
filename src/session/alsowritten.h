// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/composetext.h"

namespace layerdeck {

/// What a change of a service had to write beside what was asked; arguments: see argumentsWrittenAgain().
struct AlsoWritten
{
    QMap<Setting, QStringList> entries; ///< unchanged ones of lists that came through an anchor, now at the service too
    QStringList buildKeys;              ///< parts of an inherited `build`, now at the service too
    bool secretArguments = false;       ///< these have build arguments whose names look secret
    QMap<Setting, QStringList> repeated; ///< entries that were removed and stood in their list more than once
    bool operator==(const AlsoWritten &) const = default;
};

/// `before` and `after` are what the edited file writes for the service.
AlsoWritten alsoWritten(const WrittenService &before, const WrittenService &after);

/// What becomes of comments on lines of their own where entries of lists go or move.
struct CommentsBeside
{
    QList<int> left;        ///< lines, from 1, of those directly above such an entry: they stay where they are
    QList<Setting> emptied; ///< lists that lose their last entry, with comments inside that go with them
    bool operator==(const CommentsBeside &) const = default;
};

/// `service` is what `before` writes for it.
CommentsBeside commentsBeside(const ComposeText &before, const WrittenService &service, const ServiceSettings &wanted);

} // namespace layerdeck
