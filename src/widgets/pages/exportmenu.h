// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exporting.h"

#include <functional>

class QPushButton;

namespace layerdeck {

/// Gives `button` a menu that saves what a list shows as CSV or JSON, or copies it, worked out in a thread. `list` tells what
/// that is now; `name` is the beginning of the file name; `failed` gets a sentence where a file could not be written, and an
/// empty one where it was. What was done is said at the foot of the window.
void setExportMenu(QPushButton *button, const QString &name, std::function<Exporter()> list,
                   std::function<void(const QString &)> failed);

} // namespace layerdeck
