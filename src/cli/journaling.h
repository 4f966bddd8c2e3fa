// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"
#include "session/runjournal.h"

#include <optional>

namespace layerdeck {

/// A run of the command line in the journal. Where that cannot be written, one line on standard error says so, and the run
/// goes on.
class JournaledRun
{
public:
    JournaledRun(const Plan &plan, const LoadedProject &project, const QString &engineId);
    void observe(const RunEvent &event) { m_recorder.observe(event); }
    void end(const RunResult &result);

private:
    RunRecorder m_recorder;
    std::optional<Journal> m_journal; ///< nothing where it cannot be written
    qint64 m_id = 0;
};

} // namespace layerdeck
