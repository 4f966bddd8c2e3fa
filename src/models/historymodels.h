// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/historystats.h"
#include "models/roles.h"
#include "models/rowtablemodel.h"
#include "models/wording.h"

namespace layerdeck {

/// "Nothing changed", "Code changed", …
QString scenarioText(Scenario scenario);
/// Of a scenario or a kind of run.
QString scenarioIcon(Scenario scenario);
/// Of a run on GitHub from which branches and by whom: "on main, by octocat", as far as it was written down.
QString remoteOriginText(const JournalRun &run);
/// What a row of the history is called: "Clear and redeploy", "Deploy to Lightsail #12", "Force rebuild".
QString runTitle(const JournalRun &run);
/// "Deploy", "Force rebuild", "Clear cache", "Clear, redeploy"; of a run on GitHub its workflows.
QString runKindText(const JournalRun &run);
/// How it ended, as icon, word and tone.
Presentation presentOutcome(const JournalRun &run);
QString runKindIcon(const JournalRun &run);
/// "1 min 8 s"; a dash where there is none.
QString historyDuration(qint64 milliseconds);
/// A day: "12 Nov", "2025-11-12" in another year, "today".
QString dayText(const QDateTime &time, const QDateTime &now);
/// "87 finished runs on default since 12 Aug."
QString historySentence(const QList<RatedRun> &runs, const QString &context, const QDateTime &now);
/// "Code changes take 32 s longer since 12 Nov."
QString slowdownSentence(const Slowdown &slowdown, const QDateTime &now);
/// A run as one sentence, for tool tips and assistive technology.
QString runSentenceOf(const RatedRun &run, const QDateTime &now);

struct ScenarioRow
{
    ScenarioStats stats;
    QString identity() const { return scenarioName(stats.scenario); }
};

/// How long a deploy takes in each scenario.
class ScenarioModel : public RowTableModel<ScenarioRow>
{
    Q_OBJECT
public:
    enum Column { ScenarioColumn, LastColumn, MedianColumn, BestColumn, RunsColumn, CachedColumn, ColumnCount };
    using RowTableModel::RowTableModel;

    void setTable(const QList<ScenarioStats> &table);
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const ScenarioStats &stats, int column) const;
};

struct HistoryRow
{
    RatedRun rated;
    QString mark; ///< "A", "B"
    QString identity() const { return QString::number(rated.run.id); }
};

/// The runs, newest first.
class HistoryModel : public RowTableModel<HistoryRow>
{
    Q_OBJECT
public:
    enum Column { WhenColumn, RunColumn, CommitColumn, ResultColumn, CachedColumn, DurationColumn, ColumnCount };
    using RowTableModel::RowTableModel;

    void setRuns(const QList<RatedRun> &runs);
    /// Ids of the runs that are compared; 0: none.
    void setMarks(qint64 a, qint64 b);
    int rowOf(qint64 id) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const RatedRun &run, int column) const;
    void remark(QList<HistoryRow> rows);

    qint64 m_a = 0;
    qint64 m_b = 0;
};

/// The runs with all that is known of each, a column a value: what is exported.
class HistoryExportModel : public RowTableModel<HistoryRow>
{
    Q_OBJECT
public:
    using RowTableModel::RowTableModel;

    void setRuns(const QList<RatedRun> &runs);
    void setRows(const QList<HistoryRow> &rows) { exchange(rows); }
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace layerdeck
