// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/exporting.h"

namespace layerdeck {

class CacheRecordModel;
class ImageListModel;
class LayerFilesModel;
class LayerTreeModel;
struct CacheNode;
struct FileRow;
struct Image;
struct ImageRow;
struct LayerTreeRow;
struct TreeLayer;

// What the engine holds, as it leaves Layerdeck: the exports of the window and the --json of the command line
// have the same names for the same things. Ids are whole.

/// As "layerdeck cache --json" has it.
ExportRecord exportRecord(const CacheNode &node);
/// As "layerdeck images --json" has it: what the engine's list of images tells.
ExportRecord exportRecord(const Image &image);
/// The same, and what is known beside the other images; null where the engine does not tell the sizes of its
/// layers.
ExportRecord exportRecord(const ImageRow &row);
/// As "layerdeck images --tree --json" has it, without its place in the tree.
ExportRecord exportRecord(const TreeLayer &layer);
/// The same, and what it stands on, which containers and which record of the build cache have it.
ExportRecord exportRecord(const LayerTreeRow &row);

/// A row of a layer's files, as the window lists it.
ExportRecord exportRecord(const FileRow &row);

/// Hold the rows that the list has now, and export all that is known of each; may be called in another
/// thread.
Exporter exporterOf(const ImageListModel &model);
Exporter exporterOf(const LayerTreeModel &model);
Exporter exporterOf(const LayerFilesModel &model);
/// Records only, no heads of groups.
Exporter exporterOf(const CacheRecordModel &model);

} // namespace layerdeck
