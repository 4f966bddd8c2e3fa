// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timeline.h"
#include "session/state.h"

namespace layerdeck {

/// The run as the timeline shows it, at `nowMs` since the epoch: a lane for each service, one for the containers. Ids of
/// bars are "service/index".
Timeline timelineOf(const RunState &run, qint64 nowMs);

/// "RUN npm run build" as a bar's label has room for it: "npm run build".
QString shortStepName(const QString &name);

} // namespace layerdeck
