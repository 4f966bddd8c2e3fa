// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/nextbuild.h"

#include "store/nextbuild.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

QCoro::Task<Result<void>> rememberForNextBuild(LoadedProject project, EngineClient engine, Plan plan, RunResult result, CancelToken cancel)
{
    QStringList bypass;
    if (plan.kind == PlanKind::Clear && plan.clearRequest.bypass && result.outcome == RunOutcome::Succeeded) {
        for (const SurvivingSource &source : plan.clear->survivors)
            bypass << source.service;
    }
    const bool built = plan.builds() && result.built && !plan.changes.withoutSources.isEmpty();
    if (bypass.isEmpty() && !built)
        co_return {};
    const Result<EngineInfo> info = co_await engine.info(cancel);
    if (!info)
        co_return failure(info.error());
    const NextBuild next(project.files.directory, project.config.name, info->id);
    co_return built ? next.remove(plan.changes.withoutSources) : next.add(bypass);
}

} // namespace layerdeck
