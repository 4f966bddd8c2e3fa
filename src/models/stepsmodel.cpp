// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stepsmodel.h"

#include "base/units.h"
#include "models/wording.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

StepsModel::StepsModel(LiveRun *run, QObject *parent)
    : QAbstractTableModel(parent)
    , m_run(run)
{
    connect(run, &LiveRun::began, this, &StepsModel::reload);
    connect(run, &LiveRun::stepChanged, this, &StepsModel::changed);
    connect(run, &LiveRun::stepsListed, this, &StepsModel::listed);
    connect(run, &LiveRun::changed, this, [this] {
        QList<CacheImport> imports;
        if (const RunState *run = m_run->state()) {
            for (const CacheImport &import : run->imports) {
                if (import.service == m_service && !import.error.isEmpty())
                    imports << import;
            }
        }
        // The result may have dropped steps that never were.
        const qsizetype steps = m_run->state() ? m_run->state()->steps.value(m_service).size() : 0;
        if (imports != m_imports || steps != m_steps.size())
            reload();
    });
    connect(run, &LiveRun::ended, this, &StepsModel::reload);
}

void StepsModel::setService(const QString &service)
{
    if (service == m_service)
        return;
    m_service = service;
    reload();
}

void StepsModel::reload()
{
    QList<CacheImport> imports;
    QList<BuildStep> steps;
    if (const RunState *run = m_run->state()) {
        for (const CacheImport &import : run->imports) {
            if (import.service == m_service && !import.error.isEmpty())
                imports << import;
        }
        steps = run->steps.value(m_service);
    }
    if (imports.size() == m_imports.size() && steps.size() == m_steps.size()) {
        m_imports = imports;
        m_steps = steps;
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_imports = imports;
    m_steps = steps;
    endResetModel();
}

void StepsModel::changed(const QString &service, int step)
{
    if (service != m_service)
        return;
    const BuildStep *now = m_run->state()->step(service, step);
    const int row = rowOf(step);
    if (!now || row < 0)
        return;
    m_steps[row - m_imports.size()] = *now;
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

/// Takes the new list over by rows: steps keep their order, some come and some go.
void StepsModel::listed(const QString &service)
{
    if (service != m_service)
        return;
    const QList<BuildStep> steps = m_run->state()->steps.value(service);
    const int first = static_cast<int>(m_imports.size());
    for (int i = static_cast<int>(m_steps.size()) - 1; i >= 0; --i) {
        if (std::ranges::find(steps, m_steps.at(i).id, &BuildStep::id) != steps.end())
            continue;
        beginRemoveRows({}, first + i, first + i);
        m_steps.removeAt(i);
        endRemoveRows();
    }
    for (int i = 0; i < steps.size(); ++i) {
        if (i < m_steps.size() && m_steps.at(i).id == steps.at(i).id)
            continue;
        beginInsertRows({}, first + i, first + i);
        m_steps.insert(i, steps.at(i));
        endInsertRows();
    }
    m_steps = steps;
    if (!m_steps.isEmpty())
        emit dataChanged(index(first, 0), index(rowCount() - 1, ColumnCount - 1));
}

int StepsModel::stepAt(int row) const
{
    const qsizetype step = row - m_imports.size();
    return step < 0 || step >= m_steps.size() ? 0 : m_steps.at(step).id;
}

int StepsModel::rowOf(int step) const
{
    const auto found = std::ranges::find(m_steps, step, &BuildStep::id);
    return found == m_steps.end() ? -1 : static_cast<int>(m_imports.size() + (found - m_steps.begin()));
}

QString StepsModel::importAt(int row) const
{
    return row < 0 || row >= m_imports.size() ? QString() : m_imports.at(row).source;
}

int StepsModel::rowOfImport(const QString &source) const
{
    const auto found = std::ranges::find(m_imports, source, &CacheImport::source);
    return found == m_imports.end() ? -1 : static_cast<int>(found - m_imports.begin());
}

void StepsModel::tick()
{
    for (const BuildStep &step : m_steps) {
        if (step.state == StepState::Running)
            emit dataChanged(index(rowOf(step.id), TimeColumn), index(rowOf(step.id), TimeColumn));
    }
}

int StepsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_imports.size() + m_steps.size());
}

int StepsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StepsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == NumberColumn || section == TimeColumn;
        return int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    static const QStringList heads{u"#"_s, u"Step"_s, u"State"_s, u"Time"_s};
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
}

QVariant StepsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == NumberRole && (index.column() == NumberColumn || index.column() == TimeColumn))
        return true;
    if (role == Qt::TextAlignmentRole && (index.column() == NumberColumn || index.column() == TimeColumn))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (index.row() < m_imports.size())
        return importData(m_imports.at(index.row()), index.column(), role);
    return stepData(m_steps.at(index.row() - m_imports.size()), index.column(), role);
}

QVariant StepsModel::importData(const CacheImport &import, int column, int role) const
{
    const Presentation state = present(StepState::Failed);
    if (role == IdRole)
        return u"import/"_s + import.source;
    if (role == Qt::ToolTipRole)
        return import.error;
    if (column == StepColumn && role == CodeRole)
        return true;
    if (column == StateColumn && role == IconRole)
        return state.icon;
    if (column == StateColumn && role == ToneRole)
        return int(state.tone);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NumberColumn: return u"–"_s;
    case StepColumn: return u"import cache "_s + import.source;
    case StateColumn: return u"did not serve"_s;
    case TimeColumn: return durationText(import.completed - import.started);
    default: return {};
    }
}

QVariant StepsModel::stepData(const BuildStep &step, int column, int role) const
{
    const Presentation state = present(step);
    if (role == IdRole)
        return step.id;
    switch (column) {
    case NumberColumn:
        return role == Qt::DisplayRole ? QVariant(step.index) : role == ToneRole ? int(Tone::Muted) : QVariant();
    case StepColumn:
        if (role == Qt::DisplayRole)
            return step.name.section(u'\n', 0, 0);
        if (role == CodeRole)
            return true;
        if (role == ToneRole && step.state == StepState::Waiting)
            return int(Tone::Muted);
        return role == Qt::ToolTipRole ? QVariant(step.name) : QVariant();
    case StateColumn:
        if (role == Qt::DisplayRole)
            return state.word;
        if (role == Qt::ToolTipRole && !step.servedBy.isEmpty())
            return u"%1 ran it in this build."_s.arg(step.servedBy);
        if (role == IconRole)
            return state.icon;
        return role == ToneRole ? int(state.tone) : role == Qt::ToolTipRole ? QVariant(step.error) : QVariant();
    case TimeColumn:
        if (role == ToneRole)
            return int(step.state == StepState::Failed ? Tone::Fail : Tone::Neutral);
        if (role != Qt::DisplayRole)
            return {};
        if (step.state == StepState::Running)
            return durationText(QDateTime::currentMSecsSinceEpoch() - step.started);
        if (step.state == StepState::Done || step.state == StepState::Failed
            || (step.state == StepState::Cancelled && step.started > 0 && step.completed > 0))
            return durationText(step.milliseconds());
        return u"–"_s;
    default: return {};
    }
}

} // namespace layerdeck
