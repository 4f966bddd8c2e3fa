// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/freshplan.h"

namespace layerdeck {

QCoro::Task<Result<FreshPlan>> freshDeployPlan(ProjectRequest request, Toolchain toolchain, EngineClient engine,
                                               QStringList services, bool force, CancelToken cancel)
{
    Result<LoadedProject> project = co_await loadProject(request, engine.context(), cancel);
    if (!project)
        co_return failure(project.error());
    Result<Plan> plan = co_await planDeploy(*project, toolchain, engine, services, force, cancel);
    if (!plan)
        co_return failure(plan.error());
    co_return FreshPlan{*std::move(project), *std::move(plan)};
}

QCoro::Task<Result<FreshPlan>> freshClearPlan(ProjectRequest request, EngineClient engine, QStringList services,
                                              CancelToken cancel)
{
    Result<LoadedProject> project = co_await loadProject(request, engine.context(), cancel);
    if (!project)
        co_return failure(project.error());
    Result<Plan> plan = co_await planClear(*project, engine, services, cancel);
    if (!plan)
        co_return failure(plan.error());
    co_return FreshPlan{*std::move(project), *std::move(plan)};
}

} // namespace layerdeck
