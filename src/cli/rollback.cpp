// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/carryout.h"
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/turn.h"

#include "base/units.h"
#include "deploy/rollback.h"
#include "models/wording.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QJsonObject deploymentJson(const Deployment &deployment, bool isNow)
{
    QJsonArray services;
    for (auto it = deployment.services.cbegin(); it != deployment.services.cend(); ++it)
        services.append(QJsonObject{{u"name"_s, it.key()}, {u"image"_s, it->reference}, {u"image_id"_s, it->imageId}});
    return {{u"id"_s, deployment.id},       {u"time"_s, deployment.time.toString(Qt::ISODate)}, {u"kind"_s, deployment.kind},
            {u"commit"_s, deployment.commit}, {u"user"_s, deployment.user}, {u"current"_s, isNow}, {u"services"_s, services}};
}

Result<Deployment> wanted(const RollbackTargets &targets, const QString &id)
{
    const QList<Deployment> &deployments = targets.deployments;
    if (id.isEmpty() && targets.usual() >= 0)
        return deployments.at(targets.usual());
    if (id.isEmpty()) {
        return failure(Error{ErrorCode::NotFound, u"There is no earlier deployment to go back to."_s, u"Nothing was changed."_s,
                             u"Layerdeck remembers those that it made itself, the last %1."_s.arg(keptDeployments), {}});
    }
    const auto found = std::ranges::find(deployments, id, &Deployment::id);
    if (found != deployments.end())
        return *found;
    return failure(Error{ErrorCode::NotFound, u"There is no deployment “%1” to go back to."_s.arg(id), u"Nothing was changed."_s,
                         u"“layerdeck rollback --list” shows what there is."_s, {}});
}

} // namespace

QList<QCommandLineOption> rollbackOptions()
{
    return {{u"list"_s, u"Lists what can be rolled back to, and changes nothing."_s},
            {u"to"_s, u"The deployment to go back to (default: the one before what runs; the last one, where what runs is none of them)."_s, u"ID"_s},
            {u"wait-timeout"_s, u"How long containers may take to become healthy (default: 300)."_s, u"SECONDS"_s}};
}

QCoro::Task<int> runRollback(Options options, CancelToken cancel)
{
    const Result<DeployOptions> deploy = deployOptionsOf(options, false);
    if (!deploy)
        co_return refuseRun(deploy.error(), options.json);
    const Result<Prepared> prepared = co_await prepare(options, cancel);
    if (!prepared)
        co_return refuseRun(prepared.error(), options.json);
    const LoadedProject project = prepared->opened.project;
    const EngineClient engine = prepared->opened.engine;
    const Result<RollbackTargets> targets = co_await rollbackTargets(project, engine, cancel);
    if (!targets)
        co_return refuseRun(targets.error(), options.json);
    if (options.values.contains(u"list"_s)) {
        QJsonArray list;
        for (qsizetype i = 0; i < targets->deployments.size(); ++i)
            list.append(deploymentJson(targets->deployments.at(i), i == targets->running));
        if (options.json) {
            printJson({{u"deployments"_s, list}});
            co_return ExitSuccess;
        }
        if (targets->deployments.isEmpty())
            printLine(u"No deployment is remembered: Layerdeck remembers those that it made itself."_s);
        for (qsizetype i = 0; i < targets->deployments.size(); ++i) {
            const Deployment &deployment = targets->deployments.at(i);
            QString line = (u"%1 %2  %3 %4 %5 %6"_s.arg(i == targets->running ? u"*"_s : u" "_s, deployment.id,
                                                  timeText(deployment.time, QDateTime::currentDateTime()).rightJustified(12),
                                                  deployment.kind.leftJustified(8), shortCommit(deployment.commit).leftJustified(14), deployment.user));
            while (line.endsWith(u' '))
                line.chop(1);
            printLine(line);
        }
        co_return ExitSuccess;
    }
    const Result<Deployment> target = wanted(*targets, options.value(u"to"_s));
    if (!target)
        co_return refuseRun(target.error(), options.json);
    Result<Turn> turn = co_await Turn::on(prepared->opened, cancel);
    const Result<void> taken = turn ? turn->take(PlanKind::Rollback) : failure(turn.error());
    if (!taken)
        co_return refuseRun(taken.error(), options.json);
    const Result<Plan> plan = co_await planRollback(project, engine, *target, *deploy, cancel);
    if (!plan)
        co_return refuseRun(plan.error(), options.json);
    co_return co_await carryOut(options, project, *plan, engine, &*turn, cancel);
}

} // namespace layerdeck
