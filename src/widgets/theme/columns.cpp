// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/columns.h"

#include <QChar>

namespace layerdeck {

int columnsOf(char32_t c)
{
    if (c < 0x300)
        return c < 0x20 ? 0 : 1;
    if (QChar::category(c) == QChar::Mark_NonSpacing || QChar::category(c) == QChar::Mark_Enclosing ||
        c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f))
        return 0;
    const bool wide =
        (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
        (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
        (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
}

} // namespace layerdeck
