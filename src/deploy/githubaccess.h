// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "github/repository.h"
#include "github/token.h"

#include <QMap>
#include <QUrl>

#include <qcoro/qcorotask.h>

#include <optional>

namespace layerdeck {

/// Which repository a person means, in their own words; empty ones were not given.
struct GitHubRequest
{
    QString directory;  ///< of the project: its git remotes
    QString repository; ///< OWNER/NAME
    QString api;        ///< the address of the API
};

/// Where it is, and whom a token has to be for.
struct GitHubPlace
{
    github::Repository repository;
    QString remote;                               ///< that named it; empty where the person did
    QList<github::RemoteRepository> alternatives; ///< the others that the remotes name
    QUrl api;
    QString tokenHost; ///< the host whose tokens may be sent to `api`
};

/// From the remotes of the working copy, or as asked for. InvalidInput for names that are none, NotFound where no remote is of a GitHub.
QCoro::Task<Result<GitHubPlace>> findGitHub(GitHubRequest request, CancelToken cancel);

/// How the keychain calls the token of a host.
QString tokenSecretName(const QString &host);

/// A token for `host`: from the keychain, else from `environment`, else from gh; nothing where none of them has one. A keychain that cannot be
/// asked is passed over; `trouble` then says why.
struct FoundToken
{
    std::optional<github::Token> token;
    std::optional<Error> trouble;
};
QCoro::Task<Result<FoundToken>> findGitHubToken(QString host, QMap<QString, QString> environment, CancelToken cancel);

} // namespace layerdeck
