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
    return conclusion == "cancelled"_L1 || conclusion.isEmpty() ? u"cancelled"_s : u"failed"_s;
}

qint64 lengthOf(const github::Job &job)
{
    return job.started.isValid() && job.completed.isValid() ? std::max<qint64>(0, job.started.msecsTo(job.completed)) : 0;
}

} // namespace

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
    run.started = QDateTime::currentDateTimeUtc();
    return run;
}

JournalEnd journalEndOf(const RemotePlan &plan, const RemoteResult &result, bool waited)
{
    JournalEnd end;
    const bool isOpen = !waited && result.outcome == RunOutcome::Succeeded;
    end.durationMs = isOpen ? -1 : result.milliseconds;
    end.outcome = isOpen ? u"dispatched"_s : outcomeName(result.outcome);
    if (result.error)
        end.error = result.error->message;
    int place = 0;
    for (qsizetype i = 0; i < result.steps.size(); ++i) {
        const RemoteStepResult &step = result.steps.at(i);
        const QString number = step.run ? u"#%1"_s.arg(step.run->run.number) : step.runId ? u"run %1"_s.arg(*step.runId) : QString();
        const QString state = isOpen && !step.run ? u"dispatched"_s : stateOf(step.run ? step.run->run.conclusion : QString());
        end.steps << JournalStep{JournalStep::Kind::Phase, {}, ++place, u"%1 %2"_s.arg(plan.steps.at(i).name, number).trimmed(), state, step.milliseconds, {}};
        if (!step.run)
            continue;
        for (const github::Job &job : step.run->jobs) {
            end.steps << JournalStep{JournalStep::Kind::Phase, {}, ++place, u"%1: %2"_s.arg(plan.steps.at(i).name, job.name), stateOf(job.conclusion),
                                     lengthOf(job), {}};
        }
    }
    return end;
}

} // namespace layerdeck
