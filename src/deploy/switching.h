// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/run.h"

namespace layerdeck {

/// Runs Compose's `command`, which stops and starts the containers of `plan`, and waits until they stay up; what ends with 0 has done what it
/// is for. Beside it the engine's events are heard: they tell how long a service was away, and what ended as soon as it was started. Tells
/// `result` what was switched, the seconds without service and the containers after it. Where the containers are as `action` knows them
/// settled, Compose is not asked: nothing is switched.
QCoro::Task<Result<void>> switchContainers(Plan plan, SwitchContainers action, EngineClient engine, std::function<void(const RunEvent &)> observe,
                                           RunResult *result, CancelToken cancel);

} // namespace layerdeck
