// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "github/answer.h"

namespace layerdeck::github {

/// What a call is about, for the sentences of its errors.
struct CallWords
{
    QString object;         ///< what was asked for: "the workflow deploy.yml of acme/watchparty"
    QString unchanged = {}; ///< of a call that would change something, what stays as it was: "The workflow was not started."
    QString tokenFrom = {}; ///< where the token came from: "GITHUB_TOKEN"; empty without one
    QString variable = QStringLiteral("GH_TOKEN"); ///< the one that a token for this host may stand in
};

/// An answer of 400 or more in the product's words. `serverTime` of the answer and `now` (our clock) give the time until a limit holds.
Error errorOf(const Answer &answer, const CallWords &words, const QDateTime &now);

/// GitHub says that the token is good and stands for no person.
bool isOfNobody(const Answer &answer);
/// GitHub does not know the token that was sent, as it says itself (401).
bool refusesToken(const Error &error);

/// The repository of this name is archived: GitHub would refuse. `unchanged` says what therefore was not done.
Error archivedError(const QString &repository, const QString &unchanged);

/// What GitHub says in an answer's "message", with the messages of its "errors" behind it; empty where it says nothing.
QString saidBy(const QByteArray &body);

/// A call that was not sent, since GitHub barred requests until `until` (our clock).
Error barredError(bool secondary, const QDateTime &until, const CallWords &words, const QString &detail = {});

/// No answer came: of GitHub's state nothing is known.
bool isUnreached(const Error &error);
/// Of what is asked again by itself: nobody has to try it.
Error goesOn(Error error);

/// A write whose answer was lost: nobody here knows whether it arrived.
Error unknownOutcome(const Error &transport, const CallWords &words);

} // namespace layerdeck::github
