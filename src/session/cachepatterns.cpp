// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/cachepatterns.h"

#include "compose/cacheentry.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const QString inlineArgument = u"BUILDKIT_INLINE_CACHE"_s;

bool isInline(const QString &entry) { return CacheEntry::parse(entry).type() == "inline"_L1; }

/// Lists of several files add up.
void addOnce(ServiceSettings &settings, Setting setting, const QString &text, const EditedService &service)
{
    const CacheEntry entry = CacheEntry::parse(text);
    const auto isSame = [&entry](const QString &other) {
        const CacheEntry now = CacheEntry::parse(other);
        return now.type() == entry.type() && now.value(u"ref"_s) == entry.value(u"ref"_s) &&
               now.value(u"scope"_s) == entry.value(u"scope"_s);
    };
    const bool there = std::ranges::any_of(settings.list(setting), isSame) ||
                       std::ranges::any_of(service.inherited, [&](const InheritedSettings &other) {
                           return std::ranges::any_of(other.settings.list(setting), isSame);
                       });
    if (!there)
        settings.add(setting, text);
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

ServiceSettings withPattern(CachePattern::Id pattern, const EditedService &service, const QString &image)
{
    ServiceSettings settings = service.wanted;
    switch (pattern) {
    case CachePattern::Id::PreviousImage:
        addOnce(settings, Setting::CacheFrom, image, service);
        if (const BuildArgument *argument = service.argument(inlineArgument); !argument || argument->value != u"1"_s)
            settings.setArg({inlineArgument, u"1"_s});
        break;
    case CachePattern::Id::RegistryMax: {
        const QString reference = imageRepository(image) + u":cache"_s;
        addOnce(settings, Setting::CacheFrom, u"type=registry,ref="_s + reference, service);
        addOnce(settings, Setting::CacheTo, u"type=registry,ref=%1,mode=max"_s.arg(reference), service);
        break;
    }
    case CachePattern::Id::GitHubActions:
        addOnce(settings, Setting::CacheFrom, u"type=gha,scope="_s + service.name, service);
        addOnce(settings, Setting::CacheTo, u"type=gha,scope=%1,mode=max"_s.arg(service.name), service);
        break;
    case CachePattern::Id::RemoveInline:
        settings.removeArg(inlineArgument);
        settings.cacheTo.removeIf(isInline);
        break;
    }
    return settings;
}

bool writesInline(const EditedService &service)
{
    return service.argument(inlineArgument) || std::ranges::any_of(service.wanted.cacheTo, isInline) ||
           std::ranges::any_of(service.inherited, [](const InheritedSettings &other) { return std::ranges::any_of(other.settings.cacheTo, isInline); });
}

QString whyPatternChangesNothing(CachePattern::Id pattern, const EditedService &service)
{
    if (pattern != CachePattern::Id::RemoveInline)
        return u"%1 has all of it already."_s.arg(service.name);
    if (const InheritedSettings *other = service.argumentGiver(inlineArgument))
        return u"%1 of %2 stands in %3: choose that file above, or the service that it comes from, and remove it there."_s.arg(
            inlineArgument, service.name, other->argumentPlace(inlineArgument));
    for (const InheritedSettings &other : service.inherited) {
        if (std::ranges::any_of(other.settings.cacheTo, isInline))
            return u"The inline sink of %1 stands in %2: choose that file above, or the service that it comes from, and remove it there."_s.arg(
                service.name, other.place(Setting::CacheTo));
    }
    return u"%1 writes no inline cache."_s.arg(service.name);
}

} // namespace layerdeck
