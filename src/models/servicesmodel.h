// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>
#include <QSet>

namespace layerdeck {

/// The services of the open project: which to deploy, what runs, and what their last build took from cache.
class ServicesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { ServiceColumn, RunningColumn, StepsColumn, TimeColumn, ColumnCount };

    /// `session` must outlive the model.
    explicit ServicesModel(Session *session, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    QString serviceAt(int row) const;
    /// The services to deploy: those that are ticked.
    QStringList checkedServices() const;
    bool allChecked() const { return m_unchecked.isEmpty(); }

signals:
    void checkedChanged();

private:
    struct Row
    {
        ComposeService service;
        ServiceStatus status;
        bool operator==(const Row &) const = default;
    };

    void update();
    void touch(const QString &service);
    QVariant serviceData(const Row &row, int role) const;
    QVariant runningData(const Row &row, int role) const;
    QVariant stepsData(const Row &row, int role) const;
    QVariant timeData(const Row &row, int role) const;
    const ServiceResult *lastResult(const QString &service) const;

    Session *m_session;
    QList<Row> m_rows;
    QSet<QString> m_unchecked;
};

} // namespace layerdeck
