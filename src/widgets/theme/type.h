// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace layerdeck {

/// The type scale. Sizes are relative to the system font, never below 12 px.
enum class TypeRole {
    Claim, ///< result, first start
    Title, ///< page title, dialog sum, big number
    Body,  ///< body, buttons, table cells
    Small, ///< second line, column head, badge, axis
    Code   ///< instructions, ids, diff, log; fixed width, ligatures off
};

/// A font of the scale. `weight` 0 takes the weight of the role.
QFont typeFont(TypeRole role, int weight = 0);

/// Distance of base lines for the role, never less than the font needs.
int lineHeight(TypeRole role);

/// For columns of numbers: digits of one width. Qt before 6.7 cannot ask a font for them, so a font whose
/// digits differ in width gives way to the fixed font.
QFont numberFont(int weight = 0);

/// Size of the body font in device-independent pixels, at least 13.
int bodyPixelSize();

} // namespace layerdeck
