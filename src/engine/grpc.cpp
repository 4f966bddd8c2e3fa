// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/grpc.h"

#include "base/completion.h"

#include <QTimer>
#include <QUrl>
#include <QtEndian>

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <vector>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Bytes of an answer and of the head before HTTP/2; a broken engine must not fill the memory.
constexpr qsizetype largestAnswer = 64 * 1024 * 1024;
constexpr qsizetype largestHead = 64 * 1024;
/// gRPC's frame: a flag for compression and the length, big endian, before each message.
constexpr qsizetype prefix = 5;

Error brokenError()
{
    return {ErrorCode::Unreachable, u"The engine's builder ended the connection in the middle of an answer."_s, {},
            u"Check that the engine still runs, then try again."_s, {}};
}

Error protocolError(const QString &detail)
{
    return {ErrorCode::Protocol, u"The answer of the engine's builder could not be understood."_s, {}, {}, detail};
}

Error timeoutError(std::chrono::milliseconds after)
{
    return {ErrorCode::TimedOut, u"The engine's builder said nothing for %1 s."_s.arg(std::chrono::duration_cast<std::chrono::seconds>(after).count()), {},
            u"Check that the engine is not stuck, then try again."_s, {}};
}

QByteArray framed(const QByteArray &message)
{
    QByteArray bytes(prefix, '\0');
    qToBigEndian(static_cast<quint32>(message.size()), bytes.data() + 1);
    return bytes + message;
}

/// A call on its way.
struct Exchange
{
    QByteArray request;
    qsizetype sent = 0;
    QByteArray answer;
    QByteArray status; ///< gRPC's own, of the trailer
    QByteArray said;
    Completion<Result<QByteArray>> done;

    Result<QByteArray> result() const
    {
        if (status.isEmpty())
            return failure(brokenError());
        if (status != "0") {
            const QString sentence = QString::fromUtf8(QByteArray::fromPercentEncoding(said));
            return failure(ErrorCode::OperationFailed,
                           u"The engine's builder answered: %1."_s.arg(sentence.isEmpty() ? QString::fromLatin1(status) : sentence));
        }
        const bool whole = answer.size() >= prefix && answer.at(0) == 0 && qFromBigEndian<quint32>(answer.constData() + 1) == answer.size() - prefix;
        if (!whole)
            return failure(protocolError(u"a gRPC message of %1 bytes"_s.arg(answer.size())));
        return answer.mid(prefix);
    }
};

} // namespace

struct GrpcChannel::Private
{
    Connection connection;
    QObject listener; ///< what it is connected with goes with the channel
    nghttp2_session *session = nullptr;
    std::unordered_map<int32_t, Exchange> exchanges;
    std::optional<Error> broken;

    ~Private() { nghttp2_session_del(session); }

    void begin();
    void take(const QByteArray &bytes);
    void send();
    void finish(int32_t id, const Result<QByteArray> &result);
    void fail(const Error &error);
    void submit(const GrpcCall &call, const Completion<Result<QByteArray>> &done);

    // As nghttp2 calls them, with the Private as `user`.
    static int onData(nghttp2_session *, uint8_t, int32_t id, const uint8_t *data, size_t size, void *user);
    static int onHeader(nghttp2_session *, const nghttp2_frame *frame, const uint8_t *name, size_t nameSize, const uint8_t *value,
                        size_t valueSize, uint8_t, void *user);
    static int onClose(nghttp2_session *, int32_t id, uint32_t, void *user);
    static ssize_t readRequest(nghttp2_session *, int32_t id, uint8_t *to, size_t room, uint32_t *flags, nghttp2_data_source *, void *user);
};

int GrpcChannel::Private::onData(nghttp2_session *, uint8_t, int32_t id, const uint8_t *data, size_t size, void *user)
{
    auto *self = static_cast<Private *>(user);
    const auto at = self->exchanges.find(id);
    if (at == self->exchanges.end())
        return 0;
    if (at->second.answer.size() + qsizetype(size) > largestAnswer)
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    at->second.answer.append(reinterpret_cast<const char *>(data), qsizetype(size));
    return 0;
}

int GrpcChannel::Private::onHeader(nghttp2_session *, const nghttp2_frame *frame, const uint8_t *name, size_t nameSize,
                                   const uint8_t *value, size_t valueSize, uint8_t, void *user)
{
    auto *self = static_cast<Private *>(user);
    const auto at = self->exchanges.find(frame->hd.stream_id);
    if (at == self->exchanges.end())
        return 0;
    const QByteArrayView key(reinterpret_cast<const char *>(name), qsizetype(nameSize));
    const QByteArrayView text(reinterpret_cast<const char *>(value), qsizetype(valueSize));
    if (key == "grpc-status")
        at->second.status = text.toByteArray();
    else if (key == "grpc-message")
        at->second.said = text.toByteArray();
    return 0;
}

int GrpcChannel::Private::onClose(nghttp2_session *, int32_t id, uint32_t, void *user)
{
    auto *self = static_cast<Private *>(user);
    if (const auto at = self->exchanges.find(id); at != self->exchanges.end())
        self->finish(id, at->second.result());
    return 0;
}

ssize_t GrpcChannel::Private::readRequest(nghttp2_session *, int32_t id, uint8_t *to, size_t room, uint32_t *flags, nghttp2_data_source *,
                                          void *user)
{
    auto *self = static_cast<Private *>(user);
    const auto at = self->exchanges.find(id);
    if (at == self->exchanges.end())
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    Exchange &exchange = at->second;
    const qsizetype size = std::min(qsizetype(room), exchange.request.size() - exchange.sent);
    std::memcpy(to, exchange.request.constData() + exchange.sent, size_t(size));
    exchange.sent += size;
    if (exchange.sent == exchange.request.size())
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return ssize_t(size);
}

/// The connection speaks HTTP/2 from here on.
void GrpcChannel::Private::begin()
{
    nghttp2_session_callbacks *callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &Private::onData);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &Private::onHeader);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &Private::onClose);
    nghttp2_session_client_new(&session, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0);
    QIODevice *device = connection.get();
    QObject::connect(device, &QIODevice::readyRead, &listener, [this, device] { take(device->readAll()); });
    QObject::connect(device, &QIODevice::readChannelFinished, &listener, [this, device] {
        take(device->readAll());
        fail(brokenError());
    });
    // What came already first: it may say more than that the other side has gone.
    take(device->readAll());
    send();
}

void GrpcChannel::Private::take(const QByteArray &bytes)
{
    if (broken || bytes.isEmpty())
        return;
    const ssize_t taken = nghttp2_session_mem_recv(session, reinterpret_cast<const uint8_t *>(bytes.constData()), size_t(bytes.size()));
    if (taken < 0)
        return fail(protocolError(QString::fromLatin1(nghttp2_strerror(int(taken)))));
    send();
}

/// What nghttp2 has to say: requests, and its own frames.
void GrpcChannel::Private::send()
{
    const uint8_t *data = nullptr;
    for (ssize_t size = nghttp2_session_mem_send(session, &data); size > 0 && !broken; size = nghttp2_session_mem_send(session, &data)) {
        if (connection->write(reinterpret_cast<const char *>(data), qint64(size)) < 0)
            fail(brokenError());
    }
}

void GrpcChannel::Private::finish(int32_t id, const Result<QByteArray> &result)
{
    const auto at = exchanges.find(id);
    if (at == exchanges.end())
        return;
    at->second.done.complete(result);
    exchanges.erase(at);
}

void GrpcChannel::Private::fail(const Error &error)
{
    if (!broken)
        broken = error;
    for (const auto &[id, exchange] : exchanges)
        exchange.done.complete(failure(*broken));
    exchanges.clear();
}

void GrpcChannel::Private::submit(const GrpcCall &call, const Completion<Result<QByteArray>> &done)
{
    QList<std::pair<QByteArray, QByteArray>> headers{{":method", "POST"},
                                                     {":scheme", "http"},
                                                     {":path", call.method},
                                                     {":authority", "localhost"},
                                                     {"content-type", "application/grpc"},
                                                     {"te", "trailers"}};
    for (auto it = call.metadata.cbegin(); it != call.metadata.cend(); ++it)
        headers << std::pair(it.key(), it.value());
    std::vector<nghttp2_nv> fields;
    for (auto &[name, value] : headers) {
        fields.push_back({reinterpret_cast<uint8_t *>(name.data()), reinterpret_cast<uint8_t *>(value.data()), size_t(name.size()),
                          size_t(value.size()), NGHTTP2_NV_FLAG_NONE});
    }
    nghttp2_data_provider body{{}, &Private::readRequest};
    const int32_t id = nghttp2_submit_request(session, nullptr, fields.data(), fields.size(), &body, nullptr);
    if (id < 0) {
        done.complete(failure(protocolError(QString::fromLatin1(nghttp2_strerror(id)))));
        return;
    }
    exchanges.emplace(id, Exchange{framed(call.message), 0, {}, {}, {}, done});
    send();
}

GrpcChannel::GrpcChannel(Connection connection)
    : d(std::make_unique<Private>())
{
    d->connection = std::move(connection);
}

GrpcChannel::~GrpcChannel()
{
    d->fail({ErrorCode::Cancelled, {}, {}, {}, {}});
    QObject::disconnect(d->connection.get(), nullptr, &d->listener, nullptr);
    d->connection->close();
}

QCoro::Task<Result<void>> GrpcChannel::open(std::chrono::milliseconds timeout, CancelToken cancel)
{
    enum class End { Head, Closed, TimedOut, Cancelled };
    QIODevice *device = d->connection.get();
    QByteArray head;
    Completion<End> ended;
    QObject here;
    const auto read = [&head, device, ended] {
        // What comes behind the head is HTTP/2 already.
        while (device->bytesAvailable() > 0 && !head.endsWith("\r\n\r\n") && head.size() < largestHead)
            head += device->read(1);
        if (head.endsWith("\r\n\r\n") || head.size() >= largestHead)
            ended.complete(End::Head);
    };
    QObject::connect(device, &QIODevice::readyRead, &here, read);
    QObject::connect(device, &QIODevice::readChannelFinished, &here, [read, ended] {
        read();
        ended.complete(End::Closed);
    });
    QTimer::singleShot(timeout, &here, [ended] { ended.complete(End::TimedOut); });
    const auto registration = cancel.onCancel([ended] { ended.complete(End::Cancelled); });
    if (device->write("POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n") < 0)
        ended.complete(End::Closed);
    const End end = co_await ended;
    QObject::disconnect(device, nullptr, &here, nullptr);
    if (end == End::Cancelled)
        co_return cancelled();
    if (end == End::TimedOut)
        co_return failure(timeoutError(timeout));
    if (end == End::Closed)
        co_return failure(brokenError());
    const QByteArray status = head.left(head.indexOf('\r'));
    if (!status.startsWith("HTTP/1.1 101 ") || !head.endsWith("\r\n\r\n"))
        co_return failure(protocolError(QString::fromLatin1(status.left(200))));
    d->begin();
    co_return Result<void>();
}

QCoro::Task<Result<QByteArray>> GrpcChannel::call(GrpcCall call, std::chrono::milliseconds timeout, CancelToken cancel)
{
    if (cancel.isCancelled())
        co_return cancelled();
    if (d->broken)
        co_return failure(*d->broken);
    Completion<Result<QByteArray>> done;
    d->submit(call, done);
    QObject here;
    QTimer::singleShot(timeout, &here, [done, timeout] { done.complete(failure(timeoutError(timeout))); });
    const auto registration = cancel.onCancel([done] { done.complete(cancelled()); });
    co_return co_await done;
}

} // namespace layerdeck
