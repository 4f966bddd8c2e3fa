// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "store/settings.h"
#include "widgets/parts/bars.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace layerdeck::support {

using namespace Qt::StringLiterals;

constexpr int longestRun = 240'000;

/// The widget of this name below `root`; the test ends where there is none.
template <typename T>
T *findIn(const QWidget *root, const QString &name)
{
    T *widget = root->findChild<T *>(name);
    if (!widget)
        qFatal("no widget is named %s", qPrintable(name));
    return widget;
}

/// The real window on a project, with settings of its own.
struct Opened
{
    explicit Opened(const QString &directory, const QString &host = {})
        : settings(dir.filePath(u"settings.ini"_s))
    {
        ContextRequest request = ContextRequest::fromEnvironment();
        request.hostOption = host;
        session = std::make_unique<Session>(request);
        window = std::make_unique<MainWindow>(session.get(), &settings, &Theme::current());
        window->show();
        if (!directory.isEmpty())
            window->openProject({directory, {}});
    }

    template <typename T>
    T *find(const QString &name) const
    {
        return findIn<T>(window.get(), name);
    }
    void click(const QString &name) const { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    /// With LAYERDECK_SHOTS=FOLDER: what the window shows now, in both themes.
    void shot(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("LAYERDECK_SHOTS");
        if (folder.isEmpty())
            return;
        for (const auto &[mode, suffix] : {std::pair(Theme::Mode::Dark, u"dark"_s), std::pair(Theme::Mode::Light, u"light"_s)}) {
            Theme::current().setMode(mode);
            QCoreApplication::processEvents();
            window->grab().save(u"%1/%2-%3.png"_s.arg(folder, name, suffix));
        }
    }
    QString sentence(const QString &head) const
    {
        return find<PageHead>(head)->sentence();
    }

    QTemporaryDir dir;
    Settings settings;
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;
};

} // namespace layerdeck::support
