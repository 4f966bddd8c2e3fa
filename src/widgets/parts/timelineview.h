// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timeline.h"
#include "widgets/parts/timelinelayout.h"

#include <QAbstractScrollArea>

namespace layerdeck {

/// A run on a time axis: a lane a service, its cached steps as pips in a column of their own, everything else
/// as bars. Left and Right walk through the steps of a lane, Up and Down through the lanes, Return asks for
/// the log.
class TimelineView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget *parent = nullptr);

    const Timeline &timeline() const { return m_timeline; }
    /// The selection stays where its lane and step still exist.
    void setTimeline(const Timeline &timeline);

    QString currentLane() const { return m_lane; }
    /// Empty when a lane is selected and no step of it.
    QString currentStep() const { return m_step; }
    void setCurrent(const QString &lane, const QString &step = {});

    /// What stands at a point of the viewport.
    struct Hit
    {
        int lane = -1;
        QString step; ///< empty on the lane itself
    };
    Hit hitTest(const QPoint &point) const;
    /// Rectangle of a lane, or of one of its steps, in the viewport; null where there is none.
    QRect rectOf(const QString &lane, const QString &step = {}) const;
    /// A full sentence about a lane or a step.
    QString describe(int lane, const QString &step = {}) const;
    /// All steps of a lane: the cached ones first, then the bars.
    QStringList steps(int lane) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// By hand or by setCurrent().
    void currentChanged(const QString &lane, const QString &step);
    /// Return or double click: the log of what is selected.
    void activated(const QString &lane, const QString &step);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    int laneIndex(const QString &id) const;
    void relayout();
    void updateTurning();
    void moveStep(int by);
    void moveLane(int by);
    void ensureVisible();

    Timeline m_timeline;
    TimelineLayout m_layout;
    QString m_lane;
    QString m_step;
    QMetaObject::Connection m_turning;
};

/// "Cached, Ran, Running, Waiting, Failed": the signs of the timeline in words, for the head of its pane.
class TimelineLegend : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineLegend(QWidget *parent = nullptr);

    /// Only what appears is explained.
    void setTimeline(const Timeline &timeline);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_cached = true;
    bool m_critical = false;
    QList<BarState> m_states;
};

} // namespace layerdeck
