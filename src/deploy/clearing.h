// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "compose/project.h"
#include "engine/types.h"
#include "layers/cachegraph.h"
#include "layers/layertree.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// What a clear is about.
enum class ClearTarget {
    All,        ///< records and images that only this project owns
    Services,   ///< records that only the steps of these services own
    Step,       ///< of one service, from a step down
    Images,     ///< the images of the services, no record
    BuildCache  ///< the records of the project, no image
};

struct ClearRequest
{
    ClearTarget target = ClearTarget::All;
    QStringList services;     ///< empty: all that are built
    int step = 0;             ///< for Step: PlannedStep::index of the first
    bool shared = false;      ///< also what other services or other images use
    bool cacheMounts = false; ///< also the cache mounts of the steps
    bool images = false;      ///< also the images, where the target alone would not take them
    bool unowned = false;     ///< also records of no known owner
    /// On the containerd store a prune voids the hits of every service built from an image (measured on 26.1.5 and 28.5.2). Records of
    /// single services are deleted there only where somebody accepts that.
    bool acceptVoid = false;
    bool bypass = false; ///< the next build does not ask the cache sources that survive; see deploy/nextbuild.h
    bool operator==(const ClearRequest &) const = default;
};

/// Reads a target as the command line writes it: "all", "images", "build-cache", "service:NAME", "step:SERVICE:N". Several of
/// "service:" may be given. InvalidInput with a sentence that lists what is possible.
Result<ClearRequest> parseClearTargets(const QStringList &targets);

/// What the choice is made from; all of it read at one time.
struct ClearFacts
{
    ComposeProject project;
    QString directory; ///< of the project: what a local cache source is relative to
    QList<PlannedStep> steps;
    QList<CacheRecord> records;
    QList<InspectedImage> images;
    QList<Container> containers;
    bool containerdStore = false;
    /// Whether each of localSources() holds inline cache; empty where that could not be read.
    QMap<QString, bool> inlineCaches;
};

/// The images that some service of `project` names as a cache source and that are here, by name and tag. A build asks those
/// that hold inline cache; on the containerd store it never looks at them.
QStringList localSources(const ComposeProject &project, const QList<InspectedImage> &images);

/// A build cache record that goes.
struct ClearedRecord
{
    QString id;
    QString type;
    QString description; ///< in BuildKit's words
    QString name;        ///< as the Dockerfile has it, or what it is
    QString owner;       ///< "backend step 4"; empty where it is not known
    qint64 size = 0;
    bool stays = false;  ///< its bytes stay on the disk: a layer of an image that is kept
    bool operator==(const ClearedRecord &) const = default;
};

/// A name that is taken away, and with the last one the image.
struct ClearedImage
{
    QString id;
    QString reference; ///< the name; the id for an image without one
    qint64 size = 0;
    QString keptBecause; ///< only the name goes: why the image stays; empty where it goes
    bool operator==(const ClearedImage &) const = default;
};

/// The choices that take more than the target by itself does.
enum class ClearChoice { None, Shared, CacheMounts, Images, Unowned, AcceptVoid };

struct KeptItem
{
    QString id;
    QString name;
    QString reason;
    qint64 size = 0;
    bool isRecord = true;
    bool ownerUnknown = false; ///< a record that no step of the project made
    ClearChoice choice = ClearChoice::None; ///< that would take it, as far as it alone is concerned
    bool operator==(const KeptItem &) const = default;
};

/// A cache source that could bring layers back after the clear.
struct SurvivingSource
{
    QString service;
    QString source; ///< as the Compose file has it
    QString reason;
    bool operator==(const SurvivingSource &) const = default;
};

/// A service that the clear is not about and that has to work again.
struct SlowerService
{
    QString service; ///< empty: services of other projects
    QString reason;
    bool operator==(const SlowerService &) const = default;
};

/// What exactly a clear deletes, by id, and what it leaves.
struct ClearSelection
{
    QStringList services;         ///< that it is about
    QList<ClearedRecord> records; ///< leaf first: the engine deletes none that others stand on
    QList<ClearedImage> images;
    QList<KeptItem> kept;
    QList<SurvivingSource> survivors;
    QList<SlowerService> slower;
    qint64 bytes = 0; ///< that will be free: what nothing kept holds
    /// Services that only a build without cache makes fresh, each with why: records of theirs stay.
    QMap<QString, QString> stale;

    bool isEmpty() const { return records.isEmpty() && images.isEmpty(); }
    /// How many things are deleted: records, and images that go.
    qsizetype items() const;
    /// How many names are taken from images that stay.
    qsizetype names() const;
    /// Whether both delete the same, by id.
    bool deletesTheSame(const ClearSelection &other) const;
    bool operator==(const ClearSelection &) const = default;
};

/// InvalidInput for a service or step that isn't there.
Result<ClearSelection> selectForClear(const ClearRequest &request, const ClearFacts &facts);

} // namespace layerdeck
