// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/survivors.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// By the settings of the service that builds the image, which may have been other ones when it was built.
bool writesInlineCache(const ComposeProject &project, const QString &reference)
{
    return std::ranges::any_of(project.services, [&](const ComposeService &service) {
        if (!service.build || service.imageReference() != reference)
            return false;
        const QString argument = service.build->args.value(u"BUILDKIT_INLINE_CACHE"_s);
        return argument == "1"_L1 || argument == "true"_L1
               || std::ranges::any_of(service.build->cacheTo, [](const QString &sink) { return CacheEntry::parse(sink).type() == "inline"_L1; });
    });
}

} // namespace

QString whySourceSurvives(const CacheEntry &source, const ClearFacts &facts, const QList<ClearedImage> &cleared)
{
    const QString type = source.type();
    if (type == "local"_L1) {
        const QString folder = QDir(facts.directory).absoluteFilePath(source.value(u"src"_s).value_or(QString()));
        return QFileInfo::exists(folder + "/index.json"_L1) ? u"a local cache is there"_s : QString();
    }
    if (type != "registry"_L1)
        return u"a cache of type %1 cannot be looked into from here"_s.arg(type);
    const QString reference = imageWithTag(source.value(u"ref"_s).value_or(QString()));
    const bool isHere = std::ranges::any_of(facts.images, [&](const InspectedImage &image) { return image.image.tags.contains(reference); });
    const bool nameGoes = std::ranges::find(cleared, reference, &ClearedImage::reference) != cleared.end();
    if (facts.containerdStore || !isHere || nameGoes)
        return u"%1 is asked for it at the next build"_s.arg(imageRegistry(reference));
    const auto holds = facts.inlineCaches.constFind(reference);
    if (holds != facts.inlineCaches.cend())
        return *holds ? u"the image is here and holds inline cache"_s : QString();
    return writesInlineCache(facts.project, reference) ? u"the image is here and its service writes inline cache into it"_s
                                                       : u"the image is here, and whether it holds inline cache could not be read"_s;
}

} // namespace layerdeck
