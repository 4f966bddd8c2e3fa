// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/historymodels.h"

#include "base/units.h"
#include "deploy/plan.h"
#include "models/remotehistory.h"
#include "models/wording.h"
#include "session/remotejournal.h"

#include <QLocale>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr QChar dash = u'–';

QString percentText(int percent)
{
    return percent < 0 ? QString(dash) : u"%1\u202F%"_s.arg(percent);
}

QString cachedText(const RatedRun &run)
{
    return run.steps == 0 ? QString(dash) : u"%1 of %2"_s.arg(run.cached).arg(run.steps);
}

/// "Deploy to Lightsail #12", "not sent: Deploy to Lightsail".
QString workflowLine(const JournalRun &run, const JournalWorkflow &workflow)
{
    const bool isUnsent = workflow.wasNotSent() && !run.isRefused() && !run.isRunning();
    return isUnsent ? u"not sent: %1"_s.arg(workflow.title()) : workflow.title();
}

/// Each workflow with its run on GitHub.
QString workflowsTip(const JournalRun &run)
{
    QStringList lines;
    for (const JournalWorkflow &workflow : run.workflows) {
        const QString known = workflow.runId > 0 ? u"run %1"_s.arg(workflow.runId) : workflow.wasNotSent() ? (run.isRunning() ? u"not sent so far"_s : u"not sent"_s) : run.isRefused() ? u"not started"_s : u"no run of it is known"_s;
        lines << u"%1 (%2), %3"_s.arg(workflow.title(), workflow.file, known);
    }
    return (lines + remoteRunParagraphs(run)).join(u'\n');
}

/// What the run was for.
QString servicesTip(const JournalRun &run)
{
    const QString names = joinedNames(run.services);
    return run.isOutside() ? u"%1, built without Layerdeck: buildx had it on record"_s.arg(names) : names;
}

QString runIds(const JournalRun &run)
{
    QStringList ids;
    for (const JournalWorkflow &workflow : run.workflows) {
        if (workflow.runId > 0)
            ids << QString::number(workflow.runId);
    }
    return ids.join(u' ');
}

QString ofWorkflows(const JournalRun &run, QString (*what)(const JournalWorkflow &), const QString &between)
{
    QStringList texts;
    for (const JournalWorkflow &workflow : run.workflows)
        texts << what(workflow);
    return texts.join(between);
}

struct ExportColumn
{
    QString head;
    QVariant (*value)(const RatedRun &);
};

const QList<ExportColumn> &exportColumns()
{
    static const QList<ExportColumn> columns{
        {u"Started"_s, [](const RatedRun &r) { return QVariant(r.run.started); }},
        {u"Kind"_s, [](const RatedRun &r) { return QVariant(r.run.kind); }},
        {u"Scenario"_s, [](const RatedRun &r) { return QVariant(scenarioName(r.scenario)); }},
        {u"Outcome"_s, [](const RatedRun &r) { return QVariant(r.run.outcome); }},
        {u"Duration ms"_s, [](const RatedRun &r) { return QVariant(r.durationMs); }},
        {u"Steps"_s, [](const RatedRun &r) { return QVariant(r.steps); }},
        {u"Cached"_s, [](const RatedRun &r) { return QVariant(r.cached); }},
        {u"Base"_s, [](const RatedRun &r) { return QVariant(r.base); }},
        {u"Shared"_s, [](const RatedRun &r) { return QVariant(r.shared); }},
        {u"Ran"_s, [](const RatedRun &r) { return QVariant(r.ran); }},
        {u"Cached percent"_s, [](const RatedRun &r) { return QVariant(r.cachedPercent()); }},
        {u"Fresh"_s, [](const RatedRun &r) { return QVariant(!r.run.fresh ? QString() : *r.run.fresh ? u"yes"_s : u"no"_s); }},
        {u"Reclaimed bytes"_s, [](const RatedRun &r) { return QVariant(r.run.reclaimed); }},
        {u"Services"_s, [](const RatedRun &r) { return QVariant(r.run.services.join(u' ')); }},
        {u"Workflow runs"_s, [](const RatedRun &r) { return QVariant(runIds(r.run)); }},
        {u"By"_s, [](const RatedRun &r) { return QVariant(r.run.login); }},
        {u"Branches"_s, [](const RatedRun &r) { return QVariant(ofWorkflows(r.run, [](const JournalWorkflow &one) { return one.ref; }, u" "_s)); }},
        {u"Inputs"_s, [](const RatedRun &r) { return QVariant(ofWorkflows(r.run, [](const JournalWorkflow &one) { return inputsText(one.inputs); }, u"; "_s)); }},
        {u"Run links"_s, [](const RatedRun &r) { return QVariant(ofWorkflows(r.run, [](const JournalWorkflow &one) { return one.url; }, u" "_s)); }},
        {u"Commit"_s, [](const RatedRun &r) { return QVariant(r.run.commit); }},
        {u"Context"_s, [](const RatedRun &r) { return QVariant(r.run.context); }},
        {u"Engine"_s, [](const RatedRun &r) { return QVariant(r.run.engineId); }},
        {u"Error"_s, [](const RatedRun &r) { return QVariant(r.run.error); }}};
    return columns;
}

/// Of two workflows those behind the first: "then Deploy to Lightsail #12", "not sent: Deploy to Lightsail".
QString laterWorkflows(const JournalRun &run)
{
    QStringList lines;
    for (const JournalWorkflow &workflow : run.workflows.mid(1)) {
        const QString line = workflowLine(run, workflow);
        lines << (line == workflow.title() ? u"then %1"_s.arg(line) : line);
    }
    return lines.join(u", "_s);
}

} // namespace

// ---- scenarios -------------------------------------------------------------------------------------------------------

void ScenarioModel::setTable(const QList<ScenarioStats> &table)
{
    QList<ScenarioRow> rows;
    for (const ScenarioStats &stats : table)
        rows << ScenarioRow{stats};
    exchange(rows);
}

int ScenarioModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ScenarioModel::text(const ScenarioStats &stats, int column) const
{
    switch (column) {
    case ScenarioColumn: return scenarioText(stats.scenario);
    case LastColumn: return historyDuration(stats.lastMs);
    case MedianColumn: return historyDuration(stats.medianMs);
    case BestColumn: return historyDuration(stats.bestMs);
    case RunsColumn: return QLocale().toString(stats.runs);
    case CachedColumn: return percentText(stats.cachedPercent);
    default: return {};
    }
}

QVariant ScenarioModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rows().size())
        return {};
    const ScenarioStats &stats = rows().at(index.row()).stats;
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(stats, column);
    case IdRole: return scenarioName(stats.scenario);
    case IconRole: return column == ScenarioColumn ? QVariant(scenarioIcon(stats.scenario)) : QVariant();
    case NumberRole: return column != ScenarioColumn;
    case EmphasisRole: return column == LastColumn && stats.runs > 0;
    case ToneRole: return int(column == ScenarioColumn || (column == LastColumn && stats.runs > 0) ? Tone::Neutral : Tone::Muted);
    case SortRole:
        switch (column) {
        case LastColumn: return stats.lastMs;
        case MedianColumn: return stats.medianMs;
        case BestColumn: return stats.bestMs;
        case RunsColumn: return stats.runs;
        case CachedColumn: return stats.cachedPercent;
        default: return text(stats, column);
        }
    default: return {};
    }
}

QVariant ScenarioModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const QStringList heads{u"Scenario"_s, u"Last"_s, u"Median"_s, u"Best"_s, u"Runs"_s, u"Cached"_s};
    return orientation == Qt::Horizontal ? columnHead(heads, section, section != ScenarioColumn, role) : QVariant();
}

// ---- runs ------------------------------------------------------------------------------------------------------------

void HistoryModel::remark(QList<HistoryRow> rows)
{
    for (HistoryRow &row : rows)
        row.mark = row.rated.run.id == m_a ? u"A"_s : row.rated.run.id == m_b ? u"B"_s : QString();
    exchange(rows);
}

void HistoryModel::setRuns(const QList<RatedRun> &runs)
{
    QList<HistoryRow> rows;
    for (const RatedRun &run : runs)
        rows << HistoryRow{run, {}};
    remark(rows);
}

void HistoryModel::setMarks(qint64 a, qint64 b)
{
    m_a = a;
    m_b = b;
    remark(rows());
}

namespace {

/// What was not sent is not what is cut.
QString secondLineOf(const JournalRun &run)
{
    if (run.workflows.size() == 1)
        return remoteOriginText(run);
    const QString later = laterWorkflows(run);
    return later.startsWith("then "_L1) ? workflowLine(run, run.workflows.first()) + u", "_s + later : later;
}

/// With a star for a tree with changes, as prompts have it: the word would be cut.
QString markedCommit(const QString &commit)
{
    const QString shown = shortCommit(commit);
    return shown.endsWith("-dirty"_L1) ? shown.chopped(6) + u'*' : shown;
}

} // namespace

int HistoryModel::rowOf(qint64 id) const
{
    const auto found = std::ranges::find_if(rows(), [id](const HistoryRow &row) { return row.rated.run.id == id; });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString HistoryModel::text(const RatedRun &run, int column) const
{
    switch (column) {
    case WhenColumn: return timeText(run.run.started.toLocalTime(), QDateTime::currentDateTime());
    case RunColumn: return runKindText(run.run);
    case CommitColumn: return markedCommit(run.run.commit);
    case ResultColumn: return presentOutcome(run.run).word;
    case CachedColumn: return cachedText(run);
    case DurationColumn: return historyDuration(run.durationMs);
    default: return {};
    }
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rows().size())
        return {};
    const HistoryRow &row = rows().at(index.row());
    const JournalRun &run = row.rated.run;
    const int column = index.column();
    const bool number = column == CachedColumn || column == DurationColumn;
    switch (role) {
    case Qt::DisplayRole: return column == RunColumn ? runTitle(run) : text(row.rated, column);
    case SecondLineRole: return column == RunColumn && !run.workflows.isEmpty() ? QVariant(secondLineOf(run)) : QVariant();
    case Qt::AccessibleTextRole: {
        const QString said = text(row.rated, column);
        return column == WhenColumn && !row.mark.isEmpty() ? u"%1, run %2 of the comparison"_s.arg(said, row.mark) : said;
    }
    case Qt::ToolTipRole:
        if (column == ResultColumn && run.outcome == "cut-off"_L1 && run.isRemote())
            return u"Its window or command ended in the middle. What it had sent goes on on GitHub; how it ended is not known here: the Remote page lists the runs."_s;
        if (column == ResultColumn && run.outcome == "cut-off"_L1)
            return u"Its process ended before the run did. What it had done by then is not known."_s;
        if (column == ResultColumn && (run.isDispatched() || run.outcome == "unknown"_L1))
            return (run.error.isEmpty() ? u"Sent to GitHub and not followed to its end."_s : run.error) + u" How it ended is not known here; the Remote page lists the runs."_s;
        if (column == RunColumn)
            return run.isRemote() ? workflowsTip(run) : servicesTip(run);
        if (column == ResultColumn && !run.error.isEmpty())
            return run.error;
        if (column == DurationColumn && run.isRemote() && run.durationMs >= 0)
            return u"How long its runs took, by GitHub's clock; without the time between them."_s;
        if (column == CommitColumn && !run.commit.isEmpty())
            return run.commit;
        if (column == CachedColumn && row.rated.steps > 0) {
            return u"%1 cached, %2 base, %3 shared, %4 ran"_s.arg(row.rated.cached).arg(row.rated.base).arg(row.rated.shared).arg(row.rated.ran);
        }
        return {};
    case IdRole: return QString::number(run.id);
    case MarkRole: return column == WhenColumn ? QVariant(row.mark) : QVariant();
    case IconRole:
        return column == RunColumn ? QVariant(runKindIcon(run)) : column == ResultColumn ? QVariant(presentOutcome(run).icon) : QVariant();
    case ToneRole:
        return int(column == ResultColumn                              ? presentOutcome(run).tone
                   : column == CommitColumn || (column == CachedColumn && row.rated.steps == 0) ? Tone::Muted
                                                                       : Tone::Neutral);
    case CodeRole: return column == CommitColumn;
    case NumberRole: return number;
    case EmphasisRole: return column == DurationColumn && row.rated.durationMs >= 0;
    case SortRole:
        switch (column) {
        case WhenColumn: return run.started;
        case CommitColumn: return run.commit;
        case CachedColumn: return row.rated.steps > 0 ? row.rated.cached : -1;
        case DurationColumn: return row.rated.durationMs;
        case RunColumn: return runTitle(run);
        default: return text(row.rated, column);
        }
    default: return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const QStringList heads{u"When"_s, u"Run"_s, u"Commit"_s, u"Result"_s, u"Cached"_s, u"Duration"_s};
    return orientation == Qt::Horizontal ? columnHead(heads, section, section == CachedColumn || section == DurationColumn, role) : QVariant();
}

// ---- export ----------------------------------------------------------------------------------------------------------

void HistoryExportModel::setRuns(const QList<RatedRun> &runs)
{
    QList<HistoryRow> rows;
    for (const RatedRun &run : runs)
        rows << HistoryRow{run, {}};
    exchange(rows);
}

int HistoryExportModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(exportColumns().size());
}

QVariant HistoryExportModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rows().size())
        return {};
    const RatedRun &run = rows().at(index.row()).rated;
    if (role == IdRole)
        return QString::number(run.run.id);
    return role == SortRole || role == Qt::DisplayRole ? exportColumns().at(index.column()).value(run) : QVariant();
}

QVariant HistoryExportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal && role == Qt::DisplayRole && section < exportColumns().size()
               ? QVariant(exportColumns().at(section).head) : QVariant();
}

} // namespace layerdeck
