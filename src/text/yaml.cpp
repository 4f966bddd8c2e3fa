// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/yaml.h"

#include "base/textfile.h"
#include "text/yamlbuilder.h"

#include <QRegularExpression>
#include <QStringDecoder>

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <sstream>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error at(const QString &name, TextPosition place, const QString &what)
{
    return {ErrorCode::InvalidInput,
            u"%1, line %2, column %3: %4."_s.arg(name).arg(place.line).arg(place.column).arg(what),
            u"The file was not changed."_s,
            u"Correct the file, then read it again."_s,
            {}};
}

/// The tab that indents line `line` (from 0) or the one before it: yaml-cpp stumbles behind it and says
/// something else.
std::optional<TextPosition> indentingTab(const LineIndex &lines, int line)
{
    for (int i = std::max(0, line - 1); i <= line && i < lines.count(); ++i) {
        const QByteArray candidate = lines.content(i);
        const auto it = std::ranges::find_if(candidate, [](char c) { return c != ' '; });
        if (it != candidate.end() && *it == '\t')
            return TextPosition{i + 1, static_cast<int>(it - candidate.begin()) + 1};
    }
    return std::nullopt;
}

/// What yaml-cpp says against a text, in words for those who write Compose files; its own where it is rare.
QString plainly(const std::string &said)
{
    namespace Msg = YAML::ErrorMsg;
    const std::pair<const char *, QString> words[] = {
        {Msg::END_OF_SEQ_FLOW, u"a list that begins with “[” is not closed"_s},
        {Msg::END_OF_MAP_FLOW, u"a section that begins with “{” is not closed"_s},
        {Msg::END_OF_MAP, u"this does not belong to the section above it: check its indentation, and that each name has its “:”"_s},
        {Msg::END_OF_SEQ, u"this does not belong to the list above it: check its indentation"_s},
        {Msg::UNKNOWN_ANCHOR, u"this alias names an anchor that does not stand before it"_s},
        {Msg::MAP_KEY, u"a name with its value cannot stand here: check its indentation"_s},
        {Msg::MAP_VALUE, u"a “:” cannot stand here: check the indentation, or put the text in quotes"_s},
        {Msg::BLOCK_ENTRY, u"a list entry cannot stand here: check its indentation"_s},
        {Msg::FLOW_END, u"a bracket is closed that was not opened"_s},
        {Msg::EOF_IN_SCALAR, u"a quote is not closed"_s},
        {Msg::DOC_IN_SCALAR, u"a quote is not closed before the document ends"_s},
        {Msg::INVALID_ESCAPE, u"in double quotes YAML does not take this letter after “\\”: write “\\\\”, or use single quotes"_s},
        {Msg::UNKNOWN_TOKEN, u"YAML does not take this character here: put the text in quotes"_s},
        {Msg::ALIAS_NOT_FOUND, u"a name must follow “*”: put the text in quotes if it is no alias"_s},
        {Msg::CHAR_IN_ALIAS, u"a name must follow “*”: put the text in quotes if it is no alias"_s},
        {Msg::ALIAS_CONTENT, u"an alias stands for the whole value, nothing may stand beside it"_s},
        {Msg::TAB_IN_INDENTATION, u"a tab stands in the indentation, YAML takes only blanks"_s},
    };
    for (const auto &[raw, sentence] : words) {
        if (said.starts_with(raw))
            return sentence;
    }
    return QString::fromStdString(said);
}

/// Where the text stops being UTF-8; -1: nowhere.
qsizetype firstInvalidByte(const QByteArray &text)
{
    QStringDecoder decoder(QStringDecoder::Utf8,
                           QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInvalidToNull);
    const QString decoded = decoder.decode(text);
    if (!decoder.hasError())
        return -1;
    // The text has no NUL of its own here, so the first one stands for the first bad byte.
    const qsizetype bad = decoded.indexOf(QChar(u'\0'));
    return bad < 0 ? text.size() - 1 : QStringView(decoded).first(bad).toUtf8().size();
}

Result<void> checkBytes(const YamlText &yaml)
{
    const QByteArray &text = yaml.text();
    if (text.size() > largestTextFile) {
        return failure(
            ErrorCode::InvalidInput,
            u"%1 is too large to be a Compose file: %2 MiB."_s.arg(yaml.name()).arg(text.size() >> 20),
            u"Layerdeck reads files of up to 16 MiB."_s);
    }
    if (const qsizetype nul = text.indexOf('\0'); nul >= 0)
        return failure(at(yaml.name(), yaml.position(nul), u"there is a NUL byte, so this is no text"_s));
    // yaml-cpp takes 0x04 for the end of the text, and Compose takes none of them.
    const auto isControl = [](char c) { return (c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F; };
    if (const auto control = std::ranges::find_if(text, isControl); control != text.end()) {
        return failure(at(yaml.name(), yaml.position(control - text.begin()),
                          u"the control character 0x%1 stands there, which YAML does not take"_s.arg(
                              int(static_cast<unsigned char>(*control)), 2, 16, QChar(u'0'))));
    }
    if (const qsizetype bad = firstInvalidByte(text); bad >= 0)
        return failure(at(yaml.name(), yaml.position(bad), u"the text is not UTF-8"_s));
    return {};
}

void collectAnchors(const YamlNode &node, QHash<int, const YamlNode *> &anchors)
{
    if (node.anchorIndex > 0 && node.kind != YamlNode::Kind::Alias)
        anchors.insert(node.anchorIndex, &node);
    for (const YamlNode &item : node.items)
        collectAnchors(item, anchors);
    for (const auto &[key, value] : node.members) {
        collectAnchors(key, anchors);
        collectAnchors(value, anchors);
    }
}

} // namespace

const YamlNode *YamlNode::member(QByteArrayView key) const
{
    for (const auto &[k, value] : members) {
        if (k.kind == Kind::Scalar && k.scalar == key)
            return &value;
    }
    return nullptr;
}

const YamlNode *YamlNode::memberKey(QByteArrayView key) const
{
    for (const auto &member : members) {
        if (member.first.kind == Kind::Scalar && member.first.scalar == key)
            return &member.first;
    }
    return nullptr;
}

YamlText::YamlText(QByteArray text, QString name)
    : m_text(std::move(text))
    , m_name(std::move(name))
    , m_lines(m_text.size() > largestTextFile ? QByteArray() : m_text)
{
}

Result<std::shared_ptr<const YamlText>> YamlText::parse(const QByteArray &text, const QString &name)
{
    std::shared_ptr<YamlText> yaml(new YamlText(text, name));
    if (const auto checked = checkBytes(*yaml); !checked)
        return failure(checked.error());
    try {
        std::istringstream stream(text.toStdString());
        YAML::Parser parser(stream);
        YamlBuilder builder(yaml->m_text);
        while (parser.HandleNextDocument(builder)) {
        }
        yaml->m_documents = builder.takeDocuments();
    } catch (const YAML::Exception &error) {
        if (const auto tab = indentingTab(yaml->m_lines, error.mark.line))
            return failure(at(name, *tab, u"a tab stands in the indentation, YAML takes only blanks"_s));
        return failure(
            at(name, {error.mark.line + 1, error.mark.column + 1}, plainly(error.msg)));
    } catch (const EndlessEvents &endless) {
        return failure(at(name, yaml->position(endless.offset), u"this is not expected here"_s));
    } catch (const TooManyNodes &) {
        return failure(ErrorCode::InvalidInput, u"%1 holds too many values to be a Compose file."_s.arg(name),
                       u"Layerdeck reads files with up to a million of them."_s);
    } catch (const DuplicateKey &duplicate) {
        return failure(at(name, yaml->position(duplicate.second),
                          u"“%1” stands there twice, first in line %2"_s.arg(QString::fromUtf8(duplicate.key))
                              .arg(yaml->position(duplicate.first).line)));
    }
    for (const YamlNode &document : std::as_const(yaml->m_documents))
        collectAnchors(document, yaml->m_anchors);
    return yaml;
}

const YamlNode &YamlText::resolved(const YamlNode &node) const
{
    const YamlNode *target = &node;
    if (target->kind == YamlNode::Kind::Alias)
        target = m_anchors.value(target->anchorIndex, target);
    return *target;
}

QByteArray YamlText::source(const YamlNode &node) const
{
    return node.end < node.begin ? QByteArray() : m_text.mid(node.begin, node.end - node.begin);
}

TextPosition YamlText::position(qsizetype offset) const
{
    if (offset < 0 || m_lines.count() == 0)
        return {};
    const int line = m_lines.lineAt(offset);
    const qsizetype start = line == 0 && m_text.startsWith("\xEF\xBB\xBF") ? 3 : m_lines.start(line);
    return {line + 1, static_cast<int>(std::max<qsizetype>(0, offset - start)) + 1};
}

/// Nesting itself is limited by yaml-cpp; chains of anchors, each with an alias of the one before, are not.
constexpr int mostDepth = 1500;

bool YamlComparison::same(const YamlNode &a, const YamlNode &b)
{
    if (a.kind != b.kind || a.anchor != b.anchor || a.anchorOrdinal != b.anchorOrdinal)
        return false;
    if (a.kind != YamlNode::Kind::Alias)
        return sameContent(a, b);
    const std::pair key(a.anchorIndex, b.anchorIndex);
    if (const auto known = m_aliases.constFind(key); known != m_aliases.cend())
        return *known;
    m_aliases.insert(key, true); // an alias inside its own anchor ends here
    const YamlNode &targetA = m_a.resolved(a);
    const YamlNode &targetB = m_b.resolved(b);
    const bool equal = sameContent(targetA, targetB);
    m_aliases.insert(key, equal);
    return equal;
}

bool YamlComparison::sameResolved(const YamlNode &a, const YamlNode &b)
{
    return sameContent(m_a.resolved(a), m_b.resolved(b));
}

bool YamlComparison::sameContent(const YamlNode &a, const YamlNode &b)
{
    if (a.kind != b.kind || a.tag != b.tag || a.scalar != b.scalar || a.items.size() != b.items.size() ||
        a.members.size() != b.members.size())
        return false;
    if (m_depth >= mostDepth)
        return false;
    ++m_depth;
    const bool equal = sameChildren(a, b);
    --m_depth;
    return equal;
}

bool YamlComparison::sameChildren(const YamlNode &a, const YamlNode &b)
{
    for (qsizetype i = 0; i < a.items.size(); ++i) {
        if (!same(a.items.at(i), b.items.at(i)))
            return false;
    }
    for (qsizetype i = 0; i < a.members.size(); ++i) {
        if (!same(a.members.at(i).first, b.members.at(i).first) ||
            !same(a.members.at(i).second, b.members.at(i).second))
            return false;
    }
    return true;
}

namespace {

bool canBePlain(const QString &text, bool inFlow)
{
    // YAML 1.1 and 1.2 read these as numbers, dates, truth values or nothing.
    static const QRegularExpression otherMeaning(
        u"^(?:[-+.\\d][\\d_.,:TtZz eE+-]*|0[xob][\\da-f_]+|[-+]?\\.(?:inf|nan)|true|false|yes|no|on|off|null|y|n)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    if (text.isEmpty() || otherMeaning.match(text).hasMatch() || text.startsWith("..."_L1))
        return false;
    const QChar first = text.front();
    if (!first.isLetterOrNumber() && !u"_./$"_s.contains(first))
        return false;
    if (text.endsWith(u' ') || text.endsWith(u':') || text.contains(": "_L1) || text.contains(" #"_L1))
        return false;
    return !inFlow || std::ranges::none_of(text, [](QChar c) { return u",[]{}"_s.contains(c); });
}

bool isPrintable(const QString &text)
{
    return std::ranges::all_of(text, [](QChar c) {
        return c.unicode() >= 0x20 && c.unicode() != 0x7F && !(c.unicode() >= 0x80 && c.unicode() < 0xA0) &&
               c.unicode() != 0x2028 && c.unicode() != 0x2029 && c.unicode() != 0xFEFF;
    });
}

QByteArray doubleQuoted(const QString &text)
{
    QString result = u"\""_s;
    for (const QChar c : text) {
        switch (c.unicode()) {
        case u'"':
            result += "\\\""_L1;
            break;
        case u'\\':
            result += "\\\\"_L1;
            break;
        case u'\n':
            result += "\\n"_L1;
            break;
        case u'\r':
            result += "\\r"_L1;
            break;
        case u'\t':
            result += "\\t"_L1;
            break;
        default:
            result += isPrintable(c) ? QString(c) : u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        }
    }
    return result.toUtf8() + '"';
}

} // namespace

QByteArray yamlScalar(const QString &text, bool inFlow, YamlNode::Style like)
{
    const bool single = isPrintable(text);
    if (like == YamlNode::Style::DoubleQuoted || !single)
        return doubleQuoted(text);
    if (like != YamlNode::Style::SingleQuoted && canBePlain(text, inFlow))
        return text.toUtf8();
    QString inner = text;
    return '\'' + inner.replace(u'\'', "''"_L1).toUtf8() + '\'';
}

} // namespace layerdeck
