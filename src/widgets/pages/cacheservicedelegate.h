// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/parts/tabledelegate.h"

namespace layerdeck {

/// A service in three lines: name with tag, image, what is written for its cache.
class CacheServiceDelegate : public TableDelegate
{
    Q_OBJECT

public:
    using TableDelegate::TableDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace layerdeck
