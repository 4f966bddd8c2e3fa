// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/yaml.h"

#include <QStringDecoder>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <string>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestText = 16 * 1024 * 1024;
constexpr int mostNodes = 1'000'000;

struct TooManyNodes
{
};

YamlNode converted(const YAML::Node &node, int &budget)
{
    if (--budget < 0)
        throw TooManyNodes{};
    YamlNode result;
    const YAML::Mark mark = node.Mark();
    result.line = mark.line;
    result.column = mark.column;
    result.tag = QByteArray::fromStdString(node.Tag());
    result.flow = node.Style() == YAML::EmitterStyle::Flow;
    switch (node.Type()) {
    case YAML::NodeType::Scalar:
        result.kind = YamlNode::Kind::Scalar;
        result.scalar = QByteArray::fromStdString(node.Scalar());
        break;
    case YAML::NodeType::Sequence:
        result.kind = YamlNode::Kind::Sequence;
        for (const YAML::Node &item : node)
            result.items << converted(item, budget);
        break;
    case YAML::NodeType::Map:
        result.kind = YamlNode::Kind::Map;
        for (const auto &member : node)
            result.members << std::pair(converted(member.first, budget), converted(member.second, budget));
        break;
    default:
        break;
    }
    return result;
}

Error at(const QString &name, int line, int column, const QString &what)
{
    return {ErrorCode::InvalidInput,
            u"%1, line %2, column %3: %4."_s.arg(name).arg(line).arg(column).arg(what),
            u"The file was not changed."_s, u"Correct the file, then read it again."_s, {}};
}

/// The tab that indents line `line` (from 0) or the one before it: yaml-cpp stumbles behind it and says something else.
std::optional<std::pair<int, int>> indentingTab(const QByteArray &text, int line)
{
    const QByteArrayList lines = text.split('\n');
    for (int i = std::max(0, line - 1); i <= line && i < lines.size(); ++i) {
        const QByteArray &candidate = lines.at(i);
        qsizetype blanks = 0;
        while (blanks < candidate.size() && candidate.at(blanks) == ' ')
            ++blanks;
        if (blanks < candidate.size() && candidate.at(blanks) == '\t')
            return std::pair(i + 1, static_cast<int>(blanks) + 1);
    }
    return std::nullopt;
}

Result<void> checkBytes(const QByteArray &text, const QString &name)
{
    if (text.size() > largestText) {
        return failure(ErrorCode::InvalidInput,
                       u"%1 is too large to be a Compose file: %2 MiB."_s.arg(name).arg(text.size() >> 20),
                       u"Layerdeck reads files of up to 16 MiB."_s);
    }
    const auto position = [&text, &name](qsizetype offset, const QString &what) {
        const QByteArray before = text.left(offset);
        const int line = static_cast<int>(before.count('\n')) + 1;
        const int column = static_cast<int>(offset - before.lastIndexOf('\n'));
        return failure(at(name, line, column, what));
    };
    if (const qsizetype nul = text.indexOf('\0'); nul >= 0)
        return position(nul, u"there is a NUL byte, so this is no text"_s);
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder.decode(text);
    if (decoder.hasError()) {
        // The first bad byte is where the text stops coming back the same.
        const QByteArray again = decoded.toUtf8();
        qsizetype same = 0;
        while (same < again.size() && same < text.size() && again.at(same) == text.at(same))
            ++same;
        return position(same, u"the text is not UTF-8"_s);
    }
    return {};
}

} // namespace

const YamlNode *YamlNode::member(QByteArrayView key) const
{
    for (auto it = members.crbegin(); it != members.crend(); ++it) {
        if (it->first.kind == Kind::Scalar && it->first.scalar == key)
            return &it->second;
    }
    return nullptr;
}

const YamlNode *YamlNode::memberKey(QByteArrayView key) const
{
    for (auto it = members.crbegin(); it != members.crend(); ++it) {
        if (it->first.kind == Kind::Scalar && it->first.scalar == key)
            return &it->first;
    }
    return nullptr;
}

bool YamlNode::sameValue(const YamlNode &other) const
{
    if (kind != other.kind || tag != other.tag || scalar != other.scalar || items.size() != other.items.size()
        || members.size() != other.members.size())
        return false;
    for (qsizetype i = 0; i < items.size(); ++i) {
        if (!items.at(i).sameValue(other.items.at(i)))
            return false;
    }
    for (qsizetype i = 0; i < members.size(); ++i) {
        if (!members.at(i).first.sameValue(other.members.at(i).first)
            || !members.at(i).second.sameValue(other.members.at(i).second))
            return false;
    }
    return true;
}

Result<QList<YamlNode>> parseYaml(const QByteArray &text, const QString &name)
{
    if (const auto checked = checkBytes(text, name); !checked)
        return failure(checked.error());
    try {
        QList<YamlNode> documents;
        int budget = mostNodes;
        for (const YAML::Node &document : YAML::LoadAll(text.toStdString()))
            documents << converted(document, budget);
        return documents;
    } catch (const YAML::Exception &error) {
        if (const auto tab = indentingTab(text, error.mark.line))
            return failure(at(name, tab->first, tab->second, u"a tab stands in the indentation, YAML takes only blanks"_s));
        return failure(at(name, error.mark.line + 1, error.mark.column + 1, QString::fromStdString(error.msg)));
    } catch (const TooManyNodes &) {
        return failure(ErrorCode::InvalidInput, u"%1 grows beyond a million values through its aliases."_s.arg(name),
                       u"Layerdeck does not read such files."_s);
    }
}

} // namespace layerdeck
