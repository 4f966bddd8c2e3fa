// SPDX-License-Identifier: GPL-3.0-or-later
// Which steps decide how long a build takes.
#include "build/steps.h"

#include <algorithm>

namespace layerdeck {

namespace {

using Vertices = QHash<QString, const Vertex *>; // by digest

QStringList allOf(const QMap<QString, QStringList> &digests)
{
    QStringList all;
    for (const QStringList &some : digests)
        all << some;
    return all;
}

/// The longest chain of work of which each piece needs the one before. When BuildKit begins a piece says little: it puts off what nobody
/// waits for yet. What came from a cache took no time; what only looked for another service's result (`elsewhere`) stands on the vertex
/// that made it.
class LongestChains
{
public:
    LongestChains(const Vertices &vertices, const Vertices &elsewhere)
        : m_vertices(vertices)
        , m_elsewhere(elsewhere)
    {
        for (const Vertex *vertex : vertices)
            m_now = std::max({m_now, vertex->started, vertex->completed});
    }

    /// Milliseconds of work up to the end of `vertex`, or up to now.
    qint64 to(const Vertex &vertex)
    {
        // What it stands on first; one that is met again on the way down is part of a ring, and counts for nothing there.
        QList<const Vertex *> open{&vertex};
        while (!open.isEmpty()) {
            const Vertex *next = open.last();
            const QList<const Vertex *> below = belowOf(*next);
            if (!m_met.contains(next->digest)) {
                m_met.insert(next->digest);
                std::ranges::copy_if(below, std::back_inserter(open), [this](const Vertex *of) { return !m_met.contains(of->digest); });
                continue;
            }
            open.removeLast();
            if (m_lengths.contains(next->digest))
                continue;
            const auto longest = std::ranges::max_element(below, {}, [this](const Vertex *of) { return m_lengths.value(of->digest); });
            m_before.insert(next->digest, longest == below.end() ? nullptr : *longest);
            m_lengths.insert(next->digest, ownOf(*next) + (longest == below.end() ? 0 : m_lengths.value((*longest)->digest)));
        }
        return m_lengths.value(vertex.digest);
    }

    /// Digests of the chain that ends in `vertex`, which to() was asked for.
    QSet<QString> chain(const Vertex &vertex) const
    {
        QSet<QString> digests;
        for (const Vertex *at = &vertex; at && !digests.contains(at->digest); at = m_before.value(at->digest))
            digests.insert(at->digest);
        return digests;
    }

private:
    qint64 ownOf(const Vertex &vertex) const
    {
        if (vertex.cached || vertex.started == 0)
            return 0;
        return std::max<qint64>(0, (vertex.completed > 0 ? vertex.completed : m_now) - vertex.started);
    }

    QList<const Vertex *> belowOf(const Vertex &vertex) const
    {
        if (const Vertex *run = vertex.cached ? m_elsewhere.value(vertex.digest) : nullptr)
            return {run};
        QList<const Vertex *> below;
        for (const QString &input : vertex.inputs) {
            if (const Vertex *known = m_vertices.value(input))
                below << known;
        }
        return below;
    }

    const Vertices &m_vertices;
    const Vertices &m_elsewhere;
    qint64 m_now = 0; ///< the newest time that the builder told of
    QSet<QString> m_met;
    QHash<QString, qint64> m_lengths;
    QHash<QString, const Vertex *> m_before;
};

} // namespace

/// Those of the longest chain.
QSet<QString> StepTracker::criticalVertices() const
{
    Vertices vertices;
    for (const KnownVertex &known : m_vertices)
        vertices.insert(known.vertex.digest, &known.vertex);
    Vertices elsewhere;
    QList<const Vertex *> steps;
    for (const Service &service : m_services) {
        for (const Tracked &tracked : service.steps) {
            for (auto it = tracked.digests.cbegin(); it != tracked.digests.cend(); ++it) {
                const KnownVertex *run = earlierRun(it.key(), service, tracked);
                for (const QString &digest : it.value()) {
                    steps << vertices.value(digest);
                    if (run)
                        elsewhere.insert(digest, &run->vertex);
                }
            }
        }
    }
    LongestChains chains(vertices, elsewhere);
    const Vertex *last = nullptr;
    for (const Vertex *step : std::as_const(steps)) {
        if (step->started == 0 || step->cached)
            continue;
        // Of two that are as long the one that still runs: the builder tells of no time while nothing begins or ends.
        const qint64 longer = last ? chains.to(*step) - chains.to(*last) : 1;
        if (longer > 0 || (longer == 0 && step->completed == 0))
            last = step;
    }
    return last ? chains.chain(*last) : QSet<QString>();
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
