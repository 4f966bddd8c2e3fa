// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pause.h"

#include "base/completion.h"

#include <QTimer>

namespace layerdeck {

QCoro::Task<bool> pause(std::chrono::milliseconds time, CancelToken cancel)
{
    if (cancel.isCancelled())
        co_return false;
    Completion<bool> over;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [over] { over.complete(true); });
    const CancelToken::Registration registration = cancel.onCancel([over] { over.complete(false); });
    timer.start(time);
    co_return co_await over;
}

} // namespace layerdeck
