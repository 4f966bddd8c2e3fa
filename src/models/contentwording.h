// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/project.h"
#include "deploy/gcpolicy.h"
#include "layers/cachegraph.h"
#include "layers/comparison.h"
#include "layers/layerfiles.h"

#include <QSet>
#include <QString>

namespace layerdeck {

// What the engine holds, in words: for window and command line alike.

/// A name of an image as it is shown: "shop-api, kept for roll back, 7be20c4" (project and service) for one of Layerdeck's own, "dangling, 4c81d0e" for none.
/// Short, for a narrow column: "shop-api, kept 7be20c4".
enum class ImageNaming { Whole, Short };
QString imageName(const QString &name, const QString &id, ImageNaming naming = ImageNaming::Whole);
/// All shown names of an image, at least one; pulled by digest, that.
QStringList imageNames(const Image &image, ImageNaming naming = ImageNaming::Whole);
/// Ids of the images that have a name which contains the text, case ignored; none for an empty text.
QSet<QString> imagesNamed(const QString &text, const QList<InspectedImage> &images);
/// Ids of the images of the services whose names contain the text, in any case: those that their names point to.
QSet<QString> imagesOfServices(const QString &text, const QList<ComposeService> &services, const QList<InspectedImage> &images);
/// The first line of an instruction; "instruction unknown" for none.
QString instructionLine(const QString &instruction);
/// A name with its control characters drawn (Unicode's Control Pictures): "a␊b"; what turns its direction about stands as "\u202e". Two
/// names that differ must look so.
QString visibleName(const QString &name);
/// "Efficiency 97 %: 1.2 MB are wasted, because 3 files are written again or removed."
QString efficiencySentence(const ImageFiles &files);
/// "a and b share 5 layers, 12 MB. They part at COPY src ./src: …"
QString comparisonSentence(const ImageComparison &comparison, const QString &first, const QString &second);
/// "69 records take 3.27 GB. 38 are neither in use nor shared: deleted, they free 1.78 GB."
QString cacheSentence(const CacheGraph &graph);
/// "backend step 13, Dockerfile line 24"
QString stepPlaceText(const PlannedStep &step);
/// "backend step 4, frontend step 4"; empty where no owner is known.
QString ownerText(const CacheNode &node);
/// What stands where an owner is expected: `owner`, or that none is known.
QString ownerOrNone(const QString &owner);
/// "in use", "in 2 images" where their bytes are the record's, "copied to 2 images" where they have their own, "older result",
/// "cache only".
QString recordState(const CacheNode &node);
/// "COPY", "RUN", … for steps, else what the engine calls it in words: "build context", "cache mount".
QString recordTypeText(const CacheRecord &record);
/// A rule in words: "build contexts and cache mounts unused for 48 h, until 512 MB are left". Which record goes next it does not
/// tell: that the engine decides.
QString gcRuleText(const GcRule &rule);
/// All rules in their order, a line each below a first one; in words also where the engine tells none, or could not be asked.
QStringList gcPolicyLines(const Result<QList<GcRule>> &rules);

} // namespace layerdeck
