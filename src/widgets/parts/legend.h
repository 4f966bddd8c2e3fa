// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

#include <functional>

namespace layerdeck {

/// What the signs of a painted view mean, in a line.
class Legend : public QWidget
{
    Q_OBJECT

public:
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    struct Sign
    {
        std::function<void(QPainter *, const QRect &)> paint;
        QString text;
    };
    Legend(const QList<Sign> &signs, QWidget *parent);
    void paintEvent(QPaintEvent *event) override;

private:
    QList<Sign> m_signs;
};

/// The signs of the layer tree.
class LayerLegend : public Legend
{
    Q_OBJECT

public:
    explicit LayerLegend(QWidget *parent = nullptr);
};

/// The cells of the treemap.
class TreemapLegend : public Legend
{
    Q_OBJECT

public:
    explicit TreemapLegend(QWidget *parent = nullptr);
};

} // namespace layerdeck
