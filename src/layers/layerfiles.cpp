// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/layerfiles.h"

#include <QMap>

#include <algorithm>

namespace layerdeck {

namespace {

/// What the layers so far have made of the file system.
class FileSystem
{
public:
    struct Held
    {
        qint64 size = 0;
        bool isDirectory = false;
    };
    const Held *find(const QString &path) const
    {
        const auto it = m_paths.constFind(path);
        return it == m_paths.cend() ? nullptr : &*it;
    }
    void put(const QString &path, Held held) { m_paths.insert(path, held); }
    /// Takes away a path and all below it, or only what is below; returns the files among them.
    QList<std::pair<QString, qint64>> remove(const QString &path, bool itself)
    {
        QList<std::pair<QString, qint64>> files;
        const auto take = [&](auto it) {
            if (!it->isDirectory)
                files << std::pair(it.key(), it->size);
            return m_paths.erase(it);
        };
        if (itself) {
            if (const auto it = m_paths.find(path); it != m_paths.end())
                take(it);
        }
        const QString folder = path.isEmpty() ? QString() : path + u'/';
        for (auto it = m_paths.lowerBound(folder); it != m_paths.end() && it.key().startsWith(folder);)
            it = take(it);
        return files;
    }

private:
    QMap<QString, Held> m_paths;
};

struct Written
{
    qint64 sum = 0;
    qint64 smallest = 0;
    int times = 0;
};

} // namespace

int ImageFiles::Layer::count(FileChange change) const
{
    return static_cast<int>(std::ranges::count(files, change, &ChangedPath::change));
}

ImageFiles imageFiles(const ImageArchive &archive)
{
    ImageFiles result;
    FileSystem below;
    QHash<QString, Written> written;
    for (const ImageArchive::Layer &layer : archive.layers) {
        ImageFiles::Layer changes{layer.diffId, {}};
        const auto removed = [&](const QList<std::pair<QString, qint64>> &files) {
            for (const auto &[path, size] : files) {
                changes.files << ChangedPath{path, FileChange::Removed, size};
                written[path].smallest = 0;
            }
        };
        // A layer hides what is below it, whatever the order of its archive.
        for (const LayerEntry &entry : layer.entries) {
            if (entry.kind == LayerEntry::Kind::Whiteout || entry.kind == LayerEntry::Kind::Opaque)
                removed(below.remove(entry.path, entry.kind == LayerEntry::Kind::Whiteout));
        }
        for (const LayerEntry &entry : layer.entries) {
            if (entry.kind == LayerEntry::Kind::Whiteout || entry.kind == LayerEntry::Kind::Opaque)
                continue;
            const bool isDirectory = entry.kind == LayerEntry::Kind::Directory;
            const FileSystem::Held *held = below.find(entry.path);
            const bool wasDirectory = held && held->isDirectory;
            const bool wasFile = held && !held->isDirectory;
            if (held && wasDirectory != isDirectory)
                removed(below.remove(entry.path, true));
            if (!isDirectory) {
                changes.files << ChangedPath{entry.path, wasFile ? FileChange::Modified : FileChange::Added, entry.size};
                Written &path = written[entry.path];
                path.smallest = path.times == 0 ? entry.size : std::min(path.smallest, entry.size);
                path.sum += entry.size;
                ++path.times;
            }
            below.put(entry.path, {entry.size, isDirectory});
        }
        std::ranges::sort(changes.files, {}, &ChangedPath::path);
        result.layers << changes;
    }
    qint64 sum = 0;
    qint64 smallest = 0;
    for (auto it = written.cbegin(); it != written.cend(); ++it) {
        sum += it->sum;
        smallest += it->smallest;
        if (it->sum > it->smallest)
            result.waste << ImageFiles::Waste{it.key(), it->sum - it->smallest, it->times};
    }
    std::ranges::sort(result.waste, [](const ImageFiles::Waste &a, const ImageFiles::Waste &b) {
        return a.bytes != b.bytes ? a.bytes > b.bytes : a.path < b.path;
    });
    result.wastedBytes = sum - smallest;
    result.efficiency = sum > 0 ? double(smallest) / double(sum) : 1;
    return result;
}

} // namespace layerdeck
