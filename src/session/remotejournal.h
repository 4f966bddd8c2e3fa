// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/remoteplan.h"
#include "github/repository.h"
#include "store/journal.h"

namespace layerdeck {

/// The kinds of a run on GitHub in the journal. They count as no scenario: what GitHub's machines have cached says nothing of this engine.
constexpr auto remoteDispatchKind = QLatin1String("remote-dispatch");
constexpr auto remoteRedeployKind = QLatin1String("remote-redeploy");
constexpr auto remoteRerunKind = QLatin1String("remote-rerun");

/// What is known of the workflows of a plan of which `steps` were begun and `sent` were sent.
QList<JournalWorkflow> journalWorkflowsOf(const RemotePlan &plan, const QList<RemoteStepResult> &steps, qsizetype sent);

/// The row of a run on GitHub that begins now. The repository stands in the engine's place. `login`: as whom, empty where that is not known.
JournalRun journalRunOf(const RemotePlan &plan, const QString &kind, const QString &directory, const github::Repository &repository,
                        const QString &login);

/// What the journal keeps of it: each workflow with its run, and that as a phase, followed by its jobs.
JournalEnd journalEndOf(const RemotePlan &plan, const RemoteResult &result);

/// The run whose end would complete the row: the last one that was sent. 0 where the row has its end, or where the run is not known.
qint64 openRunOf(const JournalRun &row);
/// The workflow of the row that was sent last, where it is `file` and its run is not known; else nothing.
JournalWorkflow *sentWithoutRun(JournalRun &row, const QString &file);
/// How the row ends, now that its run was seen to have ended. Of a later attempt, that its own end is not known. Of the runs that came before it in
/// the row it tells nothing, see withKnown().
JournalEnd journalEndOf(const JournalRun &row, const github::FollowedRun &seen);

/// `steps` of a row, of each of its workflows those that are its own: that of the workflow itself and those of its jobs.
QList<QList<JournalStep>> stepsByWorkflow(const QList<JournalWorkflow> &workflows, const QList<JournalStep> &steps);
/// Who saw the last of a row's runs end need not have seen those before it: `end`, and of the workflows of which it tells nothing what `known`, the
/// steps of the row so far, tells of them. How long all of them took is then known too.
JournalEnd withKnown(JournalEnd end, const QList<JournalStep> &known);

} // namespace layerdeck
