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

/// The row of a run on GitHub that begins now. The repository stands in the engine's place.
JournalRun journalRunOf(const RemotePlan &plan, const QString &kind, const QString &directory, const github::Repository &repository);

/// What the journal keeps of it: each workflow with its run, and that as a phase, followed by its jobs.
JournalEnd journalEndOf(const RemotePlan &plan, const RemoteResult &result);

} // namespace layerdeck
