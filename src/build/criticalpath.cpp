// SPDX-License-Identifier: GPL-3.0-or-later
// Which steps decide how long a build takes.
#include "build/steps.h"

#include <algorithm>

namespace layerdeck {

namespace {

QStringList allOf(const QMap<QString, QStringList> &digests)
{
    QStringList all;
    for (const QStringList &some : digests)
        all << some;
    return all;
}

/// What still runs ends after all that is over, and what began first has been waited for the longest.
bool decides(const Vertex &vertex, const Vertex &other)
{
    if ((vertex.completed == 0) != (other.completed == 0))
        return vertex.completed == 0;
    return vertex.completed == 0 ? vertex.started < other.started : vertex.completed > other.completed;
}

using Vertices = QHash<QString, const Vertex *>; // by digest

/// When a vertex was there, in milliseconds since the epoch. What came from a cache took no time, whenever BuildKit says that it was over:
/// it was there when what it stands on was; and what another service ran (`elsewhere`), when that had ended.
class Reached
{
public:
    Reached(const Vertices &vertices, const Vertices &elsewhere)
        : m_vertices(vertices)
        , m_elsewhere(elsewhere)
    {
    }

    qint64 by(const Vertex &vertex)
    {
        // What it stands on first; one that is met again on the way down is part of a ring, and counts for nothing there.
        QList<const Vertex *> open{&vertex};
        while (!open.isEmpty()) {
            const Vertex *next = open.last();
            const bool isMet = m_met.contains(next->digest);
            m_met.insert(next->digest);
            if (!isMet && next->cached) {
                for (const QString &input : next->inputs) {
                    if (const Vertex *known = m_vertices.value(input); known && !m_met.contains(input))
                        open << known;
                }
                continue;
            }
            open.removeLast();
            if (!m_times.contains(next->digest))
                m_times.insert(next->digest, next->cached ? latestBelow(*next) : next->completed);
        }
        return m_times.value(vertex.digest);
    }

private:
    qint64 latestBelow(const Vertex &vertex) const
    {
        const Vertex *run = m_elsewhere.value(vertex.digest);
        qint64 latest = run ? run->completed : 0;
        for (const QString &input : vertex.inputs)
            latest = std::max(latest, m_times.value(input));
        return latest;
    }

    const Vertices &m_vertices;
    const Vertices &m_elsewhere;
    QSet<QString> m_met;
    QHash<QString, qint64> m_times;
};

} // namespace

/// The vertex of a step that ran and ends last, or has been running the longest; of its inputs the one that it waited for last, of that one's
/// inputs again, down to one that needed nothing.
QSet<QString> StepTracker::criticalVertices() const
{
    const auto runOf = [this](const QString &service, const QByteArray &sharedKey) -> const Vertex * {
        const auto runner = std::ranges::find(m_services, service, &Service::name);
        for (const Tracked &tracked : runner == m_services.end() ? QList<Tracked>() : runner->steps) {
            for (const QString &digest : tracked.sharedKey == sharedKey ? allOf(tracked.digests) : QStringList()) {
                if (const auto known = m_vertices.constFind(digest); known->vertex.completed > 0 && !known->vertex.cached)
                    return &known->vertex;
            }
        }
        return nullptr;
    };
    Vertices vertices;
    for (const KnownVertex &known : m_vertices)
        vertices.insert(known.vertex.digest, &known.vertex);
    Vertices elsewhere; // by the digest that only looked for its result
    const Vertex *last = nullptr;
    for (const Service &service : m_services) {
        for (const Tracked &tracked : service.steps) {
            const bool isServed = !tracked.step.servedBy.isEmpty() && !tracked.sharedKey.isEmpty();
            const Vertex *run = isServed ? runOf(tracked.step.servedBy, tracked.sharedKey) : nullptr;
            for (const QString &digest : allOf(tracked.digests)) {
                const Vertex &vertex = m_vertices.find(digest)->vertex;
                if (vertex.cached && run)
                    elsewhere.insert(digest, run);
                if (vertex.started > 0 && !vertex.cached && (!last || decides(vertex, *last)))
                    last = &vertex;
            }
        }
    }
    Reached reached(vertices, elsewhere);
    QSet<QString> path;
    while (last && !path.contains(last->digest)) {
        path.insert(last->digest);
        const Vertex *awaited = nullptr;
        for (const QString &input : last->inputs) {
            const Vertex *known = vertices.value(input);
            if (known && (!awaited || reached.by(*known) > reached.by(*awaited)))
                awaited = known;
        }
        last = awaited ? elsewhere.value(awaited->digest, awaited) : nullptr;
    }
    return path;
}

QList<VertexPlace> StepTracker::markCritical()
{
    const QSet<QString> path = criticalVertices();
    QList<VertexPlace> changed;
    for (Service &service : m_services) {
        for (Tracked &tracked : service.steps) {
            const StepState state = tracked.step.state;
            const bool works = state == StepState::Running || state == StepState::Done || state == StepState::Failed
                               || (state == StepState::Cancelled && !tracked.step.wasNotBegun());
            const QStringList digests = allOf(tracked.digests);
            const bool critical = works && std::ranges::any_of(digests, [&path](const QString &digest) { return path.contains(digest); });
            if (critical == tracked.step.critical)
                continue;
            tracked.step.critical = critical;
            changed << VertexPlace{service.name, tracked.step.id};
        }
    }
    return changed;
}

} // namespace layerdeck
