// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/plan.h"

#include <QScrollArea>

namespace layerdeck {

/// A plan step by step: what each is for, and the command that does the same.
class PlanView : public QScrollArea
{
    Q_OBJECT

public:
    explicit PlanView(QWidget *parent = nullptr);

    void setPlan(const Plan &plan);
    /// In place of a plan: what can be said instead.
    void setMessage(const QString &icon, const QString &message);
    /// All commands, a line each.
    QString commands() const { return m_commands; }

private:
    QWidget *restart();

    QString m_commands;
};

} // namespace layerdeck
