// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace layerdeck {

/// Calls back, from the event loop, when the person presses Ctrl+C, the process is asked to end, or its terminal is gone
/// (SIGINT, SIGTERM, SIGHUP); not for those that are ignored when it begins. One at a time; gives the signals their meaning
/// back when it goes.
class InterruptWatcher
{
public:
    explicit InterruptWatcher(std::function<void()> callback);
    ~InterruptWatcher();
    InterruptWatcher(const InterruptWatcher &) = delete;
    InterruptWatcher &operator=(const InterruptWatcher &) = delete;

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace layerdeck
