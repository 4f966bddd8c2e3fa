// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "github/types.h"

namespace layerdeck {

// Included by the sources of RemoteWork only.

/// So many runs a window lists before somebody asks for older ones, and so many more each time.
inline constexpr int firstRuns = 15;
inline constexpr int moreRuns = 30;

inline github::RunFilter newestRuns(int count)
{
    github::RunFilter filter;
    filter.limit = count;
    return filter;
}

} // namespace layerdeck
