// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/journal.h"

#include <QHash>
#include <QList>
#include <QString>

namespace layerdeck {

/// The last build of a service that went to its end.
struct LastBuild
{
    JournalService service;
    QDateTime started; ///< of its run
    bool operator==(const LastBuild &) const = default;
};

/// By service, from runs on this engine that have ended, whatever became of the containers. `runs`: newest first; `engineId`: as the engine calls itself.
QHash<QString, LastBuild> lastBuilds(const QList<JournalRun> &runs, const QString &engineId);

} // namespace layerdeck
