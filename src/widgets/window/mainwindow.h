// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "store/settings.h"

#include <QMainWindow>
#include <QSet>
#include <QTimer>

#include <functional>
#include <memory>

class QActionGroup;
class QMenu;
class QSplitter;

namespace layerdeck {

namespace Ui {
class MainWindow;
}

class Notifier;
class PreviewDialog;
class RemotePage;
class Theme;

/// The window: header, side bar, pages, status bar, and the keys of all of them.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// All three must outlive the window.
    MainWindow(Session *session, Settings *settings, Theme *theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Opens the folder of a project, or the folder that a file lies in.
    void openProject(const ProjectRequest &request);
    /// "deploy", "cache-settings", "images"; Deploy shows the start page while no project is open.
    void showPage(const QString &id);
    /// What the page shows is complete, as far as the session has read it.
    bool isSettled() const;
    QStringList pages() const;
    /// The dialogs that can be shown now: "clear-preview", "rebuild-preview". `opened` gets nullptr where one
    /// cannot.
    bool canPreview() const;

    /// The address of GitHub's API, in place of that of the remote's host.
    void setGitHubApi(const QString &api);

    /// Tells of the end of a long run while the window is not in front; must outlive the window.
    void setNotifier(Notifier *notifier);

    /// Asked from outside, by a signal: stops the run as Cancel does and closes when it has ended. Asks nothing;
    /// changes that are not saved are dropped, the files stay as they are.
    void closeWithoutAsking();

public slots:
    void chooseFolder();
    void askClear();
    void askRebuild();
    void askRedeploy();

signals:
    /// The run that went on when the window was closed has ended, and all that follows it is done; so has what the window ran on GitHub.
    void finished();

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildMenus();
    void buildEngineMenu();
    void buildProjectMenu();
    void buildShortcuts();
    void buildActKeys();
    std::function<void()> here(std::function<void(RemotePage *)> onGitHub, std::function<void()> onEngine);
    void buildThemeMenu(QMenu *menu);
    QAction *addKey(const QString &name, const QString &text, const QKeySequence &keys,
                    std::function<void()> act);
    void connectSession();
    void connectRun();
    void connectRemote();
    void updateRemoteCell();
    void tellOfRemoteEnd();
    void updateHeader();
    void updateRunCell();
    void updateTitle();
    void updateStatus();
    void showVersion();
    bool isSilent() const;
    void updatePages();
    void focusPane(int direction);
    void find();
    bool confirmClose();
    void askToCloseWithoutSaving();
    void saveAndClose();
    QString undeployedSentence() const;
    void followWhileAsked(PreviewDialog *dialog, const QString &act, const QString &icon);
    void askToLeaveUndeployed(bool unsaved);
    void askToOpenUndeployed(const ProjectRequest &wanted);
    void finishInBackground();
    void askWhatBecomesOfTheRun(bool unsaved);
    void goOnInBackground();
    void leaveToBackground();
    void tellOfTheEnd();
    void comeToFront();
    bool isInFront() const;
    QString unsavedTitle() const;
    void askToDropChanges(const ProjectRequest &wanted);
    void showShortcuts();
    void restoreSplitters();
    void saveSplitters();

    std::unique_ptr<Ui::MainWindow> m_ui;
    Session *m_session;
    Settings *m_settings;
    Theme *m_theme;
    QMenu *m_projectMenu;
    QMenu *m_engineMenu;
    QMenu *m_mainMenu;
    QList<QAction *> m_keys;
    QSet<QSplitter *> m_moved; ///< by the person, in this window
    QTimer m_secondTimer; ///< ages go on while nothing answers
    QTimer m_tipTimer; ///< while the foot tells what was just done
    Notifier *m_notifier = nullptr;
    bool m_endUnseen = false; ///< a run ended while the window was not in front
    bool m_closing = false;
    bool m_inBackground = false; ///< closed, while its run goes on
};

} // namespace layerdeck
