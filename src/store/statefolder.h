// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace layerdeck {

/// The person's folder for what Layerdeck remembers between runs and can do without: $XDG_STATE_HOME/layerdeck.
QString stateFolder();
/// The person's name on this machine; empty where the environment does not say.
QString personName();

/// A file name for what is remembered under these words, such as a project's folder, Compose's name for it, and an engine.
QString stateName(const QStringList &words);

} // namespace layerdeck
