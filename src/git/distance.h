// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QString>

#include <qcoro/qcorotask.h>

#include <optional>

namespace layerdeck {

/// A commit as it is written into images: the hash, and whether the tree had changes that were not committed.
struct WrittenCommit
{
    QString hash;
    bool dirty = false; ///< "-dirty" follows the hash
    /// Nothing where `text` is no hash of 7 to 64 hexadecimal digits with or without "-dirty": "unknown", "v1.2".
    static std::optional<WrittenCommit> parse(const QString &text);
    bool operator==(const WrittenCommit &) const = default;
};

/// How far HEAD is from a commit.
struct CommitDistance
{
    bool known = false;    ///< the repository has the commit and the way to it; nothing else counts where it does not
    QString unknownBecause = {}; ///< in words; empty: the repository does not have the commit
    bool isAncestor = true; ///< HEAD came from it; else it stands on another branch
    int commits = 0;       ///< of HEAD that the commit does not have
    int touching = 0;      ///< of those, that change something below the folder asked for
    bool dirtyHere = false; ///< the folder has changes that are not committed
    bool dirtyElsewhere = false; ///< the working tree has some outside of it
    bool operator==(const CommitDistance &) const = default;
};

/// From `commit` to HEAD of the working copy that `directory` lies in, seen from `folder` (absolute; empty, or outside of the
/// working copy: nothing touches it). A commit that the repository does not have is no error, nor a git that
/// fails: the distance is then not known. NotFound outside of git.
QCoro::Task<Result<CommitDistance>> readCommitDistance(QString directory, QString commit, QString folder, CancelToken cancel);

} // namespace layerdeck
