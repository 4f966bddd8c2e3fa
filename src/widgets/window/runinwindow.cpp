// SPDX-License-Identifier: GPL-3.0-or-later
// The run as the window has it: its cell in the header, and what becomes of it when the window closes.
#include "models/historymodels.h"
#include "models/wording.h"
#include "ui_mainwindow.h"
#include "widgets/pages/cachesettingspage.h"
#include "widgets/pages/remotepage.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/notifier.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QHBoxLayout>
#include <QPushButton>
#include <QWindow>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr qint64 longRunMs = 10'000;

HeaderContent contentOf(const RunState &run, const QDateTime &now)
{
    HeaderContent shown;
    shown.title = runTitle(run);
    if (run.isRunning()) {
        shown.icon = u"running"_s;
        shown.iconTone = Tone::Run;
        shown.line = runSentence(run, now.toMSecsSinceEpoch());
        while (shown.line.endsWith(u'.'))
            shown.line.chop(1);
        return shown;
    }
    const RunOutcome outcome = run.result->outcome;
    shown.icon = outcome == RunOutcome::Succeeded ? u"ok"_s
                 : outcome == RunOutcome::Failed  ? u"failed"_s
                                                  : u"cancelled"_s;
    shown.iconTone = outcome == RunOutcome::Succeeded ? Tone::Hit
                     : outcome == RunOutcome::Failed  ? Tone::Fail
                                                      : Tone::Muted;
    const QDateTime ended = run.started.addMSecs(run.result->milliseconds);
    const QString time = timeText(ended, now);
    shown.line = ended.toLocalTime().date() == now.toLocalTime().date() ? MainWindow::tr("today %1").arg(time) : time;
    return shown;
}

HeaderContent contentOf(const OtherRun &run, const QDateTime &now)
{
    const Presentation state = run.isOn     ? Presentation{u"running"_s, {}, Tone::Run}
                               : run.result ? presentOutcome(*run.result)
                                            : Presentation{u"undecided"_s, {}, Tone::Muted};
    return {state.icon, state.tone, otherRunTitle(run), {}, otherRunLine(run, now), Tone::Muted};
}

} // namespace

/// The newest run: this window's, or another's on the same project.
void MainWindow::updateRunCell()
{
    const RunState *run = m_session->run();
    const OtherRun *other = m_session->otherRun();
    HeaderCell *cell = m_ui->header->run();
    if (!run && !other) {
        updateRemoteCell();
        return;
    }
    cell->setVisible(true);
    const QDateTime now = QDateTime::currentDateTime();
    if (other)
        cell->setContent(contentOf(*other, now));
    else if (run)
        cell->setContent(contentOf(*run, now));
    cell->setToolTip(!other                                            ? QString()
                     : other->isOn                                     ? other->holder.sentence(now)
                     : other->result && !other->result->error.isEmpty() ? other->result->error
                                                                       : tr("Show it in the history"));
    SideMark mark;
    if (m_session->isRunning())
        mark = {SideMark::Kind::Running, 0, {}, tr("a run is on")};
    else if (m_session->isRunningElsewhere())
        mark = {SideMark::Kind::Running, 0, {}, tr("a run is on elsewhere")};
    m_ui->sideBar->setMark(u"deploy"_s, mark);
    updateTitle();
    if (m_notifier)
        m_notifier->showProgress(m_session->isRunning() && !run->wayBack() ? std::optional(run->progress()) : std::nullopt);
}

/// What taskbars show of a window that is not in front: what a run is at, and how it ended until that was seen.
void MainWindow::updateTitle()
{
    const ProjectState &project = m_session->project();
    if (!project.isOpen())
        return setWindowTitle(tr("Layerdeck"));
    const RunState *run = m_session->run();
    QString state = m_session->isRunning() ? run->phrase() : run && m_endUnseen ? runTitle(*run) : QString();
    if (m_session->isRunning() && (state.isEmpty() || run->cancelling))
        state = run->cancelling ? tr("Stopping") : runTitle(*run);
    const QString place = tr("%1 on %2 – Layerdeck").arg(QDir(project.request.directory).dirName(), m_session->engine().context.name);
    setWindowTitle(state.isEmpty() ? place : u"%1 – %2"_s.arg(state, place));
}

void MainWindow::connectRun()
{
    connect(m_session, &Session::runStarted, this, [this] {
        m_endUnseen = false;
        showPage(u"deploy"_s);
        updateRunCell();
    });
    connect(m_session, &Session::runChanged, this, &MainWindow::updateRunCell);
    connect(m_session, &Session::otherRunChanged, this, &MainWindow::updateRunCell);
    connect(m_session, &Session::runEnded, this, [this] {
        updateRunCell();
        if (m_closing)
            close();
        else
            tellOfTheEnd();
    });
    connect(m_session, &Session::runSettled, this, &MainWindow::finishInBackground);
    // A dialog that is looked at is the window looked at. Which window is active is known only after this signal.
    const auto seen = [this] {
        if (m_endUnseen && isInFront()) {
            m_endUnseen = false;
            updateTitle();
        }
    };
    connect(qApp, &QGuiApplication::focusWindowChanged, this, seen, Qt::QueuedConnection);
    m_ui->header->run()->setClickable(true);
    connect(m_ui->header->run(), &QAbstractButton::clicked, this, [this] {
        const OtherRun *other = m_session->otherRun();
        if (!m_session->run() && !other)
            return showPage(u"remote"_s);
        // Once it has ended, the journal has another's run.
        showPage(other && !other->isOn ? u"history"_s : u"deploy"_s);
        other ? m_ui->deployPage->watchRun() : m_ui->deployPage->showRun();
    });
}

void MainWindow::setNotifier(Notifier *notifier)
{
    m_notifier = notifier;
    connect(notifier, &Notifier::showRequested, this, &MainWindow::comeToFront);
    connect(notifier, &Notifier::told, this, &MainWindow::finishInBackground);
}

bool MainWindow::isInFront() const
{
    // A dialog's parent is a window of its own: isAncestorOf() ends there.
    for (const QWidget *active = QApplication::activeWindow(); active; active = active->parentWidget()) {
        if (active == this)
            return true;
    }
    return false;
}

/// Of a run that took long, where nobody saw it end.
void MainWindow::tellOfTheEnd()
{
    const RunState &run = *m_session->run();
    if (isInFront() || run.result->milliseconds <= longRunMs)
        return;
    m_endUnseen = true;
    updateTitle();
    QApplication::alert(this);
    if (!m_notifier)
        return;
    const bool succeeded = run.result->outcome == RunOutcome::Succeeded;
    const QStringList sentences = succeeded ? resultSentences(*run.result) : QStringList();
    m_notifier->tell(runTitle(run), sentences.isEmpty() ? runSentence(run, 0) : sentences.join(u'\n'), !m_inBackground);
}

void MainWindow::comeToFront()
{
    if (m_inBackground)
        return;
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
    showPage(u"deploy"_s);
    m_ui->deployPage->showRun();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_settings->setGeometry(objectName(), saveGeometry());
    saveSplitters();
    event->setAccepted(m_inBackground || (m_closing ? !m_session->isRunning() : confirmClose()));
    // What follows a run, as that it can be gone back to, is written without the window.
    if (event->isAccepted() && m_session->isSettling())
        leaveToBackground();
}

/// Closing asks only where something would be lost: a run that is on, a deploy on GitHub that has not been started, or changes that are not saved.
bool MainWindow::confirmClose()
{
    const bool running = m_session->isRunning();
    const bool unsaved = m_ui->cachePage->editor().isModified() || m_ui->cachePage->hasDrafts();
    const bool between = !running && m_ui->remotePage->work()->act().isBetween();
    if (!running && !unsaved && !between)
        return true;
    if (findChild<PreviewDialog *>(u"closePreview"_s))
        return false;
    if (between) {
        askToLeaveUndeployed(unsaved);
        return false;
    }
    running ? askWhatBecomesOfTheRun(unsaved) : askToCloseWithoutSaving();
    return false;
}

void MainWindow::askToCloseWithoutSaving()
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, this);
    dialog->setObjectName(u"closePreview"_s);
    dialog->setTitle(tr("Close"), tr("Layerdeck"));
    dialog->setSum(unsavedTitle(), tr("Closing drops %1. The files stay as they are.").arg(m_ui->cachePage->unsaved()));
    dialog->setActText(tr("Close without saving"), u"close"_s);
    dialog->cancelButton()->setText(tr("Keep open"));
    if (m_ui->cachePage->editor().isModified()) {
        QPushButton *save = toolButton(u"closeSave"_s, tr("Save and close"), u"save"_s);
        dialog->tools()->addWidget(save);
        connect(save, &QPushButton::clicked, this, [this, dialog] {
            dialog->reject();
            saveAndClose();
        });
    }
    connect(dialog, &QDialog::accepted, this, &MainWindow::closeWithoutAsking);
    dialog->open();
}

/// Stays open, on the page that says why, where the files could not be saved.
void MainWindow::saveAndClose()
{
    showPage(u"cache-settings"_s);
    connect(m_ui->cachePage, &CacheSettingsPage::saveEnded, this, [this](bool saved) {
        if (saved)
            close();
    }, Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
    m_ui->cachePage->save();
}

void MainWindow::askWhatBecomesOfTheRun(bool unsaved)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, this);
    dialog->setObjectName(u"closePreview"_s);
    dialog->setTitle(tr("Close"), runTitle(*m_session->run()));
    dialog->setActText(tr("Close, keep it running"), {});
    dialog->cancelButton()->setText(tr("Keep open"));
    QPushButton *stop = toolButton(u"closeStop"_s, tr("Stop it and close"), u"cancel"_s);
    dialog->tools()->addWidget(stop);
    const auto say = [this, dialog, unsaved] {
        const RunState &run = *m_session->run();
        const QString stopped = run.isSwitching() ? switchedSentence(run, m_session->contents().containers)
                                                  : tr("Stopped now, it changes no container.");
        QString sentence = tr("Without its window the run goes on to its end. Layerdeck opened again on this project shows it, and can cancel it; the history has it. %1").arg(stopped);
        // Left on, this process goes on on GitHub too.
        if (const RemoteAct &act = m_ui->remotePage->work()->act(); act.isBetween())
            sentence += u' ' + tr("So does what it has begun on GitHub, and “%1” is started there. Stopped, “%1” is not started.").arg(act.plan.steps.last().name);
        if (unsaved)
            sentence += u' ' + tr("Closing drops %1.").arg(m_ui->cachePage->unsaved());
        dialog->setSum(tr("A run is on"), sentence);
    };
    say();
    connect(m_session, &Session::contentsChanged, dialog, say);
    connect(m_session, &Session::runChanged, dialog, say);
    connect(m_ui->remotePage, &RemotePage::actChanged, dialog, say);
    connect(stop, &QPushButton::clicked, this, [this, dialog] {
        dialog->reject();
        closeWithoutAsking();
    });
    connect(dialog, &QDialog::accepted, this, &MainWindow::goOnInBackground);
    // Ended meanwhile: there is nothing left to ask, and its result to be seen.
    connect(m_session, &Session::runEnded, dialog, &QDialog::reject);
    dialog->open();
    if (m_session->run()->isSwitching())
        m_session->lookAtContainers();
}

void MainWindow::goOnInBackground()
{
    if (!m_session->isRunning())
        return;
    leaveToBackground();
    m_session->goOnInBackground();
    close();
}

/// finishInBackground() ends the program.
void MainWindow::leaveToBackground()
{
    m_inBackground = true;
    QApplication::setQuitOnLastWindowClosed(false);
}

void MainWindow::closeWithoutAsking()
{
    m_closing = true;
    if (m_session->isRunning())
        m_session->cancelRun();
    else
        close();
}

} // namespace layerdeck
