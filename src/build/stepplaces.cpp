// SPDX-License-Identifier: GPL-3.0-or-later
// Where a vertex belongs among the steps of its service: what the Dockerfile promised, and what it did not.
#include "build/steps.h"

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The image of a FROM as it was meant: without what docker adds to it.
QString imageOf(const QString &from)
{
    QStringList words = from.split(u' ', Qt::SkipEmptyParts).mid(1);
    words.removeIf([](const QString &word) { return word.startsWith("--"_L1); });
    QString image = words.value(0).section(u'@', 0, 0);
    for (const auto prefix : {"docker.io/library/"_L1, "docker.io/"_L1}) {
        if (image.startsWith(prefix))
            image.remove(0, prefix.size());
    }
    if (image.endsWith(":latest"_L1))
        image.chop(7);
    return image;
}

/// Whether a vertex's text is the instruction that the Dockerfile promised.
bool isSameInstruction(const BuildStep &promised, const QString &text)
{
    if (promised.isFrom())
        return text.startsWith("FROM "_L1) && imageOf(promised.name) == imageOf(text);
    return promised.name.simplified() == text.simplified();
}

} // namespace

StepTracker::Tracked &StepTracker::insertStep(Service &service, const QString &stage, int number)
{
    if (!service.stageOrder.contains(stage))
        service.stageOrder << stage;
    Tracked tracked;
    tracked.step.id = ++service.lastId;
    tracked.step.stage = stage;
    tracked.step.number = number;
    const auto place = [&service](const Tracked &t) {
        return std::pair(service.stageOrder.indexOf(t.step.stage), t.step.number);
    };
    const auto at = std::ranges::upper_bound(service.steps, place(tracked), {}, place);
    const qsizetype position = at - service.steps.begin();
    service.steps.insert(position, tracked);
    service.relisted = true;
    return service.steps[position];
}

/// Makes room for `total` steps of a stage at once, so that those of later stages keep their index from then on. A stage has
/// more than the Dockerfile promised where its base image has ONBUILD triggers, which run right after FROM, or where
/// the Dockerfile could not be read.
void StepTracker::fitStage(Service &service, const QString &stage, int total)
{
    const int known = service.totals.value(stage);
    const int extra = total - known;
    if (extra <= 0)
        return;
    service.totals[stage] = total;
    int first = 1;
    const qsizetype order = service.stageOrder.indexOf(stage);
    for (Tracked &tracked : service.steps) {
        // Behind a step that isn't in the text, equal text no longer proves equal work.
        if (known > 0 && service.stageOrder.indexOf(tracked.step.stage) >= order && !tracked.step.isFrom())
            tracked.sharedKey.clear();
        if (tracked.step.stage != stage)
            continue;
        if (tracked.step.isFrom())
            first = tracked.step.number + 1;
        else
            tracked.step.number += extra;
    }
    for (int number = first; number < first + extra; ++number)
        insertStep(service, stage, number);
}

void StepTracker::renumber(Service &service)
{
    int index = 0;
    for (Tracked &tracked : service.steps) {
        ++index;
        service.relisted = service.relisted || tracked.step.index != index;
        tracked.step.index = index;
    }
}

/// The step of a vertex; nullptr where it fits none, or none yet.
StepTracker::Tracked *StepTracker::trackedFor(Service &service, const Name &name, const KnownVertex &known)
{
    const QString &digest = known.vertex.digest;
    for (Tracked &tracked : service.steps) {
        if (std::ranges::any_of(tracked.digests, [&](const QStringList &digests) { return digests.contains(digest); }))
            return &tracked;
    }
    QString stage = name.stage;
    const QStringList &stages = service.promisedStages.isEmpty() ? service.stageOrder : service.promisedStages;
    if (stage.isEmpty() && stages.size() == 1)
        stage = stages.first();
    if (!service.promisedStages.isEmpty())
        return promisedFor(service, name, stage, known.owner == service.name);
    // m knows nothing of triggers, n counts them.
    fitStage(service, stage, std::max(name.number, name.total));
    const auto found = std::ranges::find_if(service.steps, [&](const Tracked &tracked) {
        return tracked.step.stage == stage && tracked.step.number == name.number;
    });
    return found != service.steps.end() ? &*found : &insertStep(service, stage, name.number);
}

/// `isOwner`: the service was the first to have the vertex, so that stage and number are its own.
StepTracker::Tracked *StepTracker::promisedFor(Service &service, const Name &name, const QString &stage, bool isOwner)
{
    const auto find = [&service](auto fits) -> Tracked * {
        const auto found = std::ranges::find_if(service.steps, fits);
        return found == service.steps.end() ? nullptr : &*found;
    };
    Tracked *numbered = find([&](const Tracked &t) { return t.step.stage == stage && t.step.number == name.number; });
    if (numbered && (numbered->step.name.isEmpty() || isSameInstruction(numbered->step, name.text)))
        return numbered;
    const auto isFree = [&](const Tracked &t) { return !t.step.name.isEmpty() && !t.digests.contains(name.platform); };
    const int known = service.totals.value(stage);
    if (Tracked *same = find([&](const Tracked &t) {
            return t.step.stage == stage && isFree(t) && isSameInstruction(t.step, name.text);
        })) {
        // Further down than the Dockerfile has it: steps stand before it that aren't in the text.
        if (isOwner && !same->step.isFrom() && name.number > same->step.number) {
            const int id = same->step.id;
            fitStage(service, stage, known + name.number - same->step.number);
            return find([id](const Tracked &t) { return t.step.id == id; });
        }
        return same;
    }
    // BuildKit shows variables by their values and here-documents in its own way.
    if (numbered && isOwner && isFree(*numbered) && numbered->step.name.section(u' ', 0, 0) == name.text.section(u' ', 0, 0))
        return numbered;
    // A stage that is nothing but its FROM: the rest are triggers.
    if (isOwner && known == 1 && name.number > 1 && find([&](const Tracked &t) {
            return t.step.stage == stage && t.step.isFrom();
        })) {
        fitStage(service, stage, name.number);
        return find([&](const Tracked &t) { return t.step.stage == stage && t.step.number == name.number; });
    }
    if (Tracked *same = find([&](const Tracked &t) { return isFree(t) && isSameInstruction(t.step, name.text); }))
        return same;
    if (!name.text.startsWith("FROM "_L1))
        return nullptr;
    return find([&](const Tracked &t) { return isFree(t) && t.step.isFrom() && t.step.name.contains(u'$'); });
}

void StepTracker::attach(Service &service, Tracked &tracked, const Name &name, const QString &digest)
{
    service.relisted = service.relisted || tracked.step.name != name.text;
    tracked.step.name = name.text;
    QStringList &digests = tracked.digests[name.platform];
    if (!digests.contains(digest))
        digests << digest;
}

/// Triggers come before the step that tells that there are any: the room they have since then is theirs, in their order.
/// Returns the digests that have a step now.
QStringList StepTracker::placeUnplaced(Service &service)
{
    const auto isNameless = [](const Tracked &tracked) { return tracked.step.name.isEmpty(); };
    if (service.unplaced.isEmpty() || std::ranges::none_of(service.steps, isNameless))
        return {};
    QStringList placed;
    auto unplaced = std::exchange(service.unplaced, {});
    std::ranges::stable_sort(unplaced, {}, [](const auto &entry) { return entry.second.number; });
    for (const auto &[digest, name] : unplaced) {
        const auto room = std::ranges::find_if(service.steps, isNameless);
        if (room == service.steps.end()) {
            service.unplaced << std::pair(digest, name);
        } else {
            attach(service, *room, name, digest);
            placed << digest;
        }
    }
    return placed;
}

/// What fits no promise and is no other service's is a step all the same: the Dockerfile's frontend knew better.
void StepTracker::insertUnplaced(Service &service) const
{
    for (const auto &[digest, name] : std::exchange(service.unplaced, {})) {
        const bool isForeign = std::ranges::any_of(m_vertices.find(digest)->services, [&](const VertexPlace &place) {
            return place.service != service.name;
        });
        if (!isForeign)
            attach(service, insertStep(service, name.stage, name.number), name, digest);
    }
}

} // namespace layerdeck
