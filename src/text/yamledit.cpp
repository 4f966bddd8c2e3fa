// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/yamledit.h"

#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<QString> because(const QString &reason) { return tl::unexpected<QString>(reason); }

/// Whether the first list of `node` in block style stands at the column of its key; nothing where there is
/// none.
std::optional<bool> writesUnindented(const YamlText &yaml, const YamlNode &node)
{
    for (const auto &[key, value] : node.members) {
        if (value.kind == YamlNode::Kind::Sequence && !value.isFlow() && !value.items.isEmpty())
            return yaml.position(value.content).column == yaml.position(key.begin).column;
        if (const auto inner = writesUnindented(yaml, value))
            return inner;
    }
    return std::nullopt;
}

/// The quotes of the first text below `node` that has some; nothing where none has.
std::optional<YamlNode::Style> quotesOf(const YamlNode &node)
{
    if (node.style == YamlNode::Style::SingleQuoted || node.style == YamlNode::Style::DoubleQuoted)
        return node.style;
    for (const YamlNode &item : node.items) {
        if (const auto inner = quotesOf(item))
            return inner;
    }
    for (const auto &[key, value] : node.members) {
        if (const auto own = quotesOf(key))
            return own;
        if (const auto inner = quotesOf(value))
            return inner;
    }
    return std::nullopt;
}

/// Two numbers or two truth values that read the same as text and as what they are: who wrote one without quotes writes the other so.
bool isSameBareKind(const QString &a, const QString &b)
{
    static const QRegularExpression number(u"^(?:0|[1-9][0-9]{0,17})$"_s);
    static const QRegularExpression truth(u"^(?:true|false)$"_s);
    return std::ranges::any_of(std::initializer_list<QRegularExpression>{number, truth}, [&](const QRegularExpression &kind) {
        return kind.match(a).hasMatch() && kind.match(b).hasMatch();
    });
}

} // namespace

NewYaml NewYaml::list(const QStringList &texts)
{
    NewYaml result{Kind::List, {}, {}, {}};
    for (const QString &text : texts)
        result.items << scalar(text);
    return result;
}

YamlLayout YamlEditor::layoutOf(const YamlText &yaml, const YamlNode &root, const YamlNode &node, int step)
{
    YamlLayout layout;
    layout.step = std::clamp(step, 1, 16);
    layout.unindented = writesUnindented(yaml, node).value_or(writesUnindented(yaml, root).value_or(false));
    layout.quotes = quotesOf(node).value_or(quotesOf(root).value_or(layout.quotes));
    const LineIndex &lines = yaml.lines();
    for (int i = lines.lineAt(std::max<qsizetype>(0, node.begin)); i >= 0; --i) {
        if (!lines.ending(i).isEmpty()) {
            layout.lineEnd = lines.ending(i);
            break;
        }
    }
    layout.isJson = root.isFlow() && root.kind == YamlNode::Kind::Map && !root.members.isEmpty()
                    && std::ranges::all_of(root.members, [](const auto &member) { return member.first.style == YamlNode::Style::DoubleQuoted; });
    return layout;
}

// ---- new text

QByteArray YamlEditor::scalarText(const QString &text, bool inFlow, YamlNode::Style like) const
{
    if (m_layout.isJson)
        return yamlScalar(text, inFlow, YamlNode::Style::DoubleQuoted);
    const QByteArray written = yamlScalar(text, inFlow, like);
    return written.startsWith('\'') && like == YamlNode::Style::Plain ? yamlScalar(text, inFlow, m_layout.quotes) : written;
}

QByteArray YamlEditor::blockText(const NewYaml &value) const
{
    return value.kind == NewYaml::Kind::Verbatim ? value.text.toUtf8() : scalarText(value.text, false);
}

QByteArrayList YamlEditor::blockLines(const NewMember &member, int column) const
{
    const auto &[key, value] = member;
    QByteArray head =
        QByteArray(column, ' ') + (key == "<<"_L1 ? key.toUtf8() : scalarText(key, false)) + ':';
    switch (value.kind) {
    case NewYaml::Kind::List: {
        if (value.items.isEmpty())
            return {head + " []"};
        QByteArrayList lines{head};
        const QByteArray indent(column + (m_layout.unindented ? 0 : m_layout.step), ' ');
        for (const NewYaml &item : value.items)
            lines << indent + "- " + blockText(item);
        return lines;
    }
    case NewYaml::Kind::Map:
        if (value.members.isEmpty())
            return {head + " {}"};
        return QByteArrayList{head} + blockLines(value.members, column + m_layout.step);
    default: {
        const QByteArray text = blockText(value);
        return {text.isEmpty() ? head : head + ' ' + text};
    }
    }
}

QByteArrayList YamlEditor::blockLines(const QList<NewMember> &members, int column) const
{
    QByteArrayList lines;
    for (const NewMember &member : members)
        lines += blockLines(member, column);
    return lines;
}

QByteArray YamlEditor::flowText(const NewYaml &value) const
{
    QByteArrayList parts;
    switch (value.kind) {
    case NewYaml::Kind::List:
        for (const NewYaml &item : value.items)
            parts << flowText(item);
        return '[' + parts.join(", ") + ']';
    case NewYaml::Kind::Map:
        for (const auto &[key, member] : value.members)
            parts << (key == "<<"_L1 ? key.toUtf8() : scalarText(key, true)) + ": " + flowText(member);
        return '{' + parts.join(", ") + '}';
    case NewYaml::Kind::Verbatim:
        return value.text.toUtf8();
    case NewYaml::Kind::Scalar:
        break;
    }
    return scalarText(value.text, true);
}

/// Whole lines behind `line`. A text whose last line has no end keeps it so.
TextEdit YamlEditor::insertLines(int line, const QByteArrayList &inserted) const
{
    const LineIndex &lines = m_yaml.lines();
    QByteArray block;
    for (const QByteArray &text : inserted)
        block += lines.ending(line).isEmpty() ? m_layout.lineEnd + text : text + m_layout.lineEnd;
    return {lines.end(line), 0, block};
}

TextEdit YamlEditor::deleteLines(int first, int last) const
{
    const LineIndex &lines = m_yaml.lines();
    // Without its last line, a text that did not end in a line end must not begin to.
    if (lines.ending(last).isEmpty() && first > 0) {
        const qsizetype start = lines.end(first - 1) - lines.ending(first - 1).size();
        return {start, lines.end(last) - start, {}};
    }
    return {lines.start(first), lines.end(last) - lines.start(first), {}};
}

std::optional<qsizetype> YamlEditor::behindColon(const YamlNode &key) const
{
    const QByteArray &text = m_yaml.text();
    qsizetype offset = key.end;
    while (offset >= 0 && offset < text.size() && (text.at(offset) == ' ' || text.at(offset) == '\t'))
        ++offset;
    if (offset < 0 || offset >= text.size() || text.at(offset) != ':')
        return std::nullopt;
    return offset + 1;
}

// ---- members

YamlEditor::Edits YamlEditor::changeMembers(const YamlNode &key, const YamlNode &map,
                                            const QList<qsizetype> &removed,
                                            const QList<NewMember> &added) const
{
    if (map.end < 0)
        return because(u"the end of its section was not found"_s);
    if (map.isFlow()) {
        QList<Element> elements;
        for (const auto &[k, value] : map.members)
            elements << Element{k.begin, std::max(value.end, k.end)};
        QList<std::pair<qsizetype, QByteArray>> additions;
        for (const auto &[name, value] : added)
            additions.emplaceBack(map.members.size(), scalarText(name, true) + ": " + flowText(value));
        return changeFlow(map, elements, removed, additions);
    }
    if (map.members.isEmpty())
        return because(u"its section is empty"_s);
    QList<TextEdit> edits;
    if (added.isEmpty() && removed.size() == map.members.size()) {
        // Only the members' own lines go: comments around them stay.
        const auto colon = behindColon(key);
        if (!colon || map.begin != map.content)
            return because(u"its section would be empty, and has an anchor or a tag"_s);
        edits << TextEdit{*colon, 0, " {}"};
    }
    const LineIndex &lines = m_yaml.lines();
    if (!added.isEmpty()) {
        const YamlNode &first = map.members.first().first;
        if (lines.indentation(lineOf(first.begin)) != column(first))
            return because(u"its section begins on the line of its key"_s);
        edits << insertLines(lastLine(map), blockLines(added, column(first)));
    }
    QList<std::pair<int, int>> gone; // lines, neighbours joined: two deletions must not share a line end
    for (qsizetype index = 0; index < map.members.size(); ++index) {
        if (!removed.contains(index))
            continue;
        const auto &[k, value] = map.members.at(index);
        const qsizetype end = std::max(value.end, k.end);
        if (value.end < 0)
            return because(u"the end of “%1” was not found"_s.arg(QString::fromUtf8(k.scalar)));
        if (lines.indentation(lineOf(k.begin)) != column(k))
            return because(u"“%1” stands on a line with something else"_s.arg(QString::fromUtf8(k.scalar)));
        const int first = lineOf(k.begin);
        if (!gone.isEmpty() && gone.last().second + 1 == first)
            gone.last().second = lineOf(end - 1);
        else
            gone.emplaceBack(first, lineOf(end - 1));
    }
    for (const auto &[first, last] : std::as_const(gone))
        edits << deleteLines(first, last);
    return edits;
}

YamlEditor::Edits YamlEditor::replaceScalar(const YamlNode &old, const NewYaml &value, bool inFlow) const
{
    if (old.end < 0)
        return because(u"the end of the value was not found"_s);
    // An empty text has quotes because it must, not because somebody likes them.
    const bool quoted = !old.scalar.isEmpty() && (old.style == YamlNode::Style::DoubleQuoted ||
                                                  old.style == YamlNode::Style::SingleQuoted);
    const bool staysBare = old.style == YamlNode::Style::Plain && isSameBareKind(QString::fromUtf8(old.scalar), value.text);
    const QByteArray text = value.kind == NewYaml::Kind::Verbatim || staysBare
                                ? value.text.toUtf8()
                                : scalarText(value.text, inFlow, quoted ? old.style : YamlNode::Style::Plain);
    return QList{TextEdit{old.content, old.end - old.content, text}};
}

YamlEditor::Edits YamlEditor::replaceValue(const YamlNode &key, const YamlNode &old, const NewYaml &value,
                                           bool inFlow) const
{
    const auto colon = behindColon(key);
    if (!colon || old.end < 0)
        return because(u"the end of “%1” was not found"_s.arg(QString::fromUtf8(key.scalar)));
    const qsizetype end = std::max(*colon, old.end);
    const bool isBlock = !inFlow && ((value.kind == NewYaml::Kind::List && !value.items.isEmpty()) ||
                                     (value.kind == NewYaml::Kind::Map && !value.members.isEmpty()));
    if (!isBlock) {
        const bool collection = value.kind == NewYaml::Kind::List || value.kind == NewYaml::Kind::Map;
        const QByteArray text = inFlow || collection ? flowText(value) : blockText(value);
        return QList{TextEdit{*colon, end - *colon, text.isEmpty() ? text : ' ' + text}};
    }
    QByteArrayList lines = blockLines({QString::fromUtf8(key.scalar), value}, column(key));
    lines.removeFirst();
    QList<TextEdit> edits;
    if (end > *colon)
        edits << TextEdit{*colon, end - *colon, {}};
    edits << insertLines(lineOf(std::max(key.begin, end - 1)), lines);
    return edits;
}

YamlEditor::Edits YamlEditor::growIntoMap(const YamlNode &key, const YamlNode &old, const QString &first,
                                          const QList<NewMember> &added, bool inFlow) const
{
    const auto colon = behindColon(key);
    if (!colon || old.end < 0)
        return because(u"the end of “%1” was not found"_s.arg(QString::fromUtf8(key.scalar)));
    if (inFlow) {
        QByteArray rest;
        for (const auto &[name, value] : added)
            rest += ", " + scalarText(name, true) + ": " + flowText(value);
        return QList{TextEdit{old.begin, 0, '{' + (m_layout.isJson ? scalarText(first, true) : first.toUtf8()) + ": "}, TextEdit{old.end, 0, rest + '}'}};
    }
    if (old.style == YamlNode::Style::Literal || old.style == YamlNode::Style::Folded ||
        lineOf(old.begin) != lastLine(old))
        return because(u"the value of “%1” goes over several lines"_s.arg(QString::fromUtf8(key.scalar)));
    const bool sameLine = lineOf(old.begin) == lineOf(key.begin);
    const int indent = sameLine ? column(key) + m_layout.step : column(old);
    QList<TextEdit> edits;
    if (sameLine)
        edits << TextEdit{*colon, old.begin - *colon,
                          m_layout.lineEnd + QByteArray(indent, ' ') + first.toUtf8() + ": "};
    else
        edits << TextEdit{old.begin, 0, first.toUtf8() + ": "};
    edits << insertLines(lineOf(old.begin), blockLines(added, indent));
    return edits;
}

} // namespace layerdeck
