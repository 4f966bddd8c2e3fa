// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace layerdeck {

/// Less than 0, 0 or more: case ignored, runs of digits by their number, so that "gen:2" comes before "gen:10". What differs
/// in case or leading zeros only is in the order of its characters, so that 0 means equal.
int compareNaturally(const QString &a, const QString &b);

} // namespace layerdeck
