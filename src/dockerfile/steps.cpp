// SPDX-License-Identifier: GPL-3.0-or-later
#include "dockerfile/dockerfile.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// $name, ${name}, ${name:-default} and ${name:+other}: what global ARGs in a FROM are written with.
QString expanded(const QString &text, const QMap<QString, QString> &values)
{
    static const QRegularExpression variable(
        u"\\$(?:([A-Za-z_]\\w*)|\\{([A-Za-z_]\\w*)(?::?([-+])([^}]*))?\\})"_s);
    QString result;
    qsizetype from = 0;
    for (auto it = variable.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        result += text.mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        const QString name = match.captured(1) + match.captured(2);
        const QString value = values.value(name);
        if (match.captured(3) == "-"_L1)
            result += value.isEmpty() ? match.captured(4) : value;
        else if (match.captured(3) == "+"_L1)
            result += value.isEmpty() ? QString() : match.captured(4);
        else
            result += value;
    }
    return result + text.mid(from);
}

/// Whether it has a variable that no global ARG gives: TARGETARCH and its like are the builder's.
bool usesUnknown(const QString &text, const QMap<QString, QString> &values)
{
    static const QRegularExpression variable(u"\\$\\{?([A-Za-z_]\\w*)"_s);
    for (auto it = variable.globalMatch(text); it.hasNext();) {
        if (!values.contains(it.next().captured(1)))
            return true;
    }
    return false;
}

QMap<QString, QString> globalValues(const Dockerfile &file, const QMap<QString, QString> &buildArgs)
{
    QMap<QString, QString> values;
    for (const Instruction &arg : file.globalArgs) {
        for (const QString &word : arg.arguments.split(u' ', Qt::SkipEmptyParts)) {
            const QString name = word.section(u'=', 0, 0);
            QString value = expanded(word.section(u'=', 1), values);
            if (value.size() > 1 && (value.startsWith(u'"') || value.startsWith(u'\''))
                && value.endsWith(value.front()))
                value = value.mid(1, value.size() - 2);
            values.insert(name, buildArgs.value(name, value));
        }
    }
    return values;
}

/// The index of the stage that `reference` names among the first `before` stages; -1 for none. A later stage of the
/// same name hides an earlier one.
int findStage(const Dockerfile &file, const QString &reference, int before)
{
    for (int i = before - 1; i >= 0; --i) {
        if (file.stages.at(i).name.compare(reference, Qt::CaseInsensitive) == 0 && !reference.isEmpty())
            return i;
    }
    bool isNumber = false;
    const int number = reference.toInt(&isNumber);
    return isNumber && number >= 0 && number < before ? number : -1;
}

/// What an instruction takes files from: "--from=x" and "--mount=…,from=x".
QStringList references(const Instruction &instruction)
{
    QStringList list;
    if (const auto from = instruction.flag(u"from"_s))
        list << *from;
    for (const QString &flag : instruction.flags) {
        if (!flag.startsWith("--mount="_L1))
            continue;
        for (const QString &part : flag.mid(8).split(u',')) {
            if (part.startsWith("from="_L1))
                list << part.mid(5);
        }
    }
    return list;
}

void collect(const Dockerfile &file, const QMap<QString, QString> &globals, int index, QSet<int> &needed)
{
    if (index < 0 || needed.contains(index))
        return;
    needed.insert(index);
    const Stage &stage = file.stages.at(index);
    collect(file, globals, findStage(file, expanded(stage.base, globals), index), needed);
    for (const Instruction &instruction : stage.instructions) {
        for (const QString &reference : references(instruction))
            collect(file, globals, findStage(file, reference, index), needed);
    }
}

bool makesVertex(const Instruction &instruction)
{
    return instruction.keyword == "RUN"_L1 || instruction.keyword == "COPY"_L1
           || instruction.keyword == "ADD"_L1 || instruction.keyword == "WORKDIR"_L1;
}

struct TargetSteps
{
    QList<DockerfileStep> steps;
    StageEnd end;
};

Result<TargetSteps> read(const Dockerfile &file, const QString &target, const QMap<QString, QString> &buildArgs)
{
    const int count = static_cast<int>(file.stages.size());
    const int last = target.isEmpty() ? count - 1 : findStage(file, target, count);
    if (last < 0) {
        return failure(ErrorCode::NotFound, u"The Dockerfile has no stage named “%1”."_s.arg(target),
                       u"Name one of its stages as target, or add it."_s);
    }
    const QMap<QString, QString> globals = globalValues(file, buildArgs);
    QSet<int> needed;
    collect(file, globals, last, needed);

    QList<DockerfileStep> steps;
    QSet<int> fixedPlatform;
    QHash<int, int> lastOf;    // by stage: the index of its last step, or of the one it begins on
    QHash<int, QString> baseOf; // by stage: the image at its bottom
    const auto add = [&](const Stage &stage, int number, const Instruction &instruction) {
        DockerfileStep step{static_cast<int>(steps.size()) + 1, stage.label(), number, fixedPlatform.contains(stage.index), instruction};
        step.base = baseOf.value(stage.index);
        if (!step.isBase())
            step.after = std::exchange(lastOf[stage.index], step.index);
        steps << step;
    };
    for (const Stage &stage : file.stages) {
        if (!needed.contains(stage.index))
            continue;
        const QString base = expanded(stage.base, globals);
        const int baseStage = findStage(file, base, stage.index);
        if (stage.from.flag(u"platform"_s) || fixedPlatform.contains(baseStage))
            fixedPlatform.insert(stage.index);
        lastOf.insert(stage.index, lastOf.value(baseStage));
        baseOf.insert(stage.index, baseStage >= 0 ? baseOf.value(baseStage) : usesUnknown(stage.base, globals) ? QString() : base);
        int number = 0;
        if (base != "scratch"_L1 && baseStage < 0)
            add(stage, ++number, stage.from);
        for (const Instruction &instruction : stage.instructions) {
            if (makesVertex(instruction) && (instruction.keyword != "WORKDIR"_L1 || instruction.arguments != "/"_L1))
                add(stage, ++number, instruction);
        }
    }
    const StageEnd end{lastOf.value(last), baseOf.value(last)};
    return TargetSteps{steps, end};
}

} // namespace

Result<QList<DockerfileStep>> stepsOf(const Dockerfile &file, const QString &target, const QMap<QString, QString> &buildArgs)
{
    const Result<TargetSteps> all = read(file, target, buildArgs);
    return all ? Result<QList<DockerfileStep>>(all->steps) : failure(all.error());
}

Result<StageEnd> endOf(const Dockerfile &file, const QString &target, const QMap<QString, QString> &buildArgs)
{
    const Result<TargetSteps> all = read(file, target, buildArgs);
    return all ? Result<StageEnd>(all->end) : failure(all.error());
}

} // namespace layerdeck
