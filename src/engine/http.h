// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "engine/transport.h"

#include <QByteArray>
#include <QMap>

#include <qcoro/qcorotask.h>

#include <chrono>
#include <functional>
#include <memory>

namespace layerdeck {

struct HttpRequest
{
    QByteArray method = "GET";
    QByteArray target; ///< path and query, already percent-encoded
    QByteArray body = {};
    QByteArray contentType = "application/json";
    bool keepAlive = false; ///< the connection can take another request afterwards, see HttpResponse::keepAlive
};

struct HttpResponse
{
    int status = 0;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;                      ///< empty where the body went to `onBody`
    bool keepAlive = false;               ///< the other side leaves the connection open for another request
};

struct HttpOptions
{
    /// The longest silence of the other side, not the length of the whole exchange; zero: it may keep silent for ever.
    std::chrono::milliseconds idleTimeout{30'000};
    /// A larger body is a Protocol error; keeps a broken engine from filling the memory. For collected bodies only.
    qint64 bodyLimit = 256 * 1024 * 1024;
    /// Where set, is called once when a successful (2xx) head has come.
    std::function<void()> onHead = {};
    /// Where set, gets a successful (2xx) body piece by piece, dechunked, instead of HttpResponse::body.
    std::function<void(const QByteArray &)> onBody = {};
};

/// The bytes of a request, ready to be sent; the connection closes after it unless `keepAlive` is set.
QByteArray serialized(const HttpRequest &request);

/// Reads one HTTP/1.1 response from pieces of any size. Pure: no device, no time.
class HttpResponseReader
{
public:
    explicit HttpResponseReader(HttpOptions options, bool headRequest = false);
    ~HttpResponseReader();
    HttpResponseReader(const HttpResponseReader &) = delete;
    HttpResponseReader &operator=(const HttpResponseReader &) = delete;

    /// Takes the next bytes; an error (Protocol) is final.
    Result<void> feed(const QByteArray &bytes);
    /// The stream has ended; an error where the response has not.
    Result<void> finish();
    bool isDone() const;
    /// What was read; valid once isDone().
    HttpResponse takeResponse();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Sends `request` over `connection` and reads the answer, without blocking. Any status is a result. Errors:
/// Cancelled, TimedOut, Unreachable (the connection broke), Protocol.
QCoro::Task<Result<HttpResponse>> exchange(Connection connection, HttpRequest request, HttpOptions options,
                                           CancelToken cancel);

} // namespace layerdeck
