// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "build/steps.h"
#include "deploy/downtime.h"
#include "deploy/plan.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <qcoro/qcorotask.h>

#include <functional>
#include <optional>
#include <variant>

namespace layerdeck {

enum class RunOutcome { Succeeded, Failed, Cancelled };

/// The word in JSON: "success", "failed", "cancelled".
QString outcomeName(RunOutcome outcome);

/// A step of the plan begins, or the way back after they have ended badly.
struct PhaseStarted
{
    int planStep = 0; ///< index into Plan::steps; their number for the way back
    qint64 time = 0;  ///< milliseconds since the epoch: who watches may hear of it later
};

struct PhaseEnded
{
    int planStep = 0;
    RunOutcome outcome = RunOutcome::Succeeded;
    qint64 milliseconds = 0;
};

/// The list of a service's steps is another: the build told of steps that the Dockerfile did not promise, or dropped some.
struct StepsListed
{
    QString service;
    QList<BuildStep> steps; ///< all of them, in order
};

/// A build step has changed.
struct StepChanged
{
    QString service;
    BuildStep step;
};

/// A cache source was asked, or answered.
struct ImportChanged
{
    CacheImport import;
};

/// Text of a build step (`service` and `step`, a BuildStep::id, say which), or of the plan's step as a whole (`step` 0).
struct LogText
{
    QString service;
    int step = 0;
    qint64 time = 0; ///< milliseconds since the epoch
    QByteArray text; ///< may hold several lines, and end in the middle of one
    bool isError = false;
};

using RunEvent = std::variant<PhaseStarted, PhaseEnded, StepsListed, StepChanged, ImportChanged, LogText>;

struct ServiceResult
{
    QString name;
    QList<BuildStep> steps;
    qint64 buildMs = 0;
    /// Of the image that was built, read before the switch, which may give its name another one (pull_policy); where no build has
    /// succeeded, of the one its name points to after the run. Empty where there is none.
    QString imageId;
    int count(StepState state) const;
};

/// A build cache record that a clear deleted; as it was read before.
struct DeletedRecord
{
    QString id;
    QString description; ///< in BuildKit's words; empty where the engine told of it only when it was gone
    qint64 size = -1;    ///< bytes; -1 where unknown
};

/// A name that a clear took away and whose image stays.
struct KeptImage
{
    QString name;
    QString imageId;
    QString because; ///< as the choice found it: "kept for a roll back", "container shop-api-1 uses it"
    QString text() const { return QStringLiteral("%1 (%2)").arg(name, because); }
    bool operator==(const KeptImage &) const = default;
};

/// What a clear did, as the engine answered, and what a look afterwards found.
struct ClearResult
{
    QStringList untagged;
    QStringList deletedImages;
    QList<KeptImage> keptImages;
    QList<KeptImage> left; ///< names that the plan would have taken away and that were another image's by then
    QList<DeletedRecord> deletedRecords;
    QList<DeletedRecord> survivedRecords; ///< of the plan, and still there when the cache was read again
    qint64 reclaimed = 0; ///< as the engine reports it, without what stays on the disk as a layer of an image
    QDateTime readAgainAt; ///< invalid where the cache was not read again
    int recordsLeft = 0;  ///< read again after the clear
    int recordsInUse = 0; ///< of those: the engine keeps them because something uses them
};

struct RunResult
{
    RunOutcome outcome = RunOutcome::Succeeded;
    std::optional<Error> error;
    QDateTime started;
    qint64 milliseconds = 0;
    QList<ServiceResult> services;
    QList<CacheImport> imports;
    std::optional<ClearResult> clear;
    bool built = false;    ///< every build of the plan has succeeded
    bool switched = false; ///< the switch of containers was begun
    bool alreadySwitched = false; ///< with `switched`: it had nothing to do, each container ran what was built and was left alone
    bool rolledBack = false; ///< the switch failed, and the deployment of before runs again
    QStringList unsteady; ///< ids of containers that were started and did not stay up
    QList<Container> containers; ///< of the project, read after the switch
    QList<Downtime> downtimes;   ///< of the services that ran before the switch; empty where the engine told of no events
};

/// Runs the plan step by step and stops at the first that fails; containers are touched only when every build has
/// succeeded. `observe` is called in order, in this thread. Cancelling interrupts the step at work; the task
/// ends when its process has.
QCoro::Task<RunResult> runPlan(Plan plan, EngineClient engine, std::function<void(const RunEvent &)> observe,
                               CancelToken cancel);

/// "backend: cache source x did not serve: reason", one for each that failed. A build goes on without it.
QStringList failedImportSentences(const RunResult &result);

/// "Without service: backend 11.2 s, frontend 0.8 s."; empty where none was.
QString downtimeSentence(const RunResult &result);

/// Of a switch that had nothing to do.
QString alreadySwitchedSentence();

/// The closing line of a service: "backend: 12 of 14 steps from cache, 1.3 s".
QString resultSentence(const ServiceResult &service);

} // namespace layerdeck
