// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/types.h"
#include "layers/layertree.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// What a record's description says of the step that made it. BuildKit keeps the words of the build that made it first:
/// stage and numbers may be those of another Dockerfile, or of this one before an edit.
struct RecordStep
{
    QString stage;  ///< "build"; empty where it isn't said, as for every RUN
    int number = 0; ///< BuildKit's n; 0 where it isn't said
    QString instruction; ///< as a Dockerfile has it: "COPY src ./src"; for what is no step, the description
    bool isStep = false; ///< a WORKDIR, COPY, ADD or RUN
    bool operator==(const RecordStep &) const = default;
};
RecordStep stepOfRecord(const CacheRecord &record);

/// A step that a service's Dockerfile has now, for telling whose a record is.
struct PlannedStep
{
    QString service;
    QString stage;       ///< as BuildKit names it
    int number = 0;      ///< BuildKit's n in the stage
    int index = 0;       ///< from 1, across the stages of the service
    QString instruction; ///< variables not expanded
    QString dockerfile;  ///< its path
    int line = 0;
    /// The index of the step whose result it continues; 0: it begins on nothing, or on an image from elsewhere.
    int after = 0;
    /// The image at the bottom of its stage, as the Dockerfile names it; "scratch" for nothing, empty where that is not known.
    QString base;
    /// Whose step `after` is, where it begins on what another service builds; empty: its own.
    QString afterService = {};
    QString image = {}; ///< that its service builds, with a tag
    bool operator==(const PlannedStep &) const = default;
};

/// A record in its place among the others.
struct CacheNode
{
    CacheRecord record;
    RecordStep step;
    QList<int> parents;      ///< places in the list of nodes; those that the engine lists
    QList<int> children;
    QList<PlannedStep> owners; ///< the steps of services it is a result of; empty: no known owner
    QStringList imageIds;    ///< images with a layer that it made
    int below = 0;           ///< how many records stand on it, at any distance
    int copies = 1;          ///< results of one step under one parent, this one counted
    bool newest = true;      ///< of these, the one that was made last: the one that serves where keys are equal
    bool onNewest = true;    ///< it and all that it stands on are the newest
    /// The service whose it is: the first owner's; empty without.
    QString service() const { return owners.isEmpty() ? QString() : owners.first().service; }
};

/// The build cache of an engine as a graph. Nothing here says that a record serves the next build: that takes more than
/// the engine lists (docs/ARCHITECTURE.md).
struct CacheGraph
{
    QList<CacheNode> nodes; ///< parents before children; what would close a circle is left out of `parents`
    qint64 bytes = 0;       ///< as "docker system df" counts: what images share is theirs
    qint64 reclaimable = 0; ///< of these, what nothing uses
    int reclaimableRecords = 0;
    QHash<QString, int> places;          ///< by record id
    QHash<QString, QString> recordOfLayer; ///< by chain ID: the record that made a layer, where one is there
    /// By chain ID: the steps that made a layer of which no record is there, where the whole last stage of a service stands at the end of its own image.
    QHash<QString, QList<PlannedStep>> stepsOfLayer;
    int indexOf(const QString &id) const { return places.value(id, -1); }
};

/// Relates the records with each other, with the steps that the services have now, and with the images. A record is a
/// step's where its instruction is the step's and its parent is a result of the step before, or, for a first one, no other image than
/// the one it begins from: only records of pulled images say which one they are.
CacheGraph cacheGraph(const QList<CacheRecord> &records, const QList<PlannedStep> &steps,
                      const QList<InspectedImage> &images);

/// Which image a build pulled, with its digest; empty where the record is none of that, or does not say.
QString pulledImage(const CacheRecord &record);

/// Whether a record of an image that a build pulled ("docker.io/library/node:20@sha256:…") can be the image that FROM names as
/// `base`: the same repository, and the same tag or digest.
bool isSameImage(const QString &base, const QString &pulled);

/// Whether a text that BuildKit expanded can be `planned`, in which `$name` and `${name…}` stand for anything.
bool isSameInstruction(const QString &planned, const QString &expanded);

} // namespace layerdeck
