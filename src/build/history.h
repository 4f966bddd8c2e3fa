// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "build/progress.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace layerdeck {

/// A line of "docker buildx history ls --format json": a build that the builder has on record, whoever ran it. Times are
/// milliseconds since the epoch by the builder's clock.
struct ListedBuild
{
    QString ref;          ///< names it to the builder
    qint64 started = 0;
    qint64 completed = 0; ///< 0 while it runs
    bool operator==(const ListedBuild &) const = default;
};

/// Lines that are no such record are left out.
QList<ListedBuild> parseListedBuilds(const QByteArray &output);

/// What "docker buildx history inspect --format json" tells of a build.
struct BuildRecord
{
    QString project; ///< Compose's names, from the labels that it gives the image; empty where something else built it
    QString service;
    QString context; ///< a folder, relative to the one that the question was asked in; or an address
    QString commit;  ///< of the context's git repository, full hash; a dirty tree is not told
    QString outcome; ///< "success", "failed", "cancelled"
    QString error;   ///< one line, of a build that failed
    bool withoutCache = false;
    QList<std::pair<QString, QString>> arguments = {}; ///< of the build, with their values
    bool operator==(const BuildRecord &) const = default;
};

/// InvalidInput where the text is none.
Result<BuildRecord> parseBuildRecord(const QByteArray &json);

/// How the vertices of builds of one command ended, named as bake names them and in the order in which they began: `progress` has that of
/// each build by its target, the first one first. What several share then counts for the first, and is shared by the others.
QList<Vertex> togetherAsBake(const QList<std::pair<QString, QList<SolveStatus>>> &progress);

} // namespace layerdeck
