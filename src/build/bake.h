// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// What buildx builds: the bake definition, and which target in it is which service.
struct BakeDefinition
{
    QByteArray json;
    QMap<QString, QString> serviceByTarget;
    bool operator==(const BakeDefinition &) const = default;
};

/// Makes the definition from the output of "docker compose config --format json", as Compose 2.40's own "build
/// --print" does it: for Compose versions that don't have that. Only `services` are built; empty: all that have a
/// build. InvalidInput where the text is not such an output, and where a service asks for what only a newer Compose hands on.
/// `composeVersion` goes into the image's labels, as Compose itself writes it. `defaultPlatform` is DOCKER_DEFAULT_PLATFORM.
Result<BakeDefinition> bakeFromConfig(const QByteArray &configJson, const QStringList &services,
                                      const QString &composeVersion, const QString &defaultPlatform = {});

/// What a build is to do otherwise than its files say.
struct BuildChanges
{
    QStringList withoutCache;        ///< services of which no step may come from an earlier build
    QMap<QString, QStringList> stages; ///< by service: only these stages run again
    QStringList withoutSources;      ///< services that do not ask their cache_from
    bool pull = false;               ///< base images are asked of their registries
    bool isEmpty() const { return withoutCache.isEmpty() && stages.isEmpty() && withoutSources.isEmpty() && !pull; }
    bool operator==(const BuildChanges &) const = default;
};
/// The definition with the changes in it; unknown services are left out.
BakeDefinition changed(const BakeDefinition &definition, const BuildChanges &changes);

/// Takes over what "docker compose build --print" printed. `services` are the ones asked for.
Result<BakeDefinition> bakeFromPrint(const QByteArray &printed);

} // namespace layerdeck
