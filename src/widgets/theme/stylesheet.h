// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QString>

namespace layerdeck {

/// The little that is style sheet: type and colour of labels by the properties "type" (claim, title, name,
/// small, head, code) and "ink" (text2, hit, run, warn, fail), grounds of containers by "ground" (window,
/// base, sunken) and tool tips. Controls are drawn by Style.
QString styleSheet(Scheme scheme);

} // namespace layerdeck
