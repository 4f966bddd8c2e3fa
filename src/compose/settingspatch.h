// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/composetext.h"
#include "text/yaml.h"
#include "text/yamledit.h"

namespace layerdeck {

/// The edits that make the service write `wanted` where it writes `written` now, in the document of that number (from 0); or
/// half a sentence on why there are none.
YamlEditor::Edits editsForService(const YamlText &yaml, int document, const WrittenService &written,
                                  const ServiceSettings &wanted);

} // namespace layerdeck
