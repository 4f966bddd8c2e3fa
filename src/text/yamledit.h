// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/edit.h"
#include "text/yaml.h"

#include <tl/expected.hpp>

#include <optional>

namespace layerdeck {

/// A value to be written.
struct NewYaml
{
    enum class Kind { Scalar, Verbatim, List, Map };
    Kind kind = Kind::Scalar;
    QString text; ///< of a scalar, quoted where that is needed; Verbatim: written as it is
    QList<NewYaml> items;
    QList<std::pair<QString, NewYaml>> members;

    static NewYaml scalar(const QString &text) { return {Kind::Scalar, text, {}, {}}; }
    static NewYaml verbatim(const QString &text) { return {Kind::Verbatim, text, {}, {}}; }
    static NewYaml list(const QStringList &texts);
};
using NewMember = std::pair<QString, NewYaml>;

/// How a text lays out its blocks.
struct YamlLayout
{
    int step = 2;            ///< columns of one level
    bool unindented = false; ///< lists stand at the column of their key
    QByteArray lineEnd = "\n";
    bool isJson = false; ///< the text is JSON, and stays so: keys and texts have double quotes
    YamlNode::Style quotes = YamlNode::Style::SingleQuoted; ///< of a text that needs some, where those beside it have none
};

/// The smallest edits that change values of one text. Each function gives edits, or half a sentence on why
/// there are none. The caller parses the result again: a place written in an unusual way may give edits that
/// don't mean what was asked.
class YamlEditor
{
public:
    using Edits = tl::expected<QList<TextEdit>, QString>;

    YamlEditor(const YamlText &yaml, YamlLayout layout)
        : m_yaml(yaml)
        , m_layout(std::move(layout))
    {
    }
    /// The layout around `node`: lists and quotes as it writes them, else as the text does.
    static YamlLayout layoutOf(const YamlText &yaml, const YamlNode &root, const YamlNode &node, int step);

    /// Members added behind the last of `map`, and those at `removed` (indices) taken away. `key` is the
    /// map's own key.
    Edits changeMembers(const YamlNode &key, const YamlNode &map, const QList<qsizetype> &removed,
                        const QList<NewMember> &added) const;
    /// The value of `key`, whatever it was, becomes `value`. `inFlow`: the key stands in braces.
    Edits replaceValue(const YamlNode &key, const YamlNode &old, const NewYaml &value, bool inFlow) const;
    Edits replaceScalar(const YamlNode &old, const NewYaml &value, bool inFlow) const;
    /// "key: old" becomes a map with "first: old" and `added`: what `old` is written as stays, with its
    /// comment.
    Edits growIntoMap(const YamlNode &key, const YamlNode &old, const QString &first,
                      const QList<NewMember> &added, bool inFlow) const;
    /// The entries of a list of scalars become `wanted`. What stays keeps its text, what moves takes its
    /// comment along; what is in `added` takes over no comment of an entry that
    /// goes.
    Edits setItems(const YamlNode &list, const QStringList &wanted, const QStringList &added) const;

private:
    struct Element
    {
        qsizetype begin;
        qsizetype end;
    };

    QByteArray blockText(const NewYaml &value) const;
    QByteArrayList blockLines(const NewMember &member, int column) const;
    QByteArrayList blockLines(const QList<NewMember> &members, int column) const;
    QByteArray flowText(const NewYaml &value) const;
    /// A new key or text; `like` is the style of those beside it.
    QByteArray scalarText(const QString &text, bool inFlow, YamlNode::Style like = YamlNode::Style::Plain) const;
    std::optional<QList<TextEdit>> addedLines(const QList<Element> &elements, const QByteArrayList &added) const;
    TextEdit insertLines(int line, const QByteArrayList &inserted) const;
    TextEdit deleteLines(int first, int last) const;
    int column(const YamlNode &node) const { return m_yaml.position(node.begin).column - 1; }
    int lineOf(qsizetype offset) const { return m_yaml.lines().lineAt(offset); }
    int lastLine(const YamlNode &node) const { return lineOf(std::max(node.begin, node.end - 1)); }
    std::optional<qsizetype> behindColon(const YamlNode &key) const;
    Edits changeFlow(const YamlNode &node, const QList<Element> &elements, const QList<qsizetype> &removed,
                     const QList<std::pair<qsizetype, QByteArray>> &added) const;
    Edits setBlockItems(const YamlNode &list, const QStringList &wanted, const QStringList &added) const;
    Edits setFlowItems(const YamlNode &list, const QStringList &wanted, const QStringList &added) const;
    /// In brackets: no other element is on its lines.
    bool standsAlone(const Element &element) const;
    /// Where the comma behind the element is, on its last line; -1 where there is none.
    qsizetype commaBehind(const Element &element) const;
    qsizetype behindComment(const YamlNode &node, const Element &element) const;
    bool hasCommentInside(const YamlNode &node, const QList<Element> &elements) const;
    QList<TextEdit> withoutLines(const QList<Element> &elements, const QList<qsizetype> &removed) const;

    const YamlText &m_yaml;
    YamlLayout m_layout;
};

} // namespace layerdeck
