// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/reading.h"

#include "base/background.h"
#include "layers/readimages.h"

#include <QElapsedTimer>
#include <QSet>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

QCoro::Task<Result<EngineState>> readIdentity(EngineClient client, EngineState known, CancelToken cancel)
{
    QElapsedTimer clock;
    clock.start();
    const Result<EngineVersion> version = co_await client.version(cancel);
    if (!version)
        co_return failure(version.error());
    EngineState state = known;
    state.context = client.context();
    state.latencyMs = clock.elapsed();
    state.version = *version;
    if (state.info.id.isEmpty() || state.info.version != version->version) {
        const Result<EngineInfo> info = co_await client.info(cancel);
        if (!info)
            co_return failure(info.error());
        state.info = *info;
    }
    state.status = EngineState::Status::Connected;
    state.error.reset();
    state.unreachableSince = {};
    state.lastAnswer = QDateTime::currentDateTime();
    co_return state;
}

QCoro::Task<Result<EngineState>> readEngine(EngineClient client, EngineState known, CancelToken cancel)
{
    Result<EngineState> state = co_await readIdentity(client, known, cancel);
    if (!state || state->toolchain)
        co_return state;
    const Result<Toolchain> toolchain = co_await readToolchain(client.context(), cancel);
    state->toolchain = toolchain ? std::optional(*toolchain) : std::nullopt;
    state->toolchainError = toolchain ? std::nullopt : std::optional(toolchain.error());
    co_return state;
}

bool isRefusal(const Error &error) { return error.code == ErrorCode::OperationFailed || error.code == ErrorCode::NotFound; }

Parts partsOf(const EngineEvent &event)
{
    // "exec_start: …" of each health check, and "top", change nothing that is listed.
    if (event.type == "container"_L1)
        return event.action.startsWith("exec_"_L1) || event.action == "top"_L1 ? Parts() : Part::Containers;
    // "save" is an export: reading the files of a layer, say.
    if (event.type == "image"_L1 && event.action == "save"_L1)
        return {};
    // Whether a record is shared hangs on the images too.
    if (event.type == "image"_L1)
        return Parts(Part::Images) | Part::BuildCache;
    return event.type == "builder"_L1 ? Parts(Part::BuildCache) : Parts();
}

QCoro::Task<Result<EngineContents>> readEngineContents(EngineClient client, EngineContents known, Parts parts,
                                                       std::function<void(int, int)> progress, CancelToken cancel)
{
    EngineContents contents = known;
    // The engine adds the cache up while it is asked for the rest.
    std::optional<QCoro::Task<Result<DiskUsage>>> asked;
    if (parts & Part::BuildCache)
        asked.emplace(client.buildCache(cancel));
    if (parts & Part::Containers) {
        const Result<QList<Container>> containers = co_await client.containers({}, cancel);
        if (!containers && !isRefusal(containers.error()))
            co_return failure(containers.error());
        takePart(containers, contents.containers, contents.containersError, contents.containersReadAt);
    }
    if (parts & Part::Images) {
        const Result<QList<InspectedImage>> images = co_await readImages(client, known.images, progress, cancel);
        if (!images && !isRefusal(images.error()))
            co_return failure(images.error());
        takePart(images, contents.images, contents.imagesError, contents.imagesReadAt);
    }
    QSet<QString> used;
    for (const Container &container : std::as_const(contents.containers))
        used.insert(container.imageId);
    for (InspectedImage &image : contents.images)
        image.inUse = used.contains(image.image.id);
    if (asked) {
        const Result<DiskUsage> usage = co_await *asked;
        if (!usage && !isRefusal(usage.error()))
            co_return failure(usage.error());
        takePart(usage, contents.usage, contents.cacheError, contents.cacheReadAt);
    }
    const std::function<LayerTree()> makeTree = [images = contents.images, known] {
        return images == known.images ? known.layers : layerTree(images);
    };
    const Result<LayerTree> tree = co_await inBackground(makeTree, cancel);
    if (!tree)
        co_return failure(tree.error());
    contents.layers = *tree;
    contents.readAt = QDateTime::currentDateTime();
    for (const QDateTime &time : {contents.imagesReadAt, contents.containersReadAt, contents.cacheReadAt}) {
        if (time.isValid())
            contents.readAt = std::min(contents.readAt, time);
    }
    co_return contents;
}

} // namespace layerdeck
