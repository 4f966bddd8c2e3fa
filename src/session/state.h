// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "deploy/run.h"
#include "deploy/toolchain.h"
#include "engine/types.h"
#include "layers/layertree.h"
#include "session/servicestatus.h"
#include "store/journal.h"
#include "store/runlock.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QMap>

#include <optional>

namespace layerdeck {

/// What is known of the engine.
struct EngineState
{
    enum class Status { Connecting, Connected, Unreachable };
    DockerContext context;
    Status status = Status::Connecting;
    EngineVersion version;
    EngineInfo info;
    qint64 latencyMs = -1;
    QDateTime lastAnswer;        ///< when it answered last; invalid before the first time
    QDateTime unreachableSince;  ///< while Unreachable
    std::optional<Error> error;  ///< while Unreachable
    std::optional<Toolchain> toolchain;
    std::optional<Error> toolchainError; ///< docker, Compose or buildx are missing or too old
    /// Which engine is meant could be told; else `error` says why not, and the context is none.
    bool isChosen() const { return !context.endpoint.path.isEmpty() || !context.endpoint.host.isEmpty(); }
    bool operator==(const EngineState &) const = default;
};

/// What the engine holds, as read at one time. While the engine is unreachable it stays, with its age.
struct EngineContents
{
    QList<InspectedImage> images;
    QList<Container> containers;
    DiskUsage usage;
    LayerTree layers;
    QDateTime readAt; ///< of the part that was read the longest ago; invalid before the first reading
    /// Why the engine refused a part; what was read of it before stays.
    std::optional<Error> imagesError;
    std::optional<Error> containersError;
    std::optional<Error> cacheError;
    QDateTime imagesReadAt;
    QDateTime containersReadAt;
    QDateTime cacheReadAt;
    bool operator==(const EngineContents &) const = default;
};

struct ProjectState
{
    ProjectRequest request; ///< empty directory: no project is open
    std::optional<LoadedProject> project; ///< the last that could be read
    std::optional<Error> error; ///< why the files as they are now cannot be used
    bool isOpen() const { return !request.directory.isEmpty(); }
};

enum class PhaseState { Waiting, Running, Done, Failed, Cancelled, NotStarted };

struct RunPhase
{
    QString purpose;
    PhaseState state = PhaseState::Waiting;
    qint64 startedMs = -1; ///< since the start of the run
    qint64 milliseconds = 0;
    bool operator==(const RunPhase &) const = default;
};

/// How far a build is.
struct StepCount
{
    qsizetype over = 0; ///< ran, came from cache, failed or were not needed
    qsizetype all = 0;
};
StepCount countSteps(const QMap<QString, QList<BuildStep>> &steps);

/// What a run is at in one of its phases: "Build backend, 12 of 27 steps".
QString progressPhrase(const Plan &plan, qsizetype phase, const StepCount &steps);

/// A run as it stands: live, or the last one of this window.
struct RunState
{
    Plan plan;
    QDateTime started;
    qint64 startedMs = 0; ///< since the epoch, as BuildKit's times are
    QList<RunPhase> phases;
    QMap<QString, QList<BuildStep>> steps;  ///< by service
    QList<CacheImport> imports;
    std::optional<RunResult> result;        ///< once it has ended
    bool cancelling = false;
    bool watched = false; ///< another's: what it tells is known, not what only its own process holds (evidence, images)
    /// As it is before its first step.
    static RunState of(const Plan &plan, const QDateTime &started);
    /// Of the project, when the run began; nothing where they were not known.
    std::optional<QList<Container>> containersBefore;
    bool isRunning() const { return !result; }
    /// Containers are being switched, forth or back.
    bool isSwitching() const;
    /// Of its steps and its phases without steps, those that are over: 0 to 1. The way back does not count.
    double progress() const;
    /// What it is at, as progressPhrase() says; empty before its first phase, between two and after the last.
    QString phrase() const;
    /// The last of the plan, where containers are switched; an empty one where there is none.
    RunPhase lastPlanned() const;
    /// Back to the deployment of before, which comes after the phases of the plan; nullptr while it has not begun.
    const RunPhase *wayBack() const;
    /// Its services that have a running container which was not there before, of those that are there now.
    QStringList switchedServices(const QList<Container> &now) const;
    /// nullptr where the service has no such step; `id` is a BuildStep::id.
    const BuildStep *step(const QString &service, int id) const;
};

/// A run on the open project that is not this window's: another window's, or one of the command line.
struct OtherRun
{
    RunHolder holder;
    bool isOn = true;
    std::optional<JournalRun> result; ///< how it ended, once that was read from the journal
};

} // namespace layerdeck
