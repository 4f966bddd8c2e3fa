// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/journaling.h"

#include "cli/output.h"
#include "store/settings.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

JournaledRun::JournaledRun(const Plan &plan, const LoadedProject &project, const QString &engineId)
    : m_recorder(plan)
{
    Result<Journal> journal = Journal::open({}, Settings().journalLimits());
    const Result<qint64> id = journal ? journal->begin(journalRunOf(plan, project, engineId)) : Result<qint64>(failure(journal.error()));
    if (!id) {
        printErrorLine(u"layerdeck: "_s + id.error().sentences());
        return;
    }
    m_id = *id;
    m_journal = *std::move(journal);
}

void JournaledRun::end(const RunResult &result)
{
    if (!m_journal)
        return;
    if (const Result<void> done = m_journal->finish(m_id, m_recorder.end(result)); !done)
        printErrorLine(u"layerdeck: "_s + done.error().sentences());
}

} // namespace layerdeck
