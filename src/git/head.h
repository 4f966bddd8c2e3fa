// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QString>

#include <qcoro/qcorotask.h>

namespace layerdeck {

/// Where a working copy stands.
struct GitHead
{
    QString commit; ///< full hash
    QString branch; ///< empty when detached
    bool dirty = false; ///< "git status --porcelain" prints something
    QString log; ///< the file that git writes a line to with each commit, checkout and the like; it may not exist
    /// What a team writes into its images: the full hash, with "-dirty" where the tree is.
    QString commitHash() const { return dirty ? commit + QStringLiteral("-dirty") : commit; }
    bool operator==(const GitHead &) const = default;
};

/// HEAD of the working copy that `directory` lies in. NotFound outside of one and where git is not installed: a project need not be
/// under git. InvalidInput before its first commit.
QCoro::Task<Result<GitHead>> readGitHead(QString directory, CancelToken cancel);

} // namespace layerdeck
