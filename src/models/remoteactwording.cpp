// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of what a window runs on GitHub, of what was left there, and of what waits for somebody's word.
#include "models/remotemodels.h"

#include "base/units.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString between(const QDateTime &from, const QDateTime &to)
{
    return from.isValid() && to.isValid() ? durationText(std::max<qint64>(0, from.msecsTo(to))) : QString();
}

} // namespace

QString actTitle(const RemoteAct &act)
{
    return act.plan.steps.size() > 1 ? u"Clear and redeploy on GitHub"_s : u"%1 on GitHub"_s.arg(act.plan.steps.value(0).name);
}

namespace {

/// 0 where it is not known.
int numberOf(const RemoteAct &act, qsizetype step)
{
    return step < act.steps.size() && act.steps.at(step).run ? act.steps.at(step).run->run.number : 0;
}

/// Its run stands still until somebody gives his word.
bool isWaiting(const RemoteAct &act)
{
    return act.isRunning() && !act.steps.isEmpty() && act.steps.last().run && act.steps.last().run->run.status == "waiting"_L1;
}

constexpr auto waitsForApproval = "waits for approval"_L1;

} // namespace

QString actSentence(const RemoteAct &act, const QDateTime &there)
{
    if (act.result && act.result->error)
        return act.result->error->message;
    // Of what they have done nothing else is known here.
    if (act.result) {
        QStringList names;
        for (qsizetype i = 0; i < act.plan.steps.size(); ++i)
            names << namedRun(act.plan.steps.at(i).name, numberOf(act, i));
        const bool isPair = names.size() > 1;
        return u"%1 ended with success, %2. What %3, %4 tell%5."_s.arg(names.join(u" and "_s), (isPair ? u"together "_s : QString()) + durationText(act.result->milliseconds),
                                                                     isPair ? u"they deleted and deployed"_s : u"it did"_s,
                                                                     isPair ? u"their logs"_s : u"its log"_s, isPair ? QString() : u"s"_s);
    }
    const qsizetype part = std::max<qsizetype>(1, act.steps.size());
    const int number = numberOf(act, part - 1);
    const QString name = act.plan.steps.at(part - 1).name + (number > 0 ? u" #%1"_s.arg(number) : QString());
    const bool isSeen = !act.steps.isEmpty() && act.steps.last().run && act.steps.last().run->run.status == "in_progress"_L1;
    const QString time = isSeen ? between(act.steps.last().run->run.started, there) : QString();
    const QString sentence = act.plan.steps.size() > 1 ? u"Part %1 of %2: %3"_s.arg(QString::number(part), QString::number(act.plan.steps.size()), name) : name;
    const QString state = isWaiting(act) ? sentence + u", "_s + waitsForApproval : sentence;
    return time.isEmpty() ? state : state + u", "_s + time;
}

QString ownSentence(const github::Run &run, const QDateTime &now)
{
    QStringList parts;
    if (run.number > 0)
        parts << u"#%1"_s.arg(run.number);
    if (run.attempt > 1)
        parts << u"attempt %1"_s.arg(run.attempt);
    if (!run.status.isEmpty())
        parts << (run.status == "waiting"_L1 ? QString(waitsForApproval) : lookOf(run.status, run.conclusion).word);
    if (const QString time = between(run.started, now); !time.isEmpty())
        parts << time;
    return parts.isEmpty() ? u"Looking at it."_s : parts.join(u", "_s);
}

QString closingSentence(const RemoteAct &act)
{
    if (act.isBetween())
        return u"Keep this window open until “%1” has been started: it starts from here."_s.arg(act.plan.steps.last().name);
    return u"You may close the window, the run goes on on GitHub."_s;
}

RemoteLook lookOf(const RemoteAct &act)
{
    if (isWaiting(act))
        return {u"approve"_s, Tone::Warn, waitsForApproval};
    if (!act.result)
        return {u"running"_s, Tone::Run, u"running"_s};
    switch (act.result->outcome) {
    case RemoteOutcome::Succeeded: return {u"ok"_s, Tone::Hit, u"succeeded"_s};
    case RemoteOutcome::Cancelled: return {u"cancelled"_s, Tone::Muted, u"cancelled"_s};
    case RemoteOutcome::Refused: return {u"inert"_s, Tone::Warn, u"not started"_s};
    case RemoteOutcome::Open: return {u"undecided"_s, Tone::Undecided, u"not known"_s};
    case RemoteOutcome::Failed: break;
    }
    return {u"failed"_s, Tone::Fail, u"failed"_s};
}

namespace {

/// What a button sends stands where it is seen.
QString beginsSentence(const RemoteStep &step)
{
    QStringList inputs;
    for (auto it = step.inputs.cbegin(); it != step.inputs.cend(); ++it)
        inputs << u"%1 “%2”"_s.arg(it.key(), it.value());
    return inputs.isEmpty() ? u" It begins on %1."_s.arg(step.ref) : u" It begins on %1 with %2."_s.arg(step.ref, inputs.join(u", "_s));
}

} // namespace

QString leftSentence(const RemoteLeft &left)
{
    const QString buttons = u" “Leave it so” forgets it here and changes nothing on GitHub."_s;
    // Two runs of it may be in the list.
    const QString before = namedRun(left.before, left.run ? left.run->run.number : 0);
    const QString next = left.steps.isEmpty() ? QString() : left.steps.first().name;
    if (left.runId == 0) {
        const QString doubt = u"“%1” was sent, and how GitHub answered is not known: it may have been started."_s.arg(left.before);
        if (left.isLookedFor)
            return doubt + u" It is being looked for among the runs."_s + (next.isEmpty() ? QString() : u" “%1” was not started."_s.arg(next)) + buttons;
        if (next.isEmpty())
            return doubt + u" Look at the runs before you start it again."_s + buttons;
        return doubt + u" “%1” was not started. Look at the runs, and start it from the list once “%2” has ended."_s.arg(next, left.before) + buttons;
    }
    if (left.isGone) {
        return u"%1 was started, and GitHub has its run no more: how it ended is not known. “%2” was not started."_s.arg(before, next)
               + (left.steps.isEmpty() ? QString() : beginsSentence(left.steps.first())) + buttons;
    }
    if (!left.run || !left.run->run.isOver()) {
        return u"%1 was started and has not ended, “%2” was not started. It can be started here once %1 has ended."_s.arg(before, next) + buttons;
    }
    if (left.run->run.succeeded())
        return u"%1 ended with success, “%2” was not started. Start it, or what ran before stays deployed."_s.arg(before, next)
               + (left.steps.isEmpty() ? QString() : beginsSentence(left.steps.first())) + buttons;
    return u"%1 did not succeed (%2), “%3” was not started. Read the log of the first one before you start the second."_s.arg(
               before, lookOf(left.run->run.status, left.run->run.conclusion).word, next)
           + (left.steps.isEmpty() ? QString() : beginsSentence(left.steps.first())) + buttons;
}

QStringList approvable(const QList<github::PendingDeployment> &pending)
{
    QStringList names;
    for (const github::PendingDeployment &one : pending) {
        if (one.canApprove)
            names << one.environment;
    }
    return names;
}

QString reviewQuestion(const github::Run &run, const QString &environments, bool approve)
{
    const QString name = namedRun(run.name, run.number);
    const QString by = run.attempt > 1 ? run.attempter : run.actor;
    QString what = u"%1, on %2"_s.arg(name, run.branch);
    if (!run.commit.isEmpty())
        what += u" at "_s + run.commit.left(7);
    if (!by.isEmpty())
        what += u", started by "_s + by;
    const QString then = approve ? u"It goes on with what it does to %1. That cannot be taken back; it can be cancelled while it runs."_s.arg(environments)
                                 : u"It fails, and does nothing to %1. What it has done so far stays done."_s.arg(environments);
    return u"%1. %2 GitHub shows beside it: “%3”"_s.arg(what, then, RemoteWork::reviewComment(approve));
}

QString waitSentence(const github::Run &run, const QList<github::PendingDeployment> &pending)
{
    const QString name = namedRun(run.name, run.number);
    if (pending.isEmpty())
        return u"%1 waits for an approval. For what and whose, GitHub does not tell this token (Deployments read)."_s.arg(name);
    QStringList sentences;
    for (const github::PendingDeployment &one : pending) {
        if (one.reviewers.isEmpty()) {
            sentences << u"“%1” waits for a rule of the environment, such as a timer; it names no reviewer."_s.arg(one.environment);
            continue;
        }
        sentences << u"“%1” waits for an approval. It may come from %2; %3."_s.arg(one.environment, one.reviewers.join(u" or "_s),
                                                                                  one.canApprove ? u"you may give it"_s : u"you may not give it"_s);
    }
    return u"%1: %2"_s.arg(name, sentences.join(u' '));
}

} // namespace layerdeck
