// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <QStringList>

namespace layerdeck {

QString Error::sentences() const
{
    QStringList parts;
    for (const QString &part : {message, unchanged, advice}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(QLatin1Char(' '));
}

} // namespace layerdeck
