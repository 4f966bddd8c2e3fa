// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// A version of the Engine API, such as 1.44.
struct ApiVersion
{
    int major = 0;
    int minor = 0;
    auto operator<=>(const ApiVersion &) const = default;
    QString toString() const;
    static std::optional<ApiVersion> parse(const QString &text);
};

struct EngineVersion
{
    QString version;      ///< of the engine, such as "28.5.2"
    ApiVersion api;       ///< the newest it speaks
    ApiVersion minimumApi;
    QString os;
    QString architecture;
    bool operator==(const EngineVersion &) const = default;
};

struct EngineInfo
{
    QString id;
    QString name; ///< host name of the engine's machine
    QString version;
    QString storageDriver;
    bool containerdStore = false; ///< images live in containerd's store, not in the classic one
    QString rootDirectory;
    int cpus = 0;
    qint64 memory = 0; ///< bytes
    bool operator==(const EngineInfo &) const = default;
};

/// Repository of the names under which Layerdeck keeps images for a roll back: neither a prune nor a clear takes what has a name.
inline constexpr char keptRepository[] = "layerdeck-kept";
bool isKeptName(const QString &reference);

/// An image as the list of images has it.
struct Image
{
    QString id; ///< "sha256:" and 64 digits
    QStringList tags;
    QStringList digests;
    qint64 size = 0; ///< bytes, shared layers included
    QDateTime created;
    QMap<QString, QString> labels;
    QStringList platforms; ///< those that are there: "linux/amd64"; only where the engine tells (API 1.47, containerd store)
    int attestations = 0;  ///< such as provenance
    /// Names that people gave it; those of Layerdeck's own only where it has no other.
    QStringList shownTags() const;
    bool operator==(const Image &) const = default;
};

/// One instruction of an image's history. Rows with `emptyLayer` unknown to the API are told apart by the layers.
struct HistoryEntry
{
    QString createdBy; ///< the instruction, as the builder wrote it
    QDateTime created;
    qint64 size = 0;
    QString comment;
    bool operator==(const HistoryEntry &) const = default;
};

struct ImageDetail
{
    QString id;
    QStringList tags;
    QStringList diffIds; ///< from the base up
    qint64 size = 0;
    QDateTime created;
    QMap<QString, QString> labels;
    QStringList environment;
    QString os;
    QString architecture;
    bool operator==(const ImageDetail &) const = default;
};

/// Whether labels say that Compose made a container for a service, and not for one "docker compose run". Project and service
/// alone don't: they stand at images that Compose built too, and whatever "docker run" makes of these inherits them.
bool isServiceContainer(const QMap<QString, QString> &labels);

struct Container
{
    QString id;
    QString name; ///< without the leading slash
    QString image; ///< as it was named at the start
    QString imageId;
    QString state;  ///< "running", "exited", …
    QString status; ///< in docker's words: "Up 3 minutes (healthy)"
    QDateTime created;
    QMap<QString, QString> labels;
    QStringList networks = {}; ///< names, sorted
    /// Compose's names of what it was made for; empty where it is no service's own, see isServiceContainer().
    QString project() const;
    QString service() const;
    /// Compose's hash of the configuration that it was made with; empty where Compose did not make it.
    QString configHash() const;
    /// By itself and without an error: what a job comes to.
    bool hasEndedWell() const;
    /// Runs, and no health check says otherwise, or has not answered yet; or has ended well.
    bool isWell() const;
    bool operator==(const Container &) const = default;
};

struct CacheRecord
{
    QString id;
    QStringList parents;
    QString type; ///< "regular", "source.local", "exec.cachemount", …
    QString description;
    bool inUse = false;
    bool shared = false;
    qint64 size = 0;
    QDateTime created;
    QDateTime lastUsed; ///< invalid where never
    int useCount = 0;
    bool operator==(const CacheRecord &) const = default;
};

struct DiskUsage
{
    qint64 layersSize = 0;
    QList<CacheRecord> cache;
    /// As "docker system df" sums it: what images share with the cache is theirs.
    qint64 cacheSize() const;
    /// Of all records, shared ones too: what a prune of all of them reports as reclaimed.
    qint64 recordedSize() const;
    bool operator==(const DiskUsage &) const = default;
};

/// What a prune of the build cache deleted; no record at all is a success too.
struct PruneResult
{
    QStringList deleted;
    qint64 reclaimed = 0;
    bool operator==(const PruneResult &) const = default;
};

/// Something that happened on the engine: "image" "tag", "container" "die", "builder" "prune".
struct EngineEvent
{
    QString type;
    QString action;
    QString id;      ///< of what it happened to
    qint64 time = 0; ///< milliseconds since the epoch, by the engine's clock
    QString project; ///< of a container, as Container::project()
    QString service;
    std::optional<int> exitCode = {}; ///< of a container's "die"
    bool operator==(const EngineEvent &) const = default;
};

/// What a removal of an image did: names taken away, and image or layer ids deleted.
struct ImageRemoval
{
    QStringList untagged;
    QStringList deleted;
    bool operator==(const ImageRemoval &) const = default;
};

} // namespace layerdeck
