// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/mainwindow.h"

#include "base/units.h"
#include "compose/files.h"
#include "models/wording.h"
#include "ui_mainwindow.h"
#include "widgets/pages/buildcachepage.h"
#include "widgets/pages/cachesettingspage.h"
#include "widgets/pages/deploypage.h"
#include "widgets/pages/enginespage.h"
#include "widgets/pages/historypage.h"
#include "widgets/pages/imagespage.h"
#include "widgets/pages/logpane.h"
#include "widgets/pages/remotepage.h"
#include "widgets/pages/runpane.h"
#include "widgets/pages/startpage.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/theme/metrics.h"

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QScreen>
#include <QPushButton>
#include <QSplitter>
#include <QStatusTipEvent>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr QSize designSize(1280, 800);
constexpr QSize smallestSize(1024, 640);
constexpr QSize frameRoom(16, 48);
/// How long the foot tells of what was just done.
constexpr std::chrono::seconds tipTime(8);

QUrl droppedFolder(const QMimeData *data)
{
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            return url;
    }
    return {};
}

QString agoText(const QDateTime &then, const QDateTime &now)
{
    const qint64 seconds = std::max<qint64>(0, then.secsTo(now));
    return seconds < 60 ? MainWindow::tr("%1\u202Fs ago").arg(seconds) : MainWindow::tr("%1 ago").arg(ageText(then, now));
}

/// Where the engine tells what happens, when it last did; else when it last answered.
QString liveText(const Session &session, const QDateTime &now)
{
    const QDateTime &event = session.lastEvent();
    if (!session.isLive())
        return MainWindow::tr("Connected, last answer %1").arg(timeText(session.engine().lastAnswer, now));
    if (!event.isValid())
        return MainWindow::tr("Live, no event so far");
    return MainWindow::tr("Live, last event %1").arg(agoText(event, now));
}

} // namespace

MainWindow::MainWindow(Session *session, Settings *settings, Theme *theme, QWidget *parent)
    : QMainWindow(parent)
    , m_ui(std::make_unique<Ui::MainWindow>())
    , m_session(session)
    , m_settings(settings)
    , m_theme(theme)
{
    m_ui->setupUi(this);
    setAcceptDrops(true);
    setMinimumSize(smallestSize);
    // The window manager's frame needs room too.
    resize(designSize.boundedTo(screen()->availableGeometry().size() - frameRoom).expandedTo(smallestSize));
    if (const QByteArray geometry = settings->geometry(objectName()); !geometry.isEmpty())
        restoreGeometry(geometry);
    m_ui->sideBar->addPage(u"deploy"_s, u"deploy"_s, tr("Deploy"), Qt::CTRL | Qt::Key_1);
    m_ui->sideBar->addPage(u"cache-settings"_s, u"cache-settings"_s, tr("Cache settings"),
                           Qt::CTRL | Qt::Key_2);
    m_ui->sideBar->addPage(u"images"_s, u"images"_s, tr("Images"), Qt::CTRL | Qt::Key_3);
    m_ui->sideBar->addPage(u"build-cache"_s, u"build-cache"_s, tr("Build cache"), Qt::CTRL | Qt::Key_4);
    m_ui->sideBar->addPage(u"history"_s, u"history"_s, tr("History"), Qt::CTRL | Qt::Key_5);
    m_ui->sideBar->addPage(u"remote"_s, u"remote"_s, tr("Remote"), Qt::CTRL | Qt::Key_6);
    m_ui->sideBar->addPage(u"engines"_s, u"engine"_s, tr("Engines"), Qt::CTRL | Qt::Key_7);
    // From the header down the side bar into the page.
    QWidget *before = findChild<QWidget *>(u"headerMenu"_s);
    for (QAbstractButton *page : m_ui->sideBar->buttons()) {
        setTabOrder(before, page);
        before = page;
    }
    session->setSwitchOptions({settings->rollsBack(), settings->healthSeconds()});
    m_ui->startPage->setSession(session, settings);
    m_ui->deployPage->setSession(session);
    m_ui->cachePage->setSession(session);
    m_ui->imagesPage->setSession(session);
    m_ui->buildCachePage->setSession(session);
    m_ui->historyPage->setSession(session);
    m_ui->enginesPage->setSession(session);
    m_ui->remotePage->setSession(session);
    m_ui->remotePage->work()->journal()->setLimits(settings->journalLimits());
    m_ui->remotePage->work()->setClientId(gitHubClientId(processEnvironment(), settings->gitHubClientId()));
    m_secondTimer.setInterval(std::chrono::seconds(1));
    connect(&m_secondTimer, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            updateHeader();
            updateStatus();
        }
    });
    m_secondTimer.start();
    m_tipTimer.setSingleShot(true);
    m_tipTimer.setInterval(tipTime);
    connect(&m_tipTimer, &QTimer::timeout, this, &MainWindow::showVersion);
    showVersion();
    buildMenus();
    buildShortcuts();
    connectSession();
    connectRun();
    connectRemote();
    restoreSplitters();
    m_ui->sideBar->setCurrent(u"deploy"_s);
    updateHeader();
    updateStatus();
    updatePages();
}

MainWindow::~MainWindow() = default;

void MainWindow::connectSession()
{
    connect(m_ui->sideBar, &SideBar::currentChanged, this, &MainWindow::updatePages);
    // The focus of a page that goes is given to what had it in the new one, but the first time to whatever stands first there.
    connect(m_ui->pages, &QStackedWidget::currentChanged, m_ui->pages, [pages = m_ui->pages, seen = QSet<const QWidget *>()]() mutable {
        QWidget *page = pages->currentWidget();
        if (!page || !page->isAncestorOf(pages->window()->focusWidget()) || seen.contains(page))
            return;
        seen.insert(page);
        page->setFocus(Qt::OtherFocusReason);
    });
    connect(m_ui->startPage, &StartPage::openRequested, this, &MainWindow::chooseFolder);
    connect(m_ui->startPage, &StartPage::projectChosen, this, [this](const RecentProject &project) {
        openProject({project.directory, project.files});
    });
    const auto showDeploy = [this] { showPage(u"deploy"_s); };
    connect(m_ui->imagesPage, &ImagesPage::deployRequested, this, showDeploy);
    connect(m_ui->buildCachePage, &BuildCachePage::deployRequested, this, showDeploy);
    connect(m_ui->imagesPage, &ImagesPage::recordRequested, this, [this](const QString &id) {
        showPage(u"build-cache"_s);
        m_ui->buildCachePage->showRecord(id);
    });
    connect(m_ui->historyPage, &HistoryPage::deployRequested, this, [this] { showPage(u"deploy"_s); });
    connect(m_session, &Session::switchOptionsChanged, this, [this] {
        m_settings->setSwitching(m_session->switchOptions().healthSeconds, m_session->switchOptions().rollBack);
    });
    connect(m_session, &Session::engineChanged, this, &MainWindow::updateHeader);
    connect(m_session, &Session::engineChanged, this, &MainWindow::updateStatus);
    connect(m_session, &Session::contentsChanged, this, &MainWindow::updateStatus);
    connect(m_session, &Session::projectChanged, this, &MainWindow::updateHeader);
    connect(m_session, &Session::projectChanged, this, &MainWindow::updatePages);
    connect(m_ui->deployPage->runPane(), &RunPane::ticked, this, &MainWindow::updateRunCell);
    connect(m_ui->cachePage, &CacheSettingsPage::openRequested, this, &MainWindow::chooseFolder);
    connect(m_ui->cachePage, &CacheSettingsPage::modifiedChanged, this, [this] {
        const int changed = m_ui->cachePage->editor().changedServices();
        SideMark mark;
        if (changed > 0)
            mark = {SideMark::Kind::Unsaved,
                    0,
                    {},
                    tr("%1 not saved").arg(counted(changed, tr("service"), tr("services")))};
        m_ui->sideBar->setMark(u"cache-settings"_s, mark);
        m_ui->deployPage->setUnsavedChanges(m_ui->cachePage->editor().changedSettings());
    });
}

void MainWindow::openProject(const ProjectRequest &request)
{
    if (m_session->isRunning())
        return;
    const QFileInfo info(request.directory);
    ProjectRequest wanted{info.isDir() ? info.absoluteFilePath() : info.absolutePath(), request.files};
    if (!info.isDir() && request.files.isEmpty())
        wanted.files = {info.fileName()};
    if (m_ui->remotePage->work()->act().isBetween() && wanted.directory != m_session->project().request.directory)
        return askToOpenUndeployed(wanted);
    if ((m_ui->cachePage->editor().isModified() || m_ui->cachePage->hasDrafts()) && !(wanted == m_session->project().request))
        return askToDropChanges(wanted);
    m_endUnseen = false;
    m_session->openProject(wanted);
    m_settings->noteProject(
        {wanted.directory, wanted.files, m_session->engine().context.name, QDateTime::currentDateTime()});
    m_ui->deployPage->showServices();
    showPage(u"deploy"_s);
}

void MainWindow::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Open a folder with a Compose file"));
    dialog->setObjectName(u"openFolderDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    if (m_session->project().isOpen())
        dialog->setDirectory(m_session->project().request.directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        openProject({path, {}});
    });
    dialog->open();
}

void MainWindow::askClear()
{
    showPage(u"deploy"_s);
    m_ui->deployPage->askClear();
}

void MainWindow::askRebuild()
{
    showPage(u"deploy"_s);
    m_ui->deployPage->askRebuild();
}

void MainWindow::askRedeploy()
{
    showPage(u"deploy"_s);
    m_ui->deployPage->askRedeploy();
}

bool MainWindow::canPreview() const { return m_ui->deployPage->canDeploy(); }

QStringList MainWindow::pages() const { return {u"deploy"_s, u"cache-settings"_s, u"images"_s, u"build-cache"_s, u"history"_s, u"remote"_s, u"engines"_s}; }

void MainWindow::showPage(const QString &id)
{
    m_ui->sideBar->setCurrent(id);
    updatePages();
    m_ui->pages->currentWidget()->setFocus(Qt::OtherFocusReason);
}

bool MainWindow::isSettled() const
{
    return m_ui->imagesPage->isSettled() && m_ui->buildCachePage->isSettled() && m_ui->historyPage->isSettled()
           && m_ui->enginesPage->isSettled() && m_ui->remotePage->isSettled();
}

void MainWindow::updatePages()
{
    const bool open = m_session->project().isOpen();
    const QString why = tr("Open a project first.");
    m_ui->sideBar->setPageEnabled(u"cache-settings"_s, open, why);
    m_ui->sideBar->setPageEnabled(u"history"_s, open, why);
    m_ui->sideBar->setPageEnabled(u"remote"_s, open, why);
    const QString page = m_ui->sideBar->current();
    if (page == u"images")
        m_ui->pages->setCurrentWidget(m_ui->imagesPage);
    else if (page == u"build-cache")
        m_ui->pages->setCurrentWidget(m_ui->buildCachePage);
    else if (page == u"engines")
        m_ui->pages->setCurrentWidget(m_ui->enginesPage);
    else if (!open)
        m_ui->pages->setCurrentWidget(m_ui->startPage);
    else if (page == u"history")
        m_ui->pages->setCurrentWidget(m_ui->historyPage);
    else if (page == u"remote")
        m_ui->pages->setCurrentWidget(m_ui->remotePage);
    else if (page == u"cache-settings")
        m_ui->pages->setCurrentWidget(m_ui->cachePage);
    else
        m_ui->pages->setCurrentWidget(m_ui->deployPage);
}

void MainWindow::updateHeader()
{
    const ProjectState &project = m_session->project();
    HeaderContent shown{u"folder"_s, Tone::Muted, tr("No project"), {}, tr("Open a folder"), Tone::Muted};
    if (project.isOpen()) {
        shown.title = QDir(project.request.directory).dirName();
        shown.line = project.error     ? project.project ? tr("cannot be read any more") : tr("cannot be read")
                     : project.project ? gitLine(*project.project)
                                       : tr("reading");
        if (project.error) {
            shown.lineIcon = u"failed"_s;
            shown.lineTone = Tone::Fail;
        }
    }
    m_ui->header->project()->setContent(shown);
    m_ui->header->project()->setToolTip(project.request.directory);
    const EngineState &engine = m_session->engine();
    const bool unreachable = engine.status == EngineState::Status::Unreachable;
    const Presentation state = present(engine);
    m_ui->header->engine()->setContent({unreachable ? u"engine-off"_s : u"engine"_s,
                                        unreachable ? Tone::Fail : Tone::Muted, engineTitle(engine.context),
                                        isSilent() ? u"waiting"_s : state.icon, engineLine(engine, m_session->silence()),
                                        isSilent() ? Tone::Warn : state.tone});
    m_ui->header->engine()->setToolTip(engineAbout(engine));
    updateTitle();
}

bool MainWindow::isSilent() const
{
    return m_session->engine().status == EngineState::Status::Connected && m_session->silence() >= tellingSilence;
}

void MainWindow::updateStatus()
{
    const EngineState &engine = m_session->engine();
    QList<StatusItem> items;
    const QDateTime now = QDateTime::currentDateTime();
    switch (engine.status) {
    case EngineState::Status::Connected:
        items << (isSilent() ? StatusItem{u"waiting"_s, engineLine(engine, m_session->silence()), Tone::Warn}
                             : StatusItem{u"ok"_s, liveText(*m_session, now), Tone::Hit});
        break;
    case EngineState::Status::Connecting:
        items << StatusItem{u"waiting"_s, tr("Connecting to %1").arg(engine.context.name), Tone::Muted};
        break;
    case EngineState::Status::Unreachable:
        items << StatusItem{u"failed"_s, tr("Not connected, tries again by itself"), Tone::Fail};
        break;
    }
    const EngineContents &contents = m_session->contents();
    if (engine.status == EngineState::Status::Unreachable && contents.readAt.isValid())
        items << StatusItem{{}, tr("Shown as read at %1").arg(timeText(contents.readAt, now)), Tone::Muted};
    if (const QString store = storeLine(engine); !store.isEmpty())
        items << StatusItem{{}, store, Tone::Muted};
    // Not every build and prune is told: its age is that of its reading.
    if (contents.cacheReadAt.isValid())
        items << StatusItem{{}, tr("Build cache %1, read %2").arg(sizeText(contents.usage.cacheSize()), agoText(contents.cacheReadAt, now)),
                            Tone::Muted};
    m_ui->status->setItems(items);
}

void MainWindow::showVersion() { m_ui->status->setRight(tr("Layerdeck %1").arg(QApplication::applicationVersion())); }

bool MainWindow::event(QEvent *event)
{
    // Menus send an empty one for every entry that is passed.
    if (event->type() == QEvent::StatusTip) {
        if (const QString tip = static_cast<QStatusTipEvent *>(event)->tip(); !tip.isEmpty()) {
            m_ui->status->setRight(tip);
            m_tipTimer.start();
        }
        return true;
    }
    return QMainWindow::event(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    const bool collapsed = width() < metrics::collapseBelow;
    m_ui->sideBar->setCollapsed(collapsed);
    m_ui->header->setProjectWidth(metrics::sideBarWidth);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (!event->spontaneous() && !focusWidget())
        m_ui->pages->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!m_session->isRunning() && droppedFolder(event->mimeData()).isValid())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    openProject({droppedFolder(event->mimeData()).toLocalFile(), {}});
    event->acceptProposedAction();
}

/// Each page has splitters of its own, with names of their own.
void MainWindow::restoreSplitters()
{
    for (QSplitter *splitter : findChildren<QSplitter *>()) {
        const QByteArray state = m_settings->geometry(splitter->objectName());
        if (!state.isEmpty())
            splitter->restoreState(state);
        // What nobody moved keeps following the window and its own defaults.
        connect(splitter, &QSplitter::splitterMoved, this, [this, splitter] { m_moved.insert(splitter); });
    }
}

void MainWindow::saveSplitters()
{
    for (const QSplitter *splitter : std::as_const(m_moved))
        m_settings->setGeometry(splitter->objectName(), splitter->saveState());
}

QString MainWindow::unsavedTitle() const
{
    return m_ui->cachePage->editor().isModified() ? tr("Changes are not saved") : tr("A form is not finished");
}

void MainWindow::askToDropChanges(const ProjectRequest &wanted)
{
    if (findChild<PreviewDialog *>(u"openPreview"_s))
        return;
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, this);
    dialog->setObjectName(u"openPreview"_s);
    dialog->setTitle(tr("Open"), QFileInfo(wanted.directory).fileName());
    dialog->setSum(unsavedTitle(),
                   tr("Opening another project drops %1. The files stay as they are.").arg(m_ui->cachePage->unsaved()));
    dialog->setActText(tr("Open without saving"), u"folder"_s);
    dialog->cancelButton()->setText(tr("Stay here"));
    connect(dialog, &QDialog::accepted, this, [this, wanted] {
        m_ui->cachePage->dropChanges();
        openProject(wanted);
    });
    dialog->open();
}

} // namespace layerdeck
