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
/// "shared" and "done": what came from before this build must not be hidden by what ran for another platform.
int rank(StepState state)
{
    switch (state) {
    case StepState::Base: return 0;
    case StepState::Shared: return 1;
    case StepState::Done: return 2;
    case StepState::Cached: return 3;
    case StepState::Waiting: return 4;
    case StepState::Running: return 5;
    case StepState::Cancelled: return 6;
    case StepState::Failed: return 7;
    }
    return 0;
}

QList<VertexPlace> together(QList<VertexPlace> places, const QList<VertexPlace> &others)
{
    for (const VertexPlace &place : others) {
        if (!places.contains(place))
            places << place;
    }
    return places;
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
            tracked.step.promised = expected.name;
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
    return status.vertexes.isEmpty() ? changed : together(changed, markCritical());
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
    const bool base = tracked.step.isFrom();
    if (base && owner == service.name) {
        result.state = StepState::Base;
    } else if ((ran || base) && owner != service.name) {
        result.state = StepState::Shared;
        result.servedBy = owner;
    } else if (ran) {
        result.state = StepState::Done;
    } else {
        const KnownVertex *run = earlierRun(platform, service, tracked);
        result.servedBy = run ? run->owner : QString();
        result.state = run ? StepState::Shared : StepState::Cached;
    }
    return result;
}

/// The vertex of another service's step that did the very same work in this build, which is then why this one was a hit; nullptr where
/// there is none.
const StepTracker::KnownVertex *StepTracker::earlierRun(const QString &platform, const Service &service, const Tracked &tracked) const
{
    if (tracked.sharedKey.isEmpty())
        return nullptr;
    for (const Service &other : m_services) {
        if (other.name == service.name)
            continue;
        for (const Tracked &candidate : other.steps) {
            for (const QString &digest : candidate.sharedKey == tracked.sharedKey ? candidate.digests.value(platform) : QStringList()) {
                const KnownVertex &known = *m_vertices.find(digest);
                if (known.vertex.completed > 0 && !known.vertex.cached && known.vertex.error.isEmpty())
                    return &known;
            }
        }
    }
    return nullptr;
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
    return together(changed, markCritical());
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
