// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/projectfiles.h"

#include <QMap>
#include <QString>

namespace layerdeck {

/// The name that Compose gives a project: COMPOSE_PROJECT_NAME, else "name" of the last file that has one, else made of the
/// folder's (as in compose-go: small letters, digits, "-" and "_", beginning with a letter or digit).
QString composeProjectName(const QList<ProjectFile> &files, const QString &directory, const QMap<QString, QString> &environment);

} // namespace layerdeck
