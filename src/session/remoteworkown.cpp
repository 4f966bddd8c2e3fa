// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of this person's beside the act: those that were started again from here, those that were taken up, and those whose end the journal lacks.
#include "session/remotejournal.h"
#include "session/remotework.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool isSeenToEnd(const github::Run &run, int attempt)
{
    return run.isOver() && run.attempt >= attempt;
}

} // namespace

std::optional<github::Run> RemoteWork::own() const
{
    for (auto one = m_own.crbegin(); one != m_own.crend(); ++one) {
        if (!one->isOn)
            continue;
        const github::FollowedRun *known = followed(one->run.id);
        return known && known->run.attempt >= one->run.attempt ? known->run : one->run;
    }
    const bool isLeft = m_left.run && !m_left.run->run.isOver() && m_left.id != m_unfollowed;
    return isLeft ? std::optional(m_left.run->run) : std::nullopt;
}

/// It was started again from here.
void RemoteWork::beginOwn(const github::Run &run)
{
    const RemotePlan plan{{RemoteStep{run.path.section(u'/', -1), run.name, run.branch, {}}}};
    JournalRun row = journalRunOf(plan, remoteRerunKind, m_directory, m_state.place.repository, m_state.login);
    row.commit = run.commit;
    // With which inputs it was started the journal knows where its first attempt stands there.
    row.workflows = journalWorkflowsOf(plan, {RemoteStepResult{run.id, github::FollowedRun{run, {}, {}}}}, 1);
    m_own << Own{run, row, m_journal.beginRow(row), true, true};
    m_ended.reset();
}

/// It was begun by a window that has gone.
void RemoteWork::takeUpOwn(const KeptRemoteStep &step)
{
    github::Run run;
    run.id = step.runId;
    run.attempt = 1;
    run.name = step.name;
    run.branch = step.ref;
    m_ended.reset();
    const auto found = std::ranges::find_if(m_own, [&run](const Own &one) { return one.run.id == run.id && !one.row; });
    Own &own = found == m_own.end() ? m_own.emplaceBack() : *found;
    own.run = run;
    own.isOn = true;
    readOpenRows();
}

/// The rows of the journal that lack their end, and whose run is known.
void RemoteWork::readOpenRows()
{
    const QString key = repositoryKey();
    m_journal.read({journalDirectory(m_directory)}, [self = QPointer<RemoteWork>(this), key](const Result<QList<JournalRun>> &rows) {
        if (!self || !rows || self->repositoryKey() != key)
            return;
        self->adoptRows(*rows);
        self->settleOwn();
    });
}

void RemoteWork::adoptRows(const QList<JournalRun> &rows)
{
    for (JournalRun row : rows) {
        // As it was read it may lack its end; it is that of the act by now.
        if (row.context != repositoryKey() || (m_act.isRunning() && row.started == m_actBegan))
            continue;
        for (const Own &own : std::as_const(m_own)) {
            JournalWorkflow *sent = !own.row && own.rowBegan.isValid() && own.rowBegan == row.started ? sentWithoutRun(row, own.file) : nullptr;
            if (!sent)
                continue;
            sent->runId = own.run.id;
            sent->url = own.url;
        }
        const qint64 runId = openRunOf(row);
        if (runId == 0)
            continue;
        const auto isIts = [runId](const Own &own) { return own.run.id == runId; };
        const auto waiting = std::ranges::find_if(m_own, [&isIts](const Own &own) { return isIts(own) && !own.row; });
        if (waiting != m_own.end()) {
            adoptRow(*waiting, row);
        } else if (std::ranges::none_of(m_own, isIts)) {
            Own own;
            own.run.id = runId;
            adoptRow(m_own.emplaceBack(own), row);
        }
    }
}

/// While it counts as running, its row says so; of one that was found, which run it is.
void RemoteWork::adoptRow(Own &own, const JournalRun &row)
{
    own.journalled = row;
    own.row = std::make_shared<qint64>(row.id);
    // A row of another process cannot say that it runs: it would be cut off with that.
    own.isBegunHere = own.isOn && row.pid == QCoreApplication::applicationPid();
    JournalEnd known;
    known.durationMs = -1;
    known.outcome = own.isBegunHere ? u"running"_s : u"dispatched"_s;
    known.workflows = row.workflows;
    if (own.isBegunHere || own.rowBegan.isValid())
        m_journal.finishRow(own.row, known);
}

/// What nobody looks at any more is followed all the same, while it is on.
void RemoteWork::followOwn(qint64 runId)
{
    const auto own = std::ranges::find_if(m_own, [runId](const Own &one) { return one.isOn && one.run.id == runId; });
    if (!m_client || own == m_own.end() || own->lane)
        return;
    if (const github::FollowedRun *known = followed(runId))
        own->seen = *known;
    followInLane(*own);
}

void RemoteWork::followInLane(Own &own)
{
    const qint64 runId = own.run.id;
    own.lane = std::make_shared<JobLane>();
    const QPointer<RemoteWork> self(this);
    github::FollowCallbacks callbacks;
    callbacks.onReached = reachedCallback();
    callbacks.onChange = [self, runId](const github::FollowedRun &run) {
        if (!self)
            return;
        for (Own &one : self->m_own) {
            if (one.run.id == runId)
                one.seen = run;
        }
        self->settleOwn();
        emit self->followedChanged();
    };
    const github::Client client = *m_client;
    own.lane->start<github::FollowedRun>(
        [client, runId, pace = m_pace.follow, callbacks, attempt = own.run.attempt](CancelToken cancel) {
            return github::followRun(client, runId, pace, callbacks, cancel, attempt);
        },
        [this, runId](const Result<github::FollowedRun> &run) {
            const auto found = std::ranges::find(m_own, runId, [](const Own &one) { return one.run.id; });
            // So much is known of how it ended, without its jobs.
            const bool isListed = !run && found != m_own.end() && found->listed;
            if (isListed) {
                found->seen = github::FollowedRun{*found->listed, {}, {}};
                settleOwn();
            } else if (!run) {
                loseOwn(runId);
            }
            refreshRuns();
        });
}

bool RemoteWork::isFollowedNow(const Own &own) const
{
    return own.lane || (m_looking.isRunning() && m_lookedId == own.run.id) || (m_leaving.isRunning() && m_left.runId == own.run.id);
}

bool RemoteWork::isFollowedAsOwn(qint64 runId) const
{
    return std::ranges::any_of(m_own, [runId](const Own &one) { return one.run.id == runId && one.lane; });
}

/// It can no longer be followed, or nobody wants it to be: it stands in the way of nothing.
void RemoteWork::loseOwn(qint64 runId)
{
    for (Own &one : m_own) {
        if (one.run.id != runId)
            continue;
        if (one.isOn && one.isBegunHere)
            leaveRow(one);
        one.isOn = false;
        one.lane.reset();
    }
    emit followedChanged();
}

void RemoteWork::settleOwn()
{
    const bool wasEnded = m_ended.has_value();
    for (Own &one : m_own) {
        const auto listed = std::ranges::find(m_state.runs, one.run.id, &github::Run::id);
        const github::FollowedRun *known = followed(one.run.id);
        if (known && isSeenToEnd(known->run, one.run.attempt))
            one.seen = *known;
        else if (listed != m_state.runs.end() && isSeenToEnd(*listed, one.run.attempt))
            one.listed = *listed;
        // The list has no jobs, and they are what the journal is asked for.
        if (one.listed && m_client && !isFollowedNow(one) && !(one.seen && isSeenToEnd(one.seen->run, one.run.attempt)))
            followInLane(one);
        if (one.isOn && one.seen && isSeenToEnd(one.seen->run, one.run.attempt)) {
            one.isOn = false;
            m_ended = one.seen->run;
        }
    }
    m_own.removeIf([this](const Own &one) {
        if (!one.row || !one.seen || !isSeenToEnd(one.seen->run, one.run.attempt))
            return false;
        const JournalEnd end = journalEndOf(one.journalled, *one.seen);
        // A later attempt is another's run: it tells nothing new of what was dispatched.
        if (one.isBegunHere)
            m_journal.finishRow(one.row, end);
        else if (end.outcome != "dispatched"_L1)
            m_journal.completeRow(one.row, end);
        return true;
    });
    if (m_ended && !wasEnded)
        emit followedChanged();
}

void RemoteWork::leaveRow(const Own &own)
{
    JournalEnd end;
    end.durationMs = -1;
    end.outcome = u"dispatched"_s;
    end.workflows = own.journalled.workflows;
    m_journal.finishRow(own.row, end);
}

/// Nobody here looks at them any more.
void RemoteWork::leaveOwn()
{
    for (const Own &one : std::as_const(m_own)) {
        if (one.isBegunHere)
            leaveRow(one);
    }
    m_own.clear();
}

} // namespace layerdeck
