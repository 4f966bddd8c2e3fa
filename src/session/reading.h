// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/client.h"
#include "session/state.h"

#include <qcoro/qcorotask.h>

#include <functional>

namespace layerdeck {

/// Asks the engine who it is: version, and its description where that is not known yet.
QCoro::Task<Result<EngineState>> readIdentity(EngineClient client, EngineState known, CancelToken cancel);

/// Asks the engine who it is and the docker programs for their versions. An engine that doesn't answer is an error;
/// missing programs are part of the state. `known` is what was read before of the same engine: versions of programs are
/// asked only once.
QCoro::Task<Result<EngineState>> readEngine(EngineClient client, EngineState known, CancelToken cancel);

/// Parts of what an engine holds.
enum class Part { Images = 1, Containers = 2, BuildCache = 4, All = 7 };
Q_DECLARE_FLAGS(Parts, Part)
/// What changes without an event: the cache, and docker's words for its containers.
inline constexpr Parts untoldParts = Parts(Part::BuildCache) | Part::Containers;

/// What an event touches; nothing for those that change neither list.
Parts partsOf(const EngineEvent &event);

/// The engine is there and refuses this one thing, as a socket proxy does by its rules: the rest can be read.
bool isRefusal(const Error &error);

/// Takes a part over with its time, or keeps it and notes why there is no newer one.
template <typename T>
void takePart(const Result<T> &read, T &value, std::optional<Error> &error, QDateTime &time)
{
    error = read ? std::nullopt : std::optional(read.error());
    if (!read)
        return;
    value = *read;
    time = QDateTime::currentDateTime();
}

/// Reads images with their layers, containers and build cache; of `known` the parts that are not in `parts` are kept, and so are
/// those that the engine refuses; they carry its error. An image that the engine cannot tell about carries its error, the others are read; `progress` gets the images done and their number.
QCoro::Task<Result<EngineContents>> readEngineContents(EngineClient client, EngineContents known, Parts parts,
                                                       std::function<void(int, int)> progress, CancelToken cancel);

} // namespace layerdeck
