// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cachechart.h"

#include "base/units.h"
#include "models/cacherows.h"
#include "models/contentwording.h"
#include "models/wording.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// A chain of records: the newest results of stages that continue each other are chain 0, each older result begins one of its
/// own.
struct ChainKey
{
    int group = 0;
    int stage = 0; ///< where the first of these stages begins, so that they keep the order of the Dockerfile
    int chain = 0;
    auto operator<=>(const ChainKey &) const = default;
};

struct Placed
{
    ChainKey key;
    QString stage;
    int column = 0;
};

QString describe(const CacheNode &node)
{
    const QString owner = ownerText(node);
    return u"%1%2, %3, %4, last used %5"_s.arg(
        instructionLine(node.step.instruction), owner.isEmpty() ? QString() : u", "_s + owner, sizeText(node.record.size),
        recordState(node),
        node.record.lastUsed.isValid() ? timeText(node.record.lastUsed, QDateTime::currentDateTime()) : u"never"_s);
}

class Layout
{
public:
    explicit Layout(const CacheGraph &graph)
        : m_graph(graph)
        , m_groups(cacheGroups(graph))
    {
        // What several services share comes first: the others stand on it.
        std::ranges::stable_sort(m_groups, {}, [](const CacheGroup &group) {
            return !group.isOwned() ? 2 : group.isShared() ? 0 : 1;
        });
        for (int i = 0; i < static_cast<int>(m_groups.size()); ++i)
            m_groupIndex.insert(m_groups.at(i).id, i);
    }

    CacheChart chart()
    {
        place();
        addRowsAndCells();
        addLines();
        return m_chart;
    }

private:
    void place()
    {
        for (int i = 0; i < static_cast<int>(m_graph.nodes.size()); ++i) {
            const CacheNode &node = m_graph.nodes.at(i);
            if (!node.step.isStep)
                continue;
            const int parent = stepParent(node);
            Placed placed;
            placed.key.group = m_groupIndex.value(groupOf(node));
            if (!node.owners.isEmpty()) {
                const PlannedStep &owner = node.owners.first();
                placed.stage = owner.stage;
                placed.column = owner.index;
            } else {
                placed.column = parent < 0 ? 1 : m_placed.value(parent).column + 1;
                placed.stage = parent >= 0 && m_graph.nodes.at(parent).owners.isEmpty() ? m_placed.value(parent).stage
                                                                                        : node.record.id;
            }
            const Placed above = parent < 0 ? Placed() : m_placed.value(parent);
            const bool continues = parent >= 0 && above.key.group == placed.key.group;
            placed.key.stage = continues ? above.key.stage : firstColumn(placed);
            placed.key.chain = !node.newest ? ++m_chains : continues ? above.key.chain : 0;
            // What parts from the chain at a step that it has already stands in a row of its own.
            if (!m_taken.emplace(placed.key.group, placed.key.stage, placed.key.chain, placed.column).second)
                placed.key.chain = ++m_chains;
            m_taken.emplace(placed.key.group, placed.key.stage, placed.key.chain, placed.column);
            m_placed.insert(i, placed);
        }
    }

    /// A stage's place among the stages; chains of no known owner each have one of their own.
    int firstColumn(const Placed &placed)
    {
        const auto key = std::pair(placed.key.group, placed.stage);
        const bool owned = placed.key.group < m_groups.size() && m_groups.at(placed.key.group).isOwned();
        const auto found = m_stages.find(key);
        if (found != m_stages.end()) {
            found->second = owned ? std::min(found->second, placed.column) : found->second;
            return found->second;
        }
        const int number = owned ? placed.column : 10'000 + static_cast<int>(m_stages.size());
        m_stages.emplace(key, number);
        return number;
    }

    int stepParent(const CacheNode &node) const
    {
        for (const int parent : node.parents) {
            if (m_graph.nodes.at(parent).step.isStep)
                return parent;
        }
        return -1;
    }

    void addRowsAndCells()
    {
        std::map<ChainKey, QList<int>> chains;
        qint64 largest = 1;
        for (auto it = m_placed.cbegin(); it != m_placed.cend(); ++it) {
            chains[it->key] << it.key();
            largest = std::max(largest, m_graph.nodes.at(it.key()).record.size);
        }
        int lastGroup = -1;
        for (auto &[key, nodes] : chains) {
            std::ranges::sort(nodes, {}, [&](int node) { return std::pair(m_placed.value(node).column, node); });
            m_chart.rows << CacheChart::Row{label(key, nodes.first(), key.group != lastGroup), key.group != lastGroup};
            lastGroup = key.group;
            m_chart.rowBegins << static_cast<int>(m_chart.cells.size());
            for (const int at : nodes) {
                const CacheNode &node = m_graph.nodes.at(at);
                const int column = m_placed.value(at).column;
                m_cellOf.insert(at, static_cast<int>(m_chart.cells.size()));
                m_chart.places.insert(node.record.id, static_cast<int>(m_chart.cells.size()));
                m_chart.cells << CacheChart::Cell{at,
                                                  column,
                                                  static_cast<int>(m_chart.rows.size()) - 1,
                                                  double(std::max<qint64>(0, node.record.size)) / double(largest),
                                                  node.onNewest,
                                                  !node.owners.isEmpty(),
                                                  -1,
                                                  node.record.id,
                                                  describe(node)};
                m_chart.columns = std::max(m_chart.columns, column);
            }
        }
    }

    QString label(const ChainKey &key, int first, bool strong) const
    {
        const CacheNode &node = m_graph.nodes.at(first);
        if (key.chain > 0 && !node.newest)
            return u"older, %1"_s.arg(timeText(node.record.created, QDateTime::currentDateTime()));
        if (strong)
            return m_groups.at(key.group).isShared() ? u"shared"_s : m_groups.at(key.group).title;
        if (node.owners.isEmpty())
            return node.step.stage.isEmpty() ? shortId(node.record.id) : node.step.stage;
        return node.owners.first().stage;
    }

    void addLines()
    {
        static const QRegularExpression from(u"^(?:COPY|ADD)\\s.*?--from=(\\S+)"_s);
        for (qsizetype i = 0; i < m_chart.cells.size(); ++i) {
            const CacheNode &node = m_graph.nodes.at(m_chart.cells.at(i).node);
            if (const int parent = m_cellOf.value(stepParent(node), -1); parent >= 0) {
                m_chart.cells[i].parent = parent;
                m_chart.lines << CacheChart::Line{parent, static_cast<int>(i), false};
            }
            const auto match = from.match(node.step.instruction);
            if (!match.hasMatch() || node.owners.isEmpty())
                continue;
            if (const int source = lastOfStage(node.owners.first().service, match.captured(1)); source >= 0)
                m_chart.lines << CacheChart::Line{source, static_cast<int>(i), true};
        }
    }

    /// The newest result of the last step that a stage of a service has.
    int lastOfStage(const QString &service, const QString &stage) const
    {
        int last = -1;
        int index = 0;
        for (qsizetype i = 0; i < m_chart.cells.size(); ++i) {
            for (const PlannedStep &owner : m_graph.nodes.at(m_chart.cells.at(i).node).owners) {
                const bool fits = owner.service == service && owner.stage.compare(stage, Qt::CaseInsensitive) == 0;
                if (fits && m_chart.cells.at(i).newest && owner.index > index) {
                    index = owner.index;
                    last = static_cast<int>(i);
                }
            }
        }
        return last;
    }

    const CacheGraph &m_graph;
    QList<CacheGroup> m_groups;
    QHash<QString, int> m_groupIndex;
    QHash<int, Placed> m_placed;
    std::map<std::pair<int, QString>, int> m_stages;
    std::set<std::tuple<int, int, int, int>> m_taken; ///< group, stage, chain, column
    QHash<int, int> m_cellOf;
    int m_chains = 0;
    CacheChart m_chart;
};

} // namespace

CacheChart cacheChart(const CacheGraph &graph)
{
    return Layout(graph).chart();
}

} // namespace layerdeck
