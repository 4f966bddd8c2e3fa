// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"

#include <qcoro/qcorotask.h>

#include <chrono>

namespace layerdeck {

/// Lets time pass. False where it was cancelled meanwhile. The time that a machine sleeps does not count.
QCoro::Task<bool> pause(std::chrono::milliseconds time, CancelToken cancel);

} // namespace layerdeck
