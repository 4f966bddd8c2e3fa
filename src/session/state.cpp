// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/state.h"

#include <algorithm>

namespace layerdeck {

const BuildStep *RunState::step(const QString &service, int id) const
{
    const auto list = steps.constFind(service);
    if (list == steps.cend())
        return nullptr;
    const auto found = std::ranges::find(*list, id, &BuildStep::id);
    return found == list->cend() ? nullptr : &*found;
}

} // namespace layerdeck
