// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/mergesettings.h"

#include "compose/secrets.h"
#include "text/listchange.h"

#include <QMap>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QStringList commonEntries(const QStringList &list, const QStringList &other)
{
    QStringList common;
    for (const QString &entry : list) {
        if (other.contains(entry) && !common.contains(entry))
            common << entry;
    }
    return common;
}

/// What `list` has in the place of each entry of `base` that it no longer has: by index in `base`.
QMap<qsizetype, QString> replacedEntries(const QStringList &base, const QStringList &list)
{
    QMap<qsizetype, QString> replaced;
    const QList<ListEntry> entries = listChange(base, list);
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (entries[i].origin == ListEntry::Origin::Replaced)
            replaced.insert(entries[i].from, list[i]);
    }
    return replaced;
}

QString shown(Setting setting, const QString &entry)
{
    return setting == Setting::Platforms ? entry : shownEntry(entry);
}

QString shownList(Setting setting, QStringList list)
{
    for (QString &entry : list)
        entry = shown(setting, entry);
    return list.join(u", "_s);
}

void mergeList(Setting setting, const ServiceSettings &baseSettings, const ServiceSettings &mineSettings,
               const ServiceSettings &theirSettings, MergedSettings &merged)
{
    const QStringList &base = baseSettings.list(setting);
    const QStringList &mine = mineSettings.list(setting);
    const QStringList &theirs = theirSettings.list(setting);
    QStringList &result = merged.settings.list(setting);
    merged.settings.added.insert(setting, mineSettings.added.value(setting));
    if (theirs == base || theirs == mine) {
        result = mine;
        return;
    }
    result.clear();
    for (const QString &entry : theirs) {
        if (!base.contains(entry) || mine.contains(entry))
            result << entry;
    }
    // Where both wrote something else in the place of one entry, theirs stays.
    QStringList left;
    const QMap<qsizetype, QString> theirReplaced = replacedEntries(base, theirs);
    const QMap<qsizetype, QString> myReplaced = replacedEntries(base, mine);
    for (auto it = myReplaced.cbegin(); it != myReplaced.cend(); ++it) {
        const auto now = theirReplaced.constFind(it.key());
        if (now == theirReplaced.cend() || theirs.contains(it.value()) || mine.contains(*now))
            continue;
        left << it.value();
        merged.conflicts << NotReapplied{
            setting, u"%1: you wrote “%2” instead of “%3”, the file now has “%4”."_s.arg(
                         settingKey(setting), shown(setting, it.value()), shown(setting, base[it.key()]),
                         shown(setting, *now))};
    }
    for (qsizetype i = 0; i < mine.size(); ++i) {
        if (base.contains(mine[i]) || result.contains(mine[i]) || left.contains(mine[i]))
            continue;
        // After the nearest entry before it that is still there.
        qsizetype place = 0;
        for (qsizetype before = i - 1; before >= 0 && place == 0; --before)
            place = result.indexOf(mine[before]) + 1;
        if (i > 0 && place == 0)
            place = result.size();
        result.insert(place, mine[i]);
    }
    // An order is only lost where it was changed here: entries that they moved alone stay as they put them.
    const QStringList kept = commonEntries(commonEntries(mine, base), result);
    if (const QStringList now = commonEntries(result, kept); now != kept && commonEntries(base, kept) != kept)
        merged.conflicts << NotReapplied{
            setting, u"%1: you changed the order to “%2”, the file now has “%3”."_s.arg(
                         settingKey(setting), shownList(setting, kept), shownList(setting, now))};
}

QString conflictText(Setting setting, const std::optional<QString> &wanted, const std::optional<QString> &now)
{
    return u"%1: %2, %3."_s.arg(settingKey(setting),
                                wanted ? u"you wrote “%1”"_s.arg(*wanted) : u"you removed it"_s,
                                now ? u"the file now has “%1”"_s.arg(*now) : u"the file no longer has it"_s);
}

void mergeSingle(Setting setting, const ServiceSettings &base, const ServiceSettings &mine,
                 const ServiceSettings &theirs, MergedSettings &merged)
{
    const auto &wanted = mine.single(setting);
    const auto &now = theirs.single(setting);
    if (now == base.single(setting) || now == wanted) {
        merged.settings.single(setting) = wanted;
        return;
    }
    merged.conflicts << NotReapplied{setting, conflictText(setting, wanted, now)};
}

/// "NAME: value", secrets as dots.
QString shown(const BuildArgument &argument)
{
    return argument.value ? u"%1: %2"_s.arg(argument.name, shownValue(argument.name, *argument.value)) : argument.name;
}

void mergeArgs(const ServiceSettings &base, const ServiceSettings &mine, const ServiceSettings &theirs,
               MergedSettings &merged)
{
    if (theirs.args == base.args) {
        merged.settings.args = mine.args;
        return;
    }
    QStringList names;
    for (const BuildArgument &arg : mine.args + base.args) {
        if (!names.contains(arg.name))
            names << arg.name;
    }
    const auto same = [](const BuildArgument *a, const BuildArgument *b) {
        return a && b ? *a == *b : a == b;
    };
    for (const QString &name : std::as_const(names)) {
        const BuildArgument *was = base.arg(name);
        const BuildArgument *wanted = mine.arg(name);
        const BuildArgument *now = theirs.arg(name);
        if (same(was, wanted) || same(now, wanted))
            continue;
        if (!same(now, was)) {
            merged.conflicts << NotReapplied{
                Setting::Args, u"args: %1 %2, %3."_s.arg(
                                   wanted ? u"you wrote"_s : u"you removed"_s, wanted ? shown(*wanted) : name,
                                   now ? u"the file now has “%1”"_s.arg(shown(*now)) : u"the file no longer has it"_s)};
            continue;
        }
        wanted ? merged.settings.setArg(*wanted) : merged.settings.removeArg(name);
    }
}

} // namespace

MergedSettings mergeSettings(const ServiceSettings &base, const ServiceSettings &mine,
                             const ServiceSettings &theirs)
{
    MergedSettings merged{theirs, {}};
    for (const Setting setting : allSettings) {
        if (mine.same(setting, base))
            continue;
        if (setting == Setting::Args)
            mergeArgs(base, mine, theirs, merged);
        else if (isList(setting))
            mergeList(setting, base, mine, theirs, merged);
        else
            mergeSingle(setting, base, mine, theirs, merged);
    }
    return merged;
}

ServiceSettings withMine(ServiceSettings to, const ServiceSettings &base, const ServiceSettings &mine, Setting setting)
{
    if (setting == Setting::Args) {
        for (const BuildArgument &was : base.args) {
            if (!mine.arg(was.name))
                to.removeArg(was.name);
        }
        for (const BuildArgument &wanted : mine.args) {
            if (const BuildArgument *was = base.arg(wanted.name); !was || !(*was == wanted))
                to.setArg(wanted);
        }
        return to;
    }
    if (!isList(setting)) {
        to.single(setting) = mine.single(setting);
        return to;
    }
    const QStringList &was = base.list(setting);
    const QStringList &now = to.list(setting);
    QStringList list = mine.list(setting);
    // What they took away stays away; what they wrote in the place of an entry that was replaced here goes.
    list.removeIf([&](const QString &entry) { return was.contains(entry) && !now.contains(entry); });
    const QMap<qsizetype, QString> myReplaced = replacedEntries(was, mine.list(setting));
    const QMap<qsizetype, QString> theirReplaced = replacedEntries(was, now);
    for (const QString &entry : now) {
        const qsizetype place = theirReplaced.key(entry, -1);
        if (!list.contains(entry) && !was.contains(entry) && !(place >= 0 && myReplaced.contains(place)))
            list << entry;
    }
    to.list(setting) = list;
    to.added.insert(setting, mine.added.value(setting));
    return to;
}

ServiceSettings withSettings(ServiceSettings to, const ServiceSettings &from, const QList<Setting> &settings)
{
    for (const Setting setting : settings) {
        if (setting == Setting::Args)
            to.args = from.args;
        else if (isList(setting)) {
            to.list(setting) = from.list(setting);
            to.added.insert(setting, from.added.value(setting));
        } else {
            to.single(setting) = from.single(setting);
        }
    }
    return to;
}

} // namespace layerdeck
