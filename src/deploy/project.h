// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/command.h"
#include "base/result.h"
#include "compose/files.h"
#include "compose/project.h"
#include "engine/endpoint.h"
#include "git/head.h"

#include <qcoro/qcorotask.h>

#include <optional>

namespace layerdeck {

/// Which project is meant: -C and -f.
struct ProjectRequest
{
    QString directory;
    QStringList files;
    bool operator==(const ProjectRequest &) const = default;
};

/// A project that was read: its files, what Compose makes of them, and what every docker call for it gets.
struct LoadedProject
{
    ComposeFiles files;
    ComposeProject config;
    std::optional<GitHead> head; ///< nothing outside of git, and before the first commit
    bool lacksCommit = false;    ///< it is under git, and nothing is committed so far
    /// GIT_COMMIT_HASH as builds will see it, and where it comes from ("environment", ".env", "git HEAD"); empty: unset.
    QString commitHash;
    QString commitSource;
    QMap<QString, QString> environment; ///< added to every call

    /// A docker compose call for this project.
    Command compose(const QStringList &arguments) const;
    bool operator==(const LoadedProject &) const = default;
};

/// Makes Compose render it as JSON, ComposeProject::configJson.
Command renderCommand(const LoadedProject &project);

/// The files with the environment of every docker call, and git's HEAD; `config` is not read. Only Cancelled fails.
QCoro::Task<Result<LoadedProject>> projectWithEnvironment(ComposeFiles files, DockerContext context, CancelToken cancel);

/// Whether docker has no Compose plug-in, from what it said: it takes what is meant for Compose as its own then.
bool saysThatComposeIsMissing(const QString &said);

/// Finds the project's files, checks that they are YAML (InvalidInput with file, line and column), reads git, and lets
/// Compose render it. What Compose says against it becomes an InvalidInput with Compose's own sentence.
QCoro::Task<Result<LoadedProject>> loadProject(ProjectRequest request, DockerContext context, CancelToken cancel);

} // namespace layerdeck
