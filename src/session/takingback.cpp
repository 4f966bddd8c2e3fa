// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/takingback.h"

namespace layerdeck {

namespace {

constexpr int mostEdits = 20;

} // namespace

ComposeText takenBack(const ComposeText &before, const ComposeText &changed, const EditMemory &memory)
{
    QByteArray text = before.text();
    for (int i = 0; i < mostEdits; ++i) {
        const auto earlier = memory.before(text);
        if (!earlier)
            break;
        const auto compose = ComposeText::parse(*earlier, before.fileName());
        if (!compose)
            break;
        if (compose->sameMeaning(changed))
            return *compose;
        text = *earlier;
    }
    return changed;
}

} // namespace layerdeck
