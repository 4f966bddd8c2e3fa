// SPDX-License-Identifier: GPL-3.0-or-later
// One run at a time on a project: this window's turn, what others do meanwhile, and what was built before.
#include "session/session.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Rows that are looked through for the end of another's run, and for the last builds.
constexpr int newestRows = 50;

/// Of steps that will not go on.
ServiceResult serviceResult(const QString &service, QList<BuildStep> steps)
{
    qint64 began = 0;
    qint64 ended = 0;
    for (BuildStep &step : steps) {
        if (!isFinal(step.state))
            step.state = StepState::Cancelled;
        if (step.started > 0)
            began = began > 0 ? std::min(began, step.started) : step.started;
        ended = std::max(ended, step.completed);
    }
    return {service, steps, began > 0 ? std::max<qint64>(0, ended - began) : 0, {}};
}

/// Of another's run, from what it told and what the journal has of its end.
RunResult watchedResult(const RunState &run, const std::optional<JournalRun> &row)
{
    RunResult result;
    result.started = run.started;
    result.milliseconds = row && row->durationMs >= 0 ? row->durationMs : run.started.msecsTo(QDateTime::currentDateTime());
    result.outcome = !row || row->outcome == "failed"_L1 || row->outcome == "cut-off"_L1 ? RunOutcome::Failed
                     : row->succeeded()                                                 ? RunOutcome::Succeeded
                                                                                        : RunOutcome::Cancelled;
    result.imports = run.imports;
    for (auto it = run.steps.cbegin(); it != run.steps.cend(); ++it)
        result.services << serviceResult(it.key(), it.value());
    // Its own process knows how long each build took, with what stands around the steps.
    for (ServiceResult &service : result.services) {
        for (const JournalService &detail : row ? row->details : QList<JournalService>()) {
            if (detail.name == service.name) {
                service.buildMs = detail.buildMs;
                service.imageId = detail.imageId;
            }
        }
    }
    for (qsizetype i = 0; i < run.phases.size(); ++i)
        result.switched |= run.phases[i].state != PhaseState::Waiting && run.plan.does<SwitchContainers>(i);
    result.rolledBack = run.wayBack() && run.wayBack()->state == PhaseState::Done;
    if (result.outcome == RunOutcome::Failed) {
        const QString why = !row                           ? u"How it ended is not known."_s
                            : row->outcome == "cut-off"_L1 ? u"Its process went away in the middle."_s
                                                           : row->error;
        result.error = Error{ErrorCode::OperationFailed, why, {}, {}, {}};
    }
    return result;
}

} // namespace

/// Same engine, same Compose project: whatever folder, context or address it is reached by.
void Session::watchRuns()
{
    if (isRunning() || m_preparing)
        return;
    if (!m_project.project || !m_engine.lastAnswer.isValid())
        return m_runWatch.watch(std::nullopt);
    const QString engine = m_engine.info.id.isEmpty() ? m_engine.context.endpoint.url() : m_engine.info.id;
    m_runWatch.watch(RunLock(engine, m_project.project->config.name));
}

/// Whether a run may begin here. Where there can be no lock it may: that is said in its log.
bool Session::takeTurn(PlanKind kind, const std::function<void(Error)> &refused)
{
    const Result<std::shared_ptr<HeldRun>> held = m_runWatch.take(RunHolder::here(RunHolder::Place::Window, kindName(kind)));
    if (!held && held.error().code == ErrorCode::Busy) {
        refused(held.error());
        return false;
    }
    m_held = held ? *held : nullptr;
    m_noLock = held ? std::nullopt : std::optional(held.error());
    return true;
}

void Session::goOnInBackground()
{
    if (!m_held)
        return;
    RunHolder holder = RunHolder::here(RunHolder::Place::Background, kindName(run()->plan.kind));
    holder.since = run()->started.toUTC();
    m_held->setHolder(holder);
    connect(&m_stopWatch, &QFileSystemWatcher::directoryChanged, this, &Session::lookForStop, Qt::UniqueConnection);
    m_stopWatch.addPath(QFileInfo(m_held->stopPath()).path());
    // Asked before it was watched for.
    lookForStop();
}

void Session::lookForStop()
{
    if (m_held && isRunning() && m_held->takeStop())
        cancelRun();
}

bool Session::canStopOther() const { return isRunningElsewhere() && m_otherRun->holder.place == RunHolder::Place::Background; }

Result<void> Session::stopOther() { return m_runWatch.askToStop(); }

bool Session::canWatchOther() const { return isRunningElsewhere() && m_otherRun->holder.kind != kindName(PlanKind::Clear); }

void Session::watchOther()
{
    if (!canWatchOther())
        return;
    m_watching = m_otherRun->holder;
    m_follower.follow(m_runWatch.storyPath(), m_watching.since);
}

bool Session::isWatching(const RunHolder &holder) const
{
    if (holder.pid != m_watching.pid || holder.since < m_watching.since)
        return false;
    // A window that is closed goes on in the background with the same run, since that began.
    return holder.since == m_watching.since || (m_watched.isRunning() && m_watched.state()->started >= holder.since);
}

/// `row`: how it ended, as the journal has it.
void Session::endWatched(const std::optional<JournalRun> &row)
{
    m_watchedRow = row;
    m_follower.finish();
}

void Session::watchedToldAll()
{
    if (!m_watched.isRunning())
        return;
    const RunResult result = watchedResult(*m_watched.state(), m_watchedRow);
    const qint64 now = QDateTime::currentMSecsSinceEpoch() - m_watched.state()->startedMs;
    for (int i = 0; i < m_watched.state()->phases.size(); ++i) {
        const RunPhase phase = m_watched.state()->phases.at(i);
        if (phase.state == PhaseState::Running)
            m_watched.observe(PhaseEnded{i, result.outcome, std::max<qint64>(0, now - phase.startedMs)});
    }
    m_watched.end(result);
}

void Session::otherBegan()
{
    if (!m_runWatch.other() || !isWatching(*m_runWatch.other()))
        endWatched(std::nullopt);
    if (const std::optional<RunHolder> &holder = m_runWatch.other())
        m_otherRun = OtherRun{*holder, true, std::nullopt};
    else
        m_otherRun.reset();
    emit otherRunChanged();
}

void Session::otherEnded(const RunHolder &holder)
{
    m_otherRun = OtherRun{holder, false, std::nullopt};
    emit otherRunChanged();
    m_journal.read({{}, newestRows}, [this, holder](const Result<QList<JournalRun>> &runs) {
        if (!m_otherRun || m_otherRun->isOn || !(m_otherRun->holder == holder))
            return;
        // A process runs one at a time: its first row after it took its turn.
        for (const JournalRun &run : runs.value_or(QList<JournalRun>())) {
            if (run.pid == holder.pid && run.started >= holder.since)
                m_otherRun->result = run;
        }
        endWatched(m_otherRun->result);
        emit otherRunChanged();
    });
    readContents(Part::All);
    reloadProject();
}

/// Another project or engine has other builds.
void Session::knowPlace()
{
    const std::pair place(m_project.project ? journalDirectory(m_project.project->files.directory) : QString(), m_engine.info.id);
    if (place == std::exchange(m_place, place))
        return;
    if (!std::exchange(m_lastBuilds, {}).isEmpty())
        emit lastBuildsChanged();
    readLastBuilds();
}

void Session::readLastBuilds()
{
    if (m_place.first.isEmpty() || m_place.second.isEmpty())
        return;
    m_journal.read({m_place.first, newestRows}, [this, place = m_place](const Result<QList<JournalRun>> &runs) {
        if (!runs || place != m_place)
            return;
        const QHash<QString, LastBuild> builds = layerdeck::lastBuilds(*runs, place.second);
        if (builds == m_lastBuilds)
            return;
        m_lastBuilds = builds;
        emit lastBuildsChanged();
    });
}

} // namespace layerdeck
