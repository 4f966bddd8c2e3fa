// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

#include <memory>
#include <optional>

class QStandardItemModel;

namespace layerdeck {

namespace Ui {
class ServicesPane;
}

class ServicesModel;

/// The services of the project before a run: which to deploy, what runs now, the steps of one of them, and
/// what Deploy would run.
class ServicesPane : public QWidget
{
    Q_OBJECT

public:
    explicit ServicesPane(QWidget *parent = nullptr);
    ~ServicesPane() override;

    /// `session` must outlive the pane. To be called once.
    void setSession(Session *session);

    /// The plan for the ticked services; nothing while it is being made or cannot be.
    const std::optional<Plan> &plan() const { return m_plan; }
    const std::optional<Error> &planError() const { return m_planError; }
    QStringList checkedServices() const;
    /// The services to name in a plan: none where all are ticked.
    QStringList askedServices() const;

signals:
    void planChanged();

private:
    void connectSwitching();
    void makePlan();
    void takePlan(const std::optional<Plan> &plan, const std::optional<Error> &error);
    void showPlan();
    void showSteps();
    void copyScript();

    std::unique_ptr<Ui::ServicesPane> m_ui;
    Session *m_session = nullptr;
    ServicesModel *m_services = nullptr;
    QStandardItemModel *m_expected = nullptr;
    std::optional<Plan> m_plan;
    std::optional<Error> m_planError;
    QString m_service;
};

} // namespace layerdeck
