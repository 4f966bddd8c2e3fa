// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/plannedsteps.h"

#include "dockerfile/dockerfile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// A RUN's record tells the command and nothing else: no flags, the words of the exec form joined.
QString runText(const Instruction &run)
{
    if (!run.heredocs.isEmpty())
        return u"RUN "_s + run.heredocs.first();
    const QJsonDocument words = QJsonDocument::fromJson(run.arguments.toUtf8());
    if (!words.isArray())
        return u"RUN "_s + run.arguments;
    QStringList list;
    for (const QJsonValue word : words.array())
        list << word.toString();
    const QString cleaned = cleanInstruction(list.join(u' '));
    return cleaned.startsWith("RUN "_L1) ? cleaned : u"RUN "_s + cleaned;
}

/// The Dockerfiles of the built services, as far as they can be read.
QMap<QString, QByteArray> dockerfilesOf(const ComposeProject &project)
{
    QMap<QString, QByteArray> texts;
    const QJsonObject services = QJsonDocument::fromJson(project.configJson)["services"_L1].toObject();
    for (const ComposeService &service : project.services) {
        if (!service.build)
            continue;
        if (service.build->inlineDockerfile) {
            texts.insert(service.name, services[service.name]["build"_L1]["dockerfile_inline"_L1].toString().toUtf8());
            continue;
        }
        const QString path = service.build->dockerfilePath();
        QFile file(path);
        if (!path.isEmpty() && file.open(QIODevice::ReadOnly))
            texts.insert(service.name, file.readAll());
    }
    return texts;
}

/// What a stage begins on: an image, or the last step of another service's build.
struct Ground
{
    QString base; ///< PlannedStep::base
    QString service = {};
    int step = 0;
};

/// What `base` in a FROM of `name` stands for. It may be a context of the build: another service's, at any distance, or an image.
Ground groundOf(const ComposeProject &project, const QMap<QString, QByteArray> &texts, QString name, QString base)
{
    QStringList seen;
    while (!seen.contains(name)) {
        seen << name;
        const QMap<QString, QString> contexts = project.service(name)->build->contexts;
        if (base.isEmpty() || !contexts.contains(base))
            return {base};
        const QString context = contexts.value(base);
        if (constexpr QLatin1String image("docker-image://"); context.startsWith(image))
            return {context.mid(image.size())};
        const ComposeService *other = project.service(serviceOfContext(context));
        if (!other || !other->build || !texts.contains(other->name))
            return {};
        const auto dockerfile = parseDockerfile(texts.value(other->name));
        const auto end = dockerfile ? endOf(*dockerfile, other->build->target, other->build->args) : Result<StageEnd>(cancelled());
        if (!end)
            return {};
        if (end->step > 0)
            return {{}, other->name, end->step};
        name = other->name;
        base = end->base;
    }
    return {};
}

} // namespace

QList<PlannedStep> plannedSteps(const QString &service, const QByteArray &text, const QString &path,
                                const QString &target, const QMap<QString, QString> &buildArgs)
{
    const auto dockerfile = parseDockerfile(text);
    const auto steps = dockerfile ? stepsOf(*dockerfile, target, buildArgs) : Result<QList<DockerfileStep>>(cancelled());
    QList<PlannedStep> result;
    for (const DockerfileStep &step : steps.value_or(QList<DockerfileStep>())) {
        if (step.isBase())
            continue;
        const bool isRun = step.instruction.keyword == "RUN"_L1;
        result << PlannedStep{service,
                              step.stage,
                              step.number,
                              step.index,
                              isRun ? runText(step.instruction) : step.instruction.text(),
                              path,
                              step.instruction.firstLine,
                              step.after,
                              step.base};
    }
    return result;
}

QList<PlannedStep> plannedSteps(const ComposeProject &project)
{
    QList<PlannedStep> result;
    const QMap<QString, QByteArray> texts = dockerfilesOf(project);
    for (const ComposeService &service : project.services) {
        if (!texts.contains(service.name))
            continue;
        const BuildSettings &build = *service.build;
        QList<PlannedStep> steps = plannedSteps(service.name, texts.value(service.name), build.dockerfilePath(), build.target, build.args);
        for (PlannedStep &step : steps) {
            step.image = service.imageReference();
            const Ground ground = step.after == 0 ? groundOf(project, texts, service.name, step.base) : Ground{step.base};
            step.base = ground.base;
            if (ground.step > 0) {
                step.after = ground.step;
                step.afterService = ground.service;
            }
        }
        result += steps;
    }
    return result;
}

} // namespace layerdeck
