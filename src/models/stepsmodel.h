// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/liverun.h"

#include <QAbstractTableModel>

namespace layerdeck {

/// The steps of one service of the run: number, step, state, time. Failed cache imports stand before step 1.
class StepsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NumberColumn, StepColumn, StateColumn, TimeColumn, ColumnCount };

    /// `run` must outlive the model.
    explicit StepsModel(LiveRun *run, QObject *parent = nullptr);

    QString service() const { return m_service; }
    void setService(const QString &service);
    /// The step of a row, a BuildStep::id; 0 for a cache import.
    int stepAt(int row) const;
    /// -1 where there is no such step.
    int rowOf(int step) const;
    /// The failed cache source of a row; empty for a step.
    QString importAt(int row) const;
    int rowOfImport(const QString &source) const;
    /// Refreshes the times of steps that run: call while the clock ticks.
    void tick();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void reload();
    void changed(const QString &service, int step);
    void listed(const QString &service);
    QVariant importData(const CacheImport &import, int column, int role) const;
    QVariant stepData(const BuildStep &step, int column, int role) const;

    LiveRun *m_run;
    QString m_service;
    QList<CacheImport> m_imports;
    QList<BuildStep> m_steps;
};

} // namespace layerdeck
