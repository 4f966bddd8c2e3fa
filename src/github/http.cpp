// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/http.h"

#include "base/completion.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

#include <algorithm>
#include <cstring>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

class SystemProxies : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override { return systemProxyForQuery(query); }
};

/// A body that can be read once: what cannot be rewound Qt does not send a second time.
class OnceBody : public QIODevice
{
public:
    explicit OnceBody(QByteArray body)
        : m_body(std::move(body))
    {
        open(ReadOnly | Unbuffered);
    }
    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override { return m_body.size() - m_read + QIODevice::bytesAvailable(); }
    bool atEnd() const override { return m_read == m_body.size(); }
    bool reset() override { return false; }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        const qint64 size = std::min<qint64>(most, m_body.size() - m_read);
        if (size <= 0)
            return m_read == m_body.size() ? -1 : 0;
        std::memcpy(data, m_body.constData() + m_read, static_cast<std::size_t>(size));
        m_read += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_body;
    qint64 m_read = 0;
};

/// Why a request is ended from here.
enum class Ended { Finished, Cancelled, TimedOut, TooLarge };

Error networkError(const QNetworkReply &reply)
{
    // Where it is not the usual one, it may be what is wrong.
    const QString host = reply.url().port() < 0 ? reply.url().host() : reply.url().authority(QUrl::FullyEncoded);
    const QString said = reply.errorString();
    switch (reply.error()) {
    case QNetworkReply::HostNotFoundError:
        return {ErrorCode::Unreachable, u"%1 was not found on the network."_s.arg(host), {}, u"Check the connection and the name of the host."_s, said};
    case QNetworkReply::SslHandshakeFailedError:
        return {ErrorCode::Unreachable, u"There is no safe connection to %1."_s.arg(host), {},
                u"Have its certificate, or that of the proxy in between, trusted by this machine."_s, said};
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return {ErrorCode::TimedOut, u"%1 has stopped answering."_s.arg(host), {}, u"Try again; www.githubstatus.com tells of known faults."_s, said};
    case QNetworkReply::ContentReSendError:
        return {ErrorCode::Unreachable, u"%1 ended the connection, or sent the request elsewhere, before it answered."_s.arg(host), {},
                u"Check the connection, then try again."_s, said};
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return {ErrorCode::Unreachable, u"The proxy on the way to %1 did not let the request through."_s.arg(host), {},
                u"Check the proxy in the system's settings or in https_proxy."_s, said};
    default:
        if (reply.url().port() > 0)
            return {ErrorCode::Unreachable, u"The connection to %1 failed."_s.arg(host), {},
                    u"Check the port: it stands in the address that was given with --api, or in that of the git remote. Then check the connection."_s, said};
        return {ErrorCode::Unreachable, u"The connection to %1 failed."_s.arg(host), {}, u"Check the connection, then try again."_s, said};
    }
}

bool neverArrived(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::SslHandshakeFailedError:
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::ProtocolUnknownError: return true;
    default: return false;
    }
}

Answer answerOf(const QNetworkReply &reply, QByteArray body)
{
    Answer answer;
    answer.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    for (const auto &[name, value] : reply.rawHeaderPairs())
        answer.headers.insert(name.toLower(), value);
    answer.body = std::move(body);
    answer.url = reply.url();
    return answer;
}

QNetworkRequest networkRequest(const Request &request, const QHash<QByteArray, QByteArray> &headers, const HttpLimits &limits)
{
    QNetworkRequest made(request.url);
    made.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    made.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    made.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    made.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    made.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    // What keeps Qt from sending a request twice, and what tells how an answer ended, was seen with HTTP/1.1 only.
    made.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    made.setTransferTimeout(static_cast<int>(limits.idle.count()));
    made.setRawHeader("User-Agent", "Layerdeck/" + QCoreApplication::applicationVersion().toLatin1());
    made.setRawHeader("Accept", request.accept);
    if (!request.body.isEmpty()) {
        made.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        made.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
    }
    for (auto it = headers.cbegin(); it != headers.cend(); ++it)
        made.setRawHeader(it.key(), it.value());
    return made;
}

} // namespace

std::shared_ptr<QNetworkAccessManager> makeNetwork()
{
    auto network = std::make_shared<QNetworkAccessManager>();
    network->setProxyFactory(new SystemProxies);
    network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    return network;
}

QCoro::Task<HttpOutcome> exchange(std::shared_ptr<QNetworkAccessManager> network, Request request, QHash<QByteArray, QByteArray> headers,
                                  HttpLimits limits, CancelToken cancel)
{
    if (cancel.isCancelled())
        co_return HttpOutcome{cancelled(), false};
    OnceBody body(request.body);
    const std::unique_ptr<QNetworkReply> reply(network->sendCustomRequest(networkRequest(request, headers, limits), request.method,
                                                                          request.body.isEmpty() ? nullptr : &body));
    Completion<Ended> ended;
    QByteArray received;
    QObject::connect(reply.get(), &QNetworkReply::readyRead, reply.get(), [&] {
        received += reply->readAll();
        if (received.size() > limits.bytes)
            ended.complete(Ended::TooLarge);
    });
    QObject::connect(reply.get(), &QNetworkReply::finished, reply.get(), [&] { ended.complete(Ended::Finished); });
    QTimer total;
    total.setSingleShot(true);
    QObject::connect(&total, &QTimer::timeout, &total, [&] { ended.complete(Ended::TimedOut); });
    total.start(limits.total);
    const CancelToken::Registration registration = cancel.onCancel([ended] { ended.complete(Ended::Cancelled); });
    const Ended how = co_await ended;
    reply->disconnect();
    total.stop();
    if (how != Ended::Finished)
        reply->abort();
    else if (reply->isOpen())
        received += reply->readAll();
    const QString host = request.url.host();
    switch (how) {
    case Ended::Cancelled: co_return HttpOutcome{cancelled(), true};
    case Ended::TimedOut:
        co_return HttpOutcome{failure(ErrorCode::TimedOut, u"The answer of %1 did not come to an end."_s.arg(host), u"Try again later."_s), true};
    case Ended::TooLarge:
        co_return HttpOutcome{failure(ErrorCode::Protocol, u"The answer of %1 is larger than %2 MB; the rest was not read."_s.arg(host).arg(limits.bytes >> 20),
                                      u"Look at it in the browser."_s), true};
    case Ended::Finished: break;
    }
    const QNetworkReply::NetworkError error = reply->error();
    Answer answer = answerOf(*reply, std::move(received));
    // Qt calls every status from 400 on an error; one of these says that the answer is not all there.
    const bool isWhole = error == QNetworkReply::NoError || (answer.status >= 400 && error >= QNetworkReply::ContentAccessDenied);
    if (answer.status == 0 || !isWhole)
        co_return HttpOutcome{failure(networkError(*reply)), answer.status != 0 || !neverArrived(error)};
    co_return HttpOutcome{std::move(answer), true};
}

} // namespace layerdeck::github
