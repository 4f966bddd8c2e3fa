// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timeline.h"
#include "text/diff.h"

#include <QStandardItemModel>

/// Data for gallery and tests: the project of the design's pictures.
namespace samples {

layerdeck::Timeline running();
layerdeck::Timeline failed();
layerdeck::Diff diff();
QStandardItemModel *services(QObject *parent);
QStandardItemModel *steps(QObject *parent);
QStandardItemModel *layers(QObject *parent);

} // namespace samples
