// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engine/types.h"

#include <QByteArray>

namespace layerdeck::engineapi {

// Bodies of the Engine API to values. Unknown fields are ignored, missing ones take their zero value; a body that is
// no JSON of the expected shape is a Protocol error.

Result<EngineVersion> parseVersion(const QByteArray &body);
Result<EngineInfo> parseInfo(const QByteArray &body);
Result<QList<Image>> parseImages(const QByteArray &body);
Result<QList<HistoryEntry>> parseHistory(const QByteArray &body);
Result<ImageDetail> parseImageDetail(const QByteArray &body);
Result<QList<Container>> parseContainers(const QByteArray &body);
Result<DiskUsage> parseDiskUsage(const QByteArray &body);
Result<PruneResult> parsePrune(const QByteArray &body);
Result<ImageRemoval> parseRemoval(const QByteArray &body);
/// One object of /events.
Result<EngineEvent> parseEvent(const QByteArray &body);
/// The engine's own sentence in an error body; the body as text where it has none.
QString parseErrorMessage(const QByteArray &body);

} // namespace layerdeck::engineapi
