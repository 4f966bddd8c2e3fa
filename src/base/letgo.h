// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThreadPool>

#include <memory>
#include <utility>

namespace layerdeck {

/// Destroys a value whose many parts take a while to go in a thread beside this one. `value` is empty afterwards.
template <typename T>
void letGo(T &value)
{
    auto old = std::make_shared<T>(std::exchange(value, T()));
    QThreadPool::globalInstance()->start([old = std::move(old)]() mutable { old.reset(); });
}

} // namespace layerdeck
