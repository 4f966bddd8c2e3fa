// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/yaml.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// What differs between two texts beside the settings of `services`.
struct UnaskedDifference
{
    bool differs = false;
    /// The other services whose settings would be others too, in the order of the text; empty where something else differs.
    QStringList services;
};
UnaskedDifference unaskedDifference(const YamlText &before, const YamlText &after, const QStringList &services);

/// Who has an alias of an anchor that stands in `services`, also through others: services, then other keys of the file.
QStringList takersOf(const YamlText &yaml, const QStringList &services);

} // namespace layerdeck
