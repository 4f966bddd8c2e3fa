// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"

namespace layerdeck {

/// Where two images part. Layers are the same where they and all below them are.
struct ImageComparison
{
    QList<ImageLayer> shared; ///< from the base up
    QList<ImageLayer> onlyFirst;
    QList<ImageLayer> onlySecond;
    /// The first layer at which they part was made by the same instruction in both: other files, arguments or a later time.
    bool sameInstruction = false;
    QStringList otherArguments = {}; ///< of that instruction: the build arguments whose values differ
    bool isSame() const { return onlyFirst.isEmpty() && onlySecond.isEmpty(); }
    bool operator==(const ImageComparison &) const = default;
};

ImageComparison compareImages(const InspectedImage &first, const InspectedImage &second);

/// The sum of what is known; -1 where no size is.
qint64 bytesOf(const QList<ImageLayer> &layers);

} // namespace layerdeck
