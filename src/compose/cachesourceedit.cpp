// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/cachesourceedit.h"

#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Plain where YAML reads it back as this text, else in single quotes.
QByteArray written(const QByteArray &source, bool flow)
{
    static const QRegularExpression block(u"^[A-Za-z0-9_./$][A-Za-z0-9_./:@=,+${}-]*$"_s);
    static const QRegularExpression inFlow(u"^[A-Za-z0-9_./][A-Za-z0-9_./:@=+-]*$"_s);
    static const QRegularExpression otherMeaning(
        u"^(?:[-+.\\d][\\d_.:eE+-]*|0[xo].*|true|false|yes|no|on|off|null|y|n)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromUtf8(source);
    if ((flow ? inFlow : block).match(text).hasMatch() && !text.endsWith(u':') && !otherMeaning.match(text).hasMatch())
        return source;
    QByteArray inner = source;
    return '\'' + inner.replace("'", "''") + '\'';
}

/// The last line with content of the block that begins with the key on `line` at `column`.
int blockEnd(const LineIndex &lines, int line, int column, bool listAtSameColumn)
{
    int last = line;
    for (int i = line + 1; i < lines.count(); ++i) {
        if (lines.isBlankOrComment(i))
            continue;
        const int indentation = lines.indentation(i);
        const bool item = listAtSameColumn && indentation == column && lines.content(i).trimmed().startsWith('-');
        if (indentation <= column && !item)
            break;
        last = i;
    }
    return last;
}

bool isUnindentedList(const YamlNode &key, const YamlNode &value)
{
    return value.kind == YamlNode::Kind::Sequence && !value.flow && value.column == key.column;
}

/// Whether the file writes its lists at the column of their key, as the first list in it does.
bool prefersUnindented(const YamlNode &node)
{
    for (const auto &[key, value] : node.members) {
        if (value.kind == YamlNode::Kind::Sequence && !value.flow && !value.items.isEmpty())
            return isUnindentedList(key, value);
    }
    return std::ranges::any_of(node.members, [](const auto &member) { return prefersUnindented(member.second); });
}

QByteArray lineEnding(const LineIndex &lines, int line)
{
    for (int i = line; i >= 0; --i) {
        if (!lines.ending(i).isEmpty())
            return lines.ending(i);
    }
    return "\n";
}

/// Whole lines behind `line`. A file whose last line has no end keeps it so.
TextEdit insertLines(const LineIndex &lines, int line, const QList<QByteArray> &inserted)
{
    const QByteArray ending = lineEnding(lines, line);
    QByteArray block;
    for (const QByteArray &text : inserted)
        block += lines.ending(line).isEmpty() ? ending + text : text + ending;
    return {lines.end(line), 0, block};
}

TextEdit deleteLines(const LineIndex &lines, int first, int last)
{
    // Without its last line, a text that did not end in a line end must not begin to.
    if (lines.ending(last).isEmpty() && first > 0) {
        const qsizetype start = lines.end(first - 1) - lines.ending(first - 1).size();
        return {start, lines.end(last) - start, {}};
    }
    return {lines.start(first), lines.end(last) - lines.start(first), {}};
}

/// Where the flow collection that opens at `offset` closes; quoted texts and comments are passed over. -1: not found.
qsizetype closingBracket(const QByteArray &text, qsizetype offset)
{
    int depth = 0;
    char quote = 0;
    for (qsizetype i = offset; i < text.size(); ++i) {
        const char c = text.at(i);
        if (quote) {
            if (c == '\\' && quote == '"')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '\'') {
            // A quote opens a text only where one can begin; inside a plain scalar it is a character.
            const char before = text.at(i - 1);
            if (QByteArrayView(" \t\n\r,[{:").contains(before))
                quote = c;
        } else if (c == '#' && QByteArrayView(" \t\n\r").contains(text.at(i - 1))) {
            i = std::max(i, text.indexOf('\n', i));
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if ((c == ']' || c == '}') && --depth == 0) {
            return i;
        }
    }
    return -1;
}

/// The end of what stands before `offset`, blanks and line ends left out.
qsizetype contentEndBefore(const QByteArray &text, qsizetype offset)
{
    while (offset > 0 && QByteArrayView(" \t\r\n").contains(text.at(offset - 1)))
        --offset;
    return offset;
}

EditsOrReason addToFlow(const QByteArray &text, qsizetype open, bool empty, const QByteArray &addition)
{
    const qsizetype close = closingBracket(text, open);
    if (close < 0)
        return tl::unexpected(u"the end of its brackets was not found"_s);
    const qsizetype at = empty ? open + 1 : contentEndBefore(text, close);
    if (!empty && text.at(at - 1) == ',')
        return QList{TextEdit{at, 0, ' ' + addition}};
    return QList{TextEdit{at, 0, empty ? addition : ", " + addition}};
}

EditsOrReason addToBlockBuild(const LineIndex &lines, const YamlNode &buildKey, const YamlNode &build,
                              const QByteArray &item, bool unindented)
{
    const int column = build.members.first().first.column;
    if (build.members.first().first.line == buildKey.line)
        return tl::unexpected(u"its build section begins on the line of its key"_s);
    const QByteArray indent(column, ' ');
    const QByteArray step(unindented ? 0 : std::max(1, column - buildKey.column), ' ');
    const int last = blockEnd(lines, buildKey.line, buildKey.column, false);
    return QList{insertLines(lines, last, {indent + "cache_from:", indent + step + "- " + item})};
}

/// "build: ./dir" becomes a section with "context: ./dir"; what stands behind on the line stays behind it.
EditsOrReason growShortForm(const LineIndex &lines, const YamlNode &buildKey, const YamlNode &build,
                            const YamlNode &serviceKey, const QByteArray &item, bool unindented)
{
    if (build.line != buildKey.line)
        return tl::unexpected(u"its build section stands on a line of its own"_s);
    const int width = std::max(1, buildKey.column - serviceKey.column);
    const QByteArray indent(buildKey.column + width, ' ');
    const QByteArray ending = lineEnding(lines, build.line);
    const QByteArray step(unindented ? 0 : width, ' ');
    const qsizetype scalar = lines.offset(build.line, build.column);
    const qsizetype keyEnd = lines.offset(buildKey.line, buildKey.column) + qsizetype(sizeof("build:") - 1);
    return QList{TextEdit{keyEnd, scalar - keyEnd, ending + indent + "context: "},
                 insertLines(lines, build.line, {indent + "cache_from:", indent + step + "- " + item})};
}

} // namespace

EditsOrReason editsToAddSource(const QByteArray &text, const YamlNode &serviceKey, const YamlNode &service,
                               const QByteArray &source)
{
    const LineIndex lines(text);
    const YamlNode &build = *service.member("build");
    const YamlNode &buildKey = *service.memberKey("build");
    const bool unindented = prefersUnindented(service);
    if (build.kind == YamlNode::Kind::Scalar) {
        if (service.flow) {
            return tl::unexpected(u"the service is written in braces with a short build"_s);
        }
        return growShortForm(lines, buildKey, build, serviceKey, written(source, false), unindented);
    }
    const YamlNode *sources = build.member("cache_from");
    if (!sources) {
        if (build.flow) {
            return addToFlow(text, lines.offset(build.line, build.column), build.members.isEmpty(),
                             "cache_from: [" + written(source, true) + ']');
        }
        return addToBlockBuild(lines, buildKey, build, written(source, false), unindented);
    }
    if (sources->kind == YamlNode::Kind::Sequence && sources->flow) {
        return addToFlow(text, lines.offset(sources->line, sources->column), sources->items.isEmpty(),
                         written(source, true));
    }
    if (build.flow)
        return tl::unexpected(u"“cache_from” is empty"_s);
    const YamlNode &key = *build.memberKey("cache_from");
    if (sources->kind == YamlNode::Kind::Null) {
        const QByteArray indent(key.column + (unindented ? 0 : std::max(1, key.column - buildKey.column)), ' ');
        return QList{insertLines(lines, key.line, {indent + "- " + written(source, false)})};
    }
    const int last = blockEnd(lines, key.line, key.column, isUnindentedList(key, *sources));
    return QList{insertLines(lines, last, {QByteArray(sources->column, ' ') + "- " + written(source, false)})};
}

namespace {

EditsOrReason removeWholeKey(const QByteArray &text, const LineIndex &lines, const YamlNode &build,
                             const YamlNode &key, const YamlNode &sources)
{
    if (build.members.size() == 1)
        return tl::unexpected(u"its build section has nothing else"_s);
    if (!build.flow) {
        if (key.line == build.line && key.column == build.column && sources.line == key.line && sources.flow
            && build.members.first().first.scalar == "cache_from" && lines.indentation(key.line) != key.column)
            return tl::unexpected(u"its build section begins on the line of its key"_s);
        int last = blockEnd(lines, key.line, key.column, isUnindentedList(key, sources));
        return QList{deleteLines(lines, key.line, last)};
    }
    const qsizetype start = lines.offset(key.line, key.column);
    const qsizetype close = closingBracket(text, lines.offset(sources.line, sources.column));
    if (!sources.flow || close < 0)
        return tl::unexpected(u"its cache sources are written in an unusual way"_s);
    if (build.members.first().first.scalar == "cache_from") {
        qsizetype end = text.indexOf(',', close) + 1;
        while (end < text.size() && text.at(end) == ' ')
            ++end;
        return QList{TextEdit{start, end - start, {}}};
    }
    const qsizetype comma = text.lastIndexOf(',', start);
    return QList{TextEdit{comma, close + 1 - comma, {}}};
}

EditsOrReason removeFlowItem(const QByteArray &text, const LineIndex &lines, const YamlNode &sources, int index)
{
    const auto offset = [&](int i) { return lines.offset(sources.items.at(i).line, sources.items.at(i).column); };
    if (index + 1 < sources.items.size())
        return QList{TextEdit{offset(index), offset(index + 1) - offset(index), {}}};
    const qsizetype close = closingBracket(text, lines.offset(sources.line, sources.column));
    const qsizetype comma = text.lastIndexOf(',', offset(index));
    const qsizetype end = contentEndBefore(text, close);
    return QList{TextEdit{comma, end - comma, {}}};
}

} // namespace

EditsOrReason editsToRemoveSource(const QByteArray &text, const YamlNode &service, int index)
{
    const LineIndex lines(text);
    const YamlNode &build = *service.member("build");
    const YamlNode &key = *build.memberKey("cache_from");
    const YamlNode &sources = *build.member("cache_from");
    if (sources.items.size() == 1)
        return removeWholeKey(text, lines, build, key, sources);
    if (sources.flow)
        return removeFlowItem(text, lines, sources, index);
    const YamlNode &item = sources.items.at(index);
    if (item.line == key.line)
        return tl::unexpected(u"its cache sources begin on the line of their key"_s);
    const int last = blockEnd(lines, item.line, sources.column, false);
    return QList{deleteLines(lines, item.line, last)};
}

} // namespace layerdeck
