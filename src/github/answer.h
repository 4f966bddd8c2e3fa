// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QString>
#include <QUrl>

#include <optional>

namespace layerdeck::github {

/// A request as a value, without the token.
struct Request
{
    QByteArray method = "GET";
    QUrl url;
    QByteArray body = {};   ///< JSON; empty: none is sent
    QByteArray accept = "application/vnd.github+json";
    bool operator==(const Request &) const = default;
};

/// An answer of any status.
struct Answer
{
    int status = 0;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
    QUrl url; ///< that was asked

    QByteArray header(const QByteArray &name) const { return headers.value(name); }
    /// GitHub's own clock; invalid where it does not say.
    QDateTime serverTime() const;
};

/// The address of the next page from a Link header, made absolute by `base`. Nothing on the last page.
std::optional<QUrl> nextPage(const QByteArray &link, const QUrl &base);

/// How many requests are left of the primary limit.
struct RateLimit
{
    int limit = 0;
    int remaining = 0;
    QDateTime reset;  ///< by GitHub's clock
    QString resource; ///< "core", "search"
    bool operator==(const RateLimit &) const = default;
};
/// From the headers of any answer; nothing where a server has no limits (GitHub Enterprise Server as it comes).
std::optional<RateLimit> rateLimitOf(const Answer &answer);

/// For how long no request may be sent after this answer, by GitHub's clock; nothing where it refuses nothing for its rate.
/// `refusals`: how many there were in a row before, for the waits that GitHub leaves to the client.
struct RateRefusal
{
    bool secondary = false; ///< too many at once; else the hour's requests are used up
    qint64 seconds = 0;
    bool operator==(const RateRefusal &) const = default;
};
std::optional<RateRefusal> rateRefusalOf(const Answer &answer, int refusals = 0);

} // namespace layerdeck::github
