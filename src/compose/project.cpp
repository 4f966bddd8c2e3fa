// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/project.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// "config" doubles every dollar sign.
QString plain(QString text)
{
    return text.replace("$$"_L1, "$"_L1);
}

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list << plain(item.toString());
    return list;
}

BuildSettings buildSettings(const QJsonObject &o)
{
    BuildSettings build;
    build.context = plain(o["context"_L1].toString());
    build.dockerfile = plain(o["dockerfile"_L1].toString(u"Dockerfile"_s));
    build.inlineDockerfile = o.contains("dockerfile_inline"_L1);
    build.target = plain(o["target"_L1].toString());
    const QJsonObject args = o["args"_L1].toObject();
    for (auto it = args.begin(); it != args.end(); ++it) {
        // An argument without a value is left to the builder's environment.
        if (!it.value().isNull())
            build.args.insert(it.key(), plain(it.value().toVariant().toString()));
    }
    build.cacheFrom = strings(o["cache_from"_L1]);
    build.cacheTo = strings(o["cache_to"_L1]);
    const QJsonObject contexts = o["additional_contexts"_L1].toObject();
    for (auto it = contexts.begin(); it != contexts.end(); ++it)
        build.contexts.insert(it.key(), plain(it.value().toString()));
    build.noCache = o["no_cache"_L1].toBool();
    build.pull = o["pull"_L1].toBool();
    return build;
}

QStringList dependencies(const QJsonValue &value)
{
    return value.isArray() ? strings(value) : value.toObject().keys();
}

} // namespace

bool isRemoteContext(const QString &context)
{
    return context.contains("://"_L1) || context.startsWith("git@"_L1) || context.startsWith("github.com/"_L1);
}

QString BuildSettings::dockerfilePath() const
{
    if (inlineDockerfile || isRemoteContext(context))
        return {};
    return QDir::cleanPath(QDir(context).absoluteFilePath(dockerfile));
}

QString ComposeService::imageReference() const
{
    // A colon before the last slash is a registry's port.
    const QString name = image.section(u'/', -1);
    return name.contains(u':') || name.contains(u'@') ? image : image + ":latest"_L1;
}

const ComposeService *ComposeProject::service(const QString &wanted) const
{
    const auto found = std::ranges::find(services, wanted, &ComposeService::name);
    return found == services.end() ? nullptr : &*found;
}

QStringList ComposeProject::builtServices() const
{
    QStringList names;
    for (const ComposeService &service : services) {
        if (service.build)
            names << service.name;
    }
    return names;
}

QString serviceOfContext(const QString &context)
{
    return context.startsWith("service:"_L1) ? context.mid(8) : QString();
}

QStringList ComposeProject::withContexts(const QStringList &names) const
{
    QStringList result;
    QStringList pending = names;
    while (!pending.isEmpty()) {
        const QString name = pending.takeFirst();
        if (result.contains(name))
            continue;
        result << name;
        const ComposeService *one = service(name);
        for (const QString &context : one && one->build ? one->build->contexts : QMap<QString, QString>()) {
            const ComposeService *other = service(serviceOfContext(context));
            if (other && other->build)
                pending << other->name;
        }
    }
    result.sort();
    return result;
}

Result<ComposeProject> parseComposeConfig(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject()) {
        return failure(ErrorCode::Protocol, u"Compose's rendered configuration could not be understood."_s,
                       u"Look at the output of “docker compose config --format json”."_s, error.errorString());
    }
    const QJsonObject root = document.object();
    ComposeProject project;
    project.name = root["name"_L1].toString();
    project.configJson = json;
    const QJsonObject services = root["services"_L1].toObject();
    for (auto it = services.begin(); it != services.end(); ++it) {
        const QJsonObject o = it.value().toObject();
        ComposeService service;
        service.name = it.key();
        service.image = plain(o["image"_L1].toString(project.name + u'-' + service.name));
        if (o["build"_L1].isObject())
            service.build = buildSettings(o["build"_L1].toObject());
        service.dependsOn = dependencies(o["depends_on"_L1]);
        project.services << service;
    }
    return project;
}

} // namespace layerdeck
