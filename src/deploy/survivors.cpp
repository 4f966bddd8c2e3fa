// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/survivors.h"

#include "deploy/plan.h"

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

namespace {

/// "step 1", "steps 1, 2 and 5", "steps 3 to 8".
QString stepsText(const QList<int> &sorted)
{
    if (sorted.size() == 1)
        return u"step %1"_s.arg(sorted.first());
    if (sorted.size() > 2 && sorted.last() - sorted.first() == sorted.size() - 1)
        return u"steps %1 to %2"_s.arg(sorted.first()).arg(sorted.last());
    QStringList numbers;
    for (const int step : sorted)
        numbers << QString::number(step);
    return u"steps "_s + joinedNames(numbers);
}

} // namespace

QString whatStays(const QMap<int, QString> &reasons)
{
    QStringList order;
    QHash<QString, QList<int>> stepsOf;
    for (auto it = reasons.cbegin(); it != reasons.cend(); ++it) {
        if (!stepsOf.contains(*it))
            order << *it;
        stepsOf[*it] << it.key();
    }
    QStringList parts;
    for (const QString &reason : std::as_const(order))
        parts << (order.size() == 1 ? reason : u"%1 (%2)"_s.arg(reason, stepsText(stepsOf.value(reason))));
    return (reasons.size() == 1 ? u"the record of %1 stays: %2"_s : u"the records of %1 stay: %2"_s).arg(stepsText(reasons.keys()), parts.join(u"; "_s));
}

} // namespace layerdeck
