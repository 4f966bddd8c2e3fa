// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace layerdeck {

/// "1 item", "18 items".
inline QString counted(qsizetype number, const QString &one, const QString &many)
{
    return QLocale().toString(qlonglong(number)) + QLatin1Char(' ') + (number == 1 ? one : many);
}

} // namespace layerdeck
