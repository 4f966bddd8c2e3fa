// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/cachegraph.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool isWord(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

/// The pieces of a planned text between its variables.
QStringList fixedPieces(const QString &planned)
{
    QStringList pieces{QString()};
    for (qsizetype i = 0; i < planned.size(); ++i) {
        const QChar c = planned.at(i);
        if (c != u'$' || i + 1 >= planned.size()) {
            pieces.last() += c;
            continue;
        }
        if (planned.at(i + 1) == u'{') {
            const qsizetype end = planned.indexOf(u'}', i);
            i = end < 0 ? planned.size() : end;
        } else {
            while (i + 1 < planned.size() && isWord(planned.at(i + 1)))
                ++i;
        }
        pieces << QString();
    }
    return pieces;
}

/// The records in an order in which parents come before their children. Depth first without recursion; an edge that would
/// close a circle is cut.
class Order
{
public:
    explicit Order(const QList<CacheRecord> &records)
        : m_records(records)
        , m_state(records.size(), 0)
    {
        for (qsizetype i = 0; i < records.size(); ++i)
            m_places.insert(records.at(i).id, static_cast<int>(i));
        // The engine lists them in no order: by age, so that lists stay the same from one reading to the next.
        QList<int> oldestFirst(records.size());
        std::iota(oldestFirst.begin(), oldestFirst.end(), 0);
        std::ranges::sort(oldestFirst, {}, [&records](int place) {
            return std::tuple(records.at(place).created.toMSecsSinceEpoch(), QStringView(records.at(place).id));
        });
        for (const int place : std::as_const(oldestFirst))
            visit(place);
    }
    /// Places in the list of records.
    const QList<int> &places() const { return m_order; }
    QList<int> parentsOf(int place) const { return m_parents.value(place); }

private:
    void visit(int start)
    {
        if (m_state.at(start) != 0)
            return;
        QList<std::pair<int, qsizetype>> path{{start, 0}};
        m_state[start] = 1;
        while (!path.isEmpty()) {
            auto &[at, next] = path.last();
            const QStringList &parents = m_records.at(at).parents;
            if (next == parents.size()) {
                m_state[at] = 2;
                m_order << at;
                path.removeLast();
                continue;
            }
            const int child = at;
            const int parent = m_places.value(parents.at(next++), -1);
            if (parent < 0 || m_state.at(parent) == 1) // not listed, or above us on the path
                continue;
            m_parents[child] << parent;
            if (m_state.at(parent) == 0) {
                m_state[parent] = 1;
                path << std::pair(parent, qsizetype(0));
            }
        }
    }

    const QList<CacheRecord> &m_records;
    QHash<QString, int> m_places;
    QList<char> m_state; ///< 0 not seen, 1 on the path, 2 done
    QHash<int, QList<int>> m_parents;
    QList<int> m_order;
};

/// With one parent each, as BuildKit nearly always has it, sums are enough. Where a record has several, what stands on them
/// is walked, so that each counts once.
void countBelow(QList<CacheNode> &nodes)
{
    QList<bool> tangled(nodes.size(), false);
    for (qsizetype i = nodes.size() - 1; i >= 0; --i) {
        CacheNode &node = nodes[i];
        if (tangled.at(i)) {
            QSet<int> seen;
            QList<int> open = node.children;
            while (!open.isEmpty()) {
                const int at = open.takeLast();
                if (seen.contains(at))
                    continue;
                seen.insert(at);
                open += nodes.at(at).children;
            }
            node.below = static_cast<int>(seen.size());
        }
        for (const int parent : std::as_const(node.parents)) {
            nodes[parent].below += node.below + 1;
            tangled[parent] = tangled.at(parent) || tangled.at(i) || node.parents.size() > 1;
        }
    }
}

struct Reference
{
    QString repository; ///< with its registry
    QString tag;
    QString digest;
};

/// As docker reads a reference: docker.io and library/ where nothing else is said, and "latest" where neither tag nor digest is.
Reference readReference(const QString &text)
{
    Reference reference;
    reference.digest = text.section(u'@', 1);
    QString name = text.section(u'@', 0, 0);
    const qsizetype colon = name.lastIndexOf(u':');
    if (colon > name.lastIndexOf(u'/')) {
        reference.tag = name.mid(colon + 1);
        name.truncate(colon);
    } else if (reference.digest.isEmpty()) {
        reference.tag = u"latest"_s;
    }
    const QString first = name.section(u'/', 0, 0);
    const bool hasRegistry = name.contains(u'/') && (first.contains(u'.') || first.contains(u':') || first == "localhost"_L1);
    if (!hasRegistry)
        name.prepend(name.contains(u'/') ? u"docker.io/"_s : u"docker.io/library/"_s);
    reference.repository = name.startsWith("index.docker.io/"_L1) ? name.mid(6) : name;
    return reference;
}

/// Steps by their text; those with variables have no text of their own.
struct StepIndex
{
    explicit StepIndex(const QList<PlannedStep> &steps)
    {
        for (const PlannedStep &step : steps) {
            if (step.instruction.contains(u'$') && !step.instruction.startsWith("RUN "_L1))
                variable << &step;
            else
                fixed[step.instruction.simplified()] << &step;
        }
    }
    QHash<QString, QList<const PlannedStep *>> fixed;
    QList<const PlannedStep *> variable;
};

struct LayeredImage
{
    QString id;
    QStringList tags;
    QList<ImageLayer> layers;
};

/// The records of the topmost layers of images that were built on this engine: on the containerd store, what is built on such an image
/// stands on that record itself (seen on 26.1.5), and not on one that says where it was pulled from.
QMultiHash<QString, QString> topRecords(const CacheGraph &graph, const QList<LayeredImage> &images)
{
    QMultiHash<QString, QString> tops; // name of the image by id of the record
    for (const LayeredImage &image : images) {
        const QString record = image.layers.isEmpty() ? QString() : graph.recordOfLayer.value(image.layers.last().chainId);
        for (const QString &tag : record.isEmpty() ? QStringList() : image.tags)
            tops.insert(record, tag);
    }
    return tops;
}

void assignOwners(CacheGraph &graph, const QList<PlannedStep> &steps, const QList<LayeredImage> &images)
{
    const StepIndex index(steps);
    const QMultiHash<QString, QString> tops = topRecords(graph, images);
    QList<CacheNode> &nodes = graph.nodes;
    for (CacheNode &node : nodes) {
        if (!node.step.isStep)
            continue;
        const auto standsOnBuilt = [&](const QString &base) {
            return std::ranges::any_of(node.parents, [&](int parent) {
                const QStringList names = tops.values(nodes.at(parent).record.id);
                return std::ranges::any_of(names, [&base](const QString &name) { return !base.isEmpty() && isSameImage(base, name); });
            });
        };
        // The text alone proves little: the record must continue a result of the step before.
        const bool onBase = std::ranges::none_of(node.parents, [&](int parent) { return nodes.at(parent).step.isStep; });
        const auto beginsOn = [&](const QString &base) {
            return onBase && std::ranges::none_of(node.parents, [&](int parent) {
                const QString pulled = pulledImage(nodes.at(parent).record);
                return !pulled.isEmpty() && !base.isEmpty() && !isSameImage(base, pulled);
            });
        };
        const auto follows = [&](const PlannedStep &step) {
            return step.after == 0 ? beginsOn(step.base) || standsOnBuilt(step.base) : std::ranges::any_of(node.parents, [&](int parent) {
                return std::ranges::any_of(nodes.at(parent).owners, [&](const PlannedStep &owner) {
                    return owner.index == step.after && owner.service == (step.afterService.isEmpty() ? step.service : step.afterService);
                });
            });
        };
        QList<const PlannedStep *> owners;
        for (const PlannedStep *step : index.fixed.value(node.step.instruction.simplified())) {
            if (follows(*step))
                owners << step;
        }
        for (const PlannedStep *step : index.variable) {
            if (follows(*step) && isSameInstruction(step->instruction, node.step.instruction))
                owners << step;
        }
        // In the order of the project's services.
        std::ranges::sort(owners);
        for (const PlannedStep *step : owners)
            node.owners << *step;
    }
}

void markCopies(QList<CacheNode> &nodes)
{
    QHash<QString, QList<int>> groups;
    for (int i = 0; i < static_cast<int>(nodes.size()); ++i) {
        const CacheNode &node = nodes.at(i);
        if (!node.step.isStep)
            continue;
        QStringList parents = node.record.parents;
        parents.sort();
        groups[parents.join(u' ') + u'\n' + node.step.instruction] << i;
    }
    for (const QList<int> &group : std::as_const(groups)) {
        const auto made = [&](int i) { return std::pair(nodes.at(i).record.created, i); };
        const int newest = *std::ranges::max_element(group, {}, made);
        for (const int i : group) {
            nodes[i].copies = static_cast<int>(group.size());
            nodes[i].newest = i == newest;
        }
    }
    for (CacheNode &node : nodes) {
        node.onNewest = node.newest && std::ranges::all_of(node.parents, [&](int parent) { return nodes.at(parent).onNewest; });
    }
}

/// As the history of an image has the words of a step: where a COPY comes from does not stand there.
QString asInHistory(const QString &instruction)
{
    static const QRegularExpression from(u"^(COPY|ADD) --from=\\S+"_s);
    return instruction.simplified().replace(from, u"\\1"_s);
}

/// An image has a record's layer where its history tells the same instruction, made in the same second: BuildKit writes the
/// time of the record into it (measured on 26.1.5 and 28.5.2; the history has whole seconds). So has each other image with that layer:
/// a step that was built again with the same result gives the layer of before.
void assignImages(CacheGraph &graph, const QList<LayeredImage> &images)
{
    const auto key = [](const QString &instruction, const QDateTime &created) {
        return asInHistory(instruction) + u'\n' + QString::number(created.toSecsSinceEpoch());
    };
    struct Layer
    {
        QString chainId;
        QString below; ///< key of the layer it stands on; empty where that is not known
    };
    QHash<QString, QList<Layer>> layersBy;
    QHash<QString, QStringList> imagesWith; // by chain ID
    for (const LayeredImage &image : images) {
        QString below;
        for (const ImageLayer &layer : image.layers) {
            const bool known = !layer.instruction.isEmpty() && layer.created.isValid();
            const QString own = known ? key(layer.instruction, layer.created) : QString();
            if (known)
                layersBy[own] << Layer{layer.chainId, below};
            imagesWith[layer.chainId] << image.id;
            below = own;
        }
    }
    const auto isMade = [](const CacheNode &node) { return node.step.isStep && node.record.created.isValid(); };
    for (CacheNode &node : graph.nodes) {
        if (!isMade(node))
            continue;
        // Two stages may have the same words in the same second: then what they stand on tells them apart.
        QStringList parents;
        for (const int parent : std::as_const(node.parents)) {
            const CacheNode &on = graph.nodes.at(parent);
            if (isMade(on))
                parents << key(on.step.instruction, on.record.created);
        }
        for (const Layer &layer : layersBy.value(key(node.step.instruction, node.record.created))) {
            if (!parents.isEmpty() && !layer.below.isEmpty() && !parents.contains(layer.below))
                continue;
            node.imageIds << imagesWith.value(layer.chainId);
            graph.recordOfLayer.insert(layer.chainId, node.record.id);
        }
        node.imageIds.removeDuplicates();
    }
}

/// The steps of the service's last stage, from its first to its last.
QList<PlannedStep> lastStage(const QList<PlannedStep> &steps, const QString &service)
{
    QHash<int, PlannedStep> byIndex;
    int last = 0;
    for (const PlannedStep &step : steps) {
        if (step.service != service)
            continue;
        byIndex.insert(step.index, step);
        last = std::max(last, step.index);
    }
    const QString name = byIndex.value(last).stage;
    QList<PlannedStep> stage;
    // Each once, whatever circle somebody's file may have.
    for (int at = last; byIndex.contains(at) && byIndex.value(at).stage == name;) {
        const PlannedStep step = byIndex.take(at);
        stage.prepend(step);
        at = step.afterService.isEmpty() ? step.after : 0;
    }
    return stage;
}

void assignSteps(CacheGraph &graph, const QList<PlannedStep> &steps, const QList<LayeredImage> &images)
{
    QStringList services;
    for (const PlannedStep &step : steps) {
        if (!services.contains(step.service))
            services << step.service;
    }
    for (const QString &service : std::as_const(services)) {
        const QList<PlannedStep> stage = lastStage(steps, service);
        for (const LayeredImage &image : images) {
            if (stage.isEmpty() || !image.tags.contains(stage.first().image) || stage.size() > image.layers.size())
                continue;
            const QList<ImageLayer> end = image.layers.last(stage.size());
            const auto isMade = [](const PlannedStep &step, const ImageLayer &layer) {
                return isSameInstruction(asInHistory(step.instruction), layer.instruction);
            };
            if (!std::ranges::equal(stage, end, isMade))
                continue;
            for (qsizetype i = 0; i < stage.size(); ++i) {
                const QString chainId = end.at(i).chainId;
                if (!graph.recordOfLayer.contains(chainId) && !graph.stepsOfLayer.value(chainId).contains(stage.at(i)))
                    graph.stepsOfLayer[chainId] << stage.at(i);
            }
        }
    }
}

} // namespace

RecordStep stepOfRecord(const CacheRecord &record)
{
    static const QRegularExpression vertex(u"^\\[(?:([^\\]]*?)\\s+)?(\\d+)/(\\d+)\\]\\s+(.*)$"_s,
                                           QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression exec(u"^mount / from exec (.*)$"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression platform(u"^\\S+/\\S+\\s*"_s);
    RecordStep step;
    const QString text = record.description.trimmed();
    if (const auto match = vertex.match(text); match.hasMatch()) {
        step.stage = match.captured(1);
        step.stage.remove(platform); // "linux/amd64 build"
        step.number = match.captured(2).toInt();
        step.instruction = match.captured(4);
        if (step.instruction.startsWith("LINK "_L1))
            step.instruction.remove(0, 5);
        step.isStep = true;
    } else if (const auto match = exec.match(text); match.hasMatch()) {
        step.instruction = cleanInstruction(match.captured(1));
        if (!step.instruction.startsWith("RUN "_L1))
            step.instruction.prepend("RUN "_L1);
        step.isStep = true;
    } else {
        static const QRegularExpression word(u"^(?:RUN|COPY|ADD|WORKDIR)\\s"_s);
        const QString cleaned = cleanInstruction(text);
        step.isStep = word.match(cleaned).hasMatch();
        step.instruction = step.isStep ? cleaned : text;
    }
    return step;
}

QString pulledImage(const CacheRecord &record)
{
    constexpr QLatin1String mark("pulled from ");
    const QString text = record.description.trimmed();
    return text.startsWith(mark) ? text.mid(mark.size()) : QString();
}

bool isSameImage(const QString &base, const QString &pulled)
{
    const Reference wanted = readReference(base);
    const Reference there = readReference(pulled);
    if (wanted.repository != there.repository)
        return false;
    // The digest says which one it is, whatever the tag.
    return wanted.digest.isEmpty() ? wanted.tag == there.tag || there.tag.isEmpty() : wanted.digest == there.digest;
}

bool isSameInstruction(const QString &planned, const QString &expanded)
{
    const QString is = expanded.simplified();
    // RUN is not expanded; what stands behind a variable of COPY is.
    const QString plan = planned.simplified();
    if (plan == is)
        return true;
    const QStringList pieces = fixedPieces(plan);
    if (pieces.size() == 1 || plan.startsWith("RUN "_L1) || !is.startsWith(pieces.first()))
        return false;
    qsizetype at = pieces.first().size();
    for (qsizetype i = 1; i + 1 < pieces.size(); ++i) {
        const qsizetype found = is.indexOf(pieces.at(i), at);
        if (found < 0)
            return false;
        at = found + pieces.at(i).size();
    }
    return is.size() - pieces.last().size() >= at && is.endsWith(pieces.last());
}

CacheGraph cacheGraph(const QList<CacheRecord> &records, const QList<PlannedStep> &steps,
                      const QList<InspectedImage> &images)
{
    CacheGraph graph;
    const Order order(records);
    QHash<int, int> nodeOf;
    for (const int place : order.places()) {
        const int index = static_cast<int>(graph.nodes.size());
        nodeOf.insert(place, index);
        CacheNode node;
        node.record = records.at(place);
        node.step = stepOfRecord(node.record);
        for (const int parent : order.parentsOf(place)) {
            const int at = nodeOf.value(parent);
            if (!node.parents.contains(at)) {
                node.parents << at;
                graph.nodes[at].children << index;
            }
        }
        graph.places.insert(node.record.id, index);
        const qint64 size = std::max<qint64>(0, node.record.size);
        if (!node.record.shared)
            graph.bytes += size;
        if (!node.record.shared && !node.record.inUse) {
            graph.reclaimable += size;
            ++graph.reclaimableRecords;
        }
        graph.nodes << node;
    }
    countBelow(graph.nodes);
    markCopies(graph.nodes);
    QList<LayeredImage> layered;
    for (const InspectedImage &image : images)
        layered << LayeredImage{image.image.id, image.image.tags, layersOf(image)};
    assignImages(graph, layered);
    assignOwners(graph, steps, layered);
    assignSteps(graph, steps, layered);
    return graph;
}

} // namespace layerdeck
