// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/takers.h"

#include "compose/effectivemembers.h"

#include <QSet>

#include <algorithm>

namespace layerdeck {

namespace {

using Kind = YamlNode::Kind;

/// Chains of anchors, each with an alias of the one before, are limited by nobody else.
constexpr int mostDepth = 1500;

void collectAnchors(const YamlNode &node, QSet<int> &anchors)
{
    if (node.kind != Kind::Alias && node.anchorIndex > 0)
        anchors.insert(node.anchorIndex);
    for (const YamlNode &item : node.items)
        collectAnchors(item, anchors);
    for (const auto &[key, value] : node.members) {
        collectAnchors(key, anchors);
        collectAnchors(value, anchors);
    }
}

/// Finds aliases that lead to some anchors, also through others.
class AliasSearch
{
public:
    AliasSearch(const YamlText &yaml, const QSet<int> &anchors)
        : m_yaml(yaml)
        , m_anchors(anchors)
    {
    }

    bool leadsThere(const YamlNode &node, int depth = 0)
    {
        if (depth > mostDepth)
            return true; // no file that a person wrote
        if (node.kind == Kind::Alias) {
            if (m_anchors.contains(node.anchorIndex))
                return true;
            const YamlNode &target = m_yaml.resolved(node);
            if (m_visited.contains(node.anchorIndex) || target.kind == Kind::Alias)
                return false;
            m_visited.insert(node.anchorIndex);
            return leadsThere(target, depth + 1);
        }
        const auto leads = [&](const YamlNode &child) { return leadsThere(child, depth + 1); };
        return std::ranges::any_of(node.items, leads)
               || std::ranges::any_of(node.members, [&](const auto &member) { return leads(member.second); });
    }

private:
    const YamlText &m_yaml;
    const QSet<int> &m_anchors;
    QSet<int> m_visited;
};

void addAnchor(const YamlNode *node, QSet<int> &anchors)
{
    if (node && node->kind != Kind::Alias && node->anchorIndex > 0)
        anchors.insert(node->anchorIndex);
}

/// What the service itself has written under a key, no alias.
const YamlNode *ownValue(const YamlText &yaml, const YamlNode *map, const QByteArray &key)
{
    const EffectiveMember member = map ? effectiveMember(yaml, *map, key) : EffectiveMember{};
    return member.value && member.own && member.value->kind != Kind::Alias ? member.value : nullptr;
}

/// The value that counts for a service, wherever it comes from.
const YamlNode *effectiveValue(const YamlText &yaml, const YamlNode &service, Setting setting)
{
    const YamlNode *section = &service;
    if (isBuildSetting(setting))
        section = effectiveMember(yaml, service, "build").value;
    const YamlNode *value = section ? effectiveMember(yaml, *section, settingKey(setting).toUtf8()).value : nullptr;
    return value ? &yaml.resolved(*value) : nullptr;
}

/// Where a setting of a service is written, or will be.
class Place
{
public:
    Place(const YamlText &yaml, const YamlNode &service, Setting setting)
        : m_yaml(&yaml)
        , m_setting(setting)
        , m_effective(effectiveValue(yaml, service, setting))
    {
        addAnchor(&service, m_anchors);
        const YamlNode *section = isBuildSetting(setting) ? ownValue(yaml, &service, "build") : &service;
        addAnchor(section, m_anchors);
        if (const YamlNode *value = ownValue(yaml, section, settingKey(setting).toUtf8()))
            collectAnchors(*value, m_inside);
        m_anchors += m_inside;
    }

    bool isSeenBy(const YamlNode &service) const
    {
        const YamlNode *theirs = effectiveValue(*m_yaml, service, m_setting);
        // Where there is no value, what matters is whether the section is the same one, or takes it in.
        const YamlNode *section = isBuildSetting(m_setting) && !theirs ? ownValue(*m_yaml, &service, "build") : nullptr;
        return (theirs == m_effective && isReachedFrom(section ? *section : service))
               || (theirs && AliasSearch(*m_yaml, m_inside).leadsThere(*theirs));
    }
    bool isReachedFrom(const YamlNode &node) const { return AliasSearch(*m_yaml, m_anchors).leadsThere(node); }

private:
    const YamlText *m_yaml;
    Setting m_setting;
    const YamlNode *m_effective;
    QSet<int> m_anchors; ///< around it and in it
    QSet<int> m_inside;  ///< in its value
};

} // namespace

QStringList takersOf(const YamlText &yaml, int document, const QMap<QString, QList<Setting>> &changed)
{
    const YamlNode &root = yaml.documents().at(document);
    const YamlNode *written = root.member("services");
    if (!written)
        return {};
    const auto nameOf = [](const YamlNode &key) { return QString::fromUtf8(key.scalar); };
    const QList<std::pair<YamlNode, YamlNode>> &services = yaml.resolved(*written).members;
    QList<Place> places;
    for (const auto &[key, service] : services) {
        for (const Setting setting : changed.value(nameOf(key)))
            places << Place(yaml, service, setting);
    }
    QStringList takers;
    for (const auto &[key, service] : services) {
        if (!changed.contains(nameOf(key)) && std::ranges::any_of(places, [&](const Place &place) { return place.isSeenBy(service); }))
            takers << nameOf(key);
    }
    for (const auto &[key, value] : root.members) {
        if (key.scalar != "services" && std::ranges::any_of(places, [&](const Place &place) { return place.isReachedFrom(value); }))
            takers << nameOf(key);
    }
    return takers;
}

} // namespace layerdeck
