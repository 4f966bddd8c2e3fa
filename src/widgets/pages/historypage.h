// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/historystats.h"
#include "models/remotehistory.h"
#include "session/session.h"

#include <QTimer>
#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class HistoryPage;
}

class ComparisonModel;
class HistoryExportModel;
class HistoryModel;
class ScenarioModel;

/// What the journal has of the open project on this engine: how long a deploy takes in each scenario, durations over time, the
/// runs, and two of them step by step. A is the selected run; B the last one before it of the same scenario, until one is kept as B.
class HistoryPage : public QWidget
{
    Q_OBJECT

public:
    explicit HistoryPage(QWidget *parent = nullptr);
    ~HistoryPage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);
    /// The journal has been read, and what it says is shown.
    bool isSettled() const { return m_reading == 0; }
    /// Compares two runs of the list.
    void compare(qint64 a, qint64 b);
    qint64 runA() const { return m_a; }
    qint64 runB() const { return m_b; }

signals:
    /// The person wants to make the first run.
    void deployRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void read();
    void taken(const Result<QList<JournalRun>> &runs);
    void update();
    void updateServices();
    void updateStatistics();
    void updateNotes();
    void choose(qint64 a);
    void keepAsB();
    void swap();
    void readSteps();
    void showComparison();
    void showRemote(const JournalRun &run);
    const RatedRun *run(qint64 id) const;
    qint64 partnerOf(qint64 id) const;

    std::unique_ptr<Ui::HistoryPage> m_ui;
    Session *m_session = nullptr;
    ScenarioModel *m_scenarios = nullptr;
    HistoryModel *m_model = nullptr;
    HistoryExportModel *m_exported = nullptr;
    ComparisonModel *m_steps = nullptr;
    QList<JournalRun> m_runs; ///< of the project on this engine and on GitHub
    QList<RatedRun> m_rated;
    std::optional<Slowdown> m_slowdown;
    QHash<qint64, QList<JournalStep>> m_stepsOf; ///< of the two runs
    QStringList m_services;
    QString m_service; ///< empty: whole runs
    qint64 m_a = 0;
    qint64 m_b = 0;
    bool m_kept = false; ///< B was chosen by the person
    QList<RemoteRunLink> m_links; ///< of the selected run
    bool m_selecting = false;
    bool m_known = false; ///< the journal was read once
    int m_reading = 0; ///< readings under way
    std::optional<Error> m_error;
    QString m_exportError;
    QTimer m_timer; ///< others write too
};

} // namespace layerdeck
