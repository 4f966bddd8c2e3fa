// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "github/types.h"

namespace layerdeck {

/// The runs that a window lists; included by the sources of RemoteWork only.
inline github::RunFilter newestRuns()
{
    constexpr int shownRuns = 15;
    github::RunFilter filter;
    filter.limit = shownRuns;
    return filter;
}

} // namespace layerdeck
