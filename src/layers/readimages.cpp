// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/readimages.h"

#include "base/completion.h"

#include <QHash>

#include <algorithm>
#include <memory>

namespace layerdeck {

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

} // namespace

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

} // namespace layerdeck
