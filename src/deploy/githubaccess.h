// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "github/client.h"
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

/// A client id of an app on GitHub, for signing in with a code: LAYERDECK_GITHUB_CLIENT_ID, else `set`; empty where there is none.
QString gitHubClientId(const QMap<QString, QString> &environment, const QString &set);

/// From the remotes of the working copy, or as asked for. InvalidInput for names that are none, NotFound where no remote is of a GitHub.
QCoro::Task<Result<GitHubPlace>> findGitHub(GitHubRequest request, CancelToken cancel);

/// A token for `host`: from the keychain, else from `environment`, else from gh; nothing where none of them has one. A keychain that cannot be
/// asked is passed over; `trouble` then says why.
struct FoundToken
{
    std::optional<github::Token> token;
    bool isKept = false; ///< it came from the keychain
    std::optional<Error> trouble;
};
QCoro::Task<Result<FoundToken>> findGitHubToken(QString host, QMap<QString, QString> environment, CancelToken cancel);

/// A repository as GitHub knows it, with a client for it.
struct OpenedRepository
{
    github::Repository repository; ///< under the name that it has now
    QString renamedFrom;           ///< what it was called by who asked; empty where that holds
    github::Client client;
    github::RepositoryInfo info;
    github::Identity identity; ///< whom the token stands for
};
/// Asks GitHub for the repository and whom the token stands for.
QCoro::Task<Result<OpenedRepository>> openRepository(github::Repository repository, github::ClientOptions options, CancelToken cancel);

/// Whom a token stands for, and where it is now.
struct SignedIn
{
    QString host;
    github::Identity identity;
    /// Why the keychain has it not; nothing where it has.
    std::optional<Error> notKept;
};

/// Asks GitHub whom `token` stands for, then keeps it in the keychain under its host. A token that GitHub refuses is not kept. `from` says in
/// errors where it came from. Where there is no keychain, `notKept` says so: what becomes of the token then is the caller's to say. `gate`: the
/// limits that are known of this token; empty: none.
QCoro::Task<Result<SignedIn>> signIn(GitHubPlace place, QByteArray token, QString from, CancelToken cancel, std::shared_ptr<github::Gate> gate = {});

/// Takes the token of a host out of the keychain; on GitHub it stays good.
QCoro::Task<Result<void>> signOut(QString host, CancelToken cancel);

} // namespace layerdeck
