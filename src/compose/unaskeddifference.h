// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/yaml.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// What differs between two texts beside the settings of `services`: nothing where all else is the same; else
/// half a sentence, empty where there is nothing better to say than that something does.
std::optional<QString> unaskedDifference(const YamlText &before, const YamlText &after,
                                         const QStringList &services);

} // namespace layerdeck
