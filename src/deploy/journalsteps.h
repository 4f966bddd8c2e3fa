// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "build/steps.h"
#include "store/journal.h"

namespace layerdeck {

/// What the journal keeps of a step of a service's Dockerfile, and of a cache source that was asked.
JournalStep journalStep(const QString &service, const BuildStep &step);
JournalStep journalStep(const CacheImport &import);

/// The first line, which is the most that the journal keeps of a text.
QString firstLine(const QString &text);

} // namespace layerdeck
