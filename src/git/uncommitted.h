// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QString>

#include <qcoro/qcorotask.h>

namespace layerdeck {

/// What `folder` (absolute) of the working copy that `directory` lies in holds beside its commit, as a hash over names, contents and
/// the right to execute of the files that were changed, added or deleted since; whether they are staged makes no difference. What git
/// ignores is not in it. Of a clean folder it is the same everywhere. Empty where it cannot be told: the folder lies outside, a
/// submodule or a file that cannot be read has changed, or there is too much to read (10,000 files, 64 MiB). NotFound outside of git.
QCoro::Task<Result<QString>> readUncommitted(QString directory, QString folder, CancelToken cancel);

} // namespace layerdeck
