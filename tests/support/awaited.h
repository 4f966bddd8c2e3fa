// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QTest>

#include <qcoro/qcorotask.h>

#include <memory>
#include <optional>

namespace layerdeck::support {

/// The result of a task, once the event loop has brought it; TimedOut after a minute.
template <typename T>
Result<T> awaited(QCoro::Task<Result<T>> task)
{
    auto held = std::make_shared<std::optional<Result<T>>>();
    const auto drive = [](QCoro::Task<Result<T>> work, std::shared_ptr<std::optional<Result<T>>> into) -> QCoro::Task<> {
        Result<T> result = co_await std::move(work);
        into->emplace(std::move(result));
    };
    drive(std::move(task), held);
    (void) QTest::qWaitFor([held] { return held->has_value(); }, 60'000);
    return held->value_or(failure(ErrorCode::TimedOut, QStringLiteral("The test had no answer in a minute.")));
}

} // namespace layerdeck::support
