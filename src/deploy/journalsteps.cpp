// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/journalsteps.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortestValue = 3;

} // namespace

QString firstLine(const QString &text)
{
    return text.trimmed().section(u'\n', 0, 0);
}

BuildArguments argumentsOf(const QByteArray &definition)
{
    BuildArguments arguments;
    const QJsonObject targets = QJsonDocument::fromJson(definition).object()["target"_L1].toObject();
    for (const QJsonValue target : targets) {
        const QJsonObject args = target["args"_L1].toObject();
        for (auto it = args.begin(); it != args.end(); ++it)
            arguments << std::pair(it.key(), it.value().toString());
    }
    return arguments;
}

QString withoutValues(QString text, const BuildArguments &arguments)
{
    BuildArguments longestFirst = arguments;
    longestFirst.removeIf([](const auto &argument) { return argument.second.size() < shortestValue; });
    std::ranges::stable_sort(longestFirst, std::ranges::greater(), [](const auto &argument) { return argument.second.size(); });
    for (const auto &[name, value] : std::as_const(longestFirst)) {
        if (text.contains(value))
            text.replace(QRegularExpression(u"(?<!\\w)%1(?!\\w)"_s.arg(QRegularExpression::escape(value))), u'$' + name);
    }
    return text;
}

JournalStep journalStep(const QString &service, const BuildStep &step, const BuildArguments &arguments)
{
    const QString name = step.promised.isEmpty() ? withoutValues(step.name, arguments) : step.promised;
    return {JournalStep::Kind::Build, service, step.index, firstLine(name), stepStateName(step.state), step.milliseconds(),
            firstLine(withoutValues(step.error, arguments))};
}

JournalStep journalStep(const CacheImport &import)
{
    const qint64 took = import.completed > import.started && import.started > 0 ? import.completed - import.started : 0;
    return {JournalStep::Kind::Import, import.service, 0, import.source, import.error.isEmpty() ? u"success"_s : u"failed"_s, took,
            firstLine(import.error)};
}

} // namespace layerdeck
