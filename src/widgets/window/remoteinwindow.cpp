// SPDX-License-Identifier: GPL-3.0-or-later
// What this window runs on GitHub: its mark in the side bar, its cell in the header, its end, and closing in the middle.
#include "models/remotemodels.h"
#include "ui_mainwindow.h"
#include "widgets/pages/remotepage.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/notifier.h"

#include <QApplication>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr qint64 longRunMs = 10'000;

} // namespace

void MainWindow::setGitHubApi(const QString &api) { m_ui->remotePage->work()->setApi(api); }

void MainWindow::connectRemote()
{
    connect(m_ui->remotePage, &RemotePage::actChanged, this, [this] {
        SideMark mark;
        if (m_ui->remotePage->work()->act().isRunning())
            mark = {SideMark::Kind::Running, 0, {}, tr("a run on GitHub is followed")};
        m_ui->sideBar->setMark(u"remote"_s, mark);
        updateRunCell();
    });
    connect(m_ui->remotePage->work(), &RemoteWork::actEnded, this, &MainWindow::tellOfRemoteEnd);
}

/// Shown where the header has no run of this engine to show.
void MainWindow::updateRemoteCell()
{
    const RemoteAct &act = m_ui->remotePage->work()->act();
    HeaderCell *cell = m_ui->header->run();
    cell->setVisible(!act.plan.steps.isEmpty());
    if (act.plan.steps.isEmpty())
        return;
    const RemoteLook look = lookOf(act);
    cell->setContent({look.icon, look.tone, actTitle(act), {}, actSentence(act, QDateTime::currentDateTime()), Tone::Muted});
    cell->setToolTip({});
}

void MainWindow::tellOfRemoteEnd()
{
    const RemoteAct &act = m_ui->remotePage->work()->act();
    const QWidget *active = QApplication::activeWindow();
    const bool inFront = active && (active == this || isAncestorOf(active));
    if (m_notifier && !inFront && act.result->milliseconds > longRunMs)
        m_notifier->tell(actTitle(act), act.result->error ? act.result->error->sentences() : actSentence(act, QDateTime::currentDateTime()), true);
}

/// Of two workflows on GitHub the first one clears, and the second one is started from here.
void MainWindow::askToLeaveUndeployed(bool unsaved)
{
    const RemotePlan &plan = m_ui->remotePage->work()->act().plan;
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, this);
    dialog->setObjectName(u"closePreview"_s);
    dialog->setTitle(tr("Close"), tr("Clear and redeploy on GitHub"));
    QString sentence = tr("“%1” goes on on GitHub, also with the window closed. “%2” does not: this window starts it once the first has succeeded. Closed now, it is "
                          "not started; the next window that opens the project offers to start it.")
                           .arg(plan.steps.first().name, plan.steps.last().name);
    if (unsaved)
        sentence += u' ' + tr("Changes to the cache settings are dropped too.");
    dialog->setSum(tr("The deploy has not been started"), sentence);
    dialog->setActText(tr("Close without deploying"), u"close"_s);
    dialog->cancelButton()->setText(tr("Keep open"));
    connect(m_ui->remotePage, &RemotePage::actChanged, dialog, [this, dialog] {
        if (!m_ui->remotePage->work()->act().isBetween())
            dialog->reject();
    });
    connect(dialog, &QDialog::accepted, this, &MainWindow::closeWithoutAsking);
    dialog->open();
}

} // namespace layerdeck
