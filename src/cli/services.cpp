// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include "compose/secrets.h"
#include "session/effective.h"

#include <QJsonArray>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The services with their secrets as eight dots, as the window shows them: what is printed ends up in logs.
QList<ComposeService> shownServices(const LoadedProject &project)
{
    const QStringList secrets = Variables::of(project).secrets();
    QList<ComposeService> services = project.config.services;
    for (ComposeService &service : services) {
        if (!service.build)
            continue;
        BuildSettings &build = *service.build;
        for (auto it = build.args.begin(); it != build.args.end(); ++it)
            it.value() = withoutSecrets(shownValue(it.key(), it.value()), secrets);
        for (QStringList *entries : {&build.cacheFrom, &build.cacheTo}) {
            for (QString &entry : *entries)
                entry = withoutSecrets(shownEntry(entry), secrets);
        }
    }
    return services;
}

QJsonValue buildJson(const std::optional<BuildSettings> &build)
{
    if (!build)
        return QJsonValue::Null;
    QJsonObject args;
    for (auto it = build->args.cbegin(); it != build->args.cend(); ++it)
        args.insert(it.key(), it.value());
    return QJsonObject{{u"context"_s, build->context},
                       {u"dockerfile"_s, build->dockerfile},
                       {u"target"_s, build->target},
                       {u"args"_s, args},
                       {u"cache_from"_s, QJsonArray::fromStringList(build->cacheFrom)},
                       {u"cache_to"_s, QJsonArray::fromStringList(build->cacheTo)},
                       {u"no_cache"_s, build->noCache},
                       {u"pull"_s, build->pull}};
}

void printText(const QList<ComposeService> &services)
{
    for (const ComposeService &service : services) {
        printLine(u"%1  %2"_s.arg(service.name, service.image));
        if (!service.build) {
            printLine(u"  image only, nothing to build"_s);
            continue;
        }
        printLine(u"  context     %1"_s.arg(service.build->context));
        printLine(u"  dockerfile  %1"_s.arg(service.build->dockerfile));
        if (!service.build->target.isEmpty())
            printLine(u"  target      %1"_s.arg(service.build->target));
        for (auto it = service.build->args.cbegin(); it != service.build->args.cend(); ++it)
            printLine(u"  arg         %1=%2"_s.arg(it.key(), it.value()));
        for (const QString &source : service.build->cacheFrom)
            printLine(u"  cache_from  %1"_s.arg(source));
        for (const QString &sink : service.build->cacheTo)
            printLine(u"  cache_to    %1"_s.arg(sink));
        if (service.build->noCache)
            printLine(u"  no_cache    on"_s);
        if (service.build->pull)
            printLine(u"  pull        on"_s);
    }
}

} // namespace

QCoro::Task<int> runServices(Options options, CancelToken cancel)
{
    const Result<OpenedProject> opened = co_await openProject(options, cancel);
    if (!opened)
        co_return reportError(opened.error(), options.json);
    const LoadedProject &project = opened->project;
    if (!options.json) {
        printText(shownServices(project));
        co_return ExitSuccess;
    }
    QJsonArray services;
    for (const ComposeService &service : shownServices(project)) {
        services.append(QJsonObject{{u"name"_s, service.name},
                                    {u"image"_s, service.image},
                                    {u"build"_s, buildJson(service.build)}});
    }
    printJson({{u"files"_s, QJsonArray::fromStringList(project.files.files)}, {u"services"_s, services}});
    co_return ExitSuccess;
}

} // namespace layerdeck
