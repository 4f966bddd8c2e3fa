// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "engine/types.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// An image with what the engine tells of its layers.
struct InspectedImage
{
    Image image;
    ImageDetail detail;
    QList<HistoryEntry> history; ///< newest first, as the engine gives it
    bool inUse = false;          ///< a container was made from it
    std::optional<Error> error;  ///< why detail and history could not be read; they are empty then
    bool operator==(const InspectedImage &) const = default;
};

/// A layer of one image. Which row of the history made it is only told by position.
struct ImageLayer
{
    QString diffId;
    QString chainId;
    QString instruction; ///< cleaned of the builder's decoration; empty where the history does not fit the layers
    QString raw;         ///< as the history has it
    qint64 size = -1;    ///< bytes; -1 where unknown
    QDateTime created;
    bool operator==(const ImageLayer &) const = default;
};

/// The chain ID of each of an image's layers: what tells a layer together with all below it (OCI image specification, config.md).
QStringList chainIds(const QStringList &diffIds);

/// The layers of an image, from the base up. Only rows of the history that made a layer match; where rows and layers
/// don't fit, instruction and size of the doubtful ones stay unknown.
QList<ImageLayer> layersOf(const InspectedImage &image);

/// "RUN /bin/sh -c npm ci # buildkit" as the Dockerfile has it: "RUN npm ci". The arguments of a build
/// ("|1 KEY=value /bin/sh -c …") are left out.
QString cleanInstruction(const QString &createdBy);

/// The arguments of a build that a row of the history names, by name: those of "RUN |2 A=x B=y z /bin/sh -c make" are A and B. Words are
/// joined by blanks there: what stands before the shell or the first absolute path is the last value's.
QMap<QString, QString> buildArguments(const QString &createdBy);

/// Where an image ends in the tree.
struct ImageEnd
{
    QString imageId;
    QString name; ///< one of its names, or the digest it was pulled by where it has none; empty when dangling
    bool inUse = false;
    QDateTime created;
    bool operator==(const ImageEnd &) const = default;
};

/// A layer in the tree that merges all images by chain ID: what is shared stands once.
struct TreeLayer
{
    ImageLayer layer;
    int level = 0;               ///< grows only where images part
    int parent = -1;             ///< index into the rows
    int children = 0;
    bool firstOfBranch = false;  ///< the layer below it has other children too
    bool lastOfBranch = false;   ///< and this is the last of them
    QList<ImageEnd> ends;
    QStringList imageIds;        ///< all images that have this layer
    bool operator==(const TreeLayer &) const = default;
};

/// What the engine's images hold, related.
struct LayerTree
{
    QList<TreeLayer> rows;  ///< depth first, a parent before its children
    int images = 0;         ///< those whose layers could be read
    qint64 diskBytes = 0;   ///< each layer counted once
    qint64 listedBytes = 0; ///< each layer counted in every image that has it
    bool operator==(const LayerTree &) const = default;
};

/// Images that could not be read are not in it.
LayerTree layerTree(const QList<InspectedImage> &images);

} // namespace layerdeck
