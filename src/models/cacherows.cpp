// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cacherows.h"

#include "base/naturalorder.h"
#include "deploy/plan.h"
#include "models/contentwording.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QStringList servicesOf(const CacheNode &node)
{
    QStringList services;
    for (const PlannedStep &owner : node.owners)
        services << owner.service;
    services.removeDuplicates();
    services.sort();
    return services;
}

bool matches(const CacheNode &node, const ContentFilter &filter, const QDateTime &now)
{
    if (!filter.group.isEmpty() && groupOf(node) != filter.group)
        return false;
    if (!filter.type.isEmpty() && node.record.type != filter.type)
        return false;
    if (filter.onlyUnheld && (node.record.inUse || node.record.shared))
        return false;
    if (node.record.size < filter.atLeast)
        return false;
    if (filter.unusedSeconds > 0) {
        // Never used since it was made.
        const QDateTime used = node.record.lastUsed.isValid() ? node.record.lastUsed : node.record.created;
        if (used.isValid() && used.secsTo(now) < filter.unusedSeconds)
            return false;
    }
    return filter.text.isEmpty() || node.step.instruction.contains(filter.text, Qt::CaseInsensitive)
           || node.record.id.contains(filter.text, Qt::CaseInsensitive)
           || ownerText(node).contains(filter.text, Qt::CaseInsensitive)
           || recordState(node).contains(filter.text, Qt::CaseInsensitive)
           || node.record.description.contains(filter.text, Qt::CaseInsensitive)
           || std::ranges::any_of(node.imageIds, [&](const QString &id) { return filter.images.contains(id); });
}

/// The records of each group, in the order of the graph.
struct Grouped
{
    explicit Grouped(const CacheGraph &graph)
    {
        for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
            ids << groupOf(graph.nodes.at(i));
            places[ids.last()] << i;
        }
    }
    QStringList ids; ///< by place
    QHash<QString, QList<int>> places;
};

/// Places and levels of a group's records, depth first. A run without a fork stays on its level.
QList<std::pair<int, int>> depthFirst(const CacheGraph &graph, const Grouped &grouped, const QString &group)
{
    const auto inGroup = [&](int at) { return grouped.ids.at(at) == group; };
    QList<std::pair<int, int>> order;
    QList<std::pair<int, int>> open;
    const auto push = [&](QList<int> places, int level) {
        // The stack gives back the last one first.
        std::ranges::sort(places, [&](int a, int b) {
            const CacheNode &x = graph.nodes.at(a);
            const CacheNode &y = graph.nodes.at(b);
            const int i = x.owners.isEmpty() ? 0 : x.owners.first().index;
            const int j = y.owners.isEmpty() ? 0 : y.owners.first().index;
            return i != j ? i > j : x.record.created < y.record.created;
        });
        for (const int place : places)
            open << std::pair(place, level);
    };
    QList<int> roots = grouped.places.value(group);
    roots.removeIf([&](int at) { return std::ranges::any_of(graph.nodes.at(at).parents, inGroup); });
    push(roots, 0);
    QSet<int> seen;
    while (!open.isEmpty()) {
        const auto [at, level] = open.takeLast();
        if (seen.contains(at))
            continue;
        seen.insert(at);
        order << std::pair(at, level);
        QList<int> children = graph.nodes.at(at).children;
        children.removeIf([&](int child) { return !inGroup(child); });
        push(children, children.size() > 1 ? level + 1 : level);
    }
    return order;
}

void addMatch(CacheRows &rows, const CacheNode &node, bool filtered)
{
    ++rows.matches;
    rows.bytes += std::max<qint64>(0, node.record.size);
    if (filtered)
        rows.matching.insert(node.record.id);
}

} // namespace

QString groupOf(const CacheNode &node)
{
    return node.owners.isEmpty() ? u"*"_s : servicesOf(node).join(u' ');
}

QList<CacheGroup> cacheGroups(const CacheGraph &graph)
{
    QMap<QString, CacheGroup> groups;
    for (const CacheNode &node : graph.nodes) {
        CacheGroup &group = groups[groupOf(node)];
        group.id = groupOf(node);
        group.title = node.owners.isEmpty() ? u"no known owner"_s : joinedNames(servicesOf(node));
        ++group.records;
        ++group.matches;
        group.bytes += std::max<qint64>(0, node.record.size);
    }
    QList<CacheGroup> list = groups.values();
    const auto rank = [](const CacheGroup &group) {
        return std::pair(group.isOwned() ? static_cast<int>(group.id.count(u' ')) : 1000, group.id);
    };
    std::ranges::sort(list, {}, rank);
    return list;
}

CacheRows cacheTree(const CacheGraph &graph, const ContentFilter &filter, const QDateTime &now)
{
    CacheRows result;
    const bool all = filter.isEmpty();
    const Grouped grouped(graph);
    for (CacheGroup group : cacheGroups(graph)) {
        const auto before = std::pair(result.matches, result.bytes);
        QList<CacheRow> rows;
        QSet<int> wanted;
        const QList<std::pair<int, int>> order = depthFirst(graph, grouped, group.id);
        // From the end: what stands on a record comes after it.
        for (auto it = order.crbegin(); it != order.crend(); ++it) {
            const CacheNode &node = graph.nodes.at(it->first);
            const bool match = all || matches(node, filter, now);
            if (match)
                addMatch(result, node, !all);
            if (!match && !wanted.contains(it->first))
                continue;
            result.hasParents = result.hasParents || !match;
            for (const int parent : node.parents)
                wanted.insert(parent);
            rows << CacheRow{it->first, {}, node, it->second, match};
        }
        std::ranges::reverse(rows);
        if (rows.isEmpty()) {
            ++result.hiddenGroups;
            continue;
        }
        group.matches = result.matches - before.first;
        group.bytes = result.bytes - before.second;
        result.rows << CacheRow{-1, group, {}, 0, true};
        result.rows += rows;
    }
    return result;
}

CacheRows cacheTable(const CacheGraph &graph, const ContentFilter &filter, CacheOrder order, bool descending,
                     const QDateTime &now)
{
    CacheRows result;
    for (int i = 0; i < static_cast<int>(graph.nodes.size()); ++i) {
        const CacheNode &node = graph.nodes.at(i);
        if (!filter.isEmpty() && !matches(node, filter, now))
            continue;
        addMatch(result, node, !filter.isEmpty());
        result.rows << CacheRow{i, {}, node, 0, true};
    }
    const auto less = [order](const CacheRow &a, const CacheRow &b) {
        switch (order) {
        case CacheOrder::Record: return compareNaturally(a.record.step.instruction, b.record.step.instruction) < 0;
        case CacheOrder::Owner: {
            const auto key = [](const CacheNode &node) {
                return std::tuple(node.owners.isEmpty(), groupOf(node), node.owners.isEmpty() ? 0 : node.owners.first().index);
            };
            return key(a.record) < key(b.record);
        }
        case CacheOrder::Size: return a.record.record.size < b.record.record.size;
        case CacheOrder::LastUsed: return a.record.record.lastUsed < b.record.record.lastUsed;
        case CacheOrder::Uses: return a.record.record.useCount < b.record.record.useCount;
        case CacheOrder::State: return recordState(a.record) < recordState(b.record);
        }
        return false;
    };
    std::ranges::stable_sort(result.rows, [&](const CacheRow &a, const CacheRow &b) {
        return descending ? less(b, a) : less(a, b);
    });
    return result;
}

} // namespace layerdeck
