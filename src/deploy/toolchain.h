// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "engine/endpoint.h"

#include <QString>
#include <QVersionNumber>

#include <qcoro/qcorotask.h>

namespace layerdeck {

/// The docker programs that build and switch.
struct Toolchain
{
    QVersionNumber compose;
    QVersionNumber buildx;
    /// "docker compose build --print" is there; before, the bake definition is made from "config".
    bool composePrintsBake() const { return compose >= QVersionNumber(2, 33); }
    /// "docker buildx history" is there.
    bool keepsBuilds() const { return buildx >= QVersionNumber(0, 20); }
    bool operator==(const Toolchain &) const = default;
};

/// Asks docker, Compose and buildx for their versions. ToolMissing where one is missing or too old (Compose v2 and
/// buildx 0.13 are the oldest).
QCoro::Task<Result<Toolchain>> readToolchain(DockerContext context, CancelToken cancel);

/// The first version number in a program's output, without a leading "v": "v2.40.3-desktop.1" gives 2.40.3.
QVersionNumber versionIn(const QString &output);

} // namespace layerdeck
