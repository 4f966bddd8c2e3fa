// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/treemap.h"
#include "widgets/parts/cellview.h"

#include <QList>

namespace layerdeck {

/// The ground of a cell: `shared` is filled and has an edge.
void paintTreemapCell(QPainter *painter, const QRect &rect, bool shared);

/// Sizes as areas. Arrow keys move to the neighbour.
class TreemapView : public CellView
{
    Q_OBJECT

public:
    explicit TreemapView(QWidget *parent = nullptr);

    /// The largest first; keeps the current one where it is still there.
    void setItems(const QList<TreemapItem> &items);
    const QList<TreemapItem> &items() const { return m_items; }
    void setCurrentId(const QString &id);
    QString currentId() const;

    int cellCount() const override { return static_cast<int>(m_items.size()); }
    QRect cellRect(int cell) const override;
    QString cellText(int cell) const override { return m_items.at(cell).description; }
    QSize sizeHint() const override { return {368, 232}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    QList<TreemapItem> m_items;
    QList<QRectF> m_places;
};

} // namespace layerdeck
