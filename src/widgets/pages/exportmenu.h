// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QAbstractItemModel;
class QPushButton;

namespace layerdeck {

/// Gives `button` a menu that saves what a list shows as CSV or JSON, or copies it. `model` tells which list that is now;
/// `name` is the beginning of the file name; `failed` gets a sentence where a file could not be written.
void setExportMenu(QPushButton *button, const QString &name, std::function<QAbstractItemModel *()> model,
                   std::function<void(const QString &)> failed);

} // namespace layerdeck
