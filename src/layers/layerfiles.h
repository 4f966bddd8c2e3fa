// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace layerdeck {

/// An entry of a layer's archive.
struct LayerEntry
{
    enum class Kind {
        File,
        Directory,
        Link,     ///< symbolic or hard, device, FIFO: takes no bytes of its own
        Whiteout, ///< what was at `path` below is gone
        Opaque    ///< what was in the folder `path` below is gone
    };
    QString path; ///< without a leading slash; of a whiteout, what it removes
    qint64 size = 0;
    Kind kind = Kind::File;
    bool operator==(const LayerEntry &) const = default;
};

/// What an image's export holds, from the base up.
struct ImageArchive
{
    struct Layer
    {
        QString diffId;
        QList<LayerEntry> entries;
    };
    QList<Layer> layers;
};

/// Gives the next piece of a stream; empty: it has ended.
using NextPiece = std::function<Result<QByteArray>()>;

/// What readImageArchive() keeps of an archive at most, in bytes: ten times a large image's million files with paths of a hundred
/// bytes. Anybody's image may say anything; 0.9 MB of archive can hold 240 MB of names.
constexpr qint64 mostArchiveBytes = qint64(2) * 1024 * 1024 * 1024;

/// Reads "docker image save" of one image as a stream, in both forms that engines write: layers by digest (25 and later) and
/// by folder. Layers may be compressed. Memory holds the names of files, never their bytes, and at most `mostBytes`. Of several images
/// or platforms in it, the one with these layers is read. Protocol where it is no such archive, has no such image or too many names;
/// errors of `next` are passed on.
Result<ImageArchive> readImageArchive(const QStringList &diffIds, const NextPiece &next, qint64 mostBytes = mostArchiveBytes);

enum class FileChange { Added, Modified, Removed };

/// A path that a layer touched.
struct ChangedPath
{
    QString path;
    FileChange change = FileChange::Added;
    qint64 size = 0; ///< bytes in this layer; of a removed one, those that it still takes below
    bool operator==(const ChangedPath &) const = default;
};

/// What an image's layers do to its files.
struct ImageFiles
{
    struct Layer
    {
        QString diffId;
        QList<ChangedPath> files; ///< files and links; folders only where they are removed
        int count(FileChange change) const;
        bool operator==(const Layer &) const = default;
    };
    /// A path that takes bytes in several layers.
    struct Waste
    {
        QString path;
        qint64 bytes = 0; ///< beyond the smallest of its sizes
        int times = 0;    ///< how many layers write it
        bool operator==(const Waste &) const = default;
    };
    QList<Layer> layers;
    QList<Waste> waste; ///< the largest first
    qint64 wastedBytes = 0;
    /// The sum of the smallest size of each path over the sum of all its sizes; 1 where nothing takes bytes.
    double efficiency = 1;
    bool operator==(const ImageFiles &) const = default;
};

/// Compares the layers with what stands below them. A removed path was written in vain: its smallest size is 0.
ImageFiles imageFiles(const ImageArchive &archive);

} // namespace layerdeck
