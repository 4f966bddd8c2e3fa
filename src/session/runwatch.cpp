// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/runwatch.h"

namespace layerdeck {

namespace {

constexpr auto askInterval = std::chrono::seconds(1);

} // namespace

RunWatch::RunWatch(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(askInterval);
    connect(&m_timer, &QTimer::timeout, this, &RunWatch::check);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &RunWatch::check);
}

RunWatch::~RunWatch()
{
    if (const std::shared_ptr<HeldRun> held = m_held.lock())
        held->release();
}

void RunWatch::watch(const std::optional<RunLock> &lock)
{
    if (lock == m_lock)
        return;
    if (m_lock)
        m_watcher.removePath(m_lock->path());
    m_lock = lock;
    m_timer.stop();
    const bool known = m_other.has_value();
    m_other.reset();
    // Where there can be no lock, that is said when a run begins.
    if (m_lock && m_lock->make())
        m_watcher.addPath(m_lock->path());
    if (known)
        emit otherChanged();
    check();
}

Result<std::shared_ptr<HeldRun>> RunWatch::take(const RunHolder &holder)
{
    if (!m_lock)
        return failure(ErrorCode::Unreachable, QStringLiteral("The engine does not answer."));
    if (std::shared_ptr<HeldRun> held = m_held.lock(); held && held->path() == m_lock->path()) {
        held->setHolder(holder);
        return held;
    }
    Result<HeldRun> taken = m_lock->take(holder);
    if (!taken) {
        check();
        return failure(taken.error());
    }
    auto held = std::make_shared<HeldRun>(*std::move(taken));
    m_held = held;
    return held;
}

Result<void> RunWatch::askToStop() const
{
    // Where nobody is known to run, the lock says that.
    return m_lock.value_or(RunLock({}, {})).askToStop(m_other.value_or(RunHolder()));
}

void RunWatch::check()
{
    const std::shared_ptr<HeldRun> held = m_held.lock();
    const bool ours = held && m_lock && held->path() == m_lock->path();
    const std::optional<RunHolder> now = m_lock && !ours ? m_lock->holder() : std::nullopt;
    now ? m_timer.start() : m_timer.stop();
    if (now == m_other)
        return;
    const std::optional<RunHolder> before = std::exchange(m_other, now);
    if (now)
        emit otherChanged();
    else if (!ours)
        emit otherEnded(*before);
}

} // namespace layerdeck
