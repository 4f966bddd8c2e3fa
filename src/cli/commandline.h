// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/project.h"
#include "engine/endpoint.h"

#include <QStringList>

#include <tl/expected.hpp>

namespace layerdeck {

/// Exit codes of every subcommand.
enum ExitCode {
    ExitSuccess = 0,
    ExitFailed = 1,       ///< the operation failed
    ExitUsage = 2,        ///< wrong usage
    ExitRefused = 3,      ///< refused, nothing changed
    ExitUnreachable = 4,  ///< engine or network not reached, or no right there
    ExitOpen = 5,         ///< of what is started elsewhere: it was, or may have been, and how it ended is not known
    ExitCancelled = 130
};

/// What the window is opened with.
struct WindowOptions
{
    ProjectRequest project;   ///< empty directory: the folder it was started in, if that is a project
    bool projectNamed = false;
    ContextRequest context;
    QString api = {};         ///< --api: the address of GitHub's API, checked
    QString screenshots;      ///< --screenshots: the folder to write pages to
};

/// Whether `arguments` (with the program's name first) ask for the command line and not for the window.
bool isCommandLine(const QStringList &arguments);

/// Reads the arguments of the window. Where they are wrong, says so and returns the exit code.
tl::expected<WindowOptions, int> parseWindowOptions(const QStringList &arguments);

/// Runs the command line to its end; needs a QCoreApplication. Returns the exit code.
int runCommandLine(const QStringList &arguments);

} // namespace layerdeck
