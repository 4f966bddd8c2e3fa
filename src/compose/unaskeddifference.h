// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/yaml.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// What differs between two texts beside the settings of `services`, by the number of the document (from 0) that they are in.
struct UnaskedDifference
{
    bool differs = false;
    /// The other services whose settings would be others too, in the order of the text; empty where something else differs.
    QStringList services;
};
UnaskedDifference unaskedDifference(const YamlText &before, const YamlText &after, const QMap<int, QStringList> &services);

} // namespace layerdeck
