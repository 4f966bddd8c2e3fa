// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/state.h"

#include <QByteArray>

#include <optional>
#include <variant>

namespace layerdeck {

// A run as lines of JSON, for those who watch it: the first says what runs, each other is an event. Commands, definitions and what only
// the runner's own process proves are not in it.

/// With its line end.
QByteArray storyLine(const RunState &begun);
QByteArray storyLine(const RunEvent &event);

/// What a line says; nothing for one that cannot be understood.
std::optional<std::variant<RunState, RunEvent>> readStoryLine(const QByteArray &line);

} // namespace layerdeck
