// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/plan.h"

#include <qcoro/qcorotask.h>

#include <functional>

namespace layerdeck {

/// A plan with the project it was made from, both read just now.
struct FreshPlan
{
    LoadedProject project;
    Plan plan;
};

using MakePlan = std::function<QCoro::Task<Result<Plan>>(LoadedProject, CancelToken)>;

/// Reads the project again and plans: what git says of the working tree (and so GIT_COMMIT_HASH) changes with every file
/// that is saved, and no watcher sees them all.
QCoro::Task<Result<FreshPlan>> freshPlan(ProjectRequest request, DockerContext context, MakePlan plan, CancelToken cancel);

} // namespace layerdeck
