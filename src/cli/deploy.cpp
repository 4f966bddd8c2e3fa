// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/carryout.h"
#include "cli/clearing.h"
#include "cli/commandline.h"
#include "cli/journaling.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/turn.h"

#include "base/units.h"
#include "deploy/proof.h"
#include "deploy/nextbuild.h"
#include "deploy/rollback.h"
#include "deploy/run.h"
#include "models/wording.h"
#include "session/runbroadcast.h"
#include "session/runteller.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QJsonObject stepJson(const QString &service, const BuildStep &step)
{
    return {{u"event"_s, u"step"_s},        {u"service"_s, service},
            {u"index"_s, step.index},       {u"name"_s, step.name},
            {u"state"_s, stepStateName(step.state)}, {u"ms"_s, step.milliseconds()}};
}

QJsonObject resultJson(const Plan &plan, const RunResult &result)
{
    QJsonArray services;
    for (const ServiceResult &service : result.services) {
        services.append(QJsonObject{{u"name"_s, service.name},
                                    {u"steps"_s, service.steps.size()},
                                    {u"cached"_s, service.count(StepState::Cached)},
                                    {u"base"_s, service.count(StepState::Base)},
                                    {u"shared"_s, service.count(StepState::Shared)},
                                    {u"ran"_s, service.count(StepState::Done)},
                                    {u"build_ms"_s, service.buildMs},
                                    {u"image_id"_s, service.imageId}});
    }
    QJsonObject object{{u"event"_s, u"result"_s},
                       {u"outcome"_s, outcomeName(result.outcome)},
                       {u"duration_ms"_s, result.milliseconds},
                       {u"services"_s, services}};
    if (!result.downtimes.isEmpty()) {
        QJsonObject away;
        for (const Downtime &downtime : result.downtimes)
            away.insert(downtime.service, downtime.over ? QJsonValue(downtime.milliseconds) : QJsonValue());
        object.insert(u"without_service_ms"_s, away);
    }
    if (result.alreadySwitched)
        object.insert(u"already_switched"_s, true);
    if (result.rolledBack)
        object.insert(u"rolled_back"_s, true);
    if (plan.clear && result.clear) {
        const Freshness fresh = freshness(result);
        const QList<Evidence> proven = evidenceOf(plan, result);
        QJsonObject cleared = selectionJson(*plan.clear);
        cleared.insert(u"deleted"_s, clearResultJson(*result.clear));
        object.insert(u"clear"_s, cleared);
        object.insert(u"fresh"_s, result.outcome == RunOutcome::Succeeded && freshClaim(fresh, proven).holds);
        // What did not come to be built was built in no way.
        const bool built = hasBuilt(plan, result);
        object.insert(u"from_earlier_build"_s, built ? QJsonValue(fresh.earlier) : QJsonValue());
        object.insert(u"directories_from_earlier_build"_s, built ? QJsonValue(fresh.directories) : QJsonValue());
        object.insert(u"without_cache"_s, QJsonArray::fromStringList(built ? plan.changes.withoutCache : QStringList()));
        object.insert(u"bypassed"_s, QJsonArray::fromStringList(built ? plan.changes.withoutSources : QStringList()));
        QJsonArray evidence;
        for (const Evidence &item : proven)
            evidence.append(QJsonObject{{u"holds"_s, item.holds}, {u"title"_s, item.title}, {u"about"_s, item.about},
                                        {u"details"_s, QJsonArray::fromStringList(item.details)}});
        object.insert(u"evidence"_s, evidence);
    }
    if (result.error && result.outcome == RunOutcome::Failed)
        object.insert(u"error"_s, errorJson(*result.error));
    return object;
}

constexpr qsizetype longestName = 90;
constexpr qsizetype shownLogLines = 20;
constexpr qsizetype keptLog = 64 * 1024; ///< bytes

/// Prints a run as it goes: each step once, when it has ended, and the log of steps that fail.
class Printer
{
public:
    Printer(const Plan &plan, bool json)
        : m_plan(plan)
        , m_json(json)
    {
    }

    void operator()(const RunEvent &event)
    {
        if (const auto *phase = std::get_if<PhaseStarted>(&event))
            begin(*phase);
        else if (const auto *step = std::get_if<StepChanged>(&event))
            changed(*step);
        else if (std::holds_alternative<PhaseEnded>(event))
            printStopped();
        else if (const auto *log = std::get_if<LogText>(&event))
            keep(*log);
        else if (const auto *import = std::get_if<ImportChanged>(&event))
            imported(*import);
    }

private:
    void begin(const PhaseStarted &phase)
    {
        if (!m_json)
            printLine(m_plan.phasePurpose(phase.planStep));
    }

    /// Of a step, in case it fails: its last lines are printed then.
    void keep(const LogText &log)
    {
        if (m_json || log.step == 0)
            return;
        QByteArray &text = m_logs[{log.service, log.step}];
        text += log.text;
        if (text.size() > 2 * keptLog)
            text = text.right(keptLog);
    }

    void changed(const StepChanged &change)
    {
        const std::pair key(change.service, change.step.id);
        m_stopped.remove(key);
        if (!isFinal(change.step.state) || m_printed.contains(key))
            return;
        // BuildKit tries a step again whose record went away under it: only the end of the build makes it failed.
        if (change.step.state == StepState::Failed || change.step.state == StepState::Cancelled)
            m_stopped.insert(key, change.step);
        else
            print(change.service, change.step);
    }

    void printStopped()
    {
        for (auto it = m_stopped.cbegin(); it != m_stopped.cend(); ++it)
            print(it.key().first, it.value());
        m_stopped.clear();
    }

    void print(const QString &service, const BuildStep &step)
    {
        m_printed.insert({service, step.id});
        if (m_json) {
            printJson(stepJson(service, step));
            return;
        }
        const bool timed = step.state == StepState::Done || step.state == StepState::Failed;
        const QString time = timed ? durationText(step.milliseconds()) : QString();
        const QString name = step.name.section(u'\n', 0, 0);
        printLine(u"  %1 %2 %3 %4  %5"_s.arg(service.leftJustified(12), QString::number(step.index).rightJustified(3),
                                             present(step).word.leftJustified(9), time.rightJustified(9),
                                             name.size() > longestName ? name.left(longestName - 1) + u'…' : name));
        if (step.state != StepState::Failed)
            return;
        const QStringList log = QString::fromUtf8(m_logs.value({service, step.id})).trimmed().split(u'\n');
        for (const QString &line : log.mid(std::max<qsizetype>(0, log.size() - shownLogLines)))
            printLine(u"      "_s + line);
    }

    void imported(const ImportChanged &change)
    {
        if (!m_json && !change.import.error.isEmpty()) {
            printLine(u"  %1     cache source %2 did not serve: %3"_s.arg(change.import.service.leftJustified(12),
                                                                            change.import.source,
                                                                            change.import.error));
        }
    }

    const Plan &m_plan;
    bool m_json;
    QSet<std::pair<QString, int>> m_printed;
    QMap<std::pair<QString, int>, BuildStep> m_stopped;
    QMap<std::pair<QString, int>, QByteArray> m_logs;
};

/// The claim, and line by line what it stands on.
void printProof(const Plan &plan, const RunResult &result)
{
    const QList<Evidence> evidence = evidenceOf(plan, result);
    printLine(freshClaim(freshness(result), evidence).text + u'.');
    for (const Evidence &item : evidence)
        printLine(u"  %1 %2%3"_s.arg(item.holds ? u"✓"_s : u"!"_s, item.title, item.about.isEmpty() ? QString() : u". "_s + item.about));
}

void printResult(const Plan &plan, const RunResult &result)
{
    for (const ServiceResult &service : result.services) {
        if (!service.steps.isEmpty())
            printLine(resultSentence(service));
    }
    for (const QString &line : failedImportSentences(result))
        printLine(line);
    const bool proves = plan.promisesFreshness();
    if (result.outcome == RunOutcome::Succeeded && proves && !result.services.isEmpty())
        printProof(plan, result);
    if (result.outcome == RunOutcome::Succeeded && plan.kind == PlanKind::Rollback)
        printLine(u"%1 rolled back in %2."_s.arg(joinedNames(plan.services), durationText(result.milliseconds)));
    else if (result.outcome == RunOutcome::Succeeded)
        printLine(result.alreadySwitched ? u"Built in %1. %2"_s.arg(durationText(result.milliseconds), alreadySwitchedSentence())
                                         : u"Deployed in %1."_s.arg(durationText(result.milliseconds)));
    else if (result.outcome == RunOutcome::Cancelled)
        printLine(result.switched ? u"Cancelled while containers were being started: some may be switched already."_s
                                  : u"Cancelled. No container was changed."_s);
    if (const QString away = downtimeSentence(result); !away.isEmpty())
        printLine(away);
}

int exitCodeFor(const RunResult &result)
{
    switch (result.outcome) {
    case RunOutcome::Succeeded: return ExitSuccess;
    case RunOutcome::Cancelled: return ExitCancelled;
    case RunOutcome::Failed: break;
    }
    const int code = layerdeck::exitCodeFor(*result.error);
    return code == ExitUnreachable ? ExitUnreachable : ExitFailed;
}

} // namespace

int refuseRun(const Error &error, bool json)
{
    if (json)
        printJson(refusalJson(error, {{u"services"_s, QJsonArray()}}));
    return reportError(error);
}

QCoro::Task<Result<Prepared>> prepare(Options options, CancelToken cancel)
{
    const Result<DockerContext> context = resolveContext(options.context);
    if (!context)
        co_return failure(context.error());
    // All are asked side by side, each takes a while. Of the errors the engine's counts before the programs': without it, their
    // versions don't matter.
    const EngineClient engine(*context);
    QCoro::Task<Result<EngineInfo>> askEngine = engine.info(cancel);
    QCoro::Task<Result<Toolchain>> askPrograms = readToolchain(*context, cancel);
    const Result<OpenedProject> opened = co_await openProject(options, cancel);
    const Result<Toolchain> toolchain = co_await askPrograms;
    const Result<EngineInfo> info = co_await askEngine;
    if (!opened)
        co_return failure(opened.error());
    if (!info)
        co_return failure(info.error());
    if (!toolchain)
        co_return failure(toolchain.error());
    co_return Prepared{{engine.knowing(*info), opened->project}, *toolchain};
}

QCoro::Task<int> carryOut(Options options, LoadedProject project, Plan plan, EngineClient engine, Turn *turn, CancelToken cancel)
{
    Printer printer(plan, options.json);
    JournaledRun journaled(plan, project, turn->engineId());
    RunTeller teller(plan, [turn](const QString &doing) { turn->tell(doing); });
    std::optional<RunBroadcast> broadcast(std::in_place, turn->storyPath(), RunState::of(plan, QDateTime::currentDateTime()));
    const std::function<void(const RunEvent &)> observe = [&](const RunEvent &event) {
        journaled.observe(event);
        teller.observe(event);
        broadcast->observe(event);
        printer(event);
    };
    const RunResult result = co_await runPlan(plan, engine, observe, cancel);
    broadcast.reset();
    journaled.end(result);
    if (options.json)
        printJson(resultJson(plan, result));
    else
        printResult(plan, result);
    if (result.outcome == RunOutcome::Failed)
        reportError(*result.error);
    const Result<void> next = co_await rememberForNextBuild(project, engine, plan, result, cancel);
    if (!next)
        printErrorLine(u"layerdeck: "_s + next.error().sentences());
    const Result<void> remembered = co_await rememberDeployment(project, engine, plan, result, cancel);
    if (!remembered)
        printErrorLine(u"layerdeck: "_s + remembered.error().sentences());
    co_return exitCodeFor(result);
}

Result<DeployOptions> deployOptionsOf(const Options &options, bool force)
{
    DeployOptions deploy;
    deploy.force = force;
    deploy.pull = options.values.contains(u"pull"_s);
    deploy.stages = options.values.value(u"stage"_s);
    deploy.rollBack = options.values.contains(u"roll-back"_s);
    deploy.bypass = options.values.contains(u"bypass"_s);
    if (options.values.contains(u"wait-timeout"_s)) {
        bool isNumber = false;
        deploy.healthSeconds = options.value(u"wait-timeout"_s).toInt(&isNumber);
        if (!isNumber || deploy.healthSeconds < 1) {
            return failure(Error{ErrorCode::InvalidInput, u"“%1” is no number of seconds."_s.arg(options.value(u"wait-timeout"_s)),
                                 u"Nothing was changed."_s, u"Give --wait-timeout a number from 1 on."_s, {}});
        }
    }
    return deploy;
}

namespace {

QCoro::Task<int> build(Options options, bool force, CancelToken cancel)
{
    const Result<DeployOptions> deploy = deployOptionsOf(options, force);
    if (!deploy)
        co_return refuseRun(deploy.error(), options.json);
    const Result<Prepared> prepared = co_await prepare(options, cancel);
    if (!prepared)
        co_return refuseRun(prepared.error(), options.json);
    const EngineClient engine = prepared->opened.engine;
    Result<Turn> turn = co_await Turn::on(prepared->opened, cancel);
    const Result<void> taken = turn ? turn->take(force ? PlanKind::Rebuild : PlanKind::Deploy) : failure(turn.error());
    if (!taken)
        co_return refuseRun(taken.error(), options.json);
    const Result<Plan> plan = co_await planDeploy(prepared->opened.project, prepared->toolchain, engine, options.names, *deploy, cancel);
    if (!plan)
        co_return refuseRun(plan.error(), options.json);
    co_return co_await carryOut(options, prepared->opened.project, *plan, engine, &*turn, cancel);
}

} // namespace

QList<QCommandLineOption> deployOptions()
{
    return {{u"bypass"_s, u"Builds without asking cache_from."_s},
            {u"roll-back"_s, u"Goes back to the deployment of before where the new containers do not become healthy."_s},
            {u"wait-timeout"_s, u"How long containers may take to become healthy (default: 300)."_s, u"SECONDS"_s}};
}

QList<QCommandLineOption> rebuildOptions()
{
    return {{u"pull"_s, u"Asks the registries for newer base images."_s},
            {u"stage"_s, u"Only this stage runs again; may be given several times."_s, u"NAME"_s},
            {u"roll-back"_s, u"Goes back to the deployment of before where the new containers do not become healthy."_s},
            {u"wait-timeout"_s, u"How long containers may take to become healthy (default: 300)."_s, u"SECONDS"_s}};
}

QList<QCommandLineOption> redeployOptions()
{
    return clearChoices() + QList<QCommandLineOption>{{u"pull"_s, u"Asks the registries for newer base images."_s},
                                                      {u"roll-back"_s, u"Goes back to the deployment of before where the new containers do not become healthy."_s},
            {u"wait-timeout"_s, u"How long containers may take to become healthy (default: 300)."_s, u"SECONDS"_s}};
}

QCoro::Task<int> runDeploy(Options options, CancelToken cancel)
{
    return build(options, false, cancel);
}

QCoro::Task<int> runRebuild(Options options, CancelToken cancel)
{
    return build(options, true, cancel);
}

QCoro::Task<int> runRedeploy(Options options, CancelToken cancel)
{
    const Result<DeployOptions> deploy = deployOptionsOf(options, false);
    if (!deploy)
        co_return refuseRun(deploy.error(), options.json);
    const Result<ClearRequest> request = clearRequestOf(options);
    if (!request)
        co_return refuseRun(request.error(), options.json);
    const Result<Prepared> prepared = co_await prepare(options, cancel);
    if (!prepared)
        co_return refuseRun(prepared.error(), options.json);
    const EngineClient engine = prepared->opened.engine;
    const LoadedProject project = prepared->opened.project;
    const bool isDry = options.values.contains(u"dry-run"_s);
    std::optional<Plan> shown;
    if (isDry || !options.yes) {
        const Result<Plan> first = co_await planRedeploy(project, prepared->toolchain, engine, *request, {}, *deploy, cancel);
        if (!first)
            co_return refuseRun(first.error(), options.json);
        shown = *first;
    }
    if (isDry && options.json) {
        printJson(selectionJson(*shown->clear));
        co_return ExitSuccess;
    }
    if (isDry) {
        printLine(selectionLines(*shown->clear).join(u'\n'));
        for (const QString &purpose : purposes(*shown))
            printLine(u"  then    "_s + purpose);
        co_return ExitSuccess;
    }
    Result<Turn> turn = co_await Turn::on(prepared->opened, cancel);
    if (!turn)
        co_return refuseRun(turn.error(), options.json);
    if (shown) {
        const std::optional<int> refused = co_await confirmDeletion(options, *shown, u"Redeploy"_s, cancel);
        if (refused)
            co_return *refused;
    }
    if (const Result<void> taken = turn->take(PlanKind::Redeploy); !taken)
        co_return refuseRun(taken.error(), options.json);
    const Result<Plan> plan = co_await planRedeploy(project, prepared->toolchain, engine, *request, {}, *deploy, cancel);
    if (!plan || (shown && !plan->clear->deletesTheSame(*shown->clear)))
        co_return refuseRun(plan ? changedMeanwhile() : plan.error(), options.json);
    co_return co_await carryOut(options, project, *plan, engine, &*turn, cancel);
}

} // namespace layerdeck
