// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/plan.h"

#include <qcoro/qcorotask.h>

namespace layerdeck {

/// A plan with the project it was made from, both read just now.
struct FreshPlan
{
    LoadedProject project;
    Plan plan;
};

/// Reads the project again and plans: what git says of the working tree (and so GIT_COMMIT_HASH) changes with every file
/// that is saved, and no watcher sees them all.
QCoro::Task<Result<FreshPlan>> freshDeployPlan(ProjectRequest request, Toolchain toolchain, EngineClient engine,
                                               QStringList services, bool force, CancelToken cancel);
QCoro::Task<Result<FreshPlan>> freshClearPlan(ProjectRequest request, EngineClient engine, QStringList services,
                                              CancelToken cancel);

} // namespace layerdeck
