// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/cachegraph.h"

#include <QWidget>

class QLabel;

namespace layerdeck {

class FactList;
class PaneHead;

/// What is known of one record of the build cache, each fact beside its name.
class RecordDetails : public QWidget
{
    Q_OBJECT

public:
    explicit RecordDetails(QWidget *parent = nullptr);

    /// `node` is a place in the graph.
    void setRecord(const CacheGraph &graph, int node, const QList<InspectedImage> &images);
    void clear();

private:
    PaneHead *m_head;
    QLabel *m_instruction;
    FactList *m_facts;
};

} // namespace layerdeck
