// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The page of cache settings in the real window, on a project of its own.
#include "opened.h"
#include "session/session.h"
#include "store/settings.h"
#include "widgets/pages/cachesettingspage.h"
#include "widgets/parts/diffview.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace layerdeck::support::cachepage {

using namespace Qt::StringLiterals;

inline const QByteArray project = R"(# Watch parties: friends see the same film at the same second.
services:
  backend:
    image: watchparty-backend:latest
    build:
      context: ./backend
      target: runtime
      cache_from:
        - watchparty-backend:latest  # keep
        - type=registry,ref=ghcr.io/acme/watchparty-backend:cache
      args:
        GIT_COMMIT_HASH: ${GIT_COMMIT_HASH:-unknown}
        NPM_TOKEN: ${NPM_TOKEN}
    environment:
      ROOM_TTL_MINUTES: ${ROOM_TTL_MINUTES:-240}

  frontend:
    image: watchparty-frontend:latest
    build:
      context: ./frontend
      args:
        GIT_COMMIT_HASH: ${GIT_COMMIT_HASH:-unknown}

  db:
    image: postgres:16.6-alpine
)";

inline const QString secret = u"npm_s3cr3t-value"_s;

/// The real window on a project of its own.
struct Opened
{
    explicit Opened(const QByteArray &text = project, const QByteArray &over = {})
        : settings(dir.filePath(u"settings.ini"_s))
    {
        QDir(dir.path()).mkpath(u"watchparty/backend"_s);
        write(u"compose.yml"_s, text);
        if (!over.isEmpty())
            write(u"compose.override.yml"_s, over);
        write(u"backend/Dockerfile"_s, "FROM scratch AS deps\nFROM deps AS build\nFROM deps AS runtime\n");
        write(u".env"_s, "# tokens\n\nNPM_TOKEN=" + secret.toUtf8() + "\n");
        ContextRequest request = ContextRequest::fromEnvironment();
        if (qEnvironmentVariableIsEmpty("LAYERDECK_SHOTS"))
            request.hostOption = u"unix:///no/such/engine.sock"_s;
        session = std::make_unique<Session>(request);
        window = std::make_unique<MainWindow>(session.get(), &settings, &Theme::current());
        window->resize(1280, 800);
        window->show();
        window->openProject({path({}), {}});
        window->showPage(u"cache-settings"_s);
        page = window->findChild<CacheSettingsPage *>();
    }

    QString path(const QString &name) const { return dir.filePath(u"watchparty/"_s + name); }
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QByteArray read(const QString &name = u"compose.yml"_s) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    template <typename T>
    T *find(const QString &name) const
    {
        return findIn<T>(page, name);
    }
    bool isReady() const
    {
        return page->editor().services().size() > 0 && page->isSettled() &&
               (session->project().project || session->project().error);
    }
    void select(const QString &service) const
    {
        auto *services = find<QAbstractItemView>(u"cacheServices"_s);
        for (int row = 0; row < services->model()->rowCount(); ++row) {
            if (services->model()->index(row, 0).data().toString() == service)
                services->setCurrentIndex(services->model()->index(row, 0));
        }
    }
    void choose(const QString &action) const
    {
        auto *found = page->findChild<QAction *>(action);
        if (!found)
            qFatal("no action is named %s", qPrintable(action));
        found->trigger();
    }
    void click(const QString &name) const { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window.get(), key,
                        modifiers);
    }
    /// An image name, through the form.
    void addSource(const QString &image) const
    {
        choose(u"addSource-Image name"_s);
        QTest::keyClicks(find<QLineEdit>(u"entryText"_s), image);
        click(u"entryDone"_s);
    }
    QString diff() const { return find<DiffView>(u"changes"_s)->rowsAsText(); }

    /// Pictures for the eye, in both themes.
    void shot(const QString &name, const QSize &size = {1280, 800}) const
    {
        const QString folder = qEnvironmentVariable("LAYERDECK_SHOTS");
        if (folder.isEmpty())
            return;
        window->resize(size);
        for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::current().setMode(mode);
            QCoreApplication::processEvents();
            // A text that wraps gets its height once its width is known, what holds it thereafter.
            for (int i = 0; i < 3; ++i)
                QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
            window->grab().save(folder + u'/' + name +
                                (mode == Theme::Mode::Light ? u"-light.png"_s : u"-dark.png"_s));
        }
        Theme::current().setMode(Theme::Mode::Light);
        window->resize(1280, 800);
    }

    void shotMenu(const QString &name, const QString &menu) const
    {
        const QString folder = qEnvironmentVariable("LAYERDECK_SHOTS");
        if (folder.isEmpty())
            return;
        auto *shown = page->findChild<QMenu *>(menu);
        shown->popup(window->mapToGlobal(QPoint(100, 100)));
        shown->grab().save(folder + u'/' + name + u".png"_s);
        shown->hide();
    }

    QTemporaryDir dir;
    Settings settings;
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;
    CacheSettingsPage *page = nullptr;
};

inline bool hasCompose()
{
    static const bool has = [] {
        QProcess compose;
        compose.start(u"docker"_s, {u"compose"_s, u"version"_s});
        return compose.waitForFinished() && compose.exitCode() == 0;
    }();
    return has;
}

} // namespace layerdeck::support::cachepage

#define READY(app) QTRY_VERIFY_WITH_TIMEOUT((app).isReady(), 30'000)
#define SETTLED(app) QTRY_VERIFY_WITH_TIMEOUT((app).page->isSettled(), 30'000)
