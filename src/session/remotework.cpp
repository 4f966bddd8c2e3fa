// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/remotework.h"

#include "compose/files.h"
#include "session/remotejournal.h"

#include <QPointer>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr int shownRuns = 15;
/// The newest of the journal, among which another window's would be.
constexpr int lookedThrough = 20;
/// Answers that have not changed cost nothing of the limit.
constexpr auto betweenReadings = std::chrono::seconds(15);

github::RunFilter newest()
{
    github::RunFilter filter;
    filter.limit = shownRuns;
    return filter;
}

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
    left.outcome = RunOutcome::Cancelled;
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
    for (JobLane *lane : {&m_opening, &m_files, &m_runs, &m_looking, &m_changing, &m_log, &m_cacheReading, &m_deleting})
        lane->cancel();
    m_caches.reset();
    m_left = {};
    m_leftBehind.clear();
    m_directory = directory;
    m_state = {};
    m_act = {};
    m_looked.reset();
    m_client.reset();
    emit stateChanged();
    emit followedChanged();
    emit cachesChanged();
}

RemoteActMemory RemoteWork::memory() const
{
    return RemoteActMemory(m_directory, m_state.place.repository.host + u'/' + m_state.place.repository.fullName());
}

void RemoteWork::remember() const
{
    QList<KeptRemoteStep> steps;
    for (qsizetype i = 0; i < m_act.plan.steps.size(); ++i) {
        const RemoteStep &step = m_act.plan.steps.at(i);
        steps << KeptRemoteStep{step.workflow, step.name, step.ref, step.inputs, i < m_act.steps.size() ? m_act.steps.at(i).runId.value_or(0) : 0};
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

QCoro::Task<Result<RemoteWork::Reading>> RemoteWork::read(GitHubRequest request, CancelToken cancel)
{
    Reading reading;
    const Result<GitHubPlace> found = co_await findGitHub(request, cancel);
    if (!found)
        co_return failure(found.error());
    reading.state.place = *found;
    const Result<FoundToken> token = co_await findGitHubToken(found->tokenHost, processEnvironment(), cancel);
    if (!token)
        co_return failure(token.error());
    github::ClientOptions options;
    options.api = found->api;
    if (token->token) {
        options.token = token->token->value;
        options.tokenFrom = token->token->from;
    }
    github::Client client(found->repository, options);
    const Result<github::RepositoryInfo> info = co_await client.repositoryInfo(cancel);
    if (!info)
        co_return failure(info.error());
    reading.state.info = *info;
    if (info->fullName.compare(found->repository.fullName(), Qt::CaseInsensitive) != 0) {
        reading.state.place.repository.owner = info->fullName.section(u'/', 0, 0);
        reading.state.place.repository.name = info->fullName.section(u'/', 1);
        client = github::Client(reading.state.place.repository, options);
    }
    const Result<github::Identity> identity = co_await client.identity(cancel);
    if (!identity)
        co_return failure(identity.error());
    reading.state.login = identity->login;
    reading.state.tokenFrom = client.tokenFrom();
    const github::RunFilter filter = newest();
    const Result<QList<github::Run>> runs = co_await client.runs(filter, cancel);
    if (!runs)
        co_return failure(runs.error());
    reading.state.runs = *runs;
    const Result<QList<QString>> branches = co_await client.branches(cancel);
    if (!branches)
        co_return failure(branches.error());
    reading.state.branches = *branches;
    const Result<QList<QString>> tags = co_await client.tags(cancel);
    if (!tags)
        co_return failure(tags.error());
    reading.state.tags = *tags;
    // Inputs of this type can be typed too.
    const Result<QList<QString>> environments = co_await client.environments(cancel);
    reading.state.environments = environments.value_or(QList<QString>());
    reading.state.ref = info->defaultBranch;
    const Result<RemoteState> whole = co_await readFiles(client, reading.state, cancel);
    if (!whole)
        co_return failure(whole.error());
    reading.state = *whole;
    reading.client = client;
    co_return reading;
}

QCoro::Task<Result<RemoteState>> RemoteWork::readFiles(github::Client client, RemoteState state, CancelToken cancel)
{
    state.workflows.clear();
    state.problems.clear();
    const Result<int> limit = co_await client.inputLimit(cancel);
    const Result<QList<github::Workflow>> workflows = co_await client.workflows(cancel);
    if (!workflows)
        co_return failure(workflows.error());
    for (const github::Workflow &workflow : *workflows) {
        if (!workflow.isActive())
            continue;
        const Result<QByteArray> text = co_await client.file(workflow.path, state.ref, cancel);
        // A workflow need not be on every branch.
        if (!text && text.error().code == ErrorCode::NotFound)
            continue;
        if (!text)
            co_return failure(text.error());
        const Result<github::DispatchForm> form = github::parseWorkflowFile(*text, workflow.path, limit.value_or(github::mostInputs));
        if (!form)
            state.problems << WorkflowProblem{workflow, form.error()};
        else if (form->dispatchable)
            state.workflows << github::ReadWorkflow{workflow, *form};
    }
    state.rate = client.rateLimit();
    state.status = RemoteState::Status::Ready;
    co_return state;
}

void RemoteWork::open()
{
    if (m_directory.isEmpty() || m_state.status == RemoteState::Status::Looking)
        return;
    m_state.status = RemoteState::Status::Looking;
    emit stateChanged();
    const GitHubRequest request{m_directory, {}, m_api};
    m_opening.start<Reading>([request](CancelToken cancel) { return read(request, cancel); },
                             [this](const Result<Reading> &reading) {
                                 if (reading) {
                                     m_state = reading->state;
                                     m_client = reading->client;
                                     takeUpLeft();
                                 } else {
                                     m_state.status = RemoteState::Status::Failed;
                                     m_state.error = reading.error();
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
                                       emit failed(read.error());
                                       emit stateChanged();
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

void RemoteWork::refreshRuns()
{
    if (!m_client)
        return;
    const github::Client client = *m_client;
    const github::RunFilter filter = newest();
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
                                     memory().forget();
                                     m_journal.finish(journalEndOf(m_act.plan, *result));
                                     noteRate();
                                     emit followedChanged();
                                     emit actEnded();
                                     refreshRuns();
                                 });
    emit actStarted();
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
