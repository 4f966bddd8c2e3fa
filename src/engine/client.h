// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "engine/endpoint.h"
#include "engine/types.h"

#include <qcoro/qcorotask.h>

#include <QMap>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>

namespace layerdeck {

/// The Engine API, typed. Copies share the negotiated version and idle connections, and belong to one thread; each call
/// can be cancelled. All errors are sentences; that of an engine that answers 4xx or 5xx has the engine's own.
class EngineClient
{
public:
    static constexpr std::chrono::milliseconds usualPatience{60'000};

    /// `patience`: how long the engine may keep silent while it is read; then the call ends with TimedOut.
    explicit EngineClient(DockerContext context, std::chrono::milliseconds patience = usualPatience);

    const DockerContext &context() const;
    /// The same, but for info(), which answers what was read before: an engine takes some 40 ms to tell it. For a task that is short
    /// against an engine's life.
    EngineClient knowing(const EngineInfo &info) const;

    QCoro::Task<Result<EngineVersion>> version(CancelToken cancel) const;
    QCoro::Task<Result<EngineInfo>> info(CancelToken cancel) const;
    QCoro::Task<Result<QList<Image>>> images(CancelToken cancel) const;
    /// Newest instruction first, as the engine gives it.
    QCoro::Task<Result<QList<HistoryEntry>>> history(QString image, CancelToken cancel) const;
    /// NotFound where the engine has no image of that name or id.
    QCoro::Task<Result<ImageDetail>> inspectImage(QString image, CancelToken cancel) const;
    /// Of all states; of one Compose project where `project` is not empty.
    QCoro::Task<Result<QList<Container>>> containers(QString project, CancelToken cancel) const;
    QCoro::Task<Result<DiskUsage>> buildCache(CancelToken cancel) const;
    /// Deletes one record; nothing where others stand on it, or something uses it: that is no error to the engine.
    QCoro::Task<Result<PruneResult>> pruneRecord(QString id, CancelToken cancel) const;
    /// Gives an image one more name.
    QCoro::Task<Result<bool>> tagImage(QString image, QString repository, QString tag, CancelToken cancel) const;
    /// Takes a name away from its image. The image goes with its last name, unless a container uses it: then it stays
    /// without a name, and the answer lists no deleted id.
    QCoro::Task<Result<ImageRemoval>> removeImage(QString image, CancelToken cancel) const;
    /// Calls `onEvent` for each thing that happens from now on, until it is cancelled (Cancelled) or the engine ends the
    /// connection (any other error). `onBegin` is called once events come: what is read after that misses nothing.
    QCoro::Task<Result<void>> events(std::function<void()> onBegin, std::function<void(const EngineEvent &)> onEvent,
                                     CancelToken cancel) const;
    /// Whether results of steps can be taken from each of these images, by name: the inline cache that BUILDKIT_INLINE_CACHE or
    /// "type=inline" wrote into it. Each must be there under that name; takes the builder some milliseconds an image.
    QCoro::Task<Result<QMap<QString, bool>>> inlineCaches(QStringList images, CancelToken cancel) const;
    /// "docker image save": gives the archive piece by piece to `onPiece`, which may block to slow it down.
    QCoro::Task<Result<void>> exportImage(QString image, std::function<void(const QByteArray &)> onPiece,
                                          CancelToken cancel) const;

private:
    struct Private;
    std::shared_ptr<Private> d;
    std::shared_ptr<const EngineInfo> m_known;
};

} // namespace layerdeck
