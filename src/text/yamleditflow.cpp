// SPDX-License-Identifier: GPL-3.0-or-later
// Edits inside of brackets and braces.
#include "text/yamledit.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

/// Behind the last element of a collection in brackets whose elements have lines of their own. Nothing where they have not.
std::optional<QList<TextEdit>> YamlEditor::addedLines(const QList<Element> &elements, const QByteArrayList &added) const
{
    const LineIndex &lines = m_yaml.lines();
    const QByteArray &text = m_yaml.text();
    if (elements.isEmpty() || added.isEmpty())
        return std::nullopt;
    const Element &last = elements.last();
    const int line = lineOf(last.end - 1);
    const int first = lineOf(last.begin);
    const int indent = lines.indentation(first);
    if (lines.start(first) + indent != last.begin || (elements.size() > 1 && lineOf(elements.at(elements.size() - 2).end - 1) == first))
        return std::nullopt;
    const QByteArray rest = text.mid(last.end, lines.end(line) - last.end).trimmed();
    const bool hasComma = rest.startsWith(',');
    if (const QByteArray beside = rest.mid(hasComma).trimmed(); !beside.isEmpty() && !beside.startsWith('#'))
        return std::nullopt;
    QByteArrayList inserted;
    for (qsizetype i = 0; i < added.size(); ++i)
        inserted << QByteArray(indent, ' ') + added.at(i) + (hasComma || i + 1 < added.size() ? "," : "");
    QList<TextEdit> edits{insertLines(line, inserted)};
    if (!hasComma)
        edits.prepend(TextEdit{last.end, 0, ","});
    return edits;
}

bool YamlEditor::standsAlone(const Element &element) const
{
    const LineIndex &lines = m_yaml.lines();
    const int first = lineOf(element.begin);
    const int last = lineOf(element.end - 1);
    if (lines.start(first) + lines.indentation(first) != element.begin)
        return false;
    const qsizetype comma = commaBehind(element);
    const qsizetype behind = comma < 0 ? element.end : comma + 1;
    const QByteArray rest = m_yaml.text().mid(behind, lines.end(last) - behind).trimmed();
    return rest.isEmpty() || rest.startsWith('#');
}

qsizetype YamlEditor::commaBehind(const Element &element) const
{
    const QByteArray &text = m_yaml.text();
    qsizetype at = element.end;
    while (at < text.size() && (text.at(at) == ' ' || text.at(at) == '\t'))
        ++at;
    return at < text.size() && text.at(at) == ',' ? at : -1;
}

bool YamlEditor::hasCommentInside(const YamlNode &node, const QList<Element> &elements) const
{
    qsizetype from = node.content;
    for (const Element &element : elements) {
        if (m_yaml.text().mid(from, element.begin - from).contains('#'))
            return true;
        from = element.end;
    }
    return m_yaml.text().mid(from, node.end - from).contains('#');
}

/// Behind the comment on the last line of an element in brackets; its own end where there is none.
qsizetype YamlEditor::behindComment(const YamlNode &node, const Element &element) const
{
    const int line = lineOf(element.end);
    const qsizetype end = m_yaml.lines().start(line) + m_yaml.lines().content(line).size();
    return end < node.end && m_yaml.text().mid(element.end, end - element.end).contains('#') ? end : element.end;
}

/// Takes away elements that stand alone on their lines, not all of them.
QList<TextEdit> YamlEditor::withoutLines(const QList<Element> &elements, const QList<qsizetype> &removed) const
{
    QList<TextEdit> edits;
    qsizetype lastKept = 0;
    for (qsizetype i = 0; i < elements.size(); ++i) {
        if (removed.contains(i))
            edits << deleteLines(lineOf(elements.at(i).begin), lineOf(elements.at(i).end - 1));
        else
            lastKept = i;
    }
    // The last one has a comma only where the last one had one before.
    if (const qsizetype comma = commaBehind(elements.at(lastKept)); comma >= 0 && commaBehind(elements.last()) < 0)
        edits << TextEdit{comma, 1, {}};
    return edits;
}

/// Takes elements away from a collection in brackets and puts texts before the elements of the given indices.
YamlEditor::Edits YamlEditor::changeFlow(const YamlNode &node, const QList<Element> &elements,
                                         const QList<qsizetype> &removed,
                                         const QList<std::pair<qsizetype, QByteArray>> &added) const
{
    const QByteArray &text = m_yaml.text();
    if (node.end < 0 || !QByteArrayView("[{").contains(text.at(node.content)) ||
        std::ranges::any_of(elements, [](const Element &e) { return e.begin < 0 || e.end < e.begin; }))
        return tl::unexpected<QString>(u"it is written in brackets in an unusual way"_s);
    QByteArrayList fresh;
    for (const auto &[index, value] : added)
        fresh << value;
    if (removed.size() == elements.size()) {
        const qsizetype from = elements.isEmpty() ? node.content + 1 : elements.first().begin;
        const qsizetype to = elements.isEmpty() ? node.content + 1 : elements.last().end;
        return QList{TextEdit{from, to - from, fresh.join(", ")}};
    }
    const bool onlyBehind = removed.isEmpty() && std::ranges::all_of(added, [&](const auto &one) { return one.first == elements.size(); });
    if (const auto lined = onlyBehind ? addedLines(elements, fresh) : std::nullopt)
        return *lined;
    const bool aloneOnTheirLines = std::ranges::all_of(removed, [&](qsizetype i) { return standsAlone(elements.at(i)); });
    if (!removed.isEmpty() && aloneOnTheirLines && added.isEmpty())
        return withoutLines(elements, removed);
    QList<TextEdit> edits;
    qsizetype lastKept = -1;
    for (qsizetype i = 0; i <= elements.size(); ++i) {
        QByteArrayList before;
        for (const auto &[index, value] : added) {
            if (index == i)
                before << value;
        }
        if (!before.isEmpty() && lastKept >= 0)
            edits << TextEdit{elements.at(lastKept).end, 0, ", " + before.join(", ")};
        else if (!before.isEmpty()) {
            const auto kept = std::find_if(elements.begin(), elements.end(), [&](const Element &e) {
                return !removed.contains(&e - elements.constData());
            });
            edits << TextEdit{kept->begin, 0, before.join(", ") + ", "};
        }
        if (i < elements.size() && !removed.contains(i))
            lastKept = i;
    }
    // A run of removed elements goes with the blanks up to the next one kept, or from the last one kept.
    for (qsizetype i = 0; i < elements.size(); ++i) {
        if (!removed.contains(i))
            continue;
        qsizetype end = i;
        while (end + 1 < elements.size() && removed.contains(end + 1))
            ++end;
        // A comment on the line of an element goes with it; another one belongs to what stays.
        const auto hasComment = [&](qsizetype from, qsizetype to, bool ownLineToo) {
            const QByteArray gap = text.mid(from, to - from);
            return gap.indexOf('#', ownLineToo ? 0 : std::max<qsizetype>(0, gap.indexOf('\n'))) >= 0;
        };
        bool losesComment = i > 0 && end + 1 == elements.size()
                            && hasComment(elements.at(i - 1).end, elements.at(i).begin, true);
        for (qsizetype j = i; j <= end && j + 1 < elements.size(); ++j)
            losesComment = losesComment || hasComment(elements.at(j).end, elements.at(j + 1).begin, false);
        if (losesComment)
            return tl::unexpected<QString>(u"a comment in its brackets would go too"_s);
        if (end + 1 < elements.size())
            edits << TextEdit{elements.at(i).begin, elements.at(end + 1).begin - elements.at(i).begin, {}};
        else
            edits << TextEdit{elements.at(i - 1).end, behindComment(node, elements.at(end)) - elements.at(i - 1).end, {}};
        i = end;
    }
    return edits;
}

} // namespace layerdeck
