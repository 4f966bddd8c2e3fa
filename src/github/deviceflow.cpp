// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/deviceflow.h"

#include "base/pause.h"
#include "github/http.h"
#include "github/token.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualExpiry = 900;
constexpr int usualInterval = 5;
/// What GitHub adds where it was asked too often and says no number.
constexpr std::chrono::seconds slowDown{5};

Error refusal(const QString &word, const QString &said)
{
    const QString unchanged = u"Nothing was kept."_s;
    if (word == "access_denied"_L1)
        return {
            ErrorCode::PermissionDenied, u"The code was refused on GitHub."_s, unchanged, u"Ask for a new one and allow it, or paste a token."_s, {}};
    if (word == "expired_token"_L1 || word == "incorrect_device_code"_L1)
        return {ErrorCode::TimedOut, u"The code is no longer good."_s, unchanged, u"Ask for a new one."_s, {}};
    if (word == "incorrect_client_credentials"_L1 || word == "Not Found"_L1)
        return {ErrorCode::InvalidInput,
                u"GitHub does not know the client id that is set."_s,
                unchanged,
                u"Correct LAYERDECK_GITHUB_CLIENT_ID or “github/clientId” in layerdeck.ini, or paste a token."_s,
                {}};
    if (word == "device_flow_disabled"_L1)
        return {ErrorCode::InvalidInput,
                u"The app of the client id that is set has no device flow."_s,
                unchanged,
                u"Enable it in the app's settings on GitHub, or paste a token."_s,
                {}};
    return {ErrorCode::Protocol,
            u"GitHub does not sign in with a code: “%1”."_s.arg(said.isEmpty() ? word : said),
            unchanged,
            u"Paste a token in its place."_s,
            {}};
}

/// An answer of GitHub's pages for apps: JSON with "error" in it where it refuses, whatever its status says.
QCoro::Task<Result<QByteArray>> post(std::shared_ptr<QNetworkAccessManager> network, QUrl site, QString path, QJsonObject values, CancelToken cancel)
{
    QUrl url = site;
    url.setPath(site.path() + path);
    Request request{"POST", url, QJsonDocument(values).toJson(QJsonDocument::Compact)};
    request.accept = "application/json";
    const HttpLimits limits;
    const QHash<QByteArray, QByteArray> headers;
    const HttpOutcome outcome = co_await exchange(network, request, headers, limits, cancel);
    if (!outcome.answer)
        co_return failure(outcome.answer.error());
    const Answer &answer = *outcome.answer;
    if (answer.status >= 500) {
        co_return failure(Error{ErrorCode::Unreachable, u"GitHub has a fault and could not sign in with a code."_s, u"Nothing was kept."_s,
                                u"Try again in a minute."_s, u"%1 from %2"_s.arg(answer.status).arg(url.toString())});
    }
    if (answer.status == 404)
        co_return failure(refusal(u"Not Found"_s, {}));
    if (answer.status == 429) {
        co_return failure(Error{
            ErrorCode::Busy, u"GitHub wants a pause: too many codes were asked for."_s, u"Nothing was kept."_s, u"Try again in some minutes."_s, {}});
    }
    co_return answer.body;
}

Result<QJsonObject> objectOf(const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    if (object.isEmpty()) {
        return failure(Error{ErrorCode::Protocol,
                             u"The answer to signing in with a code cannot be understood as GitHub's."_s,
                             u"Nothing was kept."_s,
                             u"Check the address of the API, and whether a proxy answers in its place."_s,
                             {}});
    }
    const QString word = object["error"_L1].toString();
    if (!word.isEmpty() && word != "authorization_pending"_L1 && word != "slow_down"_L1)
        return failure(refusal(word, object["error_description"_L1].toString()));
    return object;
}

bool passes(const Error &error)
{
    return error.code == ErrorCode::Unreachable || error.code == ErrorCode::TimedOut || error.code == ErrorCode::Busy;
}

} // namespace

Result<DeviceCode> parseDeviceCode(const QByteArray &body, const QUrl &site)
{
    const Result<QJsonObject> object = objectOf(body);
    if (!object)
        return failure(object.error());
    DeviceCode code;
    code.secret = (*object)["device_code"_L1].toString().toLatin1();
    code.code = (*object)["user_code"_L1].toString();
    code.page = QUrl((*object)["verification_uri"_L1].toString(), QUrl::StrictMode);
    code.expires = std::chrono::seconds((*object)["expires_in"_L1].toInt(usualExpiry));
    code.interval = std::chrono::seconds(std::max(1, (*object)["interval"_L1].toInt(usualInterval)));
    if (code.secret.isEmpty() || code.code.isEmpty() || code.page.host() != site.host() || code.page.scheme() != site.scheme()) {
        return failure(Error{ErrorCode::Protocol,
                             u"GitHub's answer has no code to type, or sends elsewhere to type it."_s,
                             u"Nothing was kept."_s,
                             u"Paste a token in its place."_s,
                             {}});
    }
    return code;
}

Result<DeviceAnswer> parseDeviceAnswer(const QByteArray &body)
{
    const Result<QJsonObject> object = objectOf(body);
    if (!object)
        return failure(object.error());
    if ((*object)["error"_L1].toString() == "slow_down"_L1)
        return DeviceAnswer{{}, slowDown};
    if (object->contains("error"_L1))
        return DeviceAnswer{};
    const Result<QByteArray> token = checkedToken((*object)["access_token"_L1].toString().toUtf8(), u"GitHub"_s);
    if (!token)
        return failure(token.error());
    return DeviceAnswer{*token, {}};
}

QCoro::Task<Result<DeviceCode>> requestDeviceCode(QUrl site, QString clientId, CancelToken cancel)
{
    const std::shared_ptr<QNetworkAccessManager> network = makeNetwork();
    const QJsonObject values{{u"client_id"_s, clientId}, {u"scope"_s, u"repo"_s}};
    const Result<QByteArray> body = co_await post(network, site, u"/login/device/code"_s, values, cancel);
    if (!body)
        co_return failure(body.error());
    co_return parseDeviceCode(*body, site);
}

QCoro::Task<Result<QByteArray>> awaitDeviceToken(QUrl site, QString clientId, DeviceCode code, DevicePace pace, CancelToken cancel)
{
    const std::shared_ptr<QNetworkAccessManager> network = makeNetwork();
    const QJsonObject values{{u"client_id"_s, clientId},
                             {u"device_code"_s, QString::fromLatin1(code.secret)},
                             {u"grant_type"_s, u"urn:ietf:params:oauth:grant-type:device_code"_s}};
    QElapsedTimer age;
    age.start();
    std::chrono::seconds interval = code.interval;
    std::optional<Error> trouble;
    while (age.elapsed() < (code.expires.count() * pace.second).count()) {
        if (!co_await pause(interval.count() * pace.second, cancel))
            co_return cancelled();
        const Result<QByteArray> body = co_await post(network, site, u"/login/oauth/access_token"_s, values, cancel);
        if (!body && !passes(body.error()))
            co_return failure(body.error());
        trouble = body ? std::nullopt : std::optional(body.error());
        if (trouble && trouble->code == ErrorCode::Busy)
            interval += slowDown;
        if (trouble)
            continue;
        const Result<DeviceAnswer> answer = parseDeviceAnswer(*body);
        if (!answer)
            co_return failure(answer.error());
        if (!answer->token.isEmpty())
            co_return answer->token;
        interval += answer->slower;
    }
    co_return failure(trouble ? *trouble : refusal(u"expired_token"_s, {}));
}

} // namespace layerdeck::github
