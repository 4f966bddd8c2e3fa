// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/settings.h"

#include <QList>

namespace layerdeck {

/// A known good set of cache settings that one click applies.
struct CachePattern
{
    enum class Id { PreviousImage, RegistryMax, GitHubActions, RemoveInline };
    Id id;
    QString icon;
    QString name;
    QString when; ///< one sentence on when it works
};

QList<CachePattern> cachePatterns();

/// `settings` with the pattern applied; what is there already is not added again. `image` is the name a build
/// gives the image, `service` names the scope of a shared cache.
ServiceSettings withPattern(CachePattern::Id pattern, ServiceSettings settings, const QString &service,
                            const QString &image);

} // namespace layerdeck
