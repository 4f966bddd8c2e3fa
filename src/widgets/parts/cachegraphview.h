// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/cachechart.h"
#include "widgets/parts/cellview.h"

#include <QSet>

namespace layerdeck {

/// The build cache as a graph: a column is a step, a row a chain, the area of a square its size. Filled: the newest result of
/// its step; hollow: an older one. Dashed lines are COPY --from. Left and right follow a chain, up and down change rows.
class CacheGraphView : public CellView
{
    Q_OBJECT

public:
    explicit CacheGraphView(QWidget *parent = nullptr);

    /// Keeps the current record where it is still there.
    void setChart(const CacheChart &chart);
    const CacheChart &chart() const { return m_chart; }
    QString currentRecord() const;
    void setCurrentRecord(const QString &id);
    /// Records that are drawn in full where there is a filter; the others pale.
    void setMatches(bool filtered, const QSet<QString> &ids);

    int cellCount() const override { return static_cast<int>(m_chart.cells.size()); }
    QRect cellRect(int cell) const override;
    QString cellText(int cell) const override { return m_chart.cells.at(cell).description; }
    QSize sizeHint() const override;

protected:
    int neighbour(int cell, int key) const override;
    void reveal(int cell) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QPoint centre(int column, int row) const;
    int side(const CacheChart::Cell &cell) const;
    int columnWidth() const;
    /// The first and the last; the last is before the first where there is none.
    std::pair<int, int> visibleRows() const;
    void updateScroll();
    void updatePath();
    void revealMatch();
    void paintHead(QPainter &painter) const;
    void paintLines(QPainter &painter) const;
    void paintCells(QPainter &painter) const;
    bool isOnPath(int line) const;

    CacheChart m_chart;
    int m_labelWidth = 96; ///< of the column with the names of services and stages
    QSet<QString> m_matches;
    bool m_filtered = false;
    QSet<int> m_path; ///< cells from the current one up to where its chain begins
};

/// The signs of the graph in words.
class CacheGraphLegend : public QWidget
{
    Q_OBJECT

public:
    explicit CacheGraphLegend(QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace layerdeck
