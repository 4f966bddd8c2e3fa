// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "text/edit.h"
#include "text/position.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <memory>
#include <utility>

namespace layerdeck {

/// A YAML value and the bytes it stands in. What it means is yaml-cpp's judgement; where it ends is found
/// here, since yaml-cpp's events tell only where a value begins.
struct YamlNode
{
    enum class Kind { Null, Scalar, Sequence, Map, Alias };
    enum class Style { Plain, SingleQuoted, DoubleQuoted, Literal, Folded, Block, Flow };
    Kind kind = Kind::Null;
    Style style = Style::Plain;
    QByteArray tag; ///< as yaml-cpp resolves it; "!" for a quoted scalar, empty for an untagged plain value
    QByteArray anchor;     ///< the name behind "&"; of an alias, the name behind "*"
    int anchorIndex = 0;   ///< counts the anchors of the text from 1; of an alias, which one is meant
    int anchorOrdinal = 0; ///< counts the anchors of the same name from 1
    QByteArray scalar;     ///< the value, without quotes and escapes
    /// The node's bytes are [begin, end); `content` is where it goes on behind its tag and anchor. A null
    /// that isn't written is empty, and stands where it would be written. `end` -1: not found, the node can't
    /// be edited.
    qsizetype begin = -1;
    qsizetype content = -1;
    qsizetype end = -1;
    QList<YamlNode> items;
    QList<std::pair<YamlNode, YamlNode>>
        members; ///< in the order of the text, merge keys ("<<") as they are written

    bool isFlow() const { return style == Style::Flow; }
    /// The value of the member with the scalar key `key`; null where there is none. Keys are unique.
    const YamlNode *member(QByteArrayView key) const;
    const YamlNode *memberKey(QByteArrayView key) const;
};

/// A text as YAML. Never changes after it was parsed, so it can be read from any thread.
class YamlText
{
public:
    /// InvalidInput with `name`, line and column where the text is no YAML or writes a key twice in one map,
    /// and for what must not be read: more than 16 MiB, NUL bytes, text that is not UTF-8, nesting deeper
    /// than yaml-cpp's limit of 500. Aliases are not expanded, so that they cannot blow up.
    static Result<std::shared_ptr<const YamlText>> parse(const QByteArray &text, const QString &name);

    const QByteArray &text() const { return m_text; }
    const QString &name() const { return m_name; }
    const QList<YamlNode> &documents() const { return m_documents; }
    const LineIndex &lines() const { return m_lines; }
    /// What an alias stands for, also through several; `node` itself where it is none.
    const YamlNode &resolved(const YamlNode &node) const;
    /// The bytes of a node.
    QByteArray source(const YamlNode &node) const;
    TextPosition position(qsizetype offset) const;

private:
    YamlText(QByteArray text, QString name);

    QByteArray m_text;
    QString m_name;
    LineIndex m_lines;
    QList<YamlNode> m_documents;
    QHash<int, const YamlNode *> m_anchors;
};

/// Whether two values of two texts are the same to a reader: tags, quoting of plain against quoted, order,
/// anchors and aliases count, places and styles don't. Values behind aliases are compared too, once each.
/// Deeper than any file that a person wrote, values count as different.
class YamlComparison
{
public:
    YamlComparison(const YamlText &a, const YamlText &b)
        : m_a(a)
        , m_b(b)
    {
    }
    bool same(const YamlNode &a, const YamlNode &b);
    /// The same behind aliases: where an alias stands in one of them for a value in the other, that is equal;
    /// anchors of the values themselves don't count.
    bool sameResolved(const YamlNode &a, const YamlNode &b);

private:
    bool sameContent(const YamlNode &a, const YamlNode &b);
    bool sameChildren(const YamlNode &a, const YamlNode &b);

    const YamlText &m_a;
    const YamlText &m_b;
    int m_depth = 0;
    QHash<std::pair<int, int>, bool> m_aliases; ///< pairs of anchors, and whether their values are the same
};

/// A YAML scalar that reads back as `text`: plain where it can be, else quoted, in `like`'s quotes where they
/// can say it. `inFlow`: it stands between brackets or braces.
QByteArray yamlScalar(const QString &text, bool inFlow, YamlNode::Style like = YamlNode::Style::Plain);

} // namespace layerdeck
