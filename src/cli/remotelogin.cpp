// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/output.h"
#include "cli/remote.h"
#include "cli/terminal.h"

#include "store/secrets.h"

#include <QJsonArray>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestToken = 4096;

/// Where to sign in: of the project's remote, or of --api alone outside of a project.
QCoro::Task<Result<GitHubPlace>> placeOf(Options options, CancelToken cancel)
{
    GitHubRequest request{options.project.directory, options.value(u"repo"_s), options.value(u"api"_s)};
    Result<GitHubPlace> place = co_await findGitHub(request, cancel);
    if (!place && place.error().code == ErrorCode::NotFound) {
        // A token is for a host, whatever repository comes later.
        request.repository = u"any/any"_s;
        place = co_await findGitHub(request, cancel);
    }
    co_return place;
}

} // namespace

QCoro::Task<int> remoteLogin(Options options, CancelToken cancel)
{
    const Result<GitHubPlace> place = co_await placeOf(options, cancel);
    if (!place)
        co_return reportError(place.error(), options.json);
    const QString question = u"A token for %1 (classic: repo; fine-grained: Actions read and write, Contents read), then Return: "_s.arg(place->tokenHost);
    const std::optional<QByteArray> line = co_await readSecretLine(question, longestToken, cancel);
    if (cancel.isCancelled())
        co_return reportError(Error{ErrorCode::Cancelled, u"Cancelled."_s, u"Nothing was kept."_s, {}, {}}, options.json);
    const Result<QByteArray> token = github::checkedToken(line.value_or(QByteArray()), u"standard input"_s);
    if (!token)
        co_return reportError(token.error(), options.json);
    github::ClientOptions access;
    access.api = place->api;
    access.token = *token;
    access.tokenFrom = u"standard input"_s;
    const github::Client client(place->repository, access);
    const Result<github::Identity> identity = co_await client.identity(cancel);
    if (!identity) {
        Error error = identity.error();
        error.unchanged = u"Nothing was kept."_s;
        co_return reportError(error, options.json);
    }
    const Result<void> kept = co_await writeSecret(tokenSecretName(place->tokenHost), *token, cancel);
    if (!kept) {
        Error error = kept.error();
        error.unchanged = u"The token is good, and was not kept anywhere."_s;
        co_return reportError(error, options.json);
    }
    if (options.json) {
        printJson({{u"host"_s, place->tokenHost}, {u"login"_s, identity->login},
                   {u"scopes"_s, identity->scopes ? QJsonValue(QJsonArray::fromStringList(*identity->scopes)) : QJsonValue()}, {u"kept"_s, u"keychain"_s}});
    } else {
        printLine(u"Signed in to %1%2. The token is in the system's keychain."_s.arg(place->tokenHost, identity->login.isEmpty() ? QString() : u" as "_s + identity->login));
        if (identity->scopes && !identity->scopes->contains(u"repo"_s))
            printLine(u"It has not the scope “repo”: workflows cannot be started with it."_s);
    }
    co_return ExitSuccess;
}

QCoro::Task<int> remoteLogout(Options options, CancelToken cancel)
{
    const Result<GitHubPlace> place = co_await placeOf(options, cancel);
    if (!place)
        co_return reportError(place.error(), options.json);
    const Result<void> gone = co_await deleteSecret(tokenSecretName(place->tokenHost), cancel);
    if (!gone)
        co_return reportError(gone.error(), options.json);
    if (options.json)
        printJson({{u"host"_s, place->tokenHost}, {u"kept"_s, QJsonValue()}});
    else
        printLine(u"The keychain has no token for %1 any more. On GitHub it stays good until it is revoked there."_s.arg(place->tokenHost));
    co_return ExitSuccess;
}

} // namespace layerdeck
