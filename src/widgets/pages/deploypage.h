// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class DeployPage;
}

class LogPane;
class PreviewDialog;
class RunPane;

/// Deploy, clear, force a rebuild: before a run the services and the plan, then the run until the person goes
/// back.
class DeployPage : public QWidget
{
    Q_OBJECT

public:
    explicit DeployPage(QWidget *parent = nullptr);
    ~DeployPage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);
    /// Of this window's run, or, while that is shown, of another's that is watched.
    RunPane *runPane() const;
    bool canDeploy() const;
    bool isShowingRun() const;

    /// Of the cache settings: what is not saved is not deployed, and the page says so.
    void setUnsavedChanges(int changes);

public slots:
    void deploy();
    void askClear();
    void askRebuild();
    /// One decision, for the services that are ticked.
    void askRedeploy();
    void askRollback();
    void cancel();
    void askToStop();
    /// Shows the run again after the person went back to the services.
    void showRun();
    /// Shows what another's run does, step by step; nothing where there is none that can be watched.
    void watchRun();
    void showServices();

private:
    void update();
    void updateButtons();
    void updateNotices();
    void updateSentence();
    void showPane(RunPane *pane);
    void stopWatching();
    const RunState *shownRun() const;
    void fail(const Error &error);
    /// Has a plan made, and shows it before anything runs.
    void preview(const std::function<void(std::function<void(Result<Plan>)>)> &plan,
                 const std::function<PreviewDialog *(const Plan &, Session *, QWidget *)> &open);
    ClearRequest askedClear() const;
    QString whyNot() const;
    bool isBusy() const;

    std::unique_ptr<Ui::DeployPage> m_ui;
    Session *m_session = nullptr;
    RunPane *m_watchPane = nullptr; ///< only while another's run is looked at
    bool m_stopAsked = false;        ///< the run that is watched was asked to stop
    bool m_asking = false;           ///< a preview's plan is being made
    int m_unsaved = 0; ///< changes of the cache settings
    std::optional<Error> m_actError; ///< of the last act that could not begin
};

} // namespace layerdeck
