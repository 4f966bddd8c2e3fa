// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/errors.h"

#include "base/units.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

const QString unarchive = u"Have its owner unarchive it, or choose another repository."_s;
const QString unarchiveHere = u"Have its owner unarchive it, or choose another repository with --repo OWNER/NAME."_s;

QString detailOf(const Answer &answer)
{
    QUrl shown = answer.url;
    // A link that GitHub signed is as good as a token while it lives.
    shown.setQuery(QString());
    const QByteArray id = answer.header("x-github-request-id");
    return u"%1 from %2%3"_s.arg(answer.status).arg(shown.toString(), id.isEmpty() ? QString() : u", request "_s + QString::fromLatin1(id));
}

Error make(ErrorCode code, const QString &message, const CallWords &words, const QString &advice, const QString &commandAdvice = {})
{
    return {code, message, words.unchanged, advice, {}, commandAdvice};
}

QString quoted(const QString &said)
{
    return said.isEmpty() ? QString() : u" (GitHub: “%1”)"_s.arg(said);
}

/// "required; url=https://github.com/orgs/acme/sso?…" to the link.
QString ssoLink(const QByteArray &header)
{
    const qsizetype at = header.indexOf("url=");
    return at < 0 ? QString() : QString::fromLatin1(header.mid(at + 4)).section(u';', 0, 0).trimmed();
}

Error unauthorized(const CallWords &words, const QString &said)
{
    if (words.tokenFrom.isEmpty()) {
        return make(ErrorCode::PermissionDenied,
                    u"GitHub wants to know who asks for %1, and there is no token%2."_s.arg(words.object,
                                                                                            quoted(said)),
                    words, u"Sign in to GitHub, set %1, or sign in with gh."_s.arg(words.variable),
                    u"Sign in with “layerdeck remote login”, set %1, or sign in with gh."_s.arg(words.variable));
    }
    return make(
        ErrorCode::PermissionDenied,
        u"GitHub does not accept the token from %1%2."_s.arg(words.tokenFrom, quoted(said)), words,
        u"It may have expired or been revoked: make a new one and sign in to GitHub with it, or set %1."_s.arg(words.variable),
        u"It may have expired or been revoked: make a new one and sign in with “layerdeck remote login”, or set %1."_s.arg(words.variable));
}

Error forbidden(const Answer &answer, const CallWords &words, const QString &said)
{
    if (const QByteArray sso = answer.header("x-github-sso"); sso.startsWith("required")) {
        const QString link = ssoLink(sso);
        return make(ErrorCode::PermissionDenied, u"The organisation wants single sign-on: the token from %1 is not authorised for it so far."_s.arg(words.tokenFrom),
                    words, link.isEmpty() ? u"Authorise the token for the organisation in GitHub's settings."_s : u"Authorise the token at %1"_s.arg(link));
    }
    if (said.contains("archived"_L1, Qt::CaseInsensitive)) {
        return make(ErrorCode::InvalidInput, u"The repository is archived, so that it can only be read%1."_s.arg(quoted(said)), words, unarchive, unarchiveHere);
    }
    if (said.contains("disabled"_L1, Qt::CaseInsensitive)) {
        return make(ErrorCode::InvalidInput, u"GitHub Actions are disabled for %1%2."_s.arg(words.object, quoted(said)), words,
                    u"Have them enabled in the repository's settings, under Actions, General."_s);
    }
    const QString needed = QString::fromLatin1(answer.header("x-accepted-github-permissions"));
    const QString scopes = QString::fromLatin1(answer.header("x-accepted-oauth-scopes"));
    QString advice = u"Give the token the right to it: classic “repo”; fine-grained Actions read and write, Contents read."_s;
    if (!needed.isEmpty())
        advice = u"The token needs %1; change its permissions on GitHub."_s.arg(QString(needed).replace(u'=', u' ').replace(u';', u", or"_s));
    else if (!scopes.isEmpty())
        advice = u"The token needs one of the scopes %1; change it on GitHub."_s.arg(scopes);
    return make(ErrorCode::PermissionDenied, u"The token from %1 has no right to %2%3."_s.arg(words.tokenFrom, words.object, quoted(said)), words, advice);
}

/// What follows "what: " in GitHub's sentence.
QString tailOf(const QString &said, const QString &what)
{
    const qsizetype at = said.indexOf(what, 0, Qt::CaseInsensitive);
    return at < 0 ? QString() : said.mid(at + what.size()).trimmed();
}

Error unprocessable(const CallWords &words, const QString &said)
{
    const auto invalid = [&](const QString &message, const QString &advice, const QString &commandAdvice = {}) {
        return make(ErrorCode::InvalidInput, message, words, advice, commandAdvice);
    };
    if (const QString ref = tailOf(said, u"No ref found for:"_s); !ref.isEmpty())
        return invalid(u"The repository has no branch or tag “%1”."_s.arg(ref),
                       u"Push it first, or choose another branch or tag."_s, u"Push it first, or choose another with --ref."_s);
    if (const QString inputs = tailOf(said, u"Unexpected inputs provided:"_s); !inputs.isEmpty()) {
        return invalid(u"The workflow on this branch does not know these inputs: %1."_s.arg(inputs),
                       u"Its file has changed: read it again, or choose the branch that has them."_s);
    }
    if (said.contains("workflow_dispatch' trigger"_L1)) {
        return invalid(u"The workflow has no workflow_dispatch on this branch, so it cannot be started by hand."_s,
                       u"Add “workflow_dispatch:” to “on:” in its file, or choose a branch that has it."_s);
    }
    if (said.contains("disabled workflow"_L1)) {
        return invalid(u"The workflow is disabled on GitHub."_s, u"Enable it on GitHub, under Actions, or choose another one."_s);
    }
    if (said.contains("disabled"_L1, Qt::CaseInsensitive)) {
        return invalid(u"GitHub Actions are disabled here%1."_s.arg(quoted(said)),
                       u"Have them enabled in the settings of the repository or of the account, under Actions."_s);
    }
    if (said.contains("Required input"_L1) || said.contains("not provided"_L1))
        return invalid(u"The workflow wants a value that was not given%1."_s.arg(quoted(said)), u"Give it, or read the workflow's inputs again."_s);
    if (said.contains("not in the list"_L1) || said.contains("Provided value"_L1))
        return invalid(u"The workflow does not take one of the values%1."_s.arg(quoted(said)), u"Choose one of its options; its file may have changed."_s);
    return invalid(u"GitHub does not take what it was asked about %1%2."_s.arg(words.object, quoted(said)), u"Look at the names and values that were sent."_s);
}

Error badRequest(const CallWords &words, const QString &said)
{
    return make(ErrorCode::Protocol, u"This GitHub does not understand what it was asked about %1%2."_s.arg(words.object, quoted(said)), words,
                u"Its version may be older than Layerdeck knows; say which one it is when you report this."_s);
}

} // namespace

bool isOfNobody(const Answer &answer)
{
    return answer.status == 403 && !rateRefusalOf(answer) && !answer.headers.contains("x-github-sso")
           && saidBy(answer.body).contains("not accessible by integration"_L1, Qt::CaseInsensitive);
}

bool refusesToken(const Error &error)
{
    return error.code == ErrorCode::PermissionDenied && error.detail.startsWith("401 "_L1);
}

Error archivedError(const QString &repository, const QString &unchanged)
{
    return {ErrorCode::InvalidInput, u"%1 is archived, so that it can only be read."_s.arg(repository), unchanged, unarchive, {}, unarchiveHere};
}

QString saidBy(const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    QString said = object["message"_L1].toString().trimmed();
    for (const QJsonValue error : object["errors"_L1].toArray()) {
        const QString more = error.isString() ? error.toString() : error["message"_L1].toString();
        if (!more.isEmpty() && !said.contains(more))
            said += (said.isEmpty() ? u""_s : u"; "_s) + more;
    }
    constexpr qsizetype longest = 300;
    return said.size() > longest ? said.left(longest) + u'…' : said;
}

Error barredError(bool secondary, const QDateTime &until, const CallWords &words, const QString &detail)
{
    const QDateTime now = QDateTime::currentDateTime();
    const QString at = timeText(until.toLocalTime(), now);
    Error error = make(ErrorCode::Busy,
                       secondary ? u"GitHub wants a pause: too many requests came at once."_s : u"The requests that GitHub gives this account for an hour are used up."_s,
                       words, u"Ask again at %1; until then nothing is sent."_s.arg(at));
    error.detail = detail;
    return error;
}

Error errorOf(const Answer &answer, const CallWords &words, const QDateTime &now)
{
    const QString said = saidBy(answer.body);
    Error error;
    if (const auto refusal = rateRefusalOf(answer)) {
        error = barredError(refusal->secondary, now.addSecs(refusal->seconds), words);
    } else {
        switch (answer.status) {
        case 400: error = badRequest(words, said); break;
        case 401: error = unauthorized(words, said); break;
        case 403: error = forbidden(answer, words, said); break;
        case 404:
            error = make(ErrorCode::NotFound,
                         u"GitHub does not find %1, or the token has no right to see it."_s.arg(words.object),
                         words,
                         words.tokenFrom.isEmpty()
                             ? u"Check the name; a private repository needs a token: sign in to GitHub."_s
                             : u"Check the name, and that the token from %1 may see the repository."_s.arg(
                                   words.tokenFrom),
                         words.tokenFrom.isEmpty() ? u"Check the name; a private repository needs a token: “layerdeck remote login”."_s : QString());
            break;
        case 409:
            error = make(ErrorCode::InvalidInput, u"GitHub cannot do that to %1 in its present state%2."_s.arg(words.object, quoted(said)), words,
                         u"Look at its state; it may have ended meanwhile."_s);
            break;
        case 410:
            error = make(ErrorCode::NotFound, u"GitHub no longer has %1%2."_s.arg(words.object, quoted(said)), words,
                         u"Logs are kept for 90 days unless the repository says otherwise."_s);
            break;
        case 422: error = unprocessable(words, said); break;
        default:
            if (answer.status >= 500) {
                error = make(ErrorCode::Unreachable, u"GitHub has a fault and could not answer for %1%2."_s.arg(words.object, quoted(said)), words,
                             u"Try again in a minute; www.githubstatus.com tells of known faults."_s);
            } else {
                error = make(ErrorCode::Protocol, u"GitHub answered %1 for %2%3."_s.arg(answer.status).arg(words.object, quoted(said)), words,
                             u"Check that the address is a GitHub's API."_s);
            }
        }
    }
    error.detail = detailOf(answer);
    return error;
}

bool isUnreached(const Error &error) { return error.code == ErrorCode::Unreachable || error.code == ErrorCode::TimedOut; }

Error goesOn(Error error)
{
    // A limit says until when by itself.
    if (isUnreached(error))
        error.advice = u"GitHub is asked again by itself until it answers."_s;
    return error;
}

Error unknownOutcome(const Error &transport, const CallWords &words)
{
    Error error = transport;
    error.message = transport.message + u" Whether GitHub has done it is not known."_s;
    error.unchanged.clear();
    error.advice = u"Look at %1 before you ask again: it was not sent a second time."_s.arg(words.object);
    return error;
}

} // namespace layerdeck::github
