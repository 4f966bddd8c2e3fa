// SPDX-License-Identifier: GPL-3.0-or-later
// What a window runs on GitHub, and what becomes of it where its window does not see its end.
#include "session/remotejournal.h"
#include "session/remotework.h"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

using State = KeptRemoteStep::State;

KeptRemoteStep plannedOf(const RemoteStep &step)
{
    return {step.workflow, step.name, step.ref, step.inputs};
}

const KeptRemoteStep *lastSent(const QList<KeptRemoteStep> &steps)
{
    const auto found = std::find_if(steps.crbegin(), steps.crend(), [](const KeptRemoteStep &step) { return step.state != State::Planned; });
    return found == steps.crend() ? nullptr : &*found;
}

/// What is to be said of it; empty where nothing of it was sent, or where all of it has begun.
RemoteLeft leftOf(const KeptRemoteAct &act)
{
    RemoteLeft left{act.id};
    for (const KeptRemoteStep &step : act.steps) {
        if (step.state == State::Planned)
            left.steps << RemoteStep{step.workflow, step.name, step.ref, step.inputs};
    }
    const KeptRemoteStep *last = lastSent(act.steps);
    if (!last || (left.steps.isEmpty() && last->state == State::Begun))
        return {};
    left.before = last->name;
    left.runId = last->runId;
    left.row = last->row;
    left.search = {last->workflow, last->ref, last->login, last->sent};
    return left;
}

bool isSame(const RemoteLeft &one, const RemoteLeft &other)
{
    return one.id == other.id && one.before == other.before && one.runId == other.runId && one.steps == other.steps;
}

} // namespace

RemoteActMemory RemoteWork::memory() const
{
    // What runs at another address of the API is for who asks there.
    return RemoteActMemory(m_directory, m_api.isEmpty() ? repositoryKey() : repositoryKey() + u' ' + m_api);
}

std::optional<RemoteStep> RemoteWork::inDoubt(const RemotePlan &plan) const
{
    QString file;
    if (!m_left.isEmpty() && !(m_left.run && m_left.run->run.isOver())) {
        file = m_left.search.workflow;
    } else if (m_act.result && m_act.result->outcome == RemoteOutcome::Open && m_act.result->sent > 0) {
        const std::optional<qint64> runId = m_act.result->isInDoubt() ? std::nullopt : m_act.steps.last().runId;
        const github::FollowedRun *run = runId ? followed(*runId) : nullptr;
        if (!run || !run->run.isOver())
            file = m_act.plan.steps.at(m_act.result->sent - 1).workflow;
    }
    const auto step = std::ranges::find(plan.steps, file, &RemoteStep::workflow);
    return step == plan.steps.end() ? std::nullopt : std::optional(*step);
}

void RemoteWork::start(const RemotePlan &plan, const QString &act)
{
    if (!m_client || m_act.isRunning() || plan.steps.isEmpty())
        return;
    QList<KeptRemoteStep> steps;
    for (const RemoteStep &step : plan.steps)
        steps << plannedOf(step);
    Result<HeldRemoteAct> kept = memory().begin(steps);
    const std::optional<Error> trouble = kept ? std::nullopt : std::optional(kept.error());
    if (kept)
        m_kept = *std::move(kept);
    m_keptSteps = steps;
    rememberInputs(plan, act);
    carryOut(plan);
    if (trouble)
        emit failed(*trouble);
}

void RemoteWork::startLeft()
{
    if (!m_client || m_act.isRunning() || !m_left.canStart())
        return;
    QList<KeptRemoteStep> steps;
    std::optional<HeldRemoteAct> kept = memory().take(m_left.id, steps);
    if (!kept || !isSame(leftOf({m_left.id, steps}), m_left)) {
        kept.reset();
        const QString name = m_left.steps.first().name;
        takeUp();
        emit failed(Error{ErrorCode::Busy, u"Another window has taken up what was left: “%1” is its to start."_s.arg(name), u"Nothing was started here."_s,
                          u"Look at the runs."_s});
        return;
    }
    const RemotePlan plan{m_left.steps};
    const QDateTime began = m_left.row;
    m_own.removeIf([&began](const Own &one) { return one.row && one.journalled.started == began; });
    m_leaving.cancel();
    m_left = {};
    m_kept = std::move(kept);
    m_keptSteps = steps;
    carryOut(plan, began);
}

void RemoteWork::carryOut(const RemotePlan &plan, const QDateTime &began)
{
    m_act = {};
    m_act.plan = plan;
    m_actLogin = m_state.login;
    const QString kind = plan.steps.size() > 1 ? remoteRedeployKind : remoteDispatchKind;
    JournalRun row = journalRunOf(plan, kind, m_directory, m_state.place.repository, m_actLogin);
    if (began.isValid())
        row.started = began;
    m_actBegan = row.started;
    m_ended.reset();
    m_noted = row.workflows;
    began.isValid() ? m_journal.resume(row) : m_journal.begin(row);
    const auto run = [](github::Client client, RemotePlan planned, QString login, RemotePace pace, RemoteCallbacks told,
                        CancelToken cancel) -> QCoro::Task<Result<RemoteResult>> {
        RemoteResult result = co_await runRemotePlan(client, planned, login, pace, true, told, cancel);
        co_return result;
    };
    const github::Client client = *m_client;
    m_acting.start<RemoteResult>([run, client, plan, login = m_actLogin, pace = m_pace, callbacks = actCallbacks()](
                                     CancelToken cancel) { return run(client, plan, login, pace, callbacks, cancel); },
                                 [this](const Result<RemoteResult> &result) { settle(*result); });
    emit actStarted();
}

RemoteCallbacks RemoteWork::actCallbacks()
{
    const QPointer<RemoteWork> self(this);
    RemoteCallbacks callbacks;
    callbacks.onSending = [self](int step, const QDateTime &time) {
        if (!self || !self->m_act.isRunning())
            return;
        self->m_act.sent = step + 1;
        self->keepStep(step, [login = self->m_actLogin, row = self->m_actBegan, time](KeptRemoteStep &kept) {
            kept.state = State::Sent;
            kept.inputs.clear();
            kept.login = login;
            kept.sent = time;
            kept.row = row;
        });
        self->noteWorkflows();
    };
    callbacks.onStarted = [self](int step, qint64 runId) {
        if (!self || !self->m_act.isRunning())
            return;
        RemoteStepResult begun;
        begun.runId = runId;
        self->m_act.steps << begun;
        self->keepStep(step, [runId](KeptRemoteStep &kept) {
            kept.state = State::Begun;
            kept.runId = runId;
        });
        self->noteWorkflows();
        emit self->followedChanged();
        self->refreshRuns();
    };
    callbacks.onChange = [self](int step, const github::FollowedRun &run) {
        if (!self || step >= self->m_act.steps.size())
            return;
        self->m_act.steps[step].run = run;
        self->noteWorkflows();
        self->noteRate();
        emit self->followedChanged();
    };
    callbacks.onTrouble = [self](const Error &error) {
        if (!self)
            return;
        self->noteBar();
        self->noteTrouble(error);
    };
    callbacks.onReached = reachedCallback();
    return callbacks;
}

void RemoteWork::noteWorkflows()
{
    const QList<JournalWorkflow> known = journalWorkflowsOf(m_act.plan, m_act.steps, m_act.sent);
    if (m_act.isRunning() && known != std::exchange(m_noted, known))
        m_journal.noteWorkflows(known);
}

void RemoteWork::keepStep(qsizetype step, const std::function<void(KeptRemoteStep &)> &change)
{
    // What was taken up stands behind what had begun before.
    change(m_keptSteps[m_keptSteps.size() - m_act.plan.steps.size() + step]);
    if (!m_kept)
        return;
    const Result<void> kept = m_kept->keep(m_keptSteps);
    if (kept)
        return;
    // What stands there is no longer so, and another window would start it again.
    m_kept->forget();
    m_kept.reset();
    emit failed(kept.error());
}

void RemoteWork::settle(const RemoteResult &result)
{
    m_act.steps = result.steps;
    m_act.result = result;
    if (result.error)
        noteRefusal(*result.error);
    settleKept(result);
    m_journal.finish(journalEndOf(m_act.plan, result));
    noteRate();
    takeUp();
    if (result.outcome == RemoteOutcome::Open)
        readOpenRows();
    emit followedChanged();
    emit actEnded();
    refreshRuns();
}

/// What has not come to its end can be taken up; and what was not started, where all that stands before it has succeeded.
void RemoteWork::settleKept(const RemoteResult &result)
{
    const qsizetype begun = result.steps.size();
    const qsizetype before = m_keptSteps.size() - m_act.plan.steps.size();
    const bool isRefused = result.outcome != RemoteOutcome::Open && begun < m_act.plan.steps.size() && before + begun > 0
                           && (begun == 0 || (result.steps.last().run && result.steps.last().run->run.succeeded()));
    if (isRefused)
        keepStep(begun, [planned = plannedOf(m_act.plan.steps.at(begun))](KeptRemoteStep &kept) { kept = planned; });
    const bool isLeft = isRefused || result.outcome == RemoteOutcome::Open;
    if (m_kept && (!isLeft || leftOf({m_kept->id(), m_keptSteps}).isEmpty()))
        m_kept->forget();
    m_kept.reset();
    m_keptSteps.clear();
}

void RemoteWork::leaveAct()
{
    m_acting.cancel();
    if (!m_act.isRunning())
        return;
    RemoteResult left;
    left.outcome = m_act.sent == 0 ? RemoteOutcome::Cancelled : RemoteOutcome::Open;
    left.steps = m_act.steps;
    left.sent = m_act.sent;
    left.error = Error{ErrorCode::Cancelled, u"No longer followed from here. Its run goes on on GitHub."_s};
    m_journal.finish(journalEndOf(m_act.plan, left));
    if (m_kept && !lastSent(m_keptSteps))
        m_kept->forget();
    m_kept.reset();
    m_keptSteps.clear();
    m_act = {};
}

void RemoteWork::stopFollowing()
{
    if (!m_act.isRunning()) {
        if (const std::optional<github::Run> run = own()) {
            m_unfollowed = m_left.id;
            loseOwn(run->id);
        }
        return;
    }
    const qint64 last = m_act.steps.isEmpty() ? 0 : m_act.steps.last().runId.value_or(0);
    leaveAct();
    readOpenRows();
    takeUp();
    // Who stops following wants to start something else.
    m_unfollowed = m_left.id;
    if (last > 0)
        loseOwn(last);
    emit actLeft();
}

void RemoteWork::takeUp()
{
    if (!m_client || m_act.isRunning())
        return;
    RemoteLeft next;
    for (const KeptRemoteAct &act : memory().left()) {
        const RemoteLeft left = leftOf(act);
        if (!left.isEmpty()) {
            next = next.isEmpty() ? left : next;
            continue;
        }
        QList<KeptRemoteStep> steps;
        std::optional<HeldRemoteAct> kept = memory().take(act.id, steps);
        if (!kept || steps != act.steps)
            continue;
        kept->forget();
        if (const KeptRemoteStep *last = lastSent(steps)) {
            takeUpOwn(*last);
            look(last->runId);
        }
    }
    if (isSame(next, m_left))
        return;
    m_leaving.cancel();
    m_left = next;
    if (m_left.runId > 0)
        followLeft();
    else if (!m_left.isEmpty())
        searchLeft();
    emit followedChanged();
}

void RemoteWork::followLeft(int attempt)
{
    const QPointer<RemoteWork> self(this);
    github::FollowCallbacks callbacks;
    callbacks.onChange = [self](const github::FollowedRun &run) {
        if (!self || self->m_left.runId != run.run.id)
            return;
        self->m_left.run = run;
        self->settleOwn();
        self->noteRate();
        emit self->followedChanged();
    };
    const github::Client client = *m_client;
    m_leaving.start<github::FollowedRun>(
        [client, runId = m_left.runId, pace = m_pace.follow, callbacks, attempt](CancelToken cancel) {
            return github::followRun(client, runId, pace, callbacks, cancel, attempt);
        },
        [this](const Result<github::FollowedRun> &run) {
            if (run)
                return;
            m_left.isGone = run.error().code == ErrorCode::NotFound;
            emit unread(run.error());
            emit followedChanged();
        });
}

/// It was sent, and its answer was lost with the window that sent it.
void RemoteWork::searchLeft()
{
    // By its name alone an older run would be taken for it, or somebody else's.
    if (!m_left.search.from.isValid() || m_left.search.actor.isEmpty())
        return;
    m_left.isLookedFor = true;
    const github::Client client = *m_client;
    m_leaving.start<github::StartedRun>([client, search = m_left.search, pace = m_pace.search](
                                            CancelToken cancel) { return github::findStarted(client, search, pace, cancel); },
                                        [this](const Result<github::StartedRun> &found) {
                                            m_left.isLookedFor = false;
                                            if (found && found->runId)
                                                foundLeft(*found);
                                            emit followedChanged();
                                        });
}

void RemoteWork::foundLeft(const github::StartedRun &found)
{
    const qint64 runId = *found.runId;
    if (m_left.row.isValid()) {
        Own own;
        own.run.id = runId;
        own.rowBegan = m_left.row;
        own.file = m_left.search.workflow;
        own.url = found.url;
        m_own << own;
    }
    QList<KeptRemoteStep> steps;
    std::optional<HeldRemoteAct> kept = memory().take(m_left.id, steps);
    const auto sent = std::ranges::find(steps, State::Sent, &KeptRemoteStep::state);
    if (kept && sent != steps.end()) {
        sent->state = State::Begun;
        sent->runId = runId;
        if (const Result<void> written = kept->keep(steps); !written)
            emit failed(written.error());
    }
    kept.reset();
    takeUp();
    endDoubt();
    readOpenRows();
}

void RemoteWork::endDoubt()
{
    if (!m_act.result || !m_act.result->isInDoubt())
        return;
    m_act = {};
    emit actLeft();
}

void RemoteWork::forgetEnded()
{
    if (!m_act.result || m_act.result->outcome == RemoteOutcome::Open)
        return;
    m_act = {};
    emit actLeft();
}

void RemoteWork::forgetLeft()
{
    QList<KeptRemoteStep> steps;
    if (std::optional<HeldRemoteAct> kept = memory().take(m_left.id, steps))
        kept->forget();
    const qint64 runId = m_left.runId;
    takeUp();
    endDoubt();
    look(runId);
    emit followedChanged();
}

} // namespace layerdeck
