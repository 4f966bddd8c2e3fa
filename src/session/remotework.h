// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "deploy/githubaccess.h"
#include "deploy/remoteplan.h"
#include "github/deviceflow.h"
#include "github/readworkflows.h"
#include "session/runjournal.h"
#include "store/remoteact.h"
#include "store/remotechoices.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace layerdeck {

/// What is known of the project's repository on GitHub.
struct RemoteState
{
    enum class Status {
        Unknown, ///< nobody has asked yet
        Looking,
        Ready,
        Failed ///< `error` says why; beside it only the place is known
    };
    /// What has to be there before anything can be read.
    enum class Lack {
        Nothing,
        Repository, ///< no git remote is on a GitHub (`error` is NotFound), or git does not tell
        Token       ///< the repository is not to be seen without one
    };
    Status status = Status::Unknown;
    std::optional<Error> error = {};
    Lack lack = Lack::Nothing; ///< of a Failed one
    GitHubPlace place = {};
    QString renamedFrom = {}; ///< what the repository was called when its address was written; empty where that holds
    github::RepositoryInfo info = {};
    QString login = {};
    std::optional<QStringList> scopes = {}; ///< of a classic token; nothing where GitHub does not tell
    QString tokenFrom = {}; ///< empty: there is no token
    std::optional<Error> keychainTrouble = {}; ///< why the keychain could not be asked for one, where there is one
    std::optional<Error> refused = {}; ///< the last change that this token had no right to make
    std::optional<Error> noAnnotations = {}; ///< that it has no right to see annotations, once it was refused
    bool isHeld = false;    ///< the token is in this process's memory alone
    bool canSignOut = false; ///< the token came from a person by way of this program, not from the environment or gh
    std::optional<github::RateLimit> rate = {};
    QStringList branches = {};
    QStringList tags = {};
    QStringList environments = {};
    QString ref = {}; ///< whose workflow files were read
    QList<github::ReadWorkflow> workflows = {}; ///< that can be started on `ref`
    QList<github::WorkflowProblem> problems = {};
    QList<Error> missing = {}; ///< why branches, tags or the workflows could not be read, where the rest could
    QList<github::Run> runs = {}; ///< the newest, whatever started them
    qint64 runsTotal = 0; ///< so many there are on GitHub
};

/// What actions/cache keeps for the repository.
struct RemoteCaches
{
    QList<github::Cache> caches;
    github::CacheUsage usage;
    std::optional<qint64> limit; ///< bytes; nothing where the token may not know
};

/// Workflows that this window runs, one after the other.
struct RemoteAct
{
    RemotePlan plan;
    QList<RemoteStepResult> steps;   ///< those that were begun
    std::optional<RemoteResult> result; ///< once it is over
    qsizetype sent = 0;                 ///< so many were sent, or are being sent: they may have been started
    bool isRunning() const { return !plan.steps.isEmpty() && !result; }
    /// Something of it is not sent so far, and would not be without this window: what deploys after a clear.
    bool isBetween() const { return isRunning() && sent < plan.steps.size(); }
};

/// What an earlier window, or this one, has left in the middle.
struct RemoteLeft
{
    QString id = {};           ///< as it is remembered; empty: nothing was left
    QString before = {};       ///< the name of the workflow that was started last, or may have been
    qint64 runId = 0;          ///< its run; 0: none is known to be it
    QDateTime row = {};        ///< when the journal's row began in which that workflow stands; invalid where it is not known
    github::DispatchSearch search = {}; ///< what a run has to be to be it, where none is known
    std::optional<github::FollowedRun> run = {}; ///< as it was last seen
    QList<RemoteStep> steps = {}; ///< what would have been started next; may be empty where no run is known
    bool isLookedFor = false;     ///< its run is, among those that there are
    bool isGone = false;          ///< GitHub has its run no more: how it ended is not known
    bool isEmpty() const { return id.isEmpty(); }
    /// What comes next may be started: what stands before it has ended, or can no longer be followed.
    bool canStart() const { return !steps.isEmpty() && (isGone || (run && run->run.isOver())); }
};

/// A project's GitHub Actions as a window holds them: reads what there is, runs workflows and follows them. Nothing is asked of GitHub before
/// open(). Errors are told by the signals that say so; what a newer request has made stale is dropped.
class RemoteWork : public QObject
{
    Q_OBJECT
public:
    explicit RemoteWork(QObject *parent = nullptr);
    ~RemoteWork() override;

    /// Another project: everything of the one before is dropped. A run that is followed goes on on GitHub.
    void setDirectory(const QString &directory);
    /// The address of the API, in place of that of the remote's host.
    void setApi(const QString &api);
    void setPace(const RemotePace &pace) { m_pace = pace; }
    void setDevicePace(const github::DevicePace &pace) { m_devicePace = pace; }
    /// How long after one reading of the list of runs the next one begins.
    void setReadingPause(std::chrono::milliseconds pause);
    /// How long a run may take to end after it was cancelled, before forcing it is offered.
    void setCancelPatience(std::chrono::milliseconds patience) { m_cancelPatience = patience; }
    /// The client id of an app on GitHub; empty: nobody can sign in with a code.
    void setClientId(const QString &clientId) { m_clientId = clientId; }
    const QString &clientId() const { return m_clientId; }
    /// While it is, the list of runs is read again now and then, and GitHub is tried again where it could not be reached.
    void setActive(bool active);

    const RemoteState &state() const { return m_state; }
    const RemoteAct &act() const { return m_act; }
    /// A run beside the act that was started again from here, was taken up, or was left in the middle, and has not ended: it counts as running.
    std::optional<github::Run> own() const;
    /// How the last of these ended, until something else is begun.
    const std::optional<github::Run> &ended() const { return m_ended; }
    /// GitHub's time now, invalid where it is not known: what runs there has begun by its clock.
    QDateTime serverNow() const { return m_client ? m_client->serverNow() : QDateTime(); }
    /// What was left in the middle and nobody is at. Its run is followed on its own, whatever else is looked at.
    const RemoteLeft &left() const { return m_left; }
    /// Starts what comes next in it; does nothing before it can be, and says so where another window has taken it up meanwhile.
    void startLeft();
    void forgetLeft();
    /// What has ended is not told of any more; does nothing where how it ended is not known.
    void forgetEnded();
    /// A run that is followed beside the act's, because somebody looks at it.
    const std::optional<github::FollowedRun> &looked() const { return m_looked; }
    /// As far as it is known here: of what is looked at, else of the act, else of what was left.
    const github::FollowedRun *followed(qint64 runId) const;
    RunJournal *journal() { return &m_journal; }
    /// What was chosen for the repository, in this window or an earlier one.
    const RemoteChoices &choices() const { return m_choices; }
    /// "HOST/OWNER/NAME" where the person has chosen one; empty: that of the git remotes.
    const QString &chosenRepository() const { return m_chosen; }

    /// Finds repository and token and reads everything. Also again, after an error.
    void open();
    /// Another repository ("OWNER/NAME", "HOST/OWNER/NAME"; empty: that of the git remotes), remembered for the project. Does nothing while an act
    /// is on. InvalidInput where it names none.
    Result<void> chooseRepository(const QString &repository);
    /// The same once GitHub has been asked whether the token that there is may see it: else NotFound or what GitHub says, and the one before stays.
    /// Without a token it is taken as it was typed: who signs in may see it.
    void tryRepository(const QString &repository, std::function<void(const Result<void> &)> done);
    void stopTrying() { m_trying.cancel(); }

    using SignedInCallback = std::function<void(const Result<SignedIn> &)>;
    /// Asks GitHub whom the token stands for and keeps it in the keychain, else in memory until this object goes; then reads everything anew.
    /// Busy while an act is on: it goes on with the token that it was begun with.
    void signIn(const QByteArray &token, SignedInCallback done);
    /// The same with a code: `onCode` gets what the person has to type on GitHub. Needs a client id.
    void signInWithCode(std::function<void(const github::DeviceCode &)> onCode, SignedInCallback done);
    /// What was asked for by the two above comes to nothing.
    void stopSigningIn() { m_signing.cancel(); }
    bool isSigningIn() const { return m_signing.isRunning(); }
    /// Forgets the token here and in the keychain, then reads everything anew. Does nothing while an act is on.
    void signOut();

    /// The presets with these keys are what they seem (`isIt`), or are not. Remembered.
    void confirmPresets(const QStringList &keys, bool isIt);

    /// Reads the workflow files of another branch or tag. Until it has, what state() says is of the one before.
    void setRef(const QString &ref);
    /// Reads runs and workflow files anew; everything where nothing could be read so far. What is known stays until then.
    void refresh();
    /// Since when GitHub has not answered, by the clock here; nothing where it did the last time. What is shown is as it was before.
    const std::optional<QDateTime> &unreachedSince() const { return m_unreachedSince; }
    bool isReadingFiles() const { return m_files.isRunning(); }
    /// The branch or tag whose workflow files are being read, or were.
    const QString &filesRef() const { return m_files.isRunning() ? m_filesRef : m_state.ref; }
    /// The one that was asked for last, where its files could not be read.
    const QString &unreadRef() const { return m_unreadRef; }
    /// Until when GitHub takes no request of this token, by the clock here; nothing where it does. Once that is over what could not be read is read.
    const std::optional<QDateTime> &barredUntil() const { return m_barredUntil; }
    /// Reads the list of runs; where that is on its way, once more after it.
    void refreshRuns();
    /// The part of the plan that was sent before and may run now: how GitHub answered, or how it goes on, is not known. Nothing where none was.
    std::optional<RemoteStep> inDoubt(const RemotePlan &plan) const;
    /// Lists more of the older runs, from now on.
    void showOlderRuns();
    /// They are on their way.
    bool isReadingOlderRuns() const { return m_readsOlder; }
    /// Runs the plan; does nothing while one is on. What was left stays left. `act`: for which its values are remembered (see inputsKey()).
    void start(const RemotePlan &plan, const QString &act = {});
    /// What the act has begun goes on on GitHub, without this window; what it has not begun becomes left(). Without an act, own() counts no more.
    void stopFollowing();
    /// Follows a run that somebody looks at, unless it is followed or known to have ended; also once more where that has failed.
    void look(qint64 runId);
    // What changes a run is sent in the order in which it was asked for, each whatever comes behind it.
    void cancelRun(qint64 runId);
    /// Something that was asked for is not known to be done: it is on its way, or the new attempt has not shown so far.
    bool isChanging(qint64 runId) const;
    /// It was cancelled, and has not ended.
    bool isCancelling(qint64 runId) const;
    /// It was cancelled a while ago and has not ended.
    bool canForceCancel(qint64 runId) const;
    /// Ends it without its own clean-up steps.
    void forceCancelRun(qint64 runId);
    /// Gives the word that the run waits for, or refuses it, for all environments that this person may give it for.
    void review(qint64 runId, bool approve);
    /// What GitHub shows beside the word.
    static QString reviewComment(bool approve);
    /// What the run waits for, without what was approved or rejected from here: GitHub tells of that a look or two later.
    QList<github::PendingDeployment> awaiting(qint64 runId) const;
    void rerun(qint64 runId, bool onlyFailed);
    /// Reads the Actions caches; nothing was read before, and where that failed.
    void readCaches();
    bool isReadingCaches() const { return m_cacheReading.isRunning(); }
    const std::optional<RemoteCaches> &caches() const { return m_caches; }
    /// Why they could not be read the last time that it was tried.
    const std::optional<Error> &cachesError() const { return m_cachesError; }
    /// Deletes them one after the other, and reads the list again. What GitHub has evicted meanwhile counts as deleted.
    void deleteCaches(const QList<github::Cache> &caches);
    bool isDeletingCaches() const { return m_deleting.isRunning(); }
    /// The log of a job that has ended; a newer call drops the older's answer.
    void readLog(qint64 jobId, std::function<void(const Result<QByteArray> &)> done);
    /// What a job that has ended remarks on files; a newer call drops the older's answer. A token that has no right to them is asked for them
    /// once: PermissionDenied from then on.
    void readAnnotations(qint64 jobId, std::function<void(const Result<QList<github::Annotation>> &)> done);

signals:
    void stateChanged();
    /// The workflow files of another branch are on their way.
    void filesAwaited();
    void runsChanged();
    void cachesChanged();
    /// Of those that were to be deleted so many are gone, whether or not it went on to the last.
    void cachesDeleted(qsizetype count);
    /// A run of the act, or what is looked at, has moved.
    void followedChanged();
    void actStarted();
    void actEnded();
    /// There is no act any more: its end is not known, or one of its runs was started again and how it ended is no longer so.
    void actLeft();
    /// Something that a person asked for could not be done.
    void failed(const layerdeck::Error &error);
    /// Something could not be read, and is not tried again by itself.
    void unread(const layerdeck::Error &error);
    /// GitHub cannot be asked now; it is tried again.
    void troubled(const layerdeck::Error &error);
    /// It has answered again.
    void reached();
    /// barredUntil() is another one.
    void barChanged();

private:
    /// What one reading gives.
    struct Reading
    {
        RemoteState state;
        std::optional<github::Client> client;
        std::shared_ptr<github::Gate> gate; ///< of the token that was found, also where nothing could be read
    };
    using HeldTokens = QMap<QString, QByteArray>; ///< by host
    /// The limits of each token at each API, which outlive the clients that met them. Shared by what reads.
    using Gates = QHash<QByteArray, std::shared_ptr<github::Gate>>;
    static std::shared_ptr<github::Gate> gateOf(Gates &gates, const QUrl &api, const QByteArray &token);
    using ReadCallback = std::function<void(const Reading &)>;
    static QCoro::Task<Result<Reading>> read(GitHubRequest request, HeldTokens held, std::shared_ptr<Gates> gates, ReadCallback onPart, CancelToken cancel);
    static QCoro::Task<Result<void>> seeRepository(GitHubRequest request, HeldTokens held, std::shared_ptr<Gates> gates, CancelToken cancel);
    static QCoro::Task<Result<Reading>> readRepository(github::ClientOptions options, Reading reading, ReadCallback onPart, CancelToken cancel);
    static QCoro::Task<Result<RemoteCaches>> cachesOf(github::Client client, CancelToken cancel);
    static QCoro::Task<Result<RemoteState>> readFiles(github::Client client, RemoteState state, CancelToken cancel);
    /// What a person wants changed of a run.
    struct Change
    {
        std::function<QCoro::Task<Result<void>>(github::Client, CancelToken)> what;
        qint64 runId = 0;
        std::function<void()> onDone;
        QString unchanged = {}; ///< what is said where it certainly was not done; empty: what the request says
    };
    void change(Change change);
    void sendChange();
    void readEverything();
    bool couldNotReach() const;
    void readRuns();
    void readRef(const QString &ref);
    /// `attempt`: the first that counts.
    void follow(qint64 runId, int attempt);
    /// GitHub has started it again: how it ended before stands nowhere any more.
    void beginAgain(qint64 runId, int attempt);
    /// A run of this person's beside the act, until its end is in the journal.
    struct Own
    {
        github::Run run;          ///< as it was begun
        JournalRun journalled;    ///< its row, where `row` is there
        RunJournal::Row row;      ///< nothing while it is not known
        bool isOn = false;        ///< it counts as running
        bool isBegunHere = false; ///< this window has begun the row, or goes on with it
        std::shared_ptr<JobLane> lane = {};         ///< follows it, while something else is looked at
        std::optional<github::FollowedRun> seen = {}; ///< as it was last
        std::optional<github::Run> listed = {};       ///< as the list had it once it was over there
        QDateTime rowBegan = {};  ///< of one that was found, whose row does not know its run; else invalid
        QString file = {};        ///< its workflow, where `rowBegan` is valid
        QString url = {};         ///< likewise
    };
    void beginOwn(const github::Run &run);
    void takeUpOwn(const KeptRemoteStep &step);
    void readOpenRows();
    void adoptRows(const QList<JournalRun> &rows);
    void adoptRow(Own &own, const JournalRun &row);
    /// The journal says that how it ends is not known here.
    void leaveRow(const Own &own);
    void followOwn(qint64 runId);
    void followInLane(Own &own);
    bool isFollowedNow(const Own &own) const;
    bool isFollowedAsOwn(qint64 runId) const;
    void loseOwn(qint64 runId);
    /// Writes the ends that are known by now.
    void settleOwn();
    void leaveOwn();
    void forgetRepository();
    void stopAsking();
    void spreadReadings();
    void openAnew();
    void settleSignIn(const Result<SignedIn> &in, const QByteArray &token, const SignedInCallback &done);
    QString repositoryKey() const;
    /// "HOST/OWNER/NAME" of what a person typed.
    Result<QString> repositoryNamed(const QString &text) const;
    void rememberInputs(const RemotePlan &plan, const QString &act);
    void keepChoices();
    void noteTrouble(const Error &error);
    void noteReached();
    /// For what looks at runs: what could not be reached has answered.
    std::function<void()> reachedCallback();
    void tryAgain();
    void noteRate();
    void noteBar();
    void askAfterBar();
    void noteRefusal(const Error &error);
    /// A change that a person asked for could not be made.
    void fail(const Error &error);
    /// `began`: of what was left in the middle, when its row in the journal began; it goes on there.
    void carryOut(const RemotePlan &plan, const QDateTime &began = {});
    /// What was sent is known now, or nobody wants to know: nothing is in doubt any more.
    void endDoubt();
    RemoteCallbacks actCallbacks();
    /// Writes what has become of the act's workflows into the journal, where that is new.
    void noteWorkflows();
    void settle(const RemoteResult &result);
    /// Changes what is remembered of the act's workflow.
    void keepStep(qsizetype step, const std::function<void(KeptRemoteStep &)> &change);
    void settleKept(const RemoteResult &result);
    void takeUp();
    void followLeft(int attempt = 1);
    void searchLeft();
    void foundLeft(const github::StartedRun &found);
    RemoteActMemory memory() const;
    /// Writes into the journal that the act is no longer followed.
    void leaveAct();

    QString m_directory;
    QString m_api;
    QString m_chosen;
    QString m_clientId;
    RemotePace m_pace;
    github::DevicePace m_devicePace;
    std::chrono::milliseconds m_cancelPatience{60'000};
    std::chrono::milliseconds m_betweenReadings{15'000}; ///< answers that have not changed cost nothing of the limit
    HeldTokens m_held;
    std::shared_ptr<Gates> m_gates = std::make_shared<Gates>();
    RemoteChoices m_choices;
    QHash<qint64, QElapsedTimer> m_cancelled; ///< runs that were, since when
    QHash<qint64, QList<qint64>> m_reviewed; ///< by run, the environments that were decided on from here
    RemoteState m_state;
    RemoteAct m_act;
    QString m_actLogin;                    ///< as whom it is run
    QDateTime m_actBegan;                  ///< when its row in the journal began
    QList<JournalWorkflow> m_noted;        ///< what the journal has of its workflows
    std::optional<HeldRemoteAct> m_kept;   ///< how the act is remembered, while it is on
    QList<KeptRemoteStep> m_keptSteps;     ///< and as what: those of the plan are its last ones
    RemoteLeft m_left;
    QString m_unfollowed; ///< what was left, and a person does not want to wait for
    std::optional<github::FollowedRun> m_looked;
    qint64 m_lookedId = 0;   ///< that is followed, or was
    int m_awaited = 0;       ///< the attempt of it that has not shown so far; 0: none is waited for
    QList<Change> m_changes; ///< the first is on its way
    QList<Own> m_own; ///< the newest last
    std::optional<github::Run> m_ended;
    bool m_readsRunsAgain = false;
    bool m_readsOlder = false;
    int m_listed = 0; ///< so many runs are listed, where there are as many
    int m_reading = 0; ///< how often everything was read
    std::optional<RemoteCaches> m_caches;
    std::optional<Error> m_cachesError;
    std::optional<github::Client> m_client;
    std::shared_ptr<github::Gate> m_gate;
    std::optional<QDateTime> m_barredUntil;
    std::optional<QDateTime> m_unreachedSince;
    int m_waited = 0; ///< pauses since GitHub was tried last, where it cannot be reached
    int m_waits = 1;  ///< so many are to pass
    QString m_filesRef; ///< that is being read
    QString m_unreadRef;
    QTimer m_barTimer;
    RunJournal m_journal;
    QTimer m_timer;
    JobLane m_opening;
    JobLane m_files;
    JobLane m_runs;
    JobLane m_acting;
    JobLane m_looking;
    JobLane m_leaving; ///< follows, or looks for, what was left
    JobLane m_changing;
    JobLane m_log;
    JobLane m_annotations;
    JobLane m_signing;
    JobLane m_trying;
    JobLane m_cacheReading;
    JobLane m_deleting;
};

} // namespace layerdeck
