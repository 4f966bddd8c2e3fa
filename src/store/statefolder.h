// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace layerdeck {

/// The person's folder for what Layerdeck remembers between runs and can do without: $XDG_STATE_HOME/layerdeck.
QString stateFolder();
/// The person's name on this machine; empty where the environment does not say.
QString personName();

/// A file name for what is remembered of one project (its folder and Compose's name) on one engine.
QString projectKey(const QString &directory, const QString &project, const QString &engineId);

} // namespace layerdeck
