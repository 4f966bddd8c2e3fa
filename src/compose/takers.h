// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/settings.h"
#include "text/yaml.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// Who would see a change of these settings of services of the document (from 0) as well, because an alias or a merge key
/// leads to where they stand: services that have no value of their own there, then other keys of the file.
QStringList takersOf(const YamlText &yaml, int document, const QMap<QString, QList<Setting>> &changed);

} // namespace layerdeck
