// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/proof.h"
#include "session/liverun.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class RunPane;
}

class LogPane;
class StepsModel;

/// A run, live or ended: phases or the claim, timeline, steps and log. It shows the step at
/// work until the person selects one, and the failed step when the run fails.
class RunPane : public QWidget
{
    Q_OBJECT

public:
    explicit RunPane(QWidget *parent = nullptr);
    ~RunPane() override;

    /// `run` must outlive the pane. To be called once.
    void setRun(LiveRun *run);
    /// nullptr before the first.
    const RunState *run() const { return m_run->state(); }
    LogPane *log() const;
    /// The next or previous step that ran, failed or did not serve.
    void selectMiss(int direction);

signals:
    /// Several times a second while a run is on.
    void ticked();

private:
    void begin();
    void changed();
    void stepChanged(const QString &service, int step);
    void end();
    void tick();
    void showPhases();
    void showClaim();
    void showClear();
    void showEvidence();
    void showTimeline();
    void followWork();
    bool selectFirst(StepState wanted);
    void showPlace(const QString &printed);
    void selectSlowest();
    void selectBar(const QString &lane, const QString &bar);
    void selectRow(int row);
    void selectStep(const QString &service, int step, bool byHand);
    void selectImport(const QString &service, const QString &source);
    void logImport(const CacheImport &import);
    int importNumber(const QString &service, const QString &source);
    void updateStepsHead();
    void updateSubject();

    std::unique_ptr<Ui::RunPane> m_ui;
    LiveRun *m_run = nullptr;
    StepsModel *m_steps = nullptr;
    QTimer m_clock;
    QString m_service;
    int m_step = 0;                  ///< BuildStep::id, 0 for the service as a whole, importNumber() for a cache source
    QSet<std::pair<QString, int>> m_failures; ///< steps whose error stands in the log, by service and id
    QList<CacheImport> m_failedImports; ///< whose reason is in the log
    QList<Evidence> m_evidence;
    bool m_byHand = false; ///< the person chose what to look at
    bool m_selecting = false;
};

} // namespace layerdeck
