// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/completion.h"
#include "engine/transport.h"

#include <QTimer>

#include <memory>

namespace layerdeck {

// What the transports of this folder share.

enum class ConnectOutcome { Connected, Failed, TimedOut, Cancelled };

/// The deleter waits for the event loop: a socket may be let go from inside one of its own signals.
template <typename Socket>
std::shared_ptr<Socket> makeSocket()
{
    return std::shared_ptr<Socket>(new Socket, [](Socket *socket) {
        socket->disconnect();
        socket->deleteLater();
    });
}

/// Waits for `connected`, a signal of the socket that means it can be used, or for its errorOccurred.
template <typename Socket, typename Signal>
QCoro::Task<ConnectOutcome> waitConnected(std::shared_ptr<Socket> socket, Signal connected,
                                          std::chrono::milliseconds timeout, CancelToken cancel)
{
    Completion<ConnectOutcome> done;
    QObject::connect(socket.get(), connected, socket.get(), [done] { done.complete(ConnectOutcome::Connected); });
    QObject::connect(socket.get(), &Socket::errorOccurred, socket.get(),
                     [done] { done.complete(ConnectOutcome::Failed); });
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [done] { done.complete(ConnectOutcome::TimedOut); });
    timer.start(timeout);
    const auto registration = cancel.onCancel([done] { done.complete(ConnectOutcome::Cancelled); });
    const ConnectOutcome outcome = co_await done;
    socket->disconnect();
    co_return outcome;
}

Error connectTimeoutError(const Endpoint &endpoint, std::chrono::milliseconds timeout);
Error tcpError(const Endpoint &endpoint, const QString &detail);

/// TCP with TLS: the engine's certificate is checked against ca.pem of the endpoint alone, or, as docker does for a context
/// without one, against the authorities that this machine trusts. This side shows cert.pem.
QCoro::Task<Result<Connection>> connectTls(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel);

/// "docker system dial-stdio" at the other end of the person's own ssh. The engine has answered a ping when it is there:
/// what ssh says against it comes only with its end.
QCoro::Task<Result<Connection>> connectSsh(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel);

/// The error behind what ssh wrote to its standard error, and its exit code.
Error sshError(const Endpoint &endpoint, int exitCode, const QString &said);

} // namespace layerdeck
