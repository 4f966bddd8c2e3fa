// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/journal.h"

#include <QHash>
#include <QList>
#include <QString>

#include <optional>
#include <span>

namespace layerdeck {

// What the journal's runs say together. Pure: values in, values out.

/// What a deployment met; people ask for the time of each.
enum class Scenario {
    None,           ///< built nothing, or has not ended
    NothingChanged, ///< no step ran
    CodeChanged,
    AfterClear,     ///< the run before cleared all that it built, or it cleared itself
    Forced,         ///< built without cache
    First           ///< nothing was built here before, and nothing came from a cache; in no table
};

/// The word in JSON: "nothing-changed", …; empty for None.
QString scenarioName(Scenario scenario);

/// Whether both went to one engine: by its id where both have it, else by the context's name.
bool isSameEngine(const JournalRun &a, const JournalRun &b);

/// `previous`: the runs before it, newest first. `service`: whose build is asked for; empty: the whole run. None too where the run before
/// cleared only a part.
Scenario scenarioOf(const JournalRun &run, std::span<const JournalRun> previous, const QString &service = {});

/// A run with what it counts as.
struct RatedRun
{
    JournalRun run;
    Scenario scenario = Scenario::None;
    qint64 durationMs = -1; ///< of the run, or of the build of the service that is asked for; -1 where it has none
    int steps = 0;
    int cached = 0;
    int base = 0;
    int shared = 0;
    int ran = 0;

    /// Whether it is to be compared with others: a deployment, or a build of the service, that succeeded and built something.
    bool counts() const { return scenario != Scenario::None && run.succeeded() && durationMs >= 0 && steps > 0; }
    /// Of the steps that an earlier build could have served, how many per cent it did serve: base images and what another service
    /// of the same build ran are left out. -1 where there are none.
    int cachedPercent() const;
    bool operator==(const RatedRun &) const = default;
};

/// `runs` newest first, and so the answer. `service` empty: whole runs; else the builds of that service, and only runs that built it.
QList<RatedRun> ratedRuns(const QList<JournalRun> &runs, const QString &service = {});

/// The services that any of the runs built, in the order of their names.
QStringList servicesOf(const QList<JournalRun> &runs);

struct ScenarioStats
{
    Scenario scenario = Scenario::None;
    int runs = 0;
    qint64 lastMs = -1; ///< -1 where there is no run
    qint64 medianMs = -1;
    qint64 bestMs = -1;
    int cachedPercent = -1; ///< of the steps of all its runs; -1 where unknown
    bool operator==(const ScenarioStats &) const = default;
};

/// A row for each scenario, in the order of the enum, also where no run counts. `runs` newest first.
QList<ScenarioStats> scenarioTable(const QList<RatedRun> &runs);

/// Code changes take longer than they did.
struct Slowdown
{
    qint64 moreMs = 0;  ///< median after, less median before
    QDateTime since;    ///< start of the first slow run
    qint64 slowRun = 0; ///< id of that run
    qint64 fastRun = 0; ///< id of the last one before
    bool operator==(const Slowdown &) const = default;
};
/// Where every newer run took at least a third longer than the median of the older ones; there must be two of each.
std::optional<Slowdown> slowdownOf(const QList<RatedRun> &runs);

/// A step in two runs, B before and A after.
struct StepDifference
{
    JournalStep::Kind kind = JournalStep::Kind::Build;
    QString service;
    int index = 0; ///< in A; in B where A has none
    QString name;
    QString before; ///< state in B; empty where B has no such step
    QString after;  ///< state in A; empty where A has none
    qint64 beforeMs = 0;
    qint64 afterMs = 0;
    QString reason; ///< in words: what is known of why
    qint64 change() const { return afterMs - beforeMs; }
    /// A few milliseconds are the noise of machines.
    bool differs() const { return change() >= 50 || change() <= -50 || before != after; }
    bool operator==(const StepDifference &) const = default;
};

struct RunComparison
{
    qint64 change = 0; ///< duration of A less that of B
    QString title;     ///< "A is 32.8 s slower than B"
    QString sentence;  ///< where most of it comes from
    QList<StepDifference> steps; ///< all; those that changed most first
};

RunComparison compareRuns(const RatedRun &a, const QList<JournalStep> &stepsOfA, const RatedRun &b, const QList<JournalStep> &stepsOfB);

} // namespace layerdeck
