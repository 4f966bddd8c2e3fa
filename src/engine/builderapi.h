// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/grpc.h"

#include <QMap>
#include <QStringList>

namespace layerdeck::builderapi {

/// A name of an image as the builder wants it: "docker.io/library/web:1" for "web:1".
QString canonicalName(const QString &reference);

/// The configuration of each image, by the name that was asked for, as it lies in the engine: with what BuildKit wrote into it, which
/// "GET /images/NAME/json" leaves out. Asked as a frontend asks for its base image, so nothing is pulled as long as the engine has an
/// image of that name, and nothing is left behind. `channel` must be open.
QCoro::Task<Result<QMap<QString, QByteArray>>> imageConfigs(GrpcChannel &channel, QStringList references, CancelToken cancel);

/// Whether results of steps can be taken from an image of this configuration: BUILDKIT_INLINE_CACHE or "type=inline" wrote layers into
/// it. InvalidInput where the text is no configuration.
Result<bool> holdsInlineCache(const QByteArray &config);

} // namespace layerdeck::builderapi
