// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/githubaccess.h"

#include "git/remotes.h"
#include "github/errors.h"
#include "store/secrets.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr auto gitHub = "github.com"_L1;

/// A token of github.com must not go to an address that merely was typed.
QString hostOfApi(const QUrl &api)
{
    const QString host = api.host();
    if (host == "api.github.com"_L1 || (host.startsWith("api."_L1) && host.endsWith(".ghe.com"_L1)))
        return host.mid(4);
    return api.port() > 0 ? u"%1:%2"_s.arg(host).arg(api.port()) : host;
}

/// How the keychain calls the token of a host.
QString tokenSecretName(const QString &host)
{
    return u"github:"_s + host;
}

/// A keychain that is missing: what does without one, at this host.
Error withoutKeychain(Error error, const QString &host)
{
    if (error.code == ErrorCode::ToolMissing)
        error.advice = u"Start one (gnome-keyring, KWallet) in this session, or keep the token in %1 or with gh."_s.arg(github::tokenVariables(host).first());
    return error;
}

} // namespace

QString gitHubClientId(const QMap<QString, QString> &environment, const QString &set)
{
    const QString named = environment.value(u"LAYERDECK_GITHUB_CLIENT_ID"_s).trimmed();
    return named.isEmpty() ? set.trimmed() : named;
}

QCoro::Task<Result<GitHubPlace>> findGitHub(GitHubRequest request, CancelToken cancel)
{
    GitHubPlace place;
    if (!request.api.isEmpty()) {
        const Result<QUrl> api = github::parseApiUrl(request.api);
        if (!api)
            co_return failure(api.error());
        place.api = *api;
    }
    const Result<QList<GitRemote>> remotes = co_await readGitRemotes(request.directory, cancel);
    if (!remotes && remotes.error().isCancelled())
        co_return cancelled();
    if (!remotes && remotes.error().code != ErrorCode::NotFound && request.repository.isEmpty())
        co_return failure(remotes.error());
    QList<github::RemoteUrl> urls;
    for (const GitRemote &remote : remotes.value_or(QList<GitRemote>()))
        urls << github::RemoteUrl{remote.name, remote.url};
    QList<github::RemoteRepository> found = github::repositoriesOf(urls);
    // Which hosts run GitHub nobody says: one that does comes first, any other is tried.
    std::ranges::stable_partition(found, [](const github::RemoteRepository &item) { return github::isGitHubService(item.repository.host); });
    if (!request.repository.isEmpty()) {
        const QString host = found.isEmpty() ? QString(gitHub) : found.first().repository.host;
        const Result<github::Repository> named = github::parseRepository(request.repository, host);
        if (!named)
            co_return failure(named.error());
        place.repository = *named;
        if (const auto own = std::ranges::find(found, *named, &github::RemoteRepository::repository); own != found.end()) {
            place.remote = own->remote;
            found.erase(own);
        }
        place.alternatives = found;
    } else if (found.isEmpty()) {
        co_return failure(
            Error{ErrorCode::NotFound,
                  remotes ? u"No git remote of %1 names a repository on GitHub."_s.arg(request.directory)
                          : remotes.error().message,
                  u"Nothing was asked of GitHub."_s,
                  u"Add a git remote that is on GitHub."_s,
                  {},
                  u"Add a git remote that is on GitHub, or name the repository with --repo OWNER/NAME."_s});
    } else {
        const github::RemoteRepository chosen = found.takeFirst();
        place.repository = chosen.repository;
        place.remote = chosen.remote;
        place.alternatives = found;
    }
    if (place.api.isEmpty())
        place.api = github::apiUrlFor(place.repository.host);
    place.tokenHost = hostOfApi(place.api);
    co_return place;
}

QCoro::Task<Result<FoundToken>> findGitHubToken(QString host, QMap<QString, QString> environment, CancelToken cancel)
{
    FoundToken found;
    const Result<std::optional<QByteArray>> kept = co_await readSecret(tokenSecretName(host), cancel);
    if (!kept && kept.error().isCancelled())
        co_return cancelled();
    if (!kept)
        found.trouble = withoutKeychain(kept.error(), host);
    else if (kept->has_value())
        found.token = github::Token{**kept, u"the keychain"_s};
    found.isKept = found.token.has_value();
    if (!found.token) {
        const Result<std::optional<github::Token>> set = github::tokenFromEnvironment(host, environment);
        if (!set)
            co_return failure(set.error());
        found.token = *set;
    }
    if (!found.token) {
        const Result<std::optional<github::Token>> ghs = co_await github::tokenFromGh(host, cancel);
        if (!ghs)
            co_return failure(ghs.error());
        found.token = *ghs;
    }
    co_return found;
}

QCoro::Task<Result<OpenedRepository>> openRepository(github::Repository repository, github::ClientOptions options, CancelToken cancel)
{
    github::Client client(repository, options);
    const Result<github::RepositoryInfo> info = co_await client.repositoryInfo(cancel);
    if (!info)
        co_return failure(info.error());
    QString renamedFrom;
    if (info->fullName.compare(repository.fullName(), Qt::CaseInsensitive) != 0) {
        renamedFrom = repository.fullName();
        repository.owner = info->fullName.section(u'/', 0, 0);
        repository.name = info->fullName.section(u'/', 1);
        client = github::Client(repository, options);
    }
    const Result<github::Identity> identity = co_await client.identity(cancel);
    if (!identity)
        co_return failure(identity.error());
    co_return OpenedRepository{repository, renamedFrom, client, *info, *identity};
}

QCoro::Task<Result<SignedIn>> signIn(GitHubPlace place, QByteArray token, QString from, CancelToken cancel, std::shared_ptr<github::Gate> gate)
{
    const Result<QByteArray> checked = github::checkedToken(token, from);
    if (!checked)
        co_return failure(checked.error());
    github::ClientOptions access;
    access.api = place.api;
    access.token = *checked;
    access.tokenFrom = from;
    access.gate = std::move(gate);
    const github::Client client(place.repository, access);
    const Result<github::Identity> identity = co_await client.identity(cancel);
    if (!identity) {
        Error error = identity.error();
        error.unchanged = u"Nothing was kept."_s;
        // It was given a moment ago: where it is kept is not the matter.
        if (github::refusesToken(error))
            error.advice = u"Copy it whole, or make a new one: it may have expired or been revoked."_s;
        co_return failure(error);
    }
    const Result<void> kept = co_await writeSecret(tokenSecretName(place.tokenHost), *checked, cancel);
    if (!kept && kept.error().isCancelled())
        co_return cancelled();
    co_return SignedIn{place.tokenHost, *identity, kept ? std::nullopt : std::optional(withoutKeychain(kept.error(), place.tokenHost))};
}

QCoro::Task<Result<void>> signOut(QString host, CancelToken cancel)
{
    return deleteSecret(tokenSecretName(host), cancel);
}

} // namespace layerdeck
