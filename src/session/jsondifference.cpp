// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/jsondifference.h"

#include <QJsonObject>

namespace layerdeck {

namespace {

void compare(const QStringList &path, const QJsonValue &before, const QJsonValue &after,
             QList<JsonDifference> &found)
{
    if (before == after)
        return;
    if (!before.isObject() || !after.isObject()) {
        found << JsonDifference{path, before, after};
        return;
    }
    const QJsonObject a = before.toObject();
    const QJsonObject b = after.toObject();
    QStringList keys = a.keys() + b.keys();
    keys.sort();
    keys.removeDuplicates();
    for (const QString &key : std::as_const(keys))
        compare(path + QStringList{key}, a.value(key), b.value(key), found);
}

} // namespace

QList<JsonDifference> jsonDifferences(const QJsonValue &before, const QJsonValue &after)
{
    QList<JsonDifference> found;
    compare({}, before, after, found);
    return found;
}

} // namespace layerdeck
