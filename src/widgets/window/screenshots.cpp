// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/screenshots.h"

#include "session/session.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QApplication>
#include <QDir>
#include <QTextStream>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr QSize designSize(1280, 800);
/// An engine or a project that has not answered by then is shown as it stands.
constexpr auto longestWait = std::chrono::seconds(20);
constexpr int turnsOfLayout = 4;
constexpr int mostTurns = 200;

} // namespace

Screenshots::Screenshots(MainWindow *window, Session *session, Theme *theme, const QString &folder)
    : m_window(window)
    , m_session(session)
    , m_theme(theme)
    , m_folder(folder)
{
    theme->setReducedMotion(true);
    window->resize(designSize);
    window->show();
    m_longest.setSingleShot(true);
    connect(&m_longest, &QTimer::timeout, this, &Screenshots::begin);
    m_longest.start(longestWait);
    connect(session, &Session::engineChanged, this, &Screenshots::check);
    connect(session, &Session::projectChanged, this, &Screenshots::check);
    connect(session, &Session::contentsChanged, this, &Screenshots::check);
    connect(session, &Session::deployPlanChanged, this, &Screenshots::check);
    connect(session, &Session::cacheGraphChanged, this, &Screenshots::check);
    connect(session, &Session::comparisonsChanged, this, &Screenshots::check);
    QTimer::singleShot(0, this, &Screenshots::check);
}

bool Screenshots::isReady() const
{
    const EngineState &engine = m_session->engine();
    const ProjectState &project = m_session->project();
    const bool projectRead = !project.isOpen() || project.project || project.error;
    if (engine.status == EngineState::Status::Connecting || !projectRead)
        return false;
    if (engine.status == EngineState::Status::Unreachable)
        return true;
    const bool planned =
        !project.isOpen() || project.error || m_session->deployPlan() || m_session->planError();
    const bool related = m_session->cacheGraph().nodes.size() == m_session->contents().usage.cache.size();
    const bool compared = !project.project || !m_session->comparisons().pending;
    return planned && related && compared && m_session->contents().readAt.isValid();
}

void Screenshots::check()
{
    if (isReady())
        QMetaObject::invokeMethod(this, &Screenshots::begin, Qt::QueuedConnection);
}

void Screenshots::begin()
{
    if (m_begun)
        return;
    m_begun = true;
    m_longest.stop();
    if (!QDir().mkpath(m_folder)) {
        QTextStream(stderr) << "layerdeck: the folder " << m_folder << " cannot be made.\n";
        QApplication::exit(1);
        return;
    }
    QStringList names;
    const bool open = m_session->project().isOpen();
    for (const QString &page : m_window->pages()) {
        if (open || page == u"images" || page == u"build-cache" || page == u"engines")
            names << page;
        else if (page == u"deploy")
            names << u"start"_s;
    }
    if (m_window->canPreview())
        names << u"clear-preview"_s << u"redeploy-preview"_s << u"rebuild-preview"_s;
    for (const QString &theme : {u"light"_s, u"dark"_s}) {
        for (const QString &name : names)
            m_shots << theme + u'/' + name;
    }
    next();
}

void Screenshots::next()
{
    if (m_shots.isEmpty()) {
        QApplication::exit(m_failed ? 1 : 0);
        return;
    }
    const QString shot = m_shots.takeFirst();
    const QString theme = shot.section(u'/', 0, 0);
    const QString name = shot.section(u'/', 1);
    m_theme->setMode(theme == u"dark" ? Theme::Mode::Dark : Theme::Mode::Light);
    const QString file = name + u'-' + theme;
    if (!name.endsWith(u"-preview")) {
        m_window->showPage(name == u"start" ? u"deploy"_s : name);
        return writeWhenSettled(file, turnsOfLayout);
    }
    name == u"clear-preview"      ? m_window->askClear()
    : name == u"redeploy-preview" ? m_window->askRedeploy()
                                  : m_window->askRebuild();
    // The preview opens when its plan is made.
    auto *poll = new QTimer(this);
    poll->setProperty("turns", 0);
    connect(poll, &QTimer::timeout, this, [this, poll, file] {
        auto *dialog = m_window->findChild<PreviewDialog *>();
        const int turns = poll->property("turns").toInt() + 1;
        poll->setProperty("turns", turns);
        if (!dialog && turns < mostTurns)
            return;
        poll->deleteLater();
        poll->stop();
        m_failed = !dialog || !write(file) || m_failed;
        if (dialog) {
            connect(dialog, &QObject::destroyed, this, &Screenshots::next);
            dialog->reject();
        } else {
            next();
        }
    });
    poll->start(25);
}

void Screenshots::writeWhenSettled(const QString &file, int turnsLeft)
{
    QTimer::singleShot(0, this, [this, file, turnsLeft] {
        // What came last is shown and laid out in the turns that follow.
        if (!m_window->isSettled())
            return writeWhenSettled(file, turnsOfLayout);
        if (turnsLeft > 0)
            return writeWhenSettled(file, turnsLeft - 1);
        m_failed = !write(file) || m_failed;
        next();
    });
}

bool Screenshots::write(const QString &name)
{
    const QString path = QDir(m_folder).filePath(name + u".png"_s);
    if (m_window->grab().save(path))
        return true;
    QTextStream(stderr) << "layerdeck: " << path << " cannot be written.\n";
    return false;
}

} // namespace layerdeck
