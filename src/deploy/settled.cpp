// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/settled.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Of a Compose configuration: whether it is all in the containers. Compose's "up" hashes the content of configs and secrets too, pulls what
/// it is told to, and asks providers and model runners (pkg/compose/hash.go, convergence.go, pull.go).
bool isAllInContainers(const QByteArray &configJson)
{
    static const QStringList quietPolicies{QString(), u"missing"_s, u"if_not_present"_s, u"never"_s};
    const QJsonObject config = QJsonDocument::fromJson(configJson).object();
    for (const QLatin1String section : {"configs"_L1, "secrets"_L1, "models"_L1}) {
        if (!config[section].toObject().isEmpty())
            return false;
    }
    const QJsonObject services = config["services"_L1].toObject();
    return !services.isEmpty() && std::ranges::none_of(services, [](const QJsonValue &service) {
        return service["provider"_L1].isObject() || !quietPolicies.contains(service["pull_policy"_L1].toString());
    });
}

} // namespace

QStringList containerIdentities(const QStringList &services, const QList<Container> &containers)
{
    QStringList identities;
    for (const Container &container : containers) {
        if (services.contains(container.service()))
            identities << container.service() + u' ' + container.id + u' ' + container.networks.join(u',');
    }
    identities.sort();
    return identities;
}

std::optional<Settled> settledState(const ComposeProject &project, const QList<Deployment> &deployments)
{
    const auto same = std::ranges::find_if(deployments, [&project](const Deployment &deployment) {
        return !deployment.containers.isEmpty() && deployment.config == project.configJson;
    });
    if (same == deployments.end() || !isAllInContainers(project.configJson))
        return std::nullopt;
    Settled settled{same->containers, {}};
    for (const ComposeService &service : project.services)
        settled.images.insert(service.name, service.imageReference());
    return settled;
}

QCoro::Task<bool> isSettled(Settled settled, QList<Container> containers, EngineClient engine, CancelToken cancel)
{
    if (settled.containers.isEmpty() || containerIdentities(settled.images.keys(), containers) != settled.containers)
        co_return false;
    for (auto it = settled.images.cbegin(); it != settled.images.cend(); ++it) {
        QList<Container> own = containers;
        own.removeIf([&it](const Container &container) { return container.service() != it.key(); });
        if (own.isEmpty()) // as many as then: none
            continue;
        const Result<ImageDetail> image = co_await engine.inspectImage(*it, cancel);
        const bool runsIt = image && std::ranges::all_of(own, [&image](const Container &container) {
            return container.state == "running"_L1 && container.isWell() && container.imageId == image->id;
        });
        if (!runsIt)
            co_return false;
    }
    co_return true;
}

} // namespace layerdeck
