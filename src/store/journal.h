// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <memory>
#include <optional>

namespace layerdeck {

/// A part of a run that took time or saved it.
struct JournalStep
{
    enum class Kind {
        Build,  ///< a step of a service's Dockerfile
        Import, ///< a cache source that was asked; `name` is the source
        Phase,  ///< a step of the plan; `name` is its purpose, no service
        Builds  ///< the step of the plan that holds the steps of all builds
    };
    Kind kind = Kind::Build;
    QString service;
    int index = 0; ///< from 1; of a Build the number of the step in its service
    QString name;
    QString state; ///< of a Build the word for its StepState: "cached", "done", …; else "success", "failed", "cancelled", on GitHub also "skipped", "dispatched"
    qint64 milliseconds = 0;
    QString error; ///< one line
    bool operator==(const JournalStep &) const = default;
};

/// What a run did for a service. The counts are those of its steps.
struct JournalService
{
    QString name;
    QString imageName;
    QString imageId; ///< what the name pointed to after the run
    qint64 buildMs = 0;
    int steps = 0;
    int cached = 0; ///< from an earlier build or a cache source
    int base = 0;
    int shared = 0;
    int ran = 0;
    bool operator==(const JournalService &) const = default;
};

/// A workflow of a run on GitHub.
struct JournalWorkflow
{
    QString file; ///< "deploy.yml"
    QString name; ///< for people
    int number = 0;   ///< what GitHub shows behind "#"; 0 where it is not known, -1 where it was not sent (so far)
    qint64 runId = 0; ///< 0: it was not started, or its run is not known
    QString url = {}; ///< for the browser; may be empty
    QString ref = {}; ///< branch or tag; empty where it was not written down
    QMap<QString, QString> inputs = {}; ///< that were sent, or were to be
    int attempt = 1;  ///< of the run; 0 where it was not written down
    bool hasInputs = true; ///< which inputs it had is known; else `inputs` is empty
    bool wasNotSent() const { return number < 0; }
    /// "Deploy to Lightsail #12", as far as it is known.
    QString title() const { return number > 0 ? QStringLiteral("%1 #%2").arg(name).arg(number) : name; }
    bool operator==(const JournalWorkflow &) const = default;
};

/// The name of the phase that starts again what ran before, where the switch of a deployment failed.
inline constexpr char wayBackPhase[] = "Roll back";

struct JournalRun
{
    qint64 id = 0;
    QString directory; ///< of the project, canonical
    QString project;   ///< Compose's name of it
    QString context;   ///< name of the Docker context
    QString engineId;  ///< as the engine calls itself; empty where it was not asked
    /// "deploy", "rebuild", "clear", "redeploy"; on GitHub "remote-dispatch", "remote-redeploy", "remote-rerun"; without Layerdeck "outside-build",
    /// "outside-rebuild"
    QString kind;
    QStringList services;
    QString commit; ///< full hash, with "-dirty" where the tree was; may be empty
    QDateTime started; ///< UTC
    qint64 durationMs = -1; ///< -1 until it has ended
    QString outcome = {};   ///< "running", "success", "failed", "cancelled", "cut-off", "dispatched", "refused"
    QString error = {};     ///< a sentence
    std::optional<bool> fresh = {}; ///< of what proves it: whether no step came from an earlier build; of a clear that deleted records: whether none can come
    qint64 reclaimed = -1;  ///< bytes that a clear freed; -1 where nothing was cleared
    bool rolledBack = false; ///< its switch failed, and what ran before was started again; known once it has ended
    qint64 pid = 0;
    QList<JournalService> details = {}; ///< those that were built, once it has ended
    QList<JournalWorkflow> workflows = {}; ///< of a run on GitHub, in the order of the plan; before it has ended what is known so far
    QString login = {}; ///< of a run on GitHub, as whom it was started; empty where that is not known
    bool operator==(const JournalRun &) const = default;

    bool isRunning() const { return outcome == QLatin1String("running"); }
    bool succeeded() const { return outcome == QLatin1String("success"); }
    /// Started on GitHub and not followed, or not to its end: how it ended is not known here.
    bool isDispatched() const { return outcome == QLatin1String("dispatched"); }
    /// GitHub was asked to start it and nothing was started.
    bool isRefused() const { return outcome == QLatin1String("refused"); }
    /// On GitHub's machines; `context` and `engineId` are then the repository.
    bool isRemote() const { return kind.startsWith(QLatin1String("remote-")); }
    /// Of builds that buildx has on record and Layerdeck did not run.
    bool isOutside() const { return kind.startsWith(QLatin1String("outside-")); }
};

/// How a run ended.
struct JournalEnd
{
    qint64 durationMs = 0; ///< -1 where it says nothing; of a run on GitHub by GitHub's clock
    QString outcome; ///< "success", "failed", "cancelled"; on GitHub "dispatched": started and not followed to its end, "refused": not started
    QString error = {};
    std::optional<bool> fresh = {};
    qint64 reclaimed = -1;
    QList<JournalStep> steps = {};
    /// Their counts are made from `steps`.
    QList<JournalService> services = {};
    QList<JournalWorkflow> workflows = {};
    QString commit = {}; ///< full hash; empty leaves what the row began with
    /// When its first step began and its last ended, milliseconds since the epoch by the builder's clock; 0 where nothing was built.
    qint64 buildsBegan = 0;
    qint64 buildsEnded = 0;
};

/// How much is kept; what is beyond goes when the next run begins or ends.
struct JournalLimits
{
    int keepRuns = 500; ///< the newest of each project
    int keepDays = 365;
    bool operator==(const JournalLimits &) const = default;
};

/// What the journal knows of the builds that an engine's builder has on record.
struct KnownBuilds
{
    struct Span
    {
        qint64 from = 0; ///< milliseconds since the epoch
        qint64 to = 0;
        bool operator==(const Span &) const = default;
    };
    QSet<QString> refs; ///< those that were looked at before
    QList<Span> own;    ///< when runs of Layerdeck built; a build that began in one of them is none of others
    bool isRunning = false; ///< a run is on, and what it builds is not known yet
};

/// Builds that others ran, as a run that is over.
struct OutsideRun
{
    JournalRun run;
    JournalEnd end;
};

struct JournalFilter
{
    QString directory = {}; ///< of one project; empty: of all
    int limit = 0;          ///< the newest; 0: all
};

/// What every run of this person did, in one SQLite file. A row is written when a run begins and completed when it ends, so
/// that a run whose process died is seen as cut off. Several processes may write at once. An object belongs to the thread
/// that opened it.
class Journal
{
public:
    /// The person's own: journal.sqlite in stateFolder().
    static QString defaultPath();
    /// Opens or makes the file; `path` empty: the person's own. A file that is damaged, is another program's, or was written by a
    /// newer version is refused with a sentence (InvalidInput) and left as it is. Needs a QCoreApplication.
    static Result<Journal> open(const QString &path = {}, const JournalLimits &limits = {});
    Journal(Journal &&) noexcept;
    Journal &operator=(Journal &&) noexcept;
    ~Journal();

    /// Writes the row of a run that begins in this process, and returns its id. `started` is what `run` says.
    Result<qint64> begin(const JournalRun &run);
    /// What has become of the workflows of a run that is on: so much is known of it where it is cut off.
    Result<void> noteWorkflows(qint64 id, const QList<JournalWorkflow> &workflows);
    /// Completes the row; also once more, where more of its end has become known. NotFound where it has gone meanwhile.
    Result<void> finish(qint64 id, const JournalEnd &end);

    /// The same where its end is not known so far; a row that has one stays as it is.
    Result<void> complete(qint64 id, const JournalEnd &end);

    /// The row of a run that goes on in this process after it was left: `known` is what stands there so far.
    Result<void> resume(qint64 id, const JournalEnd &known);

    /// Of a project on an engine.
    Result<KnownBuilds> knownBuilds(const QString &directory, const QString &engineId) const;
    /// Writes runs of others, all or none, and that the builder's `refs` were looked at; those that are no longer among them are
    /// forgotten. Where somebody else wrote any of `fresh` before, nothing is.
    Result<void> addOutside(const QString &directory, const QString &engineId, const QSet<QString> &refs, const QSet<QString> &fresh,
                            const QList<OutsideRun> &runs);

    /// Newest first.
    Result<QList<JournalRun>> runs(const JournalFilter &filter = {}) const;
    /// In the order in which they were written.
    Result<QList<JournalStep>> steps(qint64 id) const;

private:
    Result<void> writeWorkflows(qint64 id, const QList<JournalWorkflow> &workflows);
    Result<void> writeRequests(qint64 id, const JournalRun &run);
    /// `which`: what the statement that read `runs` says behind the table.
    Result<void> readWorkflows(const QString &which, const QVariantList &values, QList<JournalRun> &runs) const;
    Result<void> writeEnd(qint64 id, const JournalEnd &end);
    /// Inside of a transaction.
    Result<void> write(qint64 id, const JournalEnd &end);

    struct Connection;
    explicit Journal(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> m_connection;
};

} // namespace layerdeck
