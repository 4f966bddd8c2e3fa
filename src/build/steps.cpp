// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/steps.h"

#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

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
            Tracked tracked;
            tracked.step.index = static_cast<int>(service.steps.size()) + 1;
            tracked.step.stage = expected.stage;
            tracked.step.number = expected.number;
            tracked.step.name = expected.name;
            tracked.sharedKey = expected.sharedKey;
            service.steps << tracked;
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
    static const QRegularExpression number(u"^(\\d+)/\\d+$"_s);
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
    result.number = count.captured(1).toInt();
    words.removeLast();
    if (!words.isEmpty() && words.first().contains(u'/')) // the platform of a multi-platform build
        words.removeFirst();
    result.stage = words.join(u' ');
    return result;
}

StepTracker::Tracked &StepTracker::trackedFor(Service &service, const Name &name)
{
    QString stage = name.stage;
    if (stage.isEmpty() && service.stageOrder.size() == 1)
        stage = service.stageOrder.first();
    for (Tracked &tracked : service.steps) {
        if (tracked.step.stage == stage && tracked.step.number == name.number) {
            tracked.step.name = name.text;
            return tracked;
        }
    }
    // A step that the Dockerfile didn't promise: one by ONBUILD, or the file could not be read.
    if (!service.stageOrder.contains(stage))
        service.stageOrder << stage;
    Tracked tracked;
    tracked.step.stage = stage;
    tracked.step.number = name.number;
    tracked.step.name = name.text;
    const auto place = [&service](const Tracked &t) {
        return std::pair(service.stageOrder.indexOf(t.step.stage), t.step.number);
    };
    const auto at = std::ranges::upper_bound(service.steps, place(tracked), {}, place);
    const qsizetype position = at - service.steps.begin();
    service.steps.insert(position, tracked);
    for (qsizetype i = 0; i < service.steps.size(); ++i)
        service.steps[i].step.index = static_cast<int>(i) + 1;
    return service.steps[position];
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
    for (const Vertex &vertex : status.vertexes) {
        const Name name = parseName(vertex.name);
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
        if (name.number == 0) {
            if (!known.services.contains(VertexPlace{name.service, 0}))
                known.services << VertexPlace{name.service, 0};
            continue;
        }
        Tracked &tracked = trackedFor(*service, name);
        if (!tracked.digests.contains(vertex.digest))
            tracked.digests << vertex.digest;
    }
    QList<VertexPlace> changed;
    for (Service &service : m_services) {
        for (Tracked &tracked : service.steps) {
            const bool concerned = std::ranges::any_of(
                tracked.digests, [&touched](const QString &digest) { return touched.contains(digest); });
            if (concerned && update(service, tracked))
                changed << VertexPlace{service.name, tracked.step.index};
        }
    }
    return changed;
}

/// Takes the step's state from its vertices; true where anything a reader sees changed.
bool StepTracker::update(Service &service, Tracked &tracked)
{
    BuildStep step = tracked.step;
    step.error.clear();
    step.state = stateOf(service, tracked, step);
    if (step == tracked.step)
        return false;
    tracked.step = step;
    return true;
}

StepState StepTracker::stateOf(const Service &service, const Tracked &tracked, BuildStep &step) const
{
    const Vertex *ran = nullptr;
    const Vertex *cached = nullptr;
    const Vertex *pending = nullptr;
    for (const QString &digest : tracked.digests) {
        const Vertex &vertex = m_vertices.find(digest)->vertex;
        // ADD of a URL and COPY --link are two vertices of one step: the one that takes the other's result counts.
        const bool feedsSibling = std::ranges::any_of(tracked.digests, [&](const QString &other) {
            return other != digest && m_vertices.find(other)->vertex.inputs.contains(digest);
        });
        if (feedsSibling && vertex.error.isEmpty())
            continue;
        if (!vertex.error.isEmpty()) {
            step.error = vertex.error;
            step.started = vertex.started;
            step.completed = vertex.completed;
            return vertex.error.contains("context canceled"_L1) ? StepState::Cancelled : StepState::Failed;
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
        return StepState::Waiting;
    step.started = decisive->started;
    step.completed = decisive->completed;
    if (decisive == pending)
        return pending->started > 0 ? StepState::Running : StepState::Waiting;
    const QString owner = m_vertices.find(decisive->digest)->owner;
    step.servedBy.clear();
    if (step.name.startsWith("FROM "_L1) && owner == service.name)
        return StepState::Base;
    if ((ran || step.name.startsWith("FROM "_L1)) && owner != service.name) {
        step.servedBy = owner;
        return StepState::Shared;
    }
    if (ran)
        return StepState::Done;
    step.servedBy = earlierRunner(service, tracked);
    return step.servedBy.isEmpty() ? StepState::Cached : StepState::Shared;
}

/// The other service whose step did the very same work in this build, which is then why this one was a hit.
QString StepTracker::earlierRunner(const Service &service, const Tracked &tracked) const
{
    if (tracked.sharedKey.isEmpty())
        return {};
    for (const Service &other : m_services) {
        if (other.name == service.name)
            continue;
        for (const Tracked &candidate : other.steps) {
            if (candidate.sharedKey == tracked.sharedKey && candidate.step.state == StepState::Done)
                return other.name;
        }
    }
    return {};
}

QList<VertexPlace> StepTracker::finish(bool succeeded)
{
    QList<VertexPlace> changed;
    for (Service &service : m_services) {
        if (succeeded) {
            service.steps.removeIf([](const Tracked &t) { return t.step.state == StepState::Waiting; });
            for (qsizetype i = 0; i < service.steps.size(); ++i)
                service.steps[i].step.index = static_cast<int>(i) + 1;
        }
        for (Tracked &tracked : service.steps) {
            const BuildStep before = tracked.step;
            if (!isFinal(tracked.step.state))
                tracked.step.state = StepState::Cancelled;
            else
                update(service, tracked);
            if (before != tracked.step)
                changed << VertexPlace{service.name, tracked.step.index};
        }
    }
    return changed;
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

const BuildStep *StepTracker::step(const QString &service, int index) const
{
    const auto found = std::ranges::find(m_services, service, &Service::name);
    if (found == m_services.end() || index < 1 || index > found->steps.size())
        return nullptr;
    return &found->steps.at(index - 1).step;
}

QList<VertexPlace> StepTracker::places(const QString &digest) const
{
    QList<VertexPlace> result;
    for (const Service &service : m_services) {
        for (const Tracked &tracked : service.steps) {
            if (tracked.digests.contains(digest))
                result << VertexPlace{service.name, tracked.step.index};
        }
    }
    return result.isEmpty() ? m_vertices.value(digest).services : result;
}

} // namespace layerdeck
