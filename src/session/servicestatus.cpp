// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/servicestatus.h"

#include "base/background.h"
#include "engine/dockerprogram.h"
#include "git/uncommitted.h"
#include "session/state.h"
#include "store/deployments.h"

#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const InspectedImage *imageOf(const QList<InspectedImage> &images, const QString &id)
{
    const auto found = std::ranges::find_if(images, [&id](const InspectedImage &image) { return image.image.id == id; });
    return found == images.end() ? nullptr : &*found;
}

/// The containers of a service, those that run first.
QList<Container> containersOf(const QString &service, const QString &project, const QList<Container> &all)
{
    QList<Container> found;
    std::ranges::copy_if(all, std::back_inserter(found), [&](const Container &container) {
        return container.project() == project && container.service() == service;
    });
    std::ranges::stable_partition(found, [](const Container &container) { return container.state == "running"_L1; });
    return found;
}

ServiceStatus::Freshness againstGit(const ServiceStatus &status)
{
    using Freshness = ServiceStatus::Freshness;
    if (!status.commit || !status.distance)
        return Freshness::Current;
    const CommitDistance &distance = *status.distance;
    if (!distance.known)
        return Freshness::Unknown;
    if (distance.commits > 0 || !distance.isAncestor)
        return Freshness::Behind;
    // What was not committed when it was built is known where Layerdeck deployed it.
    if (status.commit->dirty)
        return !status.sameChanges ? Freshness::Unknown : *status.sameChanges ? Freshness::Current : Freshness::Behind;
    return distance.dirtyHere ? Freshness::Behind : Freshness::Current;
}

} // namespace

std::optional<WrittenCommit> writtenCommit(const InspectedImage &image)
{
    static const QString name = u"GIT_COMMIT_HASH="_s;
    for (const QString &variable : image.detail.environment) {
        if (variable.startsWith(name))
            return WrittenCommit::parse(variable.mid(name.size()));
    }
    // BuildKit writes the arguments that a RUN saw before it: "RUN |2 A=1 GIT_COMMIT_HASH=… /bin/sh -c …".
    static const QRegularExpression argument(u"^RUN \\|\\d+ (?:.* )?GIT_COMMIT_HASH=(\\S+) "_s);
    for (const HistoryEntry &entry : image.history) {
        if (const auto match = argument.match(entry.createdBy); match.hasMatch())
            return WrittenCommit::parse(match.captured(1));
    }
    // Last: it may be the base image's, and be of another repository.
    return WrittenCommit::parse(image.detail.labels.value(u"org.opencontainers.image.revision"_s));
}

namespace {

/// ServiceStatus::sameChanges of the image. Only Cancelled fails.
QCoro::Task<Result<std::optional<bool>>> readSameChanges(LoadedProject project, QString engineId, ComposeService service, QString imageId,
                                                         CancelToken cancel)
{
    const Deployments store(project.files.directory, project.config.name, engineId);
    const std::function<QString()> read = [store, imageId] { return uncommittedOf(store.read().value_or(QList<Deployment>()), imageId); };
    const Result<QString> then = co_await inBackground(read, cancel);
    if (!then)
        co_return cancelled();
    if (then->isEmpty())
        co_return std::optional<bool>();
    const Result<QString> now = co_await readUncommitted(project.files.directory, service.build->context, cancel);
    if (!now && now.error().isCancelled())
        co_return cancelled();
    co_return now && !now->isEmpty() ? std::optional(*now == *then) : std::nullopt;
}

} // namespace

QCoro::Task<Result<Comparisons>> readComparisons(LoadedProject project, QString engineId, EngineContents contents, CancelToken cancel)
{
    Comparisons comparisons;
    const Command hashes = project.compose({u"config"_s, u"--hash"_s, u"*"_s});
    const ProcessOptions options;
    const auto answer = co_await runDocker(hashes, options, cancel);
    if (!answer && answer.error().isCancelled())
        co_return cancelled();
    if (answer && answer->exitCode == 0) {
        for (const QString &line : QString::fromUtf8(answer->output).split(u'\n', Qt::SkipEmptyParts))
            comparisons.configHashes.insert(line.section(u' ', 0, 0), line.section(u' ', 1, 1).trimmed());
    }
    const Result<GitHead> head = co_await readGitHead(project.files.directory, cancel);
    if (head)
        comparisons.head = *head;
    else if (head.error().isCancelled())
        co_return cancelled();
    for (const ComposeService &service : std::as_const(project.config.services)) {
        const QList<Container> containers = containersOf(service.name, project.config.name, contents.containers);
        if (containers.isEmpty())
            continue;
        comparisons.images.insert(service.name, containers.first().imageId);
        const InspectedImage *image = imageOf(contents.images, containers.first().imageId);
        const auto commit = image ? writtenCommit(*image) : std::nullopt;
        if (!service.build || !commit)
            continue;
        const auto distance =
            co_await readCommitDistance(project.files.directory, commit->hash, service.build->context, cancel);
        if (!distance && distance.error().isCancelled())
            co_return cancelled();
        if (!distance)
            continue;
        ComparedCommit compared{commit->hash, *distance, {}};
        if (commit->dirty) {
            const auto same = co_await readSameChanges(project, engineId, service, image->image.id, cancel);
            if (!same)
                co_return cancelled();
            compared.sameChanges = *same;
        }
        comparisons.commits.insert(service.name, compared);
    }
    co_return comparisons;
}

ServiceStatus serviceStatus(const ComposeService &service, const QString &project, const EngineContents &contents,
                            const Comparisons &comparisons)
{
    using Freshness = ServiceStatus::Freshness;
    ServiceStatus status;
    if (!contents.readAt.isValid())
        return status;
    const QString reference = service.imageReference();
    for (const InspectedImage &image : contents.images) {
        if (image.image.tags.contains(reference))
            status.newestImageId = image.image.id;
    }
    const QList<Container> containers = containersOf(service.name, project, contents.containers);
    if (containers.isEmpty()) {
        status.freshness = Freshness::NotCreated;
        return status;
    }
    const Container &first = containers.first();
    status.container = first.name;
    status.status = first.status;
    status.runningImageId = first.imageId;
    status.isPending = comparisons.pending;
    if (first.state != "running"_L1) {
        status.freshness = Freshness::Stopped;
        return status;
    }
    if (const InspectedImage *image = imageOf(contents.images, first.imageId); image && service.build) {
        status.commit = writtenCommit(*image);
        const ComparedCommit compared = comparisons.commits.value(service.name);
        // Another image runs by now than the one that was compared.
        status.isPending |= status.commit && comparisons.images.value(service.name) != first.imageId;
        if (status.commit && !compared.hash.isEmpty() && !status.isPending) {
            status.distance = compared.distance;
            status.sameChanges = compared.sameChanges;
        }
    }
    const auto running = [&](auto differs) {
        return std::ranges::any_of(containers, [&](const Container &container) {
            return container.state == "running"_L1 && differs(container);
        });
    };
    if (const QString wanted = comparisons.configHashes.value(service.name); !wanted.isEmpty()) {
        status.configDiffers = running([&](const Container &container) {
            return !container.configHash().isEmpty() && container.configHash() != wanted;
        });
    }
    const bool isNamed = !status.newestImageId.isEmpty();
    if (isNamed && running([&](const Container &container) { return container.imageId != status.newestImageId; }))
        status.freshness = Freshness::NotRecreated;
    else if (status.configDiffers.value_or(false))
        status.freshness = Freshness::Reconfigured;
    else if (status.isPending || (!isNamed && !(status.commit && status.distance)))
        status.freshness = Freshness::Unknown; // without the name, only the commit says what the image is
    else
        status.freshness = againstGit(status);
    return status;
}

} // namespace layerdeck
