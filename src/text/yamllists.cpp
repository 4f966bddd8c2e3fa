// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of texts that become others.
#include "text/yamledit.h"

#include "text/listchange.h"

#include <algorithm>
#include <functional>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<QString> because(const QString &reason) { return tl::unexpected<QString>(reason); }

QStringList textsOf(const YamlText &yaml, const YamlNode &list)
{
    QStringList texts;
    for (const YamlNode &item : list.items)
        texts << QString::fromUtf8(yaml.resolved(item).scalar);
    return texts;
}

/// The quotes that every entry has; plain where they differ. An empty one has quotes in any case and tells
/// nothing.
YamlNode::Style commonStyle(const YamlNode &list)
{
    std::optional<YamlNode::Style> common;
    for (const YamlNode &item : list.items) {
        if (item.scalar.isEmpty())
            continue;
        if (common && *common != item.style)
            return YamlNode::Style::Plain;
        common = item.style;
    }
    return common.value_or(YamlNode::Style::Plain);
}

/// The quotes for what replaces an entry.
YamlNode::Style styleFor(const YamlNode &item, YamlNode::Style common)
{
    return item.scalar.isEmpty() ? common : item.style;
}

/// The lines of an entry, from 0.
struct EntryLines
{
    int first;
    int last;
};

/// The text of these lines, each with its end mark.
QByteArray textOf(const LineIndex &lines, int first, int last)
{
    QByteArray text;
    for (int i = first; i <= last; ++i)
        text += lines.content(i) + lines.ending(i);
    return text;
}

/// The lines from the first entry to the last as `entries` wants them; `lineOf` gives the whole lines of a wanted entry. Lines
/// between the entries stay where they are.
TextEdit rebuilt(const LineIndex &lines, const QList<EntryLines> &items, const QList<ListEntry> &entries, const QByteArray &lineEnd,
                 const std::function<QByteArray(qsizetype)> &lineOf)
{
    QByteArrayList result;
    QByteArray gap; // behind the last entry that stayed
    qsizetype next = 0;
    const auto passOver = [&](qsizetype until) {
        for (; next < until; ++next) {
            if (next + 1 < items.size())
                gap += textOf(lines, items.at(next).last + 1, items.at(next + 1).first - 1);
        }
    };
    for (qsizetype j = 0; j < entries.size(); ++j) {
        const ListEntry &entry = entries.at(j);
        const bool stays = entry.origin == ListEntry::Origin::Kept || entry.origin == ListEntry::Origin::Replaced;
        if (stays) {
            passOver(entry.from);
            result << std::exchange(gap, {});
        }
        result << lineOf(j);
        if (stays)
            passOver(entry.from + 1);
    }
    passOver(items.size());
    result << gap;
    result.removeAll(QByteArray());
    const int last = items.last().last;
    const qsizetype start = lines.start(items.first().first);
    const qsizetype end = lines.end(last) - lines.ending(last).size();
    // Each line keeps its own end; the last one's stays behind the edit, and a text without one gets none.
    QByteArray joined;
    for (qsizetype i = 0; i < result.size(); ++i) {
        const QByteArray &line = result.at(i);
        const bool hasEnd = line.endsWith('\n');
        if (i + 1 < result.size())
            joined += hasEnd ? line : line + lineEnd;
        else
            joined += line.chopped(line.endsWith("\r\n") ? 2 : hasEnd ? 1 : 0);
    }
    return {start, end - start, joined};
}

} // namespace

YamlEditor::Edits YamlEditor::setItems(const YamlNode &list, const QStringList &wanted, const QStringList &added) const
{
    if (list.end < 0)
        return because(u"the end of the list was not found"_s);
    return list.isFlow() ? setFlowItems(list, wanted, added) : setBlockItems(list, wanted, added);
}

/// Where each entry has lines of its own these are put in order, each with its comment; else texts are exchanged, put in and
/// taken out, and a comment is in the way of what would leave it beside another entry.
YamlEditor::Edits YamlEditor::setFlowItems(const YamlNode &list, const QStringList &wanted, const QStringList &added) const
{
    const QStringList before = textsOf(m_yaml, list);
    const YamlNode::Style style = commonStyle(list);
    QList<Element> elements;
    for (const YamlNode &item : list.items)
        elements << Element{item.begin, item.end};
    const bool lined = !elements.isEmpty() && !wanted.isEmpty() &&
                       std::ranges::all_of(elements, [this](const Element &element) { return standsAlone(element); });
    const QList<ListEntry> entries = listChange(before, wanted, lined ? added : QStringList());
    const auto textFor = [&](qsizetype j) {
        const ListEntry &entry = entries.at(j);
        if (entry.origin == ListEntry::Origin::Kept || entry.origin == ListEntry::Origin::Moved)
            return m_yaml.source(list.items.at(entry.from));
        const bool replaces = entry.origin == ListEntry::Origin::Replaced;
        return scalarText(wanted.at(j), true, replaces ? styleFor(list.items.at(entry.from), style) : style);
    };
    if (lined) {
        const LineIndex &lines = m_yaml.lines();
        const QByteArray indent(lines.indentation(lineOf(elements.first().begin)), ' ');
        const bool closesWithComma = commaBehind(elements.last()) >= 0;
        QList<EntryLines> items;
        for (const Element &element : std::as_const(elements))
            items << EntryLines{lineOf(element.begin), lineOf(element.end - 1)};
        return QList{rebuilt(lines, items, entries, m_layout.lineEnd, [&](qsizetype j) {
            const bool comma = closesWithComma || j + 1 < wanted.size();
            const ListEntry &entry = entries.at(j);
            if (entry.origin == ListEntry::Origin::New)
                return indent + textFor(j) + (comma ? "," : "") + m_layout.lineEnd;
            const Element &element = elements.at(entry.from);
            const EntryLines &at = items.at(entry.from);
            QByteArray behind = m_yaml.text().mid(element.end, lines.end(at.last) - element.end);
            if (const qsizetype has = commaBehind(element); has < 0 && comma)
                behind.prepend(',');
            else if (has >= 0 && !comma)
                behind.remove(has - element.end, 1);
            return m_yaml.text().mid(lines.start(at.first), element.begin - lines.start(at.first)) + textFor(j) + behind;
        })};
    }
    bool moves = false;
    for (qsizetype j = 0; j < entries.size(); ++j) {
        const ListEntry &entry = entries.at(j);
        moves = moves || entry.origin == ListEntry::Origin::Moved ||
                (entry.origin == ListEntry::Origin::Kept && entry.from != j && before.size() == wanted.size());
    }
    if (moves && hasCommentInside(list, elements))
        return because(u"a comment in its brackets would stand beside another entry"_s);
    if (before.size() == wanted.size()) {
        QList<TextEdit> edits;
        for (qsizetype i = 0; i < wanted.size(); ++i) {
            if (before.at(i) != wanted.at(i))
                edits << TextEdit{elements.at(i).begin, elements.at(i).end - elements.at(i).begin, textFor(i)};
        }
        return edits;
    }
    QList<qsizetype> removed;
    for (qsizetype i = 0; i < before.size(); ++i)
        removed << i;
    QList<std::pair<qsizetype, QByteArray>> inserted;
    qsizetype next = 0; // the old entry before which a new one stands
    QList<TextEdit> replaced;
    for (qsizetype j = 0; j < wanted.size(); ++j) {
        const ListEntry &entry = entries.at(j);
        if (entry.origin == ListEntry::Origin::Kept || entry.origin == ListEntry::Origin::Replaced) {
            removed.removeOne(entry.from);
            next = entry.from + 1;
            const YamlNode &item = list.items.at(entry.from);
            if (entry.origin == ListEntry::Origin::Replaced)
                replaced << TextEdit{item.begin, item.end - item.begin, textFor(j)};
        } else {
            inserted.emplaceBack(next, textFor(j));
        }
    }
    Edits edits = changeFlow(list, elements, removed, inserted);
    if (edits)
        *edits += replaced;
    return edits;
}

/// Rebuilds the lines from the first dash to the end of the last entry. Comments between entries stay where they are, one behind
/// an entry goes with it.
YamlEditor::Edits YamlEditor::setBlockItems(const YamlNode &list, const QStringList &wanted, const QStringList &added) const
{
    const LineIndex &lines = m_yaml.lines();
    const QByteArray &text = m_yaml.text();
    QList<EntryLines> items;
    qsizetype offset = list.content;
    for (const YamlNode &item : list.items) {
        if (item.end < 0)
            return because(u"the end of an entry was not found"_s);
        // The dash: the first character behind the entry before that is neither blank nor comment.
        if (!items.isEmpty()) {
            int line = items.last().last + 1;
            while (line < lines.count() && lines.isBlankOrComment(line))
                ++line;
            offset = line < lines.count() ? lines.start(line) + lines.indentation(line) : text.size();
        }
        if (offset >= text.size() || text.at(offset) != '-' || offset >= std::max(item.begin, offset + 1) ||
            lines.start(lineOf(offset)) + lines.indentation(lineOf(offset)) != offset)
            return because(u"the list is written in an unusual way"_s);
        items << EntryLines{lineOf(offset), lineOf(std::max(offset, item.end - 1))};
    }
    if (items.isEmpty())
        return because(u"the list has no entries"_s);
    const int dash = lines.indentation(items.first().first);
    qsizetype gapEnd = lines.start(items.first().first) + dash + 1;
    while (gapEnd < list.items.first().begin && text.at(gapEnd) == ' ')
        ++gapEnd;
    const qsizetype blanks = std::max<qsizetype>(1, gapEnd - (lines.start(items.first().first) + dash + 1));
    const QByteArray lead = QByteArray(dash, ' ') + '-' + QByteArray(blanks, ' ');
    const YamlNode::Style style = commonStyle(list);

    const QList<ListEntry> entries = listChange(textsOf(m_yaml, list), wanted, added);
    return QList{rebuilt(lines, items, entries, m_layout.lineEnd, [&](qsizetype j) {
        const ListEntry &entry = entries.at(j);
        if (entry.origin == ListEntry::Origin::New)
            return lead + scalarText(wanted.at(j), false, style) + m_layout.lineEnd;
        const EntryLines &at = items.at(entry.from);
        if (entry.origin != ListEntry::Origin::Replaced)
            return textOf(lines, at.first, at.last);
        const YamlNode &item = list.items.at(entry.from);
        return text.mid(lines.start(at.first), item.content - lines.start(at.first)) +
               scalarText(wanted.at(j), false, styleFor(item, style)) + text.mid(item.end, lines.end(at.last) - item.end);
    })};
}

} // namespace layerdeck
