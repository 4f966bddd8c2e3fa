// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/historystats.h"

#include "base/units.h"
#include "deploy/plan.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// A change of less is the noise of machines.
constexpr qint64 smallestSlowdown = 1000;
constexpr qint64 smallestChange = 100;
/// Code changes that a slowdown is looked for in.
constexpr qsizetype mostChanges = 30;
const QString firstMiss = u"first step that missed"_s;

qint64 medianOf(QList<qint64> values)
{
    if (values.isEmpty())
        return -1;
    std::ranges::sort(values);
    const qsizetype middle = values.size() / 2;
    return values.size() % 2 == 1 ? values.at(middle) : (values.at(middle - 1) + values.at(middle)) / 2;
}

int percent(int part, int whole)
{
    return whole > 0 ? static_cast<int>(std::lround(100.0 * part / whole)) : -1;
}

/// Services of a run that names none are all of the project.
bool touches(const JournalRun &run, const QStringList &services)
{
    return run.services.isEmpty() || services.isEmpty()
           || std::ranges::any_of(services, [&](const QString &name) { return run.services.contains(name); });
}

bool covers(const JournalRun &run, const QStringList &services)
{
    return run.services.isEmpty()
           || (!services.isEmpty() && std::ranges::all_of(services, [&](const QString &name) { return run.services.contains(name); }));
}

void add(RatedRun &rated, const JournalService &service)
{
    rated.steps += service.steps;
    rated.cached += service.cached;
    rated.base += service.base;
    rated.shared += service.shared;
    rated.ran += service.ran;
}

bool hasRun(const QString &state)
{
    return state == "done"_L1 || state == "failed"_L1;
}

bool wasServed(const QString &state)
{
    return state == "cached"_L1 || state == "base"_L1 || state == "shared"_L1;
}

bool isCopy(const QString &name)
{
    return name.startsWith("COPY "_L1) || name.startsWith("ADD "_L1);
}

StepDifference differenceOf(const JournalStep *before, const JournalStep *after)
{
    const JournalStep &any = after ? *after : *before;
    StepDifference difference;
    difference.kind = any.kind;
    difference.service = any.service;
    difference.index = any.index;
    difference.name = any.name;
    if (before) {
        difference.before = before->state;
        difference.beforeMs = before->milliseconds;
    }
    if (after) {
        difference.after = after->state;
        difference.afterMs = after->milliseconds;
    }
    if (after && !after->error.isEmpty())
        difference.reason = after->error;
    else if (before && after && before->name != after->name && any.kind == JournalStep::Kind::Build)
        difference.reason = u"its instruction changed"_s;
    return difference;
}

QString word(const JournalStep &step)
{
    return step.name.section(u' ', 0, 0);
}

/// A step of a plan without how long it was to wait.
QString purposeOf(const JournalStep &step) { return step.name.section(", wait for health"_L1, 0, 0); }

/// Steps by what they are; then those left over by what they follow, or by their number: there the instruction was changed.
QList<StepDifference> paired(const QList<JournalStep> &stepsOfA, const QList<JournalStep> &stepsOfB)
{
    QList<StepDifference> pairs;
    QList<bool> taken(stepsOfB.size(), false);
    QList<qsizetype> partner(stepsOfA.size(), -1);
    const auto match = [&](auto isSame) {
        for (qsizetype a = 0; a < stepsOfA.size(); ++a) {
            for (qsizetype b = 0; b < stepsOfB.size() && partner.at(a) < 0; ++b) {
                if (!taken.at(b) && isSame(stepsOfA.at(a), stepsOfB.at(b))) {
                    partner[a] = b;
                    taken[b] = true;
                }
            }
        }
    };
    const auto sameKind = [](const JournalStep &a, const JournalStep &b) { return a.kind == b.kind && a.service == b.service; };
    match([&](const JournalStep &a, const JournalStep &b) { return sameKind(a, b) && a.index == b.index && a.name == b.name; });
    match([&](const JournalStep &a, const JournalStep &b) { return sameKind(a, b) && a.name == b.name; });
    match([&](const JournalStep &a, const JournalStep &b) {
        return sameKind(a, b) && a.kind == JournalStep::Kind::Phase && purposeOf(a) == purposeOf(b);
    });
    for (qsizetype a = 1; a < stepsOfA.size(); ++a) {
        const qsizetype b = partner.at(a - 1) + 1;
        if (partner.at(a) >= 0 || b == 0 || b >= stepsOfB.size() || taken.at(b))
            continue;
        const JournalStep &now = stepsOfA.at(a);
        const JournalStep &then = stepsOfB.at(b);
        if (now.kind == JournalStep::Kind::Build && sameKind(now, then) && word(now) == word(then)) {
            partner[a] = b;
            taken[b] = true;
        }
    }
    match([&](const JournalStep &a, const JournalStep &b) {
        return sameKind(a, b) && a.index == b.index && a.kind == JournalStep::Kind::Build && word(a) == word(b);
    });
    for (qsizetype a = 0; a < stepsOfA.size(); ++a)
        pairs << differenceOf(partner.at(a) < 0 ? nullptr : &stepsOfB.at(partner.at(a)), &stepsOfA.at(a));
    for (qsizetype b = 0; b < stepsOfB.size(); ++b) {
        if (!taken.at(b))
            pairs << differenceOf(&stepsOfB.at(b), nullptr);
    }
    return pairs;
}

/// The first step of its service that ran in A and was served in B; its followers miss because of it.
QHash<QString, int> firstMisses(const QList<StepDifference> &steps)
{
    QHash<QString, int> first;
    for (const StepDifference &step : steps) {
        if (step.kind != JournalStep::Kind::Build || !hasRun(step.after) || hasRun(step.before))
            continue;
        const auto known = first.constFind(step.service);
        if (known == first.cend() || step.index < *known)
            first.insert(step.service, step.index);
    }
    return first;
}

QString missReason(const StepDifference &step, const RatedRun &a, int first)
{
    if (a.scenario == Scenario::Forced)
        return u"built without cache"_s;
    if (a.scenario == Scenario::AfterClear)
        return u"its cache was cleared"_s;
    if (step.index > first)
        return u"step %1 before it ran"_s.arg(first);
    return firstMiss;
}

/// Where it did not come to its end; empty where it did in both.
QString incomplete(const StepDifference &step)
{
    for (const auto &[state, word] : {std::pair("failed"_L1, u"failed"_s), std::pair("cancelled"_L1, u"stopped"_s)}) {
        const bool inA = step.after == state;
        const bool inB = step.before == state;
        if (inA || inB)
            return u"%1 in %2"_s.arg(word, inA && inB ? u"both"_s : inA ? u"A"_s : u"B"_s);
    }
    return {};
}

void explain(QList<StepDifference> &steps, const RatedRun &a)
{
    const QHash<QString, int> first = firstMisses(steps);
    for (StepDifference &step : steps) {
        if (!step.reason.isEmpty())
            continue;
        if (step.before.isEmpty())
            step.reason = u"only in A"_s;
        else if (step.after.isEmpty())
            step.reason = u"only in B"_s;
        else if (!incomplete(step).isEmpty())
            step.reason = incomplete(step);
        else if (step.kind != JournalStep::Kind::Build)
            step.reason = step.kind == JournalStep::Kind::Import ? u"asked in both"_s : u"done in both"_s;
        else if (hasRun(step.before) && hasRun(step.after))
            step.reason = u"ran in both"_s;
        else if (wasServed(step.before) && hasRun(step.after))
            step.reason = missReason(step, a, first.value(step.service));
        else if (hasRun(step.before) && wasServed(step.after))
            step.reason = step.after == "cached"_L1 ? u"from cache in A"_s : u"served in A"_s;
        else if (wasServed(step.before) && wasServed(step.after))
            step.reason = u"served in both"_s;
    }
}

QString stepTitle(const StepDifference &step)
{
    return step.kind == JournalStep::Kind::Build ? u"%1 step %2, %3"_s.arg(step.service).arg(step.index).arg(step.name) : step.name;
}

/// The step that changed most in the direction of the whole.
QString mainCause(const RunComparison &comparison)
{
    const bool slower = comparison.change > 0;
    for (const StepDifference &step : comparison.steps) {
        if ((step.change() > 0) != slower || std::abs(step.change()) < smallestChange)
            continue;
        if (std::abs(step.change()) * 5 < std::abs(comparison.change))
            return u"No step alone makes the difference."_s;
        QString reason = step.reason.left(1).toUpper() + step.reason.mid(1);
        // The journal knows that it ran, not what made it run.
        if (step.reason == firstMiss)
            reason += isCopy(step.name) ? u": its files changed, or its record is gone"_s : u": an argument changed, or its record is gone"_s;
        // Beside other services' steps: it need not be so much of the whole.
        return u"Most in %2, %1. %3."_s.arg(durationText(std::abs(step.change())), stepTitle(step), reason);
    }
    return {};
}

QStringList builtBy(const JournalRun &run)
{
    QStringList names;
    for (const JournalService &service : run.details)
        names << service.name;
    names.sort();
    return names;
}

/// Where a difference in time says nothing: title and sentence.
std::optional<std::pair<QString, QString>> withoutVerdict(const JournalRun &a, const JournalRun &b)
{
    for (const auto &[name, run] : {std::pair(u"A"_s, &a), {u"B"_s, &b}}) {
        if (run->outcome == "failed"_L1)
            return std::pair(u"%1 failed"_s.arg(name), run->error.isEmpty() ? u"How long it took says nothing."_s : run->error);
        if (run->outcome == "cancelled"_L1)
            return std::pair(u"%1 was cancelled"_s.arg(name), u"How long it took says nothing."_s);
    }
    if ((a.kind == "clear"_L1) != (b.kind == "clear"_L1))
        return std::pair(u"A and B did different things"_s, u"%1 only cleared, the other built."_s.arg(a.kind == "clear"_L1 ? u"A"_s : u"B"_s));
    const QStringList inA = builtBy(a);
    const QStringList inB = builtBy(b);
    const bool isApart = std::ranges::none_of(inA, [&inB](const QString &name) { return inB.contains(name); });
    if (!inA.isEmpty() && !inB.isEmpty() && isApart)
        return std::pair(u"A and B built different services"_s, u"A built %1, B built %2."_s.arg(joinedNames(inA), joinedNames(inB)));
    return std::nullopt;
}

/// What is said before anything else where they did not build the same.
QString otherServices(const JournalRun &a, const JournalRun &b)
{
    const QStringList inA = builtBy(a);
    const QStringList inB = builtBy(b);
    return inA == inB || inA.isEmpty() || inB.isEmpty() ? QString() : u"A built %1, B built %2. "_s.arg(joinedNames(inA), joinedNames(inB));
}

} // namespace

QString scenarioName(Scenario scenario)
{
    switch (scenario) {
    case Scenario::None: return {};
    case Scenario::NothingChanged: return u"nothing-changed"_s;
    case Scenario::CodeChanged: return u"code-changed"_s;
    case Scenario::AfterClear: return u"after-clear"_s;
    case Scenario::Forced: return u"forced"_s;
    case Scenario::First: return u"first"_s;
    }
    return {};
}

bool isSameEngine(const JournalRun &a, const JournalRun &b)
{
    return a.engineId.isEmpty() || b.engineId.isEmpty() ? a.context == b.context : a.engineId == b.engineId;
}

int RatedRun::cachedPercent() const
{
    return percent(cached, steps - base - shared);
}

Scenario scenarioOf(const JournalRun &run, std::span<const JournalRun> previous, const QString &service)
{
    if (run.isRunning() || run.outcome == "cut-off"_L1 || run.kind == "clear"_L1 || run.isRemote())
        return Scenario::None;
    if (run.kind == "rebuild"_L1 || run.kind == "outside-rebuild"_L1)
        return Scenario::Forced;
    int steps = 0;
    int served = 0;
    int cached = 0;
    for (const JournalService &detail : run.details) {
        if (!service.isEmpty() && detail.name != service)
            continue;
        steps += detail.steps;
        cached += detail.cached;
        served += detail.cached + detail.base + detail.shared;
    }
    if (steps == 0)
        return Scenario::None;
    const QStringList built = service.isEmpty() ? run.services : QStringList{service};
    const auto counts = [&](const JournalRun &other) {
        // A clear that deleted nothing of the cache changes nothing for those after it.
        const bool isIdle = other.kind == "clear"_L1 && !other.fresh && other.outcome != "cut-off"_L1;
        return !other.isRunning() && other.directory == run.directory && isSameEngine(other, run) && touches(other, built) && !isIdle;
    };
    const auto before = std::ranges::find_if(previous, counts);
    // One of a part, or that was cut off, makes a time that compares with no other.
    if (before != previous.end() && before->kind == "clear"_L1 && run.kind != "redeploy"_L1)
        return before->fresh == true && covers(*before, built) ? Scenario::AfterClear : Scenario::None;
    // What differs from a build that nobody knows of is not known.
    if (before == previous.end())
        return cached == 0 ? Scenario::First : steps == served ? Scenario::NothingChanged : Scenario::None;
    if (run.kind == "redeploy"_L1)
        return Scenario::AfterClear;
    return steps == served ? Scenario::NothingChanged : Scenario::CodeChanged;
}

QList<RatedRun> ratedRuns(const QList<JournalRun> &runs, const QString &service)
{
    QList<RatedRun> rated;
    for (qsizetype i = 0; i < runs.size(); ++i) {
        const JournalRun &run = runs.at(i);
        const std::span previous(runs.constData() + i + 1, static_cast<std::size_t>(runs.size() - i - 1));
        RatedRun item{run, scenarioOf(run, previous, service), run.durationMs};
        // A build alone is no deployment; of a service it is a build like any other.
        if (service.isEmpty() && run.isOutside())
            item.scenario = Scenario::None;
        bool built = service.isEmpty();
        for (const JournalService &detail : run.details) {
            if (!service.isEmpty() && detail.name != service)
                continue;
            add(item, detail);
            if (!service.isEmpty()) {
                built = true;
                item.durationMs = detail.buildMs;
            }
        }
        if (!built)
            continue;
        rated << item;
    }
    return rated;
}

QStringList servicesOf(const QList<JournalRun> &runs)
{
    QSet<QString> names;
    for (const JournalRun &run : runs) {
        for (const JournalService &service : run.details)
            names.insert(service.name);
    }
    QStringList list = names.values();
    list.sort();
    return list;
}

QList<ScenarioStats> scenarioTable(const QList<RatedRun> &runs)
{
    QList<ScenarioStats> table;
    for (const Scenario scenario : {Scenario::NothingChanged, Scenario::CodeChanged, Scenario::AfterClear, Scenario::Forced}) {
        ScenarioStats row{scenario};
        QList<qint64> durations;
        int cached = 0;
        int could = 0;
        for (const RatedRun &run : runs) {
            if (run.scenario != scenario || !run.counts())
                continue;
            durations << run.durationMs;
            cached += run.cached;
            could += run.steps - run.base - run.shared;
        }
        row.runs = static_cast<int>(durations.size());
        if (!durations.isEmpty()) {
            row.lastMs = durations.first();
            row.medianMs = medianOf(durations);
            row.bestMs = *std::ranges::min_element(durations);
            row.cachedPercent = percent(cached, could);
        }
        table << row;
    }
    return table;
}

std::optional<Slowdown> slowdownOf(const QList<RatedRun> &runs)
{
    QList<RatedRun> changes;
    QList<qint64> durations;
    for (const RatedRun &run : runs) {
        if (changes.size() < mostChanges && run.scenario == Scenario::CodeChanged && run.counts()) {
            changes << run;
            durations << run.durationMs;
        }
    }
    // The earliest moment from which on all were slow.
    std::optional<Slowdown> found;
    for (qsizetype newer = 2; newer + 2 <= changes.size(); ++newer) {
        const qint64 before = medianOf(durations.mid(newer));
        const qint64 least = *std::min_element(durations.cbegin(), durations.cbegin() + newer);
        const qint64 after = medianOf(durations.first(newer));
        if (least * 3 < before * 4 || after - before < smallestSlowdown)
            continue;
        const RatedRun &slow = changes.at(newer - 1);
        found = Slowdown{after - before, slow.run.started, slow.run.id, changes.at(newer).run.id};
    }
    return found;
}

RunComparison compareRuns(const RatedRun &a, const QList<JournalStep> &stepsOfA, const RatedRun &b, const QList<JournalStep> &stepsOfB)
{
    RunComparison comparison;
    comparison.steps = paired(stepsOfA, stepsOfB);
    // Its steps say it one by one.
    comparison.steps.removeIf([](const StepDifference &step) { return step.kind == JournalStep::Kind::Builds; });
    explain(comparison.steps, a);
    std::ranges::stable_sort(comparison.steps, std::ranges::greater(), [](const StepDifference &step) { return std::abs(step.change()); });
    if (a.run.durationMs < 0 || b.run.durationMs < 0) {
        comparison.title = u"A and B cannot be compared"_s;
        const bool isOn = a.run.isRunning() || b.run.isRunning();
        comparison.sentence = isOn ? u"One of them is still on: its steps are known once it has ended."_s
                                   : u"A run that was cut off has no end, and its steps are not known."_s;
        return comparison;
    }
    if (const auto verdict = withoutVerdict(a.run, b.run)) {
        comparison.title = verdict->first;
        comparison.sentence = verdict->second;
        return comparison;
    }
    comparison.change = a.run.durationMs - b.run.durationMs;
    if (std::abs(comparison.change) < smallestChange) {
        comparison.title = u"A took as long as B"_s;
        return comparison;
    }
    comparison.title = u"A is %1 %2 than B"_s.arg(durationText(std::abs(comparison.change)), comparison.change > 0 ? u"slower"_s : u"faster"_s);
    comparison.sentence = otherServices(a.run, b.run) + mainCause(comparison);
    return comparison;
}

} // namespace layerdeck
