// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/comparison.h"

#include <QMap>

#include <algorithm>

namespace layerdeck {

ImageComparison compareImages(const InspectedImage &first, const InspectedImage &second)
{
    const QList<ImageLayer> a = layersOf(first);
    const QList<ImageLayer> b = layersOf(second);
    qsizetype same = 0;
    while (same < a.size() && same < b.size() && a.at(same).chainId == b.at(same).chainId)
        ++same;
    ImageComparison result{a.first(same), a.mid(same), b.mid(same), false};
    result.sameInstruction = !result.onlyFirst.isEmpty() && !result.onlySecond.isEmpty() &&
                             !result.onlyFirst.first().instruction.isEmpty() &&
                             result.onlyFirst.first().instruction == result.onlySecond.first().instruction;
    if (result.sameInstruction) {
        const QMap<QString, QString> arguments = buildArguments(result.onlyFirst.first().raw);
        const QMap<QString, QString> others = buildArguments(result.onlySecond.first().raw);
        for (auto it = arguments.cbegin(); it != arguments.cend(); ++it) {
            if (others.value(it.key()) != *it)
                result.otherArguments << it.key();
        }
        for (const QString &name : others.keys()) {
            if (!arguments.contains(name))
                result.otherArguments << name;
        }
    }
    return result;
}

qint64 bytesOf(const QList<ImageLayer> &layers)
{
    qint64 sum = layers.isEmpty() ? 0 : -1;
    for (const ImageLayer &layer : layers) {
        if (layer.size >= 0)
            sum = std::max<qint64>(0, sum) + layer.size;
    }
    return sum;
}

} // namespace layerdeck
