// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/project.h"
#include "engine/endpoint.h"

#include <QString>

class QApplication;

namespace layerdeck {

/// What the window is started with.
struct WindowStart
{
    ProjectRequest project; ///< empty directory: the start page
    ContextRequest context;
    QString settingsFile; ///< empty: the person's own
    QString screenshots;  ///< folder to write every page to, light and dark, instead of opening the window
    QString gitHubApi = {}; ///< address of GitHub's API; empty: that of the git remote's host
};

/// Builds theme, session and window, and runs until the window is closed, and until the end of a run that was left running. SIGINT, SIGTERM and SIGHUP stop the run of the window,
/// if there is one, and close it when that has ended. Returns the exit code: 0, after such a signal 130, with
/// screenshots 1 where a picture could not be written.
int runWindow(QApplication &application, const WindowStart &options);

} // namespace layerdeck
