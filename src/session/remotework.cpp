// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/remotework.h"

#include "github/errors.h"
#include "session/remoteworkprivate.h"

#include <QPointer>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

RemoteWork::RemoteWork(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(m_betweenReadings);
    // An answer that takes longer than the pause between two is not given up for the next.
    connect(&m_timer, &QTimer::timeout, this, [this] {
        // Nobody has to press anything once the network is there again. Until then it stays told that it is not.
        if (couldNotReach())
            tryAgain();
        else if (!m_runs.isRunning())
            refreshRuns();
    });
    m_barTimer.setSingleShot(true);
    connect(&m_barTimer, &QTimer::timeout, this, [this] {
        noteBar();
        if (!m_barredUntil)
            askAfterBar();
    });
}

RemoteWork::~RemoteWork()
{
    leaveAct();
    leaveOwn();
}

void RemoteWork::setDirectory(const QString &directory)
{
    if (directory == m_directory)
        return;
    const bool wasOn = m_act.isRunning();
    leaveAct();
    m_directory = directory;
    m_chosen = directory.isEmpty() ? QString() : RemoteChoicesMemory().repositoryOf(directory);
    forgetRepository();
    if (wasOn)
        emit actLeft();
}

void RemoteWork::forgetRepository()
{
    leaveOwn();
    stopAsking();
    m_signing.cancel();
    m_trying.cancel();
    m_caches.reset();
    m_cachesError.reset();
    m_choices = {};
    m_cancelled.clear();
    m_state = {};
    m_act = {};
    m_ended.reset();
    m_looked.reset();
    m_lookedId = 0;
    m_unreachedSince.reset();
    emit stateChanged();
    emit followedChanged();
    emit cachesChanged();
}

/// Nothing is asked of GitHub any more but what the act asks.
void RemoteWork::stopAsking()
{
    for (JobLane *lane : {&m_opening, &m_files, &m_runs, &m_looking, &m_leaving, &m_changing, &m_log, &m_annotations, &m_cacheReading, &m_deleting})
        lane->cancel();
    m_left = {};
    for (Own &one : m_own)
        one.lane.reset();
    m_awaited = 0;
    m_changes.clear();
    m_readsRunsAgain = false;
    m_readsOlder = false;
    m_client.reset();
    m_gate.reset();
    noteBar();
}

QString RemoteWork::repositoryKey() const
{
    return m_state.place.repository.host + u'/' + m_state.place.repository.fullName();
}

void RemoteWork::setApi(const QString &api)
{
    m_api = api;
}

void RemoteWork::setReadingPause(std::chrono::milliseconds pause)
{
    m_betweenReadings = pause;
    m_timer.setInterval(pause);
}

void RemoteWork::setActive(bool active)
{
    if (active)
        m_timer.start();
    else
        m_timer.stop();
    const bool wasBarred = m_state.status == RemoteState::Status::Failed && m_state.error->code == ErrorCode::Busy && !m_barredUntil;
    if (active && (m_state.status == RemoteState::Status::Unknown || wasBarred || couldNotReach()))
        open();
    else if (active)
        refreshRuns();
}

const github::FollowedRun *RemoteWork::followed(qint64 runId) const
{
    // What is looked at may be a newer attempt of what the act ran.
    if (m_looked && m_looked->run.id == runId)
        return &*m_looked;
    for (const RemoteStepResult &step : m_act.steps) {
        if (step.run && step.run->run.id == runId)
            return &*step.run;
    }
    if (m_left.run && m_left.run->run.id == runId)
        return &*m_left.run;
    const auto own = std::ranges::find_if(m_own, [runId](const Own &one) { return one.run.id == runId && one.seen && one.lane; });
    return own == m_own.end() ? nullptr : &*own->seen;
}

void RemoteWork::open()
{
    if (m_directory.isEmpty() || m_state.status == RemoteState::Status::Looking)
        return;
    m_state.status = RemoteState::Status::Looking;
    m_state.lack = RemoteState::Lack::Nothing;
    m_state.error.reset();
    m_state.noAnnotations.reset();
    m_waited = 0;
    m_waits = 1;
    emit stateChanged();
    readEverything();
}

bool RemoteWork::couldNotReach() const
{
    return m_state.status == RemoteState::Status::Failed && github::isUnreached(*m_state.error);
}

/// Each time later than the time before. Where the keychain did not open, it would ask the person again each time.
void RemoteWork::tryAgain()
{
    constexpr int longestWait = 16;
    if (m_opening.isRunning() || m_state.keychainTrouble || ++m_waited < m_waits)
        return;
    m_waited = 0;
    m_waits = std::min(2 * m_waits, longestWait);
    readEverything();
}

void RemoteWork::readEverything()
{
    m_listed = firstRuns;
    m_unreadRef.clear();
    const GitHubRequest request{m_directory, m_chosen, m_api};
    // The runs are there before the files of the workflows.
    const ReadCallback onPart = [self = QPointer<RemoteWork>(this), number = ++m_reading](const Reading &part) {
        if (!self || number != self->m_reading || !self->m_opening.isRunning())
            return;
        // Of what is not read so far, what was known of the same repository stands.
        RemoteState state = part.state;
        if (state.info.fullName == self->m_state.info.fullName) {
            const RemoteState &known = self->m_state;
            state.branches = known.branches;
            state.tags = known.tags;
            state.environments = known.environments;
            state.ref = known.ref;
            state.workflows = known.workflows;
            state.problems = known.problems;
            state.missing = known.missing;
        }
        self->m_state = state;
        emit self->stateChanged();
        emit self->runsChanged();
    };
    m_opening.start<Reading>([request, held = m_held, gates = m_gates, onPart](CancelToken cancel) { return read(request, held, gates, onPart, cancel); },
                             [this](const Result<Reading> &reading) {
                                 m_state = reading->state;
                                 m_client = reading->client;
                                 m_gate = reading->gate;
                                 noteBar();
                                 if (m_client) {
                                     m_choices = RemoteChoicesMemory().kept(repositoryKey());
                                     takeUp();
                                     readOpenRows();
                                     // With another token what is looked at is looked at anew.
                                     look(m_lookedId);
                                     for (const Own &one : QList<Own>(m_own)) {
                                         if (one.run.id != m_lookedId)
                                             followOwn(one.run.id);
                                     }
                                 }
                                 emit stateChanged();
                                 emit runsChanged();
                             });
}

void RemoteWork::setRef(const QString &ref)
{
    if (!m_client || ref == filesRef())
        return;
    m_files.cancel();
    if (ref == m_state.ref)
        emit stateChanged();
    else
        readRef(ref);
}

void RemoteWork::refresh()
{
    if (!m_client)
        return open();
    refreshRuns();
    readRef(m_state.ref);
}

void RemoteWork::readRef(const QString &ref)
{
    RemoteState wanted = m_state;
    wanted.ref = ref;
    m_filesRef = ref;
    m_unreadRef.clear();
    const github::Client client = *m_client;
    m_files.start<RemoteState>([client, wanted](CancelToken cancel) { return readFiles(client, wanted, cancel); },
                               [this](const Result<RemoteState> &read) {
                                   if (!read) {
                                       m_unreadRef = m_filesRef;
                                       emit stateChanged();
                                       emit unread(read.error());
                                       return;
                                   }
                                   m_state.ref = read->ref;
                                   m_state.workflows = read->workflows;
                                   m_state.problems = read->problems;
                                   m_state.missing = read->missing;
                                   noteRate();
                                   emit stateChanged();
                               });
    emit filesAwaited();
}

void RemoteWork::noteRate()
{
    if (m_client)
        m_state.rate = m_client->rateLimit();
    noteBar();
}

void RemoteWork::noteBar()
{
    const std::optional<github::Gate::Bar> bar = m_gate ? m_gate->bar() : std::nullopt;
    const std::optional<QDateTime> until = bar ? std::optional(bar->until) : std::nullopt;
    if (until)
        m_barTimer.start(std::chrono::milliseconds(std::max<qint64>(1, m_gate->now().msecsTo(*until))));
    else
        m_barTimer.stop();
    if (until == m_barredUntil)
        return;
    m_barredUntil = until;
    emit barChanged();
}

/// Nobody has to press anything for it. What is followed is looked at by itself.
void RemoteWork::askAfterBar()
{
    if (!m_timer.isActive())
        return;
    if (m_state.status == RemoteState::Status::Failed)
        return open();
    refreshRuns();
    if (m_cachesError)
        readCaches();
}

/// What a token may not do is known once GitHub has refused it.
void RemoteWork::noteRefusal(const Error &error)
{
    if (error.code == ErrorCode::PermissionDenied)
        m_state.refused = error;
}

void RemoteWork::noteTrouble(const Error &error)
{
    // Of what GitHub refuses it has answered.
    if (!github::isUnreached(error))
        m_unreachedSince.reset();
    else if (!m_unreachedSince)
        m_unreachedSince = QDateTime::currentDateTime();
    emit troubled(error);
}

std::function<void()> RemoteWork::reachedCallback()
{
    return [self = QPointer<RemoteWork>(this)] {
        if (self && self->m_unreachedSince)
            self->noteReached();
    };
}

void RemoteWork::noteReached()
{
    m_unreachedSince.reset();
    emit reached();
}

void RemoteWork::refreshRuns()
{
    if (m_runs.isRunning())
        m_readsRunsAgain = true;
    else
        readRuns();
}

void RemoteWork::readRuns()
{
    if (!m_client)
        return;
    m_readsRunsAgain = false;
    const github::Client client = *m_client;
    const github::RunFilter filter = newestRuns(m_listed);
    m_runs.start<github::RunList>([client, filter](CancelToken cancel) { return client.runList(filter, cancel); },
                                  [this, wanted = filter.limit](const Result<github::RunList> &runs) {
                                      m_readsOlder &= wanted < m_listed;
                                      noteRate();
                                      spreadReadings();
                                      // Another window may have come to its end, or have taken up what is offered here.
                                      takeUp();
                                      if (runs) {
                                          const bool isSame = m_state.runs == runs->runs;
                                          m_state.runs = runs->runs;
                                          m_state.runsTotal = runs->total;
                                          settleOwn();
                                          // A command line may have begun one, or left one in the middle.
                                          if (!isSame)
                                              readOpenRows();
                                          noteReached();
                                      } else {
                                          noteTrouble(runs.error());
                                      }
                                      if (m_readsRunsAgain)
                                          readRuns();
                                      emit runsChanged();
                                  });
}

void RemoteWork::showOlderRuns()
{
    if (!m_client)
        return;
    m_listed += moreRuns;
    m_readsOlder = true;
    refreshRuns();
}

/// Without a token each reading of the list costs one of few requests for each of its pages.
void RemoteWork::spreadReadings()
{
    constexpr int shareOfList = 2;
    constexpr int runsOfPage = 100;
    const int pages = (m_listed + runsOfPage - 1) / runsOfPage;
    const std::chrono::milliseconds pause = std::max(m_betweenReadings, m_client->fairPause(shareOfList * pages));
    if (pause != m_timer.intervalAsDuration())
        m_timer.setInterval(pause);
}

void RemoteWork::look(qint64 runId)
{
    if (!m_client || runId == 0 || (m_looking.isRunning() && m_lookedId == runId))
        return;
    const bool isActs = m_act.isRunning() && !m_act.steps.isEmpty() && m_act.steps.last().runId == runId;
    if (isActs || (m_leaving.isRunning() && m_left.runId == runId) || isFollowedAsOwn(runId))
        return;
    const github::FollowedRun *known = followed(runId);
    const auto listed = std::ranges::find(m_state.runs, runId, &github::Run::id);
    const int attempt = listed == m_state.runs.end() ? 1 : listed->attempt;
    // Somebody may have started it again.
    if (known && known->run.isOver() && known->run.attempt >= attempt)
        return;
    follow(runId, attempt);
}

void RemoteWork::follow(qint64 runId, int attempt)
{
    if (m_lookedId != runId)
        followOwn(m_lookedId);
    // Until it has answered, what is known of it stands.
    if (m_looked && m_looked->run.id != runId)
        m_looked.reset();
    m_lookedId = runId;
    const github::FollowedRun *known = followed(runId);
    m_awaited = attempt > 1 && (!known || known->run.attempt < attempt) ? attempt : 0;
    const QPointer<RemoteWork> self(this);
    github::FollowCallbacks callbacks;
    callbacks.onReached = reachedCallback();
    callbacks.onChange = [self, runId](const github::FollowedRun &run) {
        if (!self || self->m_lookedId != runId)
            return;
        self->m_looked = run;
        self->m_awaited = 0;
        self->settleOwn();
        self->noteRate();
        emit self->followedChanged();
    };
    const github::Client client = *m_client;
    m_looking.start<github::FollowedRun>(
        [client, runId, pace = m_pace.follow, callbacks, attempt](CancelToken cancel) {
            return github::followRun(client, runId, pace, callbacks, cancel, attempt);
        },
        [this, runId](const Result<github::FollowedRun> &run) {
            m_awaited = 0;
            if (!run) {
                loseOwn(runId);
                emit unread(run.error());
            }
            emit followedChanged();
            refreshRuns();
        });
}

} // namespace layerdeck
