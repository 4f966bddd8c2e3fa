// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/composetext.h"
#include "store/editmemory.h"

namespace layerdeck {

/// `changed`, made from `before`; or, where that only takes back Layerdeck's own last edits of the file, the text as it was
/// before those.
ComposeText takenBack(const ComposeText &before, const ComposeText &changed, const EditMemory &memory);

} // namespace layerdeck
