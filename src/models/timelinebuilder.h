// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timeline.h"
#include "session/state.h"

namespace layerdeck {

/// The run as the timeline shows it, at `nowMs` since the epoch: a lane for each service, one for the containers. Ids of
/// bars are those of stepBarId() and importBarId().
Timeline timelineOf(const RunState &run, qint64 nowMs);

/// `step` is a BuildStep::id.
QString stepBarId(const QString &service, int step);
QString importBarId(const QString &service, const QString &source);

/// What a bar stands for: a step, or a cache source; neither for any other bar.
struct BarSubject
{
    int step = 0;
    QString source;
};
BarSubject subjectOfBar(const QString &service, const QString &barId);

/// "RUN npm run build" as a bar's label has room for it: "npm run build".
QString shortStepName(const QString &name);

} // namespace layerdeck
