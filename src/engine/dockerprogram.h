// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/process.h"

namespace layerdeck {

/// `command` with docker's plug-in itself in place of "docker compose" or "docker buildx"; unchanged where it cannot be told for
/// certain that this does the same. docker starts a plug-in twice, first to ask who it is, and itself before: on a fast machine that
/// takes as long as the work (docs/FIGURES.md). Both plug-ins can be called by themselves, as their own documentation says.
/// Unchanged for engines that are not of this machine, where a plug-in by itself does not read all that docker reads ($DOCKER_TLS);
/// and where "docker" or the plug-in is a script, which may do more.
Command withoutFront(const Command &command);

/// runProcess() of a command of docker's, without its front where that does the same.
QCoro::Task<Result<ProcessResult>> runDocker(Command command, ProcessOptions options, CancelToken cancel);

} // namespace layerdeck
