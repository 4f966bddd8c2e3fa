// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "engine/transport.h"

#include <QByteArray>
#include <QMap>

#include <qcoro/qcorotask.h>

#include <chrono>
#include <memory>

namespace layerdeck {

/// A call of gRPC with one message each way. Messages are protocol buffers, ready made.
struct GrpcCall
{
    QByteArray method; ///< "/moby.buildkit.v1.Control/Solve"
    QByteArray message;
    QMap<QByteArray, QByteArray> metadata = {}; ///< names in lower case
};

/// Calls an engine's builder over one connection, which the engine turns into HTTP/2 for it ("POST /grpc", as buildx does). Calls may be
/// under way side by side. Belongs to one thread; must outlive its calls.
class GrpcChannel
{
public:
    explicit GrpcChannel(Connection connection);
    /// Ends the connection: what is still under way ends with Cancelled.
    ~GrpcChannel();
    GrpcChannel(const GrpcChannel &) = delete;
    GrpcChannel &operator=(const GrpcChannel &) = delete;

    /// To be awaited before the first call. Errors: Protocol where the engine has no such builder, Unreachable, TimedOut, Cancelled.
    QCoro::Task<Result<void>> open(std::chrono::milliseconds timeout, CancelToken cancel);
    /// The answer's message. Errors: OperationFailed with the builder's own sentence, Unreachable, Protocol, TimedOut, Cancelled.
    QCoro::Task<Result<QByteArray>> call(GrpcCall call, std::chrono::milliseconds timeout, CancelToken cancel);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace layerdeck
