// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"

#include "base/completion.h"

#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTimer>

#include <memory>

#ifdef Q_OS_UNIX
#include <signal.h>
#endif

namespace layerdeck {

namespace {

/// Ctrl+C for a child and what it started (a docker plug-in does the work in a process of its own): docker cleans
/// up on it. The child leads a process group, see childProcessModifier below.
void interrupt(QProcess *process)
{
#ifdef Q_OS_UNIX
    if (process->processId() > 0)
        ::kill(-static_cast<pid_t>(process->processId()), SIGINT);
#else
    process->terminate();
#endif
}

void killHard(QProcess *process)
{
#ifdef Q_OS_UNIX
    if (process->processId() > 0)
        ::kill(-static_cast<pid_t>(process->processId()), SIGKILL);
#endif
    process->kill();
}

Error startError(const Command &command, const QString &detail)
{
    if (!command.workingDirectory.isEmpty() && !QFileInfo(command.workingDirectory).isDir()) {
        return {ErrorCode::NotFound,
                QStringLiteral("The folder %1 is not there.").arg(command.workingDirectory),
                QStringLiteral("Nothing was run."), QStringLiteral("Choose a folder that exists."), detail};
    }
    return {ErrorCode::ToolMissing, QStringLiteral("The program %1 could not be started.").arg(command.program),
            QStringLiteral("Nothing was run."),
            QStringLiteral("Install %1, or put its folder into PATH.").arg(command.program), detail};
}

} // namespace

QCoro::Task<Result<ProcessResult>> runProcess(Command command, ProcessOptions options, CancelToken cancel)
{
    if (cancel.isCancelled())
        co_return cancelled();

    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (auto it = command.environment.cbegin(); it != command.environment.cend(); ++it)
        environment.insert(it.key(), it.value());
    process->setProcessEnvironment(environment);
    process->setProgram(command.program);
    process->setArguments(command.arguments);
    process->setWorkingDirectory(command.workingDirectory);
#ifdef Q_OS_UNIX
    // Its own process group: a Ctrl+C in the terminal reaches Layerdeck, which then decides.
    process->setChildProcessModifier([] { ::setpgid(0, 0); });
#endif

    auto result = std::make_shared<ProcessResult>();
    Completion<bool> ended; // false: could not be started
    QProcess *raw = process.get();
    const auto readOutput = [raw, result, options] {
        const QByteArray bytes = raw->readAllStandardOutput();
        options.onOutput ? options.onOutput(bytes) : void(result->output += bytes);
    };
    const auto readErrors = [raw, result, options] {
        const QByteArray bytes = raw->readAllStandardError();
        options.onErrorOutput ? options.onErrorOutput(bytes) : void(result->errorOutput += bytes);
    };
    QObject::connect(raw, &QProcess::readyReadStandardOutput, raw, readOutput);
    QObject::connect(raw, &QProcess::readyReadStandardError, raw, readErrors);
    QObject::connect(raw, &QProcess::finished, raw, [=](int code, QProcess::ExitStatus status) {
        if (raw->bytesAvailable() > 0)
            readOutput();
        readErrors();
        result->exitCode = code;
        result->crashed = status == QProcess::CrashExit;
        ended.complete(true);
    });
    QObject::connect(raw, &QProcess::errorOccurred, raw, [=](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended.complete(false);
    });

    QTimer killTimer;
    killTimer.setSingleShot(true);
    killTimer.setInterval(options.killAfter);
    QObject::connect(&killTimer, &QTimer::timeout, raw, [raw] { killHard(raw); });
    const auto stop = [raw, &killTimer] {
        if (killTimer.isActive())
            return;
        if (raw->state() == QProcess::Starting)
            QObject::connect(raw, &QProcess::started, raw, [raw] { interrupt(raw); });
        else
            interrupt(raw);
        killTimer.start();
    };
    bool timedOut = false;
    QTimer timeoutTimer;
    timeoutTimer.setSingleShot(true);
    QObject::connect(&timeoutTimer, &QTimer::timeout, raw, [&timedOut, stop] {
        timedOut = true;
        stop();
    });
    if (options.timeout.count() > 0)
        timeoutTimer.start(options.timeout);

    process->start();
    if (!command.input.isEmpty())
        process->write(command.input);
    process->closeWriteChannel();
    const CancelToken::Registration registration = cancel.onCancel(stop);

    const bool started = co_await ended;
    if (!started)
        co_return failure(startError(command, raw->errorString()));
    if (cancel.isCancelled())
        co_return cancelled();
    if (timedOut) {
        co_return failure(Error{ErrorCode::TimedOut,
                                QStringLiteral("%1 did not end within %2 s and was stopped.")
                                    .arg(command.program)
                                    .arg(std::chrono::duration<double>(options.timeout).count()),
                                {},
                                QStringLiteral("Try again; if it repeats, run the command in a terminal."),
                                displayed(command)});
    }
    co_return std::move(*result);
}

} // namespace layerdeck
