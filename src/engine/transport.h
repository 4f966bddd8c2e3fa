// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "engine/endpoint.h"

#include <QIODevice>

#include <qcoro/qcorotask.h>

#include <chrono>
#include <memory>

namespace layerdeck {

/// A connected byte stream to an engine. Reports its end through QIODevice::readChannelFinished.
using Connection = std::shared_ptr<QIODevice>;

/// Opens a connection to `endpoint`. Errors: Unreachable, PermissionDenied, TimedOut, Cancelled, each with what a
/// person can do about it.
QCoro::Task<Result<Connection>> connectTo(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel);

} // namespace layerdeck
