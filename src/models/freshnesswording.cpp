// SPDX-License-Identifier: GPL-3.0-or-later
// Whether what runs is current, in words.
#include "models/wording.h"

#include "base/units.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

Presentation present(const ServiceStatus &status)
{
    using Freshness = ServiceStatus::Freshness;
    switch (status.freshness) {
    case Freshness::Unknown: return {u"stale"_s, u"unknown"_s, Tone::Muted};
    case Freshness::NotCreated: return {u"inert"_s, u"Not running"_s, Tone::Muted};
    case Freshness::Stopped: return {u"inert"_s, u"Stopped"_s, Tone::Muted};
    case Freshness::Current: return {u"ok"_s, u"Current"_s, Tone::Hit};
    case Freshness::NotRecreated: return {u"not-recreated"_s, u"Built, not recreated"_s, Tone::Warn};
    case Freshness::Reconfigured: return {u"not-recreated"_s, u"Configuration changed"_s, Tone::Warn};
    case Freshness::Behind:
        if (!status.distance->isAncestor)
            return {u"behind"_s, u"Other branch"_s, Tone::Warn};
        return {u"behind"_s,
                status.distance->commits > 0 ? u"%1 behind"_s.arg(counted(status.distance->commits, u"commit"_s, u"commits"_s))
                : status.commit->dirty && !status.distance->dirtyHere ? u"Built from changes"_s
                                                                      : u"Changes not built"_s,
                Tone::Warn};
    }
    return {};
}

namespace {

QString shownCommit(const WrittenCommit &commit)
{
    return commit.hash.left(7) + (commit.dirty ? u"-dirty"_s : QString());
}

/// What changed since the commit, as far as the build context goes.
QString contextReason(const ServiceStatus &status)
{
    const CommitDistance &distance = *status.distance;
    const QString from = u"from %1"_s.arg(shownCommit(*status.commit));
    if (distance.commits == 0)
        return from + u", its context changed"_s;
    if (distance.touching == 0)
        return from + (distance.dirtyHere ? u", its context changed"_s : u", its context is the same"_s);
    return from + (distance.commits == 1    ? u", it touches its context"_s
                   : distance.touching == 1 ? u", 1 of them touches its context"_s
                                            : u", %1 of them touch its context"_s.arg(distance.touching));
}

/// Docker's words, and that the image has lost its name, as a clear leaves it.
QString runningReason(const ServiceStatus &status)
{
    return status.newestImageId.isEmpty() ? u"%1, image untagged"_s.arg(status.status) : status.status;
}

QString unknownReason(const ServiceStatus &status)
{
    if (status.container.isEmpty())
        return u"the engine was not read"_s;
    if (status.isPending)
        return u"being compared with git and the Compose files"_s;
    if (status.commit && status.distance && !status.distance->known)
        return u"from %1, %2"_s.arg(shownCommit(*status.commit), status.distance->unknownBecause.isEmpty() ? u"not in this repository"_s
                                                                                                             : status.distance->unknownBecause);
    if (status.newestImageId.isEmpty())
        return runningReason(status);
    return status.commit ? u"from %1, changes not known"_s.arg(shownCommit(*status.commit)) : QString();
}

} // namespace

QString freshnessReason(const ServiceStatus &status)
{
    using Freshness = ServiceStatus::Freshness;
    switch (status.freshness) {
    case Freshness::Unknown: return unknownReason(status);
    case Freshness::NotCreated: return u"no container"_s;
    case Freshness::Stopped: return status.status;
    case Freshness::Current: return runningReason(status);
    case Freshness::NotRecreated:
        return u"runs %1, built %2"_s.arg(shortId(status.runningImageId), shortId(status.newestImageId));
    case Freshness::Reconfigured: return u"made from an earlier Compose configuration"_s;
    case Freshness::Behind: return contextReason(status);
    }
    return {};
}

QString freshnessAbout(const ServiceStatus &status)
{
    if (status.container.isEmpty())
        return {};
    QStringList lines{u"%1: %2"_s.arg(status.container, status.status),
                      status.newestImageId.isEmpty() ? u"Image: runs %1; no image has its name now"_s.arg(shortId(status.runningImageId))
                      : status.newestImageId == status.runningImageId
                          ? u"Image: runs %1, the newest of its name"_s.arg(shortId(status.runningImageId))
                          : u"Image: runs %1, the newest of its name is %2"_s.arg(shortId(status.runningImageId), shortId(status.newestImageId)),
                      !status.configDiffers ? u"Compose configuration: not compared"_s
                      : *status.configDiffers
                          ? u"Compose configuration: another one than the files give now"_s
                          : u"Compose configuration: as the files give it now"_s};
    if (!status.commit)
        lines << u"Commit: the image says none"_s;
    else if (!status.distance)
        lines << u"Commit: built from %1; there is no repository to compare with"_s.arg(shownCommit(*status.commit));
    else if (!status.distance->unknownBecause.isEmpty())
        lines << u"Commit: built from %1; %2"_s.arg(shownCommit(*status.commit), status.distance->unknownBecause);
    else if (!status.distance->known)
        lines << u"Commit: built from %1, which this repository does not have"_s.arg(shownCommit(*status.commit));
    else
        lines << u"Commit: built from %1, HEAD has %2 that it does not have%3"_s
                     .arg(shownCommit(*status.commit), counted(status.distance->commits, u"commit"_s, u"commits"_s),
                          status.distance->commits > 0 ? u", %1 of them in its build context"_s.arg(status.distance->touching) : QString());
    if (status.distance && (status.distance->dirtyHere || status.distance->dirtyElsewhere))
        lines << (status.distance->dirtyHere ? u"Working tree: its build context has changes that are not committed"_s
                                             : u"Working tree: changes outside of its build context are not committed"_s);
    return lines.join(u'\n');
}

} // namespace layerdeck
