// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/cacheentry.h"
#include "deploy/clearing.h"

#include <QMap>

namespace layerdeck {

/// Why a cache source could bring layers back after a clear that takes the names of `cleared`; empty where it cannot.
QString whySourceSurvives(const CacheEntry &source, const ClearFacts &facts, const QList<ClearedImage> &cleared);

/// Why records of a service stay, by step: "the records of steps 1 to 4 stay: web builds on it too (steps 1 and 2); RUN a (web step 4) stands on
/// it and stays (steps 3 and 4)".
QString whatStays(const QMap<int, QString> &reasons);

} // namespace layerdeck
