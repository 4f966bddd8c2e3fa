// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"

#include <QFutureWatcher>
#include <QScopedPointer>
#include <QThreadPool>
#include <QtConcurrent>

#include <qcoro/qcorosignal.h>

#include <functional>
#include <memory>
#include <utility>

namespace layerdeck {

/// Takes a value to be destroyed in a thread: ten thousand rows of texts take milliseconds to go.
template <typename T>
void letGo(T value)
{
    QThreadPool::globalInstance()->start([held = std::move(value)] { Q_UNUSED(held) });
}

/// The value that `make` gives in a thread of the pool. `make` touches nothing but what it holds. It runs to its end also
/// where it is cancelled; the value goes then without being seen.
template <typename T>
QCoro::Task<Result<T>> inBackground(std::function<T()> make, CancelToken cancel)
{
    // A watcher answers through the event loop also where the work has ended by now: whoever started it is never called
    // back before it goes on.
    std::unique_ptr<QFutureWatcher<T>, QScopedPointerDeleteLater> watcher(new QFutureWatcher<T>);
    watcher->setFuture(QtConcurrent::run(std::move(make)));
    co_await qCoro(watcher.get(), &QFutureWatcherBase::finished);
    T value = watcher->future().takeResult();
    watcher.reset();
    if (cancel.isCancelled()) {
        letGo(std::move(value));
        co_return cancelled();
    }
    co_return value;
}

/// Has `make` work in a thread, and gives `done` its value in this one, unless `lane` has newer work by then.
template <typename T>
void workOut(JobLane &lane, std::function<T()> make, std::function<void(const T &)> done)
{
    lane.start<T>([make = std::move(make)](CancelToken cancel) { return inBackground<T>(make, cancel); },
                  [done = std::move(done)](const Result<T> &value) { done(*value); });
}

} // namespace layerdeck
