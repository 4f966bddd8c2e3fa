// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/answer.h"

#include <QLocale>

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 firstSecondaryWait = 60;
/// GitHub never bars for longer; a header that says so is wrong.
constexpr qint64 longestWait = 3600;

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that servers may write.
QDateTime httpTime(const QByteArray &text)
{
    const QString written = QString::fromLatin1(text).trimmed();
    // As a time of this place it might be one that the clocks leave out.
    const QDate date = QLocale::c().toDate(written.left(16), u"ddd, dd MMM yyyy"_s);
    const QTime time = QLocale::c().toTime(written.mid(17), u"HH:mm:ss 'GMT'"_s);
    return date.isValid() && time.isValid() ? QDateTime(date, time, Qt::UTC) : QDateTime();
}

} // namespace

QDateTime Answer::serverTime() const
{
    return httpTime(header("date"));
}

std::optional<QUrl> nextPage(const QByteArray &link, const QUrl &base)
{
    qsizetype at = 0;
    while ((at = link.indexOf('<', at)) >= 0) {
        const qsizetype end = link.indexOf('>', at);
        if (end < 0)
            return std::nullopt;
        const qsizetype nextLink = link.indexOf('<', end);
        const QByteArray parameters = link.mid(end + 1, nextLink < 0 ? -1 : nextLink - end - 1);
        for (const QByteArray &parameter : parameters.split(';')) {
            const QByteArray word = parameter.trimmed();
            if (word == "rel=\"next\"" || word.startsWith("rel=\"next\",") || word == "rel=next")
                return base.resolved(QUrl::fromEncoded(link.mid(at + 1, end - at - 1)));
        }
        at = end;
    }
    return std::nullopt;
}

std::optional<RateLimit> rateLimitOf(const Answer &answer)
{
    bool hasLimit = false;
    bool hasRemaining = false;
    bool hasReset = false;
    RateLimit rate;
    rate.limit = answer.header("x-ratelimit-limit").toInt(&hasLimit);
    rate.remaining = answer.header("x-ratelimit-remaining").toInt(&hasRemaining);
    const qint64 reset = answer.header("x-ratelimit-reset").toLongLong(&hasReset);
    if (!hasLimit || !hasRemaining || !hasReset)
        return std::nullopt;
    rate.reset = QDateTime::fromSecsSinceEpoch(reset, Qt::UTC);
    rate.resource = QString::fromLatin1(answer.header("x-ratelimit-resource"));
    return rate;
}

std::optional<RateRefusal> rateRefusalOf(const Answer &answer, int refusals)
{
    if (answer.status != 403 && answer.status != 429)
        return std::nullopt;
    bool isNumber = false;
    const qint64 retryAfter = answer.header("retry-after").toLongLong(&isNumber);
    if (isNumber && retryAfter >= 0)
        return RateRefusal{true, std::min(retryAfter, longestWait)};
    const auto rate = rateLimitOf(answer);
    if (rate && rate->remaining == 0) {
        // Both by GitHub's clock: ours may be wrong.
        const QDateTime now = answer.serverTime();
        const qint64 wait = now.isValid() ? now.secsTo(rate->reset) : firstSecondaryWait;
        return RateRefusal{false, std::clamp<qint64>(wait + 1, 1, longestWait)};
    }
    if (answer.status == 429 || answer.body.contains("secondary rate limit"))
        return RateRefusal{true, std::min(firstSecondaryWait << std::min(refusals, 6), longestWait)};
    return std::nullopt;
}

} // namespace layerdeck::github
