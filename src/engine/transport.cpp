// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/transport.h"

#include "engine/transportparts.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QTcpSocket>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error localSocketError(const Endpoint &endpoint, QLocalSocket::LocalSocketError error, const QString &said)
{
    // Qt begins with the name of its own function.
    const QString detail = said.section(u": "_s, said.startsWith("QLocalSocket::"_L1) ? 1 : 0);
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
                u"Start the engine, or choose another."_s, u"no such file"_s};
    }
    return {ErrorCode::Unreachable, u"No Docker engine answers at %1."_s.arg(endpoint.path), {},
            u"Start the engine (for example “systemctl start docker”), or choose another."_s, detail};
}

QCoro::Task<Result<Connection>> connectLocal(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel)
{
    auto socket = makeSocket<QLocalSocket>();
    // "npipe:////./pipe/name" has its slashes as in an address; Qt takes what does not begin with \\.\pipe\ for a name in there.
    socket->connectToServer(endpoint.kind == Endpoint::Kind::NamedPipe ? QString(endpoint.path).replace(u'/', u'\\') : endpoint.path);
    // A local connection is made or refused inside the call; the signals came before anyone listened.
    if (socket->state() == QLocalSocket::ConnectedState)
        co_return Connection(socket);
    if (socket->state() == QLocalSocket::UnconnectedState)
        co_return failure(localSocketError(endpoint, socket->error(), socket->errorString()));
    switch (co_await waitConnected(socket, &QLocalSocket::connected, timeout, cancel)) {
    case ConnectOutcome::Connected:
        co_return Connection(socket);
    case ConnectOutcome::Failed:
        co_return failure(localSocketError(endpoint, socket->error(), socket->errorString()));
    case ConnectOutcome::TimedOut:
        co_return failure(connectTimeoutError(endpoint, timeout));
    case ConnectOutcome::Cancelled:
        break;
    }
    co_return cancelled();
}

QCoro::Task<Result<Connection>> connectTcp(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel)
{
    auto socket = makeSocket<QTcpSocket>();
    socket->connectToHost(endpoint.host, endpoint.port);
    // An address without a route is refused inside the call, before anyone listened.
    if (socket->state() == QAbstractSocket::UnconnectedState)
        co_return failure(tcpError(endpoint, socket->errorString()));
    switch (co_await waitConnected(socket, &QTcpSocket::connected, timeout, cancel)) {
    case ConnectOutcome::Connected:
        // What listens for events would never notice that a router has dropped the connection.
        socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        co_return Connection(socket);
    case ConnectOutcome::Failed:
        co_return failure(tcpError(endpoint, socket->errorString()));
    case ConnectOutcome::TimedOut:
        co_return failure(connectTimeoutError(endpoint, timeout));
    case ConnectOutcome::Cancelled:
        break;
    }
    co_return cancelled();
}

} // namespace

Error connectTimeoutError(const Endpoint &endpoint, std::chrono::milliseconds timeout)
{
    return {ErrorCode::TimedOut,
            u"The engine at %1 did not answer within %2 s."_s.arg(endpoint.url()).arg(timeout.count() / 1000), {},
            u"Try again, or choose another engine."_s, {}};
}

Error tcpError(const Endpoint &endpoint, const QString &detail)
{
    return {ErrorCode::Unreachable, u"No Docker engine answers at %1."_s.arg(endpoint.url()), {},
            u"Check the address, the network and the server's firewall, or choose another engine."_s, detail};
}

QCoro::Task<Result<Connection>> connectTo(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel)
{
    if (cancel.isCancelled())
        co_return cancelled();
    switch (endpoint.kind) {
    case Endpoint::Kind::UnixSocket:
    case Endpoint::Kind::NamedPipe: // QLocalSocket is a named pipe on Windows
        co_return co_await connectLocal(endpoint, timeout, cancel);
    case Endpoint::Kind::Ssh:
        co_return co_await connectSsh(endpoint, timeout, cancel);
    case Endpoint::Kind::Tcp:
        break;
    }
    if (endpoint.tls)
        co_return co_await connectTls(endpoint, timeout, cancel);
    co_return co_await connectTcp(endpoint, timeout, cancel);
}

} // namespace layerdeck
