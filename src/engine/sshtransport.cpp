// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http.h"
#include "engine/transportparts.h"

#include <QCoreApplication>
#include <QProcess>
#include <QProcessEnvironment>
#include <QThread>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostSaid = 16 * 1024;

/// As docker's own ssh transport calls it (docker/cli, cli/connhelper): ssh's configuration, keys and known hosts are the
/// person's. Without a terminal or a program to ask with, ssh must not wait for an answer that nobody can give.
QStringList sshArguments(const Endpoint &endpoint, std::chrono::milliseconds timeout)
{
    QStringList arguments{u"-T"_s, u"-o"_s, u"ConnectTimeout=%1"_s.arg(std::max<qint64>(1, timeout.count() / 1000))};
    if (qEnvironmentVariableIsEmpty("SSH_ASKPASS"))
        arguments << u"-o"_s << u"BatchMode=yes"_s;
    if (!endpoint.user.isEmpty())
        arguments << u"-l"_s << endpoint.user;
    if (endpoint.port > 0)
        arguments << u"-p"_s << QString::number(endpoint.port);
    arguments << u"--"_s << endpoint.host << u"docker"_s;
    if (!endpoint.path.isEmpty())
        arguments << u"--host"_s << "unix://"_L1 + endpoint.path;
    return arguments << u"system"_s << u"dial-stdio"_s;
}

constexpr int longestEnd = 2000; ///< milliseconds

/// The process is ended and collected from the event loop, so that letting a connection go never waits; in a thread of its own
/// work, whose event loop may never run again, at once.
std::shared_ptr<QProcess> makeProcess()
{
    return std::shared_ptr<QProcess>(new QProcess, [](QProcess *process) {
        process->disconnect();
        if (process->state() == QProcess::NotRunning) {
            process->deleteLater();
            return;
        }
        process->closeWriteChannel();
        process->terminate();
        const QCoreApplication *application = QCoreApplication::instance();
        if (application && QThread::currentThread() == application->thread()) {
            QObject::connect(process, &QProcess::finished, process, &QObject::deleteLater);
            return;
        }
        if (!process->waitForFinished(longestEnd)) {
            process->kill();
            process->waitForFinished(longestEnd);
        }
        process->deleteLater(); // when the thread ends, or its loop runs
    });
}

/// Waits for the end of a process that has closed its output, and for what it says.
QCoro::Task<bool> waitFinished(std::shared_ptr<QProcess> process, CancelToken cancel)
{
    if (process->state() == QProcess::NotRunning)
        co_return true;
    Completion<bool> done;
    QObject::connect(process.get(), &QProcess::finished, process.get(), [done] { done.complete(true); });
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [done] { done.complete(false); });
    timer.start(std::chrono::seconds(2));
    const auto registration = cancel.onCancel([done] { done.complete(false); });
    const bool finished = co_await done;
    co_return finished;
}

} // namespace

Error sshError(const Endpoint &endpoint, int exitCode, const QString &said)
{
    const auto says = [&said](QLatin1String text) { return said.contains(text, Qt::CaseInsensitive); };
    const auto error = [&](const QString &what, const QString &advice) {
        return Error{ErrorCode::Unreachable, what, {}, advice, said};
    };
    const QString host = endpoint.user.isEmpty() ? endpoint.host : endpoint.user + u'@' + endpoint.host;
    if (says("REMOTE HOST IDENTIFICATION HAS CHANGED"_L1)) {
        return error(u"The host key of %1 is another one than before; ssh refused the connection."_s.arg(endpoint.host),
                     u"Ask who runs the server whether its key was changed. Only then remove the old one with "
                     "“ssh-keygen -R %1” and connect once with “ssh %2”."_s.arg(endpoint.host, host));
    }
    if (says("Host key verification failed"_L1)) {
        return error(u"The host key of %1 is not known; ssh refused the connection."_s.arg(endpoint.host),
                     u"Connect once in a terminal with “ssh %1” and compare the key that it shows."_s.arg(host));
    }
    if (says("Permission denied"_L1)) {
        return error(u"%1 did not let you in."_s.arg(endpoint.host),
                     u"Layerdeck gives ssh no password. Load your key into an agent (“ssh-add”), so that “ssh %1” asks for nothing."_s
                         .arg(host));
    }
    if (exitCode == 127 || says("command not found"_L1)) {
        return error(u"There is no docker command on %1."_s.arg(endpoint.host),
                     u"Install Docker's command line there, for the user that ssh logs in as."_s);
    }
    if (says("Could not resolve hostname"_L1) || says("Connection refused"_L1) || says("timed out"_L1)
        || says("No route to host"_L1)) {
        return error(u"ssh does not reach %1."_s.arg(endpoint.host),
                     u"Check the name, the network and the server, or choose another engine."_s);
    }
    if (says("permission denied while trying to connect to the"_L1)) {
        return error(u"The user on %1 has no right to use the Docker socket there."_s.arg(endpoint.host),
                     u"Ask for membership in the group “docker” on that server."_s);
    }
    return error(u"No Docker engine answers on %1."_s.arg(endpoint.host),
                 u"Try “ssh %1 docker version” in a terminal."_s.arg(host));
}

QCoro::Task<Result<Connection>> connectSsh(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel)
{
    const std::shared_ptr<QProcess> process = makeProcess();
    process->setReadChannel(QProcess::StandardOutput);
    process->start(u"ssh"_s, sshArguments(endpoint, timeout), QIODevice::ReadWrite);
    const ConnectOutcome started = co_await waitConnected(process, &QProcess::started, timeout, cancel);
    if (started == ConnectOutcome::Cancelled)
        co_return cancelled();
    if (started != ConnectOutcome::Connected) {
        co_return failure(Error{ErrorCode::ToolMissing, u"The ssh command was not found."_s, {},
                                u"Install OpenSSH's client, or choose another engine."_s, process->errorString()});
    }
    auto said = std::make_shared<QByteArray>();
    QObject::connect(process.get(), &QProcess::readyReadStandardError, process.get(), [device = process.get(), said] {
        // More than a screen of it tells nobody more.
        *said = (*said + device->readAllStandardError()).right(mostSaid);
    });

    const Connection connection = process;
    HttpRequest ping;
    ping.target = "/_ping";
    ping.keepAlive = true;
    HttpOptions options;
    options.idleTimeout = timeout;
    const Result<HttpResponse> answer = co_await exchange(connection, ping, options, cancel);
    if (answer)
        co_return connection;
    if (answer.error().isCancelled() || answer.error().code == ErrorCode::TimedOut)
        co_return failure(answer.error());
    const bool finished = co_await waitFinished(process, cancel);
    if (!finished)
        co_return failure(answer.error());
    *said += process->readAllStandardError();
    co_return failure(sshError(endpoint, process->exitCode(), QString::fromUtf8(*said).trimmed()));
}

} // namespace layerdeck
