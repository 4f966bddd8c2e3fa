// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/freshplan.h"

namespace layerdeck {

QCoro::Task<Result<FreshPlan>> freshPlan(ProjectRequest request, DockerContext context, MakePlan makePlan, CancelToken cancel)
{
    Result<LoadedProject> project = co_await loadProject(request, context, cancel);
    if (!project)
        co_return failure(project.error());
    Result<Plan> plan = co_await makePlan(*project, cancel);
    if (!plan)
        co_return failure(plan.error());
    co_return FreshPlan{*std::move(project), *std::move(plan)};
}

} // namespace layerdeck
