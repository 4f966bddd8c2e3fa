// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/lastbuilds.h"

namespace layerdeck {

QHash<QString, LastBuild> lastBuilds(const QList<JournalRun> &runs, const QString &engineId)
{
    QHash<QString, LastBuild> builds;
    for (const JournalRun &run : runs) {
        if (run.isRunning() || run.isRemote() || run.engineId != engineId)
            continue;
        for (const JournalService &service : run.details) {
            // One whose image was only switched, as by a roll back, has no steps; a build that failed or was stopped has some that are none of these.
            const bool isWhole = run.succeeded() || service.cached + service.base + service.shared + service.ran == service.steps;
            if (service.steps > 0 && isWhole && !builds.contains(service.name))
                builds.insert(service.name, {service, run.started});
        }
    }
    return builds;
}

} // namespace layerdeck
