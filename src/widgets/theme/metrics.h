// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/type.h"

namespace layerdeck::metrics {

// Spacing, in device-independent pixels.
inline constexpr int iconGap = 4;     ///< icon to word
inline constexpr int gap = 8;         ///< between controls
inline constexpr int columnGap = 16;  ///< between columns and groups
inline constexpr int blockGap = 24;   ///< between blocks
inline constexpr int pageMargin = 16; ///< left and right of a page
inline constexpr int icon = 16;       ///< side of an icon
inline constexpr int smallIcon = 12;  ///< in badges and tags
inline constexpr int radius = 4;      ///< controls and badges
inline constexpr int dialogRadius = 6;
inline constexpr int edge = 3; ///< selection edge
inline constexpr int sideBarWidth = 192;
inline constexpr int sideBarCollapsedWidth = 48;
inline constexpr int collapseBelow = 1180; ///< window width under which the side bar shows icons only

/// The design's heights. They are minima: a larger font makes them grow.
enum class Height {
    Header,
    PageHead,
    FilterBar,
    PaneHead,
    ColumnHead,
    DenseColumnHead,
    Row,
    DenseRow,
    CodeLine,
    ServiceRow,
    StatusBar,
    SideItem,
    Button,
    Field,
    SmallButton,
    Badge,
    Tag,
    Lane
};

int height(Height what);

} // namespace layerdeck::metrics
