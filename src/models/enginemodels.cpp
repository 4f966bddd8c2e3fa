// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/enginemodels.h"

#include "base/units.h"
#include "models/roles.h"
#include "models/wording.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool isReachable(const EngineSummary &engine) { return engine.state.status == EngineState::Status::Connected; }
bool wasRead(const EngineSummary &engine) { return engine.contents.readAt.isValid(); }

/// Whether the part that a column counts was read, and why it was not.
bool wasRead(const EngineSummary &engine, int column)
{
    const EngineContents &contents = engine.contents;
    return (column == EnginesModel::ImagesColumn       ? contents.imagesReadAt
            : column == EnginesModel::ContainersColumn ? contents.containersReadAt
                                                       : contents.cacheReadAt)
        .isValid();
}

std::optional<Error> refusal(const EngineSummary &engine, int column)
{
    const EngineContents &contents = engine.contents;
    return column == EnginesModel::ImagesColumn       ? contents.imagesError
           : column == EnginesModel::ContainersColumn ? contents.containersError
           : column == EnginesModel::CacheColumn      ? contents.cacheError
                                                      : std::nullopt;
}

} // namespace

QString enginesSentence(const QList<EngineSummary> &engines)
{
    const auto answering = std::ranges::count_if(engines, isReachable);
    const auto connecting = std::ranges::count_if(
        engines, [](const EngineSummary &engine) { return engine.state.status == EngineState::Status::Connecting; });
    const QString all = counted(engines.size(), u"engine"_s, u"engines"_s);
    if (connecting > 0)
        return u"%1, %2 being asked."_s.arg(all).arg(connecting);
    if (answering == engines.size())
        return answering == 1 ? u"One engine, it answers."_s : u"%1, all answer."_s.arg(all);
    return u"%1, %2."_s.arg(all, answering == 0 ? u"none answers"_s : answering == 1 ? u"one answers"_s : u"%1 answer"_s.arg(answering));
}

EnginesModel::EnginesModel(const EngineOverview *overview, const Session *session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_overview(overview)
    , m_session(session)
{
    connect(overview, &EngineOverview::enginesReset, this, [this] {
        beginResetModel();
        endResetModel();
    });
    connect(overview, &EngineOverview::engineChanged, this,
            [this](int row) { emit dataChanged(index(row, 0), index(row, ColumnCount - 1)); });
    // Which one is this window's.
    connect(session, &Session::engineChanged, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, EngineColumn), index(rowCount() - 1, EngineColumn));
    });
}

int EnginesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_overview->engines().size());
}

int EnginesModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant EnginesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= ImagesColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::InitialSortOrderRole && section >= ImagesColumn)
        return int(Qt::DescendingOrder);
    static const QStringList heads{u"Engine"_s, u"State"_s, u"Store"_s, u"Images"_s, u"Containers"_s, u"Build cache"_s};
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
}

bool EnginesModel::isInUse(const EngineSummary &engine) const { return engine.listed.context == m_session->engine().context; }

QString EnginesModel::text(const EngineSummary &engine, int column) const
{
    switch (column) {
    case EngineColumn: return engine.listed.context.name;
    case StateColumn: return engine.listed.error ? u"Cannot be used"_s : present(engine.state).word;
    case StoreColumn:
        return engine.state.info.storageDriver.isEmpty() ? u"unknown"_s
               : engine.state.info.containerdStore       ? u"containerd"_s
                                                         : u"classic"_s;
    default: break;
    }
    if (!wasRead(engine, column))
        return u"–"_s;
    const EngineContents &contents = engine.contents;
    switch (column) {
    case ImagesColumn: return QString::number(contents.images.size());
    case ContainersColumn:
        return QString::number(std::ranges::count(contents.containers, u"running"_s, &Container::state));
    case CacheColumn: return sizeText(contents.usage.cacheSize());
    default: return {};
    }
}

QString EnginesModel::secondLine(const EngineSummary &engine, int column) const
{
    const EngineContents &contents = engine.contents;
    if (refusal(engine, column))
        return u"refused"_s;
    switch (column) {
    case EngineColumn:
        return engine.listed.note.isEmpty() ? engine.listed.url : engine.listed.note;
    case StateColumn:
        if (engine.state.error)
            return engine.state.error->message;
        return engine.state.version.version.isEmpty()
                   ? QString()
                   : u"Docker %1, %2\u202Fms"_s.arg(engine.state.version.version.section(u'+', 0, 0)).arg(engine.state.latencyMs);
    case StoreColumn: return engine.state.info.storageDriver;
    case ImagesColumn: {
        if (!wasRead(engine, column))
            return {};
        const auto dangling = std::ranges::count_if(
            contents.images, [](const InspectedImage &image) { return image.image.tags.isEmpty() && image.image.digests.isEmpty(); });
        return contents.images.isEmpty() ? u"no image"_s : dangling == 0 ? u"all named"_s : u"%1 dangling"_s.arg(dangling);
    }
    case ContainersColumn:
        if (!wasRead(engine, column))
            return {};
        return contents.containers.isEmpty() ? u"no container"_s : u"run, of %1"_s.arg(contents.containers.size());
    case CacheColumn:
        return wasRead(engine, column) ? counted(contents.usage.cache.size(), u"record"_s, u"records"_s) : QString();
    default: return {};
    }
}

/// Nothing of an engine that was not read, which stands last or first.
QVariant EnginesModel::sortValue(const EngineSummary &engine, int column) const
{
    const EngineContents &contents = engine.contents;
    const bool read = wasRead(engine, column);
    switch (column) {
    case ImagesColumn: return read ? qint64(contents.images.size()) : -1;
    case ContainersColumn: return read ? qint64(std::ranges::count(contents.containers, u"running"_s, &Container::state)) : -1;
    case CacheColumn: return read ? contents.usage.cacheSize() : -1;
    default: return text(engine, column);
    }
}

QVariant EnginesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_overview->engines().size())
        return {};
    const EngineSummary &engine = m_overview->engines().at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(engine, column);
    case SecondLineRole: return secondLine(engine, column);
    case Qt::ToolTipRole:
        if (column == StateColumn && engine.state.error)
            return engine.state.error->sentences();
        if (const std::optional<Error> refused = refusal(engine, column))
            return refused->sentences();
        return column == EngineColumn ? QVariant(engine.listed.url) : QVariant(); // the second line may hold a note in its place
    case IdRole: return engine.listed.context.name;
    case SortRole: return sortValue(engine, column);
    case EmphasisRole:
    case ReferenceRole:
        return column == EngineColumn;
    case TagsRole:
        return column == EngineColumn && isInUse(engine) ? QStringList{u"this window's"_s} : QStringList();
    case BadgeRole: return column == StateColumn ? QVariant(text(engine, column)) : QVariant();
    case NumberRole: return column >= ImagesColumn;
    case Qt::TextAlignmentRole:
        return column >= ImagesColumn ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case IconRole:
        if (column == StateColumn)
            return present(engine.state).icon;
        return column != EngineColumn ? QVariant() : isReachable(engine) ? u"engine"_s : u"engine-off"_s;
    case ToneRole:
        if (column == StateColumn)
            return int(present(engine.state).tone);
        // What is shown of an engine that does not answer is what it held before.
        return int(isReachable(engine) || column == EngineColumn ? Tone::Neutral : Tone::Muted);
    default: return {};
    }
}

ShownEngines::ShownEngines(EnginesModel *engines, QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSourceModel(engines);
}

void ShownEngines::setText(const QString &text)
{
    m_text = text;
    invalidateFilter();
}

bool ShownEngines::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto has = [&](int column, int role) {
        return sourceModel()->index(row, column, parent).data(role).toString().contains(m_text, Qt::CaseInsensitive);
    };
    return has(EnginesModel::EngineColumn, Qt::DisplayRole) || has(EnginesModel::EngineColumn, SecondLineRole)
           || has(EnginesModel::StateColumn, Qt::DisplayRole);
}

ExportRecord engineRecord(const EngineSummary &engine, bool isCurrent)
{
    const EngineState &state = engine.state;
    const EngineContents &contents = engine.contents;
    const auto number = [&](int column, qint64 value) { return wasRead(engine, column) ? QJsonValue(value) : QJsonValue(); };
    const auto known = [](const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); };
    const std::optional<Error> error = engine.listed.error ? engine.listed.error : state.error;
    return {{u"name"_s, engine.listed.context.name},
            {u"description"_s, engine.listed.context.description},
            {u"endpoint"_s, engine.listed.url},
            {u"tls"_s, engine.listed.context.endpoint.tls.has_value()},
            {u"current"_s, isCurrent},
            {u"reachable"_s, isReachable(engine)},
            {u"version"_s, known(state.version.version)},
            {u"storage_driver"_s, known(state.info.storageDriver)},
            {u"containerd_store"_s, state.info.storageDriver.isEmpty() ? QJsonValue() : QJsonValue(state.info.containerdStore)},
            {u"images"_s, number(EnginesModel::ImagesColumn, contents.images.size())},
            {u"containers"_s, number(EnginesModel::ContainersColumn, contents.containers.size())},
            {u"running"_s, number(EnginesModel::ContainersColumn, std::ranges::count(contents.containers, u"running"_s, &Container::state))},
            {u"cache_records"_s, number(EnginesModel::CacheColumn, contents.usage.cache.size())},
            {u"cache_bytes"_s, number(EnginesModel::CacheColumn, contents.usage.cacheSize())},
            {u"read_at"_s, timeJson(contents.readAt)},
            {u"error"_s, error ? known(error->message) : QJsonValue()}};
}

EngineServicesModel::EngineServicesModel(const EngineOverview *overview, const Session *session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_overview(overview)
    , m_session(session)
{
    connect(overview, &EngineOverview::enginesReset, this, &EngineServicesModel::update);
    connect(overview, &EngineOverview::engineChanged, this, &EngineServicesModel::update);
    connect(session, &Session::projectChanged, this, &EngineServicesModel::update);
    connect(session, &Session::engineChanged, this, &EngineServicesModel::update);
    update();
}

void EngineServicesModel::update()
{
    QList<ComposeService> services;
    QString name;
    if (const auto &project = m_session->project().project) {
        services = project->config.services;
        name = project->config.name;
    }
    QList<int> columns;
    for (int i = 0; i < m_overview->engines().size(); ++i) {
        if (wasRead(m_overview->engines().at(i)))
            columns << i;
    }
    const auto nameOf = [](const ComposeService &service) { return service.name; };
    const bool same = columns == m_columns && name == m_project && services.size() == m_services.size()
                      && std::ranges::equal(services, m_services, {}, nameOf, nameOf);
    if (!same)
        beginResetModel();
    m_services = services;
    m_project = name;
    m_columns = columns;
    if (!same)
        endResetModel();
    else if (!services.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int EngineServicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_columns.isEmpty() ? 0 : static_cast<int>(m_services.size());
}

int EngineServicesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1 + static_cast<int>(m_columns.size());
}

QVariant EngineServicesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return u"Service"_s;
    const int engine = m_columns.value(section - 1, -1);
    return engine < 0 ? QVariant() : m_overview->engines().at(engine).listed.context.name;
}

/// The image of the service's name there against the one on this window's engine. Ids of the two kinds of store name different
/// things and say nothing of each other.
QString EngineServicesModel::comparedWithOurs(int row, int engine) const
{
    const QList<EngineSummary> &engines = m_overview->engines();
    const auto ours = std::ranges::find_if(
        engines, [this](const EngineSummary &summary) { return summary.listed.context == m_session->engine().context; });
    const EngineSummary &there = engines.at(engine);
    const QString image = serviceStatus(m_services.at(row), m_project, there.contents).newestImageId;
    if (image.isEmpty())
        return u"no image of this name"_s;
    const QString name = u"image "_s + shortId(image);
    if (ours == engines.end() || ours == engines.begin() + engine || !wasRead(*ours))
        return name;
    const QString own = serviceStatus(m_services.at(row), m_project, ours->contents).newestImageId;
    if (own.isEmpty())
        return name;
    const QString ourName = ours->listed.context.name;
    if (own == image)
        return u"%1, the same as on %2"_s.arg(name, ourName);
    if (ours->state.info.containerdStore != there.state.info.containerdStore)
        return u"%1, of another kind of store"_s.arg(name);
    return u"%1, another than on %2"_s.arg(name, ourName);
}

QVariant EngineServicesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_services.size())
        return {};
    const ComposeService &service = m_services.at(index.row());
    if (role == IdRole)
        return service.name;
    if (index.column() == 0) {
        switch (role) {
        case Qt::DisplayRole: return service.name;
        case SecondLineRole: return service.imageReference();
        case EmphasisRole:
        case ReferenceRole:
            return true;
        default: return {};
        }
    }
    const int engine = m_columns.value(index.column() - 1, -1);
    if (engine < 0)
        return {};
    const EngineSummary &there = m_overview->engines().at(engine);
    const ServiceStatus status = serviceStatus(service, m_project, there.contents);
    Presentation state = present(isReachable(there) ? status : ServiceStatus{});
    // Neither git nor the Compose files are asked for every engine: no more is said than was compared.
    if (isReachable(there) && status.freshness == ServiceStatus::Freshness::Current)
        state.word = u"Newest image"_s;
    switch (role) {
    case Qt::DisplayRole:
    case BadgeRole: return state.word;
    case IconRole: return state.icon;
    case ToneRole: return int(state.tone);
    case SecondLineRole:
        return isReachable(there) ? comparedWithOurs(index.row(), engine)
                                  : u"read at %1"_s.arg(timeText(there.contents.readAt, QDateTime::currentDateTime()));
    case Qt::ToolTipRole:
        return status.container.isEmpty() ? QVariant() : u"%1: %2"_s.arg(status.container, status.status);
    default: return {};
    }
}

} // namespace layerdeck
