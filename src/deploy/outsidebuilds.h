// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "build/history.h"
#include "deploy/project.h"
#include "deploy/toolchain.h"
#include "store/journal.h"

#include <qcoro/qcorotask.h>

namespace layerdeck {

/// What a look at the builder's records found that the journal does not have.
struct OutsideBuilds
{
    QSet<QString> refs;  ///< all that the builder has on record
    QSet<QString> fresh; ///< of these, those that were looked at now
    QList<OutsideRun> runs;
    bool isEmpty() const { return fresh.isEmpty(); }
};

/// A build of a service of the project, with its progress.
struct OutsideBuild
{
    ListedBuild listed;
    BuildRecord record;
    QList<SolveStatus> progress;
};

/// Builds that went on at the same time for different services are one run: one command made them, as far as can be told.
/// `run.directory`, context and engine are left to the caller.
QList<OutsideRun> outsideRuns(QList<OutsideBuild> builds, const ComposeProject &project);

/// Of the builds that are over and that `known` does not explain, those that Compose made for services of this project in this
/// folder. Nothing where buildx keeps no records (before 0.20). The newest fifty at a time; the rest at the next look.
QCoro::Task<Result<OutsideBuilds>> readOutsideBuilds(LoadedProject project, Toolchain toolchain, KnownBuilds known, CancelToken cancel);

} // namespace layerdeck
