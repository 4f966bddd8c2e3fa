// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/cachepatterns.h"

#include "compose/cacheentry.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const QString inlineArgument = u"BUILDKIT_INLINE_CACHE"_s;

void addOnce(QStringList &list, const QString &text)
{
    const CacheEntry entry = CacheEntry::parse(text);
    const bool there = std::ranges::any_of(list, [&entry](const QString &other) {
        const CacheEntry now = CacheEntry::parse(other);
        return now.type() == entry.type() && now.value(u"ref"_s) == entry.value(u"ref"_s) &&
               now.value(u"scope"_s) == entry.value(u"scope"_s);
    });
    if (!there)
        list << text;
}

} // namespace

QList<CachePattern> cachePatterns()
{
    return {
        {CachePattern::Id::PreviousImage, u"images"_s, u"Previous image as cache source"_s,
         u"Works on the classic store once an image was built with the inline metadata that this adds; "
         "the containerd store asks only a registry for it."_s},
        {CachePattern::Id::RegistryMax, u"remote"_s, u"Registry cache, mode=max"_s,
         u"Works with a registry you may push to, and keeps all stages; the docker driver refuses to write it on the classic store."_s},
        {CachePattern::Id::GitHubActions, u"branch"_s, u"GitHub Actions cache"_s,
         u"Works inside a GitHub Actions job that hands its cache token to buildx; anywhere else it serves nothing."_s},
        {CachePattern::Id::RemoveInline, u"minus"_s, u"Remove inline cache"_s,
         u"Works always: images no longer carry cache metadata, so as cache sources they serve nothing."_s},
    };
}

ServiceSettings withPattern(CachePattern::Id pattern, ServiceSettings settings, const QString &service,
                            const QString &image)
{
    switch (pattern) {
    case CachePattern::Id::PreviousImage:
        addOnce(settings.cacheFrom, image);
        settings.setArg({inlineArgument, u"1"_s});
        break;
    case CachePattern::Id::RegistryMax: {
        const QString reference = imageRepository(image) + u":cache"_s;
        addOnce(settings.cacheFrom, u"type=registry,ref="_s + reference);
        addOnce(settings.cacheTo, u"type=registry,ref=%1,mode=max"_s.arg(reference));
        break;
    }
    case CachePattern::Id::GitHubActions:
        addOnce(settings.cacheFrom, u"type=gha,scope="_s + service);
        addOnce(settings.cacheTo, u"type=gha,scope=%1,mode=max"_s.arg(service));
        break;
    case CachePattern::Id::RemoveInline:
        settings.removeArg(inlineArgument);
        settings.cacheTo.removeIf(
            [](const QString &entry) { return CacheEntry::parse(entry).type() == "inline"_L1; });
        break;
    }
    return settings;
}

} // namespace layerdeck
