// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "deploy/gcpolicy.h"
#include "deploy/rollback.h"
#include "engine/client.h"
#include "layers/cachegraph.h"
#include "session/freshplan.h"
#include "session/imagereading.h"
#include "session/inlinecaches.h"
#include "session/reading.h"
#include "session/lastbuilds.h"
#include "session/liverun.h"
#include "session/runbroadcast.h"
#include "session/runjournal.h"
#include "session/runteller.h"
#include "session/runwatch.h"
#include "session/state.h"

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace layerdeck {

/// An open project with its engine and its run: all that the window shows, read in one place. Values go out through
/// signals; nothing here blocks. Belongs to the GUI's thread.
class Session : public QObject
{
    Q_OBJECT
public:
    explicit Session(ContextRequest request, QObject *parent = nullptr);
    ~Session() override;

    /// How long an engine may keep silent while it is read, see EngineClient; for calls from now on.
    void setPatience(std::chrono::milliseconds patience);

    const EngineState &engine() const { return m_engine; }
    const EngineContents &contents() const { return m_contents; }
    /// Why the last reading of a part of the contents ended without one; nothing while the engine is unreachable, which says
    /// it all. For Part::All: of any.
    std::optional<Error> contentsError(Part part = Part::All) const;
    /// The build cache related with the images and the steps of the project.
    const CacheGraph &cacheGraph() const { return m_graph; }
    /// What the services' containers are compared with, beside the engine's own images.
    const Comparisons &comparisons() const { return m_comparisons; }
    /// By which rules the engine cleans its build cache up by itself, or why that is not known; nothing before it was asked.
    const std::optional<Result<QList<GcRule>>> &gcPolicy() const { return m_gcPolicy; }
    /// What the image that the engine has under this name, written with or without a tag, is worth as a cache source. Only the classic
    /// store looks at local images. Unknown until it was read, which inlineCachesChanged() tells.
    InlineCache inlineCache(const QString &image);
    /// How long it has kept silent since it was asked last; 0 where it has answered.
    std::chrono::milliseconds silence() const;
    /// Whether the engine tells what happens on it; else it is asked again from time to time.
    bool isLive() const { return m_live; }
    /// When it last told of something that changes what is listed (health checks don't); invalid before.
    const QDateTime &lastEvent() const { return m_lastEvent; }
    const ProjectState &project() const { return m_project; }
    /// The plan that Deploy would run now; nothing while it is being made or cannot be.
    const std::optional<Plan> &deployPlan() const { return m_deployPlan; }
    const std::optional<Error> &planError() const { return m_planError; }
    /// The run of this window, live or ended; nullptr before the first.
    const RunState *run() const { return m_run.state(); }
    bool isRunning() const { return m_run.isRunning(); }
    /// What run() has, where nobody else has run since: what it says of the services is still so.
    const RunState *latestRun() const { return m_run.isRunning() || !m_otherRun ? m_run.state() : nullptr; }
    LiveRun *ownRun() { return &m_run; }
    /// Another's run, as it tells of itself; empty before watchOther().
    LiveRun *watchedRun() { return &m_watched; }
    /// Another's run on this project, on or just ended; nullptr where there is none since this window's last.
    const OtherRun *otherRun() const { return m_otherRun ? &*m_otherRun : nullptr; }
    /// Whether its steps can be watched: a clear has none.
    bool canWatchOther() const;
    /// Follows it in watchedRun(), each time from its beginning.
    void watchOther();
    /// While it is, nothing can be started here.
    bool isRunningElsewhere() const { return m_otherRun && m_otherRun->isOn; }
    /// Between runEnded() and runSettled().
    bool isSettling() const { return m_settling; }
    /// What earlier runs did; each run of this window is written there.
    RunJournal *journal() { return &m_journal; }
    /// By service: the last builds of this project on this engine, by whatever window or command.
    const QHash<QString, LastBuild> &lastBuilds() const { return m_lastBuilds; }

    /// The contexts of the Docker command line.
    QList<DockerContext> contexts() const;
    /// All of them, those that cannot be used too, and first the one in use where the store does not have it.
    QList<ListedContext> listedContexts() const;
    /// Whether there is an engine to ask: false where it could not be told which one is meant; engine().error says why.
    bool hasEngine() const { return m_client.has_value(); }
    /// Why docker's config.json cannot be read; nothing where it is in order.
    std::optional<Error> configProblem() const { return layerdeck::configProblem(m_request); }
    void selectContext(const DockerContext &context);
    /// Reads engine, contents and project again.
    void refresh();

    /// Reads what an image's layers do to its files, in a lane of the caller's; `progress` gets the bytes read so far. NotFound where
    /// the image is gone.
    void readImageFiles(JobLane &lane, const QString &imageId, std::function<void(qint64)> progress,
                        std::function<void(Result<ImageFiles>)> done);

    void openProject(const ProjectRequest &request);
    void reloadProject();
    /// Files that make the project be read again when they change, beside its own: those it includes or extends.
    void watchAlso(const QStringList &files);

    /// How every plan of this window switches containers.
    const SwitchOptions &switchOptions() const { return m_switchOptions; }
    /// Plans the deployment anew.
    void setSwitchOptions(const SwitchOptions &options);

    /// What a deployment of `services` (empty: all) would run, to be shown; drops the answer of an earlier call.
    void planDeploy(const QStringList &services, std::function<void(Result<Plan>)> done);
    /// Reads the project again, plans and starts. `failed` gets the error that keeps it from starting: Busy while another runs.
    void deploy(const QStringList &services, std::function<void(Error)> failed);
    /// Whether deploy() is between its call and the start of the run.
    bool isPreparing() const { return m_preparing; }
    /// Likewise a forced rebuild: what was shown may have been read some time ago.
    void rebuild(const QStringList &services, const DeployOptions &options, std::function<void(Error)> failed);
    /// Plans made from the project as it is now, to be shown and then started. A newer call drops the older's answer.
    void planRebuild(const QStringList &services, const DeployOptions &options, std::function<void(Result<Plan>)> done);
    /// `kind`: Clear or Redeploy.
    void planClear(PlanKind kind, const ClearRequest &request, std::function<void(Result<Plan>)> done);
    /// What can be rolled back to, and which of it runs.
    void rollbackTargets(std::function<void(Result<RollbackTargets>)> done);
    void planRollback(const Deployment &deployment, std::function<void(Result<Plan>)> done);
    /// Runs what was shown. A plan that deletes is made once more: where it would delete something else by now, nothing runs and
    /// `notStarted` gets the new plan, or why there is none. Does nothing while a run of this window is on; while another's is,
    /// `notStarted` gets Busy.
    void start(const Plan &plan, std::function<void(Result<Plan>)> notStarted);
    /// Tells the others that the run goes on without its window, and listens to who asks it to stop.
    void goOnInBackground();
    /// Whether another's run has no window of its own in which it could be cancelled.
    bool canStopOther() const;
    /// Asks it to stop, as cancelRun() does here. NotFound where it has ended meanwhile, Io where it cannot be asked.
    Result<void> stopOther();
    /// Has the containers read again, soon.
    void lookAtContainers();
    /// Stops the run: the step at work is interrupted. Its result says what was left.
    void cancelRun();

signals:
    void engineChanged();
    /// Images, containers or build cache were read again, or could not be.
    void contentsChanged();
    void cacheGraphChanged();
    void comparisonsChanged();
    void gcPolicyChanged();
    /// Another image may have one of the names by now, or one of those asked for was read.
    void inlineCachesChanged();
    /// Reading goes on: so many of so many images. 0 of 0 when it has ended.
    void readingProgress(int done, int total);
    void projectChanged();
    void deployPlanChanged();
    void switchOptionsChanged();
    void preparingChanged();
    /// An act that a person began in a dialog could not begin.
    void actFailed(const layerdeck::Error &error);
    /// The plans that were asked for will not come: engine or project is another one.
    void plansDropped();
    // Of this window's run, as LiveRun has them.
    void runStarted();
    void runChanged();
    void runLog(const QString &service, int step, qint64 time, const QByteArray &text, bool isError);
    void runEnded();
    /// After runEnded(): it stands in the journal, and what runs now is remembered for a roll back.
    void runSettled();
    void otherRunChanged();
    void lastBuildsChanged();

private:
    void knowPlace();
    void readLastBuilds();
    void findEngine();
    void probe();
    void probed(const Result<EngineState> &answer);
    void readContents(Parts parts);
    void listen();
    void heard(const EngineEvent &event);
    void stopListening();
    void lookForOutsideBuilds();
    void askGcPolicy();
    void planSteps();
    void makeGraph();
    void compare();
    void makeDeployPlan();
    DeployOptions forced(DeployOptions options) const;
    void startFresh(const QStringList &services, const DeployOptions &options, const std::function<void(Error)> &failed);
    void planFresh(JobLane &lane, const MakePlan &makePlan, std::function<void(Result<Plan>)> done);
    MakePlan clearPlanner(PlanKind kind, const ClearRequest &request) const;
    void execute(const Plan &plan);
    void remember(const RunResult &result, const std::shared_ptr<void> &afterwards);
    void watchProject();
    void observe(const RunEvent &event);
    void ended(const RunResult &result);
    const LoadedProject *usableProject() const;
    std::optional<Error> whyNoPlan() const;
    void watchRuns();
    void lookForStop();
    bool takeTurn(PlanKind kind, const std::function<void(Error)> &refused);
    void otherBegan();
    void otherEnded(const RunHolder &holder);
    bool isWatching(const RunHolder &holder) const;
    void endWatched(const std::optional<JournalRun> &row);
    void watchedToldAll();
    void setPreparing(bool preparing);
    void dropPlans();
    Result<Plan> taken(const Result<FreshPlan> &fresh);

    ContextRequest m_request;
    EngineState m_engine;
    EngineContents m_contents;
    std::optional<Error> m_contentsError;
    QList<PlannedStep> m_steps;
    CacheGraph m_graph;
    Comparisons m_comparisons{.pending = true};
    std::optional<Result<QList<GcRule>>> m_gcPolicy;
    InlineCaches m_inlineCaches;
    ProjectState m_project;
    std::optional<Plan> m_deployPlan;
    std::optional<Error> m_planError;
    LiveRun m_run;
    LiveRun m_watched;

    JobLane m_probeLane;
    JobLane m_contentsLane;
    JobLane m_eventsLane;
    JobLane m_stepsLane;
    JobLane m_graphLane;
    JobLane m_compareLane;
    JobLane m_gcPolicyLane;
    JobLane m_outsideLane;
    bool m_outsideAsked = false; ///< a look was asked for while one was under way
    std::shared_ptr<LayerFilesCache> m_files = std::make_shared<LayerFilesCache>();
    JobLane m_projectLane;
    JobLane m_deployPlanLane;
    JobLane m_planLane;
    JobLane m_previewLane;
    JobLane m_startLane;
    bool m_preparing = false;
    Parts m_outdated;          ///< to be read at the next probe
    Parts m_reading;           ///< being read
    bool m_live = false;
    QDateTime m_lastEvent;
    QDateTime m_contentsAskedAt; ///< when a reading of all parts began
    QDateTime m_cacheAskedAt;    ///< when a reading of the build cache did
    QTimer m_eventTimer;       ///< events come in swarms
    bool m_forgetTools = false;      ///< the next probe asks for the programs' versions again
    bool m_forgetEngine = false;     ///< and the engine for its description: it may have been started with other settings
    RunJournal m_journal;
    QHash<QString, LastBuild> m_lastBuilds;
    SwitchOptions m_switchOptions;
    std::pair<QString, QString> m_place; ///< folder and engine that they are of
    RunWatch m_runWatch;
    std::shared_ptr<HeldRun> m_held;       ///< while a run is prepared or on
    std::optional<Error> m_noLock;         ///< why there is none
    QFileSystemWatcher m_stopWatch;        ///< once the run goes on in the background
    std::optional<OtherRun> m_otherRun;
    bool m_settling = false;
    std::optional<LoadedProject> m_runProject; ///< that the run was planned from: the files may change while it is on
    std::optional<RunRecorder> m_recorder; ///< of the run that is on
    std::optional<RunTeller> m_teller;     ///< likewise, to those who watch it
    std::optional<RunBroadcast> m_broadcast; ///< likewise
    RunFollower m_follower;
    RunHolder m_watching; ///< whose run is watched
    std::optional<JournalRun> m_watchedRow; ///< how it ended
    JobLane m_runLane;
    JobLane m_rememberLane;
    JobLane m_targetsLane;
    std::shared_ptr<CancelSource> m_runCancel;
    std::chrono::milliseconds m_patience = EngineClient::usualPatience;
    std::optional<EngineClient> m_client;
    QTimer m_probeTimer;
    QElapsedTimer m_probeClock; ///< since it was asked
    QTimer m_reloadTimer;
    QFileSystemWatcher m_watcher;
    QStringList m_alsoWatched;
};

} // namespace layerdeck
