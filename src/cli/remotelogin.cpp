// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/output.h"
#include "cli/remote.h"
#include "cli/terminal.h"

#include "compose/files.h"
#include "github/deviceflow.h"
#include "store/settings.h"

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

QCoro::Task<Result<QByteArray>> typedToken(GitHubPlace place, CancelToken cancel)
{
    const QString question = u"A token for %1 (classic: repo; fine-grained: Actions read and write, Contents read), then Return: "_s.arg(place.tokenHost);
    const std::optional<QByteArray> line = co_await readSecretLine(question, longestToken, cancel);
    if (cancel.isCancelled())
        co_return failure(Error{ErrorCode::Cancelled, u"Cancelled."_s, u"Nothing was kept."_s, {}, {}});
    co_return github::checkedToken(line.value_or(QByteArray()), u"standard input"_s);
}

QCoro::Task<Result<QByteArray>> tokenByCode(GitHubPlace place, bool json, CancelToken cancel)
{
    const QString clientId = gitHubClientId(processEnvironment(), Settings().gitHubClientId());
    if (clientId.isEmpty()) {
        co_return failure(Error{ErrorCode::InvalidInput, u"Signing in with a code needs the client id of an app on %1, and none is set."_s.arg(place.tokenHost), u"Nothing was asked."_s,
                                u"Set LAYERDECK_GITHUB_CLIENT_ID, or “github/clientId” in layerdeck.ini; or leave --device out and give a token."_s, {}});
    }
    const QUrl site = github::siteUrlFor(place.api);
    const Result<github::DeviceCode> code = co_await github::requestDeviceCode(site, clientId, cancel);
    if (!code)
        co_return failure(code.error());
    if (json) {
        printJson({{u"event"_s, u"code"_s}, {u"code"_s, code->code}, {u"page"_s, code->page.toString()}, {u"expires_in"_s, qint64(code->expires.count())}});
    } else {
        printLine(u"Type the code %1 at %2 within %3 minutes; Ctrl+C gives it up."_s.arg(code->code, code->page.toString(), QString::number(code->expires.count() / 60)));
    }
    const github::DevicePace pace;
    Result<QByteArray> token = co_await github::awaitDeviceToken(site, clientId, *code, pace, cancel);
    if (!token && token.error().isCancelled())
        token = failure(Error{ErrorCode::Cancelled, u"Cancelled."_s, u"Nothing was kept."_s, {}, {}});
    co_return token;
}

QCoro::Task<Result<QByteArray>> tokenFrom(GitHubPlace place, bool withCode, bool json, CancelToken cancel)
{
    return withCode ? tokenByCode(place, json, cancel) : typedToken(place, cancel);
}

} // namespace

QCoro::Task<int> remoteLogin(Options options, CancelToken cancel)
{
    const Result<GitHubPlace> place = co_await placeOf(options, cancel);
    if (!place)
        co_return reportError(place.error(), options.json);
    const bool withCode = options.values.contains(u"device"_s);
    const Result<QByteArray> token = co_await tokenFrom(*place, withCode, options.json, cancel);
    if (!token)
        co_return reportError(token.error(), options.json);
    const QString from = withCode ? u"GitHub"_s : u"standard input"_s;
    const Result<SignedIn> in = co_await signIn(*place, *token, from, cancel);
    if (!in)
        co_return reportError(in.error(), options.json);
    if (in->notKept) {
        Error error = *in->notKept;
        error.unchanged = u"The token is good, and was not kept anywhere."_s;
        co_return reportError(error, options.json);
    }
    const github::Identity &identity = in->identity;
    if (options.json) {
        printJson({{u"event"_s, u"result"_s}, {u"host"_s, place->tokenHost}, {u"login"_s, identity.login},
                   {u"scopes"_s, identity.scopes ? QJsonValue(QJsonArray::fromStringList(*identity.scopes)) : QJsonValue()}, {u"kept"_s, u"keychain"_s}});
    } else {
        printLine(u"Signed in to %1%2. The token is in the system's keychain."_s.arg(place->tokenHost, identity.login.isEmpty() ? QString() : u" as "_s + identity.login));
        if (identity.scopes && !identity.scopes->contains(u"repo"_s))
            printLine(u"It has not the scope “repo”: workflows cannot be started with it."_s);
    }
    co_return ExitSuccess;
}

QCoro::Task<int> remoteLogout(Options options, CancelToken cancel)
{
    const Result<GitHubPlace> place = co_await placeOf(options, cancel);
    if (!place)
        co_return reportError(place.error(), options.json);
    const Result<void> gone = co_await signOut(place->tokenHost, cancel);
    if (!gone)
        co_return reportError(gone.error(), options.json);
    if (options.json)
        printJson({{u"host"_s, place->tokenHost}, {u"kept"_s, QJsonValue()}});
    else
        printLine(u"The keychain has no token for %1 any more. On GitHub it stays good until it is revoked there."_s.arg(place->tokenHost));
    co_return ExitSuccess;
}

} // namespace layerdeck
