// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/plan.h"

#include "base/process.h"
#include "deploy/sharedsteps.h"

#include <QFile>
#include <QtConcurrentRun>

#include <qcoro/qcorofuture.h>

#include <algorithm>
#include <chrono>
#include <stop_token>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// How long a container may take to become healthy before the deployment counts as failed.
constexpr std::chrono::seconds healthTimeout{300};

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

/// The services to build for a start of `services`: themselves, and what they depend on where its image is missing, as
/// `up` would do.
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
    result.sort();
    return result;
}

QCoro::Task<Result<BakeDefinition>> bakeDefinition(LoadedProject project, Toolchain toolchain, QStringList services,
                                                   CancelToken cancel)
{
    if (toolchain.composePrintsBake()) {
        const Command print = project.compose(QStringList{u"build"_s, u"--print"_s} + services);
        const ProcessOptions options;
        const Result<ProcessResult> printed = co_await runProcess(print, options, cancel);
        if (!printed)
            co_return failure(printed.error());
        if (printed->exitCode == 0)
            co_return bakeFromPrint(printed->output);
        if (!printed->errorOutput.contains("unknown flag")) {
            co_return failure(Error{ErrorCode::InvalidInput, u"Compose cannot prepare the build."_s,
                                    u"Nothing was changed."_s, {}, QString::fromUtf8(printed->errorOutput)});
        }
    }
    co_return bakeFromConfig(project.config.configJson, services, toolchain.compose.toString());
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

Command bakeCommand(const LoadedProject &project, const BakeDefinition &definition, bool force)
{
    Command command{u"docker"_s, {u"buildx"_s, u"bake"_s, u"--progress=rawjson"_s, u"-f"_s, u"-"_s},
                    project.files.directory, project.environment, definition.json};
    if (force)
        command.arguments << u"--no-cache"_s;
    // The definition is Compose's own: its paths were chosen by the project, as with "docker compose build".
    command.environment.insert(u"BUILDX_BAKE_ENTITLEMENTS_FS"_s, u"0"_s);
    // buildx's default provenance holds the time of the build: on the containerd store it gives a fully cached build
    // a new image id, and Compose would recreate containers although nothing changed.
    command.environment.insert(u"BUILDX_NO_DEFAULT_ATTESTATIONS"_s, u"1"_s);
    return command;
}

/// A function of its own: GCC 12 destroys a closure twice that is a temporary in a co_await expression.
QFuture<Result<QList<BuildTargetSteps>>> expectedInBackground(const ComposeProject &project,
                                                              const BakeDefinition &definition, std::stop_token stop)
{
    return QtConcurrent::run([=] { return expectedSteps(project, definition, stop); });
}

} // namespace

QString joinedNames(const QStringList &names)
{
    if (names.size() < 2)
        return names.join(QString());
    return names.mid(0, names.size() - 1).join(u", "_s) + u" and "_s + names.last();
}

Command equivalentCommand(const PlanAction &action)
{
    struct Visitor
    {
        Command operator()(const BuildImages &a) const { return a.command; }
        Command operator()(const SwitchContainers &a) const { return a.command; }
        Command operator()(const RemoveImage &a) const
        {
            return {u"docker"_s, {u"image"_s, u"rm"_s, u"--force"_s, a.reference}};
        }
        Command operator()(const PruneBuildCache &) const
        {
            return {u"docker"_s, {u"builder"_s, u"prune"_s, u"--all"_s, u"--force"_s}};
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

QString asScript(const Plan &plan, const LoadedProject &project)
{
    QString script = u"#!/bin/sh\nset -eu\ncd "_s + shellQuoted(project.files.directory) + u'\n';
    for (auto it = project.environment.cbegin(); it != project.environment.cend(); ++it)
        script += u"export "_s + it.key() + u'=' + shellQuoted(it.value()) + u'\n';
    for (const PlanStep &step : plan.steps) {
        Command command = equivalentCommand(step.action);
        for (auto it = project.environment.cbegin(); it != project.environment.cend(); ++it)
            command.environment.remove(it.key());
        script += u"\n# "_s + step.purpose + u'\n' + displayed(command);
        if (!command.input.isEmpty())
            script += u" <<'END_OF_DEFINITION'\n"_s + QString::fromUtf8(command.input).trimmed() + u"\nEND_OF_DEFINITION"_s;
        script += u'\n';
    }
    return script;
}

QCoro::Task<Result<Plan>> planDeploy(LoadedProject project, Toolchain toolchain, EngineClient engine,
                                     QStringList asked, bool force, CancelToken cancel)
{
    const Result<QStringList> services = chosenServices(project, asked);
    if (!services)
        co_return failure(services.error());
    const Result<QList<Image>> images = co_await engine.images(cancel);
    if (!images)
        co_return failure(images.error());

    Plan plan;
    plan.kind = force ? PlanKind::Rebuild : PlanKind::Deploy;
    plan.context = engine.context();
    plan.project = project.config.name;
    plan.services = *services;
    const QStringList built = servicesToBuild(project.config, *services, *images);
    if (const auto checked = checkDockerfiles(project, built); !checked)
        co_return failure(checked.error());
    for (const QString &name : built)
        plan.images.insert(name, project.config.service(name)->image);

    if (!built.isEmpty()) {
        Result<BakeDefinition> definition = co_await bakeDefinition(project, toolchain, built, cancel);
        if (!definition)
            co_return failure(definition.error());
        plan.definition = *definition;
        // A CancelToken belongs to this thread: what works in another is told to stop in a way of its own.
        std::stop_source stop;
        const CancelToken::Registration registration = cancel.onCancel([&stop] { stop.request_stop(); });
        QFuture<Result<QList<BuildTargetSteps>>> future =
            expectedInBackground(project.config, plan.definition, stop.get_token());
        const Result<QList<BuildTargetSteps>> expected = co_await future;
        if (!expected)
            co_return failure(expected.error());
        plan.expected = *expected;
        const QString words = force ? u"Build %1 without cache"_s : u"Build %1"_s;
        plan.steps << PlanStep{words.arg(joinedNames(built)),
                               BuildImages{bakeCommand(project, plan.definition, force)}};
    }
    QStringList up{u"up"_s, u"-d"_s, u"--no-build"_s, u"--wait"_s, u"--wait-timeout"_s,
                   QString::number(healthTimeout.count())};
    if (!asked.isEmpty())
        up << asked;
    const qint64 minutes = std::chrono::duration_cast<std::chrono::minutes>(healthTimeout).count();
    plan.steps << PlanStep{u"Start %1, wait for health up to %2\u202Fmin"_s.arg(joinedNames(*services)).arg(minutes),
                           SwitchContainers{project.compose(up)}};
    co_return plan;
}

QCoro::Task<Result<Plan>> planClear(LoadedProject project, EngineClient engine, QStringList asked, CancelToken cancel)
{
    const Result<QStringList> services = chosenServices(project, asked);
    if (!services)
        co_return failure(services.error());
    const Result<QList<Image>> images = co_await engine.images(cancel);
    if (!images)
        co_return failure(images.error());
    const Result<QList<Container>> containers = co_await engine.containers({}, cancel);
    if (!containers)
        co_return failure(containers.error());
    const Result<DiskUsage> usage = co_await engine.buildCache(cancel);
    if (!usage)
        co_return failure(usage.error());

    Plan plan;
    plan.kind = PlanKind::Clear;
    plan.context = engine.context();
    plan.project = project.config.name;
    for (const QString &name : *services) {
        const ComposeService *service = project.config.service(name);
        if (!service->build)
            continue;
        plan.services << name;
        const QString reference = service->imageReference();
        const auto image = std::ranges::find_if(
            *images, [&](const Image &candidate) { return candidate.tags.contains(reference); });
        if (image == images->end())
            continue;
        const bool inUse = std::ranges::any_of(
            *containers, [&](const Container &container) { return container.imageId == image->id; });
        plan.steps << PlanStep{u"Remove the image %1"_s.arg(reference), RemoveImage{reference, image->id, inUse}};
    }
    if (plan.services.isEmpty()) {
        co_return failure(Error{ErrorCode::InvalidInput, u"None of these services is built here: %1."_s.arg(
                                                             joinedNames(*services)),
                                u"Nothing was changed."_s, u"Name a service that has a build section."_s, {}});
    }
    plan.steps << PlanStep{u"Delete the engine's whole build cache"_s,
                           PruneBuildCache{static_cast<int>(usage->cache.size()), usage->recordedSize()}};
    co_return plan;
}

} // namespace layerdeck
