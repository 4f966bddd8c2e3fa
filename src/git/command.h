// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/command.h"

namespace layerdeck {

/// git in `directory`, speaking English. Optional locks would make a background reader fight with the person's own git.
inline Command gitCommand(const QString &directory, const QStringList &arguments)
{
    return Command{QStringLiteral("git"), arguments, directory, {{QStringLiteral("GIT_OPTIONAL_LOCKS"), QStringLiteral("0")}, {QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8")}}};
}

} // namespace layerdeck
