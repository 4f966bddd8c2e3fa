// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/run.h"
#include "store/deployments.h"

namespace layerdeck {

/// How many deployments of a project are kept for a roll back, with their images.
inline constexpr int keptDeployments = 5;

/// Remembers what runs after a run that succeeded, gives its images a name of Layerdeck's own, and takes that name from those of
/// deployments that are no longer kept. Nothing for a run that switched no container. An error leaves what runs as it is.
QCoro::Task<Result<void>> rememberDeployment(LoadedProject project, EngineClient engine, Plan plan, RunResult result, CancelToken cancel);

/// What can be rolled back to on this engine, the newest first. Not one whose images are gone.
QCoro::Task<Result<QList<Deployment>>> rollbackTargets(LoadedProject project, EngineClient engine, CancelToken cancel);

/// Plans to give each service's name back to the image of that deployment, and to start its containers with the configuration of
/// then. NotFound where an image is gone.
QCoro::Task<Result<Plan>> planRollback(LoadedProject project, EngineClient engine, Deployment deployment, DeployOptions options,
                                       CancelToken cancel);

} // namespace layerdeck
