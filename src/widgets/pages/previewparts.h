// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "deploy/plan.h"

#include <functional>

class QPushButton;

namespace layerdeck {

class Session;

/// Copies the plan, as it is when pressed, as a script. `session` must outlive the button.
QPushButton *copyCommandsButton(std::function<Plan()> plan, const Session *session);

/// For Session::start(): why nothing runs is said on the page.
std::function<void(Result<Plan>)> sayWhyNot(Session *session);

} // namespace layerdeck
