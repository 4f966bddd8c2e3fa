// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/command.h"
#include "base/result.h"
#include "build/bake.h"
#include "build/steps.h"
#include "deploy/project.h"
#include "deploy/toolchain.h"
#include "engine/client.h"

#include <QList>
#include <QString>

#include <qcoro/qcorotask.h>

#include <variant>

namespace layerdeck {

/// What a plan is for.
enum class PlanKind { Deploy, Rebuild, Clear };

/// Takes a name away from an image; the engine deletes the image with its last name, unless a container uses it.
struct RemoveImage
{
    QString reference;
    QString imageId;
    bool inUse = false; ///< a container uses it: the name goes, the image stays
    bool operator==(const RemoveImage &) const = default;
};

/// Deletes every build cache record that is not in use.
struct PruneBuildCache
{
    int records = 0; ///< as read when the plan was made
    qint64 bytes = 0;
    bool operator==(const PruneBuildCache &) const = default;
};

/// Builds with buildx; its progress is read as a stream.
struct BuildImages
{
    Command command;
    bool operator==(const BuildImages &) const = default;
};

/// Switches containers with Compose.
struct SwitchContainers
{
    Command command;
    bool operator==(const SwitchContainers &) const = default;
};

using PlanAction = std::variant<BuildImages, SwitchContainers, RemoveImage, PruneBuildCache>;

struct PlanStep
{
    QString purpose; ///< in words, as a heading: "Build backend and frontend"
    PlanAction action;
    bool operator==(const PlanStep &) const = default;
};

/// A deployment, or a clear, as a value: what is shown is what runs.
struct Plan
{
    PlanKind kind = PlanKind::Deploy;
    DockerContext context; ///< the engine that the plan was made for
    QString project;       ///< Compose's project name
    QStringList services; ///< that the plan is about
    QList<PlanStep> steps;
    BakeDefinition definition;          ///< what the build step reads from its standard input
    QList<BuildTargetSteps> expected;   ///< the steps of each service, as the Dockerfiles promise them
    QMap<QString, QString> images;      ///< service to image name
};

/// What docker command does the same, for display and scripts.
Command equivalentCommand(const PlanAction &action);

/// The plan as a POSIX shell script that does the same with docker's own commands.
QString asScript(const Plan &plan, const LoadedProject &project);

/// The sentence for the plan's foot: "1 Build backend and frontend · 2 …".
QStringList purposes(const Plan &plan);

/// "backend", "backend and frontend", "a, b and c".
QString joinedNames(const QStringList &names);

/// Plans to build `services` (empty: all) and to switch their containers once every build has succeeded. Services without
/// a build section are only started. `force` builds without cache. InvalidInput for a service that isn't there.
QCoro::Task<Result<Plan>> planDeploy(LoadedProject project, Toolchain toolchain, EngineClient engine,
                                     QStringList services, bool force, CancelToken cancel);

/// Plans to remove the images of `services` (empty: all that are built) and the engine's whole build cache.
QCoro::Task<Result<Plan>> planClear(LoadedProject project, EngineClient engine, QStringList services,
                                    CancelToken cancel);

} // namespace layerdeck
