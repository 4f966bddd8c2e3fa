// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace layerdeck {

/// The person's folder for what Layerdeck remembers between runs, and `name` in it: $XDG_STATE_HOME/layerdeck/NAME, as the XDG
/// specification has it; where there is none, the platform's own place. It need not exist.
QString stateFolder(const QString &name);

} // namespace layerdeck
