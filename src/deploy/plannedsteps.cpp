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
    const QJsonObject services = QJsonDocument::fromJson(project.configJson)["services"_L1].toObject();
    for (const ComposeService &service : project.services) {
        if (!service.build)
            continue;
        const QString path = service.build->dockerfilePath();
        QByteArray text = services[service.name]["build"_L1]["dockerfile_inline"_L1].toString().toUtf8();
        if (!service.build->inlineDockerfile) {
            QFile file(path);
            if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
                continue;
            text = file.readAll();
        }
        QList<PlannedStep> steps = plannedSteps(service.name, text, path, service.build->target, service.build->args);
        // What a FROM names may be another thing: a context of the build.
        const QJsonObject contexts = services[service.name]["build"_L1]["additional_contexts"_L1].toObject();
        for (PlannedStep &step : steps) {
            if (contexts.contains(step.base))
                step.base.clear();
        }
        result += steps;
    }
    return result;
}

} // namespace layerdeck
