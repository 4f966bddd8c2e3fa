// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"

#include <QLocale>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr QChar narrowSpace(0x202F);

QString decimal(double value, int digits)
{
    return QLocale().toString(value, 'f', digits);
}

} // namespace

QString sizeText(qint64 bytes)
{
    if (bytes < 0)
        return u"unknown"_s;
    if (bytes < 1000)
        return QString::number(bytes) + narrowSpace + u'B';
    static const QStringList units{u"kB"_s, u"MB"_s, u"GB"_s, u"TB"_s, u"PB"_s, u"EB"_s};
    double value = static_cast<double>(bytes) / 1000;
    qsizetype unit = 0;
    // 999.95 would be written as 1000.0 of the smaller unit.
    while (value >= 999.95 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return decimal(value, unit >= 2 ? 2 : 1) + narrowSpace + units.at(unit);
}

QString durationText(qint64 milliseconds)
{
    const qint64 seconds = (milliseconds + 500) / 1000;
    if (milliseconds < 59'950)
        return decimal(static_cast<double>(milliseconds) / 1000, 1) + narrowSpace + u's';
    if (seconds < 3600)
        return QString::number(seconds / 60) + narrowSpace + "min "_L1 + QString::number(seconds % 60) + narrowSpace
               + u's';
    return QString::number(seconds / 3600) + narrowSpace + "h "_L1 + QString::number(seconds % 3600 / 60) + narrowSpace
           + "min"_L1;
}

QString ageText(const QDateTime &then, const QDateTime &now)
{
    if (!then.isValid())
        return u"unknown"_s;
    const qint64 seconds = then.secsTo(now);
    if (seconds < 60)
        return u"now"_s;
    if (seconds < 3600)
        return QString::number(seconds / 60) + narrowSpace + "min"_L1;
    if (seconds < 48 * 3600)
        return QString::number(seconds / 3600) + narrowSpace + u'h';
    const qint64 days = seconds / 86400;
    if (days < 2 * 365)
        return QString::number(days) + narrowSpace + "days"_L1;
    return QString::number(days / 365) + narrowSpace + "years"_L1;
}

QString timeText(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return u"unknown"_s;
    const QDateTime local = time.toLocalTime();
    if (local.date() == now.toLocalTime().date())
        return local.toString(u"HH:mm"_s);
    if (local.date().year() == now.toLocalTime().date().year())
        return QLocale().toString(local, u"d MMM HH:mm"_s);
    return local.toString(u"yyyy-MM-dd"_s);
}

QString counted(qsizetype number, const QString &one, const QString &many)
{
    return QLocale().toString(qlonglong(number)) + u' ' + (number == 1 ? one : many);
}

QString shortCommit(const QString &commit)
{
    const QString suffix = commit.endsWith("-dirty"_L1) ? u"-dirty"_s : QString();
    return commit.left(commit.size() - suffix.size()).left(7) + suffix;
}

QString shortId(const QString &id)
{
    return (id.startsWith("sha256:"_L1) ? id.mid(7) : id).left(12);
}

} // namespace layerdeck
