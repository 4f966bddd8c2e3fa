// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/client.h"

#include "base/pause.h"
#include "github/clientprivate.h"
#include "github/token.h"

#include <QHostAddress>

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

/// The version whose answers this client was read against.
constexpr auto apiVersion = "2022-11-28";
constexpr int mostRedirects = 5;
constexpr qsizetype mostKnown = 256;
/// Bytes; larger answers are not kept.
constexpr qsizetype largestKnown = 1 << 20;

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isSafe(const Request &request)
{
    return request.method == "GET";
}

/// A server that may do better in a moment.
bool isFault(int status)
{
    return status == 500 || status == 502 || status == 503 || status == 504;
}

/// Readable by anybody on the way, unless it stays on this machine as the API does.
bool isOpen(const QUrl &url, const QUrl &api)
{
    const bool isLocal = url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
    return url.scheme() != "https"_L1 && (!isLocal || api.scheme() == "https"_L1);
}

} // namespace

bool Client::Private::isApiHost(const QUrl &url) const
{
    const auto port = [](const QUrl &u) { return u.port(u.scheme() == "https"_L1 ? 443 : 80); };
    return url.scheme() == options.api.scheme() && url.host() == options.api.host() && port(url) == port(options.api);
}

bool Client::Private::isService() const
{
    return isGitHubService(options.api.host().section(u'.', 1));
}

QUrl Client::Private::apiUrl(const QString &path) const
{
    QUrl url = options.api;
    url.setPath(options.api.path() + path);
    return url;
}

QUrl Client::Private::url(const QString &path, const QList<std::pair<QString, QString>> &query) const
{
    const QByteArray text = options.api.toEncoded() + "/repos/" + QUrl::toPercentEncoding(repository.owner) + '/' + QUrl::toPercentEncoding(repository.name)
                            + path.toLatin1();
    QUrl url = QUrl::fromEncoded(text, QUrl::StrictMode);
    QByteArray encoded;
    for (const auto &[name, value] : query) {
        if (!value.isEmpty())
            encoded += (encoded.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    if (!encoded.isEmpty())
        url.setQuery(QString::fromLatin1(encoded), QUrl::StrictMode);
    return url;
}

void Client::Private::remember(const QByteArray &key, const Answer &answer)
{
    const QByteArray etag = answer.header("etag");
    if (etag.isEmpty() || answer.status != 200 || answer.body.size() > largestKnown)
        return;
    if (!known.contains(key))
        knownOrder << key;
    known.insert(key, {etag, answer});
    while (knownOrder.size() > mostKnown)
        known.remove(knownOrder.takeFirst());
}

QCoro::Task<HttpOutcome> Client::Private::sendOnce(std::shared_ptr<Private> self, Request request, qint64 largest, CancelToken cancel)
{
    QHash<QByteArray, QByteArray> headers;
    const bool toApi = self->isApiHost(request.url);
    const QByteArray key = request.url.toEncoded() + ' ' + request.accept;
    if (toApi) {
        headers.insert("X-GitHub-Api-Version", apiVersion);
        if (!self->options.token.isEmpty())
            headers.insert("Authorization", "Bearer " + self->options.token);
    }
    // What comes meanwhile may push it out.
    const std::optional<Known> before = toApi && isSafe(request) && self->known.contains(key) ? std::optional(self->known.value(key)) : std::nullopt;
    if (before)
        headers.insert("If-None-Match", before->etag);
    HttpLimits limits;
    limits.idle = self->options.patience;
    limits.total = self->options.longest;
    limits.bytes = largest;
    HttpOutcome outcome = co_await exchange(self->network, request, headers, limits, cancel);
    if (!toApi || !outcome.answer)
        co_return outcome;
    self->gate->note(*outcome.answer);
    if (outcome.answer->status == 304 && before) {
        Answer same = before->answer;
        same.headers.insert("date", outcome.answer->header("date"));
        co_return HttpOutcome{same, true};
    }
    if (isSafe(request))
        self->remember(key, *outcome.answer);
    co_return outcome;
}

QCoro::Task<HttpOutcome> Client::Private::withRetries(std::shared_ptr<Private> self, Request request, qint64 largest, CancelToken cancel)
{
    for (qsizetype tries = 0;; ++tries) {
        HttpOutcome outcome = co_await sendOnce(self, request, largest, cancel);
        const bool isTransient = outcome.answer ? isFault(outcome.answer->status)
                                                : outcome.answer.error().code == ErrorCode::Unreachable || outcome.answer.error().code == ErrorCode::TimedOut;
        if (!isSafe(request) || !isTransient || tries >= self->options.retryPauses.size() || self->gate->bar())
            co_return outcome;
        if (!co_await pause(self->options.retryPauses.at(tries), cancel))
            co_return HttpOutcome{cancelled(), false};
    }
}

QCoro::Task<Result<Answer>> Client::Private::ask(std::shared_ptr<Private> self, Request request, CallWords words, CancelToken cancel, Redirects redirects)
{
    if (!isSafe(request)) {
        const std::chrono::milliseconds wait = self->gate->takeTurnToWrite(self->options.betweenWrites);
        if (wait.count() > 0 && !co_await pause(wait, cancel))
            co_return failure(Error{ErrorCode::Cancelled, u"Cancelled."_s, words.unchanged});
    }
    for (int hops = 0;; ++hops) {
        if (const auto bar = self->gate->bar())
            co_return failure(barredError(bar->secondary, bar->until, words));
        if (isOpen(request.url, self->options.api)) {
            co_return failure(Error{ErrorCode::Protocol, u"GitHub sends on to %1 without encryption."_s.arg(request.url.host()), words.unchanged,
                                    u"Check the address of the API, and whether a proxy stands between."_s, {}});
        }
        const qint64 largest = redirects == Redirects::Anywhere ? self->options.largestLog : self->options.largest;
        const HttpOutcome outcome = co_await withRetries(self, request, largest, cancel);
        if (!outcome.answer) {
            Error error = outcome.answer.error();
            error.unchanged = words.unchanged;
            co_return failure(isSafe(request) || !outcome.mayHaveArrived ? error : unknownOutcome(error, words));
        }
        const Answer &answer = *outcome.answer;
        if (!isRedirect(answer.status))
            co_return answer;
        const QUrl target = request.url.resolved(QUrl::fromEncoded(answer.header("location")));
        const bool sameHost = self->isApiHost(target);
        const bool repeatable = isSafe(request) || ((answer.status == 307 || answer.status == 308) && sameHost);
        if (!target.isValid() || target.host().isEmpty() || hops >= mostRedirects || (!sameHost && redirects == Redirects::SameHost) || !repeatable) {
            const QString where = sameHost || target.host().isEmpty() ? u"elsewhere"_s : u"to %1"_s.arg(target.host());
            co_return failure(Error{ErrorCode::Protocol, u"GitHub sends on %1 for %2; that was not followed, and the token was not sent there."_s.arg(where, words.object),
                                    words.unchanged, u"The repository may have been renamed: look at it on GitHub, and set the remote's new address."_s,
                                    u"%1 from %2"_s.arg(answer.status).arg(request.url.toString(QUrl::RemoveQuery))});
        }
        request.url = target;
    }
}

Error Client::Private::refusal(const Request &request, const Answer &answer, const CallWords &words) const
{
    const Error error = errorOf(answer, words, gate->now());
    // The pause grows where GitHub names none: until when it holds the gate knows.
    if (const auto bar = gate->bar(); bar && error.code == ErrorCode::Busy)
        return barredError(bar->secondary, bar->until, words, error.detail);
    // A fault behind a write may have come after it was done.
    return !isSafe(request) && isFault(answer.status) ? unknownOutcome(error, words) : error;
}

QCoro::Task<Result<Answer>> Client::Private::send(std::shared_ptr<Private> self, Request request, CallWords words, CancelToken cancel, Redirects redirects)
{
    const Result<Answer> answer = co_await ask(self, request, words, cancel, redirects);
    if (!answer)
        co_return failure(answer.error());
    if (answer->status >= 400)
        co_return failure(self->refusal(request, *answer, words));
    co_return answer;
}

QCoro::Task<Result<void>> Client::Private::change(std::shared_ptr<Private> self, Request request, CallWords words, CancelToken cancel)
{
    const Result<Answer> answer = co_await send(self, request, words, cancel);
    if (!answer)
        co_return failure(answer.error());
    co_return {};
}

QCoro::Task<Result<QString>> Client::Private::version(std::shared_ptr<Private> self, CancelToken cancel)
{
    if (const std::optional<QString> known = self->installedVersion)
        co_return *known;
    if (self->isService())
        co_return QString();
    const CallWords words = self->words(u"the version of %1"_s.arg(self->options.api.host()));
    const Result<QString> version = co_await get<QString>(self, self->apiUrl(u"/meta"_s), words, &wire::parseInstalledVersion, cancel);
    if (version)
        self->installedVersion = *version;
    co_return version;
}

Client::Client(Repository repository, ClientOptions options)
    : d(std::make_shared<Private>())
{
    d->repository = std::move(repository);
    d->gate = options.gate ? options.gate : std::make_shared<Gate>(options.clocks);
    d->options = std::move(options);
    if (d->options.token.isEmpty())
        d->options.tokenFrom.clear();
    d->variable = tokenVariables(d->isService() ? u"github.com"_s : d->options.api.host()).first();
    d->network = makeNetwork();
}

const Repository &Client::repository() const { return d->repository; }
const QString &Client::tokenFrom() const { return d->options.tokenFrom; }
bool Client::hasToken() const { return !d->options.token.isEmpty(); }
std::optional<RateLimit> Client::rateLimit() const { return d->gate->rate(); }
QDateTime Client::serverNow() const { return d->gate->serverNow(); }

std::chrono::milliseconds Client::fairPause(int requests) const
{
    constexpr qint64 hour = 3'600'000;
    const std::optional<RateLimit> rate = rateLimit();
    const QDateTime now = serverNow();
    if (hasToken() || !rate || !now.isValid())
        return std::chrono::milliseconds(0);
    return std::chrono::milliseconds(std::clamp<qint64>(now.msecsTo(rate->reset), 0, hour) * requests / std::max(1, rate->remaining));
}

std::optional<QDateTime> Client::barredUntil() const
{
    const auto bar = d->gate->bar();
    return bar ? std::optional(bar->until) : std::nullopt;
}

QCoro::Task<Result<RepositoryInfo>> Client::repositoryInfo(CancelToken cancel) const
{
    return Private::get<RepositoryInfo>(d, d->url({}), d->words(u"the repository %1"_s.arg(d->repository.displayName())), &wire::parseRepository, cancel);
}

QCoro::Task<Result<Identity>> Client::identity(CancelToken cancel) const
{
    const std::shared_ptr<Private> self = d;
    if (self->options.token.isEmpty())
        co_return Identity{};
    const Request request{"GET", self->apiUrl(u"/user"_s)};
    const CallWords words = self->words(u"whom the token stands for"_s);
    const Result<Answer> answer = co_await Private::ask(self, request, words, cancel);
    if (!answer)
        co_return failure(answer.error());
    // The token of an app or of a workflow is good for repositories, and nobody's.
    if (isOfNobody(*answer))
        co_return Identity{};
    if (answer->status >= 400)
        co_return failure(self->refusal(request, *answer, words));
    const Result<QString> login = wire::parseLogin(answer->body);
    if (!login)
        co_return failure(login.error());
    Identity identity{*login, {}};
    if (answer->headers.contains("x-oauth-scopes")) {
        QStringList scopes;
        for (const QByteArray &scope : answer->header("x-oauth-scopes").split(',')) {
            if (!scope.trimmed().isEmpty())
                scopes << QString::fromLatin1(scope.trimmed());
        }
        identity.scopes = scopes;
    }
    co_return identity;
}

QCoro::Task<Result<QList<QString>>> Client::branches(CancelToken cancel) const
{
    return Private::list<QString>(d, d->url(u"/branches"_s, {{u"per_page"_s, u"100"_s}}), d->words(u"the branches of %1"_s.arg(d->repository.displayName())),
                                  &wire::parseNames, 0, cancel);
}

QCoro::Task<Result<QList<QString>>> Client::tags(CancelToken cancel) const
{
    return Private::list<QString>(d, d->url(u"/tags"_s, {{u"per_page"_s, u"100"_s}}), d->words(u"the tags of %1"_s.arg(d->repository.displayName())),
                                  &wire::parseNames, 0, cancel);
}

QCoro::Task<Result<QList<QString>>> Client::environments(CancelToken cancel) const
{
    return Private::list<QString>(d, d->url(u"/environments"_s, {{u"per_page"_s, u"100"_s}}),
                                  d->words(u"the environments of %1"_s.arg(d->repository.displayName())), &wire::parseNames, 0, cancel);
}

QCoro::Task<Result<QByteArray>> Client::file(QString path, QString ref, CancelToken cancel) const
{
    const std::shared_ptr<Private> self = d;
    Request request{"GET", self->url(u"/contents/"_s + QString::fromLatin1(QUrl::toPercentEncoding(path, "/")), {{u"ref"_s, ref}})};
    request.accept = "application/vnd.github.raw+json";
    const CallWords words = self->words(ref.isEmpty() ? u"the file %1"_s.arg(path) : u"the file %1 on “%2”"_s.arg(path, ref));
    const Result<Answer> answer = co_await Private::send(self, request, words, cancel);
    if (!answer)
        co_return failure(answer.error());
    co_return answer->body;
}

} // namespace layerdeck::github
