// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cachemodels.h"

#include "models/cachewording.h"
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
    m_rows.clear();
    if (m_editor->services() != m_names) {
        beginResetModel();
        m_names = m_editor->services();
        endResetModel();
    } else if (!m_names.isEmpty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
    }
}

void CacheServicesModel::setImages(const QMap<QString, QString> &images)
{
    if (images == m_images)
        return;
    m_images = images;
    if (!m_names.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

const EditedService &CacheServicesModel::serviceAt(int row) const
{
    auto found = m_rows.find(row);
    if (found == m_rows.end())
        found = m_rows.insert(row, m_editor->service(m_names.at(row)));
    return *found;
}

int CacheServicesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_names.size());
}

int CacheServicesModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : 1; }

QVariant CacheServicesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_names.size())
        return {};
    const QString &name = m_names.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case IdRole:
        return name;
    case EmphasisRole:
        return true;
    case TagsRole:
        return m_editor->isEdited(name) ? QStringList{u"edited"_s} : QStringList();
    case SecondLineRole: {
        const QString image = serviceAt(index.row()).written(Setting::Image).value_or(QString());
        if (!image.isEmpty())
            return image;
        return m_images.value(name).isEmpty() ? u"image not named"_s : m_images.value(name);
    }
    case ThirdLineRole:
        return serviceLine(serviceAt(index.row())).text;
    case StatIconRole:
        return serviceLine(serviceAt(index.row())).icon;
    case ToneRole:
        return int(serviceLine(serviceAt(index.row())).tone);
    case Qt::AccessibleTextRole: {
        const QString edited = m_editor->isEdited(name) ? u", edited, not saved"_s : QString();
        return u"Service %1, %2%3"_s.arg(name, serviceLine(serviceAt(index.row())).text, edited);
    }
    default:
        return {};
    }
}

} // namespace layerdeck
