// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace layerdeck {

/// A place in a text for a person: line and column from 1, the column in bytes. 0: unknown.
struct TextPosition
{
    int line = 0;
    int column = 0;
    bool isValid() const { return line > 0; }
    bool operator==(const TextPosition &) const = default;
};

} // namespace layerdeck
