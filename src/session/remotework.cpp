// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/remotework.h"

#include "compose/files.h"
#include "session/remotejournal.h"
#include "session/remoteworkprivate.h"

#include <QPointer>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The newest of the journal, among which another window's would be.
constexpr int lookedThrough = 20;
/// Answers that have not changed cost nothing of the limit.
constexpr auto betweenReadings = std::chrono::seconds(15);

} // namespace

RemoteWork::RemoteWork(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(betweenReadings);
    connect(&m_timer, &QTimer::timeout, this, &RemoteWork::refreshRuns);
}

RemoteWork::~RemoteWork()
{
    leaveAct();
}

void RemoteWork::leaveAct()
{
    m_acting.cancel();
    if (!m_act.isRunning())
        return;
    RemoteResult left;
    left.outcome = m_act.steps.isEmpty() ? RemoteOutcome::Cancelled : RemoteOutcome::Open;
    left.steps = m_act.steps;
    left.error = Error{ErrorCode::Cancelled, u"No longer followed: what had begun goes on on GitHub."_s};
    m_journal.finish(journalEndOf(m_act.plan, left));
    m_act = {};
}

void RemoteWork::setDirectory(const QString &directory)
{
    if (directory == m_directory)
        return;
    leaveAct();
    m_directory = directory;
    m_chosen = directory.isEmpty() ? QString() : RemoteChoicesMemory().repositoryOf(directory);
    forgetRepository();
}

void RemoteWork::forgetRepository()
{
    for (JobLane *lane : {&m_opening, &m_files, &m_runs, &m_looking, &m_changing, &m_log, &m_annotations, &m_cacheReading, &m_deleting, &m_signing})
        lane->cancel();
    m_caches.reset();
    m_left = {};
    m_leftBehind.clear();
    m_choices = {};
    m_cancelled.clear();
    m_state = {};
    m_act = {};
    m_looked.reset();
    m_client.reset();
    emit stateChanged();
    emit followedChanged();
    emit cachesChanged();
}

QString RemoteWork::repositoryKey() const
{
    return m_state.place.repository.host + u'/' + m_state.place.repository.fullName();
}

RemoteActMemory RemoteWork::memory() const
{
    return RemoteActMemory(m_directory, repositoryKey());
}

void RemoteWork::remember() const
{
    QList<KeptRemoteStep> steps;
    for (qsizetype i = 0; i < m_act.plan.steps.size(); ++i) {
        const RemoteStep &step = m_act.plan.steps.at(i);
        const bool isBegun = i < m_act.steps.size();
        // What was sent is needed no more.
        steps << KeptRemoteStep{step.workflow, step.name, step.ref, isBegun ? QMap<QString, QString>() : step.inputs,
                                isBegun ? m_act.steps.at(i).runId.value_or(0) : 0};
    }
    // Without it the runs are found in the list all the same.
    (void)memory().keep(steps);
}

void RemoteWork::takeUpLeft()
{
    m_journal.read({journalDirectory(m_directory), lookedThrough}, [self = QPointer<RemoteWork>(this)](const Result<QList<JournalRun>> &runs) {
        // Another window has not left it, it is at it.
        const auto isOn = [](const JournalRun &run) { return run.isRemote() && run.isRunning(); };
        if (self && !(runs && std::ranges::any_of(*runs, isOn)))
            self->takeUp();
    });
}

void RemoteWork::takeUp()
{
    if (m_act.isRunning())
        return;
    // Asked again, as after signing in, nothing may be offered twice.
    m_left = {};
    m_leftBehind.clear();
    qint64 runId = 0;
    for (const KeptRemoteStep &step : memory().kept()) {
        if (step.runId == 0) {
            m_left.steps << RemoteStep{step.workflow, step.name, step.ref, step.inputs};
            continue;
        }
        runId = step.runId;
        m_leftBehind = step.name;
    }
    // Where nothing had begun, or everything, there is nothing to take up.
    if (runId == 0 || m_left.steps.isEmpty())
        forgetLeft();
    look(runId);
    emit followedChanged();
}

void RemoteWork::forgetLeft()
{
    m_left = {};
    m_leftBehind.clear();
    memory().forget();
    emit followedChanged();
}

void RemoteWork::setApi(const QString &api)
{
    m_api = api;
}

void RemoteWork::setActive(bool active)
{
    if (active)
        m_timer.start();
    else
        m_timer.stop();
    if (active && m_state.status == RemoteState::Status::Unknown)
        open();
    else if (active)
        refreshRuns();
}

const github::FollowedRun *RemoteWork::followed(qint64 runId) const
{
    for (const RemoteStepResult &step : m_act.steps) {
        if (step.run && step.run->run.id == runId)
            return &*step.run;
    }
    return m_looked && m_looked->run.id == runId ? &*m_looked : nullptr;
}

void RemoteWork::open()
{
    if (m_directory.isEmpty() || m_state.status == RemoteState::Status::Looking)
        return;
    m_state.status = RemoteState::Status::Looking;
    m_state.lack = RemoteState::Lack::Nothing;
    m_state.error.reset();
    m_noAnnotations.reset();
    emit stateChanged();
    const GitHubRequest request{m_directory, m_chosen, m_api};
    m_opening.start<Reading>([request, held = m_held](CancelToken cancel) { return read(request, held, cancel); },
                             [this](const Result<Reading> &reading) {
                                 m_state = reading->state;
                                 m_client = reading->client;
                                 if (m_client) {
                                     m_choices = RemoteChoicesMemory().kept(repositoryKey());
                                     takeUpLeft();
                                 }
                                 emit stateChanged();
                                 emit runsChanged();
                             });
}

void RemoteWork::setRef(const QString &ref)
{
    if (!m_client || ref == m_state.ref)
        return;
    RemoteState wanted = m_state;
    wanted.ref = ref;
    const github::Client client = *m_client;
    m_files.start<RemoteState>([client, wanted](CancelToken cancel) { return readFiles(client, wanted, cancel); },
                               [this](const Result<RemoteState> &read) {
                                   if (!read) {
                                       emit stateChanged();
                                       emit failed(read.error());
                                       return;
                                   }
                                   m_state.ref = read->ref;
                                   m_state.workflows = read->workflows;
                                   m_state.problems = read->problems;
                                   noteRate();
                                   emit stateChanged();
                               });
}

void RemoteWork::noteRate()
{
    if (m_client)
        m_state.rate = m_client->rateLimit();
}

/// What a token may not do is known once GitHub has refused it.
void RemoteWork::noteRefusal(const Error &error)
{
    if (error.code == ErrorCode::PermissionDenied)
        m_state.refused = error;
}

void RemoteWork::refreshRuns()
{
    if (!m_client)
        return;
    const github::Client client = *m_client;
    const github::RunFilter filter = newestRuns();
    m_runs.start<QList<github::Run>>([client, filter](CancelToken cancel) { return client.runs(filter, cancel); },
                                     [this](const Result<QList<github::Run>> &runs) {
                                         noteRate();
                                         if (runs) {
                                             m_state.runs = *runs;
                                             emit reached();
                                         } else {
                                             emit troubled(runs.error());
                                         }
                                         emit runsChanged();
                                     });
}

void RemoteWork::start(const RemotePlan &plan)
{
    if (!m_client || m_act.isRunning() || plan.steps.isEmpty())
        return;
    m_act = {plan, {}, {}, {}};
    m_left = {};
    m_leftBehind.clear();
    remember();
    rememberInputs(plan);
    const QString kind = plan.steps.size() > 1 ? remoteRedeployKind : remoteDispatchKind;
    m_journal.begin(journalRunOf(plan, kind, m_directory, m_state.place.repository));
    const QPointer<RemoteWork> self(this);
    RemoteCallbacks callbacks;
    callbacks.onStarted = [self](int, qint64 runId) {
        if (!self)
            return;
        RemoteStepResult begun;
        begun.runId = runId;
        self->m_act.steps << begun;
        self->m_act.stepStarted = QDateTime::currentDateTime();
        self->remember();
        emit self->followedChanged();
        self->refreshRuns();
    };
    callbacks.onChange = [self](int step, const github::FollowedRun &run) {
        if (!self || step >= self->m_act.steps.size())
            return;
        self->m_act.steps[step].run = run;
        self->noteRate();
        emit self->followedChanged();
    };
    callbacks.onTrouble = [self](const Error &error) {
        if (self)
            emit self->troubled(error);
    };
    const auto run = [](github::Client client, RemotePlan planned, QString login, RemotePace pace, RemoteCallbacks told,
                        CancelToken cancel) -> QCoro::Task<Result<RemoteResult>> {
        RemoteResult result = co_await runRemotePlan(client, planned, login, pace, true, told, cancel);
        co_return result;
    };
    const github::Client client = *m_client;
    m_acting.start<RemoteResult>([run, client, plan, login = m_state.login, pace = m_pace, callbacks](
                                     CancelToken cancel) { return run(client, plan, login, pace, callbacks, cancel); },
                                 [this](const Result<RemoteResult> &result) {
                                     m_act.steps = result->steps;
                                     m_act.result = *result;
                                     if (result->error)
                                         noteRefusal(*result->error);
                                     memory().forget();
                                     m_journal.finish(journalEndOf(m_act.plan, *result));
                                     noteRate();
                                     emit followedChanged();
                                     emit actEnded();
                                     refreshRuns();
                                 });
    emit actStarted();
}

void RemoteWork::stopFollowing()
{
    if (!m_act.isRunning())
        return;
    leaveAct();
    takeUp();
    emit actLeft();
}

void RemoteWork::look(qint64 runId)
{
    if (!m_client || runId == 0 || (m_looked && m_looked->run.id == runId) || followed(runId))
        return;
    m_looked.reset();
    const QPointer<RemoteWork> self(this);
    github::FollowCallbacks callbacks;
    callbacks.onChange = [self](const github::FollowedRun &run) {
        if (!self)
            return;
        self->m_looked = run;
        self->noteRate();
        emit self->followedChanged();
    };
    const github::Client client = *m_client;
    m_looking.start<github::FollowedRun>(
        [client, runId, pace = m_pace.follow, callbacks](CancelToken cancel) {
            return github::followRun(client, runId, pace, callbacks, cancel);
        },
        [this](const Result<github::FollowedRun> &run) {
            if (!run)
                emit failed(run.error());
            refreshRuns();
        });
}

} // namespace layerdeck
