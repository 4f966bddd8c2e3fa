// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/process.h"

#include <QString>
#include <QStringList>

#include <qcoro/qcorotask.h>

namespace layerdeck {

/// git in `directory`, speaking English. Optional locks would make a background reader fight with the person's own git.
Command gitCommand(const QString &directory, const QStringList &arguments);
QCoro::Task<Result<ProcessResult>> runGit(QString directory, QStringList arguments, CancelToken cancel);

/// The root of the working copy that `directory` lies in. NotFound outside of git, or where git is not installed.
QCoro::Task<Result<QString>> readTopLevel(QString directory, CancelToken cancel);

} // namespace layerdeck
