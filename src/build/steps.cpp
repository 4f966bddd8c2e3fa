// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/steps.h"

#include <QRegularExpression>

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Of one stage.
constexpr int mostSteps = 10'000;

/// Of the states that a step has on several platforms, the one with the highest rank is the step's. "Cached" ranks above
/// "shared": what came from before this build must not be hidden.
int rank(StepState state)
{
    switch (state) {
    case StepState::Base: return 0;
    case StepState::Shared: return 1;
    case StepState::Cached: return 2;
    case StepState::Done: return 3;
    case StepState::Waiting: return 4;
    case StepState::Running: return 5;
    case StepState::Cancelled: return 6;
    case StepState::Failed: return 7;
    }
    return 0;
}

bool isFrom(const BuildStep &step)
{
    return step.name.startsWith("FROM "_L1);
}

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
    if (isFrom(promised))
        return text.startsWith("FROM "_L1) && imageOf(promised.name) == imageOf(text);
    return promised.name.simplified() == text.simplified();
}

} // namespace

QString stepStateName(StepState state)
{
    switch (state) {
    case StepState::Waiting: return u"waiting"_s;
    case StepState::Running: return u"running"_s;
    case StepState::Cached: return u"cached"_s;
    case StepState::Base: return u"base"_s;
    case StepState::Shared: return u"shared"_s;
    case StepState::Done: return u"done"_s;
    case StepState::Failed: return u"failed"_s;
    case StepState::Cancelled: return u"cancelled"_s;
    }
    return {};
}

bool isFinal(StepState state)
{
    return state != StepState::Waiting && state != StepState::Running;
}

int ServiceSteps::count(StepState state) const
{
    return static_cast<int>(std::ranges::count(steps, state, &BuildStep::state));
}

StepTracker::StepTracker(QList<BuildTargetSteps> targets)
{
    for (const BuildTargetSteps &target : targets) {
        Service service;
        service.name = target.service;
        for (const ExpectedStep &expected : target.expected) {
            if (!service.stageOrder.contains(expected.stage))
                service.stageOrder << expected.stage;
            service.promisedStages = service.stageOrder;
            Tracked tracked;
            tracked.step.id = ++service.lastId;
            tracked.step.index = tracked.step.id;
            tracked.step.stage = expected.stage;
            tracked.step.number = expected.number;
            tracked.step.name = expected.name;
            tracked.sharedKey = expected.sharedKey;
            tracked.platforms = expected.platforms;
            service.steps << tracked;
            service.totals[expected.stage] = std::max(service.totals.value(expected.stage), expected.number);
        }
        m_serviceByTarget.insert(target.target, static_cast<int>(m_services.size()));
        m_services << service;
    }
}

/// "[target stage 3/5] RUN …", "[target internal] …", "[target] exporting …". The target stands there only where the
/// build has more than one; the stage only where the Dockerfile has more than one state.
StepTracker::Name StepTracker::parseName(const QString &name) const
{
    static const QRegularExpression form(u"^\\[([^\\]]*)\\] ?(.*)$"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression number(u"^(\\d+)/(\\d+)$"_s);
    Name result;
    const auto match = form.match(name);
    if (!match.hasMatch()) {
        result.text = name;
        if (m_services.size() == 1)
            result.service = m_services.first().name;
        return result;
    }
    result.text = match.captured(2);
    QStringList words = match.captured(1).split(u' ', Qt::SkipEmptyParts);
    if (m_services.size() == 1) {
        result.service = m_services.first().name;
        // A definition with one target still names it in front of some vertices in some versions.
        if (words.size() > 1 && m_serviceByTarget.contains(words.first()) && !number.match(words.at(1)).hasMatch())
            words.removeFirst();
    } else if (!words.isEmpty() && m_serviceByTarget.contains(words.first())) {
        result.service = m_services.at(m_serviceByTarget.value(words.takeFirst())).name;
    }
    if (words.isEmpty())
        return result;
    const auto count = number.match(words.last());
    if (!count.hasMatch())
        return result;
    // BuildKit itself numbers what the Dockerfile has; room for more than that is made for nobody.
    result.number = std::min(count.captured(1).toInt(), mostSteps);
    result.total = std::min(count.captured(2).toInt(), mostSteps);
    words.removeLast();
    if (!words.isEmpty() && words.first().contains(u'/')) // "linux/amd64", "linux/amd64->arm64"
        result.platform = words.takeFirst();
    result.stage = words.join(u' ');
    return result;
}

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
        if (known > 0 && service.stageOrder.indexOf(tracked.step.stage) >= order && !isFrom(tracked.step))
            tracked.sharedKey.clear();
        if (tracked.step.stage != stage)
            continue;
        if (isFrom(tracked.step))
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
        if (isOwner && !isFrom(same->step) && name.number > same->step.number) {
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
            return t.step.stage == stage && isFrom(t.step);
        })) {
        fitStage(service, stage, name.number);
        return find([&](const Tracked &t) { return t.step.stage == stage && t.step.number == name.number; });
    }
    if (Tracked *same = find([&](const Tracked &t) { return isFree(t) && isSameInstruction(t.step, name.text); }))
        return same;
    if (!name.text.startsWith("FROM "_L1))
        return nullptr;
    return find([&](const Tracked &t) { return isFree(t) && isFrom(t.step) && t.step.name.contains(u'$'); });
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

void StepTracker::noteImport(const Vertex &vertex, const Name &name)
{
    static const QString prefix = u"importing cache manifest from "_s;
    if (!name.text.startsWith(prefix))
        return;
    m_imports[vertex.digest + u'/' + name.service] = {name.service, name.text.mid(prefix.size()), vertex.started,
                                                      vertex.completed, vertex.error};
}

QList<VertexPlace> StepTracker::apply(const SolveStatus &status)
{
    QSet<QString> touched;
    QList<std::pair<Name, const Vertex *>> vertexes;
    for (const Vertex &vertex : status.vertexes)
        vertexes << std::pair(parseName(vertex.name), &vertex);
    // The last step of a stage tells best whether there are more than promised.
    std::ranges::stable_sort(vertexes, std::ranges::greater(), [](const auto &entry) { return entry.first.number; });
    for (const auto &[name, sent] : vertexes) {
        const Vertex &vertex = *sent;
        KnownVertex &known = m_vertices[vertex.digest];
        if (known.owner.isEmpty())
            known.owner = name.service;
        known.vertex = vertex;
        noteImport(vertex, name);
        touched.insert(vertex.digest);
        const auto service = std::ranges::find(m_services, name.service, &Service::name);
        if (service == m_services.end())
            continue;
        if (vertex.started > 0 && (service->started == 0 || vertex.started < service->started))
            service->started = vertex.started;
        service->completed = std::max(service->completed, vertex.completed);
        if (!known.services.contains(VertexPlace{name.service, 0}))
            known.services << VertexPlace{name.service, 0};
        if (name.number == 0)
            continue;
        const std::pair place(vertex.digest, name);
        if (Tracked *tracked = trackedFor(*service, name, known))
            attach(*service, *tracked, name, vertex.digest);
        else if (std::ranges::find(service->unplaced, vertex.digest, &std::pair<QString, Name>::first)
                 == service->unplaced.end())
            service->unplaced << place;
        for (const QString &digest : placeUnplaced(*service))
            touched.insert(digest);
    }
    QList<VertexPlace> changed;
    for (Service &service : m_services) {
        renumber(service);
        for (Tracked &tracked : service.steps) {
            const bool concerned = std::ranges::any_of(tracked.digests, [&touched](const QStringList &digests) {
                return std::ranges::any_of(digests, [&](const QString &digest) { return touched.contains(digest); });
            });
            if (concerned && update(service, tracked, false))
                changed << VertexPlace{service.name, tracked.step.id};
        }
    }
    return changed;
}

/// Takes the step's state from its vertices; true where anything a reader sees changed. `ended`: no further vertex comes.
bool StepTracker::update(const Service &service, Tracked &tracked, bool ended) const
{
    QList<PlatformState> platforms;
    for (auto it = tracked.digests.keyBegin(); it != tracked.digests.keyEnd(); ++it)
        platforms << stateOn(*it, service, tracked);
    if (platforms.isEmpty())
        return false;
    const PlatformState &worst = *std::ranges::max_element(
        platforms, {}, [](const PlatformState &platform) { return rank(platform.state); });
    BuildStep step = tracked.step;
    step.state = worst.state;
    step.error = worst.error;
    step.servedBy = worst.servedBy;
    step.started = 0;
    step.completed = 0;
    for (const PlatformState &platform : platforms) {
        if (platform.started > 0 && (step.started == 0 || platform.started < step.started))
            step.started = platform.started;
        step.completed = std::max(step.completed, platform.completed);
    }
    // What is over on one platform has begun, and is not over before the others have answered too.
    const bool missing = !ended && platforms.size() < tracked.platforms;
    if (step.state == StepState::Waiting || (missing && rank(step.state) < rank(StepState::Waiting)))
        step.state = step.started > 0 ? StepState::Running : StepState::Waiting;
    if (!isFinal(step.state)) {
        step.completed = 0;
        step.servedBy.clear();
    }
    if (step == tracked.step)
        return false;
    tracked.step = step;
    return true;
}

StepTracker::PlatformState StepTracker::stateOn(const QString &platform, const Service &service,
                                                const Tracked &tracked) const
{
    const Vertex *ran = nullptr;
    const Vertex *cached = nullptr;
    const Vertex *pending = nullptr;
    const QStringList digests = tracked.digests.value(platform);
    for (const QString &digest : digests) {
        const Vertex &vertex = m_vertices.find(digest)->vertex;
        // ADD of a URL and COPY --link are two vertices of one step: the one that takes the other's result counts.
        const bool feedsSibling = std::ranges::any_of(digests, [&](const QString &other) {
            return other != digest && m_vertices.find(other)->vertex.inputs.contains(digest);
        });
        if (feedsSibling && vertex.error.isEmpty())
            continue;
        if (!vertex.error.isEmpty()) {
            const bool stopped = vertex.error.contains("context canceled"_L1);
            return {stopped ? StepState::Cancelled : StepState::Failed, vertex.started, vertex.completed, vertex.error, {}};
        }
        if (vertex.completed == 0)
            pending = !pending || vertex.started > 0 ? &vertex : pending;
        else if (vertex.cached)
            cached = &vertex;
        else if (!ran || vertex.completed > ran->completed)
            ran = &vertex;
    }
    const Vertex *decisive = ran ? ran : cached ? cached : pending;
    if (!decisive)
        return {};
    PlatformState result{StepState::Waiting, decisive->started, decisive->completed, {}, {}};
    if (decisive == pending) {
        result.state = pending->started > 0 ? StepState::Running : StepState::Waiting;
        return result;
    }
    const QString owner = m_vertices.find(decisive->digest)->owner;
    const bool base = isFrom(tracked.step);
    if (base && owner == service.name) {
        result.state = StepState::Base;
    } else if ((ran || base) && owner != service.name) {
        result.state = StepState::Shared;
        result.servedBy = owner;
    } else if (ran) {
        result.state = StepState::Done;
    } else {
        result.servedBy = earlierRunner(platform, service, tracked);
        result.state = result.servedBy.isEmpty() ? StepState::Cached : StepState::Shared;
    }
    return result;
}

/// The other service whose step did the very same work in this build, which is then why this one was a hit.
QString StepTracker::earlierRunner(const QString &platform, const Service &service, const Tracked &tracked) const
{
    if (tracked.sharedKey.isEmpty())
        return {};
    const auto ran = [this](const QString &digest) {
        const Vertex &vertex = m_vertices.find(digest)->vertex;
        return vertex.completed > 0 && !vertex.cached && vertex.error.isEmpty();
    };
    for (const Service &other : m_services) {
        if (other.name == service.name)
            continue;
        for (const Tracked &candidate : other.steps) {
            if (candidate.sharedKey == tracked.sharedKey && std::ranges::any_of(candidate.digests.value(platform), ran))
                return other.name;
        }
    }
    return {};
}

QList<VertexPlace> StepTracker::finish(bool succeeded)
{
    QList<VertexPlace> changed;
    for (Service &service : m_services) {
        const QList<Tracked> before = service.steps;
        insertUnplaced(service);
        for (Tracked &tracked : service.steps)
            update(service, tracked, true);
        // Never seen: the target did not need it, or BuildKit counts it and makes no vertex for it, as for "WORKDIR /".
        const auto dropped = service.steps.removeIf([succeeded](const Tracked &tracked) {
            return tracked.step.name.isEmpty() || (succeeded && tracked.step.state == StepState::Waiting);
        });
        service.relisted = service.relisted || dropped > 0;
        renumber(service);
        for (Tracked &tracked : service.steps) {
            if (!isFinal(tracked.step.state))
                tracked.step.state = StepState::Cancelled;
            const auto old = std::ranges::find(before, tracked.step.id, [](const Tracked &t) { return t.step.id; });
            if (old == before.end() || old->step != tracked.step)
                changed << VertexPlace{service.name, tracked.step.id};
        }
    }
    return changed;
}

QStringList StepTracker::takeRelisted()
{
    QStringList names;
    for (Service &service : m_services) {
        if (std::exchange(service.relisted, false))
            names << service.name;
    }
    return names;
}

QList<ServiceSteps> StepTracker::services() const
{
    QList<ServiceSteps> result;
    for (const Service &service : m_services) {
        ServiceSteps steps{service.name, {}, service.started, service.completed};
        for (const Tracked &tracked : service.steps)
            steps.steps << tracked.step;
        result << steps;
    }
    return result;
}

const BuildStep *StepTracker::step(const QString &service, int id) const
{
    const auto found = std::ranges::find(m_services, service, &Service::name);
    if (found == m_services.end())
        return nullptr;
    const auto tracked = std::ranges::find(found->steps, id, [](const Tracked &t) { return t.step.id; });
    return tracked == found->steps.end() ? nullptr : &tracked->step;
}

QList<VertexPlace> StepTracker::places(const QString &digest) const
{
    QList<VertexPlace> result;
    for (const Service &service : m_services) {
        for (const Tracked &tracked : service.steps) {
            const bool has = std::ranges::any_of(
                tracked.digests, [&digest](const QStringList &digests) { return digests.contains(digest); });
            if (has)
                result << VertexPlace{service.name, tracked.step.id};
        }
    }
    return result.isEmpty() ? m_vertices.value(digest).services : result;
}

} // namespace layerdeck
