// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/clearing.h"

#include "compose/cacheentry.h"

#include <QSet>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error wrongTarget(const QString &target)
{
    return {ErrorCode::InvalidInput, u"“%1” is no target of a clear."_s.arg(target), u"Nothing was changed."_s,
            u"Targets are all, images, build-cache, service:NAME and step:SERVICE:N."_s, {}};
}

} // namespace

Result<ClearRequest> parseClearTargets(const QStringList &targets)
{
    ClearRequest request;
    for (const QString &target : targets) {
        const QString kind = target.section(u':', 0, 0);
        const QString name = target.section(u':', 1, 1);
        const bool isFirst = &target == &targets.first();
        if (kind == "service"_L1 && !name.isEmpty() && target.count(u':') == 1) {
            if (!isFirst && request.target != ClearTarget::Services)
                return failure(wrongTarget(targets.join(u' ')));
            request.target = ClearTarget::Services;
            request.services << name;
            continue;
        }
        if (!isFirst || targets.size() > 1)
            return failure(Error{ErrorCode::InvalidInput, u"Only services can be named together: %1."_s.arg(targets.join(u", "_s)),
                                 u"Nothing was changed."_s, u"Give one target, or several of service:NAME."_s, {}});
        if (kind == "step"_L1 && target.count(u':') == 2) {
            bool isNumber = false;
            request.target = ClearTarget::Step;
            request.services = {name};
            request.step = target.section(u':', 2, 2).toInt(&isNumber);
            if (!isNumber || request.step < 1 || name.isEmpty())
                return failure(wrongTarget(target));
        } else if (target == "all"_L1) {
            request.target = ClearTarget::All;
        } else if (target == "images"_L1) {
            request.target = ClearTarget::Images;
        } else if (target == "build-cache"_L1) {
            request.target = ClearTarget::BuildCache;
        } else {
            return failure(wrongTarget(target));
        }
    }
    return request;
}

qsizetype ClearSelection::items() const
{
    return records.size() + std::ranges::count_if(images, [](const ClearedImage &image) { return image.keptBecause.isEmpty(); });
}

qsizetype ClearSelection::names() const { return records.size() + images.size() - items(); }

bool ClearSelection::deletesTheSame(const ClearSelection &other) const
{
    const auto ids = [](const ClearSelection &selection) {
        QSet<QString> all;
        for (const ClearedRecord &record : selection.records)
            all.insert(record.id);
        for (const ClearedImage &image : selection.images)
            all.insert(image.reference + u' ' + image.id + u' ' + (image.keptBecause.isEmpty() ? u"goes"_s : u"stays"_s));
        return all;
    };
    return ids(*this) == ids(other);
}

QStringList localSources(const ComposeProject &project, const QList<InspectedImage> &images)
{
    QStringList names;
    for (const ComposeService &service : project.services) {
        for (const QString &text : service.build ? service.build->cacheFrom : QStringList()) {
            const CacheEntry entry = CacheEntry::parse(text);
            const QString name = imageWithTag(entry.value(u"ref"_s).value_or(QString()));
            if (entry.type() == "registry"_L1
                && std::ranges::any_of(images, [&](const InspectedImage &image) { return image.image.tags.contains(name); }))
                names << name;
        }
    }
    names.removeDuplicates();
    return names;
}

} // namespace layerdeck
