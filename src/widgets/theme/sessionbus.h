// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace layerdeck {

/// Whether a session bus stands ready. Asking for one where there is none could start a process and wait for it.
bool hasSessionBus();

} // namespace layerdeck
