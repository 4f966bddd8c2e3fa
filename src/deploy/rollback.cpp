// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/rollback.h"

#include "base/units.h"
#include "store/statefolder.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QtConcurrentRun>

#include <qcoro/qcorofuture.h>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Letters that a tag may have.
QString tagOf(const QString &project, const QString &service, const QString &id)
{
    static const QRegularExpression other(u"[^A-Za-z0-9_.-]"_s);
    QString tag = project + u'-' + service + u'-' + id;
    return tag.replace(other, u"_"_s).right(127);
}

} // namespace

bool isKeptFor(const QString &reference, const QString &project, const QString &service)
{
    const QString id = u"20261130-175036-41df"_s;
    const QString name = QLatin1String(keptRepository) + u':' + tagOf(project, service, id);
    return reference.size() == name.size() && reference.startsWith(QStringView(name).chopped(id.size()));
}

namespace {

/// The file may be locked by another Layerdeck for a while. Functions of their own, see ARCHITECTURE.md about closures in co_await
/// expressions.
QFuture<Result<QList<Deployment>>> addInBackground(const Deployments &store, const Deployment &deployment)
{
    return QtConcurrent::run([store, deployment] { return store.add(deployment, keptDeployments); });
}

QFuture<Result<QList<Deployment>>> readInBackground(const Deployments &store)
{
    return QtConcurrent::run([store] { return store.read(); });
}

/// What runs, as a deployment; without the names that keep its images.
Deployment deploymentOf(const ComposeProject &project, const QList<Container> &containers)
{
    Deployment deployment;
    deployment.time = QDateTime::currentDateTimeUtc();
    deployment.project = project.name;
    deployment.config = project.configJson;
    for (const Container &container : containers) {
        if (container.service().isEmpty() || !project.service(container.service()))
            continue;
        deployment.running.insert(container.service(), container.configHash());
        const ComposeService *service = project.service(container.service());
        if (service->build)
            deployment.services.insert(service->name, {service->imageReference(), container.imageId, {}});
    }
    return deployment;
}

/// Whether all containers of a service are as they were then; false where there is none.
bool isAsThen(const Deployment &deployment, const QString &service, const QList<Container> &containers)
{
    bool found = false;
    for (const Container &container : containers) {
        if (container.service() != service)
            continue;
        found = true;
        const auto image = deployment.services.constFind(service);
        if (image != deployment.services.cend() && image->imageId != container.imageId)
            return false;
        const QString hash = deployment.running.value(service);
        if (!hash.isEmpty() && hash != container.configHash())
            return false;
    }
    return found;
}

/// The steps of a roll back whose switch names `services`; all of the project where they are empty.
QCoro::Task<Result<Plan>> backTo(LoadedProject project, EngineClient engine, Deployment deployment, QStringList services, DeployOptions options,
                                 CancelToken cancel)
{
    Plan plan;
    plan.kind = PlanKind::Rollback;
    plan.context = engine.context();
    plan.project = project.config.name;
    plan.services = deployment.services.keys();
    if (!services.isEmpty())
        plan.services.removeIf([&services](const QString &service) { return !services.contains(service); });
    if (plan.services.isEmpty())
        plan.services = deployment.services.keys();
    plan.rollbackTo = deployment;
    for (auto it = deployment.services.cbegin(); it != deployment.services.cend(); ++it) {
        const Result<ImageDetail> image = co_await engine.inspectImage(it->imageId, cancel);
        if (!image && image.error().code == ErrorCode::NotFound) {
            co_return failure(Error{ErrorCode::NotFound, u"The image of %1 from then is gone."_s.arg(it.key()), u"Nothing was changed."_s,
                                    u"Choose another deployment, or deploy that commit again."_s, it->imageId});
        }
        if (!image)
            co_return failure(image.error());
        plan.images.insert(it.key(), it->reference);
        plan.steps << PlanStep{u"Give %1 back to image %2"_s.arg(it->reference, shortId(it->imageId)), TagImage{it->imageId, it->reference}};
    }
    QStringList up{u"compose"_s, u"--project-name"_s, project.config.name, u"--project-directory"_s, project.files.directory, u"-f"_s, u"-"_s,
                   u"up"_s, u"-d"_s, u"--no-build"_s, u"--wait"_s, u"--wait-timeout"_s, QString::number(options.healthSeconds)};
    if (!services.isEmpty())
        up << u"--no-deps"_s << services;
    const QString names = joinedNames(services.isEmpty() ? plan.services : services);
    // Without an id it is no remembered one: what ran just before.
    const QString commit = deployment.commit.isEmpty() ? QString() : u" (%1)"_s.arg(shortCommit(deployment.commit));
    const QString words = deployment.id.isEmpty()
                              ? u"Start %1 with the images of before"_s.arg(names)
                              : u"Start %1 as deployed on %2%3"_s.arg(names, QLocale().toString(deployment.time.toLocalTime(), u"d MMM HH:mm"_s), commit);
    plan.steps << PlanStep{words, SwitchContainers{Command{u"docker"_s, up, project.files.directory, project.environment, deployment.config}}};
    co_return plan;
}

/// What is remembered, and which of it the containers are. Io and InvalidInput where that cannot be read.
QCoro::Task<Result<RollbackTargets>> targetsBeside(LoadedProject project, EngineClient engine, QList<Container> containers, CancelToken cancel)
{
    const Result<EngineInfo> info = co_await engine.info(cancel);
    if (!info)
        co_return failure(info.error());
    const Result<QList<Image>> images = co_await engine.images(cancel);
    if (!images)
        co_return failure(images.error());
    QSet<QString> ids;
    for (const Image &image : *images)
        ids.insert(image.id);
    const Deployments store(project.files.directory, project.config.name, info->id);
    QFuture<Result<QList<Deployment>>> reading = readInBackground(store);
    const Result<QList<Deployment>> remembered = co_await reading;
    if (!remembered) {
        co_return failure(Error{remembered.error().code, u"The deployments of before cannot be read: %1"_s.arg(remembered.error().message),
                                u"Nothing was changed."_s, u"Check the file %1."_s.arg(store.file()), {}});
    }
    RollbackTargets targets;
    targets.deployments = *remembered;
    targets.deployments.removeIf([&ids](const Deployment &deployment) {
        return std::ranges::any_of(deployment.services, [&ids](const Deployment::Service &service) { return !ids.contains(service.imageId); });
    });
    targets.running = runningDeployment(targets.deployments, containers);
    co_return targets;
}

} // namespace

QCoro::Task<Result<void>> rememberDeployment(LoadedProject project, EngineClient engine, Plan plan, RunResult result, CancelToken cancel)
{
    // What was gone back to is remembered already, and keeps its place: the one before it is the next to go back to.
    if (!result.switched || result.outcome != RunOutcome::Succeeded || plan.kind == PlanKind::Rollback)
        co_return {};
    const Result<EngineInfo> info = co_await engine.info(cancel);
    if (!info)
        co_return failure(info.error());
    // Read here, not taken from the run: its look at the end is bounded in time.
    const Result<QList<Container>> containers = co_await engine.containers(project.config.name, cancel);
    if (!containers)
        co_return failure(containers.error());
    Deployment deployment = deploymentOf(project.config, *containers);
    deployment.time = result.started.toUTC(); // as the journal calls the run
    deployment.id = deployment.time.toString(u"yyyyMMdd-HHmmss-"_s) + QString::number(QRandomGenerator::global()->bounded(0x1000, 0x10000), 16);
    deployment.kind = kindName(plan.kind);
    deployment.commit = project.commitHash;
    deployment.user = personName();
    deployment.directory = project.files.directory;
    deployment.engineId = info->id;
    for (auto it = deployment.services.begin(); it != deployment.services.end(); ++it) {
        it->kept = QLatin1String(keptRepository) + u':' + tagOf(project.config.name, it.key(), deployment.id);
        it->uncommitted = plan.uncommitted.value(it.key());
    }
    const auto isWhole = [](const PlanStep &step) {
        const auto *switching = std::get_if<SwitchContainers>(&step.action);
        return switching && switching->whole;
    };
    if (result.alreadySwitched || std::ranges::any_of(plan.steps, isWhole))
        deployment.containers = containerIdentities(deployment.running.keys(), *containers);
    if (deployment.services.isEmpty())
        co_return {};
    const Deployments store(project.files.directory, project.config.name, info->id);
    QFuture<Result<QList<Deployment>>> adding = addInBackground(store, deployment);
    const Result<QList<Deployment>> old = co_await adding;
    if (!old)
        co_return failure(old.error());
    // Named after it was written down: a name that nobody knows of would keep its image for ever.
    Result<void> done;
    for (const Deployment::Service &service : std::as_const(deployment.services)) {
        const QString tag = service.kept.section(u':', 1);
        const Result<bool> tagged = co_await engine.tagImage(service.imageId, QString::fromLatin1(keptRepository), tag, cancel);
        if (!tagged && done)
            done = failure(tagged.error());
    }
    for (const Deployment &gone : *old) {
        for (const Deployment::Service &service : gone.services) {
            // Only its name; where another deployment keeps the same image, it stays by that one's.
            const Result<ImageRemoval> removed = co_await engine.removeImage(service.kept, cancel);
            if (!removed && removed.error().code != ErrorCode::NotFound && done)
                done = failure(removed.error());
        }
    }
    co_return done;
}

int RollbackTargets::usual() const
{
    const int before = running < 0 ? 0 : running + 1;
    return before < deployments.size() ? before : -1;
}

int runningDeployment(const QList<Deployment> &deployments, const QList<Container> &containers)
{
    const auto runs = [&](const Deployment &deployment) {
        const QStringList services = deployment.running.isEmpty() ? deployment.services.keys() : deployment.running.keys();
        return std::ranges::all_of(services, [&](const QString &service) { return isAsThen(deployment, service, containers); });
    };
    const auto found = std::ranges::find_if(deployments, runs);
    return found == deployments.end() ? -1 : static_cast<int>(found - deployments.begin());
}

QCoro::Task<Result<RollbackTargets>> rollbackTargets(LoadedProject project, EngineClient engine, CancelToken cancel)
{
    const Result<QList<Container>> containers = co_await engine.containers(project.config.name, cancel);
    if (!containers)
        co_return failure(containers.error());
    co_return co_await targetsBeside(project, engine, *containers, cancel);
}

QCoro::Task<Result<Plan>> planRollback(LoadedProject project, EngineClient engine, Deployment deployment, DeployOptions options,
                                       CancelToken cancel)
{
    const Result<QList<Container>> containers = co_await engine.containers(project.config.name, cancel);
    if (!containers)
        co_return failure(containers.error());
    QStringList services = deployment.running.keys();
    services.removeIf([&](const QString &service) { return isAsThen(deployment, service, *containers); });
    if (services.isEmpty())
        services = deployment.running.keys();
    co_return co_await backTo(project, engine, deployment, services, options, cancel);
}

QCoro::Task<Result<Fallback>> planFallback(LoadedProject project, EngineClient engine, QStringList services, DeployOptions options,
                                           CancelToken cancel)
{
    const Result<QList<Container>> containers = co_await engine.containers(project.config.name, cancel);
    if (!containers)
        co_return failure(containers.error());
    Result<RollbackTargets> targets = co_await targetsBeside(project, engine, *containers, cancel);
    // A file that cannot be read must not keep anything from being deployed: what runs now can be gone back to.
    if (!targets && (targets.error().code == ErrorCode::Io || targets.error().code == ErrorCode::InvalidInput))
        targets = RollbackTargets();
    if (!targets)
        co_return failure(targets.error());
    Fallback fallback{{}, u"The deployment of before runs again."_s};
    Deployment before = targets->deployments.value(targets->running);
    if (targets->running < 0 && !containers->isEmpty() && std::ranges::all_of(*containers, [](const Container &of) { return of.service().isEmpty() || of.isWell(); })) {
        before = deploymentOf(project.config, *containers);
        fallback.told = u"The images of before run again, with the configuration of now."_s;
    } else if (targets->running < 0) {
        before = targets->deployments.value(0);
        fallback.told = u"The last deployment that succeeded runs again."_s;
    }
    const auto isNew = [&](const QString &service) { return !before.running.isEmpty() && !before.running.contains(service); };
    QStringList added = services;
    added.removeIf([&](const QString &service) { return !isNew(service); });
    services.removeIf(isNew);
    if (before.services.isEmpty() || services.isEmpty())
        co_return Fallback();
    if (!added.isEmpty())
        fallback.told += (added.size() == 1 ? u" %1 did not run before and stays as it is."_s : u" %1 did not run before and stay as they are."_s).arg(joinedNames(added));
    fallback.services = services;
    const Result<Plan> back = co_await backTo(project, engine, before, services, options, cancel);
    if (!back)
        co_return failure(back.error());
    fallback.steps = back->steps;
    // Others keep the images that their names have now.
    QStringList names;
    for (const QString &service : std::as_const(services))
        names << before.services.value(service).reference;
    fallback.steps.removeIf([&names](const PlanStep &step) {
        const auto *tag = std::get_if<TagImage>(&step.action);
        return tag && !names.contains(tag->reference);
    });
    co_return fallback;
}

} // namespace layerdeck
