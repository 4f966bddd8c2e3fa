// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonValue>
#include <QStringList>

namespace layerdeck {

/// The texts of a JSON list; empty for anything else.
QStringList jsonStrings(const QJsonValue &value);

/// A time as Go writes it: RFC 3339 with up to nine digits of a second, of which three are kept. Invalid for Go's zero
/// time (year 1) and for anything that is no time.
QDateTime goTime(QString text);

} // namespace layerdeck
