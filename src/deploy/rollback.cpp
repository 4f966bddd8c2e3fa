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

/// The file may be locked by another Layerdeck for a while. Functions of their own, see ARCHITECTURE.md about closures in co_await
/// expressions.
QFuture<Result<QList<Deployment>>> addInBackground(const Deployments &store, const Deployment &deployment)
{
    return QtConcurrent::run([store, deployment] { return store.add(deployment, keptDeployments); });
}

QFuture<QList<Deployment>> listInBackground(const Deployments &store)
{
    return QtConcurrent::run([store] { return store.list(); });
}

} // namespace

QCoro::Task<Result<void>> rememberDeployment(LoadedProject project, EngineClient engine, Plan plan, RunResult result, CancelToken cancel)
{
    if (!result.switched || result.outcome != RunOutcome::Succeeded)
        co_return {};
    const Result<EngineInfo> info = co_await engine.info(cancel);
    if (!info)
        co_return failure(info.error());
    // Read here, not taken from the run: its look at the end is bounded in time.
    const Result<QList<Container>> containers = co_await engine.containers(project.config.name, cancel);
    if (!containers)
        co_return failure(containers.error());
    Deployment deployment;
    deployment.time = QDateTime::currentDateTimeUtc();
    deployment.id = deployment.time.toString(u"yyyyMMdd-HHmmss-"_s) + QString::number(QRandomGenerator::global()->bounded(0x1000, 0x10000), 16);
    deployment.kind = kindName(plan.kind);
    deployment.commit = plan.rollbackTo ? plan.rollbackTo->commit : project.commitHash;
    deployment.user = personName();
    deployment.project = project.config.name;
    deployment.directory = project.files.directory;
    deployment.engineId = info->id;
    deployment.config = plan.rollbackTo ? plan.rollbackTo->config : project.config.configJson;
    for (const ComposeService &service : project.config.services) {
        if (!service.build)
            continue;
        const auto container = std::ranges::find(*containers, service.name, &Container::service);
        if (container == containers->end())
            continue;
        const QString tag = tagOf(project.config.name, service.name, deployment.id);
        const Result<bool> tagged = co_await engine.tagImage(container->imageId, QString::fromLatin1(keptRepository), tag, cancel);
        if (!tagged)
            co_return failure(tagged.error());
        deployment.services.insert(service.name, {service.imageReference(), container->imageId, QLatin1String(keptRepository) + u':' + tag, plan.uncommitted.value(service.name)});
    }
    if (deployment.services.isEmpty())
        co_return {};
    const Deployments store(project.files.directory, project.config.name, info->id);
    QFuture<Result<QList<Deployment>>> adding = addInBackground(store, deployment);
    const Result<QList<Deployment>> old = co_await adding;
    if (!old)
        co_return failure(old.error());
    for (const Deployment &gone : *old) {
        for (const Deployment::Service &service : gone.services) {
            // Only its name; where another deployment keeps the same image, it stays by that one's.
            const Result<ImageRemoval> removed = co_await engine.removeImage(service.kept, cancel);
            if (!removed && removed.error().code != ErrorCode::NotFound)
                co_return failure(removed.error());
        }
    }
    co_return {};
}

QCoro::Task<Result<QList<Deployment>>> rollbackTargets(LoadedProject project, EngineClient engine, CancelToken cancel)
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
    QFuture<QList<Deployment>> reading = listInBackground(Deployments(project.files.directory, project.config.name, info->id));
    QList<Deployment> list = co_await reading;
    list.removeIf([&ids](const Deployment &deployment) {
        return std::ranges::any_of(deployment.services, [&ids](const Deployment::Service &service) { return !ids.contains(service.imageId); });
    });
    co_return list;
}

QCoro::Task<Result<Plan>> planRollback(LoadedProject project, EngineClient engine, Deployment deployment, DeployOptions options,
                                       CancelToken cancel)
{
    Plan plan;
    plan.kind = PlanKind::Rollback;
    plan.context = engine.context();
    plan.project = project.config.name;
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
    plan.steps << PlanStep{u"Start %1 as deployed on %2"_s.arg(joinedNames(plan.services),
                                                               QLocale().toString(deployment.time.toLocalTime(), u"d MMM HH:mm"_s)),
                           SwitchContainers{Command{u"docker"_s, up, project.files.directory, project.environment, deployment.config}}};
    co_return plan;
}

} // namespace layerdeck
