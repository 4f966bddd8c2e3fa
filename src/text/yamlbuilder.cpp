// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/yamlbuilder.h"

#include <algorithm>

namespace layerdeck {

namespace {

constexpr int mostNodes = 1'000'000;
/// Nested values may begin at one place; yaml-cpp allows 500 levels.
constexpr int mostIdleEvents = 2000;

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void checkKeys(const YamlNode &map)
{
    QHash<QByteArrayView, qsizetype> seen;
    for (const auto &[key, value] : map.members) {
        if (key.kind != YamlNode::Kind::Scalar)
            continue;
        if (const auto first = seen.constFind(key.scalar); first != seen.cend())
            throw DuplicateKey{key.scalar, *first, key.begin};
        seen.insert(key.scalar, key.begin);
    }
}

} // namespace

YamlBuilder::YamlBuilder(const QByteArray &text)
    : m_text(text)
    , m_shift(text.startsWith("\xEF\xBB\xBF") ? 3 : 0)
{
}

void YamlBuilder::OnDocumentStart(const YAML::Mark &)
{
    m_firstAnchor = m_anchors.size();
    m_open.clear();
    m_ordinals.clear();
}

void YamlBuilder::OnDocumentEnd() {}

void YamlBuilder::OnAnchor(const YAML::Mark &, const std::string &name)
{
    const QByteArray bytes = QByteArray::fromStdString(name);
    m_anchors << Anchor{bytes, ++m_ordinals[bytes]};
}

YamlNode YamlBuilder::started(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor)
{
    if (mark.pos > m_furthest) {
        m_furthest = mark.pos;
        m_idleEvents = 0;
    } else if (++m_idleEvents > mostIdleEvents) {
        throw EndlessEvents{mark.pos + m_shift};
    }
    if (++m_nodes > mostNodes)
        throw TooManyNodes();
    YamlNode node;
    node.begin = mark.pos + m_shift;
    node.content = behindProperties(node.begin);
    if (tag != "?")
        node.tag = QByteArray::fromStdString(tag);
    const qsizetype index = m_firstAnchor + static_cast<qsizetype>(anchor);
    if (anchor > 0 && index <= m_anchors.size()) {
        node.anchorIndex = static_cast<int>(index);
        node.anchor = m_anchors.at(index - 1).name;
        node.anchorOrdinal = m_anchors.at(index - 1).ordinal;
    }
    return node;
}

/// Where the line that `offset` is in begins, behind a BOM.
qsizetype YamlBuilder::lineStart(qsizetype offset) const
{
    const qsizetype end = offset > 0 ? m_text.lastIndexOf('\n', offset - 1) : -1;
    return end < 0 ? m_shift : end + 1;
}

/// Behind "&anchor" and "!tag", where the value itself begins.
qsizetype YamlBuilder::behindProperties(qsizetype offset) const
{
    qsizetype behind = offset;
    while (at(offset) == '&' || at(offset) == '!') {
        while (offset < m_text.size() && !isBlank(at(offset)) &&
               !QByteArrayView(",[]{}").contains(at(offset)))
            ++offset;
        behind = offset;
        offset = skipBlanks(offset);
    }
    return behind;
}

/// Blanks, line ends and comments.
qsizetype YamlBuilder::skipBlanks(qsizetype offset) const
{
    for (;;) {
        while (isBlank(at(offset)))
            ++offset;
        if (at(offset) != '#' || (offset > 0 && !isBlank(at(offset - 1))))
            return offset;
        while (offset < m_text.size() && at(offset) != '\n')
            ++offset;
    }
}

void YamlBuilder::OnNull(const YAML::Mark &mark, YAML::anchor_t anchor)
{
    YamlNode node = started(mark, "?", anchor);
    const qsizetype value = skipBlanks(node.content);
    for (const QByteArrayView word : {"~", "null", "Null", "NULL"}) {
        if (!QByteArrayView(m_text).sliced(std::min(value, m_text.size())).startsWith(word))
            continue;
        // What begins behind the key's line, not further in than the key, is the next key, not this one's
        // value.
        const bool isValue = !m_open.empty() && m_open.back().hasKey;
        if (isValue && node.content == node.begin && m_open.back().node.style == YamlNode::Style::Block) {
            const qsizetype keyLine = lineStart(m_open.back().key.begin);
            const qsizetype line = lineStart(value);
            if (line != keyLine && value - line <= m_open.back().key.begin - keyLine)
                break;
        }
        node.content = value;
        node.end = value + word.size();
        add(std::move(node));
        return;
    }
    if (node.content > node.begin)
        node.end = node.content;
    else
        place(node, -1);
    add(std::move(node));
}

void YamlBuilder::place(YamlNode &null, qsizetype offset) const
{
    if (!m_open.empty() && m_open.back().hasKey) {
        const qsizetype colon = skipBlanks(m_open.back().key.end);
        offset = at(colon) == ':' ? colon + 1 : m_open.back().key.end;
    } else if (!m_open.empty() && m_open.back().node.kind == YamlNode::Kind::Sequence) {
        const qsizetype dash = skipBlanks(m_open.back().lastEnd);
        offset = at(dash) == '-' ? dash + 1 : -1;
    }
    null.begin = null.content = null.end = offset;
}

void YamlBuilder::OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor)
{
    YamlNode node = started(mark, "?", anchor);
    node.kind = YamlNode::Kind::Alias;
    node.content = node.begin;
    node.end = node.begin + 1 + node.anchor.size();
    add(std::move(node));
}

void YamlBuilder::OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                           const std::string &value)
{
    YamlNode node = started(mark, tag, anchor);
    node.kind = YamlNode::Kind::Scalar;
    node.scalar = QByteArray::fromStdString(value);
    const qsizetype content = skipBlanks(node.content);
    const char first = at(content);
    if (first == '"' || first == '\'') {
        node.style = first == '"' ? YamlNode::Style::DoubleQuoted : YamlNode::Style::SingleQuoted;
        node.content = content;
        node.end = endOfQuoted(content);
    } else if (first == '|' || first == '>') {
        node.style = first == '|' ? YamlNode::Style::Literal : YamlNode::Style::Folded;
        node.content = content;
        node.end = endOfBlockScalar(content);
    } else if (node.scalar.isEmpty()) {
        node.end = node.content; // only a tag or an anchor
    } else {
        node.content = content;
        node.end = endOfPlain(content, node.scalar);
    }
    add(std::move(node));
}

/// A plain scalar's text is its value, but for the blanks at which it goes on in another line.
qsizetype YamlBuilder::endOfPlain(qsizetype offset, const QByteArray &value) const
{
    if (QByteArrayView(m_text).sliced(offset).startsWith(value))
        return offset + value.size();
    for (const char c : value) {
        if (isBlank(c))
            continue;
        while (isBlank(at(offset)))
            ++offset;
        if (at(offset) != c)
            return -1;
        ++offset;
    }
    return offset;
}

qsizetype YamlBuilder::endOfQuoted(qsizetype offset) const
{
    const char quote = at(offset);
    for (qsizetype i = offset + 1; i < m_text.size(); ++i) {
        if (at(i) == '\\' && quote == '"')
            ++i;
        else if (at(i) == quote && quote == '\'' && at(i + 1) == quote)
            ++i;
        else if (at(i) == quote)
            return i + 1;
    }
    return -1;
}

qsizetype YamlBuilder::endOfBlockScalar(qsizetype offset) const
{
    qsizetype lineEnd = m_text.indexOf('\n', offset);
    if (lineEnd < 0)
        return m_text.size();
    QByteArray header = m_text.mid(offset, lineEnd - offset);
    header = header.left(header.indexOf(' ') < 0 ? header.size() : header.indexOf(' '));
    const bool keepsBlankLines = header.contains('+');
    // The first line with text sets the indentation, unless a digit in the header gives more room. Either way
    // a line less indented than the first one that belongs to a key further out ends the text.
    qsizetype end = lineEnd > 0 && at(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
    qsizetype indentation = -1;
    const bool hasDigit = std::ranges::any_of(header, [](char c) { return c >= '1' && c <= '9'; });
    for (qsizetype start = lineEnd + 1; start < m_text.size();) {
        qsizetype stop = m_text.indexOf('\n', start);
        const qsizetype next = stop < 0 ? m_text.size() : stop + 1;
        stop = stop < 0 ? m_text.size() : stop;
        if (stop > start && at(stop - 1) == '\r')
            --stop;
        qsizetype text = start;
        while (text < stop && at(text) == ' ')
            ++text;
        if (text == stop) {
            if (keepsBlankLines)
                end = next; // with its line end: an empty line has nothing else
            start = next;
            continue;
        }
        if (indentation < 0) {
            // Inside its parent's block: further in than the key or the dash that it belongs to.
            const qsizetype parentLine = lineStart(offset);
            qsizetype parent = parentLine;
            while (at(parent) == ' ')
                ++parent;
            if (text - start <= parent - parentLine)
                break;
            indentation = hasDigit ? parent - parentLine + 1 : text - start;
        }
        if (text - start < indentation)
            break;
        end = stop;
        start = next;
    }
    return end;
}

void YamlBuilder::open(YamlNode node, YAML::EmitterStyle::value style, char bracket)
{
    const bool flow = style == YAML::EmitterStyle::Flow;
    node.style = flow ? YamlNode::Style::Flow : YamlNode::Style::Block;
    const qsizetype content = skipBlanks(node.content);
    Open open{std::move(node), {}, false, content};
    // A map without braces inside brackets, "[a: b]", is a flow map that begins with its key.
    if (flow && at(content) == bracket)
        open.lastEnd = content + 1;
    open.node.content = content;
    m_open.push_back(std::move(open));
}

void YamlBuilder::OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value style)
{
    YamlNode node = started(mark, tag, anchor);
    node.kind = YamlNode::Kind::Sequence;
    open(std::move(node), style, '[');
}

void YamlBuilder::OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style)
{
    YamlNode node = started(mark, tag, anchor);
    node.kind = YamlNode::Kind::Map;
    open(std::move(node), style, '{');
}

void YamlBuilder::OnSequenceEnd() { close(']'); }

void YamlBuilder::OnMapEnd()
{
    checkKeys(m_open.back().node);
    close('}');
}

void YamlBuilder::close(char bracket)
{
    Open open = std::move(m_open.back());
    m_open.pop_back();
    YamlNode &node = open.node;
    const bool inBrackets = node.isFlow() && (at(node.content) == '[' || at(node.content) == '{');
    if (!inBrackets) {
        node.end = open.lastEnd;
    } else if (open.lastEnd >= 0) {
        qsizetype offset = skipBlanks(open.lastEnd);
        while (at(offset) == ',' || at(offset) == ':' || at(offset) == '?')
            offset = skipBlanks(offset + 1);
        node.end = at(offset) == bracket ? offset + 1 : -1;
    }
    add(std::move(node));
}

void YamlBuilder::add(YamlNode node)
{
    if (m_open.empty()) {
        m_documents << std::move(node);
        return;
    }
    Open &parent = m_open.back();
    parent.lastEnd = node.end;
    if (parent.node.kind == YamlNode::Kind::Sequence) {
        parent.node.items << std::move(node);
    } else if (!parent.hasKey) {
        parent.key = std::move(node);
        parent.hasKey = true;
    } else {
        parent.hasKey = false;
        parent.node.members.emplaceBack(std::move(parent.key), std::move(node));
    }
}

} // namespace layerdeck
