// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/client.h"
#include "layers/layerfiles.h"

#include <qcoro/qcorotask.h>

#include <functional>

namespace layerdeck {

/// What is known of layers' files, by diff ID: a diff ID names its content, so it stays true. Forgets
/// what was not asked for in a long time once it holds many files.
class LayerFilesCache
{
public:
    /// All of these layers, or nothing where one is missing.
    std::optional<ImageArchive> find(const QStringList &diffIds);
    void insert(const ImageArchive &archive);

private:
    struct Held
    {
        QList<LayerEntry> entries;
        quint64 used = 0;
    };
    QHash<QString, Held> m_layers;
    qsizetype m_entries = 0;
    quint64 m_clock = 0;
};

/// Reads the files of an image's layers from the engine's export, as a stream in a thread of its own; `progress` gets the
/// bytes read so far, in the calling thread. Layers that `cache` (may be nullptr) knows are not read again.
QCoro::Task<Result<ImageFiles>> readImageFiles(DockerContext context, QString image, QStringList diffIds,
                                               std::shared_ptr<LayerFilesCache> cache,
                                               std::function<void(qint64)> progress, CancelToken cancel);

} // namespace layerdeck
