// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/type.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetrics>
#include <QHash>
#include <QStringList>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct RoleSpec
{
    double relative;
    int line;
    int weight;
    bool fixed;
};

RoleSpec spec(TypeRole role)
{
    switch (role) {
    case TypeRole::Claim:
        return {1.5, 24, 600, false};
    case TypeRole::Title:
        return {1.3, 20, 600, false};
    case TypeRole::Small:
        return {0.92, 16, 400, false};
    case TypeRole::Code:
        return {0.92, 20, 400, true};
    case TypeRole::Body:
        break;
    }
    return {1.0, 20, 400, false};
}

/// The system's family first, where it is a real font: an unthemed system answers with an alias like "Sans
/// Serif".
QStringList families(QFontDatabase::SystemFont kind, QStringList fallback)
{
    const QString family = QFontDatabase::systemFont(kind).family();
    if (QFontDatabase::hasFamily(family) && !fallback.contains(family))
        fallback.prepend(family);
    return fallback;
}

const QStringList &generalFamilies()
{
    static const QStringList list =
        families(QFontDatabase::GeneralFont, {u"Inter"_s, u"Noto Sans"_s, u"DejaVu Sans"_s});
    return list;
}

const QStringList &fixedFamilies()
{
    static const QStringList list =
        families(QFontDatabase::FixedFont, {u"JetBrains Mono"_s, u"DejaVu Sans Mono"_s});
    return list;
}

bool digitsDiffer(const QFont &font)
{
    const QFontMetricsF metrics(font);
    const qreal zero = metrics.horizontalAdvance(u'0');
    for (char16_t digit = u'1'; digit <= u'9'; ++digit) {
        if (qAbs(metrics.horizontalAdvance(digit) - zero) > 0.01)
            return true;
    }
    return false;
}

} // namespace

int bodyPixelSize()
{
    static const int size =
        std::max(13, QFontInfo(QFontDatabase::systemFont(QFontDatabase::GeneralFont)).pixelSize());
    return size;
}

namespace {

QFont madeFont(const RoleSpec &roleSpec, int weight)
{
    QFont font(roleSpec.fixed ? fixedFamilies() : generalFamilies());
    font.setPixelSize(std::max(12, qRound(bodyPixelSize() * roleSpec.relative)));
    font.setWeight(QFont::Weight(weight));
    if (roleSpec.fixed) {
        font.setStyleHint(QFont::Monospace);
        font.setFixedPitch(true);
    }
    // A font's contextual alternates make other letters of names and ids: Inter has "6x1" as "6×1".
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("calt", 0);
    if (roleSpec.fixed)
        font.setFeature("liga", 0);
#endif
    if (roleSpec.fixed || QT_VERSION < QT_VERSION_CHECK(6, 7, 0))
        font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

} // namespace

/// A font finds its engine when it is first measured or drawn with, and copies share it: made anew for each cell, that was most of the
/// time of a list's painting.
QFont typeFont(TypeRole role, int weight)
{
    static thread_local QHash<std::pair<int, int>, QFont> made;
    const RoleSpec roleSpec = spec(role);
    const std::pair key(int(role), weight > 0 ? weight : roleSpec.weight);
    const auto found = made.constFind(key);
    return found != made.constEnd() ? *found : *made.insert(key, madeFont(roleSpec, key.second));
}

int lineHeight(TypeRole role)
{
    const int scaled = qRound(double(spec(role).line) * bodyPixelSize() / 13.0);
    return std::max(scaled, QFontMetrics(typeFont(role)).height());
}

QFont numberFont(int weight)
{
    QFont font = typeFont(TypeRole::Body, weight);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
    return font;
#else
    static const bool differ = digitsDiffer(font);
    return differ ? typeFont(TypeRole::Code, weight) : font;
#endif
}

} // namespace layerdeck
