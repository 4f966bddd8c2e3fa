// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QList>
#include <QStringList>

namespace layerdeck {

/// A place where two JSON values differ.
struct JsonDifference
{
    QStringList path;  ///< keys from the root; lists are compared as a whole
    QJsonValue before; ///< Undefined: not there
    QJsonValue after;
    /// "services.backend.build.cache_from"
    QString dotted() const { return path.join(QLatin1Char('.')); }
    bool operator==(const JsonDifference &) const = default;
};

/// All places where the two differ, each the deepest that holds the whole difference of its values.
QList<JsonDifference> jsonDifferences(const QJsonValue &before, const QJsonValue &after);

} // namespace layerdeck
