// SPDX-License-Identifier: GPL-3.0-or-later
// Which steps decide how long a build takes.
#include "build/steps.h"

#include <algorithm>

namespace layerdeck {

/// The vertex that ends last, or has been running the longest; of its inputs the one that it waited for last, of that one's inputs again,
/// down to one that needed nothing.
QSet<QString> StepTracker::criticalVertices() const
{
    const auto decides = [](const Vertex &vertex, const Vertex &other) {
        if ((vertex.completed == 0) != (other.completed == 0))
            return vertex.completed == 0;
        return vertex.completed == 0 ? vertex.started < other.started : vertex.completed > other.completed;
    };
    const Vertex *last = nullptr;
    for (const Service &service : m_services) {
        for (const Tracked &tracked : service.steps) {
            for (const QStringList &digests : tracked.digests) {
                for (const QString &digest : digests) {
                    const Vertex &vertex = m_vertices.find(digest)->vertex;
                    if (vertex.started > 0 && (!last || decides(vertex, *last)))
                        last = &vertex;
                }
            }
        }
    }
    QSet<QString> path;
    while (last && !path.contains(last->digest)) {
        path.insert(last->digest);
        const Vertex *awaited = nullptr;
        for (const QString &input : last->inputs) {
            const auto known = m_vertices.constFind(input);
            if (known != m_vertices.cend() && (!awaited || known->vertex.completed > awaited->completed))
                awaited = &known->vertex;
        }
        last = awaited;
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
            const bool works = state == StepState::Running || state == StepState::Done || state == StepState::Failed;
            const bool critical = works && std::ranges::any_of(tracked.digests, [&path](const QStringList &digests) {
                return std::ranges::any_of(digests, [&path](const QString &digest) { return path.contains(digest); });
            });
            if (critical == tracked.step.critical)
                continue;
            tracked.step.critical = critical;
            changed << VertexPlace{service.name, tracked.step.id};
        }
    }
    return changed;
}

} // namespace layerdeck
