// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/proof.h"

#include "base/units.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Evidence records(const Plan &plan, const ClearResult &clear)
{
    Evidence evidence{Evidence::Kind::Records};
    const qsizetype planned = plan.clear->records.size();
    const qsizetype survived = clear.survivedRecords.size();
    for (const DeletedRecord &record : clear.deletedRecords)
        evidence.details << u"%1  %2"_s.arg(record.id, record.description.section(u'\n', 0, 0));
    if (planned == 0) {
        evidence.title = u"No build cache record was deleted"_s;
        const auto why = std::ranges::find_if(plan.clear->kept, [](const KeptItem &item) { return item.isRecord && !item.ownerUnknown; });
        evidence.about = why == plan.clear->kept.end() ? u"There was none of these services."_s : u"They stay: %1."_s.arg(why->reason);
        return evidence;
    }
    if (!clear.readAgainAt.isValid()) {
        evidence.holds = false;
        evidence.title = u"%1 of %2 deleted"_s.arg(clear.deletedRecords.size())
                             .arg(counted(planned, u"build cache record was"_s, u"build cache records were"_s));
        evidence.about = u"The engine was not read again after that."_s;
        return evidence;
    }
    evidence.holds = survived == 0;
    evidence.title = survived == 0 ? u"%1 of %2 gone"_s.arg(planned).arg(counted(planned, u"build cache record is"_s, u"build cache records are"_s))
                                   : u"%1 of %2 still there"_s.arg(survived).arg(counted(planned, u"build cache record is"_s, u"build cache records are"_s));
    const QString time = clear.readAgainAt.toLocalTime().toString(u"HH:mm:ss"_s);
    if (survived == 0) {
        evidence.about = u"Engine read again at %1%2: no id of the plan is left."_s.arg(time, plan.builds() ? u", before the build"_s : QString());
    } else {
        QStringList names;
        for (const DeletedRecord &record : clear.survivedRecords)
            names << shortId(record.id);
        evidence.about = u"Engine read again at %1. Left: %2."_s.arg(time, names.join(u", "_s));
    }
    return evidence;
}

Evidence steps(const RunResult &result)
{
    const Freshness fresh = freshness(result);
    Evidence evidence{Evidence::Kind::Steps};
    evidence.holds = fresh.isFresh();
    evidence.title = u"%1 ran, %2 came from an earlier build"_s.arg(counted(fresh.ran, u"step"_s, u"steps"_s)).arg(fresh.earlier);
    QStringList about;
    if (fresh.base > 0)
        about << u"%1 took a base image by digest."_s.arg(fresh.base);
    if (fresh.shared > 0)
        about << u"%1 %2 served by another service of this build."_s.arg(fresh.shared).arg(fresh.shared == 1 ? u"was"_s : u"were"_s);
    if (fresh.directories > 0)
        about << u"%1 only %2 an empty directory (WORKDIR) from before."_s.arg(fresh.directories).arg(fresh.directories == 1 ? u"takes"_s : u"take"_s);
    for (const ServiceResult &service : result.services) {
        for (const BuildStep &step : service.steps) {
            if (step.state == StepState::Cached)
                evidence.details << u"%1 step %2: %3"_s.arg(service.name).arg(step.index).arg(step.name.section(u'\n', 0, 0));
        }
    }
    if (!fresh.isFresh())
        about << u"From before: "_s + evidence.details.join(u"; "_s) + u'.';
    evidence.about = about.join(u' ');
    return evidence;
}

constexpr qsizetype mostKeptReasons = 3;

bool isCacheMount(const KeptItem &item) { return item.isRecord && item.name.startsWith("cache mount"_L1); }

/// What the clear has left, each reason with how many it holds for; cache mounts have a line of their own.
std::optional<Evidence> kept(const Plan &plan)
{
    Evidence evidence{Evidence::Kind::Kept};
    QStringList reasons;
    QHash<QString, int> counts;
    qint64 bytes = 0;
    for (const KeptItem &item : plan.clear->kept) {
        if (isCacheMount(item))
            continue;
        if (++counts[item.reason] == 1)
            reasons << item.reason;
        bytes += std::max<qint64>(0, item.size);
        evidence.details << u"%1: %2"_s.arg(item.name, item.reason);
    }
    if (reasons.isEmpty())
        return std::nullopt;
    evidence.title = u"%1 kept, %2"_s.arg(evidence.details.size() == 1 ? u"1 thing was"_s : u"%1 things were"_s.arg(evidence.details.size()), sizeText(bytes));
    // "X stands on it" is said of each record below one that stays: whoever wants to know opens the details.
    QStringList lines;
    int single = 0;
    for (const QString &reason : std::as_const(reasons)) {
        if (counts.value(reason) > 1 || reasons.size() <= mostKeptReasons)
            lines << u"%1 (%2)"_s.arg(reason).arg(counts.value(reason));
        else
            ++single;
    }
    if (single > 0)
        lines << u"each for a reason of its own (%1)"_s.arg(single);
    evidence.about = u"Why: %1."_s.arg(lines.join(u"; "_s));
    return evidence;
}

Evidence containers(const Plan &plan, const RunResult &result)
{
    Evidence evidence{Evidence::Kind::Containers};
    QStringList lines;
    QStringList wrong;
    QStringList unknown;
    for (const ServiceResult &service : result.services) {
        for (const Container &container : result.containers) {
            if (container.service() != service.name)
                continue;
            // One that has ended by itself, without an error, is a one-shot service: it has run its image.
            const bool ended = container.hasEndedWell();
            const bool isNew = !service.imageId.isEmpty() && container.imageId == service.imageId;
            evidence.details << u"%1 %2 %3, %4"_s.arg(container.name, ended ? u"ran"_s : u"runs"_s, shortId(container.imageId), container.status);
            if (service.imageId.isEmpty())
                unknown << u"%1 runs %2, which was not compared"_s.arg(container.name, shortId(container.imageId));
            else if (isNew && (ended || container.state == "running"_L1))
                lines << u"%1 %2%3"_s.arg(service.name, shortId(service.imageId), ended ? u" (ended without an error)"_s : QString());
            else
                wrong << u"%1: %2"_s.arg(container.name, isNew ? container.status : u"runs another image"_s);
        }
    }
    evidence.holds = wrong.isEmpty() && unknown.isEmpty();
    const QStringList &lacking = wrong.isEmpty() ? unknown : wrong;
    const bool one = (lacking.isEmpty() ? lines : lacking).size() == 1;
    const QString image = plan.rollbackTo ? (one ? u"the image of then"_s : u"the images of then"_s)
                                          : (one ? u"the new image"_s : u"the new images"_s);
    const QString count = counted(lacking.size(), u"container"_s, u"containers"_s);
    evidence.title = lacking.isEmpty() ? (one ? u"The container runs %1"_s : u"The containers run %1"_s).arg(image)
                     : wrong.isEmpty() ? u"%1 %2 not compared with %3"_s.arg(count, one ? u"was"_s : u"were"_s, image)
                                       : u"%1 %2 not run %3"_s.arg(count, one ? u"does"_s : u"do"_s, image);
    evidence.about = (lacking.isEmpty() ? lines : wrong + unknown).join(u", "_s) + u'.';
    return evidence;
}

} // namespace

bool hasBuilt(const Plan &plan, const RunResult &result)
{
    return plan.builds() && result.built;
}

Freshness freshness(const RunResult &result)
{
    Freshness fresh;
    for (const ServiceResult &service : result.services) {
        fresh.steps += static_cast<int>(service.steps.size());
        fresh.shared += service.count(StepState::Shared);
        fresh.base += service.count(StepState::Base);
        fresh.ran += service.count(StepState::Done);
        for (const BuildStep &step : service.steps) {
            if (step.state == StepState::Cached)
                ++(step.name.startsWith("WORKDIR"_L1, Qt::CaseInsensitive) ? fresh.directories : fresh.earlier);
        }
    }
    return fresh;
}

FreshClaim freshClaim(const Freshness &fresh, const QList<Evidence> &evidence)
{
    const QString steps = counted(fresh.steps, u"step"_s, u"steps"_s);
    if (!fresh.isFresh())
        return {false, u"Not fresh: %1 of %2 came from an earlier build"_s.arg(fresh.earlier + fresh.directories).arg(steps)};
    const auto wrong = std::ranges::find_if(evidence, [](const Evidence &item) { return item.kind == Evidence::Kind::Containers && !item.holds; });
    if (wrong != evidence.end())
        return {false, u"Built fresh, but %1"_s.arg(wrong->title)};
    if (fresh.directories > 0)
        return {true, u"Fresh: of %1 only %2 came from an earlier build"_s.arg(
                          steps, fresh.directories == 1 ? u"an empty directory"_s : u"%1 empty directories"_s.arg(fresh.directories))};
    return {true, u"Fresh: 0 of %1 came from an earlier build"_s.arg(steps)};
}

QList<Evidence> evidenceOf(const Plan &plan, const RunResult &result)
{
    QList<Evidence> list;
    if (plan.clear && result.clear) {
        list << records(plan, *result.clear);
        if (!plan.clear->images.isEmpty()) {
            const ClearResult &clear = *result.clear;
            Evidence evidence{Evidence::Kind::Images};
            evidence.holds = result.outcome == RunOutcome::Succeeded && clear.left.isEmpty();
            evidence.title = u"%1 taken away, %2 deleted"_s.arg(counted(clear.untagged.size(), u"image name"_s, u"image names"_s))
                                 .arg(counted(clear.deletedImages.size(), u"image or layer"_s, u"images and layers"_s));
            QStringList kept;
            for (const KeptImage &image : clear.keptImages)
                kept << image.text();
            evidence.about = kept.isEmpty() ? u"Each with its last name."_s : u"Without that name but kept: %1."_s.arg(kept.join(u", "_s));
            for (const KeptImage &image : clear.left)
                evidence.about += u" Left: %1."_s.arg(image.text());
            evidence.details = clear.untagged + clear.deletedImages;
            list << evidence;
        }
    }
    const bool built = hasBuilt(plan, result);
    if (built && !result.services.isEmpty())
        list << steps(result);
    for (const QString &service : built ? plan.changes.withoutCache : QStringList()) {
        if (plan.clear && plan.clear->stale.contains(service))
            list << Evidence{Evidence::Kind::Steps, true, u"%1 was built without cache"_s.arg(service),
                             u"Because %1."_s.arg(plan.clear->stale.value(service)), {}};
    }
    if (plan.clear && !plan.clear->survivors.isEmpty()) {
        Evidence evidence{Evidence::Kind::Sources};
        const qsizetype count = plan.clear->survivors.size();
        const bool bypassed = built;
        const bool later = !plan.builds() && plan.clearRequest.bypass && result.outcome == RunOutcome::Succeeded;
        evidence.holds = bypassed || later;
        evidence.title = later ? u"%1 not asked by the next build"_s.arg(counted(count, u"cache source is"_s, u"cache sources are"_s))
                         : bypassed ? u"%1 bypassed"_s.arg(counted(count, u"cache source was"_s, u"cache sources were"_s))
                                  : u"%1 could bring layers back"_s.arg(counted(count, u"cache source"_s, u"cache sources"_s));
        QStringList about;
        for (const SurvivingSource &source : plan.clear->survivors) {
            about << u"%1: %2"_s.arg(source.source, source.reason);
            evidence.details << u"%1 %2"_s.arg(source.service, source.source);
        }
        about.removeDuplicates();
        evidence.about = about.join(u"; "_s) + (bypassed ? u". The next build uses them again."_s : u"."_s);
        list << evidence;
    }
    if (plan.clear && result.clear) {
        if (const std::optional<Evidence> evidence = kept(plan))
            list << *evidence;
    }
    if (plan.clear) {
        qint64 bytes = 0;
        QStringList mounts;
        for (const KeptItem &item : plan.clear->kept) {
            if (isCacheMount(item)) {
                mounts << item.name;
                bytes += std::max<qint64>(0, item.size);
            }
        }
        if (!mounts.isEmpty() && !plan.clearRequest.cacheMounts) {
            list << Evidence{Evidence::Kind::Mounts, true,
                             u"%1 kept, %2"_s.arg(mounts.size() == 1 ? mounts.first() + u" was"_s : u"%1 cache mounts were"_s.arg(mounts.size()), sizeText(bytes)),
                             plan.changes.withoutCache.isEmpty() ? u"They hold downloads, not steps. Kept because that was not asked for."_s
                                                                 : u"Not deleted here, but steps that run without cache begin with empty ones."_s,
                             mounts};
        }
    }
    const auto concerns = [&result](const Container &container) {
        return std::ranges::find(result.services, container.service(), &ServiceResult::name) != result.services.end();
    };
    if (result.switched && result.outcome == RunOutcome::Succeeded && std::ranges::any_of(result.containers, concerns))
        list << containers(plan, result);
    return list;
}

} // namespace layerdeck
