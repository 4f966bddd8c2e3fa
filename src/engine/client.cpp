// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/client.h"

#include "engine/builderapi.h"
#include "engine/connectionpool.h"
#include "engine/http.h"
#include "engine/parse.h"

#include <QFuture>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>
#include <QtConcurrent>

#include <qcoro/qcorofuture.h>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The newest API whose answers this client was read against. 1.44 or later is needed for build cache (26.1.5 ends
/// the connection for 1.42 and 1.43); an older engine is asked at 1.41.
constexpr ApiVersion newestKnown{1, 51};
constexpr ApiVersion oldestSupported{1, 41};
/// Bytes; takes a few milliseconds to parse.
constexpr qsizetype largeBody = 128 * 1024;
constexpr qsizetype longestEvent = 1 << 20;
constexpr auto connectTimeout = std::chrono::seconds(10);

Error statusError(const HttpResponse &response, const HttpRequest &request)
{
    const QString said = engineapi::parseErrorMessage(response.body);
    const ErrorCode code = response.status == 404 ? ErrorCode::NotFound : ErrorCode::OperationFailed;
    return {code, u"The engine answered: %1."_s.arg(said.isEmpty() ? QString::number(response.status) : said), {},
            {}, u"%1 %2: %3"_s.arg(QString::fromLatin1(request.method), QString::fromLatin1(request.target))
                    .arg(response.status)};
}

/// A status of 400 or more is an error.
Result<HttpResponse> checked(Result<HttpResponse> response, const HttpRequest &request)
{
    if (response && response->status >= 400)
        return failure(statusError(*response, request));
    return response;
}

} // namespace

struct EngineClient::Private
{
    DockerContext context;
    std::chrono::milliseconds patience = usualPatience;
    std::optional<ApiVersion> api;
    ConnectionPool pool;

    static QCoro::Task<Result<HttpResponse>> send(std::shared_ptr<Private> self, HttpRequest request,
                                                  CancelToken cancel);
    static QCoro::Task<Result<ApiVersion>> negotiate(std::shared_ptr<Private> self, CancelToken cancel);
    static QCoro::Task<Result<QByteArray>> call(std::shared_ptr<Private> self, QByteArray method,
                                                QByteArray target, CancelToken cancel);

    /// A call whose body comes piece by piece, over a connection of its own. `onHead`: the answer has begun.
    static QCoro::Task<Result<void>> stream(std::shared_ptr<Private> self, QByteArray target, HttpOptions options,
                                            CancelToken cancel);

    /// Calls and parses, for the calls that need nothing else. Large answers are parsed in another thread.
    template <typename T>
    static QCoro::Task<Result<T>> typed(std::shared_ptr<Private> self, QByteArray method, QByteArray target,
                                        Result<T> (*parse)(const QByteArray &), CancelToken cancel)
    {
        const Result<QByteArray> body = co_await call(self, method, target, cancel);
        if (!body)
            co_return failure(body.error());
        if (body->size() < largeBody)
            co_return parse(*body);
        QFuture<Result<T>> parsing = QtConcurrent::run(parse, *body);
        co_return co_await parsing;
    }
};

QCoro::Task<Result<HttpResponse>> EngineClient::Private::send(std::shared_ptr<Private> self, HttpRequest request,
                                                              CancelToken cancel)
{
    request.keepAlive = true;
    HttpOptions options;
    // Prune and large removals are silent until they are done.
    options.idleTimeout = request.method == "GET" ? self->patience : std::chrono::minutes(10);
    if (const Connection idle = self->pool.take()) {
        Result<HttpResponse> response = co_await exchange(idle, request, options, cancel);
        if (response && response->keepAlive)
            self->pool.put(idle);
        // The engine may close an idle connection in the moment it is taken. What only reads can be asked again.
        const bool again = !response && response.error().code == ErrorCode::Unreachable && request.method == "GET";
        if (!again)
            co_return checked(std::move(response), request);
    }
    const Result<Connection> connection = co_await connectTo(self->context.endpoint, connectTimeout, cancel);
    if (!connection)
        co_return failure(connection.error());
    Result<HttpResponse> response = co_await exchange(*connection, request, options, cancel);
    if (response && response->keepAlive)
        self->pool.put(*connection);
    co_return checked(std::move(response), request);
}

QCoro::Task<Result<ApiVersion>> EngineClient::Private::negotiate(std::shared_ptr<Private> self, CancelToken cancel)
{
    if (self->api)
        co_return *self->api;
    HttpRequest request;
    request.target = "/_ping";
    const Result<HttpResponse> response = co_await send(self, request, cancel);
    const bool isUnknown = !response && response.error().code == ErrorCode::NotFound;
    if (!response && !isUnknown)
        co_return failure(response.error());
    const QString told = isUnknown ? QString() : QString::fromLatin1(response->headers.value("api-version"));
    const auto offered = ApiVersion::parse(told);
    if (!offered) {
        co_return failure(ErrorCode::Protocol,
                          u"%1 answers, but not as a Docker engine does."_s.arg(self->context.endpoint.url()),
                          u"Check the address of the engine."_s,
                          isUnknown ? response.error().detail : u"/_ping has no Api-Version header"_s);
    }
    if (*offered < oldestSupported) {
        co_return failure(ErrorCode::ToolMissing, u"This engine is too old: it speaks API %1."_s.arg(told),
                          u"Use Docker 20.10 or later."_s);
    }
    self->api = std::min(*offered, newestKnown);
    co_return *self->api;
}

QCoro::Task<Result<QByteArray>> EngineClient::Private::call(std::shared_ptr<Private> self, QByteArray method,
                                                            QByteArray target, CancelToken cancel)
{
    const Result<ApiVersion> api = co_await negotiate(self, cancel);
    if (!api)
        co_return failure(api.error());
    HttpRequest request;
    request.method = method;
    request.target = "/v" + api->toString().toLatin1() + target;
    Result<HttpResponse> response = co_await send(self, request, cancel);
    // Another engine may stand behind the address by now: the next call asks again what it speaks.
    if (!response)
        self->api.reset();
    if (!response)
        co_return failure(response.error());
    co_return std::move(response->body);
}

QCoro::Task<Result<void>> EngineClient::Private::stream(std::shared_ptr<Private> self, QByteArray target,
                                                        HttpOptions options, CancelToken cancel)
{
    const Result<ApiVersion> api = co_await negotiate(self, cancel);
    if (!api)
        co_return failure(api.error());
    HttpRequest request;
    request.target = "/v" + api->toString().toLatin1() + target;
    const Result<Connection> connection = co_await connectTo(self->context.endpoint, connectTimeout, cancel);
    if (!connection)
        co_return failure(connection.error());
    Result<HttpResponse> response = co_await exchange(*connection, request, options, cancel);
    const Result<HttpResponse> answer = checked(std::move(response), request);
    if (!answer)
        co_return failure(answer.error());
    co_return {};
}

EngineClient::EngineClient(DockerContext context, std::chrono::milliseconds patience)
    : d(std::make_shared<Private>())
{
    d->context = std::move(context);
    d->patience = patience;
}

const DockerContext &EngineClient::context() const
{
    return d->context;
}

QCoro::Task<Result<EngineVersion>> EngineClient::version(CancelToken cancel) const
{
    return Private::typed(d, "GET", "/version", &engineapi::parseVersion, cancel);
}

EngineClient EngineClient::knowing(const EngineInfo &info) const
{
    EngineClient client = *this;
    client.m_known = std::make_shared<const EngineInfo>(info);
    return client;
}

QCoro::Task<Result<EngineInfo>> EngineClient::info(CancelToken cancel) const
{
    if (const std::shared_ptr<const EngineInfo> known = m_known)
        co_return *known;
    co_return co_await Private::typed(d, "GET", "/info", &engineapi::parseInfo, cancel);
}

QCoro::Task<Result<QList<Image>>> EngineClient::images(CancelToken cancel) const
{
    const Result<ApiVersion> api = co_await Private::negotiate(d, cancel);
    if (!api)
        co_return failure(api.error());
    const QByteArray target = *api < ApiVersion{1, 47} ? "/images/json" : "/images/json?manifests=1";
    co_return co_await Private::typed(d, "GET", target, &engineapi::parseImages, cancel);
}

QCoro::Task<Result<QList<HistoryEntry>>> EngineClient::history(QString image, CancelToken cancel) const
{
    return Private::typed(d, "GET", "/images/" + QUrl::toPercentEncoding(image, "/:@") + "/history",
                          &engineapi::parseHistory, cancel);
}

QCoro::Task<Result<ImageDetail>> EngineClient::inspectImage(QString image, CancelToken cancel) const
{
    return Private::typed(d, "GET", "/images/" + QUrl::toPercentEncoding(image, "/:@") + "/json",
                          &engineapi::parseImageDetail, cancel);
}

QCoro::Task<Result<QList<Container>>> EngineClient::containers(QString project, CancelToken cancel) const
{
    QByteArray target = "/containers/json?all=1";
    if (!project.isEmpty()) {
        const QJsonObject label{{u"com.docker.compose.project="_s + project, true}};
        const QJsonObject filters{{u"label"_s, label}};
        target += "&filters=" + QJsonDocument(filters).toJson(QJsonDocument::Compact).toPercentEncoding();
    }
    return Private::typed(d, "GET", target, &engineapi::parseContainers, cancel);
}

QCoro::Task<Result<DiskUsage>> EngineClient::buildCache(CancelToken cancel) const
{
    return Private::typed(d, "GET", "/system/df?type=build-cache", &engineapi::parseDiskUsage, cancel);
}

QCoro::Task<Result<PruneResult>> EngineClient::pruneRecord(QString id, CancelToken cancel) const
{
    const QJsonObject filters{{u"id"_s, QJsonObject{{id, true}}}};
    const QByteArray text = QJsonDocument(filters).toJson(QJsonDocument::Compact).toPercentEncoding();
    return Private::typed(d, "POST", "/build/prune?all=1&filters=" + text, &engineapi::parsePrune, cancel);
}

QCoro::Task<Result<bool>> EngineClient::tagImage(QString image, QString repository, QString tag, CancelToken cancel) const
{
    const QByteArray target = "/images/" + QUrl::toPercentEncoding(image, "/:@") + "/tag?repo=" + QUrl::toPercentEncoding(repository)
                              + "&tag=" + QUrl::toPercentEncoding(tag);
    const Result<QByteArray> answer = co_await Private::call(d, "POST", target, cancel);
    if (!answer)
        co_return failure(answer.error());
    co_return true;
}

QCoro::Task<Result<ImageRemoval>> EngineClient::removeImage(QString image, CancelToken cancel) const
{
    return Private::typed(d, "DELETE", "/images/" + QUrl::toPercentEncoding(image, "/:@") + "?force=1",
                          &engineapi::parseRemoval, cancel);
}

QCoro::Task<Result<void>> EngineClient::events(std::function<void()> onBegin,
                                               std::function<void(const EngineEvent &)> onEvent,
                                               CancelToken cancel) const
{
    HttpOptions options;
    options.idleTimeout = {};
    options.onHead = onBegin;
    auto rest = std::make_shared<QByteArray>();
    options.onBody = [rest, onEvent](const QByteArray &piece) {
        *rest += piece;
        for (qsizetype end = rest->indexOf('\n'); end >= 0; end = rest->indexOf('\n')) {
            const QByteArray line = rest->left(end);
            rest->remove(0, end + 1);
            // One that cannot be understood costs nothing but itself.
            if (const auto event = engineapi::parseEvent(line))
                onEvent(*event);
        }
        if (rest->size() > longestEvent)
            rest->clear();
    };
    const Result<void> ended = co_await Private::stream(d, "/events", options, cancel);
    if (!ended)
        co_return failure(ended.error());
    co_return failure(ErrorCode::Unreachable, u"The engine has ended the stream of events."_s);
}

QCoro::Task<Result<QMap<QString, bool>>> EngineClient::inlineCaches(QStringList images, CancelToken cancel) const
{
    QMap<QString, bool> caches;
    if (images.isEmpty())
        co_return caches;
    const Result<Connection> connection = co_await connectTo(d->context.endpoint, connectTimeout, cancel);
    if (!connection)
        co_return failure(connection.error());
    GrpcChannel channel(*connection);
    if (const Result<void> opened = co_await channel.open(connectTimeout, cancel); !opened)
        co_return failure(opened.error());
    const auto configs = co_await builderapi::imageConfigs(channel, images, cancel);
    if (!configs)
        co_return failure(configs.error());
    for (auto it = configs->cbegin(); it != configs->cend(); ++it) {
        const Result<bool> holds = builderapi::holdsInlineCache(*it);
        if (!holds)
            co_return failure(holds.error());
        caches.insert(it.key(), *holds);
    }
    co_return caches;
}

QCoro::Task<Result<void>> EngineClient::exportImage(QString image, std::function<void(const QByteArray &)> onPiece,
                                                    CancelToken cancel) const
{
    HttpOptions options;
    // The classic store writes the whole archive to its own disk before it sends the first byte.
    options.idleTimeout = std::chrono::minutes(5);
    options.onBody = onPiece;
    co_return co_await Private::stream(d, "/images/" + QUrl::toPercentEncoding(image, "/:@") + "/get", options, cancel);
}

} // namespace layerdeck
