// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/run.h"
#include "store/deployments.h"

namespace layerdeck {

/// How many deployments of a project are kept for a roll back, with their images.
inline constexpr int keptDeployments = 5;

/// Whether this name was given to an image to keep it for a roll back of the service.
bool isKeptFor(const QString &reference, const QString &project, const QString &service);

/// Remembers what runs after a run that succeeded, gives its images a name of Layerdeck's own, and takes that name from those of
/// deployments that are no longer kept. Nothing for a roll back, or where no container was switched. An error leaves what runs as it is.
QCoro::Task<Result<void>> rememberDeployment(LoadedProject project, EngineClient engine, Plan plan, RunResult result, CancelToken cancel);

/// What can be rolled back to on an engine.
struct RollbackTargets
{
    QList<Deployment> deployments; ///< the newest first; not one whose images are gone
    /// The place of the one that runs, by images and configuration of its containers; -1 where what runs is none of them: one that failed
    /// after it was switched to, or what others started.
    int running = -1;
    /// The place of what a roll back goes to by itself: the one before what runs, the newest where none runs; -1 where there is none.
    int usual() const;
};
int runningDeployment(const QList<Deployment> &deployments, const QList<Container> &containers);

QCoro::Task<Result<RollbackTargets>> rollbackTargets(LoadedProject project, EngineClient engine, CancelToken cancel);

/// Plans to give each service's name back to the image of that deployment, and to start the containers that it had with the
/// configuration of then; those that are still as they were then are left alone. NotFound where an image is gone.
QCoro::Task<Result<Plan>> planRollback(LoadedProject project, EngineClient engine, Deployment deployment, DeployOptions options,
                                       CancelToken cancel);

/// The way back from a switch that has yet to come.
struct Fallback
{
    QList<PlanStep> steps; ///< none where there is nothing to go back to
    QString told;          ///< what runs again then, in sentences
    QStringList services;  ///< that go back: those of the switch that ran before it
};
/// For a switch of `services`: to the remembered deployment that runs; where none does, to what runs now, with the configuration of now,
/// if it is well; else, and where nothing runs, to the last deployment that succeeded.
QCoro::Task<Result<Fallback>> planFallback(LoadedProject project, EngineClient engine, QStringList services, DeployOptions options,
                                           CancelToken cancel);

} // namespace layerdeck
