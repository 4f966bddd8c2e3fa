// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/cachegraph.h"
#include "widgets/pages/factspane.h"

namespace layerdeck {

/// What is known of one record of the build cache, each fact beside its name.
class RecordDetails : public FactsPane
{
    Q_OBJECT

public:
    explicit RecordDetails(QWidget *parent = nullptr);

    /// `node` is a place in the graph; `cleanUp` what is known of the engine's own clean-up, a line each.
    void setRecord(const CacheGraph &graph, int node, const QList<InspectedImage> &images, const QStringList &cleanUp);
    /// Shows nothing but `why`.
    void clear(const QString &why);
};

} // namespace layerdeck
