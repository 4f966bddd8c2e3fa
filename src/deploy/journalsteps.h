// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "build/steps.h"
#include "store/journal.h"

namespace layerdeck {

/// Build arguments with their values.
using BuildArguments = QList<std::pair<QString, QString>>;
/// Those of all targets of a bake definition.
BuildArguments argumentsOf(const QByteArray &definition);

/// Values of arguments that stand in a text as words of their own are their names again, as "$NAME". Those of less than three letters stay:
/// they tell nothing, and stand everywhere.
QString withoutValues(QString text, const BuildArguments &arguments);

/// What the journal keeps of a step of a service's Dockerfile, without values of arguments, and of a cache source that was asked.
JournalStep journalStep(const QString &service, const BuildStep &step, const BuildArguments &arguments);
JournalStep journalStep(const CacheImport &import);

/// The first line, which is the most that the journal keeps of a text.
QString firstLine(const QString &text);

} // namespace layerdeck
