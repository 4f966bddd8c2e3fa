// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/editedservice.h"

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

/// What is wanted of `service` with the pattern applied; what holds already, in whatever file it stands, is not added again.
/// `image` is the name a build gives the image; the service's name is the scope of a shared cache.
ServiceSettings withPattern(CachePattern::Id pattern, const EditedService &service, const QString &image);

/// Whether a build of the service writes cache metadata into the image, in whatever file that stands.
bool writesInline(const EditedService &service);

/// Why the pattern changes nothing of the service in this file.
QString whyPatternChangesNothing(CachePattern::Id pattern, const EditedService &service);

} // namespace layerdeck
