// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/transport.h"

#include "base/completion.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QTcpSocket>
#include <QTimer>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

enum class Outcome { Connected, Failed, TimedOut, Cancelled };

/// The deleter waits for the event loop: a socket may be let go from inside one of its own signals.
template <typename Socket>
std::shared_ptr<Socket> makeSocket()
{
    return std::shared_ptr<Socket>(new Socket, [](Socket *socket) {
        socket->disconnect();
        socket->deleteLater();
    });
}

Error unixSocketError(const Endpoint &endpoint, QLocalSocket::LocalSocketError error, const QString &detail)
{
    const QFileInfo socket(endpoint.path);
    if (error == QLocalSocket::SocketAccessError || (socket.exists() && !socket.isWritable())) {
        return {ErrorCode::PermissionDenied,
                u"You have no right to use the Docker socket %1."_s.arg(endpoint.path), {},
                u"Ask for membership in the socket's group (%1), or choose another engine."_s.arg(
                    socket.group().isEmpty() ? u"docker"_s : socket.group()),
                detail};
    }
    if (!socket.exists()) {
        return {ErrorCode::Unreachable, u"No Docker engine: there is no socket at %1."_s.arg(endpoint.path), {},
                u"Start the engine, or choose another with DOCKER_HOST, --host or --context."_s, detail};
    }
    return {ErrorCode::Unreachable, u"No Docker engine answers at %1."_s.arg(endpoint.path), {},
            u"Start the engine (for example “systemctl start docker”), or choose another."_s, detail};
}

Error tcpError(const Endpoint &endpoint, const QString &detail)
{
    return {ErrorCode::Unreachable, u"No Docker engine answers at %1."_s.arg(endpoint.url()), {},
            u"Check the address, the network and the server's firewall, or choose another engine."_s, detail};
}

template <typename Socket>
QCoro::Task<Outcome> waitConnected(std::shared_ptr<Socket> socket, std::chrono::milliseconds timeout,
                                   CancelToken cancel)
{
    Completion<Outcome> done;
    QObject::connect(socket.get(), &Socket::connected, socket.get(),
                     [done] { done.complete(Outcome::Connected); });
    QObject::connect(socket.get(), &Socket::errorOccurred, socket.get(),
                     [done] { done.complete(Outcome::Failed); });
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [done] { done.complete(Outcome::TimedOut); });
    timer.start(timeout);
    const auto registration = cancel.onCancel([done] { done.complete(Outcome::Cancelled); });
    const Outcome outcome = co_await done;
    socket->disconnect();
    co_return outcome;
}

Error timeoutError(const Endpoint &endpoint, std::chrono::milliseconds timeout)
{
    return {ErrorCode::TimedOut,
            u"The engine at %1 did not answer within %2 s."_s.arg(endpoint.url()).arg(timeout.count() / 1000), {},
            u"Try again, or choose another engine."_s, {}};
}

QCoro::Task<Result<Connection>> connectUnix(Endpoint endpoint, std::chrono::milliseconds timeout,
                                            CancelToken cancel)
{
    auto socket = makeSocket<QLocalSocket>();
    socket->connectToServer(endpoint.path);
    // A local connection is made or refused inside the call; the signals came before anyone listened.
    if (socket->state() == QLocalSocket::ConnectedState)
        co_return Connection(socket);
    if (socket->state() == QLocalSocket::UnconnectedState)
        co_return failure(unixSocketError(endpoint, socket->error(), socket->errorString()));
    switch (co_await waitConnected(socket, timeout, cancel)) {
    case Outcome::Connected:
        co_return Connection(socket);
    case Outcome::Failed:
        co_return failure(unixSocketError(endpoint, socket->error(), socket->errorString()));
    case Outcome::TimedOut:
        co_return failure(timeoutError(endpoint, timeout));
    case Outcome::Cancelled:
        break;
    }
    co_return cancelled();
}

QCoro::Task<Result<Connection>> connectTcp(Endpoint endpoint, std::chrono::milliseconds timeout,
                                           CancelToken cancel)
{
    auto socket = makeSocket<QTcpSocket>();
    socket->connectToHost(endpoint.host, endpoint.port);
    switch (co_await waitConnected(socket, timeout, cancel)) {
    case Outcome::Connected:
        co_return Connection(socket);
    case Outcome::Failed:
        co_return failure(tcpError(endpoint, socket->errorString()));
    case Outcome::TimedOut:
        co_return failure(timeoutError(endpoint, timeout));
    case Outcome::Cancelled:
        break;
    }
    co_return cancelled();
}

} // namespace

QCoro::Task<Result<Connection>> connectTo(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel)
{
    if (cancel.isCancelled())
        co_return cancelled();
    if (endpoint.kind == Endpoint::Kind::UnixSocket)
        co_return co_await connectUnix(endpoint, timeout, cancel);
    co_return co_await connectTcp(endpoint, timeout, cancel);
}

} // namespace layerdeck
