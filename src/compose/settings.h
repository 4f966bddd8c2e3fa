// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// The settings of a service that decide what a build takes from cache. Their names in a Compose file:
/// settingKey().
enum class Setting { Image, PullPolicy, Target, NoCache, Pull, CacheFrom, CacheTo, Platforms, Args };
inline constexpr Setting allSettings[] = {Setting::Image,   Setting::PullPolicy, Setting::Target,
                                          Setting::NoCache, Setting::Pull,       Setting::CacheFrom,
                                          Setting::CacheTo, Setting::Platforms,  Setting::Args};

/// "image", "pull_policy", "target", …
QString settingKey(Setting setting);
/// Whether it stands in the service's `build` section; the others stand at the service itself.
bool isBuildSetting(Setting setting);
/// Whether it is a list of texts.
bool isList(Setting setting);

/// A build argument. Without a value it is taken from the environment of the build.
struct BuildArgument
{
    QString name;
    std::optional<QString> value;
    bool operator==(const BuildArgument &) const = default;
};

/// What is edited: the cache settings of one service as one file has them, variables not replaced. Nothing,
/// or an empty list: not written. Lists keep their order, it counts for `cache_from`.
struct ServiceSettings
{
    std::optional<QString> image;
    std::optional<QString> pullPolicy;
    std::optional<QString> target;
    std::optional<QString> noCache; ///< "true", "false", or a text with variables
    std::optional<QString> pull;    ///< likewise
    QStringList cacheFrom;
    QStringList cacheTo;
    QStringList platforms;
    QList<BuildArgument> args; ///< each name once
    /// Entries that add() brought: none of them is an earlier entry that was changed, so that what a file
    /// says beside that one is not theirs. It does not count for what the settings are.
    QMap<Setting, QStringList> added;

    /// The single value of a setting that is no list.
    std::optional<QString> &single(Setting setting);
    const std::optional<QString> &single(Setting setting) const;
    /// The entries of CacheFrom, CacheTo or Platforms.
    QStringList &list(Setting setting);
    const QStringList &list(Setting setting) const;
    /// At the end of that list.
    void add(Setting setting, const QString &entry);
    /// The entry at `index` is changed: what a file says beside it stays with it.
    void change(Setting setting, qsizetype index, const QString &entry);

    const BuildArgument *arg(const QString &name) const;
    /// Replaces the argument of this name where it stands, else adds it at the end.
    void setArg(const BuildArgument &arg);
    void removeArg(const QString &name);
    bool isWritten(Setting setting) const;
    /// Whether `setting` is the same in both.
    bool same(Setting setting, const ServiceSettings &other) const;
    /// Those that are not the same in both.
    QList<Setting> differing(const ServiceSettings &other) const;
    bool operator==(const ServiceSettings &other) const { return differing(other).isEmpty(); }
};

/// `wanted` with the order of the build arguments as `written` has it, new ones at the end: their order means
/// nothing.
ServiceSettings inWrittenOrder(ServiceSettings wanted, const ServiceSettings &written);

} // namespace layerdeck
