// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/run.h"
#include "models/exporting.h"

namespace layerdeck {

/// What may be claimed of a clear that succeeded.
struct ClearClaim
{
    bool holds = true; ///< false: something stays that can bring layers back
    QString text;      ///< "The cache is cleared", without a full stop
    bool operator==(const ClearClaim &) const = default;
};
/// From what was asked for, what was chosen and what was found afterwards. `plan.clear` is there.
ClearClaim clearClaim(const Plan &plan, const ClearResult &clear);

/// A clear's result in numbers, and what the look afterwards found.
QString clearSentence(const ClearResult &clear);

/// Exports what goes and what is kept, a line for each thing by its id: what becomes of it ("deleted", "untagged", "kept"), what it is, its
/// name, step or reason, and bytes.
Exporter clearExporter(const ClearSelection &clear);

} // namespace layerdeck
