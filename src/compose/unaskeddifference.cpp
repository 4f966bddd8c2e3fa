// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/unaskeddifference.h"

#include "compose/effectivemembers.h"
#include "compose/settings.h"

#include <QMap>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

using Kind = YamlNode::Kind;

bool isSettingKey(const QByteArray &name, bool ofBuild)
{
    return std::ranges::any_of(allSettings, [&](Setting setting) {
        return isBuildSetting(setting) == ofBuild && settingKey(setting).toUtf8() == name;
    });
}

/// Compares two texts that should differ only in the settings of some services.
class UnaskedDifference
{
public:
    UnaskedDifference(const YamlText &before, const YamlText &after, const QStringList &services)
        : m_before(before)
        , m_after(after)
        , m_services(services)
        , m_comparison(before, after)
    {
    }

    std::optional<QString> find()
    {
        const QList<YamlNode> &before = m_before.documents();
        const QList<YamlNode> &after = m_after.documents();
        if (before.size() != after.size())
            return QString();
        for (qsizetype i = 1; i < before.size(); ++i) {
            if (!m_comparison.same(before.at(i), after.at(i)))
                return QString();
        }
        return inRoot(before.first(), after.first());
    }

private:
    std::optional<QString> inRoot(const YamlNode &before, const YamlNode &after)
    {
        if (before.members.size() != after.members.size())
            return QString();
        for (qsizetype i = 0; i < before.members.size(); ++i) {
            const auto &[keyBefore, valueBefore] = before.members.at(i);
            const auto &[keyAfter, valueAfter] = after.members.at(i);
            if (!m_comparison.same(keyBefore, keyAfter))
                return QString();
            if (keyBefore.scalar == "services") {
                if (const auto difference = inServices(valueBefore, valueAfter))
                    return difference;
            } else if (!m_comparison.same(valueBefore, valueAfter)) {
                return QString();
            }
        }
        return std::nullopt;
    }

    std::optional<QString> inServices(const YamlNode &before, const YamlNode &after)
    {
        const auto serviceOf = [](const std::pair<YamlNode, YamlNode> &member) {
            return QString::fromUtf8(member.first.scalar);
        };
        qsizetype j = 0;
        for (qsizetype i = 0; i < before.members.size(); ++i, ++j) {
            if (j >= after.members.size() ||
                !m_comparison.same(before.members.at(i).first, after.members.at(j).first))
                return QString();
            const QString service = serviceOf(before.members.at(i));
            const YamlNode &old = before.members.at(i).second;
            const YamlNode &now = after.members.at(j).second;
            if (m_services.contains(service)) {
                if (!sameBeside(old, now, false))
                    return QString();
            } else if (!m_comparison.same(old, now)) {
                return u"“%1” takes settings from here through an anchor, and would change too"_s.arg(
                    service);
            }
        }
        for (; j < after.members.size(); ++j) {
            if (!m_services.contains(serviceOf(after.members.at(j))))
                return QString();
        }
        return std::nullopt;
    }

    /// The same beside the settings, with merge keys followed. In `build`, a text means its context.
    bool sameBeside(const YamlNode &before, const YamlNode &after, bool inBuild)
    {
        const auto old = others(m_before, before, inBuild);
        const auto now = others(m_after, after, inBuild);
        if (old.keys() != now.keys())
            return false;
        for (auto it = old.cbegin(); it != old.cend(); ++it) {
            const EffectiveMember &member = now[it.key()];
            // An anchor of the service's own is there for others.
            if (it->own && it->value->kind != Kind::Alias && it->value->anchor != member.value->anchor)
                return false;
            const bool isBuild = !inBuild && it.key() == "build";
            if (isBuild ? !sameBeside(*it->value, *member.value, true)
                        : !m_comparison.sameResolved(*it->value, *member.value))
                return false;
        }
        return true;
    }

    /// The members that are no settings. A `build` with nothing but settings doesn't count either: it may
    /// come and go.
    static QMap<QByteArray, EffectiveMember> others(const YamlText &yaml, const YamlNode &node, bool inBuild)
    {
        QMap<QByteArray, EffectiveMember> members;
        const YamlNode &value = yaml.resolved(node);
        if (inBuild && value.kind == Kind::Scalar)
            members.insert("context", EffectiveMember{nullptr, &value, false});
        for (const EffectiveMember &member : effectiveMembers(yaml, node)) {
            const QByteArray &name = member.key->scalar;
            const bool isEmptyBuild =
                !inBuild && name == "build" && others(yaml, *member.value, true).isEmpty();
            if (!isSettingKey(name, inBuild) && !isEmptyBuild)
                members.insert(name, member);
        }
        return members;
    }

    const YamlText &m_before;
    const YamlText &m_after;
    const QStringList m_services;
    YamlComparison m_comparison;
};

} // namespace

std::optional<QString> unaskedDifference(const YamlText &before, const YamlText &after,
                                         const QStringList &services)
{
    return UnaskedDifference(before, after, services).find();
}

} // namespace layerdeck
