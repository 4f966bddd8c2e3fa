// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QList>
#include <QString>
#include <QUrl>

#include <optional>

namespace layerdeck::github {

/// A repository on a GitHub server, as its address names it.
struct Repository
{
    QString host; ///< lower case, with the port where there is one: "github.com", "ghe.example:8443"
    QString owner;
    QString name;

    QString fullName() const { return owner + u'/' + name; }
    /// As a person writes it: "acme/watchparty" on github.com, "ghe.example/acme/watchparty" elsewhere.
    QString displayName() const;
    bool operator==(const Repository &) const = default;
};

/// A remote of a working copy: its name and the address it is fetched from.
struct RemoteUrl
{
    QString remote;
    QString url;
    bool operator==(const RemoteUrl &) const = default;
};

/// A repository together with the remote that names it.
struct RemoteRepository
{
    QString remote;
    Repository repository;
    bool operator==(const RemoteRepository &) const = default;
};

/// The repository that an address of git's names: https, http, ssh, git and the scp form "git@host:owner/name.git". Nothing
/// for other addresses (a folder, a bundle, an address with more or fewer parts). User names and passwords in it are dropped.
std::optional<Repository> repositoryOfUrl(const QString &url);

/// "OWNER/NAME", "HOST/OWNER/NAME" or an address, as a person types it. `host` stands where none is named. InvalidInput else.
Result<Repository> parseRepository(const QString &text, const QString &host);

/// The repositories that the remotes name, each once, in the order in which they should be offered: "origin" first, since that is
/// where a team pushes, the others as git lists them.
QList<RemoteRepository> repositoriesOf(const QList<RemoteUrl> &remotes);

/// Where the REST API of a host is, without a slash at the end: https://api.github.com, https://api.TENANT.ghe.com,
/// https://HOST/api/v3 for GitHub Enterprise Server.
QUrl apiUrlFor(const QString &host);

/// Where people find a GitHub, from the address of its API: https://github.com, https://TENANT.ghe.com, https://HOST.
QUrl siteUrlFor(const QUrl &api);

/// An address for --api: absolute, http or https, no user name, no query. Plain http would show the token to everybody on the way,
/// so that only this machine may be asked by it. InvalidInput else.
Result<QUrl> parseApiUrl(const QString &text);

/// Whether `host` is GitHub's own service and no server that someone runs.
bool isGitHubService(const QString &host);

} // namespace layerdeck::github
