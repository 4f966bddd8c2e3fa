// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace layerdeck {

/// Makes every TimelineView a table to assistive technology: a row a lane, a cell a step, each with its full
/// sentence. Safe to call more than once.
void installTimelineAccessibility();

} // namespace layerdeck
