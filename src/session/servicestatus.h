// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/project.h"
#include "deploy/project.h"
#include "engine/types.h"
#include "git/distance.h"
#include "git/head.h"
#include "layers/layertree.h"

#include <QList>
#include <QMap>
#include <QString>

#include <qcoro/qcorotask.h>

#include <optional>

namespace layerdeck {

struct EngineContents;

/// What a service runs, against all that it can be compared with.
struct ServiceStatus
{
    enum class Freshness {
        Unknown,       ///< the engine was not read, or what would be compared cannot be told
        NotCreated,    ///< no container
        Stopped,       ///< a container, but it does not run
        Current,       ///< nothing that was compared is newer
        NotRecreated,  ///< a newer image was built, a container still runs an older one
        Reconfigured,  ///< the container was made from another Compose configuration than the files give now
        Behind         ///< built from an older commit than HEAD, or before changes that are not committed yet
    };
    Freshness freshness = Freshness::Unknown;
    QString container; ///< name; with several, the first that runs
    QString status;    ///< docker's words: "Up 3 minutes (healthy)"
    QString runningImageId;
    QString newestImageId; ///< what the image's name points to; empty where nothing has it, as after a clear
    std::optional<WrittenCommit> commit;     ///< as the running image says it; see writtenCommit()
    std::optional<CommitDistance> distance;  ///< of that commit to HEAD; nothing outside of git, and before it was read
    bool isPending = false; ///< unknown only until git and Compose have been asked
    /// Whether what its build context holds beside the commit is what it was built from; nothing where that is not known.
    std::optional<bool> sameChanges;
    std::optional<bool> configDiffers; ///< from what the files give now; nothing where it was not compared
    bool operator==(const ServiceStatus &) const = default;
};

/// The commit that an image says it was built from: GIT_COMMIT_HASH in its environment, else the label
/// org.opencontainers.image.revision, else GIT_COMMIT_HASH among the arguments of its newest step that had it. Nothing where it
/// says none, or one that is no hash.
std::optional<WrittenCommit> writtenCommit(const InspectedImage &image);

/// The distance of the commit that a service's running image said when it was read.
struct ComparedCommit
{
    QString hash;
    CommitDistance distance;
    std::optional<bool> sameChanges = {}; ///< see ServiceStatus
    bool operator==(const ComparedCommit &) const = default;
};

/// What containers are compared with beside the engine's own images.
struct Comparisons
{
    QMap<QString, QString> configHashes;         ///< by service, as Compose writes them at containers; empty where it was not asked
    QMap<QString, QString> images;               ///< by service: the id of the image whose container was compared
    QMap<QString, ComparedCommit> commits;       ///< by service; none outside of git
    std::optional<GitHead> head;                 ///< as it is now; nothing outside of git
    bool pending = false; ///< will be read: until then nobody can say that a container is current
    bool operator==(const Comparisons &) const = default;
};

/// Asks Compose and git, in this order, and what was remembered of the deployments on this engine; what one of them refuses stays out.
/// Only Cancelled fails.
QCoro::Task<Result<Comparisons>> readComparisons(LoadedProject project, QString engineId, EngineContents contents, CancelToken cancel);

/// The first of these that is so: no container, stopped, an older image than the newest, another configuration, an older commit.
ServiceStatus serviceStatus(const ComposeService &service, const QString &project, const EngineContents &contents,
                            const Comparisons &comparisons = {});

} // namespace layerdeck
