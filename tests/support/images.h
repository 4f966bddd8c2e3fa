// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"

namespace layerdeck::support {

/// An image whose layers have these diff ids, 10 bytes each, "RUN <diff id>" in its history.
inline InspectedImage image(const QString &name, const QStringList &diffIds)
{
    InspectedImage result;
    result.image.id = QStringLiteral("id-") + (name.isEmpty() ? QStringLiteral("dangling") : name);
    if (!name.isEmpty())
        result.image.tags << name;
    result.image.size = 10 * diffIds.size();
    result.detail.id = result.image.id;
    result.detail.diffIds = diffIds;
    for (auto it = diffIds.crbegin(); it != diffIds.crend(); ++it)
        result.history << HistoryEntry{QStringLiteral("RUN ") + *it, {}, 10, {}};
    return result;
}

} // namespace layerdeck::support
