// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QList>
#include <QString>

namespace layerdeck {

/// What a bar of the timeline stands for.
enum class BarState { Waiting, Running, Ran, Failed, Cancelled };

/// One piece of work on the time axis. Cached steps are no bars: they take no time.
struct TimelineBar
{
    QString id;    ///< identity of the step in its lane, stable through a run
    QString label; ///< number and short name, such as "4 npm ci"
    BarState state = BarState::Waiting;
    qint64 startMs = 0;    ///< since the start of the run
    qint64 endMs = -1;     ///< -1 while it runs
    QString description;   ///< a full sentence for tooltip and accessibility
    bool critical = false; ///< on the path that decides how long the run takes
    bool operator==(const TimelineBar &) const = default;
};

/// A service, or the containers' switch, as a row of the timeline.
struct TimelineLane
{
    QString id;
    QString name;
    QString state; ///< in words: "11 of 14 from cache, 10.5 s"
    QString icon;  ///< name of the state's icon
    Tone tone = Tone::Neutral;
    QStringList cachedSteps; ///< ids of the steps from cache, each a pip
    QList<TimelineBar> bars;
    bool operator==(const TimelineLane &) const = default;
};

/// A run as the timeline shows it.
struct Timeline
{
    QList<TimelineLane> lanes;
    qint64 nowMs = -1; ///< where "now" is marked; -1 when the run has ended
    qint64 endMs = 0;  ///< where the last bar ends
    bool operator==(const Timeline &) const = default;
};

} // namespace layerdeck
