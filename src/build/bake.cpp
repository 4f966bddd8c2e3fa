// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/bake.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// "config" doubles every dollar, so that its output can be read as a Compose file again; bake takes "${" and "%{" for
/// templates.
QString bakeText(QString text)
{
    text.replace("$$"_L1, "$"_L1);
    text.replace("${"_L1, "$${"_L1);
    text.replace("%{"_L1, "%%{"_L1);
    return text;
}

QString scalar(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (value.isDouble())
        return value.toVariant().toString();
    return bakeText(value.toString());
}

QJsonObject stringMembers(const QJsonValue &value)
{
    QJsonObject result;
    const QJsonObject members = value.toObject();
    for (auto it = members.begin(); it != members.end(); ++it) {
        // An argument without a value is taken from the environment by the builder; null keeps it so.
        if (!it.value().isNull())
            result.insert(it.key(), scalar(it.value()));
    }
    return result;
}

QJsonArray stringItems(const QJsonValue &value)
{
    QJsonArray result;
    for (const QJsonValue item : value.toArray())
        result.append(scalar(item));
    return result;
}

/// Compose accepts shm_size in bytes or with a unit; bake wants text.
void copyScalar(QJsonObject &target, QLatin1StringView to, const QJsonObject &build, QLatin1StringView from)
{
    const QJsonValue value = build[from];
    if (!value.isUndefined() && !value.isNull())
        target.insert(to, scalar(value));
}

void copyList(QJsonObject &target, QLatin1StringView to, const QJsonObject &build, QLatin1StringView from)
{
    if (const QJsonArray items = stringItems(build[from]); !items.isEmpty())
        target.insert(to, items);
}

QJsonArray secrets(const QJsonObject &build, const QJsonObject &projectSecrets)
{
    QJsonArray result;
    for (const QJsonValue item : build["secrets"_L1].toArray()) {
        const QString source = item.isString() ? item.toString() : item["source"_L1].toString();
        const QJsonObject definition = projectSecrets[source].toObject();
        const QString id = item["target"_L1].toString(source);
        if (definition.contains("file"_L1))
            result.append(bakeText(u"id="_s + id + u",type=file,src="_s + definition["file"_L1].toString()));
        else if (definition.contains("environment"_L1))
            result.append(bakeText(u"id="_s + id + u",type=env,env="_s + definition["environment"_L1].toString()));
    }
    return result;
}

QJsonArray sshEntries(const QJsonValue &value)
{
    QJsonArray result;
    if (value.isObject()) {
        const QJsonObject members = value.toObject();
        for (auto it = members.begin(); it != members.end(); ++it)
            result.append(it.value().toString().isEmpty() ? it.key() : it.key() + u'=' + scalar(it.value()));
    } else {
        result = stringItems(value);
    }
    return result;
}

QJsonArray ulimits(const QJsonValue &value)
{
    QJsonArray result;
    const QJsonObject members = value.toObject();
    for (auto it = members.begin(); it != members.end(); ++it) {
        const QString limit = it.value().isObject()
                                  ? scalar(it.value()["soft"_L1]) + u':' + scalar(it.value()["hard"_L1])
                                  : scalar(it.value());
        result.append(it.key() + u'=' + limit);
    }
    return result;
}

/// A context is a folder or an address; "service:x" among the additional ones is another target.
QJsonObject contexts(const QJsonValue &value, const QMap<QString, QString> &targetByService)
{
    QJsonObject result = stringMembers(value);
    for (auto it = result.begin(); it != result.end(); ++it) {
        const QString reference = it.value().toString();
        if (reference.startsWith("service:"_L1))
            it.value() = QString(u"target:"_s + targetByService.value(reference.mid(8), reference.mid(8)));
    }
    return result;
}

QString platformOf(const QJsonObject &service, const QString &defaultPlatform)
{
    return service["platform"_L1].isString() ? bakeText(service["platform"_L1].toString()) : defaultPlatform;
}

/// Why a service cannot be handed to buildx as Compose would build it; empty where it can.
QString whyNotBuilt(const QString &name, const QJsonObject &service, const QString &defaultPlatform)
{
    const QJsonObject build = service["build"_L1].toObject();
    for (const QString &key : {u"extra_hosts"_s, u"privileged"_s}) {
        const QJsonValue value = build[key];
        const bool isSet = value.isBool() ? value.toBool() : !value.toObject().isEmpty() || !value.toArray().isEmpty();
        if (isSet)
            return u"“%1” builds with “%2”, which this version of Compose does not hand to buildx."_s.arg(name, key);
    }
    const QStringList platforms = build["platforms"_L1].toVariant().toStringList();
    const QString platform = platformOf(service, defaultPlatform);
    if (!platform.isEmpty() && !platforms.isEmpty() && !platforms.contains(platform))
        return u"“%1” runs on %2, but is built for %3 only."_s.arg(name, platform, platforms.join(u", "_s));
    return {};
}

QJsonObject target(const QString &project, const QString &name, const QJsonObject &service,
                   const QJsonObject &projectSecrets, const QMap<QString, QString> &targetByService,
                   const QString &composeVersion, const QString &defaultPlatform)
{
    const QJsonObject build = service["build"_L1].toObject();
    QJsonObject result;
    copyScalar(result, "context"_L1, build, "context"_L1);
    copyScalar(result, "dockerfile"_L1, build, "dockerfile"_L1);
    copyScalar(result, "dockerfile-inline"_L1, build, "dockerfile_inline"_L1);
    copyScalar(result, "target"_L1, build, "target"_L1);
    copyScalar(result, "network"_L1, build, "network"_L1);
    copyScalar(result, "shm-size"_L1, build, "shm_size"_L1);
    copyList(result, "cache-from"_L1, build, "cache_from"_L1);
    copyList(result, "cache-to"_L1, build, "cache_to"_L1);
    copyList(result, "platforms"_L1, build, "platforms"_L1);
    copyList(result, "no-cache-filter"_L1, build, "no_cache_filter"_L1);
    // Built for the platform it runs on, where nothing else is said.
    if (const QString platform = platformOf(service, defaultPlatform); !platform.isEmpty() && !result.contains("platforms"_L1))
        result.insert("platforms"_L1, QJsonArray{platform});
    copyList(result, "entitlements"_L1, build, "entitlements"_L1);
    if (const QJsonObject args = stringMembers(build["args"_L1]); !args.isEmpty())
        result.insert("args"_L1, args);
    if (const QJsonObject more = contexts(build["additional_contexts"_L1], targetByService); !more.isEmpty())
        result.insert("contexts"_L1, more);
    if (build["no_cache"_L1].toBool())
        result.insert("no-cache"_L1, true);
    if (build["pull"_L1].toBool() || service["pull_policy"_L1] == "always"_L1)
        result.insert("pull"_L1, true);
    if (const QJsonArray list = secrets(build, projectSecrets); !list.isEmpty())
        result.insert("secret"_L1, list);
    if (const QJsonArray list = sshEntries(build["ssh"_L1]); !list.isEmpty())
        result.insert("ssh"_L1, list);
    if (const QJsonArray list = ulimits(build["ulimits"_L1]); !list.isEmpty())
        result.insert("ulimits"_L1, list);

    QJsonObject labels = stringMembers(build["labels"_L1]);
    labels.insert("com.docker.compose.project"_L1, project);
    labels.insert("com.docker.compose.service"_L1, name);
    if (!composeVersion.isEmpty())
        labels.insert("com.docker.compose.version"_L1, composeVersion);
    result.insert("labels"_L1, labels);

    // Compose names an image without a name after project and service.
    QJsonArray tags{service["image"_L1].toString(project + u'-' + name)};
    for (const QJsonValue tag : stringItems(build["tags"_L1])) {
        if (!tags.contains(tag))
            tags.append(tag);
    }
    result.insert("tags"_L1, tags);
    result.insert("output"_L1, QJsonArray{u"type=docker"_s});
    return result;
}

/// Bake allows letters, digits, "_" and "-" in the name of a target.
QString targetName(QString service)
{
    return service.replace(u'.', u'_');
}

} // namespace

Result<BakeDefinition> bakeFromConfig(const QByteArray &configJson, const QStringList &services,
                                      const QString &composeVersion, const QString &defaultPlatform)
{
    const QJsonObject config = QJsonDocument::fromJson(configJson).object();
    const QJsonObject all = config["services"_L1].toObject();
    if (all.isEmpty()) {
        return failure(ErrorCode::InvalidInput, u"Compose's rendered configuration has no services."_s,
                       u"Look at the output of “docker compose config”."_s,
                       QString::fromUtf8(configJson.left(200)));
    }
    QMap<QString, QString> targetByService;
    for (const QString &name : all.keys()) {
        if (!all[name]["build"_L1].isObject())
            continue;
        if (const QString same = targetByService.key(targetName(name)); !same.isEmpty()) {
            return failure(Error{ErrorCode::InvalidInput, u"“%1” and “%2” are one name to buildx."_s.arg(same, name), u"Nothing was changed."_s,
                                 u"Rename one of them."_s, {}});
        }
        targetByService.insert(name, targetName(name));
    }
    for (auto it = targetByService.cbegin(); it != targetByService.cend(); ++it) {
        const bool wanted = services.isEmpty() || services.contains(it.key());
        if (const QString why = wanted ? whyNotBuilt(it.key(), all[it.key()].toObject(), defaultPlatform) : QString(); !why.isEmpty()) {
            return failure(Error{ErrorCode::InvalidInput, why, u"Nothing was changed."_s,
                                 u"Use Compose 2.33 or newer, or change the service's build section."_s, {}});
        }
    }
    BakeDefinition definition;
    QJsonObject targets;
    QJsonArray group;
    for (auto it = targetByService.cbegin(); it != targetByService.cend(); ++it) {
        // A target that another one takes as a context must be there as well.
        targets.insert(it.value(), target(config["name"_L1].toString(), it.key(), all[it.key()].toObject(),
                                          config["secrets"_L1].toObject(), targetByService, composeVersion, defaultPlatform));
        if (services.isEmpty() || services.contains(it.key())) {
            group.append(it.value());
            definition.serviceByTarget.insert(it.value(), it.key());
        }
    }
    if (group.isEmpty()) {
        return failure(ErrorCode::InvalidInput, u"None of these services is built: %1."_s.arg(services.join(u", "_s)),
                       u"Name a service that has a build section."_s);
    }
    const QJsonObject root{{u"group"_s, QJsonObject{{u"default"_s, QJsonObject{{u"targets"_s, group}}}}},
                           {u"target"_s, targets}};
    definition.json = QJsonDocument(root).toJson();
    return definition;
}

BakeDefinition changed(const BakeDefinition &definition, const BuildChanges &changes)
{
    if (changes.isEmpty())
        return definition;
    QJsonObject root = QJsonDocument::fromJson(definition.json).object();
    QJsonObject targets = root["target"_L1].toObject();
    for (auto it = definition.serviceByTarget.cbegin(); it != definition.serviceByTarget.cend(); ++it) {
        QJsonObject target = targets[it.key()].toObject();
        const QString &service = it.value();
        if (changes.withoutCache.contains(service))
            target.insert("no-cache"_L1, true);
        if (const QStringList stages = changes.stages.value(service); !stages.isEmpty())
            target.insert("no-cache-filter"_L1, QJsonArray::fromStringList(stages));
        if (changes.withoutSources.contains(service))
            target.remove("cache-from"_L1);
        if (changes.pull)
            target.insert("pull"_L1, true);
        targets.insert(it.key(), target);
    }
    root.insert("target"_L1, targets);
    return {QJsonDocument(root).toJson(), definition.serviceByTarget};
}

Result<BakeDefinition> bakeFromPrint(const QByteArray &printed)
{
    BakeDefinition definition{printed, {}};
    const QJsonObject root = QJsonDocument::fromJson(printed).object();
    for (const QJsonValue name : root["group"_L1]["default"_L1]["targets"_L1].toArray()) {
        const QString target = name.toString();
        const QString service =
            root["target"_L1][target]["labels"_L1]["com.docker.compose.service"_L1].toString(target);
        definition.serviceByTarget.insert(target, service);
    }
    if (definition.serviceByTarget.isEmpty()) {
        return failure(ErrorCode::Protocol, u"Compose's build definition could not be understood."_s,
                       u"Look at the output of “docker compose build --print”."_s,
                       QString::fromUtf8(printed.left(200)));
    }
    return definition;
}

} // namespace layerdeck
