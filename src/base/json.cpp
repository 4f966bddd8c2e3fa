// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <QJsonArray>

namespace layerdeck {

QStringList jsonStrings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list << item.toString();
    return list;
}

QDateTime goTime(QString text)
{
    // Qt reads ".9" as nine milliseconds: exactly three digits are safe.
    if (const qsizetype dot = text.indexOf(u'.'); dot > 0) {
        qsizetype end = dot + 1;
        while (end < text.size() && text.at(end).isDigit())
            ++end;
        const QString fraction = text.mid(dot + 1, end - dot - 1).leftJustified(3, u'0', true);
        text.replace(dot + 1, end - dot - 1, fraction);
    }
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() && time.date().year() > 1 ? time : QDateTime();
}

} // namespace layerdeck
