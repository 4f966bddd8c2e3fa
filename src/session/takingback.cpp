// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/takingback.h"

#include <QSet>

namespace layerdeck {

namespace {

constexpr int mostEdits = 20;

} // namespace

ComposeText takenBack(const ComposeText &before, const ComposeText &changed, const EditMemory &memory)
{
    QByteArray text = before.text();
    QSet<QByteArray> seen{text};
    for (int i = 0; i < mostEdits; ++i) {
        const auto earlier = memory.before(text);
        // A change and its taking back, again and again, is a circle.
        if (!earlier || seen.contains(*earlier))
            break;
        seen.insert(*earlier);
        const auto compose = before.reparsed(*earlier);
        if (!compose)
            break;
        if (compose->sameMeaning(changed))
            return *compose;
        text = *earlier;
    }
    return changed;
}

} // namespace layerdeck
