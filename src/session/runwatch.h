// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/runlock.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <memory>

namespace layerdeck {

/// The right to run on the project that is open, and who else has it. Belongs to the thread of its session.
class RunWatch : public QObject
{
    Q_OBJECT
public:
    explicit RunWatch(QObject *parent = nullptr);
    /// What was taken is given back, whoever still has it.
    ~RunWatch() override;

    /// What is watched from now on; nothing while engine or project is not known.
    void watch(const std::optional<RunLock> &lock);
    /// For a run of this session; for one more while the one before is still being written down. Errors as RunLock::take().
    Result<std::shared_ptr<HeldRun>> take(const RunHolder &holder);
    /// Where that one may tell of itself; empty where nothing is watched.
    QString storyPath() const { return m_lock ? m_lock->storyPath() : QString(); }
    /// Has other() asked to stop its run; errors as RunLock::askToStop().
    Result<void> askToStop() const;
    /// Who else runs now.
    const std::optional<RunHolder> &other() const { return m_other; }

signals:
    /// Somebody else began or says something new.
    void otherChanged();
    /// Whom other() named has ended, in whatever way.
    void otherEnded(const layerdeck::RunHolder &holder);

private:
    void check();

    std::optional<RunLock> m_lock;
    std::weak_ptr<HeldRun> m_held;
    std::optional<RunHolder> m_other;
    QFileSystemWatcher m_watcher;
    QTimer m_timer; ///< only while somebody else runs: a process that was killed changes no file
};

} // namespace layerdeck
