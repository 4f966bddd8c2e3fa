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
struct EngineSummary;
class ShownEngines;
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

public slots:
    void focusFilter();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void update();
    void updateContexts();
    void fitServices();
    void useCurrent();
    /// Place of the selected engine in the overview; -1 where none is.
    int current() const;
    bool isUsed(const EngineSummary &engine) const;

    std::unique_ptr<Ui::EnginesPage> m_ui;
    Session *m_session = nullptr;
    EngineOverview *m_overview = nullptr;
    EnginesModel *m_engines = nullptr;
    ShownEngines *m_shown = nullptr;
    QString m_chosen; ///< name of the engine that was selected last
    bool m_filtering = false;
    QString m_exportError;
    EngineServicesModel *m_services = nullptr;
};

} // namespace layerdeck
