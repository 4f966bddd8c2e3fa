// SPDX-License-Identifier: GPL-3.0-or-later
// Menus and keys of the main window.
#include "ui_mainwindow.h"
#include "widgets/pages/buildcachepage.h"
#include "widgets/pages/cachesettingspage.h"
#include "widgets/pages/deploypage.h"
#include "widgets/pages/enginespage.h"
#include "widgets/pages/imagespage.h"
#include "widgets/pages/logpane.h"
#include "widgets/pages/remotepage.h"
#include "widgets/pages/runpane.h"
#include "widgets/pages/startpage.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QAbstractScrollArea>
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

void MainWindow::buildMenus()
{
    m_projectMenu = new QMenu(this);
    m_projectMenu->setObjectName(u"projectMenu"_s);
    connect(m_projectMenu, &QMenu::aboutToShow, this, &MainWindow::buildProjectMenu);
    m_ui->header->project()->setMenu(m_projectMenu);
    m_engineMenu = new QMenu(this);
    m_engineMenu->setObjectName(u"engineMenu"_s);
    connect(m_engineMenu, &QMenu::aboutToShow, this, &MainWindow::buildEngineMenu);
    m_ui->header->engine()->setMenu(m_engineMenu);
    m_mainMenu = new QMenu(this);
    m_mainMenu->setObjectName(u"mainMenu"_s);
    QPushButton *button = m_ui->header->menuButton();
    connect(button, &QPushButton::clicked, this, [this, button] {
        const QSize size = m_mainMenu->sizeHint();
        const int below = m_ui->header->height() - button->y();
        m_mainMenu->popup(button->mapToGlobal(QPoint(button->width() - size.width(), below)));
    });
}

void MainWindow::buildProjectMenu()
{
    m_projectMenu->clear();
    const bool running = m_session->isRunning();
    QAction *open =
        m_projectMenu->addAction(icons::icon(u"folder"_s, Token::Text2), tr("Open folder…") + u"\tCtrl+O"_s,
                                 this, &MainWindow::chooseFolder);
    open->setObjectName(u"openFolder"_s);
    open->setEnabled(!running);
    const QList<RecentProject> recent = m_settings->recentProjects();
    if (!recent.isEmpty())
        m_projectMenu->addSeparator();
    for (const RecentProject &project : recent) {
        QAction *action = m_projectMenu->addAction(QDir(project.directory).dirName() + u'\t' +
                                                   QFileInfo(project.directory).path());
        action->setEnabled(!running);
        connect(action, &QAction::triggered, this, [this, project] {
            openProject({project.directory, project.files});
        });
    }
}

void MainWindow::buildEngineMenu()
{
    m_engineMenu->clear();
    const DockerContext now = m_session->engine().context;
    auto *group = new QActionGroup(m_engineMenu);
    m_engineMenu->setToolTipsVisible(true);
    for (const ListedContext &listed : m_session->listedContexts()) {
        const DockerContext &context = listed.context;
        QAction *action = m_engineMenu->addAction(context.name + u'\t' + (listed.error ? tr("cannot be used") : listed.note.isEmpty() ? context.endpoint.url() : listed.note));
        action->setToolTip(listed.error ? listed.error->sentences() : listed.note.isEmpty() ? listed.url : listed.url + u", "_s + listed.note);
        action->setCheckable(true);
        action->setChecked(context == now);
        action->setEnabled(!listed.error && (!m_session->isRunning() || context == now));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, context] { m_session->selectContext(context); });
    }
    m_engineMenu->addSeparator();
    m_engineMenu->addAction(icons::icon(u"engine"_s, Token::Text2), tr("All engines side by side"), this,
                            [this] { showPage(u"engines"_s); });
    m_engineMenu->addAction(icons::icon(u"rebuild"_s, Token::Text2), tr("Read again") + u"\tF5"_s, m_session,
                            &Session::refresh);
}

QAction *MainWindow::addKey(const QString &name, const QString &text, const QKeySequence &keys,
                            std::function<void()> act)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, std::move(act));
    addAction(action);
    m_keys << action;
    return action;
}

/// What a key means on the Remote page, and what elsewhere: nothing is done to an engine that is not looked at.
std::function<void()> MainWindow::here(std::function<void(RemotePage *)> onGitHub, std::function<void()> onEngine)
{
    return [this, onGitHub = std::move(onGitHub), onEngine = std::move(onEngine)] {
        if (m_ui->pages->currentWidget() == m_ui->remotePage)
            onGitHub(m_ui->remotePage);
        else
            onEngine();
    };
}

void MainWindow::buildActKeys()
{
    using github::PresetKind;
    const auto chosen = [](std::optional<PresetKind> kind) { return [kind](RemotePage *remote) { remote->chooseByKey(kind); }; };
    DeployPage *deploy = m_ui->deployPage;
    // Held down, it would start on the Remote page what its first press only shows.
    addKey(u"keyDeploy"_s, tr("Deploy"), Qt::CTRL | Qt::Key_Return, here(chosen(PresetKind::Deploy), [deploy] { deploy->deploy(); }))->setAutoRepeat(false);
    addKey(u"keyClear"_s, tr("Clear cache…"), Qt::CTRL | Qt::SHIFT | Qt::Key_K, here(chosen(PresetKind::ClearCaches), [this] { askClear(); }));
    addKey(u"keyRedeploy"_s, tr("Clear and redeploy…"), Qt::CTRL | Qt::SHIFT | Qt::Key_Return, here(chosen({}), [this] { askRedeploy(); }));
    addKey(u"keyRebuild"_s, tr("Force rebuild…"), Qt::CTRL | Qt::SHIFT | Qt::Key_B, here(chosen(PresetKind::ForceRebuild), [this] { askRebuild(); }));
    addKey(u"keyCancel"_s, tr("Cancel the run"), Qt::CTRL | Qt::Key_Period, here(&RemotePage::cancelByKey, [deploy] { deploy->cancel(); }));
}

void MainWindow::buildShortcuts()
{
    DeployPage *deploy = m_ui->deployPage;
    CacheSettingsPage *cache = m_ui->cachePage;
    const auto onCache = [this, cache](auto act) {
        return [this, cache, act] {
            if (m_ui->pages->currentWidget() == cache)
                act();
        };
    };
    addKey(u"keyDeployPage"_s, tr("Deploy page"), Qt::CTRL | Qt::Key_1, [this] { showPage(u"deploy"_s); });
    addKey(u"keyCachePage"_s, tr("Cache settings"), Qt::CTRL | Qt::Key_2, [this] {
        if (m_session->project().isOpen())
            showPage(u"cache-settings"_s);
    });
    addKey(u"keyImagesPage"_s, tr("Images"), Qt::CTRL | Qt::Key_3, [this] { showPage(u"images"_s); });
    addKey(u"keyBuildCachePage"_s, tr("Build cache"), Qt::CTRL | Qt::Key_4, [this] { showPage(u"build-cache"_s); });
    addKey(u"keyHistoryPage"_s, tr("History"), Qt::CTRL | Qt::Key_5, [this] {
        if (m_session->project().isOpen())
            showPage(u"history"_s);
    });
    addKey(u"keyRemotePage"_s, tr("Remote"), Qt::CTRL | Qt::Key_6, [this] {
        if (m_session->project().isOpen())
            showPage(u"remote"_s);
    });
    addKey(u"keyEnginesPage"_s, tr("Engines"), Qt::CTRL | Qt::Key_7, [this] { showPage(u"engines"_s); });
    QAction *open = addKey(u"keyOpen"_s, tr("Open folder…"), QKeySequence::Open, [this] { chooseFolder(); });
    addKey(u"keyEngine"_s, tr("Switch engine"), Qt::CTRL | Qt::SHIFT | Qt::Key_E,
           [this] { m_ui->header->engine()->click(); });
    QAction *refresh = addKey(u"keyRefresh"_s, tr("Read again"), Qt::Key_F5, here(&RemotePage::readAgain, [this] { m_session->refresh(); }));
    buildActKeys();
    QAction *back = addKey(u"keyRollback"_s, tr("Roll back…"), {}, [this] {
        showPage(u"deploy"_s);
        m_ui->deployPage->askRollback();
    });
    connect(m_mainMenu, &QMenu::aboutToShow, this, [this, open, back] {
        open->setEnabled(!m_session->isRunning());
        back->setEnabled(!m_session->isRunning() && m_session->project().isOpen());
    });
    connect(m_mainMenu, &QMenu::aboutToHide, this, [open, back] { // keys say themselves why they do nothing
        open->setEnabled(true);
        back->setEnabled(true);
    });
    addKey(u"keySave"_s, tr("Save"), QKeySequence::Save, onCache([cache] { cache->save(); }));
    addKey(u"keyUndo"_s, tr("Undo"), Qt::CTRL | Qt::Key_Z, onCache([cache] { cache->undo(); }));
    addKey(u"keyRedo"_s, tr("Redo"), Qt::CTRL | Qt::SHIFT | Qt::Key_Z, onCache([cache] { cache->redo(); }))
        ->setShortcuts({Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y});
    addKey(u"keyFind"_s, tr("Find"), QKeySequence::Find, [this] { find(); });
    const auto inLog = [this](void (LogPane::*act)()) {
        return here([act](RemotePage *remote) { if (LogPane *log = remote->shownLog()) (log->*act)(); },
                    [this, act] { (m_ui->deployPage->runPane()->log()->*act)(); });
    };
    addKey(u"keyFindNext"_s, tr("Find next"), Qt::Key_F3, inLog(&LogPane::findNext));
    addKey(u"keyFindPrevious"_s, tr("Find previous"), Qt::SHIFT | Qt::Key_F3, inLog(&LogPane::findPrevious));
    addKey(u"keyFollow"_s, tr("Follow the log"), Qt::CTRL | Qt::Key_L, inLog(&LogPane::follow));
    addKey(u"keyNextMiss"_s, tr("Next step that ran or failed"), Qt::Key_F8,
           [deploy] { deploy->runPane()->selectMiss(1); });
    addKey(u"keyPreviousMiss"_s, tr("Previous step that ran or failed"), Qt::SHIFT | Qt::Key_F8,
           [deploy] { deploy->runPane()->selectMiss(-1); });
    addKey(u"keyNextPane"_s, tr("Next pane"), Qt::Key_F6, [this] { focusPane(1); });
    addKey(u"keyPreviousPane"_s, tr("Previous pane"), Qt::SHIFT | Qt::Key_F6, [this] { focusPane(-1); });
    QAction *keys = addKey(u"keyShortcuts"_s, tr("All shortcuts"), Qt::Key_F1, [this] { showShortcuts(); });
    keys->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::CTRL | Qt::Key_Slash)});
    QAction *quit = addKey(u"keyQuit"_s, tr("Quit"), Qt::CTRL | Qt::Key_Q, [this] { close(); });

    open->setIcon(icons::icon(u"folder"_s, Token::Text2));
    refresh->setIcon(icons::icon(u"rebuild"_s, Token::Text2));
    back->setIcon(icons::icon(u"rollback"_s, Token::Text2));
    m_mainMenu->addAction(open);
    m_mainMenu->addAction(back);
    m_mainMenu->addAction(refresh);
    m_mainMenu->addSeparator();
    buildThemeMenu(m_mainMenu->addMenu(tr("Theme")));
    m_mainMenu->addAction(keys);
    m_mainMenu->addSeparator();
    m_mainMenu->addAction(quit);
}

void MainWindow::buildThemeMenu(QMenu *menu)
{
    auto *group = new QActionGroup(menu);
    const std::tuple<ThemeMode, Theme::Mode, QString, QString> modes[] = {
        {ThemeMode::System, Theme::Mode::System, tr("As the system"), u"themeSystem"_s},
        {ThemeMode::Light, Theme::Mode::Light, tr("Light"), u"themeLight"_s},
        {ThemeMode::Dark, Theme::Mode::Dark, tr("Dark"), u"themeDark"_s}};
    for (const auto &[stored, shown, text, name] : modes) {
        QAction *action = menu->addAction(text);
        action->setObjectName(name);
        action->setCheckable(true);
        action->setChecked(m_theme->mode() == shown);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, stored = stored, shown = shown] {
            m_settings->setThemeMode(stored);
            m_theme->setMode(shown);
        });
    }
}

void MainWindow::find()
{
    if (m_ui->pages->currentWidget() == m_ui->imagesPage)
        m_ui->imagesPage->focusFilter();
    else if (m_ui->pages->currentWidget() == m_ui->buildCachePage)
        m_ui->buildCachePage->focusFilter();
    else if (m_ui->pages->currentWidget() == m_ui->enginesPage)
        m_ui->enginesPage->focusFilter();
    else if (m_ui->pages->currentWidget() == m_ui->deployPage && m_ui->deployPage->isShowingRun())
        m_ui->deployPage->runPane()->log()->focusFind();
    else if (m_ui->pages->currentWidget() == m_ui->remotePage)
        m_ui->remotePage->focusFind();
}

/// Panes are what takes the focus as a whole: the side bar and each view of the page.
void MainWindow::focusPane(int direction)
{
    QList<QWidget *> panes;
    if (QAbstractButton *page = m_ui->sideBar->button(m_ui->sideBar->current()))
        panes << page;
    for (QAbstractScrollArea *view : m_ui->pages->currentWidget()->findChildren<QAbstractScrollArea *>()) {
        if (view->isVisible() && (view->focusPolicy() & Qt::TabFocus))
            panes << view;
    }
    if (panes.isEmpty())
        return;
    // From left to right, in a column from top to bottom; the side bar is the leftmost.
    std::ranges::stable_sort(panes, {}, [](const QWidget *pane) {
        const QPoint place = pane->mapToGlobal(QPoint());
        return std::pair(place.x(), place.y());
    });
    // A pane may hand its focus to what stands in it.
    const QWidget *focus = QApplication::focusWidget();
    const auto holder = std::ranges::find_if(
        panes, [focus](const QWidget *pane) { return pane == focus || (focus && pane->isAncestorOf(focus)); });
    const qsizetype now = holder == panes.end() ? -1 : holder - panes.begin();
    const qsizetype next =
        (now < 0 ? (direction > 0 ? 0 : panes.size() - 1) : now + direction + panes.size()) % panes.size();
    panes[next]->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::showShortcuts()
{
    if (findChild<PreviewDialog *>(u"shortcutsDialog"_s))
        return;
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, this);
    dialog->setObjectName(u"shortcutsDialog"_s);
    dialog->setTitle(tr("Shortcuts"), tr("Layerdeck"));
    dialog->setSum(tr("All keys"), tr("Views also take Up, Down, Left, Right, Ctrl+C and Ctrl+Shift+C. On the Remote page, keys that deploy, rebuild, clear, cancel and "
                                       "read again mean GitHub."));
    auto *list = new QWidget;
    auto *grid = new QGridLayout(list);
    grid->setContentsMargins(16, 16, 16, 16);
    grid->setVerticalSpacing(6);
    grid->setHorizontalSpacing(24);
    QList<std::pair<QString, QString>> shown;
    for (const QAction *action : std::as_const(m_keys)) {
        if (!action->shortcut().isEmpty())
            shown << std::pair(action->shortcut().toString(QKeySequence::NativeText), action->text());
    }
    // Keys of the rows themselves, no actions of the window.
    shown << std::pair(tr("Alt+Up, Alt+Down"), tr("Move a cache source or sink"))
          << std::pair(tr("Return, Esc"), tr("Edit an entry, take the edit back"))
          << std::pair(tr("Del"), tr("Remove an entry, delete an Actions cache…"));
    const qsizetype rows = (shown.size() + 1) / 2;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        auto *keys = new QLabel(shown[i].first);
        keys->setProperty("ink", u"text2"_s);
        const int column = i < rows ? 0 : 2;
        grid->addWidget(keys, int(i % rows), column);
        grid->addWidget(new QLabel(shown[i].second), int(i % rows), column + 1);
    }
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    dialog->consequences()->addWidget(list);
    dialog->consequences()->addStretch();
    dialog->cancelButton()->hide();
    dialog->setActText(tr("Close"), {});
    dialog->open();
}

} // namespace layerdeck
