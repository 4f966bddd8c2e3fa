// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/client.h"
#include "layers/layertree.h"

#include <qcoro/qcorotask.h>

#include <functional>

namespace layerdeck {

/// The engine's images with their layers and history, several asked for side by side. Of `known` those are taken over whose id is still
/// listed: an id names its content. An image that the engine cannot tell about carries its error; one that was deleted meanwhile
/// is left out. `progress` gets the images done and their number, and nothing once it is cancelled.
QCoro::Task<Result<QList<InspectedImage>>> readImages(EngineClient client, QList<InspectedImage> known,
                                                      std::function<void(int, int)> progress, CancelToken cancel);

} // namespace layerdeck
