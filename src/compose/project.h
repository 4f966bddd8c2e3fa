// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// Whether Compose takes a build context for an address rather than a folder: "https://…", "git@…", "github.com/org/repo".
bool isRemoteContext(const QString &context);

/// A service's build section after all files, variables and defaults were applied.
struct BuildSettings
{
    QString context;    ///< a folder, absolute, or an address
    QString dockerfile; ///< relative to the context where it is not absolute
    bool inlineDockerfile = false;
    QString target;
    QMap<QString, QString> args;
    QStringList cacheFrom;
    QStringList cacheTo;
    QMap<QString, QString> contexts; ///< the additional ones, by the name that a FROM or a COPY --from has for them
    bool noCache = false;
    bool pull = false;
    bool operator==(const BuildSettings &) const = default;

    /// The Dockerfile as a path; empty where the context is an address or the Dockerfile is inline.
    QString dockerfilePath() const;
};

struct ComposeService
{
    QString name;
    QString image; ///< the name that a build gives the image, made up as Compose does where none is written
    std::optional<BuildSettings> build; ///< nothing: the image is only pulled
    QStringList dependsOn;
    /// `image` with the tag that docker adds where none is written.
    QString imageReference() const;
    bool operator==(const ComposeService &) const = default;
};

/// A project as Compose renders it.
struct ComposeProject
{
    QString name;
    QList<ComposeService> services; ///< in the order of their names, as Compose lists them
    QByteArray configJson;          ///< the rendering itself
    const ComposeService *service(const QString &name) const;
    QStringList builtServices() const;
    /// `names`, and the built services that their builds begin from or take files of (additional_contexts: "service:NAME"), at any
    /// distance: Compose builds those with them. Sorted, each once.
    QStringList withContexts(const QStringList &names) const;
    bool operator==(const ComposeProject &) const = default;
};

/// The service that an additional context names ("service:NAME"); empty where it names something else.
QString serviceOfContext(const QString &context);

/// Reads the output of "docker compose config --format json".
Result<ComposeProject> parseComposeConfig(const QByteArray &json);

} // namespace layerdeck
