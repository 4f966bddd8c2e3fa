// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "base/background.h"

#include <QFile>
#include <QPointer>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr auto probeInterval = std::chrono::seconds(3);
constexpr auto longestProbeInterval = std::chrono::seconds(24);
/// Seconds; containers and sizes change without a run of ours. Where the engine tells what happens, that leaves the build cache:
/// neither "docker buildx prune" nor a build without an image is told of. Docker's words for a container ("Up 3 minutes") change
/// without an event too.
constexpr qint64 longestContentsAge = 15;
constexpr qint64 longestLiveAge = 60;
constexpr qint64 longestCacheAge = 15;
constexpr auto eventSwarm = std::chrono::milliseconds(200);
/// Editors write a file in several steps.
constexpr auto settleTime = std::chrono::milliseconds(150);

} // namespace

Session::Session(ContextRequest request, QObject *parent)
    : QObject(parent)
    , m_request(std::move(request))
{
    m_probeTimer.setSingleShot(true);
    m_probeTimer.setInterval(probeInterval);
    connect(&m_probeTimer, &QTimer::timeout, this, &Session::probe);
    m_eventTimer.setSingleShot(true);
    m_eventTimer.setInterval(eventSwarm);
    connect(&m_eventTimer, &QTimer::timeout, this, [this] {
        if (!m_contentsLane.isRunning() && m_outdated && m_engine.status == EngineState::Status::Connected)
            readContents(m_outdated);
    });
    m_reloadTimer.setSingleShot(true);
    m_reloadTimer.setInterval(settleTime);
    connect(&m_reloadTimer, &QTimer::timeout, this, &Session::reloadProject);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_reloadTimer, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_reloadTimer, qOverload<>(&QTimer::start));
    connect(&m_runWatch, &RunWatch::otherChanged, this, &Session::otherBegan);
    connect(&m_runWatch, &RunWatch::otherEnded, this, &Session::otherEnded);
    connect(this, &Session::engineChanged, this, &Session::watchRuns);
    connect(this, &Session::projectChanged, this, &Session::watchRuns);
    connect(this, &Session::engineChanged, this, &Session::knowPlace);
    connect(this, &Session::projectChanged, this, &Session::knowPlace);
    connect(this, &Session::otherRunChanged, this, &Session::readLastBuilds);
    connect(&m_journal, &RunJournal::written, this, &Session::readLastBuilds);
    connect(&m_follower, &RunFollower::began, &m_watched, &LiveRun::begin);
    connect(&m_follower, &RunFollower::told, &m_watched, &LiveRun::observe);
    connect(&m_follower, &RunFollower::ended, this, &Session::watchedToldAll);
    connect(&m_run, &LiveRun::began, this, &Session::runStarted);
    connect(&m_inlineCaches, &InlineCaches::changed, this, &Session::inlineCachesChanged);
    connect(&m_run, &LiveRun::changed, this, &Session::runChanged);
    connect(&m_run, &LiveRun::log, this, &Session::runLog);
    connect(&m_run, &LiveRun::ended, this, &Session::runEnded);

    findEngine();
    QTimer::singleShot(0, this, &Session::probe);
}

/// Which engine is meant, where the environment, docker's store and its config.json tell.
void Session::findEngine()
{
    if (const Result<DockerContext> context = resolveContext(m_request)) {
        m_engine = EngineState{*context};
        m_client.emplace(*context, m_patience);
        m_inlineCaches.setEngine(m_client);
    } else {
        const bool known = m_engine.unreachableSince.isValid();
        m_engine.context.name = u"none"_s;
        m_engine.status = EngineState::Status::Unreachable;
        m_engine.error = context.error();
        m_engine.unreachableSince = known ? m_engine.unreachableSince : QDateTime::currentDateTime();
    }
}

Session::~Session() = default;

void Session::setPatience(std::chrono::milliseconds patience)
{
    m_patience = patience;
    if (m_client)
        m_client.emplace(m_engine.context, patience);
}

QList<DockerContext> Session::contexts() const
{
    return listContexts(m_request);
}

QList<ListedContext> Session::listedContexts() const
{
    QList<ListedContext> contexts = listAllContexts(m_request);
    const DockerContext &now = m_engine.context;
    if (!hasEngine())
        contexts.prepend({now, {}, m_engine.error, {}});
    const auto add = [&contexts](const DockerContext &context, const QString &note) {
        if (std::ranges::none_of(contexts, [&](const ListedContext &listed) { return listed.context == context; }))
            contexts.prepend({context, context.endpoint.url(), {}, note});
    };
    if (const auto asked = resolveContext(m_request); asked && !m_request.hostOption.isEmpty())
        add(*asked, tr("given by --host"));
    if (hasEngine()) {
        const bool changed = std::ranges::any_of(
            contexts, [&](const ListedContext &listed) { return listed.note.isEmpty() && listed.context.name == now.name; });
        add(now, changed ? tr("as it was before docker’s context changed") : tr("no context of docker any more"));
    }
    return contexts;
}

void Session::selectContext(const DockerContext &context)
{
    if (isRunning() || context == m_engine.context)
        return;
    dropPlans();
    m_engine = EngineState{context};
    m_compareLane.cancel();
    m_comparisons = {.pending = true};
    letGo(std::exchange(m_contents, {}));
    m_contentsError.reset();
    m_gcPolicyLane.cancel();
    m_gcPolicy.reset();
    m_deployPlan.reset();
    m_client.emplace(context, m_patience);
    m_inlineCaches.setEngine(m_client);
    m_contentsLane.cancel();
    stopListening();
    makeGraph();
    emit readingProgress(0, 0);
    emit engineChanged();
    emit contentsChanged();
    refresh();
}

/// What is being planned for another engine or project must neither be shown nor run.
void Session::dropPlans()
{
    for (JobLane *lane : {&m_deployPlanLane, &m_planLane, &m_previewLane, &m_startLane})
        lane->cancel();
    if (m_preparing) {
        m_held.reset();
        setPreparing(false);
    }
    emit plansDropped();
}

void Session::refresh()
{
    m_forgetTools = true;
    m_forgetEngine = true;
    m_outdated = Part::All;
    probe();
    reloadProject();
}

void Session::probe()
{
    if (!m_client) {
        // A file that kept it from being told may have been corrected.
        const EngineState before = m_engine;
        findEngine();
        if (m_engine != before)
            emit engineChanged();
        if (!m_client)
            return m_probeTimer.start();
        reloadProject();
    }
    const EngineClient client = *m_client;
    EngineState known = m_engine;
    if (m_forgetTools)
        known.toolchain.reset();
    if (m_forgetEngine)
        known.info = {};
    m_probeClock.start();
    m_probeLane.start<EngineState>(
        [client, known](CancelToken cancel) { return readEngine(client, known, cancel); },
        [this](const Result<EngineState> &answer) { probed(answer); });
}

std::chrono::milliseconds Session::silence() const
{
    return std::chrono::milliseconds(m_probeLane.isRunning() && m_probeClock.isValid() ? m_probeClock.elapsed() : 0);
}

void Session::probed(const Result<EngineState> &answer)
{
    const bool wasConnected = m_engine.status == EngineState::Status::Connected;
    if (answer) {
        const bool toolsChanged = m_engine.toolchain != answer->toolchain;
        const bool refreshed = m_forgetTools;
        m_engine = *answer;
        m_forgetTools = false;
        m_forgetEngine = false;
        m_probeTimer.setInterval(probeInterval);
        const qint64 longestAge = m_live ? longestLiveAge : longestContentsAge;
        if (m_contentsAskedAt.secsTo(m_engine.lastAnswer) >= longestAge)
            m_outdated = Part::All;
        else if (m_cacheAskedAt.secsTo(m_engine.lastAnswer) >= longestCacheAge)
            m_outdated |= untoldParts;
        if (!wasConnected || !m_contents.readAt.isValid())
            m_outdated = Part::All;
        if (!m_eventsLane.isRunning())
            listen();
        // A reading under way is not started over: a slow engine would never get to its end.
        if (!m_contentsLane.isRunning() && m_outdated)
            readContents(m_outdated);
        if (!wasConnected || toolsChanged)
            makeDeployPlan();
        if (!wasConnected || toolsChanged || refreshed)
            askGcPolicy();
    } else {
        if (m_engine.status != EngineState::Status::Unreachable)
            m_engine.unreachableSince = QDateTime::currentDateTime();
        m_engine.status = EngineState::Status::Unreachable;
        m_engine.error = answer.error();
        m_deployPlan.reset();
        m_forgetEngine = true;
        stopListening();
        m_probeTimer.setInterval(wasConnected ? probeInterval
                                              : std::min<std::chrono::milliseconds>(m_probeTimer.intervalAsDuration() * 2,
                                                                                    longestProbeInterval));
        emit deployPlanChanged();
    }
    m_probeTimer.start();
    emit engineChanged();
}

void Session::openProject(const ProjectRequest &request)
{
    if (isRunning())
        return;
    dropPlans();
    m_project = ProjectState{request};
    m_compareLane.cancel();
    m_comparisons = {.pending = true};
    planSteps();
    m_alsoWatched.clear();
    m_deployPlan.reset();
    m_planError.reset();
    emit projectChanged();
    emit deployPlanChanged();
    reloadProject();
}

void Session::reloadProject()
{
    if (!m_project.isOpen())
        return;
    const ProjectRequest request = m_project.request;
    const DockerContext context = m_engine.context;
    m_projectLane.start<LoadedProject>(
        [request, context](CancelToken cancel) { return loadProject(request, context, cancel); },
        [this](Result<LoadedProject> loaded) {
            if (loaded) {
                m_project.project = *std::move(loaded);
                m_project.error.reset();
            } else {
                m_project.error = loaded.error();
            }
            watchProject();
            emit projectChanged();
            makeDeployPlan();
            planSteps();
            compare();
        });
}

void Session::watchProject()
{
    if (!m_watcher.files().isEmpty())
        m_watcher.removePaths(m_watcher.files());
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    QStringList paths{m_project.request.directory};
    if (m_project.project) {
        paths << m_project.project->files.directory << m_project.project->files.files;
        // Written to with each commit and checkout.
        if (const auto &head = m_project.project->head; head && QFile::exists(head->log))
            paths << head->log;
        for (const ComposeService &service : m_project.project->config.services) {
            if (service.build && QFile::exists(service.build->dockerfilePath()))
                paths << service.build->dockerfilePath();
        }
    } else if (const auto files = findComposeFiles(m_project.request.directory, m_project.request.files, {})) {
        // A file that cannot be used yet is watched too: it is read again once it is corrected.
        paths << files->directory << files->files;
    }
    paths << m_alsoWatched;
    paths.removeDuplicates();
    m_watcher.addPaths(paths);
}

void Session::watchAlso(const QStringList &files)
{
    m_alsoWatched = files;
    // What is watched already stays so: a change that is under way would be lost.
    QStringList added = files;
    added.removeIf([this](const QString &path) { return m_watcher.files().contains(path); });
    if (!added.isEmpty())
        m_watcher.addPaths(added);
}

const LoadedProject *Session::usableProject() const
{
    return m_project.project && !m_project.error ? &*m_project.project : nullptr;
}

void Session::makeDeployPlan()
{
    const LoadedProject *project = usableProject();
    if (!project || m_engine.status != EngineState::Status::Connected || !m_engine.toolchain) {
        m_deployPlanLane.cancel();
        m_deployPlan.reset();
        m_planError = m_engine.toolchainError;
        emit deployPlanChanged();
        return;
    }
    const LoadedProject copy = *project;
    const Toolchain toolchain = *m_engine.toolchain;
    const EngineClient client = *m_client;
    const DeployOptions options{m_switchOptions};
    m_deployPlanLane.start<Plan>(
        [copy, toolchain, client, options](CancelToken cancel) {
            return layerdeck::planDeploy(copy, toolchain, client, {}, options, cancel);
        },
        [this](Result<Plan> plan) {
            m_planError = plan ? std::nullopt : std::optional(plan.error());
            m_deployPlan = plan ? std::optional(*std::move(plan)) : std::nullopt;
            emit deployPlanChanged();
        });
}

void Session::execute(const Plan &plan)
{
    if (isRunning() || !m_client || plan.context != m_engine.context)
        return;
    RunState run = RunState::of(plan, QDateTime::currentDateTime());
    if (m_contents.containersReadAt.isValid() && !m_contents.containersError)
        run.containersBefore = m_contents.containers;
    m_runCancel = std::make_shared<CancelSource>();
    m_runProject = m_project.project;
    m_recorder.emplace(plan);
    m_teller.emplace(plan, [held = std::weak_ptr(m_held)](const QString &doing) {
        if (const std::shared_ptr<HeldRun> turn = held.lock())
            turn->setDoing(doing);
    });
    m_broadcast.emplace(m_held ? m_held->storyPath() : QString(), run);
    if (m_project.project)
        m_journal.begin(journalRunOf(plan, *m_project.project, m_engine.info.id));
    m_otherRun.reset();
    m_run.begin(run);
    if (m_noLock)
        m_run.observe(LogText{{}, 0, run.startedMs, (m_noLock->sentences() + u'\n').toUtf8(), true});

    const EngineClient client = *m_client;
    QPointer<Session> self(this);
    const std::function<void(const RunEvent &)> observer = [self](const RunEvent &event) {
        if (self)
            self->observe(event);
    };
    // The person's cancel must not drop the result: it goes through a source of its own.
    const CancelToken cancelRunToken = m_runCancel->token();
    m_runLane.start<RunResult>(
        [plan, client, observer, cancelRunToken](CancelToken) {
            return [](Plan p, EngineClient c, std::function<void(const RunEvent &)> o,
                      CancelToken t) -> QCoro::Task<Result<RunResult>> {
                RunResult result = co_await runPlan(p, c, o, t);
                co_return result;
            }(plan, client, observer, cancelRunToken);
        },
        [this](const Result<RunResult> &result) { ended(*result); });
}

void Session::cancelRun()
{
    if (!isRunning() || run()->cancelling)
        return;
    m_run.setCancelling();
    m_runCancel->cancel();
}

void Session::observe(const RunEvent &event)
{
    m_recorder->observe(event);
    m_teller->observe(event);
    m_broadcast->observe(event);
    m_run.observe(event);
}

void Session::ended(const RunResult &result)
{
    m_teller.reset();
    m_broadcast.reset();
    m_settling = true;
    // The turn is over when all that follows a run is done: who waits for its end finds it in the journal.
    std::shared_ptr<void> afterwards(nullptr, [self = QPointer<Session>(this), held = std::exchange(m_held, nullptr)](void *) mutable {
        held.reset();
        if (self)
            QMetaObject::invokeMethod(self, [self] {
                self->m_settling = false;
                emit self->runSettled();
            }, Qt::QueuedConnection);
    });
    m_journal.finish(m_recorder->end(result), [afterwards]() mutable { afterwards.reset(); });
    remember(result, afterwards);
    m_run.end(result);
    readContents(Part::All);
    reloadProject();
}

} // namespace layerdeck
