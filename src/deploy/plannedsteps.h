// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/project.h"
#include "layers/cachegraph.h"

namespace layerdeck {

/// The steps that the project's services have now, in the words in which BuildKit describes their records. A Dockerfile that
/// cannot be read gives none. Reads the disk: not for the GUI thread.
QList<PlannedStep> plannedSteps(const ComposeProject &project);

/// For one Dockerfile; `path` is only carried along.
QList<PlannedStep> plannedSteps(const QString &service, const QByteArray &dockerfile, const QString &path,
                                const QString &target, const QMap<QString, QString> &buildArgs);

} // namespace layerdeck
