// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QList>
#include <QString>

#include <qcoro/qcorotask.h>

namespace layerdeck {

/// A remote of a working copy, with the address that git really fetches from (url.….insteadOf applied). The address may hold a
/// password: it is not for showing.
struct GitRemote
{
    QString name;
    QString url;
    bool operator==(const GitRemote &) const = default;
};

/// What "git remote -v" prints.
QList<GitRemote> parseGitRemotes(const QByteArray &output);

/// In git's order. Empty where there is none; NotFound outside of git, ToolMissing where git is not installed, OperationFailed where git refuses
/// to look.
QCoro::Task<Result<QList<GitRemote>>> readGitRemotes(QString directory, CancelToken cancel);

} // namespace layerdeck
