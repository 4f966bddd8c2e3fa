// SPDX-License-Identifier: GPL-3.0-or-later
// One run at a time on a project: this window's turn, what others do meanwhile, and what was built before.
#include "session/session.h"

#include <utility>

namespace layerdeck {

namespace {

/// Rows that are looked through for the end of another's run, and for the last builds.
constexpr int newestRows = 50;

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
    RunHolder holder = RunHolder::here(RunHolder::Place::Background, kindName(m_run->plan.kind));
    holder.since = m_run->started.toUTC();
    m_held->setHolder(holder);
}

void Session::otherBegan()
{
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
        if (!runs || !m_otherRun || m_otherRun->isOn || !(m_otherRun->holder == holder))
            return;
        // A process runs one at a time: its first row after it took its turn.
        for (const JournalRun &run : *runs) {
            if (run.pid == holder.pid && run.started >= holder.since)
                m_otherRun->result = run;
        }
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
