// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engineoverview.h"
#include "session/session.h"

#include <QAbstractTableModel>

namespace layerdeck {

/// The engines of all contexts, one a row.
class EnginesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { EngineColumn, StateColumn, StoreColumn, ImagesColumn, ContainersColumn, CacheColumn, ColumnCount };

    /// Both must outlive the model; `session` tells which engine the window works with.
    EnginesModel(const EngineOverview *overview, const Session *session, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool isInUse(const EngineSummary &engine) const;
    QString text(const EngineSummary &engine, int column) const;
    QString secondLine(const EngineSummary &engine, int column) const;

    const EngineOverview *m_overview;
    const Session *m_session;
};

/// The services of the open project, one a row, as they stand on each engine that was read, one a column.
class EngineServicesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    EngineServicesModel(const EngineOverview *overview, const Session *session, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void update();
    QString comparedWithOurs(int row, int engine) const;

    const EngineOverview *m_overview;
    const Session *m_session;
    QList<ComposeService> m_services;
    QString m_project;
    QList<int> m_columns; ///< indexes of the engines that were read
};

/// "3 engines, 2 answer."
QString enginesSentence(const QList<EngineSummary> &engines);

} // namespace layerdeck
