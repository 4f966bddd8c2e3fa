// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/runwindow.h"

#include "base/interrupt.h"
#include "session/session.h"
#include "store/settings.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/notifier.h"
#include "widgets/window/screenshots.h"

#include <QApplication>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

/// As a shell reports what Ctrl+C has ended.
constexpr int exitCodeOfInterrupt = 130;

Theme::Mode themeMode(ThemeMode stored)
{
    switch (stored) {
    case ThemeMode::Light:
        return Theme::Mode::Light;
    case ThemeMode::Dark:
        return Theme::Mode::Dark;
    case ThemeMode::System:
        break;
    }
    return Theme::Mode::System;
}

} // namespace

int runWindow(QApplication &application, const WindowStart &options)
{
    QGuiApplication::setDesktopFileName(u"layerdeck"_s);
    QGuiApplication::setWindowIcon(icons::application());
    const bool pictures = !options.screenshots.isEmpty();
    Settings settings(options.settingsFile);
    Theme theme(application, pictures ? Theme::Mode::Light : themeMode(settings.themeMode()));
    Session session(options.context);
    session.journal()->setLimits(settings.journalLimits());
    const std::unique_ptr<Notifier> notifier = desktopNotifier();
    MainWindow window(&session, &settings, &theme);
    window.setGitHubApi(options.gitHubApi);
    if (!options.project.directory.isEmpty())
        window.openProject(options.project);
    if (pictures) {
        Screenshots screenshots(&window, &session, &theme, options.screenshots);
        return application.exec();
    }
    window.setNotifier(notifier.get());
    window.show();
    QObject::connect(&window, &MainWindow::finished, &application, &QCoreApplication::quit);
    bool interrupted = false;
    const InterruptWatcher watcher([&] {
        interrupted = true;
        window.closeWithoutAsking();
    });
    const int code = application.exec();
    return interrupted ? exitCodeOfInterrupt : code;
}

} // namespace layerdeck
