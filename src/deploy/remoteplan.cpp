// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/remoteplan.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool failed(const QString &conclusion)
{
    return conclusion == "failure"_L1 || conclusion == "timed_out"_L1 || conclusion == "startup_failure"_L1 || conclusion == "action_required"_L1;
}

/// The text as JSON writes it, with its quotes.
QString jsonText(const QString &text)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact)).mid(1).chopped(1);
}

/// "“Prune the build cache” of clear"; empty where no step says so.
QString failedPlace(const github::FollowedRun &run)
{
    for (const github::Job &job : run.jobs) {
        const auto step = std::ranges::find_if(job.steps, [](const github::JobStep &s) { return failed(s.conclusion); });
        if (step != job.steps.end())
            return u"“%1” of %2"_s.arg(step->name, job.name);
        if (failed(job.conclusion))
            return job.name;
    }
    return {};
}

/// "“Deploy” was not started." for what stands behind `step`.
QString notStarted(const RemotePlan &plan, qsizetype step)
{
    QStringList names;
    for (const RemoteStep &later : plan.steps.mid(step + 1))
        names << u"“%1”"_s.arg(later.name);
    return names.isEmpty() ? QString() : names.join(u", "_s) + u" was not started."_s;
}

/// "The job “deploy” was skipped and did nothing."; empty where none was.
QString skippedJobs(const github::FollowedRun &run)
{
    QStringList names;
    for (const github::Job &job : run.jobs) {
        if (job.conclusion == "skipped"_L1)
            names << u"“%1”"_s.arg(job.name);
    }
    if (names.isEmpty())
        return {};
    return names.size() == 1 ? u"The job %1 was skipped and did nothing."_s.arg(names.first())
                             : u"The jobs %1 were skipped and did nothing."_s.arg(names.join(u", "_s));
}

QString joined(const QString &first, const QString &second)
{
    return first.isEmpty() || second.isEmpty() ? first + second : first + u' ' + second;
}

Error ambiguous(const github::StartedRun &started, const RemoteStep &step)
{
    Error error{ErrorCode::OperationFailed, u"“%1” was started, but which run it is cannot be told: %2 runs began at the same time."_s.arg(step.name, QString::number(started.candidates.size())),
                {}, u"Look at the recent runs, and follow the one that is yours."_s, {},
                u"Follow the one that is yours with “layerdeck remote watch RUN”."_s};
    for (const github::Run &run : started.candidates)
        error.detail += u"%1  #%2  %3  %4\n"_s.arg(run.id).arg(run.number).arg(run.actor, run.url);
    return error;
}

/// How a workflow that could not be started, or not be followed to its end, leaves the plan.
RemoteOutcome outcomeOf(const Error &error, bool begunBefore)
{
    // What an error does not say to be unchanged may have been done.
    if (error.unchanged.isEmpty())
        return RemoteOutcome::Open;
    if (error.isCancelled())
        return RemoteOutcome::Cancelled;
    return begunBefore ? RemoteOutcome::Failed : RemoteOutcome::Refused;
}

/// Where GitHub does not tell it, as long as it was followed.
void setLength(RemoteResult &result, const QElapsedTimer &followed)
{
    const qint64 length = lengthOf(result);
    result.milliseconds = length < 0 ? followed.elapsed() : length;
}

} // namespace

QString outcomeName(RemoteOutcome outcome)
{
    switch (outcome) {
    case RemoteOutcome::Succeeded: return u"success"_s;
    case RemoteOutcome::Failed: return u"failed"_s;
    case RemoteOutcome::Cancelled: return u"cancelled"_s;
    case RemoteOutcome::Refused: return u"refused"_s;
    case RemoteOutcome::Open: break;
    }
    return u"started"_s;
}

qint64 lengthOf(const RemoteResult &result)
{
    qint64 sum = 0;
    for (const RemoteStepResult &step : result.steps) {
        if (!step.run || !step.run->run.isOver())
            return -1;
        sum += step.run->run.milliseconds();
    }
    return result.steps.isEmpty() ? -1 : sum;
}

QString outcomeName(const RemoteResult &result)
{
    return result.isInDoubt() ? u"unknown"_s : outcomeName(result.outcome);
}

QString namedRun(const QString &name, int number)
{
    return number > 0 ? u"“%1” #%2"_s.arg(name, QString::number(number)) : u"“%1”"_s.arg(name);
}

Result<void> checkPlan(const RemotePlan &plan)
{
    for (qsizetype i = 1; i < plan.steps.size(); ++i) {
        const RemoteStep &step = plan.steps.at(i);
        if (step.workflow != plan.steps.at(i - 1).workflow)
            continue;
        return failure(Error{ErrorCode::InvalidInput, u"“%1” would be run twice: one workflow cannot be both what clears and what deploys."_s.arg(step.name),
                             u"Nothing was started."_s, u"Name two workflows; one that does both is started alone."_s, {}});
    }
    return {};
}

QString requestText(const RemoteStep &step)
{
    QString body = u"{ \"ref\": %1"_s.arg(jsonText(step.ref));
    if (!step.inputs.isEmpty()) {
        QStringList inputs;
        for (auto it = step.inputs.cbegin(); it != step.inputs.cend(); ++it)
            inputs << u"%1: %2"_s.arg(jsonText(it.key()), jsonText(it.value()));
        body += u", \"inputs\": { %1 }"_s.arg(inputs.join(u", "_s));
    }
    return u"POST %1 %2 }"_s.arg(step.workflow, body);
}

RemoteOutcome outcomeOf(const github::FollowedRun &run)
{
    if (run.run.succeeded())
        return RemoteOutcome::Succeeded;
    return run.run.conclusion == "cancelled"_L1 ? RemoteOutcome::Cancelled : RemoteOutcome::Failed;
}

std::optional<Error> failureOf(const github::FollowedRun &run)
{
    if (run.run.succeeded())
        return std::nullopt;
    const QString name = namedRun(run.run.name, run.run.number);
    const QString look = run.run.url.isEmpty() ? QString() : u"Look at %1"_s.arg(run.run.url);
    const QString place = failedPlace(run);
    if (run.run.conclusion == "cancelled"_L1)
        return Error{ErrorCode::OperationFailed, u"%1 was cancelled on GitHub."_s.arg(name), skippedJobs(run), look, {}};
    if (!run.rejected.isEmpty())
        return Error{ErrorCode::OperationFailed, u"%1 was rejected for %2: what waited for the approval did not run."_s.arg(name, run.rejected.join(u", "_s)), {}, look, {}};
    if (!place.isEmpty())
        return Error{ErrorCode::OperationFailed, u"%1 failed in %2."_s.arg(name, place), skippedJobs(run), look, {}};
    return Error{ErrorCode::OperationFailed, u"%1 ended as “%2”."_s.arg(name, run.run.conclusion), {}, look, {}};
}

QCoro::Task<RemoteResult> runRemotePlan(github::Client client, RemotePlan plan, QString login, RemotePace pace, bool wait, RemoteCallbacks callbacks,
                                        CancelToken cancel)
{
    RemoteResult result;
    QElapsedTimer clock;
    clock.start();
    const auto end = [&](RemoteOutcome outcome, Error error, qsizetype step) {
        result.outcome = outcome;
        // That it succeeded is all that is known of it: what it has done, its log tells.
        if (step > 0)
            error.message += u" Before it, %1 ended with success."_s.arg(namedRun(plan.steps.at(step - 1).name, result.steps.at(step - 1).run->run.number));
        error.unchanged = joined(error.unchanged, notStarted(plan, step));
        result.error = error;
        setLength(result, clock);
    };
    for (qsizetype i = 0; i < plan.steps.size(); ++i) {
        const RemoteStep step = plan.steps.at(i);
        if (cancel.isCancelled()) {
            end(RemoteOutcome::Cancelled, {ErrorCode::Cancelled, u"Cancelled."_s, {}, {}, {}}, i);
            result.error->unchanged = notStarted(plan, i - 1);
            co_return result;
        }
        QElapsedTimer stepClock;
        stepClock.start();
        const github::SendingCallback sending = [&callbacks, &result, i](const QDateTime &time) {
            result.sent = i + 1;
            if (callbacks.onSending)
                callbacks.onSending(static_cast<int>(i), time);
        };
        bool isAccepted = false;
        const auto accepted = [&isAccepted] { isAccepted = true; };
        const Result<github::StartedRun> started =
            co_await github::startWorkflow(client, step.workflow, step.ref, step.inputs, login, pace.search, cancel, sending, accepted);
        if (!started) {
            if (isAccepted)
                result.steps << RemoteStepResult();
            Error error = started.error();
            // Which of them it was is told by its name.
            if (!error.unchanged.isEmpty())
                error.unchanged = u"“%1” was not started."_s.arg(step.name);
            end(outcomeOf(error, i > 0), error, i);
            co_return result;
        }
        RemoteStepResult done;
        done.runId = started->runId;
        done.url = started->url;
        result.steps << done;
        if (!started->runId) {
            end(RemoteOutcome::Open, ambiguous(*started, step), i);
            co_return result;
        }
        if (callbacks.onStarted)
            callbacks.onStarted(static_cast<int>(i), *started->runId);
        if (!wait && i + 1 == plan.steps.size()) {
            result.outcome = RemoteOutcome::Open;
            break;
        }
        github::FollowCallbacks follow;
        follow.onTrouble = callbacks.onTrouble;
        follow.onReached = callbacks.onReached;
        follow.onChange = [&result, &callbacks, i](const github::FollowedRun &run) {
            result.steps.last().run = run;
            if (callbacks.onChange)
                callbacks.onChange(static_cast<int>(i), run);
        };
        const Result<github::FollowedRun> followed = co_await github::followRun(client, *started->runId, pace.follow, follow, cancel);
        result.steps.last().milliseconds = stepClock.elapsed();
        if (!followed) {
            Error error = followed.error();
            if (error.isCancelled())
                error.message = u"No longer followed: “%1” (run %2) goes on on GitHub."_s.arg(step.name, QString::number(*started->runId));
            end(RemoteOutcome::Open, error, i);
            co_return result;
        }
        if (const std::optional<Error> error = failureOf(*followed)) {
            end(outcomeOf(*followed), *error, i);
            co_return result;
        }
    }
    setLength(result, clock);
    co_return result;
}

} // namespace layerdeck
