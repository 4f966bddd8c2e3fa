// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/plannedsteps.h"

#include "dockerfile/dockerfile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

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

class Planner
{
public:
    Planner(const Dockerfile &dockerfile, const QList<DockerfileStep> &steps)
        : m_dockerfile(dockerfile)
        , m_steps(steps)
    {
    }

    QList<PlannedStep> planned(const QString &service, const QString &path) const
    {
        QList<PlannedStep> result;
        for (const DockerfileStep &step : m_steps) {
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
                                  before(step)};
        }
        return result;
    }

private:
    const Stage *stageOf(const QString &label) const
    {
        const auto found = std::ranges::find_if(m_dockerfile.stages, [&](const Stage &s) { return s.label() == label; });
        return found == m_dockerfile.stages.end() ? nullptr : &*found;
    }
    /// The stage that another begins from, which must stand above it.
    const Stage *baseOf(const Stage &stage) const
    {
        for (const Stage &other : m_dockerfile.stages) {
            if (other.index < stage.index && !other.name.isEmpty() && other.name.compare(stage.base, Qt::CaseInsensitive) == 0)
                return &other;
        }
        return nullptr;
    }
    int lastOf(const Stage *stage) const
    {
        for (; stage; stage = baseOf(*stage)) {
            int last = 0;
            for (const DockerfileStep &step : m_steps) {
                if (step.stage == stage->label() && !step.isBase())
                    last = step.index;
            }
            if (last > 0)
                return last;
        }
        return 0;
    }
    int before(const DockerfileStep &step) const
    {
        int last = 0;
        for (const DockerfileStep &other : m_steps) {
            if (other.stage == step.stage && !other.isBase() && other.index < step.index)
                last = other.index;
        }
        const Stage *stage = stageOf(step.stage);
        return last > 0 || !stage ? last : lastOf(baseOf(*stage));
    }

    const Dockerfile &m_dockerfile;
    const QList<DockerfileStep> &m_steps;
};

} // namespace

QList<PlannedStep> plannedSteps(const QString &service, const QByteArray &text, const QString &path,
                                const QString &target, const QMap<QString, QString> &buildArgs)
{
    const auto dockerfile = parseDockerfile(text);
    const auto steps = dockerfile ? stepsOf(*dockerfile, target, buildArgs) : Result<QList<DockerfileStep>>(cancelled());
    return steps ? Planner(*dockerfile, *steps).planned(service, path) : QList<PlannedStep>();
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
        result += plannedSteps(service.name, text, path, service.build->target, service.build->args);
    }
    return result;
}

} // namespace layerdeck
