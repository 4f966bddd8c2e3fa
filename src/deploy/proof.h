// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/run.h"

namespace layerdeck {

/// Whether the build of the plan was begun and has succeeded, whatever came after it.
bool hasBuilt(const Plan &plan, const RunResult &result);

/// Where the steps of a build came from.
struct Freshness
{
    int steps = 0;
    int earlier = 0;     ///< from an earlier build, WORKDIRs left out
    int directories = 0; ///< WORKDIRs from an earlier build: they hold nothing. Without cache BuildKit makes none again (measured)
    int shared = 0;      ///< served by another service of the same build
    int base = 0;        ///< base images, taken by digest
    int ran = 0;
    bool isFresh() const { return earlier == 0; }
};
Freshness freshness(const RunResult &result);

/// What stands behind the claim of a clear, a rebuild or a redeployment.
struct Evidence
{
    enum class Kind { Records, Steps, Sources, Mounts, Images, Containers, Kept };
    Kind kind = Kind::Records;
    bool holds = true;
    QString title;
    QString about;
    QStringList details; ///< ids, names: what can be looked at
    /// Told, and no check: what was left as it was.
    bool isOfWhatWasKept() const { return kind == Kind::Mounts || kind == Kind::Kept; }
    bool operator==(const Evidence &) const = default;
};
/// Of what was read and counted only; nothing for what the plan was not about, or did not come to. A run that was cancelled or has failed
/// proves no more than what it had done by then.
QList<Evidence> evidenceOf(const Plan &plan, const RunResult &result);

/// What a result that promised freshness may claim.
struct FreshClaim
{
    bool holds = true;
    QString text; ///< "Fresh: 0 of 27 steps came from an earlier build", "Not fresh: 3 of 27 …", "Built fresh, but 1 container does not run …"
    bool operator==(const FreshClaim &) const = default;
};
/// What was built fresh and does not run is no fresh deployment: `evidence` tells.
FreshClaim freshClaim(const Freshness &fresh, const QList<Evidence> &evidence);

} // namespace layerdeck
