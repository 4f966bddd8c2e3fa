// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace layerdeck {

/// Exit codes of every subcommand.
enum ExitCode {
    ExitSuccess = 0,
    ExitFailed = 1,       ///< the operation failed
    ExitUsage = 2,        ///< wrong usage
    ExitRefused = 3,      ///< input refused, nothing changed
    ExitUnreachable = 4,  ///< engine or network not reached
    ExitCancelled = 130
};

/// Whether `arguments` (with the program's name first) ask for the command line and not for the window.
bool isCommandLine(const QStringList &arguments);

/// Runs the command line to its end; needs a QCoreApplication. Returns the exit code.
int runCommandLine(const QStringList &arguments);

} // namespace layerdeck
