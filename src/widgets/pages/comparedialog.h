// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace layerdeck {

class Session;

/// Opens a dialog over `window` that shows where two images part, and follows the engine of `session`, which must outlive it: a
/// name that moves on is compared as it stands then. `first` and `second` are ids; they may be empty.
void openCompareDialog(QWidget *window, const Session *session, const QString &first, const QString &second);

} // namespace layerdeck
