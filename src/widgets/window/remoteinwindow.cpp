// SPDX-License-Identifier: GPL-3.0-or-later
// What this window runs on GitHub: its mark in the side bar, its cell in the header, its end, and closing in the middle.
#include "base/units.h"
#include "models/remotemodels.h"
#include "ui_mainwindow.h"
#include "widgets/pages/remotepage.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/notifier.h"

#include <QApplication>
#include <QFileInfo>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr qint64 longRunMs = 10'000;

/// The workflow of which it is not known whether GitHub has begun it; empty where there is none.
QString inDoubtNow(const RemoteWork &work)
{
    if (!work.left().isEmpty() && work.left().runId == 0)
        return work.left().before;
    const RemoteAct &act = work.act();
    return act.result && act.result->isInDoubt() ? act.plan.steps.at(act.result->sent - 1).name : QString();
}

} // namespace

void MainWindow::setGitHubApi(const QString &api) { m_ui->remotePage->work()->setApi(api); }

void MainWindow::connectRemote()
{
    connect(m_ui->remotePage, &RemotePage::actChanged, this, [this] {
        SideMark mark;
        const RemoteWork *work = m_ui->remotePage->work();
        if (work->act().isRunning())
            mark = {SideMark::Kind::Running, 0, {}, tr("a run on GitHub is followed")};
        else if (const qsizetype undeployed = work->left().steps.size(); undeployed > 0)
            mark = {SideMark::Kind::Count, int(undeployed), u"warning"_s, tr("“%1” was not started on GitHub").arg(work->left().steps.first().name)};
        else if (const QString doubted = inDoubtNow(*work); !doubted.isEmpty())
            mark = {SideMark::Kind::Count, 1, u"warning"_s, tr("whether “%1” was started on GitHub is not known").arg(doubted)};
        else if (work->own())
            mark = {SideMark::Kind::Running, 0, {}, tr("a run on GitHub is followed")};
        m_ui->sideBar->setMark(u"remote"_s, mark);
        updateRunCell();
    });
    connect(m_ui->remotePage->work(), &RemoteWork::actEnded, this, [this] {
        tellOfRemoteEnd();
        finishInBackground();
    });
}

/// Closed with its run left on, the process goes once that has ended, and what it runs on GitHub, of which the next part is started from here.
void MainWindow::finishInBackground()
{
    const bool isAtWork = m_session->isRunning() || m_session->isSettling() || m_ui->remotePage->work()->act().isRunning();
    if (m_inBackground && !isAtWork && !(m_notifier && m_notifier->isTelling()))
        emit finished();
}

/// Shown where the header has no run of this engine to show.
void MainWindow::updateRemoteCell()
{
    const RemoteAct &act = m_ui->remotePage->work()->act();
    HeaderCell *cell = m_ui->header->run();
    const std::optional<github::Run> own = act.isRunning() ? std::nullopt : m_ui->remotePage->work()->own();
    // What ended beside the act is told until something else is begun.
    const std::optional<github::Run> shown = own || act.isRunning() ? own : m_ui->remotePage->work()->ended();
    const RemoteLeft &left = m_ui->remotePage->work()->left();
    cell->setVisible(shown || !act.plan.steps.isEmpty() || !left.steps.isEmpty());
    const std::optional<QDateTime> &since = m_ui->remotePage->work()->unreachedSince();
    if (since && (own || act.isRunning())) {
        cell->setContent({u"warning"_s, Tone::Warn, own ? tr("%1 on GitHub").arg(own->name) : actTitle(act), {},
                          tr("GitHub not reached since %1").arg(timeText(*since, QDateTime::currentDateTime())), Tone::Warn});
        cell->setToolTip(tr("What is shown is as it was seen last. GitHub is asked again by itself."));
        return;
    }
    if (shown) {
        const RemoteLook look = lookOf(shown->status.isEmpty() ? u"in_progress"_s : shown->status, shown->conclusion);
        const QDateTime until = shown->isOver() ? shown->updated : m_ui->remotePage->work()->serverNow();
        cell->setContent({look.icon, look.tone, tr("%1 on GitHub").arg(shown->name), {}, ownSentence(*shown, until), Tone::Muted});
        cell->setToolTip({});
        return;
    }
    if (act.plan.steps.isEmpty() && !left.steps.isEmpty()) {
        cell->setContent({u"warning"_s, Tone::Warn, tr("Left on GitHub"), {}, tr("“%1” was not started").arg(left.steps.first().name), Tone::Warn});
        cell->setToolTip(leftSentence(left));
        return;
    }
    if (act.plan.steps.isEmpty())
        return;
    const RemoteLook look = lookOf(act);
    cell->setContent({look.icon, look.tone, actTitle(act), {}, actSentence(act, m_ui->remotePage->work()->serverNow()), Tone::Muted});
    cell->setToolTip({});
}

void MainWindow::tellOfRemoteEnd()
{
    const RemoteAct &act = m_ui->remotePage->work()->act();
    if (isInFront() || act.result->milliseconds <= longRunMs)
        return;
    QApplication::alert(this);
    if (m_notifier)
        m_notifier->tell(actTitle(act), act.result->error ? act.result->error->sentences() : actSentence(act, m_ui->remotePage->work()->serverNow()), !m_inBackground);
}

/// Of two workflows on GitHub the first one clears, and the second one is started from here.
QString MainWindow::undeployedSentence() const
{
    const RemoteAct &act = m_ui->remotePage->work()->act();
    if (act.sent == 0)
        return tr("“%1” has not been sent to GitHub so far. Without this window it is not started.").arg(act.plan.steps.first().name);
    if (act.steps.size() < act.sent)
        return tr("“%1” was sent, and GitHub has not answered so far: it may have begun, and then goes on without this window. “%2” does not: this window "
                  "starts it once the first has succeeded. Left now, it is not started; a window that opens the project looks for the first one, and offers to "
                  "start “%2” where it is found.")
            .arg(act.plan.steps.at(act.sent - 1).name, act.plan.steps.last().name);
    return tr("“%1” goes on on GitHub, also without this window. “%2” does not: this window starts it once the first has succeeded. Left now, it is not started; "
              "a window that opens the project offers to start it.")
        .arg(act.plan.steps.at(act.sent - 1).name, act.plan.steps.last().name);
}

/// The question stays while the act goes on: who is asked decides by what is so then. `act`: what the button does once nothing is lost.
void MainWindow::followWhileAsked(PreviewDialog *dialog, const QString &act, const QString &icon)
{
    connect(m_ui->remotePage, &RemotePage::actChanged, dialog, [this, dialog, act, icon] {
        const RemoteAct &now = m_ui->remotePage->work()->act();
        if (now.isBetween() || now.plan.steps.isEmpty())
            return;
        if (now.isRunning())
            dialog->setSum(tr("The deploy was started meanwhile"),
                           tr("“%1” was sent meanwhile: it goes on on GitHub, also without this window.").arg(now.plan.steps.last().name));
        else
            dialog->setSum(tr("What this window ran has ended"), now.result->error ? now.result->error->sentences() : actSentence(now, m_ui->remotePage->work()->serverNow()));
        dialog->setActText(act, icon);
    });
}

void MainWindow::askToLeaveUndeployed(bool unsaved)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, this);
    dialog->setObjectName(u"closePreview"_s);
    dialog->setTitle(tr("Close"), actTitle(m_ui->remotePage->work()->act()));
    dialog->setSum(tr("The deploy has not been started"),
                   undeployedSentence() + (unsaved ? u' ' + tr("Changes to the cache settings are dropped too.") : QString()));
    dialog->setActText(tr("Close without deploying"), u"close"_s);
    dialog->cancelButton()->setText(tr("Keep open"));
    followWhileAsked(dialog, tr("Close"), u"close"_s);
    connect(dialog, &QDialog::accepted, this, &MainWindow::closeWithoutAsking);
    dialog->open();
}

void MainWindow::askToOpenUndeployed(const ProjectRequest &wanted)
{
    if (findChild<PreviewDialog *>(u"openPreview"_s))
        return;
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, this);
    dialog->setObjectName(u"openPreview"_s);
    dialog->setTitle(tr("Open"), QFileInfo(wanted.directory).fileName());
    dialog->setSum(tr("The deploy has not been started"), undeployedSentence());
    dialog->setActText(tr("Open without deploying"), u"folder"_s);
    dialog->cancelButton()->setText(tr("Stay here"));
    followWhileAsked(dialog, tr("Open"), u"folder"_s);
    connect(dialog, &QDialog::accepted, this, [this, wanted] {
        m_ui->remotePage->work()->stopFollowing();
        // The dialog still stands: another question would not come beside it.
        QMetaObject::invokeMethod(this, [this, wanted] { openProject(wanted); }, Qt::QueuedConnection);
    });
    dialog->open();
}

} // namespace layerdeck
