// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/effective.h"

#include "base/textfile.h"
#include "compose/secrets.h"
#include "dockerfile/dockerfile.h"

#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QList<DotEnvEntry> dotEnvOf(const ComposeFiles &files)
{
    QList<DotEnvEntry> entries;
    // The first file counts, the last entry.
    for (auto it = files.envFiles.crbegin(); it != files.envFiles.crend(); ++it)
        entries += parseDotEnvEntries(readTextFile(*it).value_or(QByteArray()));
    return entries;
}

} // namespace

Variables::Variables(const QMap<QString, QString> &given, const QString &givenFrom,
                     const QMap<QString, QString> &environment, const QList<DotEnvEntry> &dotEnv)
{
    for (const DotEnvEntry &entry : dotEnv) {
        m_values.insert(entry.name, entry.value);
        m_from.insert(entry.name, u"from .env, line %1"_s.arg(entry.line));
    }
    for (auto it = environment.cbegin(); it != environment.cend(); ++it) {
        m_values.insert(it.key(), it.value());
        m_from.insert(it.key(), u"from the environment"_s);
    }
    for (auto it = given.cbegin(); it != given.cend(); ++it) {
        m_values.insert(it.key(), it.value());
        m_from.insert(it.key(), givenFrom);
    }
}

Variables Variables::of(const LoadedProject &project)
{
    return {project.environment,
            u"from "_s + (project.commitSource.isEmpty() ? u"Layerdeck"_s : project.commitSource),
            processEnvironment(), dotEnvOf(project.files)};
}

Variables Variables::of(const ComposeFiles &files) { return {{}, {}, processEnvironment(), dotEnvOf(files)}; }

QStringList Variables::secrets() const
{
    QStringList secrets;
    for (auto it = m_values.cbegin(); it != m_values.cend(); ++it) {
        if (looksSecret(it.key()) && !it.value().isEmpty())
            secrets << it.value();
    }
    return secrets;
}

EffectiveValue Variables::effective(const QString &written) const
{
    const QStringList names = variablesIn(written);
    EffectiveValue result;
    result.value = interpolated(written, m_values);
    result.secret = std::ranges::any_of(names, looksSecret);
    if (names.isEmpty()) {
        result.from = u"as written"_s;
        return result;
    }
    QStringList from;
    static const QRegularExpression withDefault(u"\\$\\{[A-Za-z_][A-Za-z0-9_]*:?-"_s);
    const bool hasDefault = names.size() == 1 && result.value && !result.value->isEmpty() && written.contains(withDefault);
    const bool alone = names.size() == 1 && (written == u'$' + names.first() || written.startsWith("${"_L1));
    for (const QString &name : names) {
        const QString place = this->from(name);
        if (hasDefault && written.contains(":-"_L1) && !place.isEmpty() && m_values.value(name).isEmpty())
            from << u"default, empty in "_s + place.mid(5);
        else if (!place.isEmpty())
            from << place;
        else
            from << (hasDefault          ? u"default, not set"_s
                     : alone ? u"not set"_s
                             : u"%1 not set"_s.arg(name));
    }
    from.removeDuplicates();
    result.from = from.join(u", "_s);
    return result;
}

EffectiveValue Variables::effectiveArgument(const BuildArgument &argument) const
{
    if (argument.value)
        return effective(*argument.value);
    EffectiveValue result;
    result.secret = looksSecret(argument.name);
    if (m_values.contains(argument.name)) {
        result.value = m_values.value(argument.name);
        result.from = from(argument.name);
    } else {
        result.from = u"not set"_s;
    }
    return result;
}

QStringList variablesIn(const QString &text)
{
    static const QRegularExpression variable(u"\\$\\$|\\$\\{?([A-Za-z_][A-Za-z0-9_]*)"_s);
    QStringList names;
    for (auto it = variable.globalMatch(text); it.hasNext();) {
        const QString name = it.next().captured(1);
        if (!name.isEmpty() && !names.contains(name))
            names << name;
    }
    return names;
}

bool DockerfileStages::has(const QString &target) const
{
    bool isNumber = false;
    const int number = target.toInt(&isNumber);
    return names.contains(target, Qt::CaseInsensitive) || (isNumber && number >= 0 && number < count);
}

std::optional<DockerfileStages> readStages(const QString &path)
{
    const Result<QByteArray> text = path.isEmpty() ? Result<QByteArray>(QByteArray()) : readTextFile(path);
    const Result<Dockerfile> dockerfile =
        text ? parseDockerfile(*text) : Result<Dockerfile>(failure(text.error()));
    if (!dockerfile || dockerfile->stages.isEmpty())
        return std::nullopt;
    DockerfileStages stages{{}, dockerfile->stages.size()};
    for (const Stage &stage : dockerfile->stages) {
        if (!stage.name.isEmpty())
            stages.names << stage.name;
    }
    return stages;
}

QStringList dockerfileStages(const QString &path)
{
    const std::optional<DockerfileStages> stages = readStages(path);
    return stages ? stages->names : QStringList();
}

} // namespace layerdeck
