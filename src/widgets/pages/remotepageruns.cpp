// SPDX-License-Identifier: GPL-3.0-or-later
// The Remote page's runs: their rows, what can be done to the selected one, and its log.
#include "ui_remotepage.h"
#include "widgets/pages/remotepage.h"
#include "widgets/parts/browser.h"
#include "widgets/parts/previewdialog.h"

#include <QCheckBox>
#include <QItemSelectionModel>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QString runIdentity(qint64 run, qint64 job = 0)
{
    return RemoteRow{RemoteRow::Kind::Run, run, job}.identity();
}

/// What was cancelled has no failed jobs of its own: all of it runs again.
bool hasFailed(const github::Run &run)
{
    return run.isOver() && !run.succeeded() && run.conclusion != "cancelled"_L1;
}

/// It may be somebody else's.
QString aboutRun(const github::Run &run)
{
    return u"%1, %2"_s.arg(namedRun(run.name, run.number), originOf(run));
}

/// Where its run is followed to the end, that stands below, and *Open in browser* leads to it.
QString endOf(const RemoteAct &act)
{
    Error error = *act.result->error;
    if (!act.steps.isEmpty() && act.steps.last().run && act.steps.last().run->run.isOver()) {
        const github::Run &run = act.steps.last().run->run;
        error.advice = hasFailed(run) ? RemotePage::tr("The log of what failed says why; “Run failed jobs again…” runs that again, and what depends on it.") : QString();
    }
    return error.sentences();
}

} // namespace

void RemotePage::connectRuns()
{
    // Not the current row: a click makes it current before it is selected, and a view that gets the focus makes its first row current.
    connect(m_ui->remoteRuns->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RemotePage::chosenRow);
    connect(m_ui->remoteCancel, &QPushButton::clicked, this, &RemotePage::cancel);
    connect(m_ui->remoteRerun, &QPushButton::clicked, this, &RemotePage::rerun);
    connect(m_ui->remoteStartLeft, &QPushButton::clicked, this, [this] {
        awaitRun();
        m_work.startLeft();
    });
    connect(m_ui->remoteForgetLeft, &QPushButton::clicked, &m_work, &RemoteWork::forgetLeft);
    connect(m_ui->remoteForgetEnded, &QPushButton::clicked, &m_work, &RemoteWork::forgetEnded);
    connect(m_ui->remoteApprove, &QPushButton::clicked, this, [this] { askReview(true); });
    connect(m_ui->remoteReject, &QPushButton::clicked, this, [this] { askReview(false); });
    connect(m_ui->remoteOlder, &QPushButton::clicked, this, [this] {
        m_work.showOlderRuns();
        updateButtons();
    });
    connect(m_ui->remoteUnfollow, &QPushButton::clicked, &m_work, &RemoteWork::stopFollowing);
}

void RemotePage::updateRuns()
{
    exchangeRows();
    updateClock();
    m_ui->remoteRuns->setPlaceholder(m_work.state().status == RemoteState::Status::Ready ? tr("No workflow has run so far.") : QString());
    if (m_followsAct || m_startedAgain.first > 0)
        selectAct();
    updateSentence();
    if (besideWhom(choice()) != m_beside)
        updateRequest();
    if (const RemoteRow *row = current(); row && row->kind != RemoteRow::Kind::Run)
        showLog(*row);
    updateButtons();
}

/// A row that goes while it is selected hands the selection to its run: Qt would choose a neighbour, which may be another run.
void RemotePage::exchangeRows()
{
    const QList<RemoteRow> rows = remoteRows(m_work, m_work.serverNow(), QDateTime::currentDateTime());
    const std::optional<RemoteRow> before = current() ? std::optional(*current()) : std::nullopt;
    // Who looks at the newest sees those that come; who has gone down stays there.
    const bool isAtTop = m_ui->remoteRuns->verticalScrollBar()->value() == 0;
    m_selecting = true;
    m_ui->remoteRuns->exchange([&] { m_runs->setRows(rows); }, isAtTop ? RowView::Show::Top : RowView::Show::Same);
    m_selecting = false;
    if (before && (!current() || current()->identity() != before->identity()))
        selectRow(m_runs->rowOf(runIdentity(before->runId)));
}

void RemotePage::selectRow(int row)
{
    m_selecting = true;
    if (row < 0)
        m_ui->remoteRuns->selectionModel()->clear();
    else
        m_ui->remoteRuns->setCurrentIndex(m_runs->index(row, 0));
    m_selecting = false;
    showChosen();
}

/// The job at work of what this window runs, or has started again, until the person chooses something else.
void RemotePage::selectAct()
{
    const QList<RemoteStepResult> &steps = m_work.act().steps;
    const github::FollowedRun *run = m_work.followed(m_startedAgain.first);
    qint64 runId = m_startedAgain.first;
    // As it is known it may be the attempt before.
    if (runId > 0 && (!run || run->run.attempt < m_startedAgain.second))
        return;
    if (runId == 0) {
        if (steps.isEmpty() || !steps.last().runId)
            return;
        runId = *steps.last().runId;
        run = steps.last().run ? &*steps.last().run : nullptr;
    }
    qint64 job = 0;
    for (const github::Job &one : run ? run->jobs : QList<github::Job>()) {
        if (one.status != "queued"_L1 && one.conclusion != "skipped"_L1)
            job = one.id;
    }
    const int row = m_runs->rowOf(runIdentity(runId, job));
    if (row < 0 || current() == &m_runs->rows().at(row))
        return;
    selectRow(row);
    // The head above says whose job it is.
    m_ui->remoteRuns->scrollTo(m_runs->index(m_runs->rowOf(runIdentity(runId)), 0));
    m_ui->remoteRuns->scrollTo(m_runs->index(row, 0));
}

const RemoteRow *RemotePage::current() const
{
    const QModelIndexList selected = m_ui->remoteRuns->selectionModel()->selectedRows();
    return selected.isEmpty() ? nullptr : &m_runs->rows().at(selected.first().row());
}

std::optional<github::Run> RemotePage::currentRun() const
{
    const RemoteRow *row = current();
    if (!row)
        return std::nullopt;
    if (const github::FollowedRun *followed = m_work.followed(row->runId))
        return followed->run;
    const QList<github::Run> &runs = m_work.state().runs;
    const auto listed = std::ranges::find(runs, row->runId, &github::Run::id);
    return listed == runs.end() ? std::nullopt : std::optional(*listed);
}

/// What this window runs or has run, and what was left in the middle. What was refused before anything began stands above, as an error.
void RemotePage::updateActBox()
{
    const RemoteAct &act = m_work.act();
    const RemoteLeft &left = m_work.left();
    const bool isLeft = !left.isEmpty() && !act.isRunning();
    const bool isSaid = !act.plan.steps.isEmpty() && !(act.result && act.steps.isEmpty());
    m_ui->remoteActBox->setVisible(isLeft || isSaid);
    m_ui->remoteStartLeft->setVisible(isLeft && !left.steps.isEmpty() && left.runId > 0);
    m_ui->remoteForgetLeft->setVisible(isLeft);
    m_ui->remoteForgetEnded->setVisible(!isLeft && act.result && act.result->outcome != RemoteOutcome::Open);
    QStringList sentences;
    RemoteLook look{u"warning"_s, Tone::Warn, {}};
    if (isSaid) {
        look = isLeft ? look : lookOf(act);
        QString text = actSentence(act, m_work.serverNow());
        if (act.isRunning())
            text += u". "_s + closingSentence(act);
        else if (act.result->error)
            text = endOf(act);
        sentences << text;
    }
    if (isLeft) {
        const QString next = left.steps.isEmpty() ? left.before : left.steps.first().name;
        sentences << leftSentence(left);
        m_ui->remoteStartLeft->setText(tr("Start “%1”").arg(next));
        const QString barred = whyBarred();
        m_ui->remoteStartLeft->setEnabled(left.canStart() && barred.isEmpty());
        m_ui->remoteStartLeft->setToolTip(!barred.isEmpty() ? barred : left.canStart() ? requestText(left.steps.first()) : tr("“%1” has to end first.").arg(left.before));
        m_ui->remoteForgetLeft->setToolTip(left.steps.isEmpty() ? tr("It is not spoken of again. Nothing changes on GitHub.")
                                                                : tr("“%1” is not started, and not offered again. Nothing changes on GitHub.").arg(next));
    }
    if (!sentences.isEmpty())
        m_ui->remoteActText->setStrongContent(look.icon, sentences.join(u' '), look.tone);
}

/// What the selected run waits for, who may give it, and that nobody has to wait for it here.
void RemotePage::updateWaitBox(const std::optional<github::Run> &run)
{
    const github::FollowedRun *followed = run ? m_work.followed(run->id) : nullptr;
    const QList<github::PendingDeployment> pending = followed ? m_work.awaiting(run->id) : QList<github::PendingDeployment>();
    // What it waits for may not be told.
    const bool waits = followed && followed->run.status == "waiting"_L1 && (followed->pending.isEmpty() || !pending.isEmpty());
    m_ui->remoteWaitBox->setVisible(waits);
    if (!waits)
        return;
    const bool mayGive = !approvable(pending).isEmpty();
    const QList<RemoteStepResult> &steps = m_work.act().steps;
    m_ui->remoteWaitText->setStrongContent(u"approve"_s, waitSentence(followed->run, pending), Tone::Warn);
    m_ui->remoteApprove->setVisible(mayGive);
    m_ui->remoteReject->setVisible(mayGive);
    for (QPushButton *button : {m_ui->remoteApprove, m_ui->remoteReject}) {
        button->setEnabled(!m_work.isChanging(run->id) && whyBarred().isEmpty());
        button->setToolTip(whyBarred());
    }
    const bool isActs = m_work.act().isRunning() && !steps.isEmpty() && steps.last().runId == run->id;
    m_ui->remoteUnfollow->setVisible(isActs || (!m_work.act().isRunning() && m_own.first == run->id));
}

void RemotePage::askReview(bool approve)
{
    const std::optional<github::Run> run = currentRun();
    const github::FollowedRun *followed = run ? m_work.followed(run->id) : nullptr;
    if (!followed)
        return;
    const QString environments = approvable(followed->pending).join(u", "_s);
    auto *dialog = new PreviewDialog(approve ? PreviewDialog::Act::Goes : PreviewDialog::Act::Deletes, window());
    dialog->setObjectName(u"reviewPreview"_s);
    dialog->setTitle(approve ? tr("Approve") : tr("Reject"), m_work.state().place.repository.displayName());
    dialog->setSum(environments, reviewQuestion(*run, environments, approve));
    dialog->setActText(approve ? tr("Approve %1").arg(environments) : tr("Reject %1").arg(environments), approve ? u"approve"_s : u"close"_s);
    // Somebody else may have given it meanwhile.
    connect(&m_work, &RemoteWork::followedChanged, dialog, [this, dialog, id = run->id] {
        if (const github::FollowedRun *now = m_work.followed(id); !now || now->run.status != "waiting"_L1)
            dialog->reject();
    });
    connect(dialog, &QDialog::accepted, this, [this, approve, id = run->id] { m_work.review(id, approve); });
    dialog->open();
    dialog->cancelButton()->setFocus(Qt::OtherFocusReason);
}

/// That the list has an end which is not the first run that there was.
void RemotePage::updateRunsFoot()
{
    const RemoteState &state = m_work.state();
    const QString barred = whyBarred();
    m_ui->remoteRunsFoot->setVisible(state.runsTotal > state.runs.size());
    m_ui->remoteRunsCount->setText(tr("The newest %1 of %2").arg(QLocale().toString(state.runs.size()), QLocale().toString(state.runsTotal)));
    m_ui->remoteOlder->setEnabled(barred.isEmpty() && !m_work.isReadingOlderRuns());
    m_ui->remoteOlder->setToolTip(barred);
}

/// Forcing takes its place where GitHub has not ended the run by itself.
void RemotePage::updateCancel(const std::optional<github::Run> &run)
{
    m_ui->remoteCancel->setVisible(run && !run->isOver());
    if (!run)
        return;
    const bool canForce = m_work.canForceCancel(run->id);
    const bool isAsked = m_work.isCancelling(run->id);
    m_ui->remoteCancel->setText(canForce ? tr("Force cancel…") : isAsked ? tr("Cancelling") : tr("Cancel run"));
    const QString barred = whyBarred();
    m_ui->remoteCancel->setEnabled(barred.isEmpty() && !m_work.isChanging(run->id) && (canForce || !isAsked));
    m_ui->remoteCancel->setToolTip(!barred.isEmpty() ? barred
                                   : canForce  ? tr("It was cancelled and still runs. Forcing ends it without its own clean-up steps.")
                                   : isAsked ? tr("GitHub was asked to cancel it. Where it does not end, it can be forced.")
                                             : QString());
}

/// Where the button that has the focus goes, Qt gives it to the next one, and a second press of the key would do what that does.
void RemotePage::updateButtons()
{
    const QWidget *focused = window()->focusWidget();
    updateRunActs();
    if (focused && m_ui->remoteRunsPane->isAncestorOf(focused) && window()->focusWidget() != focused)
        m_ui->remoteRuns->setFocus(Qt::OtherFocusReason);
}

void RemotePage::updateRunActs()
{
    updateActBox();
    const std::optional<github::Run> run = currentRun();
    updateCancel(run);
    m_ui->remoteRerun->setVisible(run && run->isOver());
    m_ui->remoteRerun->setText(run && hasFailed(*run) ? tr("Run failed jobs again…") : tr("Run again…"));
    m_ui->remoteRerun->setEnabled(run && !m_work.isChanging(run->id) && whyBarred().isEmpty());
    m_ui->remoteRerun->setToolTip(whyBarred());
    // The buttons beside it are this run's, whatever the line below tells of another.
    m_ui->remoteRunsHead->setAbout(run ? titleOf(*run) : QString());
    updateWaitBox(run);
    updateRunsFoot();
    m_ui->remoteBrowser->setEnabled(run || !m_work.state().info.url.isEmpty());
}

void RemotePage::chosenRow()
{
    if (m_selecting)
        return;
    forgetKey();
    if (current()) {
        m_followsAct = false;
        m_startedAgain = {};
    }
    showChosen();
}

void RemotePage::showChosen()
{
    if (const RemoteRow *row = current()) {
        m_work.look(row->runId);
        if (row->kind == RemoteRow::Kind::Run)
            m_ui->remoteLogPane->clear();
        else
            showLog(*row);
    }
    updateButtons();
}

void RemotePage::showLog(const RemoteRow &row)
{
    const github::FollowedRun *followed = m_work.followed(row.runId);
    if (!followed)
        return;
    const auto job = std::ranges::find(followed->jobs, row.jobId, &github::Job::id);
    if (job != followed->jobs.end())
        m_ui->remoteLogPane->showJob(*job);
}

void RemotePage::cancel()
{
    const auto run = currentRun();
    if (run && m_work.canForceCancel(run->id))
        askForceCancel(*run);
    else if (run)
        askCancel(*run);
}

/// The buttons of a run stand in one place and change with it: none that begins something, or ends it without its own steps, does
/// so by the click that was meant for the one before.
PreviewDialog *RemotePage::ask(PreviewDialog::Act act, const github::Run &run, const QString &title, const QString &consequence, bool whileOver)
{
    auto *dialog = new PreviewDialog(act, window());
    dialog->setObjectName(u"runActPreview"_s);
    dialog->setTitle(title, m_work.state().place.repository.displayName());
    dialog->setSum(aboutRun(run), consequence);
    // It may begin or end meanwhile.
    connect(&m_work, &RemoteWork::followedChanged, dialog, [this, dialog, id = run.id, whileOver] {
        if (const github::FollowedRun *now = m_work.followed(id); now && now->run.isOver() != whileOver)
            dialog->reject();
    });
    dialog->open();
    dialog->cancelButton()->setFocus(Qt::OtherFocusReason);
    return dialog;
}

void RemotePage::askCancel(const github::Run &run)
{
    const RemoteAct &act = m_work.act();
    const bool isActs = act.isBetween() && !act.steps.isEmpty() && act.steps.last().runId == run.id;
    QString what = tr("GitHub ends it. What its steps have done so far stays done.");
    if (isActs)
        what += u' ' + tr("“%1” is then not started.").arg(act.plan.steps.last().name);
    PreviewDialog *dialog = ask(PreviewDialog::Act::Deletes, run, tr("Cancel run"), what, false);
    dialog->setActText(tr("Cancel run"), u"cancel"_s);
    dialog->cancelButton()->setText(tr("Keep it running"));
    connect(dialog, &QDialog::accepted, this, [this, id = run.id] { m_work.cancelRun(id); });
}

void RemotePage::askForceCancel(const github::Run &run)
{
    PreviewDialog *dialog = ask(PreviewDialog::Act::Deletes, run, tr("Force cancel"),
                                tr("GitHub ends it at once, without the steps with which it cleans up after itself."), false);
    dialog->setActText(tr("Force cancel"), u"cancel"_s);
    dialog->cancelButton()->setText(tr("Keep it running"));
    connect(dialog, &QDialog::accepted, this, [this, id = run.id] { m_work.forceCancelRun(id); });
}

void RemotePage::rerun()
{
    const auto run = currentRun();
    if (!run)
        return;
    const bool failed = hasFailed(*run);
    const QString act = failed ? tr("Run failed jobs again") : tr("Run again");
    const auto about = [](bool onlyFailed) {
        return onlyFailed ? tr("Its failed jobs, and those that depend on them, run again with the same commit and inputs.")
                          : tr("All of its jobs run again with the same commit and inputs: what it deploys, it deploys again.");
    };
    PreviewDialog *dialog = ask(PreviewDialog::Act::Goes, *run, act, about(failed), true);
    dialog->setActText(act, u"rebuild"_s);
    QCheckBox *all = nullptr;
    if (failed) {
        all = new QCheckBox(tr("All of its jobs, not only those that failed"));
        all->setObjectName(u"rerunAll"_s);
        dialog->tools()->addWidget(all);
        connect(all, &QCheckBox::toggled, dialog, [dialog, act, about, title = aboutRun(*run)](bool whole) {
            dialog->setActText(whole ? tr("Run all again") : act, u"rebuild"_s);
            dialog->setSum(title, about(!whole));
        });
    }
    connect(dialog, &QDialog::accepted, this, [this, id = run->id, attempt = run->attempt, failed, all] {
        m_followsAct = false;
        m_startedAgain = {id, attempt + 1};
        m_work.rerun(id, failed && !all->isChecked());
    });
}

void RemotePage::openInBrowser()
{
    const auto run = currentRun();
    showInBrowser(run ? run->url : m_work.state().info.url + u"/actions"_s);
}

} // namespace layerdeck
