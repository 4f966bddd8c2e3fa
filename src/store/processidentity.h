// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace layerdeck {

/// The boot in which a process lives and, where the system says it, its start: numbers of processes come again.
QString processIdentity(qint64 pid);

/// Whether the process of that number and identity lives. One that has ended and that its parent has not asked for does not.
bool isAlive(qint64 pid, const QString &identity);

} // namespace layerdeck
