// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/servicesmodel.h"

#include "base/units.h"
#include "models/wording.h"

#include <QDir>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

ServicesModel::ServicesModel(Session *session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    connect(session, &Session::projectChanged, this, &ServicesModel::update);
    connect(session, &Session::contentsChanged, this, &ServicesModel::update);
    connect(session, &Session::comparisonsChanged, this, &ServicesModel::update);
    connect(session, &Session::deployPlanChanged, this, &ServicesModel::update);
    connect(session, &Session::engineChanged, this, &ServicesModel::update);
    connect(session->ownRun(), &LiveRun::stepChanged, this, [this](const QString &service) { touch(service); });
    connect(session, &Session::runEnded, this, &ServicesModel::update);
    connect(session, &Session::lastBuildsChanged, this, &ServicesModel::update);
    connect(session, &Session::otherRunChanged, this, &ServicesModel::update);
    update();
}

int ServicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ServicesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

/// Rows come, go and change one by one, so that selection and ticks stay put.
void ServicesModel::update()
{
    QList<Row> rows;
    QSet<QString> names;
    if (const auto &project = m_session->project().project) {
        for (const ComposeService &service : project->config.services) {
            names << service.name;
            rows << Row{service, serviceStatus(service, project->config.name, m_session->contents(), m_session->comparisons())};
        }
    }
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        if (!names.contains(m_rows.at(i).service.name)) {
            beginRemoveRows({}, i, i);
            m_rows.removeAt(i);
            endRemoveRows();
        }
    }
    for (int i = 0; i < rows.size(); ++i) {
        if (i < m_rows.size() && m_rows.at(i).service.name == rows.at(i).service.name) {
            m_rows[i] = rows.at(i);
            continue;
        }
        beginInsertRows({}, i, i);
        m_rows.insert(i, rows.at(i));
        endInsertRows();
    }
    if (!m_rows.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void ServicesModel::touch(const QString &service)
{
    for (int i = 0; i < m_rows.size(); ++i) {
        if (m_rows.at(i).service.name == service)
            emit dataChanged(index(i, StepsColumn), index(i, TimeColumn));
    }
}

QString ServicesModel::serviceAt(int row) const
{
    return m_rows.value(row).service.name;
}

QStringList ServicesModel::checkedServices() const
{
    QStringList names;
    for (const Row &row : m_rows) {
        if (!m_unchecked.contains(row.service.name))
            names << row.service.name;
    }
    return names;
}

Qt::ItemFlags ServicesModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.column() == ServiceColumn)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool ServicesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != ServiceColumn)
        return false;
    const QString name = serviceAt(index.row());
    value.toInt() == Qt::Checked ? void(m_unchecked.remove(name)) : void(m_unchecked.insert(name));
    emit dataChanged(index, index, {Qt::CheckStateRole});
    emit checkedChanged();
    return true;
}

QVariant ServicesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    static const QStringList heads{u"Service"_s, u"Running now"_s, u"Build"_s, u"Build time"_s};
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
}

QVariant ServicesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row &row = m_rows.at(index.row());
    if (role == IdRole)
        return row.service.name;
    switch (index.column()) {
    case ServiceColumn: return serviceData(row, role);
    case RunningColumn: return runningData(row, role);
    case StepsColumn: return stepsData(row, role);
    case TimeColumn: return timeData(row, role);
    default: return {};
    }
}

QVariant ServicesModel::serviceData(const Row &row, int role) const
{
    switch (role) {
    case Qt::DisplayRole: return row.service.name;
    case Qt::CheckStateRole: return m_unchecked.contains(row.service.name) ? Qt::Unchecked : Qt::Checked;
    case SecondLineRole: return row.service.image;
    case EmphasisRole:
    case ReferenceRole: return true;
    default: return {};
    }
}

QVariant ServicesModel::runningData(const Row &row, int role) const
{
    const bool stale = m_session->engine().status != EngineState::Status::Connected;
    const Presentation state = stale ? present(ServiceStatus{}) : present(row.status);
    switch (role) {
    case Qt::DisplayRole:
    case BadgeRole: return state.word;
    case IconRole: return state.icon;
    case ToneRole: return int(state.tone);
    case SecondLineRole:
        return freshnessReason(row.status);
    case Qt::ToolTipRole:
        return freshnessAbout(row.status);
    default: return {};
    }
}

const ServiceResult *ServicesModel::lastResult(const QString &service) const
{
    const RunState *run = m_session->latestRun();
    if (!run || !run->result)
        return nullptr;
    const auto found = std::ranges::find(run->result->services, service, &ServiceResult::name);
    return found == run->result->services.end() ? nullptr : &*found;
}

QVariant ServicesModel::stepsData(const Row &row, int role) const
{
    if (!row.service.build) {
        if (role == Qt::DisplayRole)
            return u"Image only, nothing to build."_s;
        return role == ToneRole ? int(Tone::Muted) : QVariant();
    }
    const RunState *run = m_session->latestRun();
    const QList<BuildStep> steps = run ? run->steps.value(row.service.name) : QList<BuildStep>();
    if (role == Qt::DisplayRole) {
        if (!steps.isEmpty())
            return serviceSentence(steps, *run, row.service.name);
        qsizetype count = 0;
        const auto &plan = m_session->deployPlan();
        for (const BuildTargetSteps &target : plan ? plan->expected : QList<BuildTargetSteps>()) {
            if (target.service == row.service.name)
                count = target.expected.size();
        }
        const auto last = m_session->lastBuilds().constFind(row.service.name);
        if (last != m_session->lastBuilds().cend())
            return u"%1, last time %2 from cache"_s.arg(counted(count > 0 ? count : last->service.steps, u"step"_s, u"steps"_s),
                                                        last->service.cached > 0 ? QString::number(last->service.cached) : u"none"_s);
        return count > 0 ? counted(count, u"step"_s, u"steps"_s) : u"steps are known once it builds"_s;
    }
    if (role == SecondLineRole) {
        const QString path = row.service.build->dockerfilePath();
        const QString name = path.isEmpty() ? row.service.build->context
                                            : QDir(m_session->project().project->files.directory).relativeFilePath(path);
        return row.service.build->target.isEmpty() ? name : u"%1, target %2"_s.arg(name, row.service.build->target);
    }
    return {};
}

QVariant ServicesModel::timeData(const Row &row, int role) const
{
    if (role == NumberRole)
        return true;
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != SecondLineRole)
        return {};
    if (const ServiceResult *result = lastResult(row.service.name); result && result->buildMs > 0)
        return role == Qt::DisplayRole ? durationText(result->buildMs) : QVariant();
    const auto last = m_session->lastBuilds().constFind(row.service.name);
    if (!row.service.build || last == m_session->lastBuilds().cend())
        return role == Qt::DisplayRole ? u"–"_s : QVariant();
    return role == Qt::DisplayRole ? durationText(last->service.buildMs) : timeText(last->started, QDateTime::currentDateTime());
}

} // namespace layerdeck
