// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/parts/cellview.h"

#include <QList>
#include <QString>

namespace layerdeck {

/// A run as the chart shows it.
struct HistoryBar
{
    qint64 run = 0;
    qint64 milliseconds = 0;
    int cachedPercent = -1; ///< -1: unknown
    QString icon;           ///< of its kind
    QString description;    ///< one sentence
    bool operator==(const HistoryBar &) const = default;
};

/// Distance of the grid's lines in milliseconds: a round number of seconds, minutes or hours, of which four hold `longest`.
qint64 gridStep(qint64 longest);

/// Durations of runs over time: bars from zero with four lines, below each the share that came from cache and its kind. Left
/// and right move, a table stands behind it for assistive technology.
class HistoryChart : public CellView
{
    Q_OBJECT

public:
    static constexpr int mostBars = 29;

    explicit HistoryChart(QWidget *parent = nullptr);

    /// Oldest first, at most mostBars. Keeps the current run where it is still there.
    void setBars(const QList<HistoryBar> &bars);
    const QList<HistoryBar> &bars() const { return m_bars; }
    /// Runs that are compared; 0: none.
    void setMarks(qint64 a, qint64 b);
    /// A dashed line before this run, with what began there; 0: none.
    void setTurn(qint64 run, const QString &text);
    void setCurrentRun(qint64 run);
    qint64 currentRun() const { return currentCell() < 0 ? 0 : m_bars.at(currentCell()).run; }

    /// What is said while there is no bar.
    void setEmptyText(const QString &text);

    int cellCount() const override { return static_cast<int>(m_bars.size()); }
    QRect cellRect(int cell) const override;
    QString cellText(int cell) const override { return m_bars.at(cell).description; }
    QSize sizeHint() const override { return {480, 224}; }
    QSize minimumSizeHint() const override { return {280, 160}; }

protected:
    int neighbour(int cell, int key) const override;
    void paintEvent(QPaintEvent *event) override;

private:
    struct Places;
    Places places() const;
    int cellOf(qint64 run) const;
    void paintGrid(QPainter &painter, const Places &at) const;
    void paintBar(QPainter &painter, const Places &at, int cell) const;
    void paintMark(QPainter &painter, const Places &at, int cell, const QString &letter, bool dashed) const;
    void paintTurn(QPainter &painter, const Places &at) const;

    QList<HistoryBar> m_bars;
    qint64 m_a = 0;
    qint64 m_b = 0;
    qint64 m_turn = 0;
    QString m_turnText;
    QString m_emptyText;
};

/// The signs of the chart in words.
class HistoryLegend : public QWidget
{
    Q_OBJECT

public:
    explicit HistoryLegend(QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace layerdeck
