// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/mergesettings.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QStringList mergedList(const QStringList &base, const QStringList &mine, const QStringList &theirs)
{
    if (theirs == base)
        return mine;
    QStringList result;
    for (const QString &entry : theirs) {
        if (!base.contains(entry) || mine.contains(entry))
            result << entry;
    }
    for (qsizetype i = 0; i < mine.size(); ++i) {
        if (base.contains(mine[i]) || result.contains(mine[i]))
            continue;
        // After the nearest entry before it that is still there.
        qsizetype place = 0;
        for (qsizetype before = i - 1; before >= 0 && place == 0; --before)
            place = result.indexOf(mine[before]) + 1;
        if (i > 0 && place == 0)
            place = result.size();
        result.insert(place, mine[i]);
    }
    return result;
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
                Setting::Args, (wanted ? u"args: you changed %1, %2."_s : u"args: you removed %1, %2."_s)
                                   .arg(name, now ? u"the file now has another value for it"_s
                                                  : u"the file no longer has it"_s)};
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
            merged.settings.list(setting) =
                mergedList(base.list(setting), mine.list(setting), theirs.list(setting));
        else
            mergeSingle(setting, base, mine, theirs, merged);
    }
    return merged;
}

ServiceSettings withSettings(ServiceSettings to, const ServiceSettings &from, const QList<Setting> &settings)
{
    for (const Setting setting : settings) {
        if (setting == Setting::Args)
            to.args = from.args;
        else if (isList(setting))
            to.list(setting) = from.list(setting);
        else
            to.single(setting) = from.single(setting);
    }
    return to;
}

} // namespace layerdeck
