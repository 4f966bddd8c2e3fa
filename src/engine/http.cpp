// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http.h"

#include "base/completion.h"

#include <QTimer>

#include <boost/beast/http/parser.hpp>

namespace layerdeck {

using namespace Qt::StringLiterals;
namespace http = boost::beast::http;

namespace {

/// A Beast body that hands each piece on as it is parsed.
struct SinkBody
{
    using value_type = std::function<void(const char *, std::size_t, boost::system::error_code &)>;

    class reader
    {
    public:
        template <bool isRequest, class Fields>
        reader(http::header<isRequest, Fields> &, value_type &sink)
            : m_sink(sink)
        {
        }
        void init(const boost::optional<std::uint64_t> &, boost::system::error_code &ec) { ec = {}; }
        template <class Buffers>
        std::size_t put(const Buffers &buffers, boost::system::error_code &ec)
        {
            ec = {};
            std::size_t taken = 0;
            for (auto it = boost::asio::buffer_sequence_begin(buffers);
                 it != boost::asio::buffer_sequence_end(buffers) && !ec; ++it) {
                const boost::asio::const_buffer piece(*it);
                m_sink(static_cast<const char *>(piece.data()), piece.size(), ec);
                taken += piece.size();
            }
            return taken;
        }
        void finish(boost::system::error_code &ec) { ec = {}; }

    private:
        value_type &m_sink;
    };
};

Error protocolError(const QString &detail)
{
    return {ErrorCode::Protocol, u"The engine's answer could not be understood."_s, {},
            u"Check that the address is a Docker engine's, then try again."_s, detail};
}

Error brokenError(const QString &detail)
{
    return {ErrorCode::Unreachable, u"The engine ended the connection in the middle of an answer."_s, {},
            u"Check that the engine still runs, then try again."_s, detail};
}

} // namespace

struct HttpResponseReader::Private
{
    HttpOptions options;
    http::response_parser<SinkBody> parser;
    QByteArray pending; ///< bytes that the parser wants to see again, with more behind them
    QByteArray body;
    bool sawBytes = false;
    bool headTold = false;

    void tellHead()
    {
        const int status = static_cast<int>(parser.get().result_int());
        if (headTold || !parser.is_header_done())
            return;
        headTold = true;
        if (options.onHead && status >= 200 && status < 300)
            options.onHead();
    }
};

HttpResponseReader::HttpResponseReader(HttpOptions options, bool headRequest)
    : d(std::make_unique<Private>())
{
    d->options = std::move(options);
    d->parser.eager(true);
    d->parser.skip(headRequest);
    d->parser.header_limit(64 * 1024);
    d->parser.body_limit(boost::none);
    d->parser.get().body() = [this](const char *data, std::size_t size, boost::system::error_code &ec) {
        const int status = d->parser.get().result_int();
        if (d->options.onBody && status >= 200 && status < 300) {
            d->options.onBody(QByteArray(data, static_cast<qsizetype>(size)));
            return;
        }
        if (d->body.size() + static_cast<qint64>(size) > d->options.bodyLimit)
            ec = http::make_error_code(http::error::body_limit);
        else
            d->body.append(data, static_cast<qsizetype>(size));
    };
}

HttpResponseReader::~HttpResponseReader() = default;

Result<void> HttpResponseReader::feed(const QByteArray &bytes)
{
    d->sawBytes = d->sawBytes || !bytes.isEmpty();
    d->pending += bytes;
    boost::system::error_code ec;
    while (!d->pending.isEmpty() && !d->parser.is_done()) {
        const std::size_t used = d->parser.put(
            boost::asio::const_buffer(d->pending.constData(), static_cast<std::size_t>(d->pending.size())), ec);
        d->pending.remove(0, static_cast<qsizetype>(used));
        d->tellHead();
        if (ec == http::error::need_more)
            return {};
        if (ec)
            return failure(protocolError(QString::fromStdString(ec.message())));
    }
    return {};
}

Result<void> HttpResponseReader::finish()
{
    if (d->parser.is_done())
        return {};
    if (!d->sawBytes)
        return failure(brokenError(u"The connection closed before an answer came."_s));
    boost::system::error_code ec;
    if (d->parser.is_header_done())
        d->parser.put_eof(ec);
    if (!d->parser.is_done())
        return failure(brokenError(ec ? QString::fromStdString(ec.message()) : u"The header is cut off."_s));
    return {};
}

bool HttpResponseReader::isDone() const
{
    return d->parser.is_done();
}

HttpResponse HttpResponseReader::takeResponse()
{
    HttpResponse response;
    response.status = static_cast<int>(d->parser.get().result_int());
    for (const auto &field : d->parser.get()) {
        const auto name = field.name_string();
        const auto value = field.value();
        response.headers.insert(QByteArray(name.data(), static_cast<qsizetype>(name.size())).toLower(),
                                QByteArray(value.data(), static_cast<qsizetype>(value.size())));
    }
    response.body = std::move(d->body);
    response.keepAlive = d->parser.keep_alive() && d->pending.isEmpty();
    return response;
}

QByteArray serialized(const HttpRequest &request)
{
    QByteArray bytes = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: docker\r\n"
                       "User-Agent: layerdeck\r\nAccept: application/json\r\n";
    if (!request.keepAlive)
        bytes += "Connection: close\r\n";
    if (!request.body.isEmpty())
        bytes += "Content-Type: " + request.contentType + "\r\n";
    if (!request.body.isEmpty() || request.method == "POST")
        bytes += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n";
    return bytes + "\r\n" + request.body;
}

QCoro::Task<Result<HttpResponse>> exchange(Connection connection, HttpRequest request, HttpOptions options,
                                           CancelToken cancel)
{
    enum class End { Done, Broken, TimedOut, Cancelled };
    if (cancel.isCancelled())
        co_return cancelled();

    const std::chrono::milliseconds idleTimeout = options.idleTimeout;
    auto reader = std::make_shared<HttpResponseReader>(std::move(options), request.method == "HEAD");
    auto error = std::make_shared<Error>();
    Completion<End> ended;
    QIODevice *device = connection.get();
    QTimer idle;
    idle.setSingleShot(true);
    idle.setInterval(idleTimeout);
    QObject::connect(&idle, &QTimer::timeout, &idle, [ended] { ended.complete(End::TimedOut); });

    const auto read = [device, reader, error, ended, idleTimeout, &idle] {
        if (ended.isComplete())
            return;
        if (idleTimeout.count() > 0)
            idle.start();
        if (const auto fed = reader->feed(device->readAll()); !fed) {
            *error = fed.error();
            ended.complete(End::Broken);
        } else if (reader->isDone()) {
            ended.complete(End::Done);
        }
    };
    const auto closed = [reader, error, ended, read, device] {
        if (device->bytesAvailable() > 0)
            read();
        if (ended.isComplete())
            return;
        if (const auto finished = reader->finish(); !finished) {
            *error = finished.error();
            ended.complete(End::Broken);
        } else {
            ended.complete(End::Done);
        }
    };
    QObject::connect(device, &QIODevice::readyRead, &idle, read);
    QObject::connect(device, &QIODevice::readChannelFinished, &idle, closed);
    const auto registration = cancel.onCancel([ended] { ended.complete(End::Cancelled); });

    if (idleTimeout.count() > 0)
        idle.start();
    // A process (ssh) may have ended before anyone listened; its device then tells nothing any more.
    if (device->write(serialized(request)) < 0)
        closed();

    const End end = co_await ended;
    QObject::disconnect(device, nullptr, &idle, nullptr);
    switch (end) {
    case End::Done:
        co_return reader->takeResponse();
    case End::Broken:
        co_return failure(*error);
    case End::TimedOut:
        co_return failure(Error{ErrorCode::TimedOut,
                                u"The engine said nothing for %1 s."_s.arg(
                                    std::chrono::duration_cast<std::chrono::seconds>(idleTimeout).count()),
                                {},
                                u"Check that the engine is not stuck, then try again."_s,
                                QString::fromLatin1(request.method + ' ' + request.target)});
    case End::Cancelled:
        break;
    }
    co_return cancelled();
}

} // namespace layerdeck
