// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"
#include "deploy/run.h"

#include <QJsonObject>

namespace layerdeck {

// What `clear` and `redeploy` have in common.

/// --shared, --cache-mounts, --unowned, --accept-void, --dry-run.
QList<QCommandLineOption> clearChoices();
/// The request that names, --target and choices make. InvalidInput with a sentence.
Result<ClearRequest> clearRequestOf(const Options &options);
/// {"images":[ids],"untagged":[names],"records":[ids],"bytes","kept":[{"id","name","reason","size"}],"survivors":[{"service",
/// "source","reason"}],"slower":[{"service","reason"}],"not_fresh":[{"service","reason"}]}.
QJsonObject selectionJson(const ClearSelection &selection);
/// What a clear did, as members of its result; null for what was not read again.
QJsonObject clearResultJson(const ClearResult &clear);
/// The same for people.
QStringList selectionLines(const ClearSelection &selection);
/// Nothing where the person agrees at the terminal; else the exit code. Whoever gave --yes is not asked. `words` begins with the word to type.
QCoro::Task<std::optional<int>> confirmDeletion(Options options, Plan plan, QString words, CancelToken cancel);
/// What was shown is not what would be deleted by now.
Error changedMeanwhile();

} // namespace layerdeck
