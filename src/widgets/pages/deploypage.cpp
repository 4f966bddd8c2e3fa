// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/deploypage.h"

#include "base/units.h"
#include "deploy/proof.h"
#include "models/wording.h"
#include "ui_deploypage.h"
#include "widgets/pages/logpane.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/pages/previews.h"
#include "widgets/pages/runpane.h"
#include "widgets/pages/servicespane.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/parts/previewdialog.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

/// Whose it is.
QString watchedWords(const RunState &run, bool canBeStopped)
{
    return !run.watched        ? QString()
           : !run.isRunning()  ? u' ' + DeployPage::tr("It ran elsewhere.")
           : canBeStopped      ? u' ' + DeployPage::tr("You watch: it has no window of its own.")
                               : u' ' + DeployPage::tr("You watch: it can be cancelled only where it runs.");
}

/// What is shown is no longer the last that happened.
QString sinceThen(const RunState &run, const OtherRun *other)
{
    if (run.watched || run.isRunning() || !other || other->isOn || !other->result)
        return {};
    const QString title = otherRunTitle(*other);
    return DeployPage::tr("%1 since, %2. What is shown here is of an earlier run.").arg(title, otherRunLine(*other, QDateTime::currentDateTime()));
}

} // namespace

DeployPage::DeployPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::DeployPage>())
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    setFirstFocus(this, m_ui->servicesPane);
    m_ui->deployError->addButton(u"deployTryAgain"_s, tr("Try again now"), u"rebuild"_s);
    m_ui->deployError->addButton(u"deployCopyDetails"_s, tr("Copy details"), u"copy"_s);
    connect(findChild<QPushButton *>(u"deployCopyDetails"_s), &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(detailsText(m_ui->deployError->notice())); });
    connect(m_ui->deploy, &QPushButton::clicked, this, &DeployPage::deploy);
    connect(m_ui->clearCache, &QPushButton::clicked, this, &DeployPage::askClear);
    connect(m_ui->forceRebuild, &QPushButton::clicked, this, &DeployPage::askRebuild);
    connect(m_ui->clearRedeploy, &QPushButton::clicked, this, &DeployPage::askRedeploy);
    connect(m_ui->rollBack, &QPushButton::clicked, this, &DeployPage::askRollback);
    connect(m_ui->cancelRun, &QPushButton::clicked, this, &DeployPage::cancel);
    connect(m_ui->backToServices, &QPushButton::clicked, this, &DeployPage::showServices);
    connect(m_ui->watchRun, &QPushButton::clicked, this, &DeployPage::watchRun);
    connect(m_ui->copyReport, &QPushButton::clicked, this, [this] {
        const RunState &run = *shownRun();
        QStringList lines{runTitle(run), runSentence(run, 0)};
        if (run.result) {
            lines << resultSentences(*run.result);
            for (const Evidence &item : run.watched ? QList<Evidence>() : evidenceOf(run.plan, *run.result))
                lines << item.title + u". "_s + item.about << item.details;
        }
        QApplication::clipboard()->setText(lines.join(u'\n') + u'\n');
    });
}

DeployPage::~DeployPage() = default;

void DeployPage::setSession(Session *session)
{
    m_session = session;
    m_ui->servicesPane->setSession(session);
    m_ui->runPane->setRun(session->ownRun());
    connect(findChild<QPushButton *>(u"deployTryAgain"_s), &QPushButton::clicked, this, [this] {
        m_actError.reset();
        m_session->refresh();
        update();
    });
    connect(m_ui->servicesPane, &ServicesPane::planChanged, this, &DeployPage::update);
    connect(session, &Session::engineChanged, this, &DeployPage::update);
    connect(session, &Session::projectChanged, this, &DeployPage::update);
    connect(session, &Session::contentsChanged, this, &DeployPage::update);
    connect(session, &Session::preparingChanged, this, &DeployPage::update);
    connect(session, &Session::actFailed, this, &DeployPage::fail);
    connect(session, &Session::plansDropped, this, [this] {
        m_asking = false;
        update();
    });
    connect(session, &Session::runStarted, this, [this] {
        m_actError.reset();
        showRun();
    });
    connect(session, &Session::runChanged, this, &DeployPage::update);
    connect(session, &Session::runEnded, this, &DeployPage::update);
    connect(session, &Session::otherRunChanged, this, [this] {
        // Why an act could not begin is over with the run that was in its way.
        if (m_actError && m_actError->code == ErrorCode::Busy && !m_session->isRunningElsewhere())
            m_actError.reset();
        update();
    });
    connect(m_ui->runPane, &RunPane::ticked, this, &DeployPage::updateSentence);
    connect(session->watchedRun(), &LiveRun::began, this, [this] {
        if (m_watchPane)
            showPane(m_watchPane);
    });
    connect(session->watchedRun(), &LiveRun::changed, this, &DeployPage::update);
    showServices();
}

RunPane *DeployPage::runPane() const
{
    return m_watchPane && m_ui->deployStack->currentWidget() == m_watchPane ? m_watchPane : m_ui->runPane;
}

bool DeployPage::isShowingRun() const { return m_ui->deployStack->currentWidget() != m_ui->servicesPane; }

const RunState *DeployPage::shownRun() const { return isShowingRun() ? runPane()->run() : nullptr; }

void DeployPage::showPane(RunPane *pane)
{
    m_ui->deployStack->setCurrentWidget(pane);
    setFirstFocus(this, pane);
    update();
}

void DeployPage::showRun()
{
    if (m_session->run()) {
        showPane(m_ui->runPane);
        stopWatching();
    }
    update();
}

void DeployPage::watchRun()
{
    if (!m_session->canWatchOther() || (m_watchPane && shownRun() == m_session->watchedRun()->state()))
        return;
    stopWatching();
    m_watchPane = new RunPane;
    m_watchPane->setObjectName(u"watchPane"_s);
    m_watchPane->setRun(m_session->watchedRun());
    connect(m_watchPane, &RunPane::ticked, this, &DeployPage::updateSentence);
    m_ui->deployStack->addWidget(m_watchPane);
    // It shows when the other has begun to tell.
    m_session->watchOther();
}

void DeployPage::stopWatching()
{
    if (m_watchPane)
        m_watchPane->deleteLater();
    m_watchPane = nullptr;
}

void DeployPage::showServices()
{
    m_ui->deployStack->setCurrentWidget(m_ui->servicesPane);
    setFirstFocus(this, m_ui->servicesPane);
    stopWatching();
    update();
}

QString DeployPage::whyNot() const
{
    if (m_session->isRunning())
        return tr("A run is on. Wait for its end, or cancel it.");
    if (m_session->isRunningElsewhere())
        return m_session->otherRun()->holder.sentence(QDateTime::currentDateTime());
    if (m_session->isPreparing())
        return tr("Reading the project again before the build.");
    const EngineState &engine = m_session->engine();
    if (engine.status == EngineState::Status::Unreachable)
        return engine.error ? engine.error->message : tr("The engine does not answer.");
    if (engine.status == EngineState::Status::Connecting)
        return tr("Connecting to the engine.");
    if (m_session->project().error)
        return m_session->project().error->message;
    if (engine.toolchainError)
        return engine.toolchainError->message;
    if (!m_session->project().project)
        return tr("Reading the project.");
    if (!engine.toolchain)
        return tr("Asking docker's programs for their versions.");
    return {};
}

bool DeployPage::canDeploy() const { return whyNot().isEmpty() && m_ui->servicesPane->plan().has_value(); }

/// Something is being read or planned before anything runs.
bool DeployPage::isBusy() const
{
    if (m_session->isPreparing() || m_asking)
        return true;
    const ProjectState &project = m_session->project();
    if (project.isOpen() && !project.project && !project.error)
        return true;
    const ServicesPane *services = m_ui->servicesPane;
    return !isShowingRun() && whyNot().isEmpty() && !services->plan() && !services->planError() &&
           !services->checkedServices().isEmpty();
}

void DeployPage::update()
{
    updateButtons();
    updateNotices();
    updateSentence();
    isBusy() ? m_ui->deployHead->loading()->start() : m_ui->deployHead->loading()->finish();
}

void DeployPage::updateButtons()
{
    const QWidget *focused = window()->focusWidget();
    const bool running = m_session->isRunning();
    const RunState *run = shownRun();
    const bool ended = run && run->result;
    const bool succeeded = ended && run->result->outcome == RunOutcome::Succeeded;
    const QString why = whyNot();
    const bool ready = why.isEmpty();
    m_ui->copyReport->setVisible(succeeded);
    m_ui->backToServices->setVisible(ended || (run && run->watched));
    m_ui->watchRun->setVisible(m_session->canWatchOther() && !(run && run->watched && !ended));
    // What another window runs is cancelled there; what has no window any more, where it is watched.
    const bool stops = run && run->watched && !ended && m_session->canStopOther();
    if (!m_session->canStopOther())
        m_stopAsked = false;
    m_ui->cancelRun->setVisible(running || stops);
    m_ui->cancelRun->setEnabled((running && !m_session->run()->cancelling) || (stops && !m_stopAsked));
    m_ui->clearCache->setVisible(!succeeded);
    m_ui->forceRebuild->setVisible(!succeeded);
    m_ui->clearRedeploy->setVisible(!succeeded);
    // Of use once something new runs, or does not.
    m_ui->rollBack->setVisible(ended && run->plan.kind != PlanKind::Clear);
    m_ui->rollBack->setEnabled(ready);
    setTip(m_ui->rollBack, why);
    const bool none = m_ui->servicesPane->checkedServices().isEmpty();
    const QString tick = tr("Tick a service first.");
    m_ui->clearRedeploy->setEnabled(ready && !none);
    setTip(m_ui->clearRedeploy, !ready ? why : none ? tick : tr("Ctrl+Shift+Return"));
    m_ui->clearCache->setEnabled(ready);
    m_ui->forceRebuild->setEnabled(ready && !none);
    // What can be done while another's run is on takes its place.
    m_ui->deploy->setVisible(!running && !succeeded && m_ui->watchRun->isHidden());
    m_ui->deploy->setEnabled(canDeploy());
    m_ui->deploy->setText(ended && run->plan.kind != PlanKind::Clear ? tr("Deploy again") : tr("Deploy"));
    setTip(m_ui->clearCache, ready ? tr("Ctrl+Shift+K") : why);
    setTip(m_ui->forceRebuild, !ready ? why : none ? tick : tr("Ctrl+Shift+B"));
    const bool nothing = ready && none && !m_ui->servicesPane->plan();
    setTip(m_ui->deploy, nothing ? tr("Tick a service to deploy.") : ready ? tr("Ctrl+Return") : why);
    setTip(m_ui->cancelRun, tr("Ctrl+."));
    // A button that has gone leaves the focus to whatever Qt finds next: what the page shows is what one wants to walk in.
    if (focused && m_ui->deployHead->isAncestorOf(focused) && focused->isHidden())
        m_ui->deployStack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void DeployPage::updateNotices()
{
    const EngineState &engine = m_session->engine();
    const bool unreachable = engine.status == EngineState::Status::Unreachable;
    const std::optional<Error> &planError = m_ui->servicesPane->planError();
    std::optional<ErrorNotice> notice;
    if (unreachable)
        notice = engineNotice(engine);
    else if (m_actError)
        notice = noticeOf(*m_actError);
    else if (m_session->project().error)
        notice = noticeOf(*m_session->project().error, u"file"_s);
    else if (engine.toolchainError)
        notice = noticeOf(*engine.toolchainError);
    else if (planError && !isShowingRun())
        notice = noticeOf(*planError);
    if (notice)
        m_ui->deployError->setNotice(*notice);
    m_ui->deployError->setVisible(notice.has_value());
    const bool stale = unreachable && m_session->contents().readAt.isValid() && !isShowingRun();
    const QString since = shownRun() ? sinceThen(*shownRun(), m_session->otherRun()) : QString();
    m_ui->deployStale->setVisible(stale || !since.isEmpty());
    if (stale || !since.isEmpty())
        m_ui->deployStale->setText(stale ? staleSentence(m_session->contents().readAt) : since);
}

void DeployPage::updateSentence()
{
    if (const RunState *shown = shownRun()) {
        const RunState &run = *shown;
        m_ui->deployHead->setTitle(runTitle(run));
        // The banner says what was cleared; once is enough.
        const bool cleared = run.result && run.plan.kind == PlanKind::Clear && run.result->outcome == RunOutcome::Succeeded;
        m_ui->deployHead->setSentence(cleared ? containersSentence(run)
                                              : runHeadline(run, QDateTime::currentMSecsSinceEpoch()) + watchedWords(run, m_session->canStopOther()));
        return;
    }
    m_ui->deployHead->setTitle(tr("Deploy"));
    const std::optional<Plan> &plan = m_ui->servicesPane->plan();
    QString sentence = whyNot();
    if (sentence.isEmpty())
        sentence = plan                                              ? planSentence(*plan)
                   : m_ui->servicesPane->checkedServices().isEmpty() ? tr("No service is ticked.")
                   : m_ui->servicesPane->planError()                 ? tr("There is no plan.")
                                                                     : tr("Making the plan.");
    if (!m_session->project().project && !m_session->project().error)
        sentence = tr("Reading the project.");
    if (m_unsaved > 0)
        sentence += u' ' + tr("Without %1 of the cache settings: not saved.").arg(counted(m_unsaved, tr("change"), tr("changes")));
    m_ui->deployHead->setSentence(sentence);
}

void DeployPage::setUnsavedChanges(int changes)
{
    m_unsaved = changes;
    updateSentence();
}

void DeployPage::fail(const Error &error)
{
    if (error.isCancelled())
        return;
    m_actError = error;
    update();
}

void DeployPage::deploy()
{
    if (canDeploy())
        m_session->deploy(m_ui->servicesPane->askedServices(), [this](const Error &error) { fail(error); });
}

void DeployPage::preview(const std::function<void(std::function<void(Result<Plan>)>)> &plan,
                         const std::function<PreviewDialog *(const Plan &, Session *, QWidget *)> &open)
{
    if (!whyNot().isEmpty())
        return;
    m_asking = true;
    update();
    plan([this, open](const Result<Plan> &made) {
        m_asking = false;
        update();
        if (!made)
            return fail(made.error());
        open(*made, m_session, window());
    });
}

void DeployPage::askClear()
{
    preview([this, request = askedClear()](auto done) { m_session->planClear(PlanKind::Clear, request, done); }, openClearPreview);
}

void DeployPage::askRedeploy()
{
    if (m_ui->servicesPane->checkedServices().isEmpty())
        return;
    preview([this, request = askedClear()](auto done) { m_session->planClear(PlanKind::Redeploy, request, done); }, openClearPreview);
}

/// Of the services that are ticked.
ClearRequest DeployPage::askedClear() const
{
    ClearRequest request;
    request.services = m_ui->servicesPane->askedServices();
    if (!request.services.isEmpty())
        request.target = ClearTarget::Services;
    return request;
}

void DeployPage::askRebuild()
{
    if (m_ui->servicesPane->checkedServices().isEmpty())
        return;
    const QStringList asked = m_ui->servicesPane->askedServices();
    preview([this, asked](auto done) { m_session->planRebuild(asked, DeployOptions(), done); },
            [asked](const Plan &plan, Session *session, QWidget *window) { return openRebuildPreview(plan, asked, session, window); });
}

void DeployPage::askRollback()
{
    if (!whyNot().isEmpty())
        return;
    m_session->rollbackTargets([this](const Result<RollbackTargets> &targets) {
        if (!targets)
            return fail(targets.error());
        openRollbackPreview(*targets, m_session, window());
    });
}

/// At once while it builds: no container has been touched. Once they are being switched, the person is told how far that is.
void DeployPage::cancel()
{
    if (!m_session->isRunning() && shownRun() && shownRun()->watched)
        return askToStop();
    if (m_session->isRunning() && m_session->run()->isSwitching() && !m_session->run()->cancelling)
        openCancelPreview(m_session, window());
    else
        m_session->cancelRun();
}

/// It is not this window's: whoever began it may wait for its end.
void DeployPage::askToStop()
{
    if (!m_session->canStopOther() || m_stopAsked)
        return;
    connect(openStopPreview(m_session, window()), &QDialog::accepted, this, [this] {
        const Result<void> asked = m_session->stopOther();
        m_stopAsked = asked.has_value();
        asked ? update() : fail(asked.error());
    });
}

} // namespace layerdeck
