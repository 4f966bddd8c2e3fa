// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/remotemodels.h"
#include "session/session.h"
#include "widgets/parts/previewdialog.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QMenu;
class QPushButton;

namespace layerdeck {

namespace Ui {
class RemotePage;
}

class IconNote;
class LogPane;

/// GitHub Actions of the project's repository: what can be started with what will be sent, the runs with the jobs and steps of those that
/// are followed, and the log of a job. Asks nothing of GitHub before it is shown for the first time.
class RemotePage : public QWidget
{
    Q_OBJECT

public:
    explicit RemotePage(QWidget *parent = nullptr);
    ~RemotePage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);
    RemoteWork *work() { return &m_work; }
    LogPane *log() const;
    bool isSettled() const;

    // What the window's keys mean here. What cannot be done is said on the page, and nothing else is done instead.
    /// Chooses the team's usual act of this kind (nothing: clear and redeploy), so that what it sends is seen; a deploy that is chosen already is
    /// started.
    void chooseByKey(std::optional<github::PresetKind> kind);
    /// Does what *Cancel run* does: of the run that is selected, else of what this window runs.
    void cancelByKey();
    /// Reads what is shown anew.
    void readAgain();
    void focusFind();
    /// The log, where it is the one that is shown.
    LogPane *shownLog() const;

signals:
    /// What the page runs has begun, moved or ended.
    void actChanged();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectStart();
    void connectRuns();
    void connectWork();
    void showActMoved();
    void buildEmptyState();
    void showRepositoryMenu();
    void askAgain();
    void updateState();
    void updateEmptyState();
    QString whyNoRepository() const;
    QString keychainSentence() const;
    QString tokenSentence() const;
    void updateHead();
    void updateSentence();
    void updateChoices();
    void updateForm();
    void updateRequest();
    void fitRequest();
    void updateConfirm();
    void orderStops();
    void revealChoice();
    void confirm(const QStringList &keys, bool isIt);
    RemoteChoice choice() const;
    /// That a workflow that would be started runs already, for somebody else; empty where none does.
    QString besideWhom(const RemoteChoice &chosen) const;
    QString refOf(const RemoteChoice &chosen) const;
    void followRef();
    void keepRef();
    void noteDefaultChoices();
    void updateRuns();
    void updateButtons();
    void updateActBox();
    void updateWaitBox(const std::optional<github::Run> &run);
    void askReview(bool approve);
    void updateCancel(const std::optional<github::Run> &run);
    void buildErrorBar();
    void showError(const Error &error, bool canBeAskedAgain);
    /// A key that means nothing now: why, that nothing was done, and what to do instead.
    void refuseKey(const QString &why, const QString &unchanged, const QString &advice = {});
    /// That is not told of any more.
    void forgetKey();
    /// Why nothing can be asked of GitHub now, and until when; empty where it can.
    QString whyBarred() const;
    void updateBarred();
    void updateRunActs();
    void updateRunsFoot();
    void exchangeRows();
    void selectAct();
    /// Selects a row for the program, not for the person; below 0: none.
    void selectRow(int row);
    void chosenRow();
    void showChosen();
    void run();
    void askOnceMore(const RemotePlan &plan);
    void awaitRun();
    void cancel();
    void rerun();
    /// `whileOver`: what is asked goes only while the run has ended; else only while it has not.
    PreviewDialog *ask(PreviewDialog::Act act, const github::Run &run, const QString &title, const QString &consequence, bool whileOver);
    void askCancel(const github::Run &run);
    void askForceCancel(const github::Run &run);
    void updateClock();
    void openInBrowser();
    void showLog(const RemoteRow &row);
    const RemoteRow *current() const;
    /// The run of the current row, as far as it is known here.
    std::optional<github::Run> currentRun() const;

    std::unique_ptr<Ui::RemotePage> m_ui;
    QPushButton *m_again = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_signIn = nullptr;
    QPushButton *m_openLink = nullptr; ///< that the error names
    QPushButton *m_copyLink = nullptr;
    QString m_link;
    QPushButton *m_emptyAct = nullptr;
    QWidget *m_emptyRemote = nullptr; ///< how a folder gets a git remote
    QWidget *m_emptyRights = nullptr; ///< what a token needs
    IconNote *m_emptyVariable = nullptr;
    Session *m_session = nullptr;
    RemoteWork m_work;
    RemoteChoicesModel *m_choices;
    RemoteRunsModel *m_runs;
    QMenu *m_repositories;
    QString m_choice;       ///< its id
    QHash<QString, QString> m_refs; ///< by choice: the branch or tag that a person chose for it in this window
    QSet<QString> m_defaultChoices; ///< those that the default branch has
    bool m_listing = false; ///< the program exchanges what can be chosen
    QString m_repository;   ///< that is shown
    bool m_followsAct = false; ///< the person has not chosen something else since it began
    std::pair<qint64, int> m_startedAgain; ///< a run and its attempt, likewise; 0: none
    bool m_selecting = false;
    bool m_looks = false; ///< everything is being read
    bool m_stateFailed = false; ///< the error that is shown is the state's
    std::optional<Error> m_stateError; ///< as it is shown
    std::pair<qint64, qint64> m_own; ///< id and number of the run that stands in the way of starting another
    qsizetype m_cachesDeleted = 0; ///< just now: until something else is looked at
    bool m_saysAsked = false; ///< the error that is shown is of what a person asked for
    QString m_beside; ///< as besideWhom() said last
    bool m_runHadFocus = false; ///< the button gave its focus away when it could not be pressed
    bool m_saysKey = false;  ///< what is shown is that a key meant nothing
    bool m_saysAct = false;  ///< the error that is shown is that of the act
    bool m_troubled = false; ///< the error that is shown is GitHub's not answering
    QTimer m_clock; ///< while something runs
};

} // namespace layerdeck
