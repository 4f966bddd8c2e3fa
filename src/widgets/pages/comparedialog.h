// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"

class QWidget;

namespace layerdeck {

/// Opens a dialog over `window` that shows where two images part. `first` and `second` are ids; they may be empty.
void openCompareDialog(QWidget *window, const QList<InspectedImage> &images, const QString &first, const QString &second);

} // namespace layerdeck
