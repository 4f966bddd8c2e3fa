// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// The Compose files of a project, chosen as Compose chooses them.
struct ComposeFiles
{
    QString directory;   ///< the project's folder, absolute: that of the first file
    QStringList files;   ///< absolute, in the order in which they are merged
    QStringList options; ///< what makes Compose choose the same: "-f FILE" for each, and its .env files; empty where it finds them itself
    QStringList envFiles = {}; ///< the .env files that are there, absolute; what the first one says counts
    /// Those of `options` that name .env files.
    QStringList envOptions() const { return options.mid(options.contains(QLatin1String("--env-file")) ? options.indexOf(QLatin1String("--env-file")) : options.size()); }
    bool operator==(const ComposeFiles &) const = default;
};

/// Finds the files from `directory`: `explicitFiles` (of -f, relative to `directory`), else COMPOSE_FILE of `environment`
/// or of the folder's .env, else the well-known names with their override file, in `directory` or the nearest folder
/// above. NotFound names the folder and what was looked for.
Result<ComposeFiles> findComposeFiles(const QString &directory, const QStringList &explicitFiles,
                                      const QMap<QString, QString> &environment);

/// The names that Compose finds by itself in a project's folder, those of override files too.
QStringList composeFileNames();

/// The variables of this process.
QMap<QString, QString> processEnvironment();
/// The variables that Compose sees for a project: those of this process, over those of its .env files.
QMap<QString, QString> composeEnvironment(const QStringList &envFiles);

/// A variable of a .env file.
struct DotEnvEntry
{
    QString name;
    QString value;
    int line = 0; ///< from 1
    bool operator==(const DotEnvEntry &) const = default;
};

/// KEY=value lines of a .env file, in its order: comments, "export", single and double quotes. No interpolation.
QList<DotEnvEntry> parseDotEnvEntries(const QByteArray &text);
/// The same by name, the last one of a name.
QMap<QString, QString> parseDotEnv(const QByteArray &text);

} // namespace layerdeck
