// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of runs that have been, in words, icons and tones.
#include "models/historymodels.h"

#include "base/units.h"
#include "models/wording.h"
#include "session/remotejournal.h"

#include <QLocale>

namespace layerdeck {

using namespace Qt::StringLiterals;

Presentation presentOutcome(const JournalRun &run)
{
    if (run.succeeded()) {
        if (run.fresh && run.kind == "clear"_L1)
            return *run.fresh ? Presentation{u"ok"_s, u"cleared"_s, Tone::Hit} : Presentation{u"warning"_s, u"in part"_s, Tone::Warn};
        if (run.fresh)
            return *run.fresh ? Presentation{u"ok"_s, u"fresh"_s, Tone::Hit} : Presentation{u"warning"_s, u"not fresh"_s, Tone::Warn};
        return {u"ok"_s, u"success"_s, Tone::Hit};
    }
    if (run.outcome == "failed"_L1 && run.rolledBack)
        return {u"rollback"_s, u"rolled back"_s, Tone::Fail};
    if (run.outcome == "failed"_L1)
        return {u"failed"_s, u"failed"_s, Tone::Fail};
    if (run.outcome == "cancelled"_L1)
        return {u"cancelled"_s, u"cancelled"_s, Tone::Muted};
    if (run.isRunning())
        return {u"running"_s, u"running"_s, Tone::Run};
    if (run.isDispatched())
        return {u"undecided"_s, u"dispatched"_s, Tone::Undecided};
    // Whether it was started, that is.
    if (run.outcome == "unknown"_L1)
        return {u"undecided"_s, u"unknown"_s, Tone::Undecided};
    if (run.isRefused())
        return {u"inert"_s, u"not started"_s, Tone::Warn};
    return {u"warning"_s, u"cut off"_s, Tone::Warn};
}

QString remoteOriginText(const JournalRun &run)
{
    QStringList refs;
    for (const JournalWorkflow &workflow : run.workflows)
        refs << workflow.ref;
    refs.removeAll(QString());
    refs.removeDuplicates();
    QStringList parts;
    if (run.kind == remoteRerunKind && run.workflows.size() == 1 && run.workflows.first().attempt > 1)
        parts << u"attempt %1"_s.arg(run.workflows.first().attempt);
    if (!refs.isEmpty())
        parts << u"on "_s + joinedNames(refs);
    if (!run.login.isEmpty())
        parts << u"by "_s + run.login;
    return parts.join(u", "_s);
}

// The result is that of both parts, and so is the title.
QString runTitle(const JournalRun &run)
{
    if (run.workflows.size() > 1)
        return u"Clear and redeploy"_s;
    return run.isRemote() || run.services.isEmpty() ? runKindText(run) : u"%1: %2"_s.arg(runKindText(run), joinedNames(run.services));
}

QString scenarioText(Scenario scenario)
{
    switch (scenario) {
    case Scenario::None: return {};
    case Scenario::NothingChanged: return u"Nothing changed"_s;
    case Scenario::CodeChanged: return u"Code changed"_s;
    case Scenario::AfterClear: return u"After a clear"_s;
    case Scenario::Forced: return u"Forced"_s;
    case Scenario::First: return u"First build"_s;
    }
    return {};
}

QString scenarioIcon(Scenario scenario)
{
    switch (scenario) {
    case Scenario::None: return {};
    case Scenario::NothingChanged: return u"minus"_s;
    case Scenario::CodeChanged: return u"file"_s;
    case Scenario::AfterClear: return u"trash"_s;
    case Scenario::Forced: return u"rebuild"_s;
    case Scenario::First: return u"plus"_s;
    }
    return {};
}

QString runKindText(const JournalRun &run)
{
    if (run.isRemote()) {
        QStringList names;
        for (const JournalWorkflow &workflow : run.workflows)
            names << (workflow.wasNotSent() && !run.isRefused() && !run.isRunning() ? u"%1 (not sent)"_s.arg(workflow.title()) : workflow.title());
        // Older rows of what runs, or was cut off, have only the files.
        const QString text = (names.isEmpty() ? run.services : names).join(u", then "_s);
        return run.kind == remoteRerunKind ? u"%1, again"_s.arg(text) : text;
    }
    if (run.isOutside())
        return run.kind == "outside-rebuild"_L1 ? u"Rebuild, outside"_s : u"Build, outside"_s;
    return run.kind == "redeploy"_L1 ? u"Clear, redeploy"_s : actName(run.kind);
}

QString runKindIcon(const JournalRun &run)
{
    if (run.kind == "rebuild"_L1 || run.kind == "outside-rebuild"_L1)
        return u"rebuild"_s;
    if (run.isOutside())
        return u"build-cache"_s;
    if (run.kind == "clear"_L1)
        return u"trash"_s;
    if (run.kind == "rollback"_L1)
        return u"rollback"_s;
    if (run.isRemote())
        return u"remote"_s;
    return run.kind == "redeploy"_L1 ? u"clear-redeploy"_s : u"deploy"_s;
}

QString historyDuration(qint64 milliseconds)
{
    return milliseconds < 0 ? u"–"_s : durationText(milliseconds);
}

QString dayText(const QDateTime &time, const QDateTime &now)
{
    const QDate day = time.toLocalTime().date();
    if (day == now.date())
        return u"today"_s;
    return day.year() == now.date().year() ? QLocale::c().toString(day, u"d MMM"_s) : day.toString(Qt::ISODate);
}

QString historySentence(const QList<RatedRun> &runs, const QString &context, const QDateTime &now)
{
    QList<const RatedRun *> finished;
    int cutOff = 0;
    int remote = 0;
    for (const RatedRun &run : runs) {
        if (run.run.isRemote())
            remote += run.run.isRefused() || run.run.isRunning() ? 0 : 1;
        else if (run.run.outcome == "cut-off"_L1)
            ++cutOff;
        else if (!run.run.isRunning())
            finished << &run;
    }
    QString sentence = finished.isEmpty()     ? u"No finished run on %1"_s.arg(context)
                       : finished.size() == 1 ? u"1 finished run on %1"_s.arg(context)
                                              : u"%1 finished runs on %2"_s.arg(QLocale().toString(finished.size()), context);
    if (!finished.isEmpty())
        sentence += u" since "_s + dayText(finished.last()->run.started, now);
    if (cutOff > 0)
        sentence += cutOff == 1 ? u", 1 was cut off"_s : u", %1 were cut off"_s.arg(cutOff);
    if (remote > 0)
        sentence += u", %1 on GitHub"_s.arg(remote);
    return sentence + u'.';
}

QString slowdownSentence(const Slowdown &slowdown, const QDateTime &now)
{
    return u"Code changes take %1 longer since %2."_s.arg(durationText(slowdown.moreMs), dayText(slowdown.since, now));
}

QString runSentenceOf(const RatedRun &run, const QDateTime &now)
{
    QString sentence = u"%1, %2, %3"_s.arg(timeText(run.run.started.toLocalTime(), now), runKindText(run.run), presentOutcome(run.run).word);
    if (run.scenario != Scenario::None)
        sentence += u", "_s + scenarioText(run.scenario).toLower();
    if (run.steps > 0)
        sentence += u", %1 of %2 steps from cache"_s.arg(run.cached).arg(run.steps);
    if (run.durationMs >= 0)
        sentence += u", "_s + durationText(run.durationMs);
    return sentence;
}

} // namespace layerdeck
