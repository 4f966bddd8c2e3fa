// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/cacheeditor.h"

#include <QAbstractTableModel>
#include <QHash>

namespace layerdeck {

/// The services of the edited files: name, image, what is written for their cache. A row is worked out when
/// it is shown, so that a keystroke costs the same in a file of a thousand services.
class CacheServicesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    /// `editor` must outlive the model.
    explicit CacheServicesModel(CacheEditor *editor, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    /// Of a row; empty where there is none.
    QString nameAt(int row) const { return m_names.value(row); }
    /// Names that builds give the images of services whose files name none, as Compose makes them up.
    void setImages(const QMap<QString, QString> &images);
    int rowOf(const QString &service) const { return int(m_names.indexOf(service)); }

private:
    void update();
    const EditedService &serviceAt(int row) const;

    CacheEditor *m_editor;
    QStringList m_names;
    QMap<QString, QString> m_images;
    mutable QHash<int, EditedService> m_rows;
};

} // namespace layerdeck
