// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/remotejournal.h"

#include "session/runjournal.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString stateOf(const QString &conclusion)
{
    if (conclusion == "success"_L1 || conclusion == "skipped"_L1 || conclusion == "neutral"_L1)
        return u"success"_s;
    if (conclusion.isEmpty())
        return u"dispatched"_s;
    return conclusion == "cancelled"_L1 ? u"cancelled"_s : u"failed"_s;
}

qint64 lengthOf(const github::Job &job)
{
    return job.started.isValid() && job.completed.isValid() ? std::max<qint64>(0, job.started.msecsTo(job.completed)) : 0;
}

/// Of what was taken up in the middle, GitHub's times are all that is known.
qint64 lengthOf(const RemoteStepResult &step)
{
    return step.milliseconds > 0 || !step.run ? step.milliseconds : step.run->run.milliseconds();
}

} // namespace

QList<JournalWorkflow> journalWorkflowsOf(const RemotePlan &plan, const QList<RemoteStepResult> &steps, qsizetype sent)
{
    QList<JournalWorkflow> workflows;
    for (qsizetype i = 0; i < plan.steps.size(); ++i) {
        const RemoteStep &planned = plan.steps.at(i);
        JournalWorkflow workflow{planned.workflow, planned.name};
        if (i < steps.size()) {
            const RemoteStepResult &step = steps.at(i);
            workflow.runId = step.runId.value_or(0);
            workflow.url = step.run ? step.run->run.url : step.url;
            workflow.number = step.run ? step.run->run.number : 0;
        } else if (i >= sent) {
            workflow.number = -1;
        }
        workflows << workflow;
    }
    return workflows;
}

JournalRun journalRunOf(const RemotePlan &plan, const QString &kind, const QString &directory, const github::Repository &repository)
{
    JournalRun run;
    run.directory = journalDirectory(directory);
    run.project = repository.fullName();
    run.context = repository.host + u'/' + repository.fullName();
    run.engineId = run.context;
    run.kind = kind;
    for (const RemoteStep &step : plan.steps)
        run.services << step.workflow;
    run.workflows = journalWorkflowsOf(plan, {}, 0);
    run.started = QDateTime::currentDateTimeUtc();
    return run;
}

JournalEnd journalEndOf(const RemotePlan &plan, const RemoteResult &result)
{
    JournalEnd end;
    const bool hasLength = result.outcome != RemoteOutcome::Open && result.outcome != RemoteOutcome::Refused;
    end.durationMs = hasLength ? result.milliseconds : -1;
    end.outcome = result.outcome == RemoteOutcome::Open ? u"dispatched"_s : outcomeName(result.outcome);
    if (result.error)
        end.error = result.error->message;
    // What GitHub has refused was not begun.
    end.workflows = journalWorkflowsOf(plan, result.steps, result.outcome == RemoteOutcome::Refused ? result.steps.size() : result.sent);
    int place = 0;
    for (qsizetype i = 0; i < std::min(plan.steps.size(), result.steps.size()); ++i) {
        const RemoteStepResult &step = result.steps.at(i);
        end.steps << JournalStep{JournalStep::Kind::Phase, {}, ++place, end.workflows.at(i).title(), stateOf(step.run ? step.run->run.conclusion : QString()),
                                 lengthOf(step), {}};
        for (const github::Job &job : step.run ? step.run->jobs : QList<github::Job>()) {
            end.steps << JournalStep{JournalStep::Kind::Phase, {}, ++place, u"%1: %2"_s.arg(plan.steps.at(i).name, job.name), stateOf(job.conclusion),
                                     lengthOf(job), {}};
        }
    }
    return end;
}

} // namespace layerdeck
