// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/comparisonmodel.h"

#include "base/units.h"

#include <QRegularExpression>

#include <cmath>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// A duration, or the state where that took no time.
QString sideText(const QString &state, qint64 ms)
{
    if (state.isEmpty())
        return u"none"_s;
    if (state == "cached"_L1 || state == "base"_L1 || state == "shared"_L1 || state == "cancelled"_L1 || state == "skipped"_L1 || state == "dispatched"_L1)
        return state;
    return durationText(ms);
}

/// Of one run alone nothing else says that a part of it failed.
QString endText(const QString &state, qint64 ms)
{
    return state == "failed"_L1 ? u"failed, %1"_s.arg(durationText(ms)) : sideText(state, ms);
}

QString signedDuration(qint64 ms)
{
    if (std::abs(ms) < 50)
        return u"0"_s;
    return (ms < 0 ? u"−"_s : u"+"_s) + durationText(std::abs(ms));
}

QString stepText(const StepDifference &step)
{
    if (step.kind == JournalStep::Kind::Import)
        return u"%1  import cache"_s.arg(step.service);
    if (step.kind != JournalStep::Kind::Build)
        return step.name;
    return u"%1 %2  %3"_s.arg(step.service).arg(step.index).arg(step.name);
}

} // namespace

void ComparisonModel::setSteps(const QList<StepDifference> &steps, bool all)
{
    QList<ComparisonRow> rows;
    for (const StepDifference &step : steps) {
        if (all || step.differs())
            rows << ComparisonRow{step, static_cast<int>(rows.size())};
    }
    m_isOne = false;
    exchange(rows);
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

void ComparisonModel::setRun(const QList<JournalStep> &steps)
{
    static const QRegularExpression number(u" #\\d+$"_s);
    QList<ComparisonRow> rows;
    QString workflow;
    for (const JournalStep &step : steps) {
        const QString prefix = workflow + u": "_s;
        const bool isJob = !workflow.isEmpty() && step.name.startsWith(prefix);
        if (!isJob)
            workflow = QString(step.name).remove(number);
        StepDifference shown{step.kind, step.service, step.index, isJob ? step.name.mid(prefix.size()) : step.name};
        shown.after = step.state;
        shown.afterMs = step.milliseconds;
        rows << ComparisonRow{shown, static_cast<int>(rows.size()), isJob};
    }
    m_isOne = true;
    exchange(rows);
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

int ComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rows().size())
        return {};
    const StepDifference &step = rows().at(index.row()).step;
    const bool first = index.column() == StepColumn;
    const bool failed = step.after == "failed"_L1;
    switch (role) {
    case Qt::DisplayRole: return first ? stepText(step) : m_isOne ? endText(step.after, step.afterMs) : signedDuration(step.change());
    case SecondLineRole:
        if (m_isOne)
            return {};
        return first ? step.reason : u"%1 → %2"_s.arg(sideText(step.before, step.beforeMs), sideText(step.after, step.afterMs));
    case Qt::ToolTipRole:
        return first && step.kind == JournalStep::Kind::Import ? QVariant(step.name + u'\n' + step.reason) : QVariant();
    case StatIconRole:
        if (!first)
            return {};
        return failed                                              ? QVariant(u"failed"_s)
               : step.after == "done"_L1 && step.before != "done"_L1 ? QVariant(u"miss"_s)
                                                                   : QVariant();
    case EmphasisRole: return !first;
    case IndentRole: return first && rows().at(index.row()).isJob ? 1 : 0;
    case NumberRole: return !first;
    case Qt::TextAlignmentRole: return int(columnAlignment(!first));
    case ToneRole: return int(Tone::Neutral);
    case SortRole: return first ? QVariant(stepText(step)) : QVariant(step.change());
    case IdRole: return QString::number(index.row() + 1);
    default: return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const QStringList heads{u"Step that differs"_s, u"B → A, change"_s};
    static const QStringList headsOfOne{u"Workflow, job"_s, u"Time"_s};
    return orientation == Qt::Horizontal ? columnHead(m_isOne ? headsOfOne : heads, section, section == ChangeColumn, role) : QVariant();
}

} // namespace layerdeck
