// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/outsidebuilds.h"
#include "deploy/run.h"
#include "store/journal.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace layerdeck {

/// How the journal names a project: its folder, links resolved.
QString journalDirectory(const QString &directory);

/// The row of a run that begins now. `engineId`: as the engine calls itself, empty where it is not known.
JournalRun journalRunOf(const Plan &plan, const LoadedProject &project, const QString &engineId);

/// Writes what readOutsideBuilds() found of a project on an engine.
Result<void> writeOutside(Journal &journal, const QString &directory, const QString &context, const QString &engineId, const OutsideBuilds &found);

/// Gathers what the journal keeps of a run while it goes on.
class RunRecorder
{
public:
    explicit RunRecorder(const Plan &plan)
        : m_plan(plan)
    {
    }
    void observe(const RunEvent &event);
    JournalEnd end(const RunResult &result) const;

private:
    Plan m_plan;
    QList<JournalStep> m_phases;
};

/// The journal of a window: read and written in a thread beside it, in the order of the calls. What is under way when it is
/// destroyed is waited for, so that the end of a run is written.
class RunJournal : public QObject
{
    Q_OBJECT
public:
    /// `path` empty: the person's own file.
    explicit RunJournal(const QString &path = {}, QObject *parent = nullptr);
    ~RunJournal() override;

    void setLimits(const JournalLimits &limits) { m_limits = limits; }
    /// A run of this window begins; there is one at a time.
    void begin(const JournalRun &run);
    /// The same of a run on GitHub that was left in the middle: the row that began at `run.started` goes on, with the workflows of `run` as its
    /// last ones. Where there is no such row, a new one begins.
    void resume(const JournalRun &run);
    /// The row of a run beside it; only for finishRow() and completeRow().
    using Row = std::shared_ptr<qint64>;
    Row beginRow(const JournalRun &run);
    void finishRow(const Row &row, const JournalEnd &end, std::function<void()> done = {});
    /// The same, of a row that others may have finished meanwhile: that stays.
    void completeRow(const Row &row, const JournalEnd &end);
    /// What has become of its workflows so far; nothing where no run is on.
    void noteWorkflows(const QList<JournalWorkflow> &workflows);
    /// `done` is called in this thread once the end is written, or could not be.
    void finish(const JournalEnd &end, std::function<void()> done = {});

    /// Of a project on an engine, see Journal::knownBuilds().
    void readKnownBuilds(const QString &directory, const QString &engineId, std::function<void(const Result<KnownBuilds> &)> done);
    void addOutside(const QString &directory, const QString &context, const QString &engineId, const OutsideBuilds &found);

    /// Newest first.
    void read(const JournalFilter &filter, std::function<void(const Result<QList<JournalRun>> &)> done);
    /// The steps of these runs, by id.
    void readSteps(const QList<qint64> &ids, std::function<void(const Result<QHash<qint64, QList<JournalStep>>> &)> done);

    /// Why the last run could not be written; nothing where it was.
    const std::optional<Error> &writeError() const { return m_writeError; }

signals:
    /// A row was written, or could not be.
    void written();

private:
    void write(std::function<Result<void>(Journal &)> work, std::function<void()> done = {});

    QString m_path;
    JournalLimits m_limits;
    Row m_current; ///< id of the run that is on; only the thread of the pool touches what it points to
    std::shared_ptr<JournalEnd> m_before; ///< what its row had when it was resumed; touched like that too
    std::optional<Error> m_writeError;
    QThreadPool m_pool;
};

} // namespace layerdeck
