// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class EnginesPage;
}

class EngineOverview;
class EnginesModel;
class EngineServicesModel;

/// The engines of all Docker contexts side by side, and the services of the project as they stand on each.
class EnginesPage : public QWidget
{
    Q_OBJECT

public:
    explicit EnginesPage(QWidget *parent = nullptr);
    ~EnginesPage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);
    /// No engine is being asked for the first time.
    bool isSettled() const;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void update();
    void updateContexts();
    void fitServices();
    void useCurrent();
    int current() const;

    std::unique_ptr<Ui::EnginesPage> m_ui;
    Session *m_session = nullptr;
    EngineOverview *m_overview = nullptr;
    EnginesModel *m_engines = nullptr;
    EngineServicesModel *m_services = nullptr;
};

} // namespace layerdeck
