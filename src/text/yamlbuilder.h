// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <vector>

namespace layerdeck {

/// Thrown by YamlBuilder: a key that stands twice in one map.
struct DuplicateKey
{
    QByteArray key;
    qsizetype first;
    qsizetype second;
};

/// Thrown by YamlBuilder: yaml-cpp 0.7 gives events for ever and reads no further, as it does at a stray "]".
struct EndlessEvents
{
    qsizetype offset;
};

/// Thrown by YamlBuilder: each node takes some hundred bytes of memory, for as little as two of text.
struct TooManyNodes
{
};

/// Builds nodes from yaml-cpp's events, and finds where each of them ends in the text. To be included by the
/// two files of this folder that know yaml-cpp.
class YamlBuilder : public YAML::EventHandler
{
public:
    explicit YamlBuilder(const QByteArray &text);
    QList<YamlNode> takeDocuments() { return std::move(m_documents); }

    void OnDocumentStart(const YAML::Mark &mark) override;
    void OnDocumentEnd() override;
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override;
    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override;
    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override;
    void OnAnchor(const YAML::Mark &mark, const std::string &name) override;

private:
    struct Open
    {
        YamlNode node;
        YamlNode key;
        bool hasKey = false;
        qsizetype lastEnd = -1; ///< of the last child, or behind the opening bracket
    };
    struct Anchor
    {
        QByteArray name;
        int ordinal;
    };

    YamlNode started(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor);
    void open(YamlNode node, YAML::EmitterStyle::value style, char bracket);
    void close(char bracket);
    void add(YamlNode node);
    void place(YamlNode &null, qsizetype offset) const;
    char at(qsizetype offset) const
    {
        return offset >= 0 && offset < m_text.size() ? m_text.at(offset) : '\0';
    }
    qsizetype behindProperties(qsizetype offset) const;
    qsizetype lineStart(qsizetype offset) const;
    qsizetype skipBlanks(qsizetype offset) const;
    qsizetype endOfPlain(qsizetype offset, const QByteArray &value) const;
    qsizetype endOfQuoted(qsizetype offset) const;
    qsizetype endOfBlockScalar(qsizetype offset) const;

    const QByteArray m_text;
    const qsizetype m_shift; ///< yaml-cpp doesn't count the BOM
    QList<YamlNode> m_documents;
    std::vector<Open> m_open;
    QList<Anchor> m_anchors;     ///< by index - 1
    QHash<QByteArray, int> m_ordinals; ///< how often a name was an anchor in this document
    int m_furthest = -1; ///< where an event was last seen
    int m_nodes = 0;
    int m_idleEvents = 0; ///< since one was further than all before
    qsizetype m_firstAnchor = 0; ///< of the document: yaml-cpp counts them from 1 in each
};

} // namespace layerdeck
