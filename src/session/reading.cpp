// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/reading.h"

#include "base/completion.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QHash>
#include <QSet>
#include <QtConcurrent>

#include <qcoro/qcorofuture.h>

#include <algorithm>
#include <memory>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// How many images are asked for side by side: enough to hide the engine's latency, few enough for its file limit.
constexpr int sideBySide = 16;

struct ImageReading
{
    EngineClient client;
    QList<InspectedImage> images;
    std::function<void(int, int)> progress;
    CancelToken cancel;
    qsizetype next = 0;
    int done = 0;
    int workers = 0;
    std::optional<Error> error;
    Completion<bool> finished;
};

/// Whether to go on with the other images makes no sense. A connection that breaks may be one image's doing; an engine
/// that has gone shows at once in the calls that follow. One that keeps silent would do so for each image in turn.
bool endsReading(const Error &error)
{
    return error.isCancelled() || error.code == ErrorCode::TimedOut || error.code == ErrorCode::PermissionDenied;
}

QCoro::Task<Result<void>> readImage(EngineClient client, InspectedImage *image, CancelToken cancel)
{
    const Result<ImageDetail> detail = co_await client.inspectImage(image->image.id, cancel);
    if (!detail)
        co_return failure(detail.error());
    const Result<QList<HistoryEntry>> history = co_await client.history(image->image.id, cancel);
    if (!history)
        co_return failure(history.error());
    image->detail = *detail;
    image->history = *history;
    co_return {};
}

QCoro::Task<> work(std::shared_ptr<ImageReading> reading)
{
    while (reading->next < reading->images.size() && !reading->error) {
        InspectedImage &image = reading->images[reading->next++];
        const Result<void> read = co_await readImage(reading->client, &image, reading->cancel);
        // Deleted since the list was read: it is left out, as a list read now would.
        if (!read && read.error().code == ErrorCode::NotFound)
            image.image.id.clear();
        else if (!read && endsReading(read.error()))
            reading->error = read.error();
        else if (!read)
            image.error = read.error();
        ++reading->done;
        if (!reading->cancel.isCancelled())
            reading->progress(reading->done, static_cast<int>(reading->images.size()));
    }
    if (--reading->workers == 0)
        reading->finished.complete(true);
}

QCoro::Task<Result<QList<InspectedImage>>> readImages(EngineClient client, QList<InspectedImage> known,
                                                      std::function<void(int, int)> progress, CancelToken cancel)
{
    const Result<QList<Image>> list = co_await client.images(cancel);
    if (!list)
        co_return failure(list.error());
    auto reading = std::make_shared<ImageReading>(ImageReading{client, {}, progress, cancel});
    QList<InspectedImage> unchanged;
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < known.size(); ++i)
        places.insert(known.at(i).image.id, i);
    for (const Image &image : *list) {
        // An id names its content: what was read of it once stays true.
        const qsizetype before = places.value(image.id, -1);
        if (before < 0 || known.at(before).error) {
            reading->images << InspectedImage{image};
        } else {
            unchanged << known.at(before);
            unchanged.last().image = image;
        }
    }
    if (!reading->images.isEmpty()) {
        reading->workers = static_cast<int>(std::min<qsizetype>(sideBySide, reading->images.size()));
        for (int i = 0, count = reading->workers; i < count; ++i)
            work(reading);
        co_await reading->finished;
        if (reading->error)
            co_return failure(*reading->error);
    }
    reading->images.removeIf([](const InspectedImage &image) { return image.image.id.isEmpty(); });
    co_return unchanged + reading->images;
}

} // namespace

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

/// The engine is there and refuses this one thing, as a socket proxy does by its rules: the rest can be read.
static bool isRefusal(const Error &error) { return error.code == ErrorCode::OperationFailed || error.code == ErrorCode::NotFound; }

template <typename T>
static void take(const Result<T> &read, T &value, std::optional<Error> &error, QDateTime &time)
{
    error = read ? std::nullopt : std::optional(read.error());
    if (!read)
        return;
    value = *read;
    time = QDateTime::currentDateTime();
}

/// A function of its own, see ARCHITECTURE.md about closures in co_await expressions.
static QFuture<LayerTree> treeInBackground(const QList<InspectedImage> &images)
{
    return QtConcurrent::run([images] { return layerTree(images); });
}

Parts partsOf(const EngineEvent &event)
{
    // "exec_start: …" of each health check, and "top", change nothing that is listed.
    if (event.type == "container"_L1)
        return event.action.startsWith("exec_"_L1) || event.action == "top"_L1 ? Parts() : Part::Containers;
    // Whether a record is shared hangs on the images too.
    if (event.type == "image"_L1)
        return Parts(Part::Images) | Part::BuildCache;
    return event.type == "builder"_L1 ? Parts(Part::BuildCache) : Parts();
}

QCoro::Task<Result<EngineContents>> readEngineContents(EngineClient client, EngineContents known, Parts parts,
                                                       std::function<void(int, int)> progress, CancelToken cancel)
{
    EngineContents contents = known;
    if (parts & Part::Containers) {
        const Result<QList<Container>> containers = co_await client.containers({}, cancel);
        if (!containers && !isRefusal(containers.error()))
            co_return failure(containers.error());
        take(containers, contents.containers, contents.containersError, contents.containersReadAt);
    }
    if (parts & Part::Images) {
        const Result<QList<InspectedImage>> images = co_await readImages(client, known.images, progress, cancel);
        if (!images && !isRefusal(images.error()))
            co_return failure(images.error());
        take(images, contents.images, contents.imagesError, contents.imagesReadAt);
    }
    QSet<QString> used;
    for (const Container &container : std::as_const(contents.containers))
        used.insert(container.imageId);
    for (InspectedImage &image : contents.images)
        image.inUse = used.contains(image.image.id);
    if (parts & Part::BuildCache) {
        const Result<DiskUsage> usage = co_await client.buildCache(cancel);
        if (!usage && !isRefusal(usage.error()))
            co_return failure(usage.error());
        take(usage, contents.usage, contents.cacheError, contents.cacheReadAt);
    }
    if (contents.images != known.images) {
        QFuture<LayerTree> tree = treeInBackground(contents.images);
        contents.layers = co_await tree;
    }
    contents.readAt = QDateTime::currentDateTime();
    for (const QDateTime &time : {contents.imagesReadAt, contents.containersReadAt, contents.cacheReadAt}) {
        if (time.isValid())
            contents.readAt = std::min(contents.readAt, time);
    }
    co_return contents;
}

} // namespace layerdeck
