// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/layertree.h"

#include "base/naturalorder.h"

#include <QCryptographicHash>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool makesLayer(const HistoryEntry &entry)
{
    static const QRegularExpression words(u"^(RUN|COPY|ADD|WORKDIR)\\b"_s);
    return entry.size > 0 || words.match(cleanInstruction(entry.createdBy)).hasMatch();
}

/// The rows that made the layers, from the base up; fewer or more than the layers where they don't fit.
QList<HistoryEntry> rowsWithLayers(const InspectedImage &image)
{
    QList<HistoryEntry> sized;
    QList<HistoryEntry> possible;
    for (auto it = image.history.crbegin(); it != image.history.crend(); ++it) {
        if (it->size > 0)
            sized << *it;
        if (makesLayer(*it))
            possible << *it;
    }
    // A step that changed nothing makes a layer with some builders and none with others.
    return possible.size() == image.detail.diffIds.size() ? possible : sized;
}

QString chainAfter(const QString &chain, const QString &diffId)
{
    if (chain.isEmpty())
        return diffId;
    const QByteArray joined = (chain + u' ' + diffId).toLatin1();
    return u"sha256:"_s
           + QString::fromLatin1(QCryptographicHash::hash(joined, QCryptographicHash::Sha256).toHex());
}

struct Node
{
    ImageLayer layer;
    QList<int> children;
    QList<ImageEnd> ends;
    QStringList imageIds;
};

/// All images as one forest; node 0 stands for "nothing yet".
QList<Node> merged(const QList<InspectedImage> &images)
{
    QList<Node> nodes(1);
    QHash<QString, int> byChain;
    for (const InspectedImage &image : images) {
        int at = 0;
        for (const ImageLayer &layer : layersOf(image)) {
            int next = byChain.value(layer.chainId, -1);
            if (next < 0) {
                next = static_cast<int>(nodes.size());
                byChain.insert(layer.chainId, next);
                nodes[at].children << next;
                nodes << Node{layer, {}, {}, {}};
            } else if (nodes.at(next).layer.instruction.isEmpty()) {
                nodes[next].layer = layer;
            } else if (layer.created.isValid() && layer.created < nodes.at(next).layer.created) {
                // Built again with the same result: it is as old as its first.
                nodes[next].layer.created = layer.created;
            }
            nodes[next].imageIds << image.image.id;
            at = next;
        }
        if (at > 0) {
            QStringList names = image.image.tags.isEmpty() ? image.image.digests.first(std::min<qsizetype>(1, image.image.digests.size()))
                                                           : image.image.shownTags();
            if (names.isEmpty())
                names << QString();
            for (const QString &name : std::as_const(names))
                nodes[at].ends << ImageEnd{image.image.id, name, image.inUse, image.image.created};
        }
    }
    return nodes;
}

/// What people named, then what is only kept to roll back to, then what has no name.
int placeOf(const Image &image)
{
    if (image.tags.isEmpty())
        return 2;
    return std::ranges::all_of(image.tags, isKeptName) ? 1 : 0;
}

/// "NAME=…"
bool isAssignment(QStringView word)
{
    const QStringView name = word.first(std::max<qsizetype>(0, word.indexOf(u'=')));
    return !name.isEmpty() && !name.first().isDigit()
           && std::ranges::all_of(name, [](QChar c) { return c == u'_' || (c.unicode() < 0x80 && c.isLetterOrNumber()); });
}

/// What a RUN with build arguments runs: "RUN |2 A=x B=a b /bin/sh -c make" is "/bin/sh -c make". The words are joined by blanks, and
/// values may have some: the first shell behind the last name is taken, else the first absolute path, else what follows it. In
/// one pass: anybody's image may say anything, at any length.
std::optional<QString> behindArguments(const QString &text)
{
    static const QRegularExpression count(u"^(?:RUN )?\\|(\\d{1,4}) "_s);
    const auto match = count.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    int names = match.captured(1).toInt();
    qsizetype next = -1; // behind the last name's word
    qsizetype path = -1;
    for (qsizetype at = match.capturedLength(); at < text.size();) {
        const qsizetype blank = text.indexOf(u' ', at);
        const qsizetype end = blank < 0 ? text.size() : blank;
        const QStringView word = QStringView(text).mid(at, end - at);
        if (names > 0) {
            names -= isAssignment(word) ? 1 : 0;
            next = std::min(end + 1, text.size());
        } else if (word.startsWith(u'/') && word.endsWith(u"sh")) {
            return text.mid(at);
        } else if (path < 0 && word.startsWith(u'/')) {
            path = at;
        }
        at = end + 1;
    }
    if (names > 0 || next < 0)
        return std::nullopt;
    return text.mid(path >= 0 ? path : next);
}

/// Adds a node and all above it; recursion is only as deep as images part, runs are walked.
void addRows(const QList<Node> &nodes, int start, int parent, int level, bool first, bool last, LayerTree &tree)
{
    int at = start;
    bool isFirst = first;
    bool isLast = last;
    while (true) {
        const Node &node = nodes.at(at);
        const int row = static_cast<int>(tree.rows.size());
        tree.rows << TreeLayer{node.layer, level,   parent,    static_cast<int>(node.children.size()),
                               isFirst,    isLast,  node.ends, node.imageIds};
        const qint64 size = std::max<qint64>(0, node.layer.size);
        tree.diskBytes += size;
        tree.listedBytes += size * node.imageIds.size();
        if (node.children.size() != 1) {
            for (qsizetype i = 0; i < node.children.size(); ++i)
                addRows(nodes, node.children.at(i), row, level + 1, true, i + 1 == node.children.size(), tree);
            return;
        }
        parent = row;
        at = node.children.first();
        isFirst = isLast = false;
    }
}

} // namespace

QString cleanInstruction(const QString &createdBy)
{
    static const QRegularExpression shell(u"^(?:RUN )?/bin/(?:ba|a)?sh(?: -[a-z]+| pipefail)*? -[a-z]*c\\s+"_s);
    static const QRegularExpression nop(u"^#\\(nop\\)\\s+"_s);
    QString text = createdBy.trimmed();
    if (text.endsWith("# buildkit"_L1))
        text = text.chopped(10).trimmed();
    const std::optional<QString> command = behindArguments(text);
    if (command)
        text = *command;
    if (const auto match = shell.match(text); match.hasMatch()) {
        text = text.mid(match.capturedLength());
        if (const auto isNop = nop.match(text); isNop.hasMatch())
            return text.mid(isNop.capturedLength()).simplified();
        return u"RUN "_s + text.trimmed();
    }
    return command ? u"RUN "_s + text.trimmed() : text.trimmed();
}

QMap<QString, QString> buildArguments(const QString &createdBy)
{
    QMap<QString, QString> arguments;
    const QString text = createdBy.trimmed();
    const std::optional<QString> command = behindArguments(text);
    if (!command)
        return arguments;
    const QStringView words = QStringView(text).chopped(command->size()).trimmed();
    QString name;
    for (const QStringView word : words.mid(words.indexOf(u'|')).split(u' ').mid(1)) {
        if (isAssignment(word)) {
            name = word.first(word.indexOf(u'=')).toString();
            arguments.insert(name, word.mid(name.size() + 1).toString());
        } else if (!name.isEmpty()) {
            arguments[name] += u' ' + word.toString();
        }
    }
    return arguments;
}

QStringList chainIds(const QStringList &diffIds)
{
    QStringList chains;
    for (const QString &diffId : diffIds)
        chains << chainAfter(chains.value(chains.size() - 1), diffId);
    return chains;
}

QList<ImageLayer> layersOf(const InspectedImage &image)
{
    const QList<HistoryEntry> rows = rowsWithLayers(image);
    const bool fits = rows.size() == image.detail.diffIds.size();
    const QStringList chains = chainIds(image.detail.diffIds);
    QList<ImageLayer> layers;
    for (qsizetype i = 0; i < image.detail.diffIds.size(); ++i) {
        ImageLayer layer;
        layer.diffId = image.detail.diffIds.at(i);
        layer.chainId = chains.at(i);
        if (fits) {
            layer.raw = rows.at(i).createdBy;
            layer.instruction = cleanInstruction(layer.raw);
            layer.size = rows.at(i).size;
            layer.created = rows.at(i).created;
        }
        layers << layer;
    }
    return layers;
}

LayerTree layerTree(const QList<InspectedImage> &images)
{
    QList<InspectedImage> sorted = images;
    sorted.removeIf([](const InspectedImage &image) { return image.error.has_value(); });
    // By name, so that the picture stays the same from one reading to the next: the order of branches does not hang on what is kept of them.
    std::ranges::stable_sort(sorted, [](const InspectedImage &a, const InspectedImage &b) {
        if (placeOf(a.image) != placeOf(b.image))
            return placeOf(a.image) < placeOf(b.image);
        const int order = compareNaturally(a.image.shownTags().value(0), b.image.shownTags().value(0));
        return order != 0 ? order < 0 : a.image.id < b.image.id;
    });
    const QList<Node> nodes = merged(sorted);
    LayerTree tree;
    tree.images = static_cast<int>(sorted.size());
    for (const int root : nodes.first().children)
        addRows(nodes, root, -1, 0, false, false, tree);
    return tree;
}

} // namespace layerdeck
