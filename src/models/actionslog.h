// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace layerdeck {

/// A line of a job's log as it is shown: without GitHub's time before it, its marks as the colours of a terminal.
struct ActionsLogLine
{
    int number = 0; ///< of those that are shown, from 1
    QByteArray text;
    bool isError = false;
    bool operator==(const ActionsLogLine &) const = default;
};

/// The lines of a log. Heads of groups are bold behind a ▾, warnings and commands coloured, ends of groups left out.
QList<ActionsLogLine> actionsLog(const QByteArray &log);

} // namespace layerdeck
