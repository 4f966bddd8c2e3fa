// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/cacheentry.h"
#include "deploy/clearing.h"

namespace layerdeck {

/// Why a cache source could bring layers back after a clear that takes the names of `cleared`; empty where it cannot.
QString whySourceSurvives(const CacheEntry &source, const ClearFacts &facts, const QList<ClearedImage> &cleared);

} // namespace layerdeck
