// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/imagereading.h"

#include "base/completion.h"

#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <QQueue>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>

namespace layerdeck {

namespace {

/// Entries; each takes about 150 bytes.
constexpr qsizetype mostCachedEntries = 2'000'000;

/// What the two threads share: only flags and numbers.
struct Shared
{
    std::atomic<bool> stop = false;
    std::atomic<qint64> bytes = 0;
};

/// Lives in the reading thread. The archive's reader asks for pieces; while there is none, the thread's event loop runs, and
/// in it the connection. So nothing is fetched before it is wanted, however large the image is.
class Stream
{
public:
    Stream(const DockerContext &context, const QString &image, std::shared_ptr<Shared> shared)
        : m_client(context)
        , m_shared(std::move(shared))
    {
        drive(image);
    }

    Result<QByteArray> next()
    {
        for (;;) {
            if (m_shared->stop) {
                m_cancel.cancel();
                m_pieces.clear();
            }
            if (!m_pieces.isEmpty() || m_ended)
                break;
            QThread::currentThread()->eventDispatcher()->processEvents(QEventLoop::WaitForMoreEvents);
        }
        if (!m_pieces.isEmpty()) {
            const QByteArray piece = m_pieces.dequeue();
            m_shared->bytes += piece.size();
            return piece;
        }
        if (!*m_ended)
            return failure(m_ended->error());
        return QByteArray();
    }

private:
    QCoro::Task<> drive(QString image)
    {
        const std::function<void(const QByteArray &)> onPiece = [this](const QByteArray &piece) { m_pieces.enqueue(piece); };
        const Result<void> ended = co_await m_client.exportImage(image, onPiece, m_cancel.token());
        m_ended = ended;
    }

    EngineClient m_client;
    std::shared_ptr<Shared> m_shared;
    CancelSource m_cancel;
    QQueue<QByteArray> m_pieces;
    std::optional<Result<void>> m_ended;
};

/// To the end of the stream, also where the archive's reader has stopped before it: the coroutine holds the stream.
Result<ImageArchive> readArchive(const DockerContext &context, const QString &image, const QStringList &diffIds,
                                 const std::shared_ptr<Shared> &shared)
{
    Stream stream(context, image, shared);
    Result<ImageArchive> archive = readImageArchive(diffIds, [&stream] { return stream.next(); });
    if (!archive)
        shared->stop = true;
    for (Result<QByteArray> rest = stream.next(); rest && !rest->isEmpty(); rest = stream.next()) {
    }
    return archive;
}

} // namespace

std::optional<ImageArchive> LayerFilesCache::find(const QStringList &diffIds)
{
    ImageArchive archive;
    for (const QString &id : diffIds) {
        const auto held = m_layers.find(id);
        if (held == m_layers.end())
            return std::nullopt;
        held->used = ++m_clock;
        archive.layers << ImageArchive::Layer{id, held->entries};
    }
    return archive;
}

void LayerFilesCache::insert(const ImageArchive &archive)
{
    for (const ImageArchive::Layer &layer : archive.layers) {
        if (m_layers.contains(layer.diffId))
            continue;
        m_layers.insert(layer.diffId, {layer.entries, ++m_clock});
        m_entries += layer.entries.size();
    }
    while (m_entries > mostCachedEntries && m_layers.size() > archive.layers.size()) {
        const auto oldest = std::min_element(m_layers.begin(), m_layers.end(),
                                             [](const Held &a, const Held &b) { return a.used < b.used; });
        m_entries -= oldest->entries.size();
        m_layers.erase(oldest);
    }
}

QCoro::Task<Result<ImageFiles>> readImageFiles(DockerContext context, QString image, QStringList diffIds,
                                               std::shared_ptr<LayerFilesCache> cache,
                                               std::function<void(qint64)> progress, CancelToken cancel)
{
    if (diffIds.isEmpty()) // an engine refuses to export an image without layers
        co_return ImageFiles();
    const std::optional<ImageArchive> known = cache ? cache->find(diffIds) : std::nullopt;
    auto shared = std::make_shared<Shared>();
    auto answer = std::make_shared<std::optional<Result<ImageArchive>>>();
    auto files = std::make_shared<ImageFiles>();
    Completion<bool> done;
    const std::unique_ptr<QThread> thread(QThread::create([=] {
        *answer = known ? Result<ImageArchive>(*known) : readArchive(context, image, diffIds, shared);
        if (**answer)
            *files = imageFiles(***answer);
    }));
    QObject guard;
    QObject::connect(thread.get(), &QThread::finished, &guard, [done] { done.complete(true); });
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, &tick, [progress, shared, cancel] {
        if (progress && !cancel.isCancelled())
            progress(shared->bytes);
    });
    tick.start(std::chrono::milliseconds(200));
    thread->start();
    const auto registration = cancel.onCancel([shared, waking = thread.get()] {
        shared->stop = true;
        if (QAbstractEventDispatcher *loop = waking->eventDispatcher())
            loop->wakeUp();
    });
    co_await done;
    thread->wait();
    if (cancel.isCancelled())
        co_return cancelled();
    if (!**answer)
        co_return failure((**answer).error());
    if (cache)
        cache->insert(***answer);
    co_return *files;
}

} // namespace layerdeck
