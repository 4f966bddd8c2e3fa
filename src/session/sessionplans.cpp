// SPDX-License-Identifier: GPL-3.0-or-later
// Plans of the open project: made to be shown, made again before they run, and the way back remembered after it.
#include "deploy/nextbuild.h"
#include "session/session.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

/// Why nothing can be planned now; nothing where it can.
std::optional<Error> Session::whyNoPlan() const
{
    if (m_project.project && m_client && m_engine.toolchain)
        return std::nullopt;
    if (m_project.error)
        return m_project.error;
    if (m_engine.toolchainError)
        return m_engine.toolchainError;
    if (m_engine.status == EngineState::Status::Unreachable && m_engine.error)
        return m_engine.error;
    return Error{ErrorCode::Unreachable, u"The engine does not answer."_s, u"Nothing was changed."_s,
                 u"Try again when it does."_s, {}};
}

void Session::setSwitchOptions(const SwitchOptions &options)
{
    if (options == m_switchOptions)
        return;
    m_switchOptions = options;
    makeDeployPlan();
    emit switchOptionsChanged();
}

void Session::planDeploy(const QStringList &services, std::function<void(Result<Plan>)> done)
{
    const LoadedProject *project = usableProject();
    if (const auto why = whyNoPlan(); why || !project)
        return done(failure(why ? *why : *m_project.error));
    const LoadedProject copy = *project;
    const Toolchain toolchain = *m_engine.toolchain;
    const EngineClient client = *m_client;
    const DeployOptions options{m_switchOptions};
    m_planLane.start<Plan>(
        [=](CancelToken cancel) {
            return layerdeck::planDeploy(copy, toolchain, client, services, options, cancel);
        },
        std::move(done));
}

void Session::setPreparing(bool preparing)
{
    m_preparing = preparing;
    emit preparingChanged();
}

/// Shows the project as it was just read, and passes the plan on.
Result<Plan> Session::taken(const Result<FreshPlan> &fresh)
{
    if (!fresh)
        return failure(fresh.error());
    if (m_project.error || !m_project.project || !(*m_project.project == fresh->project)) {
        m_project.project = fresh->project;
        m_project.error.reset();
        watchProject();
        emit projectChanged();
        makeDeployPlan();
    }
    return fresh->plan;
}

void Session::deploy(const QStringList &services, std::function<void(Error)> failed)
{
    startFresh(services, DeployOptions{m_switchOptions}, failed);
}

void Session::rebuild(const QStringList &services, const DeployOptions &options, std::function<void(Error)> failed)
{
    startFresh(services, forced(options), failed);
}

DeployOptions Session::forced(DeployOptions options) const
{
    options.force = true;
    static_cast<SwitchOptions &>(options) = m_switchOptions;
    return options;
}

void Session::startFresh(const QStringList &services, const DeployOptions &options, const std::function<void(Error)> &failed)
{
    if (isRunning() || m_preparing)
        return;
    if (const auto why = whyNoPlan())
        return failed(*why);
    if (!takeTurn(options.force ? PlanKind::Rebuild : PlanKind::Deploy, failed))
        return;
    const Toolchain toolchain = *m_engine.toolchain;
    const EngineClient client = *m_client;
    setPreparing(true);
    planFresh(m_startLane,
              [=](LoadedProject project, CancelToken cancel) {
                  return layerdeck::planDeploy(project, toolchain, client, services, options, cancel);
              },
              [this, failed](const Result<Plan> &plan) {
                  setPreparing(false);
                  if (plan)
                      return execute(*plan);
                  m_held.reset();
                  failed(plan.error());
              });
}

void Session::planFresh(JobLane &lane, const MakePlan &makePlan, std::function<void(Result<Plan>)> done)
{
    const ProjectRequest request = m_project.request;
    const DockerContext context = m_client->context();
    lane.start<FreshPlan>([=](CancelToken cancel) { return freshPlan(request, context, makePlan, cancel); },
                          [this, done](const Result<FreshPlan> &fresh) { done(taken(fresh)); });
}

void Session::planRebuild(const QStringList &services, const DeployOptions &options, std::function<void(Result<Plan>)> done)
{
    if (const auto why = whyNoPlan())
        return done(failure(*why));
    const Toolchain toolchain = *m_engine.toolchain;
    const EngineClient client = *m_client;
    planFresh(m_previewLane,
              [=, rebuild = forced(options)](LoadedProject project, CancelToken cancel) {
                  return layerdeck::planDeploy(project, toolchain, client, services, rebuild, cancel);
              },
              std::move(done));
}

MakePlan Session::clearPlanner(PlanKind kind, const ClearRequest &request) const
{
    const Toolchain toolchain = *m_engine.toolchain;
    const EngineClient client = *m_client;
    const QList<InspectedImage> known = m_contents.images;
    const DeployOptions options{m_switchOptions};
    if (kind == PlanKind::Clear)
        return [=](LoadedProject project, CancelToken cancel) { return layerdeck::planClear(project, client, request, known, cancel); };
    return [=](LoadedProject project, CancelToken cancel) {
        return layerdeck::planRedeploy(project, toolchain, client, request, known, options, cancel);
    };
}

void Session::planClear(PlanKind kind, const ClearRequest &request, std::function<void(Result<Plan>)> done)
{
    if (const auto why = whyNoPlan())
        return done(failure(*why));
    planFresh(m_previewLane, clearPlanner(kind, request), std::move(done));
}

void Session::rollbackTargets(std::function<void(Result<RollbackTargets>)> done)
{
    if (const auto why = whyNoPlan())
        return done(failure(*why));
    const LoadedProject project = *m_project.project;
    const EngineClient client = *m_client;
    m_targetsLane.start<RollbackTargets>(
        [=](CancelToken cancel) { return layerdeck::rollbackTargets(project, client, cancel); }, std::move(done));
}

void Session::planRollback(const Deployment &deployment, std::function<void(Result<Plan>)> done)
{
    if (const auto why = whyNoPlan())
        return done(failure(*why));
    const EngineClient client = *m_client;
    const DeployOptions options{m_switchOptions};
    planFresh(m_previewLane,
              [=](LoadedProject project, CancelToken cancel) {
                  return layerdeck::planRollback(project, client, deployment, options, cancel);
              },
              std::move(done));
}

/// So that it can be had back. Where that fails the person is told in the log; what runs is not touched.
void Session::remember(const RunResult &result, const std::shared_ptr<void> &afterwards)
{
    if (!m_runProject)
        return;
    const LoadedProject project = *m_runProject;
    const EngineClient client = *m_client;
    const Plan plan = run()->plan;
    m_rememberLane.start<bool>(
        [=](CancelToken cancel) {
            return [](LoadedProject p, EngineClient c, Plan of, RunResult r, CancelToken t) -> QCoro::Task<Result<bool>> {
                const Result<void> next = co_await rememberForNextBuild(p, c, of, r, t);
                const Result<void> done = co_await rememberDeployment(p, c, of, r, t);
                if (!done || !next)
                    co_return failure(done ? next.error() : done.error());
                co_return true;
            }(project, client, plan, result, cancel);
        },
        [this, afterwards](const Result<bool> &done) {
            if (!done && !done.error().isCancelled())
                m_run.observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), (done.error().sentences() + u'\n').toUtf8(), true});
        });
}

/// What is previewed is what is deleted: where the engine has changed meanwhile, the new plan is shown and nothing runs.
void Session::start(const Plan &plan, std::function<void(Result<Plan>)> notStarted)
{
    if (isRunning() || m_preparing || !m_client || plan.context != m_engine.context)
        return;
    if (const auto why = plan.clear ? whyNoPlan() : std::nullopt)
        return notStarted(failure(*why));
    if (!takeTurn(plan.kind, [&notStarted](const Error &error) { notStarted(failure(error)); }))
        return;
    if (!plan.clear)
        return execute(plan);
    setPreparing(true);
    planFresh(m_startLane, clearPlanner(plan.kind, plan.clearRequest), [this, plan, notStarted](const Result<Plan> &now) {
        setPreparing(false);
        if (now && now->clear->deletesTheSame(*plan.clear) && now->services == plan.services)
            return execute(*now);
        m_held.reset();
        notStarted(now);
    });
}

} // namespace layerdeck
