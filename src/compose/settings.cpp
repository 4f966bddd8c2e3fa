// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/settings.h"

#include <algorithm>
#include <iterator>

namespace layerdeck {

using namespace Qt::StringLiterals;

QString settingKey(Setting setting)
{
    switch (setting) {
    case Setting::Image:
        return u"image"_s;
    case Setting::PullPolicy:
        return u"pull_policy"_s;
    case Setting::Target:
        return u"target"_s;
    case Setting::NoCache:
        return u"no_cache"_s;
    case Setting::Pull:
        return u"pull"_s;
    case Setting::CacheFrom:
        return u"cache_from"_s;
    case Setting::CacheTo:
        return u"cache_to"_s;
    case Setting::Platforms:
        return u"platforms"_s;
    case Setting::Args:
        return u"args"_s;
    }
    Q_UNREACHABLE();
}

bool isList(Setting setting)
{
    return setting == Setting::CacheFrom || setting == Setting::CacheTo || setting == Setting::Platforms;
}

bool isBuildSetting(Setting setting) { return setting != Setting::Image && setting != Setting::PullPolicy; }

const std::optional<QString> &ServiceSettings::single(Setting setting) const
{
    switch (setting) {
    case Setting::Image:
        return image;
    case Setting::PullPolicy:
        return pullPolicy;
    case Setting::Target:
        return target;
    case Setting::NoCache:
        return noCache;
    case Setting::Pull:
        return pull;
    default:
        Q_UNREACHABLE();
    }
}

std::optional<QString> &ServiceSettings::single(Setting setting)
{
    return const_cast<std::optional<QString> &>(std::as_const(*this).single(setting));
}

const QStringList &ServiceSettings::list(Setting setting) const
{
    switch (setting) {
    case Setting::CacheFrom:
        return cacheFrom;
    case Setting::CacheTo:
        return cacheTo;
    case Setting::Platforms:
        return platforms;
    default:
        Q_UNREACHABLE();
    }
}

QStringList &ServiceSettings::list(Setting setting)
{
    return const_cast<QStringList &>(std::as_const(*this).list(setting));
}

void ServiceSettings::add(Setting setting, const QString &entry)
{
    list(setting) << entry;
    added[setting] << entry;
}

void ServiceSettings::change(Setting setting, qsizetype index, const QString &entry)
{
    QString &changed = list(setting)[index];
    if (added.value(setting).contains(changed))
        added[setting] << entry;
    changed = entry;
}

const BuildArgument *ServiceSettings::arg(const QString &name) const
{
    const auto found = std::ranges::find(args, name, &BuildArgument::name);
    return found == args.end() ? nullptr : &*found;
}

void ServiceSettings::setArg(const BuildArgument &arg)
{
    const auto found = std::ranges::find(args, arg.name, &BuildArgument::name);
    if (found == args.end())
        args << arg;
    else
        *found = arg;
}

void ServiceSettings::removeArg(const QString &name)
{
    args.removeIf([&name](const BuildArgument &arg) { return arg.name == name; });
}

QList<Setting> ServiceSettings::differing(const ServiceSettings &other) const
{
    QList<Setting> settings;
    std::ranges::copy_if(allSettings, std::back_inserter(settings), [&](Setting setting) { return !same(setting, other); });
    return settings;
}

bool ServiceSettings::isWritten(Setting setting) const { return !same(setting, {}); }

bool ServiceSettings::same(Setting setting, const ServiceSettings &other) const
{
    switch (setting) {
    case Setting::CacheFrom:
    case Setting::CacheTo:
    case Setting::Platforms:
        return list(setting) == other.list(setting);
    case Setting::Args:
        return args == other.args;
    default:
        return single(setting) == other.single(setting);
    }
}

ServiceSettings inWrittenOrder(ServiceSettings wanted, const ServiceSettings &written)
{
    if (wanted.args == written.args)
        return wanted; // also where a name stands twice
    QList<BuildArgument> ordered;
    for (const BuildArgument &old : written.args) {
        if (const BuildArgument *arg = wanted.arg(old.name))
            ordered << *arg;
    }
    for (const BuildArgument &arg : std::as_const(wanted.args)) {
        if (!written.arg(arg.name))
            ordered << arg;
    }
    wanted.args = ordered;
    return wanted;
}

} // namespace layerdeck
