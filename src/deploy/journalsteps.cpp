// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/journalsteps.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

QString firstLine(const QString &text)
{
    return text.trimmed().section(u'\n', 0, 0);
}

JournalStep journalStep(const QString &service, const BuildStep &step)
{
    return {JournalStep::Kind::Build, service, step.index, firstLine(step.name), stepStateName(step.state), step.milliseconds(), firstLine(step.error)};
}

JournalStep journalStep(const CacheImport &import)
{
    const qint64 took = import.completed > import.started && import.started > 0 ? import.completed - import.started : 0;
    return {JournalStep::Kind::Import, import.service, 0, import.source, import.error.isEmpty() ? u"success"_s : u"failed"_s, took,
            firstLine(import.error)};
}

} // namespace layerdeck
