// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "build/bake.h"
#include "build/steps.h"
#include "compose/project.h"

#include <QList>

#include <stop_token>

namespace layerdeck {

/// The steps that each target of `definition` will have, read from the Dockerfiles on disk. A Dockerfile that cannot be
/// read (an address, missing) gives an empty list: the steps then come from the build itself.
///
/// Steps of two services get one `sharedKey` where they are certainly the same work: the same instructions on the same
/// base, with the same arguments and the same files. Files are read only where another service has the same
/// instructions so far. Reads the disk: not for the GUI thread. Stops between two pieces of a file: Cancelled.
Result<QList<BuildTargetSteps>> expectedSteps(const ComposeProject &project, const BakeDefinition &definition,
                                              std::stop_token stop);

} // namespace layerdeck
