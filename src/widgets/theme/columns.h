// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace layerdeck {

/// Columns a character takes in a fixed font: 0 for a combining mark, 2 for a wide one.
int columnsOf(char32_t character);

} // namespace layerdeck
