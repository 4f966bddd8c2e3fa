// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/cacheeditor.h"

#include <QAbstractTableModel>

namespace layerdeck {

/// The services of the edited files: name, image, how many cache sources are written.
class CacheServicesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    /// `editor` must outlive the model.
    explicit CacheServicesModel(CacheEditor *editor, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    /// Of a row; a default value where there is none.
    EditableService serviceAt(int row) const { return m_services.value(row); }

private:
    void update();

    CacheEditor *m_editor;
    QList<EditableService> m_services;
};

/// What a cache source is by its text.
struct SourceDescription
{
    QString icon;
    QString reference; ///< the part that names it
    QString kind;      ///< "image", "registry", "local folder", …
    bool operator==(const SourceDescription &) const = default;
};
SourceDescription describeSource(const QString &source);

} // namespace layerdeck
