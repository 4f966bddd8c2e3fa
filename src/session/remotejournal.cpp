// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/remotejournal.h"

#include "session/runjournal.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString stateOf(const QString &conclusion)
{
    if (conclusion == "success"_L1 || conclusion == "neutral"_L1)
        return u"success"_s;
    if (conclusion == "skipped"_L1)
        return conclusion;
    if (conclusion.isEmpty())
        return u"dispatched"_s;
    return conclusion == "cancelled"_L1 ? u"cancelled"_s : u"failed"_s;
}

qint64 lengthOf(const github::Job &job)
{
    return job.started.isValid() && job.completed.isValid() ? std::max<qint64>(0, job.started.msecsTo(job.completed)) : 0;
}

/// On GitHub, and how it ended does not stand there.
bool lacksEnd(const JournalRun &row)
{
    return row.isRemote() && (row.isDispatched() || row.outcome == "unknown"_L1 || row.outcome == "cut-off"_L1);
}

/// What the journal keeps of an end whose workflows are known.
JournalEnd endOf(const RemoteResult &result, const QList<JournalWorkflow> &workflows)
{
    JournalEnd end;
    const bool hasLength = result.outcome != RemoteOutcome::Open && result.outcome != RemoteOutcome::Refused;
    end.durationMs = hasLength ? lengthOf(result) : -1;
    end.outcome = result.outcome == RemoteOutcome::Open ? (result.isInDoubt() ? u"unknown"_s : u"dispatched"_s) : outcomeName(result.outcome);
    if (result.error)
        end.error = result.error->message;
    end.workflows = workflows;
    // A redeploy is of the commit that its deploy ran on, which comes last.
    if (const auto ran = std::find_if(result.steps.crbegin(), result.steps.crend(), [](const RemoteStepResult &step) { return step.run.has_value(); });
        ran != result.steps.crend())
        end.commit = ran->run->run.commit;
    int place = 0;
    for (qsizetype i = 0; i < std::min(workflows.size(), result.steps.size()); ++i) {
        const RemoteStepResult &step = result.steps.at(i);
        end.steps << JournalStep{JournalStep::Kind::Phase, {}, ++place, workflows.at(i).title(), stateOf(step.run ? step.run->run.conclusion : QString()),
                                 step.run ? step.run->run.milliseconds() : 0, {}};
        for (const github::Job &job : step.run ? step.run->jobs : QList<github::Job>()) {
            end.steps << JournalStep{JournalStep::Kind::Phase, {}, ++place, u"%1: %2"_s.arg(workflows.at(i).name, job.name), stateOf(job.conclusion),
                                     lengthOf(job), {}};
        }
    }
    return end;
}

} // namespace

QList<JournalWorkflow> journalWorkflowsOf(const RemotePlan &plan, const QList<RemoteStepResult> &steps, qsizetype sent)
{
    QList<JournalWorkflow> workflows;
    for (qsizetype i = 0; i < plan.steps.size(); ++i) {
        const RemoteStep &planned = plan.steps.at(i);
        JournalWorkflow workflow{planned.workflow, planned.name};
        workflow.ref = planned.ref;
        workflow.inputs = planned.inputs;
        if (i < steps.size()) {
            const RemoteStepResult &step = steps.at(i);
            workflow.runId = step.runId.value_or(0);
            workflow.url = step.run ? step.run->run.url : step.url;
            workflow.number = step.run ? step.run->run.number : 0;
            workflow.attempt = step.run ? step.run->run.attempt : 1;
        } else if (i >= sent) {
            workflow.number = -1;
        }
        workflows << workflow;
    }
    return workflows;
}

JournalRun journalRunOf(const RemotePlan &plan, const QString &kind, const QString &directory, const github::Repository &repository,
                        const QString &login)
{
    JournalRun run;
    run.directory = journalDirectory(directory);
    run.project = repository.fullName();
    run.context = repository.host + u'/' + repository.fullName();
    run.engineId = run.context;
    run.kind = kind;
    run.login = login;
    for (const RemoteStep &step : plan.steps)
        run.services << step.workflow;
    run.workflows = journalWorkflowsOf(plan, {}, 0);
    run.started = QDateTime::currentDateTimeUtc();
    return run;
}

JournalEnd journalEndOf(const RemotePlan &plan, const RemoteResult &result)
{
    // What GitHub has refused was not begun.
    return endOf(result, journalWorkflowsOf(plan, result.steps, result.outcome == RemoteOutcome::Refused ? result.steps.size() : result.sent));
}

qint64 openRunOf(const JournalRun &row)
{
    if (!lacksEnd(row))
        return 0;
    const auto sent = std::find_if(row.workflows.crbegin(), row.workflows.crend(), [](const JournalWorkflow &one) { return !one.wasNotSent(); });
    return sent == row.workflows.crend() ? 0 : sent->runId;
}

JournalWorkflow *sentWithoutRun(JournalRun &row, const QString &file)
{
    if (!lacksEnd(row))
        return nullptr;
    const auto sent = std::find_if(row.workflows.rbegin(), row.workflows.rend(), [](const JournalWorkflow &one) { return !one.wasNotSent(); });
    return sent != row.workflows.rend() && sent->file == file && sent->runId == 0 ? &*sent : nullptr;
}

JournalEnd journalEndOf(const JournalRun &row, const github::FollowedRun &seen)
{
    QList<JournalWorkflow> workflows = row.workflows;
    const auto own = std::ranges::find(workflows, seen.run.id, &JournalWorkflow::runId);
    RemoteResult result;
    for (auto earlier = workflows.cbegin(); earlier != own; ++earlier)
        result.steps << RemoteStepResult{earlier->runId};
    result.steps << RemoteStepResult{seen.run.id, seen};
    result.outcome = RemoteOutcome::Open;
    // Of older rows the attempt is not known; what was dispatched is the first.
    const bool isFirst = own != workflows.end() && own->attempt == 0 && row.kind != remoteRerunKind && seen.run.attempt == 1;
    if (isFirst || (own != workflows.end() && seen.run.attempt == own->attempt)) {
        own->number = seen.run.number;
        own->url = seen.run.url;
        result.outcome = outcomeOf(seen);
        result.error = failureOf(seen);
        if (const auto next = own + 1; next != workflows.end() && result.outcome == RemoteOutcome::Succeeded) {
            result.outcome = RemoteOutcome::Cancelled;
            result.error = Error{ErrorCode::Cancelled, u"“%1” was not started: what would have started it ended before."_s.arg(next->name), {}, {}, {}};
        }
    }
    return endOf(result, workflows);
}

QList<QList<JournalStep>> stepsByWorkflow(const QList<JournalWorkflow> &workflows, const QList<JournalStep> &steps)
{
    QList<QList<JournalStep>> each(workflows.size());
    qsizetype at = -1;
    for (const JournalStep &step : steps) {
        for (qsizetype i = at + 1; i < workflows.size(); ++i) {
            // Before its run was found its number was not known.
            if (step.name != workflows.at(i).title() && step.name != workflows.at(i).name)
                continue;
            at = i;
            break;
        }
        if (at >= 0)
            each[at] << step;
    }
    return each;
}

JournalEnd withKnown(JournalEnd end, const QList<JournalStep> &known)
{
    const auto tells = [](const QList<JournalStep> &steps) { return !steps.isEmpty() && (steps.size() > 1 || steps.first().state != "dispatched"_L1); };
    const QList<QList<JournalStep>> old = stepsByWorkflow(end.workflows, known);
    QList<QList<JournalStep>> each = stepsByWorkflow(end.workflows, end.steps);
    for (qsizetype i = 0; i < each.size(); ++i) {
        // Of the same end with the jobs more is known than without them.
        const bool isShorter = each.at(i).size() == 1 && old.at(i).size() > 1 && each.at(i).first().state == old.at(i).first().state;
        if ((!tells(each.at(i)) && !old.at(i).isEmpty()) || isShorter)
            each[i] = old.at(i);
    }
    end.steps.clear();
    for (const QList<JournalStep> &steps : std::as_const(each))
        end.steps << steps;
    for (qsizetype i = 0; i < end.steps.size(); ++i)
        end.steps[i].index = int(i) + 1;
    const bool isOver = end.outcome == "success"_L1 || end.outcome == "failed"_L1 || end.outcome == "cancelled"_L1;
    if (end.durationMs >= 0 || !isOver)
        return end;
    qint64 sum = 0;
    for (qsizetype i = 0; i < each.size(); ++i) {
        if (end.workflows.at(i).wasNotSent())
            continue;
        if (each.at(i).isEmpty() || each.at(i).first().state == "dispatched"_L1)
            return end;
        sum += each.at(i).first().milliseconds;
    }
    end.durationMs = sum;
    return end;
}

} // namespace layerdeck
