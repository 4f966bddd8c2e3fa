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
/// How the row ends, now that its run was seen to have ended. Of a later attempt, that its own end is not known. `before`: what is known of the
/// runs that came before it in the row.
JournalEnd journalEndOf(const JournalRun &row, const github::FollowedRun &seen, const QList<RemoteStepResult> &before = {});

} // namespace layerdeck
