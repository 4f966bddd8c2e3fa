// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/plan.h"

#include "base/background.h"
#include "base/units.h"
#include "deploy/plannedsteps.h"
#include "deploy/rollback.h"
#include "deploy/sharedsteps.h"
#include "engine/dockerprogram.h"
#include "git/uncommitted.h"
#include "layers/readimages.h"
#include "store/journal.h"
#include "store/nextbuild.h"

#include <QFile>

#include <algorithm>
#include <chrono>
#include <stop_token>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Result<QStringList> chosenServices(const LoadedProject &project, const QStringList &asked)
{
    QStringList all;
    for (const ComposeService &service : project.config.services)
        all << service.name;
    for (const QString &name : asked) {
        if (!all.contains(name)) {
            return failure(Error{ErrorCode::InvalidInput, u"The project has no service “%1”."_s.arg(name),
                                 u"Nothing was changed."_s, u"Its services are %1."_s.arg(joinedNames(all)), {}});
        }
    }
    if (all.isEmpty()) {
        return failure(Error{ErrorCode::InvalidInput, u"The project has no services."_s, u"Nothing was changed."_s,
                             u"Services of a profile appear when COMPOSE_PROFILES names it."_s, {}});
    }
    return asked.isEmpty() ? all : asked;
}

/// The services to build for a start of `services`: themselves, what they depend on where its image is missing, as `up` would do,
/// and the services whose builds those begin from.
QStringList servicesToBuild(const ComposeProject &project, const QStringList &services, const QList<Image> &images)
{
    QStringList pending = services;
    QStringList seen;
    QStringList result;
    while (!pending.isEmpty()) {
        const QString name = pending.takeFirst();
        const ComposeService *service = project.service(name);
        if (!service || seen.contains(name))
            continue;
        seen << name;
        pending << service->dependsOn;
        const QString reference = service->imageReference();
        const bool present =
            std::ranges::any_of(images, [&](const Image &image) { return image.tags.contains(reference); });
        if (service->build && (services.contains(name) || !present))
            result << name;
    }
    return project.withContexts(result);
}

QCoro::Task<Result<BakeDefinition>> bakeDefinition(LoadedProject project, Toolchain toolchain, QStringList services,
                                                   CancelToken cancel)
{
    if (toolchain.composePrintsBake()) {
        const Command print = project.compose(QStringList{u"build"_s, u"--print"_s} + services);
        const ProcessOptions options;
        const Result<ProcessResult> printed = co_await runDocker(print, options, cancel);
        if (!printed)
            co_return failure(printed.error());
        if (printed->exitCode == 0)
            co_return bakeFromPrint(printed->output);
        if (!printed->errorOutput.contains("unknown flag")) {
            co_return failure(Error{ErrorCode::InvalidInput, u"Compose cannot prepare the build."_s,
                                    u"Nothing was changed."_s, {}, QString::fromUtf8(printed->errorOutput)});
        }
    }
    const QString platform = composeEnvironment(project.files.envFiles).value(u"DOCKER_DEFAULT_PLATFORM"_s);
    co_return bakeFromConfig(project.config.configJson, services, toolchain.compose.toString(), platform);
}

/// A missing Dockerfile stops a build only after the contexts were sent, and in BuildKit's words.
Result<void> checkDockerfiles(const LoadedProject &project, const QStringList &services)
{
    for (const QString &name : services) {
        const QString path = project.config.service(name)->build->dockerfilePath();
        if (!path.isEmpty() && !QFile::exists(path)) {
            return failure(Error{ErrorCode::InvalidInput,
                                 u"The Dockerfile of “%1” is missing: there is no %2."_s.arg(name, path),
                                 u"Nothing was built and no container was changed."_s,
                                 u"Create it, or correct “dockerfile” and “context” in the Compose file."_s, {}});
        }
    }
    return {};
}

Command bakeCommand(const LoadedProject &project, const BakeDefinition &definition)
{
    Command command{u"docker"_s, {u"buildx"_s, u"bake"_s, u"--progress=rawjson"_s, u"-f"_s, u"-"_s},
                    project.files.directory, project.environment, definition.json};
    // The definition is Compose's own: its paths were chosen by the project, as with "docker compose build".
    command.environment.insert(u"BUILDX_BAKE_ENTITLEMENTS_FS"_s, u"0"_s);
    // buildx's default provenance holds the time of the build: on the containerd store it gives a fully cached build
    // a new image id, and Compose would recreate containers although nothing changed.
    command.environment.insert(u"BUILDX_NO_DEFAULT_ATTESTATIONS"_s, u"1"_s);
    return command;
}

QCoro::Task<Result<ClearSelection>> readSelection(LoadedProject project, EngineClient engine, ClearRequest request,
                                                  QList<InspectedImage> known, CancelToken cancel)
{
    ClearFacts facts;
    facts.project = project.config;
    facts.directory = project.files.directory;
    const std::function<void(int, int)> quiet = [](int, int) {};
    const Result<QList<InspectedImage>> images = co_await readImages(engine, known, quiet, cancel);
    if (!images)
        co_return failure(images.error());
    facts.images = *images;
    const Result<QList<Container>> containers = co_await engine.containers({}, cancel);
    if (!containers)
        co_return failure(containers.error());
    facts.containers = *containers;
    const Result<EngineInfo> info = co_await engine.info(cancel);
    if (!info)
        co_return failure(info.error());
    facts.containerdStore = info->containerdStore;
    if (!facts.containerdStore) {
        // What cannot be read is told as unknown, and counts as one that survives.
        const Result<QMap<QString, bool>> caches = co_await engine.inlineCaches(localSources(facts.project, facts.images), cancel);
        if (!caches && caches.error().isCancelled())
            co_return cancelled();
        facts.inlineCaches = caches.value_or(QMap<QString, bool>());
    }
    const Result<DiskUsage> usage = co_await engine.buildCache(cancel);
    if (!usage)
        co_return failure(usage.error());
    facts.records = usage->cache;
    // Relating ten thousand records takes long enough to be seen.
    const std::function<Result<ClearSelection>()> select = [request, read = facts] {
        ClearFacts facts = read;
        facts.steps = plannedSteps(facts.project);
        return selectForClear(request, facts);
    };
    const Result<Result<ClearSelection>> selection = co_await inBackground(select, cancel);
    co_return selection ? *selection : failure(selection.error());
}

QList<PlanStep> clearSteps(const ClearSelection &selection)
{
    QList<PlanStep> steps;
    // Names first: what goes with its image is no longer shared.
    for (const ClearedImage &image : selection.images) {
        const QString words = image.keptBecause.isEmpty() ? u"Remove the image %1"_s : u"Take the name %1 from its image"_s;
        const QString name = image.reference.startsWith("sha256:"_L1) ? shortId(image.reference) : image.reference;
        steps << PlanStep{words.arg(name), RemoveImage{image.reference, image.id, image.keptBecause}};
    }
    if (!selection.records.isEmpty()) {
        const qsizetype count = selection.records.size();
        steps << PlanStep{count == 1 ? u"Delete 1 build cache record"_s : u"Delete %1 build cache records"_s.arg(count),
                          PruneRecords{selection.records}};
    }
    return steps;
}

Result<void> checkStages(const QList<PlannedStep> &steps, const QStringList &services, const QStringList &stages)
{
    QStringList known;
    for (const PlannedStep &step : steps) {
        if (services.contains(step.service))
            known << step.stage;
    }
    known.removeDuplicates();
    for (const QString &stage : stages) {
        if (!known.contains(stage, Qt::CaseInsensitive)) {
            return failure(Error{ErrorCode::InvalidInput, u"None of these services has a stage “%1”."_s.arg(stage), u"Nothing was changed."_s,
                                 known.isEmpty() ? QString() : u"Their stages are %1."_s.arg(joinedNames(known)), {}});
        }
    }
    return {};
}

} // namespace

QString kindName(PlanKind kind)
{
    switch (kind) {
    case PlanKind::Deploy: return u"deploy"_s;
    case PlanKind::Rebuild: return u"rebuild"_s;
    case PlanKind::Redeploy: return u"redeploy"_s;
    case PlanKind::Rollback: return u"rollback"_s;
    case PlanKind::Clear: break;
    }
    return u"clear"_s;
}

bool Plan::promisesFreshness() const
{
    return kind == PlanKind::Redeploy || (kind == PlanKind::Rebuild && changes.stages.isEmpty());
}

bool Plan::builds() const
{
    return std::ranges::any_of(steps, [](const PlanStep &step) { return std::holds_alternative<BuildImages>(step.action); });
}

QString joinedNames(const QStringList &names)
{
    if (names.size() < 2)
        return names.join(QString());
    return names.mid(0, names.size() - 1).join(u", "_s) + u" and "_s + names.last();
}

QList<Command> equivalentCommands(const PlanAction &action)
{
    struct Visitor
    {
        QList<Command> operator()(const BuildImages &a) const { return {a.command}; }
        QList<Command> operator()(const SwitchContainers &a) const { return {a.command}; }
        QList<Command> operator()(const RemoveImage &a) const
        {
            return {{u"docker"_s, {u"image"_s, u"rm"_s, u"--force"_s, a.reference}}};
        }
        QList<Command> operator()(const PruneRecords &a) const
        {
            QList<Command> commands;
            for (const ClearedRecord &record : a.records)
                commands << Command{u"docker"_s, {u"builder"_s, u"prune"_s, u"--all"_s, u"--force"_s, u"--filter"_s, u"id="_s + record.id}};
            return commands;
        }
        QList<Command> operator()(const TagImage &a) const
        {
            return {{u"docker"_s, {u"image"_s, u"tag"_s, a.imageId, a.reference}}};
        }
    };
    return std::visit(Visitor{}, action);
}

QStringList purposes(const Plan &plan)
{
    QStringList list;
    for (const PlanStep &step : plan.steps)
        list << step.purpose;
    return list;
}

namespace {

PlanStep switchStep(const LoadedProject &project, const QStringList &services, const QStringList &asked, int healthSeconds,
                    const std::optional<Settled> &settled)
{
    QStringList up{u"up"_s, u"-d"_s, u"--no-build"_s, u"--wait"_s, u"--wait-timeout"_s, QString::number(healthSeconds)};
    up << asked;
    const QString limit = healthSeconds % 60 == 0 ? u"%1\u202Fmin"_s.arg(healthSeconds / 60) : u"%1\u202Fs"_s.arg(healthSeconds);
    return {u"Start %1, wait for health up to %2"_s.arg(joinedNames(services), limit), SwitchContainers{project.compose(up), {renderCommand(project), project.config.configJson}, asked.isEmpty(), settled}};
}

/// A build and a switch for `services`, added to `plan`. `asked` are those that the switch names; empty: all.
QCoro::Task<Result<Plan>> withBuildAndSwitch(Plan plan, LoadedProject project, Toolchain toolchain, EngineClient engine,
                                             QStringList services, QStringList asked, DeployOptions options, CancelToken cancel)
{
    const Result<QList<Image>> images = co_await engine.images(cancel);
    if (!images)
        co_return failure(images.error());
    const QStringList built = servicesToBuild(project.config, services, *images);
    if (const auto checked = checkDockerfiles(project, built); !checked)
        co_return failure(checked.error());
    for (const QString &name : built)
        plan.images.insert(name, project.config.service(name)->image);
    if (!options.stages.isEmpty()) {
        const std::function<QList<PlannedStep>()> read = [config = project.config] { return plannedSteps(config); };
        const Result<QList<PlannedStep>> steps = co_await inBackground(read, cancel);
        if (!steps)
            co_return failure(steps.error());
        if (const auto checked = checkStages(*steps, built, options.stages); !checked)
            co_return failure(checked.error());
    }

    std::optional<Settled> settled;
    if (!built.isEmpty()) {
        const Result<EngineInfo> info = co_await engine.info(cancel);
        if (!info)
            co_return failure(info.error());
        const Deployments store(project.files.directory, project.config.name, info->id);
        const std::function<QList<Deployment>()> list = [store] { return store.read().value_or(QList<Deployment>()); };
        const Result<QList<Deployment>> remembered = co_await inBackground(list, cancel);
        if (!remembered)
            co_return failure(remembered.error());
        settled = settledState(project.config, *remembered);
        const QStringList bypassed = NextBuild(project.files.directory, project.config.name, info->id).bypassed();
        for (const QString &name : built) {
            if (options.force && options.stages.isEmpty() && !plan.changes.withoutCache.contains(name))
                plan.changes.withoutCache << name;
            if (options.force && !options.stages.isEmpty())
                plan.changes.stages.insert(name, options.stages);
            if ((options.bypass || bypassed.contains(name)) && !plan.changes.withoutSources.contains(name))
                plan.changes.withoutSources << name;
        }
        plan.changes.pull = options.pull;
        for (const QString &name : project.head && project.head->dirty ? built : QStringList()) {
            const QString folder = project.config.service(name)->build->context;
            const Result<QString> uncommitted = co_await readUncommitted(project.files.directory, folder, cancel);
            if (uncommitted)
                plan.uncommitted.insert(name, *uncommitted);
            else if (uncommitted.error().isCancelled())
                co_return cancelled();
        }
        const Result<BakeDefinition> definition = co_await bakeDefinition(project, toolchain, built, cancel);
        if (!definition)
            co_return failure(definition.error());
        plan.definition = changed(*definition, plan.changes);
        // A CancelToken belongs to this thread: what works in another is told to stop in a way of its own.
        std::stop_source stop;
        const CancelToken::Registration registration = cancel.onCancel([&stop] { stop.request_stop(); });
        const std::function<Result<QList<BuildTargetSteps>>()> expect = [config = project.config, definition = plan.definition,
                                                                         token = stop.get_token()] {
            return expectedSteps(config, definition, token);
        };
        const Result<Result<QList<BuildTargetSteps>>> expected = co_await inBackground(expect, cancel);
        if (!expected || !*expected)
            co_return failure(expected ? expected->error() : expected.error());
        plan.expected = **expected;
        QStringList withoutCache = plan.changes.withoutCache;
        withoutCache.removeIf([&built](const QString &name) { return !built.contains(name); });
        withoutCache.sort();
        QString words = u"Build %1"_s.arg(joinedNames(built));
        if (withoutCache == built)
            words += u" without cache"_s;
        else if (!withoutCache.isEmpty())
            words += u", %1 without cache"_s.arg(joinedNames(withoutCache));
        if (!plan.changes.stages.isEmpty())
            words += u", stage %1 without cache"_s.arg(joinedNames(options.stages));
        if (!plan.changes.withoutSources.isEmpty())
            words += u", without asking the cache sources of %1"_s.arg(joinedNames(plan.changes.withoutSources));
        if (options.pull)
            words += u", with the newest base images"_s;
        plan.steps << PlanStep{words, BuildImages{bakeCommand(project, plan.definition)}};
    }
    plan.steps << switchStep(project, services, asked, options.healthSeconds, settled);
    plan.switching = options;
    if (options.rollBack) {
        const Result<Fallback> fallback = co_await planFallback(project, engine, services, options, cancel);
        if (!fallback)
            co_return failure(fallback.error());
        plan.fallback = fallback->steps;
        plan.fallbackTold = fallback->told;
        plan.fallbackServices = fallback->services;
    }
    co_return plan;
}

Plan emptyPlan(PlanKind kind, const LoadedProject &project, const EngineClient &engine, const QStringList &services)
{
    Plan plan;
    plan.kind = kind;
    plan.context = engine.context();
    plan.project = project.config.name;
    plan.services = services;
    return plan;
}

} // namespace

QString Plan::phasePurpose(qsizetype phase) const
{
    return phase >= 0 && phase < steps.size() ? steps.at(phase).purpose : QString::fromLatin1(wayBackPhase);
}

QCoro::Task<Result<Plan>> planDeploy(LoadedProject project, Toolchain toolchain, EngineClient engine,
                                     QStringList asked, DeployOptions options, CancelToken cancel)
{
    const Result<QStringList> services = chosenServices(project, asked);
    if (!services)
        co_return failure(services.error());
    const Plan plan = emptyPlan(options.force ? PlanKind::Rebuild : PlanKind::Deploy, project, engine, *services);
    co_return co_await withBuildAndSwitch(plan, project, toolchain, engine, *services, asked, options, cancel);
}

QCoro::Task<Result<Plan>> planClear(LoadedProject project, EngineClient engine, ClearRequest request, QList<InspectedImage> known,
                                    CancelToken cancel)
{
    const Result<ClearSelection> selection = co_await readSelection(project, engine, request, known, cancel);
    if (!selection)
        co_return failure(selection.error());
    Plan plan = emptyPlan(PlanKind::Clear, project, engine, selection->services);
    plan.clearRequest = request;
    plan.clear = *selection;
    plan.steps = clearSteps(*selection);
    co_return plan;
}

QCoro::Task<Result<Plan>> planRedeploy(LoadedProject project, Toolchain toolchain, EngineClient engine, ClearRequest request,
                                       QList<InspectedImage> known, DeployOptions options, CancelToken cancel)
{
    if (request.target == ClearTarget::Step || request.target == ClearTarget::Images) {
        co_return failure(Error{ErrorCode::InvalidInput, u"A redeployment makes whole services fresh."_s, u"Nothing was changed."_s,
                                u"Clear a step or images with “clear”, then deploy."_s, {}});
    }
    // Nothing is taken away from what runs before its successor is built: a failed build must leave a way back.
    request.images = false;
    if (request.target == ClearTarget::All)
        request.target = ClearTarget::BuildCache;
    // What a service is built from is built with it, and is as old as its oldest step.
    const QStringList asked = request.services;
    ClearRequest widened = request;
    widened.services = project.config.withContexts(asked);
    const Result<ClearSelection> selection = co_await readSelection(project, engine, widened, known, cancel);
    if (!selection)
        co_return failure(selection.error());
    const QStringList services = asked.isEmpty() ? selection->services : asked;
    Plan plan = emptyPlan(PlanKind::Redeploy, project, engine, services);
    plan.clearRequest = request;
    plan.clear = *selection;
    plan.steps = clearSteps(*selection);
    plan.changes.withoutCache = selection->stale.keys();
    for (const SurvivingSource &source : selection->survivors) {
        if (!plan.changes.withoutSources.contains(source.service))
            plan.changes.withoutSources << source.service;
    }
    co_return co_await withBuildAndSwitch(plan, project, toolchain, engine, services, asked, options, cancel);
}

} // namespace layerdeck
