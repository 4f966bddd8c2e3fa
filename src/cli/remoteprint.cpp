// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/output.h"
#include "cli/remote.h"

#include "base/units.h"
#include "github/errors.h"
#include "models/actionslog.h"
#include "session/remotejournal.h"
#include "session/runjournal.h"
#include "store/settings.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Keeps the row of what is run up to date, so that what is cut off in the middle has said what it sent.
class RowKeeper
{
public:
    RowKeeper(Journal *journal, qint64 id, RemotePlan plan)
        : m_journal(journal)
        , m_id(id)
        , m_plan(std::move(plan))
        , m_noted(journalWorkflowsOf(m_plan, {}, 0))
    {
    }
    void sending(int step)
    {
        m_sent = step + 1;
        write();
    }
    void started(qint64 runId)
    {
        m_steps << RemoteStepResult{runId};
        write();
    }
    void changed(int step, const github::FollowedRun &run)
    {
        m_steps[step].run = run;
        write();
    }

private:
    void write()
    {
        const QList<JournalWorkflow> known = journalWorkflowsOf(m_plan, m_steps, m_sent);
        // What cannot be written now is told when its end is written.
        if (known != std::exchange(m_noted, known))
            (void)m_journal->noteWorkflows(m_id, known);
    }

    Journal *m_journal;
    qint64 m_id;
    RemotePlan m_plan;
    QList<JournalWorkflow> m_noted;
    QList<RemoteStepResult> m_steps;
    qsizetype m_sent = 0;
};

/// `callbacks` and what keeps the row.
RemoteCallbacks keeping(RemoteCallbacks callbacks, RowKeeper *row)
{
    callbacks.onSending = [row](int step, const QDateTime &) { row->sending(step); };
    callbacks.onStarted = [row, before = callbacks.onStarted](int step, qint64 runId) {
        row->started(runId);
        before(step, runId);
    };
    callbacks.onChange = [row, before = callbacks.onChange](int step, const github::FollowedRun &run) {
        row->changed(step, run);
        before(step, run);
    };
    return callbacks;
}

constexpr qsizetype shownLogLines = 20;

qint64 milliseconds(const QDateTime &from, const QDateTime &to)
{
    return from.isValid() && to.isValid() ? std::max<qint64>(0, from.msecsTo(to)) : 0;
}

/// What began is never said to be refused, and what may go on not to have failed.
int codeOf(const RemoteResult &result)
{
    switch (result.outcome) {
    case RemoteOutcome::Succeeded: return ExitSuccess;
    case RemoteOutcome::Failed: return ExitFailed;
    case RemoteOutcome::Cancelled: return result.error && result.error->isCancelled() ? ExitCancelled : ExitFailed;
    case RemoteOutcome::Refused: return result.error ? exitCodeFor(*result.error) : int(ExitRefused);
    case RemoteOutcome::Open: break;
    }
    // Without an error nobody wanted to know its end.
    if (!result.error)
        return ExitSuccess;
    return result.error->isCancelled() ? ExitCancelled : ExitOpen;
}

QJsonObject stepResultJson(const RemoteStep &step, const RemoteStepResult &result)
{
    QJsonObject object{{u"workflow"_s, step.workflow}, {u"ref"_s, step.ref}, {u"duration_ms"_s, result.milliseconds},
                       {u"run_id"_s, result.runId ? QJsonValue(*result.runId) : QJsonValue()},
                       {u"url"_s, result.url.isEmpty() ? QJsonValue() : QJsonValue(result.url)}};
    if (result.run)
        object.insert(u"run"_s, runJson(result.run->run));
    return object;
}

} // namespace

QString stateOf(const github::Run &run)
{
    return run.isOver() ? run.conclusion : run.status;
}

QJsonObject runJson(const github::Run &run)
{
    return {{u"id"_s, run.id},         {u"workflow"_s, run.name},       {u"path"_s, run.path},      {u"number"_s, run.number},
            {u"attempt"_s, run.attempt}, {u"title"_s, run.title},       {u"event"_s, run.event},    {u"status"_s, run.status},
            {u"conclusion"_s, run.conclusion.isEmpty() ? QJsonValue() : QJsonValue(run.conclusion)}, {u"branch"_s, run.branch},
            {u"commit"_s, run.commit}, {u"actor"_s, run.actor},         {u"triggering_actor"_s, run.attempter}, {u"created"_s, timeJson(run.created)},
            {u"updated"_s, timeJson(run.updated)}, {u"url"_s, run.url}};
}

void RemotePrinter::started(const RemoteStep &step, qint64 runId)
{
    if (m_json)
        printJson({{u"event"_s, u"started"_s}, {u"workflow"_s, step.workflow}, {u"ref"_s, step.ref}, {u"run_id"_s, runId}});
    else
        printLine(u"Started “%1” on %2: run %3"_s.arg(step.name, step.ref, QString::number(runId)));
}

void RemotePrinter::changed(const github::FollowedRun &seen)
{
    // The last steps come before the end that they made.
    if (!seen.run.isOver())
        printState(seen);
    for (const github::Job &job : seen.jobs) {
        for (const github::JobStep &step : job.steps)
            printStep(seen.run, job, step);
    }
    if (seen.run.isOver())
        printState(seen);
}

void RemotePrinter::printState(const github::FollowedRun &seen)
{
    const github::Run &run = seen.run;
    if (m_states.value(run.id) == stateOf(run))
        return;
    m_states.insert(run.id, stateOf(run));
    if (m_json) {
        printJson({{u"event"_s, u"run"_s}, {u"run"_s, runJson(run)}});
        return;
    }
    const QString attempt = run.attempt > 1 ? u", attempt %1"_s.arg(run.attempt) : QString();
    printLine(u"%1 #%2%3: %4"_s.arg(run.name, QString::number(run.number), attempt, stateOf(run)));
    for (const github::PendingDeployment &pending : seen.pending)
        printLine(u"  waits for the word of %1 on “%2”: %3"_s.arg(pending.reviewers.join(u", "_s), pending.environment, run.url));
}

void RemotePrinter::printStep(const github::Run &run, const github::Job &job, const github::JobStep &step)
{
    const QString key = u"%1/%2/%3"_s.arg(run.attempt).arg(job.id).arg(step.number);
    if (step.status != "completed"_L1 || m_printed.contains(key))
        return;
    m_printed << key;
    const qint64 took = milliseconds(step.started, step.completed);
    if (m_json) {
        printJson({{u"event"_s, u"step"_s}, {u"run_id"_s, run.id}, {u"job"_s, job.name}, {u"number"_s, step.number}, {u"name"_s, step.name},
                   {u"conclusion"_s, step.conclusion}, {u"ms"_s, took}});
    } else {
        printLine(u"  %1 %2  %3  %4"_s.arg(job.name, QString::number(step.number), step.name, step.conclusion == "success"_L1 ? durationText(took) : step.conclusion));
    }
}

void RemotePrinter::trouble(const Error &error) const
{
    const Error told = github::goesOn(error);
    if (m_json)
        printJson({{u"event"_s, u"trouble"_s}, {u"error"_s, errorJson(told)}});
    printErrorLine(u"layerdeck: %1%2"_s.arg(told.sentences(), told.advice == error.advice ? u" It is tried again."_s : QString()));
}

RemoteCallbacks RemotePrinter::callbacks(const RemotePlan &plan)
{
    RemoteCallbacks callbacks;
    callbacks.onStarted = [this, plan](int step, qint64 runId) { started(plan.steps.at(step), runId); };
    callbacks.onChange = [this](int, const github::FollowedRun &run) { changed(run); };
    callbacks.onTrouble = [this](const Error &error) { trouble(error); };
    return callbacks;
}

QCoro::Task<void> printFailedLogs(github::Client client, github::FollowedRun run, CancelToken cancel)
{
    for (const github::Job &job : run.jobs) {
        if (job.conclusion != "failure"_L1)
            continue;
        const Result<QByteArray> log = co_await client.jobLog(job.id, cancel);
        if (!log) {
            printErrorLine(u"layerdeck: "_s + log.error().sentences());
            continue;
        }
        const QList<ActionsLogLine> lines = actionsLog(*log);
        printErrorLine(u"The log of %1 ends:"_s.arg(job.name));
        for (const ActionsLogLine &line : lines.mid(std::max<qsizetype>(0, lines.size() - shownLogLines)))
            printErrorLine(u"  "_s + QString::fromUtf8(line.text));
    }
}

int printRemoteResult(const RemotePlan &plan, const RemoteResult &result, bool json)
{
    if (json) {
        QJsonArray steps;
        for (qsizetype i = 0; i < result.steps.size(); ++i)
            steps.append(stepResultJson(plan.steps.at(i), result.steps.at(i)));
        QJsonObject object{{u"event"_s, u"result"_s}, {u"outcome"_s, outcomeName(result)}, {u"duration_ms"_s, result.milliseconds}, {u"workflows"_s, steps}};
        if (result.error)
            object.insert(u"error"_s, errorJson(*result.error));
        printJson(object);
    }
    if (result.error)
        reportError(*result.error);
    return codeOf(result);
}

QCoro::Task<int> carryOutRemote(Options options, RemoteAccess access, RemotePlan plan, QString kind, bool wait, CancelToken cancel)
{
    const Result<RemotePace> pace = paceOf(options);
    if (!pace)
        co_return reportError(pace.error(), options.json);
    if (!options.json) {
        for (const RemoteStep &step : plan.steps)
            printLine(requestText(step));
    }
    std::optional<Journal> journal;
    qint64 id = 0;
    Result<Journal> opened = Journal::open({}, Settings().journalLimits());
    const Result<qint64> begun = opened ? opened->begin(journalRunOf(plan, kind, options.project.directory, access.place.repository, access.login))
                                        : Result<qint64>(failure(opened.error()));
    if (begun) {
        id = *begun;
        journal = *std::move(opened);
    } else {
        printErrorLine(u"layerdeck: "_s + begun.error().sentences());
    }
    RemotePrinter printer(options.json);
    std::optional<RowKeeper> row;
    if (journal)
        row.emplace(&*journal, id, plan);
    const RemoteCallbacks callbacks = row ? keeping(printer.callbacks(plan), &*row) : printer.callbacks(plan);
    const RemoteResult result = co_await runRemotePlan(access.client, plan, access.login, *pace, wait, callbacks, cancel);
    if (journal) {
        if (const Result<void> done = journal->finish(id, journalEndOf(plan, result)); !done)
            printErrorLine(u"layerdeck: "_s + done.error().sentences());
    }
    if (result.outcome == RemoteOutcome::Failed && !result.steps.isEmpty() && result.steps.last().run)
        co_await printFailedLogs(access.client, *result.steps.last().run, cancel);
    const int code = printRemoteResult(plan, result, options.json);
    if (code == ExitSuccess && !options.json && wait) {
        QStringList names;
        for (qsizetype i = 0; i < plan.steps.size(); ++i)
            names << namedRun(plan.steps.at(i).name, result.steps.at(i).run->run.number);
        printLine(u"%1 ended with success, %2. What was done, the logs tell."_s.arg(names.join(u" and "_s), durationText(result.milliseconds)));
    }
    if (code == ExitSuccess && !options.json && !wait)
        printLine(u"How it ends is not known yet: “layerdeck remote watch %1” follows it.%2"_s.arg(
            QString::number(result.steps.last().runId.value_or(0)), result.steps.last().url.isEmpty() ? QString() : u' ' + result.steps.last().url));
    co_return code;
}

} // namespace layerdeck
