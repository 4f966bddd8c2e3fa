// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/runpane.h"

#include "base/units.h"
#include "build/dockerfileerror.h"
#include "models/clearwording.h"
#include "models/stepsmodel.h"
#include "models/timelinebuilder.h"
#include "models/wording.h"
#include "ui_runpane.h"
#include "widgets/pages/evidencepane.h"
#include "widgets/pages/logpane.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/tabledelegate.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr auto clockInterval = std::chrono::milliseconds(100);
constexpr int mostPhases = 4;

Phase::State phaseState(PhaseState state)
{
    switch (state) {
    case PhaseState::Running:
        return Phase::State::Running;
    case PhaseState::Done:
        return Phase::State::Done;
    case PhaseState::Failed:
        return Phase::State::Failed;
    case PhaseState::Cancelled:
    case PhaseState::NotStarted:
        return Phase::State::Cancelled;
    case PhaseState::Waiting:
        break;
    }
    return Phase::State::Waiting;
}

QString phaseText(const RunPhase &phase)
{
    switch (phase.state) {
    case PhaseState::Failed:
        return RunPane::tr("%1 failed").arg(phase.purpose);
    case PhaseState::Cancelled:
        return RunPane::tr("%1, cancelled").arg(phase.purpose);
    case PhaseState::NotStarted:
        return RunPane::tr("%1, not started").arg(phase.purpose);
    default:
        return phase.purpose;
    }
}

/// A clear may have many phases: then only the one at work is named, with its place.
QList<Phase> shownPhases(const QList<RunPhase> &phases)
{
    QList<Phase> shown;
    if (phases.size() <= mostPhases) {
        for (const RunPhase &phase : phases)
            shown << Phase{phaseText(phase), phaseState(phase.state)};
        return shown;
    }
    const auto open =
        std::ranges::find_if(phases, [](const RunPhase &phase) { return phase.state != PhaseState::Done; });
    const RunPhase &now = open == phases.end() ? phases.last() : *open;
    const qsizetype number = (open == phases.end() ? phases.size() : open - phases.begin() + 1);
    return {{RunPane::tr("%1 of %2: %3").arg(number).arg(phases.size()).arg(phaseText(now)),
             phaseState(now.state)}};
}

} // namespace

RunPane::RunPane(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::RunPane>())
{
    m_ui->setupUi(this);
    m_ui->steps->setItemDelegate(new TableDelegate(m_ui->steps));
    m_ui->runSplitter->setSizes({512, 575});
    m_ui->timeline->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setFirstFocus(this, m_ui->timeline);
    m_ui->evidence->hide();
    m_ui->runView->hide();
    connect(m_ui->runView, &Segmented::currentChanged, this, &RunPane::showEvidence);
    m_clock.setInterval(clockInterval);
    connect(&m_clock, &QTimer::timeout, this, &RunPane::tick);
}

RunPane::~RunPane() = default;

LogPane *RunPane::log() const { return m_ui->log; }

void RunPane::setRun(LiveRun *run)
{
    m_run = run;
    m_steps = new StepsModel(run, this);
    m_ui->steps->setModel(m_steps);
    m_ui->steps->setColumnWidths({44, 0, 124, 84});
    connect(run, &LiveRun::began, this, &RunPane::begin);
    connect(run, &LiveRun::changed, this, &RunPane::changed);
    connect(run, &LiveRun::stepChanged, this, &RunPane::stepChanged);
    connect(run, &LiveRun::stepsListed, this, [this](const QString &service) {
        showTimeline();
        if (service == m_service) {
            updateStepsHead();
            updateSubject();
        }
    });
    connect(run, &LiveRun::ended, this, &RunPane::end);
    connect(run, &LiveRun::log, m_ui->log, &LogPane::append);
    connect(m_ui->timeline, &TimelineView::currentChanged, this,
            [this](const QString &lane, const QString &step) {
                if (!m_selecting && !lane.isEmpty())
                    selectBar(lane, step);
            });
    connect(m_ui->timeline, &TimelineView::activated, this, [this] { m_ui->log->setFocus(); });
    connect(m_ui->steps, &RowView::currentRowChanged, this, [this](const QModelIndex &current) {
        if (!m_selecting && current.isValid())
            selectRow(current.row());
    });
}

void RunPane::begin()
{
    m_byHand = false;
    m_service.clear();
    m_step = 0;
    m_failedImports.clear();
    m_failures.clear();
    const RunState &run = *m_run->state();
    const bool clears = run.plan.kind == PlanKind::Clear;
    m_ui->log->begin(run.startedMs);
    m_evidence.clear();
    m_ui->runView->setCurrent(0);
    showEvidence();
    m_ui->stepsPane->setVisible(!clears && !run.steps.isEmpty());
    m_ui->claim->hide();
    m_ui->log->setPlaceholder(tr("No output yet."));
    m_ui->words->hide();
    m_ui->log->setWhole(clears ? tr("What was deleted") : QString());
    if (!clears)
        m_ui->log->setScope(LogPane::StepScope);
    m_clock.start();
    showPhases();
    showTimeline();
    if (!run.steps.isEmpty())
        selectStep(run.steps.firstKey(), 0, false);
}

void RunPane::changed()
{
    showPhases();
    showTimeline();
    updateStepsHead();
    const RunState &run = *m_run->state();
    for (const CacheImport &import : run.imports) {
        if (!import.error.isEmpty())
            logImport(import);
    }
    if (!m_byHand && run.isRunning() && run.isSwitching())
        selectStep({}, 0, false);
}

/// Once a source, and again where it was asked again and said something else.
void RunPane::logImport(const CacheImport &import)
{
    const bool known = std::ranges::any_of(m_failedImports, [&import](const CacheImport &other) {
        return other.service == import.service && other.source == import.source && other.error == import.error;
    });
    if (known)
        return;
    const int number = importNumber(import.service, import.source);
    m_failedImports[-number - 1].error = import.error;
    const QString reason = import.error.trimmed();
    const QString text = tr("Cache source %1 did not serve:\n%2\nThe build goes on without it.\n").arg(import.source, reason);
    m_ui->log->append(import.service, number,
                      import.completed > 0 ? import.completed : QDateTime::currentMSecsSinceEpoch(), text.toUtf8(),
                      false);
    m_ui->log->setRemark(u"failed"_s, tr("Cache import %1: %2. The build goes on without it.")
                                          .arg(import.source, reason.section(u'\n', 0, 0)));
}

/// The number under which the log has a cache source: below 0, as steps are above.
int RunPane::importNumber(const QString &service, const QString &source)
{
    const auto known = std::ranges::find_if(m_failedImports, [&](const CacheImport &import) {
        return import.service == service && import.source == source;
    });
    if (known != m_failedImports.end())
        return -1 - static_cast<int>(known - m_failedImports.begin());
    m_failedImports << CacheImport{service, source, 0, 0, {}};
    return -static_cast<int>(m_failedImports.size());
}

void RunPane::stepChanged(const QString &service, int id)
{
    showTimeline();
    if (service == m_service)
        updateStepsHead();
    const BuildStep *step = m_run->state()->step(service, id);
    const bool failed = step && step->state == StepState::Failed && !step->error.isEmpty();
    if (failed && !m_failures.contains({service, id})) {
        m_failures.insert({service, id});
        m_ui->log->appendError(service, id,
                               step->completed > 0 ? step->completed : QDateTime::currentMSecsSinceEpoch(),
                               step->error.toUtf8());
    }
    followWork();
}

void RunPane::followWork()
{
    if (m_byHand)
        return;
    if (!selectFirst(StepState::Failed))
        selectFirst(StepState::Running);
}

/// Of those that were begun; false where there is none.
bool RunPane::selectFirst(StepState wanted)
{
    const QMap<QString, QList<BuildStep>> &steps = m_run->state()->steps;
    for (auto it = steps.cbegin(); it != steps.cend(); ++it) {
        const auto found = std::ranges::find_if(it.value(), [wanted](const BuildStep &step) { return step.state == wanted && !step.wasNotBegun(); });
        if (found != it.value().cend()) {
            selectStep(it.key(), found->id, false);
            return true;
        }
    }
    return false;
}

void RunPane::end()
{
    m_clock.stop();
    m_ui->log->end();
    const RunState &run = *m_run->state();
    const bool failed = run.result->outcome == RunOutcome::Failed;
    const bool stepFailed = failedStep(run).second;
    if (failed && !stepFailed && run.result->error) {
        const Error &error = *run.result->error;
        // What Compose printed while it switched stands in the log already; the sentence comes first, it is the error.
        const QString text = error.detail.isEmpty() || run.result->switched ? error.sentences() : error.sentences() + u'\n' + error.detail;
        m_ui->log->appendError({}, 0, QDateTime::currentMSecsSinceEpoch(), text.toUtf8());
    }
    if (failed && stepFailed && run.result->error)
        showPlace(run.result->error->detail);
    if (failed) {
        m_byHand = false;
        stepFailed ? followWork() : selectStep({}, 0, false);
        if (!stepFailed)
            m_ui->log->setScope(LogPane::StepScope);
        m_ui->log->showFirstError();
    }
    if (!failed && !m_byHand && !selectFirst(StepState::Cancelled))
        selectSlowest();
    m_ui->log->setPlaceholder(tr("Nothing was printed."));
    if (run.plan.kind == PlanKind::Clear)
        showClear();
    showPhases();
    showClaim();
    showTimeline();
    updateStepsHead();
    // What came below the list leaves it less room.
    QMetaObject::invokeMethod(this, [this] { m_ui->steps->scrollTo(m_ui->steps->currentIndex()); }, Qt::QueuedConnection);
}

/// Which lines of the Dockerfile the failed step is stands below its output.
void RunPane::showPlace(const QString &printed)
{
    const QString excerpt = dockerfileExcerpt(printed);
    const auto [service, step] = onlyFailedStep(*m_run->state());
    if (!excerpt.isEmpty() && step)
        m_ui->log->append(service, step->id, QDateTime::currentMSecsSinceEpoch(), (excerpt + u'\n').toUtf8(), false);
}

/// When all went well, what took longest is what a person looks at next.
void RunPane::selectSlowest()
{
    const QMap<QString, QList<BuildStep>> &steps = m_run->state()->steps;
    QString service; // the containers, where no step ran
    BuildStep slowest;
    for (auto it = steps.cbegin(); it != steps.cend(); ++it) {
        for (const BuildStep &step : it.value()) {
            if (step.state == StepState::Done && step.milliseconds() > slowest.milliseconds()) {
                slowest = step;
                service = it.key();
            }
        }
    }
    selectStep(service, slowest.id, false);
}

void RunPane::tick()
{
    showTimeline();
    m_steps->tick();
    emit ticked();
}

void RunPane::showPhases()
{
    const RunState &run = *m_run->state();
    m_ui->phases->setPhases(shownPhases(run.phases));
    m_ui->phases->setNote(u"container"_s, containersSentence(run));
    const bool succeeded = run.result && run.result->outcome == RunOutcome::Succeeded;
    m_ui->phases->setVisible(!succeeded);
}

void RunPane::showTimeline()
{
    const RunState &run = *m_run->state();
    const Timeline timeline = timelineOf(run, QDateTime::currentMSecsSinceEpoch());
    m_ui->timeline->setTimeline(timeline);
    m_ui->timelineLegend->setTimeline(timeline);
}

void RunPane::selectBar(const QString &lane, const QString &bar)
{
    const BarSubject subject = subjectOfBar(lane, bar);
    if (!subject.source.isEmpty())
        selectImport(lane, subject.source);
    else
        selectStep(lane == u"containers" ? QString() : lane, subject.step, true);
}

void RunPane::selectRow(int row)
{
    // The list stays while the containers are chosen in the timeline.
    const QString service = m_steps->service();
    const QString source = m_steps->importAt(row);
    if (source.isEmpty())
        selectStep(service, m_steps->stepAt(row), true);
    else
        selectImport(service, source);
}

void RunPane::selectImport(const QString &service, const QString &source)
{
    m_byHand = true;
    m_selecting = true;
    m_service = service;
    m_step = importNumber(service, source);
    m_steps->setService(service);
    m_ui->steps->setCurrentIndex(m_steps->index(m_steps->rowOfImport(source), 0));
    m_ui->timeline->setCurrent(service, importBarId(service, source));
    m_selecting = false;
    updateStepsHead();
    updateSubject();
}

void RunPane::selectStep(const QString &service, int step, bool byHand)
{
    m_byHand = m_byHand || byHand;
    m_selecting = true;
    const bool otherService = service != m_service || m_step < 0;
    m_service = service;
    m_step = step;
    if (!service.isEmpty())
        m_steps->setService(service);
    if (step > 0 && !service.isEmpty())
        m_ui->steps->setCurrentIndex(m_steps->index(m_steps->rowOf(step), 0));
    else if (otherService)
        m_ui->steps->setCurrentIndex({});
    const QString lane = service.isEmpty() ? u"containers"_s : service;
    m_ui->timeline->setCurrent(lane, step > 0 ? stepBarId(service, step) : QString());
    m_selecting = false;
    updateStepsHead();
    updateSubject();
}

void RunPane::updateStepsHead()
{
    const QString shown = m_steps->service();
    m_ui->stepsHead->setTitle(shown);
    m_ui->stepsHead->setAbout(countsSentence(m_run->state()->steps.value(shown)));
}

void RunPane::updateSubject()
{
    const bool clears = m_run->state()->plan.kind == PlanKind::Clear;
    if (m_step < 0) {
        const CacheImport &import = m_failedImports.at(-1 - m_step);
        m_ui->log->setSubject(m_service, m_step, tr("%1 cache source %2").arg(m_service, import.source));
        return;
    }
    const BuildStep *step = m_run->state()->step(m_service, m_step);
    const QString name = m_service.isEmpty() ? (clears ? QString() : tr("containers"))
                         : step              ? tr("%1 step %2").arg(m_service).arg(step->index)
                                             : m_service;
    m_ui->log->setSubject(m_service, m_step, name);
}

void RunPane::selectMiss(int direction)
{
    if (!m_run->state())
        return;
    const QList<BuildStep> steps = m_run->state()->steps.value(m_steps->service());
    const BuildStep *current = m_run->state()->step(m_steps->service(), m_step);
    for (int i = (current ? current->index : 0) - 1 + direction; i >= 0 && i < steps.size(); i += direction) {
        const StepState state = steps[i].state;
        if (state == StepState::Done || state == StepState::Failed || state == StepState::Running) {
            selectStep(m_steps->service(), steps[i].id, true);
            return;
        }
    }
}

} // namespace layerdeck
