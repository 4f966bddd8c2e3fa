// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"
#include "cli/turn.h"
#include "deploy/run.h"
#include "deploy/toolchain.h"

namespace layerdeck {

// What the subcommands that build or switch have in common.

/// The project, its engine, and the docker programs, all checked.
struct Prepared
{
    OpenedProject opened;
    Toolchain toolchain;
};
QCoro::Task<Result<Prepared>> prepare(Options options, CancelToken cancel);

/// --pull, --stage, --bypass, --roll-back and --wait-timeout. InvalidInput for what is no number.
Result<DeployOptions> deployOptionsOf(const Options &options, bool force);

/// Runs the plan, prints it as it goes and its result, remembers what was deployed. Returns the exit code. `turn` is taken, and
/// outlives the task.
QCoro::Task<int> carryOut(Options options, LoadedProject project, Plan plan, EngineClient engine, Turn *turn, CancelToken cancel);

/// Nothing was begun: said as a run that ended is. Returns the exit code.
int refuseRun(const Error &error, bool json);

} // namespace layerdeck
