// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/historystats.h"
#include "models/roles.h"
#include "models/rowtablemodel.h"

namespace layerdeck {

struct ComparisonRow
{
    StepDifference step;
    int place = 0;
    bool isJob = false; ///< of the workflow above it
    QString identity() const { return QString::number(place); }
};

/// What differs between two runs, or the steps of one.
class ComparisonModel : public RowTableModel<ComparisonRow>
{
    Q_OBJECT
public:
    enum Column { StepColumn, ChangeColumn, ColumnCount };
    using RowTableModel::RowTableModel;

    /// `all`: also what is the same in both.
    void setSteps(const QList<StepDifference> &steps, bool all);
    /// The workflows and jobs of one run on GitHub, with how long each took.
    void setRun(const QList<JournalStep> &steps);
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool m_isOne = false; ///< what is shown is one run
};

} // namespace layerdeck
