// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/command.h"
#include "base/result.h"

#include <QByteArray>

#include <qcoro/qcorotask.h>

#include <chrono>
#include <functional>

namespace layerdeck {

/// How a process ended.
struct ProcessResult
{
    int exitCode = 0;
    bool crashed = false; ///< ended by a signal; `exitCode` is then that signal's number on POSIX
    QByteArray output;
    QByteArray errorOutput;
};

struct ProcessOptions
{
    /// Called with each piece of output as it comes, in the caller's thread. Where set, the stream isn't collected.
    std::function<void(const QByteArray &)> onOutput = {};
    std::function<void(const QByteArray &)> onErrorOutput = {};
    /// Zero means no limit. A process over its time ends as a cancelled one does, with ErrorCode::TimedOut.
    std::chrono::milliseconds timeout{0};
    /// After an interrupt (SIGINT) the process has this long before it is killed.
    std::chrono::milliseconds killAfter{10'000};
};

/// Runs a program to its end without blocking. An exit code other than 0 is a result, not an error; errors are a
/// program that is missing or can't be started, a time-out, and Cancelled. A cancelled process is interrupted, then
/// killed after `killAfter`; the task ends only when the process has.
QCoro::Task<Result<ProcessResult>> runProcess(Command command, ProcessOptions options, CancelToken cancel);

} // namespace layerdeck
