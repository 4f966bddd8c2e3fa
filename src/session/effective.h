// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/projectfiles.h"
#include "deploy/project.h"

#include <QMap>
#include <QString>

#include <optional>

namespace layerdeck {

/// What a written value becomes, and where that comes from.
struct EffectiveValue
{
    std::optional<QString> value; ///< nothing: not set
    QString
        from; ///< "as written", "from .env, line 3", "from git HEAD", "from the environment", "not set", …
    bool secret = false; ///< it comes from a variable whose name looks secret
    bool operator==(const EffectiveValue &) const = default;
};

/// The variables of a project as Compose sees them, each with where it comes from: what every docker call
/// gets, then the environment of this process, then the project's .env.
class Variables
{
public:
    Variables() = default;
    Variables(const QMap<QString, QString> &given, const QString &givenFrom,
              const QMap<QString, QString> &environment, const QList<DotEnvEntry> &dotEnv);
    /// Of a loaded project; reads its .env.
    static Variables of(const LoadedProject &project);
    static Variables of(const ComposeFiles &files);

    const QMap<QString, QString> &values() const { return m_values; }
    /// "from .env, line 3"; empty where the variable is not set.
    QString from(const QString &name) const { return m_from.value(name); }
    /// Values of variables whose names look secret.
    QStringList secrets() const;

    /// A written value after its variables were replaced.
    EffectiveValue effective(const QString &written) const;
    /// Of a build argument without a value: the variable of its name.
    EffectiveValue effectiveArgument(const BuildArgument &argument) const;

private:
    QMap<QString, QString> m_values;
    QMap<QString, QString> m_from;
};

/// The variables that a text names, each once, in its order.
QStringList variablesIn(const QString &text);

/// The stages of a Dockerfile, as `target` takes them: by name, in any case, or by number from 0.
struct DockerfileStages
{
    QStringList names; ///< of those that have one
    qsizetype count = 0;
    bool has(const QString &target) const;
};
/// Nothing where there is no Dockerfile to read at `path`, or where it has no stage.
std::optional<DockerfileStages> readStages(const QString &path);

/// The names of the stages of a Dockerfile; empty where it cannot be read.
QStringList dockerfileStages(const QString &path);

} // namespace layerdeck
