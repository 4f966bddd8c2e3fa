// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace layerdeck {

/// A YAML value with the place where it begins. What a text means is yaml-cpp's judgement; aliases are resolved, merge
/// keys ("<<") stay as they are written.
struct YamlNode
{
    enum class Kind { Null, Scalar, Sequence, Map };
    Kind kind = Kind::Null;
    bool flow = false;    ///< a sequence or map in "[…]" or "{…}"
    QByteArray tag;       ///< "!" for a quoted scalar, "?" or empty for a plain one, else as written
    QByteArray scalar;
    int line = -1;        ///< from 0; an alias has the place of its anchor
    int column = -1;      ///< in bytes, from 0
    QList<YamlNode> items;
    QList<std::pair<YamlNode, YamlNode>> members; ///< in the order of the text

    /// The value of the last member with a scalar key `key`; null where there is none.
    const YamlNode *member(QByteArrayView key) const;
    const YamlNode *memberKey(QByteArrayView key) const;
    /// Equal in meaning: places and flow style don't count.
    bool sameValue(const YamlNode &other) const;
};

/// All documents of a text. InvalidInput with `name`, line and column where it is no YAML, and for what must not be
/// read: more than 16 MiB, NUL bytes, invalid UTF-8, or a value that aliases blow up beyond a million nodes.
Result<QList<YamlNode>> parseYaml(const QByteArray &text, const QString &name);

} // namespace layerdeck
