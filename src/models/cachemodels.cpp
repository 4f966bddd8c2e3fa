// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cachemodels.h"

#include "models/roles.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

CacheServicesModel::CacheServicesModel(CacheEditor *editor, QObject *parent)
    : QAbstractTableModel(parent)
    , m_editor(editor)
{
    connect(editor, &CacheEditor::changed, this, &CacheServicesModel::update);
    update();
}

void CacheServicesModel::update()
{
    const QList<EditableService> services = m_editor->services();
    const auto names = [](const QList<EditableService> &list) {
        QStringList result;
        for (const EditableService &service : list)
            result << service.written.name;
        return result;
    };
    if (names(services) != names(m_services)) {
        beginResetModel();
        m_services = services;
        endResetModel();
        return;
    }
    m_services = services;
    if (!m_services.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

int CacheServicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_services.size());
}

int CacheServicesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant CacheServicesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_services.size())
        return {};
    const EditableService &service = m_services.at(index.row());
    const qsizetype sources = service.written.cacheFrom.size();
    switch (role) {
    case Qt::DisplayRole: return service.written.name;
    case EmphasisRole: return true;
    case IdRole: return service.written.name;
    case TagsRole: return service.edited ? QStringList{u"edited"_s} : QStringList();
    case SecondLineRole:
        if (!service.written.builds)
            return u"image only"_s;
        return sources == 0   ? u"no cache source written"_s
               : sources == 1 ? u"1 cache source"_s
                              : u"%1 cache sources"_s.arg(sources);
    default: return {};
    }
}

SourceDescription describeSource(const QString &source)
{
    QString type;
    QString reference;
    QString folder;
    for (const QString &part : source.split(u',')) {
        const QString key = part.section(u'=', 0, 0).trimmed();
        const QString value = part.section(u'=', 1).trimmed();
        if (key == "type"_L1)
            type = value;
        else if (key == "ref"_L1)
            reference = value;
        else if (key == "src"_L1)
            folder = value;
    }
    if (type.isEmpty())
        return {u"images"_s, source, u"image"_s};
    if (type == "registry"_L1)
        return {u"remote"_s, reference.isEmpty() ? source : reference, u"registry"_s};
    if (type == "local"_L1)
        return {u"folder"_s, folder.isEmpty() ? source : folder, u"local folder"_s};
    if (type == "gha"_L1)
        return {u"remote"_s, source, u"GitHub Actions cache"_s};
    return {u"build-cache"_s, source, type};
}

} // namespace layerdeck
