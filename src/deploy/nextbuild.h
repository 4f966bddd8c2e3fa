// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/run.h"

namespace layerdeck {

/// After a clear with ClearRequest::bypass: the services whose sources survive build without asking them next time, whoever begins
/// that build with Layerdeck. After a build that succeeded so: they ask again. Nothing for any other run.
QCoro::Task<Result<void>> rememberForNextBuild(LoadedProject project, EngineClient engine, Plan plan, RunResult result, CancelToken cancel);

} // namespace layerdeck
