// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/effectivemembers.h"

#include <QSet>

namespace layerdeck {

namespace {

void collect(const YamlText &yaml, const YamlNode &node, bool own, QSet<const YamlNode *> &visited,
             QSet<QByteArray> &names, QList<EffectiveMember> &members)
{
    const YamlNode &map = yaml.resolved(node);
    if (map.kind == YamlNode::Kind::Sequence) { // of "<<: [*a, *b]"
        for (const YamlNode &item : map.items)
            collect(yaml, item, own, visited, names, members);
        return;
    }
    if (map.kind != YamlNode::Kind::Map || visited.contains(&map))
        return;
    visited.insert(&map);
    QList<const YamlNode *> merged;
    for (const auto &[key, value] : map.members) {
        if (key.scalar == "<<" && key.tag.isEmpty()) {
            merged << &value;
        } else if (!names.contains(key.scalar)) {
            names.insert(key.scalar);
            members << EffectiveMember{&key, &value, own};
        }
    }
    for (const YamlNode *value : std::as_const(merged))
        collect(yaml, *value, false, visited, names, members);
}

} // namespace

QList<EffectiveMember> effectiveMembers(const YamlText &yaml, const YamlNode &map)
{
    QList<EffectiveMember> members;
    QSet<const YamlNode *> visited;
    QSet<QByteArray> names;
    if (yaml.resolved(map).kind == YamlNode::Kind::Map)
        collect(yaml, map, true, visited, names, members);
    return members;
}

EffectiveMember effectiveMember(const YamlText &yaml, const YamlNode &map, QByteArrayView key)
{
    for (const EffectiveMember &member : effectiveMembers(yaml, map)) {
        if (member.key->scalar == key)
            return member;
    }
    return {nullptr, nullptr, false};
}

const YamlNode *mergedValue(const YamlText &yaml, const YamlNode &map, const QByteArray &wanted)
{
    for (const auto &[key, value] : map.members) {
        if (key.scalar != "<<")
            continue;
        const YamlNode &merged = yaml.resolved(value);
        QList<const YamlNode *> sources{&value};
        if (merged.kind == YamlNode::Kind::Sequence) {
            sources.clear();
            for (const YamlNode &item : merged.items)
                sources << &item;
        }
        for (const YamlNode *source : std::as_const(sources)) {
            if (const EffectiveMember member = effectiveMember(yaml, *source, wanted); member.value)
                return member.value;
        }
    }
    return nullptr;
}

} // namespace layerdeck
