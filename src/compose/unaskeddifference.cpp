// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/unaskeddifference.h"

#include "compose/effectivemembers.h"
#include "compose/settings.h"

#include <QHash>
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

/// Nesting itself is limited by yaml-cpp; chains of anchors, each with an alias of the one before, are not.
constexpr int mostDepth = 1500;

/// Whether two values mean the same once aliases and merge keys are followed: an anchor may have changed where somebody who
/// takes it over has values of their own.
class EffectComparison
{
public:
    EffectComparison(const YamlText &before, const YamlText &after)
        : m_before(before)
        , m_after(after)
    {
    }

    bool same(const YamlNode &before, const YamlNode &after, int depth = 0)
    {
        const YamlNode &a = m_before.resolved(before);
        const YamlNode &b = m_after.resolved(after);
        if (a.kind == Kind::Alias || b.kind == Kind::Alias || a.kind != b.kind || a.tag != b.tag || a.scalar != b.scalar ||
            a.items.size() != b.items.size() || depth > mostDepth)
            return false;
        const std::pair key(&a, &b);
        if (const auto known = m_known.constFind(key); known != m_known.cend())
            return *known;
        m_known.insert(key, true); // an alias inside its own anchor ends here
        bool equal = true;
        for (qsizetype i = 0; equal && i < a.items.size(); ++i)
            equal = same(a.items.at(i), b.items.at(i), depth + 1);
        if (a.kind == Kind::Map)
            equal = sameMembers(a, b, depth);
        m_known.insert(key, equal);
        return equal;
    }

private:
    /// In any order: where a value comes from decides where it stands.
    bool sameMembers(const YamlNode &a, const YamlNode &b, int depth)
    {
        QMap<QByteArray, const YamlNode *> now;
        for (const EffectiveMember &member : effectiveMembers(m_after, b)) {
            if (member.key->kind != Kind::Scalar)
                return false;
            now.insert(member.key->scalar, member.value);
        }
        const QList<EffectiveMember> old = effectiveMembers(m_before, a);
        return old.size() == now.size() && std::ranges::all_of(old, [&](const EffectiveMember &member) {
                   const YamlNode *value = member.key->kind == Kind::Scalar ? now.value(member.key->scalar) : nullptr;
                   return value && same(*member.value, *value, depth + 1);
               });
    }

    const YamlText &m_before;
    const YamlText &m_after;
    QHash<std::pair<const YamlNode *, const YamlNode *>, bool> m_known;
};

/// Compares two texts that should differ only in the settings of some services.
class Differences
{
public:
    Differences(const YamlText &before, const YamlText &after, const QMap<int, QStringList> &services)
        : m_before(before)
        , m_after(after)
        , m_asked(services)
        , m_comparison(before, after)
        , m_effects(before, after)
    {
    }

    UnaskedDifference find()
    {
        const QList<YamlNode> &before = m_before.documents();
        const QList<YamlNode> &after = m_after.documents();
        if (before.size() != after.size())
            return {true, {}};
        bool same = true;
        for (int i = 0; i < before.size(); ++i) {
            m_services = m_asked.value(i);
            same = (m_services.isEmpty() ? m_comparison.same(before.at(i), after.at(i))
                                         : sameRoot(before.at(i), after.at(i))) && same;
        }
        return {!same || !m_changed.isEmpty(), m_changed};
    }

private:
    bool sameRoot(const YamlNode &before, const YamlNode &after)
    {
        if (before.members.size() != after.members.size())
            return false;
        bool same = true;
        for (qsizetype i = 0; i < before.members.size(); ++i) {
            const auto &[keyBefore, valueBefore] = before.members.at(i);
            const auto &[keyAfter, valueAfter] = after.members.at(i);
            if (!m_comparison.same(keyBefore, keyAfter))
                return false;
            // To the end, so that every service is known that would change.
            same = (keyBefore.scalar == "services" ? sameServices(valueBefore, valueAfter)
                                                   : m_comparison.same(valueBefore, valueAfter)) && same;
        }
        return same;
    }

    bool sameServices(const YamlNode &before, const YamlNode &after)
    {
        const auto serviceOf = [](const std::pair<YamlNode, YamlNode> &member) {
            return QString::fromUtf8(member.first.scalar);
        };
        bool same = true;
        qsizetype j = 0;
        for (qsizetype i = 0; i < before.members.size(); ++i, ++j) {
            if (j >= after.members.size() ||
                !m_comparison.same(before.members.at(i).first, after.members.at(j).first))
                return false;
            const QString service = serviceOf(before.members.at(i));
            const YamlNode &old = before.members.at(i).second;
            const YamlNode &now = after.members.at(j).second;
            if (m_services.contains(service))
                same = sameBeside(old, now, false) && same;
            else if (!m_comparison.same(old, now) && !m_effects.same(old, now))
                m_changed << service;
        }
        for (; j < after.members.size(); ++j)
            same = m_services.contains(serviceOf(after.members.at(j))) && same;
        return same;
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
    const QMap<int, QStringList> m_asked;
    QStringList m_services; ///< of the document that is compared
    YamlComparison m_comparison;
    EffectComparison m_effects;
    QStringList m_changed; ///< services that nobody asked to change
};

} // namespace

UnaskedDifference unaskedDifference(const YamlText &before, const YamlText &after, const QMap<int, QStringList> &services)
{
    return Differences(before, after, services).find();
}

} // namespace layerdeck
