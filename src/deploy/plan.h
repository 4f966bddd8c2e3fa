// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/command.h"
#include "base/result.h"
#include "build/bake.h"
#include "build/steps.h"
#include "deploy/clearing.h"
#include "deploy/project.h"
#include "deploy/settled.h"
#include "deploy/toolchain.h"
#include "engine/client.h"
#include "store/deployments.h"

#include <QList>
#include <QString>

#include <qcoro/qcorotask.h>

#include <variant>

namespace layerdeck {

/// What a plan is for.
enum class PlanKind { Deploy, Rebuild, Clear, Redeploy, Rollback };
/// The word in what is stored and in JSON: "deploy", "rebuild", "clear", "redeploy", "rollback".
QString kindName(PlanKind kind);

/// Takes a name away from an image; the engine deletes the image with its last name, unless something uses it.
struct RemoveImage
{
    QString reference;
    QString imageId;
    QString keptBecause; ///< only the name goes: why the image stays; empty where it goes
    bool operator==(const RemoveImage &) const = default;
};

/// Deletes these build cache records and no other, in their order: leaf first.
struct PruneRecords
{
    QList<ClearedRecord> records;
    bool operator==(const PruneRecords &) const = default;
};

/// Builds with buildx; its progress is read as a stream.
struct BuildImages
{
    Command command;
    bool operator==(const BuildImages &) const = default;
};

/// A project as Compose rendered it, and the command that renders it again.
struct RenderedConfig
{
    Command command;
    QByteArray json;
    bool operator==(const RenderedConfig &) const = default;
};

/// Switches containers with Compose.
struct SwitchContainers
{
    Command command;
    RenderedConfig config = {};          ///< what the plan was made from; another one is not switched to. Empty: `command` has it
    bool whole = false;                  ///< it names no services: all of the project
    std::optional<Settled> settled = {}; ///< where that is so, it has nothing to do and is left out
    bool operator==(const SwitchContainers &) const = default;
};

/// Gives an image a name, which its image of before loses.
struct TagImage
{
    QString imageId;
    QString reference;
    bool operator==(const TagImage &) const = default;
};

using PlanAction = std::variant<BuildImages, SwitchContainers, RemoveImage, PruneRecords, TagImage>;

struct PlanStep
{
    QString purpose; ///< in words, as a heading: "Build backend and frontend"
    PlanAction action;
    bool operator==(const PlanStep &) const = default;
};

/// How containers are switched.
struct SwitchOptions
{
    bool rollBack = false;   ///< back to the deployment of before where the new containers do not become healthy
    int healthSeconds = 300; ///< how long containers may take to become healthy
    bool operator==(const SwitchOptions &) const = default;
};

/// A deployment, or a clear, as a value: what is shown is what runs.
struct Plan
{
    PlanKind kind = PlanKind::Deploy;
    DockerContext context; ///< the engine that the plan was made for
    QString project;       ///< Compose's project name
    QStringList services; ///< that the plan is about
    QList<PlanStep> steps;
    /// Of a phase of its run in words: that of a step, or of the way back, which comes after the steps.
    QString phasePurpose(qsizetype phase) const;
    /// Whether a phase of its run is a step of this kind; the way back is none.
    template <typename Action>
    bool does(qsizetype phase) const
    {
        return phase >= 0 && phase < steps.size() && std::holds_alternative<Action>(steps.at(phase).action);
    }
    BakeDefinition definition;          ///< what the build step reads from its standard input
    QList<BuildTargetSteps> expected;   ///< the steps of each service, as the Dockerfiles promise them
    QMap<QString, QString> images;      ///< service to image name
    /// By service, of a working tree with changes: readUncommitted() of its build context.
    QMap<QString, QString> uncommitted;
    BuildChanges changes;               ///< how the build differs from what the files say
    ClearRequest clearRequest;          ///< of a clear, and of a redeployment
    std::optional<ClearSelection> clear;
    std::optional<Deployment> rollbackTo; ///< of a roll back
    SwitchOptions switching = {};
    /// What runs where the switch fails: the way back to what ran before. Empty: what is there stays, also where
    /// `switching` asks for a roll back and there is nothing to go back to.
    QList<PlanStep> fallback;
    QString fallbackTold; ///< what runs again after it, in sentences
    QStringList fallbackServices; ///< that it is about
    bool builds() const;
    /// No step of it is to come from an earlier build: its result is a claim.
    bool promisesFreshness() const;
};

/// What docker commands do the same, for display and scripts.
QList<Command> equivalentCommands(const PlanAction &action);

/// The plan as a POSIX shell script that does the same with docker's own commands. What looks like a secret stands as eight dots, and a
/// note at its top says so.
QString asScript(const Plan &plan, const LoadedProject &project);

/// The sentence for the plan's foot: "1 Build backend and frontend · 2 …".
QStringList purposes(const Plan &plan);

/// "backend", "backend and frontend", "a, b and c".
QString joinedNames(const QStringList &names);

/// How a deployment is done.
struct DeployOptions : SwitchOptions
{
    bool force = false;    ///< no step comes from an earlier build
    bool pull = false;     ///< base images are asked of their registries
    QStringList stages;    ///< with `force`: only these stages run again; empty: all
    bool bypass = false;   ///< cache_from is not asked
    bool operator==(const DeployOptions &) const = default;
};

/// Plans to build `services` (empty: all) and to switch their containers once every build has succeeded. Services without
/// a build section are only started. InvalidInput for a service or stage that isn't there.
QCoro::Task<Result<Plan>> planDeploy(LoadedProject project, Toolchain toolchain, EngineClient engine,
                                     QStringList services, DeployOptions options, CancelToken cancel);

/// Plans to delete what the request chooses, by id. Reads the engine; of `known` what is still true need not be read again.
QCoro::Task<Result<Plan>> planClear(LoadedProject project, EngineClient engine, ClearRequest request, QList<InspectedImage> known,
                                    CancelToken cancel);

/// Plans to clear, to build what was cleared, and to switch. Where records of a service stay that could serve, or a source in
/// cache_from survives, its build does without them: what comes out is fresh. Only All, Services and BuildCache can be redeployed.
QCoro::Task<Result<Plan>> planRedeploy(LoadedProject project, Toolchain toolchain, EngineClient engine, ClearRequest request,
                                       QList<InspectedImage> known, DeployOptions options, CancelToken cancel);

} // namespace layerdeck
