// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/parts/tabledelegate.h"

namespace layerdeck {

/// Draws layers on rails: a run of layers without a fork stays on one level, an indent marks the place where
/// images part. Filled nodes are shared by several images, hollow ones are in one. Cells without NodeRole are
/// drawn as in tables.
class LayerTreeDelegate : public TableDelegate
{
    Q_OBJECT

public:
    using TableDelegate::TableDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintRails(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
};

} // namespace layerdeck
