// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "deploy/githubaccess.h"
#include "deploy/remoteplan.h"
#include "github/presets.h"
#include "session/runjournal.h"
#include "store/remoteact.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace layerdeck {

/// A workflow whose file cannot be read as one, with the reason.
struct WorkflowProblem
{
    github::Workflow workflow;
    Error error;
};

/// What is known of the project's repository on GitHub.
struct RemoteState
{
    enum class Status {
        Unknown, ///< nobody has asked yet
        Looking,
        Ready,
        Failed ///< `error` says why; what was known before stays
    };
    Status status = Status::Unknown;
    std::optional<Error> error = {};
    GitHubPlace place = {};
    github::RepositoryInfo info = {};
    QString login = {};
    QString tokenFrom = {}; ///< empty: there is no token
    std::optional<github::RateLimit> rate = {};
    QStringList branches = {};
    QStringList tags = {};
    QStringList environments = {};
    QString ref = {}; ///< whose workflow files were read
    QList<github::ReadWorkflow> workflows = {}; ///< that can be started on `ref`
    QList<WorkflowProblem> problems = {};
    QList<github::Run> runs = {}; ///< the newest, whatever started them
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
    QDateTime stepStarted;              ///< of the last of `steps`, by the clock here
    bool isRunning() const { return !plan.steps.isEmpty() && !result; }
    /// What was done cannot be taken back, and what was to follow has not begun: the caches are gone, nothing is deployed.
    bool isBetween() const { return isRunning() && steps.size() < plan.steps.size(); }
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
    /// While it is, the list of runs is read again now and then.
    void setActive(bool active);

    const RemoteState &state() const { return m_state; }
    const RemoteAct &act() const { return m_act; }
    /// What an earlier window has left in the middle: the workflows that it would have started next; empty where there are none.
    const RemotePlan &left() const { return m_left; }
    /// The name of the one before them, which has run or still runs.
    const QString &leftBehind() const { return m_leftBehind; }
    void forgetLeft();
    /// A run that is followed beside the act's, because somebody looks at it.
    const std::optional<github::FollowedRun> &looked() const { return m_looked; }
    /// As far as it is known here: of the act or of what is looked at.
    const github::FollowedRun *followed(qint64 runId) const;
    RunJournal *journal() { return &m_journal; }

    /// Finds repository and token and reads everything. Also again, after an error.
    void open();
    /// Reads the workflow files of another branch or tag.
    void setRef(const QString &ref);
    void refreshRuns();
    /// Runs the plan; does nothing while one is on.
    void start(const RemotePlan &plan);
    /// Follows a run that somebody looks at; 0: none.
    void look(qint64 runId);
    void cancelRun(qint64 runId);
    /// Gives the word that the run waits for, for all environments that this person may give it for.
    void approve(qint64 runId);
    void rerun(qint64 runId, bool onlyFailed);
    /// Reads the Actions caches; nothing was read before, and where that failed.
    void readCaches();
    const std::optional<RemoteCaches> &caches() const { return m_caches; }
    /// Deletes them one after the other, and reads the list again. What GitHub has evicted meanwhile counts as deleted.
    void deleteCaches(const QList<github::Cache> &caches);
    bool isDeletingCaches() const { return m_deleting.isRunning(); }
    /// The log of a job that has ended; a newer call drops the older's answer.
    void readLog(qint64 jobId, std::function<void(const Result<QByteArray> &)> done);

signals:
    void stateChanged();
    void runsChanged();
    void cachesChanged();
    /// A run of the act, or what is looked at, has moved.
    void followedChanged();
    void actStarted();
    void actEnded();
    /// Something that a person asked for could not be done.
    void failed(const layerdeck::Error &error);
    /// GitHub cannot be asked now; it is tried again.
    void troubled(const layerdeck::Error &error);
    /// It has answered again.
    void reached();

private:
    /// What one reading gives.
    struct Reading
    {
        RemoteState state;
        std::optional<github::Client> client;
    };
    static QCoro::Task<Result<Reading>> read(GitHubRequest request, CancelToken cancel);
    static QCoro::Task<Result<RemoteCaches>> cachesOf(github::Client client, CancelToken cancel);
    static QCoro::Task<Result<void>> removeAll(github::Client client, QList<github::Cache> caches, CancelToken cancel);
    static QCoro::Task<Result<RemoteState>> readFiles(github::Client client, RemoteState state, CancelToken cancel);
    void change(std::function<QCoro::Task<Result<void>>(github::Client, CancelToken)> what, qint64 runId);
    void noteRate();
    void remember() const;
    void takeUpLeft();
    void takeUp();
    RemoteActMemory memory() const;
    /// Writes into the journal that the act is no longer followed.
    void leaveAct();

    QString m_directory;
    QString m_api;
    RemotePace m_pace;
    RemoteState m_state;
    RemoteAct m_act;
    RemotePlan m_left;
    QString m_leftBehind;
    std::optional<github::FollowedRun> m_looked;
    std::optional<RemoteCaches> m_caches;
    std::optional<github::Client> m_client;
    RunJournal m_journal;
    QTimer m_timer;
    JobLane m_opening;
    JobLane m_files;
    JobLane m_runs;
    JobLane m_acting;
    JobLane m_looking;
    JobLane m_changing;
    JobLane m_log;
    JobLane m_cacheReading;
    JobLane m_deleting;
};

} // namespace layerdeck
