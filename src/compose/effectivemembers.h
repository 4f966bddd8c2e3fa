// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/yaml.h"

#include <QByteArray>
#include <QList>

namespace layerdeck {

/// A member of a map with its merge keys followed.
struct EffectiveMember
{
    const YamlNode *key = nullptr;
    const YamlNode *value = nullptr;
    bool own = true; ///< stands in the map itself; else it comes through "<<"
};

/// The members of `map` (an alias is followed): its own in their order, then what merge keys add, as YAML
/// merges: the first of a name counts, and values are not merged into each other. Nothing for what is no map.
QList<EffectiveMember> effectiveMembers(const YamlText &yaml, const YamlNode &map);
/// A default value where there is none.
EffectiveMember effectiveMember(const YamlText &yaml, const YamlNode &map, QByteArrayView key);

/// What a merge key of `map` brings for `key`, whether or not it is hidden by an own member; nullptr where none does.
const YamlNode *mergedValue(const YamlText &yaml, const YamlNode &map, const QByteArray &key);

} // namespace layerdeck
