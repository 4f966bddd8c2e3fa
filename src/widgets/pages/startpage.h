// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "store/settings.h"

#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class StartPage;
}

class Card;
class IconLabel;

/// What is there before a project is open: what to do first, recent projects, and what this machine has.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    explicit StartPage(QWidget *parent = nullptr);
    ~StartPage() override;

    /// Both must outlive the page. To be called once.
    void setSession(Session *session, Settings *settings);

signals:
    void openRequested();
    void projectChosen(const layerdeck::RecentProject &project);

private:
    void showRecent();
    void showMachine();

    std::unique_ptr<Ui::StartPage> m_ui;
    Session *m_session = nullptr;
    Settings *m_settings = nullptr;
    Card *m_recent;
    Card *m_machine;
};

} // namespace layerdeck
