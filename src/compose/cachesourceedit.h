// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/edit.h"
#include "text/yaml.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <tl/expected.hpp>

namespace layerdeck {

/// Edits, or why there are none: half a sentence that goes on "…cannot be edited: ".
using EditsOrReason = tl::expected<QList<TextEdit>, QString>;

// Where in the text a change goes. These trust the caller to parse the result again: a place written in an unusual way
// gives edits that don't mean what was asked, never edits outside the service.

/// `serviceKey` and `service` are of `text`; the service has a build section of its own.
EditsOrReason editsToAddSource(const QByteArray &text, const YamlNode &serviceKey, const YamlNode &service,
                               const QByteArray &source);
EditsOrReason editsToRemoveSource(const QByteArray &text, const YamlNode &service, int index);

} // namespace layerdeck
