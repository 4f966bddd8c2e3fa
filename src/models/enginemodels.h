// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exporting.h"
#include "session/engineoverview.h"
#include "session/session.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

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
    QVariant sortValue(const EngineSummary &engine, int column) const;
    QString text(const EngineSummary &engine, int column) const;
    QString secondLine(const EngineSummary &engine, int column) const;

    const EngineOverview *m_overview;
    const Session *m_session;
};

/// Those of an EnginesModel whose name, address or state has a text, by one of its columns; as they are listed before.
class ShownEngines : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ShownEngines(EnginesModel *engines, QObject *parent = nullptr);
    void setText(const QString &text);
    const QString &text() const { return m_text; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_text;
};

/// All that is known of an engine; names as those of `layerdeck contexts --json`. `isCurrent`: the window works with it.
ExportRecord engineRecord(const EngineSummary &engine, bool isCurrent);

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
