// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"

#include <QWidget>

class QLabel;

namespace layerdeck {

class FactList;
class PaneHead;

/// What is known of one layer, each fact beside its name.
class LayerDetails : public QWidget
{
    Q_OBJECT

public:
    explicit LayerDetails(QWidget *parent = nullptr);

    void setLayer(const TreeLayer &layer, const QList<InspectedImage> &images);
    void clear();

private:
    PaneHead *m_head;
    QLabel *m_instruction;
    FactList *m_facts;
};

/// The signs of the layer tree in words.
class LayerLegend : public QWidget
{
    Q_OBJECT

public:
    explicit LayerLegend(QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace layerdeck
