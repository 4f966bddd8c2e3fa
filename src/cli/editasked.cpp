// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/editasked.h"

#include "cli/editadvice.h"
#include "compose/secrets.h"
#include "compose/settingproblems.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;
using namespace editoption;

namespace {

/// What stands where something to be removed does not, secrets masked.
QString whatIsWritten(const ServiceSettings &settings, Setting setting)
{
    QStringList written;
    for (const QString &entry : setting == Setting::Args ? QStringList() : settings.list(setting))
        written << shownEntry(entry);
    for (const BuildArgument &argument : setting == Setting::Args ? settings.args : QList<BuildArgument>())
        written << argument.name;
    return u"Written there: %1."_s.arg(written.isEmpty() ? u"none"_s : written.join(u", "_s));
}

Result<void> changeList(ServiceSettings &settings, Setting setting, const QStringList &added,
                        const QStringList &removed, const QString &service, const QString &fileName,
                        const std::function<QString(QString)> &advice)
{
    for (const QString &entry : removed) {
        if (settings.list(setting).removeAll(entry) == 0) {
            return failure(Error{ErrorCode::NotFound,
                                 u"“%1” has no %2 “%3” in %4."_s.arg(service, settingKey(setting), shownEntry(entry), fileName),
                                 u"The file was not changed."_s, advice(entry), {}});
        }
    }
    for (const QString &entry : added) {
        if (!settings.list(setting).contains(entry))
            settings.add(setting, entry);
    }
    return {};
}

} // namespace

QList<QCommandLineOption> editOptions()
{
    return {{toFile, u"The file that the change goes to, from the folder of -C (default: the last one that writes the service's cache settings)."_s, u"FILE"_s},
            {addFrom, u"Adds a cache source; may be given several times."_s, u"REF"_s},
            {removeFrom, u"Removes a cache source."_s, u"REF"_s},
            {addTo, u"Adds a cache sink."_s, u"REF"_s},
            {removeTo, u"Removes a cache sink."_s, u"REF"_s},
            {setArg, u"Sets a build argument; without =VALUE it is taken from the environment of the build."_s, u"NAME=VALUE"_s},
            {unsetArg, u"Removes a build argument."_s, u"NAME"_s},
            {noCache, u"on, off, or default: not written."_s, u"STATE"_s},
            {pull, u"on, off, or default: not written."_s, u"STATE"_s},
            {target, u"The stage to build; empty: not written."_s, u"STAGE"_s},
            {dryRun, u"Prints the difference and writes nothing."_s}};
}

QStringList repeatableEditOptions() { return {addFrom, removeFrom, addTo, removeTo, setArg, unsetArg}; }

Result<std::optional<QString>> flag(const Options &options, const QString &name)
{
    const QString word = options.value(name);
    if (word == "on"_L1)
        return std::optional(u"true"_s);
    if (word == "off"_L1)
        return std::optional(u"false"_s);
    if (word == "default"_L1)
        return std::optional<QString>();
    return failure(wrong(u"--%1 takes on, off or default, not “%2”."_s.arg(name, word), {}));
}

QString contradiction(const Options &options)
{
    QStringList set;
    for (const QString &arg : options.values.value(setArg)) {
        const QString name = arg.section(u'=', 0, 0);
        if (set.contains(name))
            return u"--set-arg %1 is given twice."_s.arg(name);
        set << name;
    }
    for (const QString &name : options.values.value(unsetArg)) {
        if (set.contains(name))
            return u"--set-arg %1 and --unset-arg %1 exclude each other."_s.arg(name);
    }
    return {};
}

bool holdsRemoved(const Options &options, const ServiceSettings &settings)
{
    const auto all = [&options](const QString &option, const auto &has) { return std::ranges::all_of(options.values.value(option), has); };
    return all(removeFrom, [&](const QString &entry) { return settings.cacheFrom.contains(entry); })
           && all(removeTo, [&](const QString &entry) { return settings.cacheTo.contains(entry); })
           && all(unsetArg, [&](const QString &name) { return settings.arg(name) != nullptr; });
}

Result<ServiceSettings> wantedSettings(const Options &options, const QList<ProjectFile> &files, int file, const QString &service)
{
    const ProjectFile &in = files.at(file);
    const WrittenService *written = in.text->service(service);
    ServiceSettings settings = written ? written->settings : ServiceSettings{};
    for (const auto &[setting, add, remove] : {std::tuple(Setting::CacheFrom, addFrom, removeFrom),
                                               std::tuple(Setting::CacheTo, addTo, removeTo)}) {
        const Setting which = setting;
        const auto done = changeList(settings, which, options.values.value(add), options.values.value(remove),
                                     service, in.name, [&, which](const QString &entry) {
                                         const QString place = elsewhere(files, file, service, which, entry);
                                         return place.isEmpty() ? whatIsWritten(settings, which) : place;
                                     });
        if (!done)
            return failure(done.error());
    }
    for (const QString &arg : options.values.value(setArg)) {
        const qsizetype equals = arg.indexOf(u'=');
        const QString name = equals < 0 ? arg : arg.left(equals);
        if (const QString problem = argumentNameProblem(name); !problem.isEmpty())
            return failure(wrong(problem, u"Write --set-arg NAME=VALUE."_s));
        settings.setArg({name, equals < 0 ? std::nullopt : std::optional(arg.mid(equals + 1))});
    }
    for (const QString &name : options.values.value(unsetArg)) {
        if (name.isEmpty())
            return failure(wrong(argumentNameProblem(name), u"Write --unset-arg NAME."_s));
        if (!settings.arg(name)) {
            const QString place = elsewhere(files, file, service, Setting::Args, name);
            return failure(Error{ErrorCode::NotFound, u"“%1” has no build argument “%2” in %3."_s.arg(service, name, in.name),
                                 u"The file was not changed."_s, place.isEmpty() ? whatIsWritten(settings, Setting::Args) : place, {}});
        }
        settings.removeArg(name);
    }
    for (const auto &[setting, name] : {std::pair(Setting::NoCache, noCache), std::pair(Setting::Pull, pull)}) {
        if (!options.values.contains(name))
            continue;
        const auto value = flag(options, name);
        if (!value)
            return failure(value.error());
        settings.single(setting) = *value;
    }
    if (options.values.contains(target))
        settings.target = options.value(target).isEmpty() ? std::nullopt : std::optional(options.value(target));
    const auto problems = newProblems(written ? written->settings : ServiceSettings{}, settings);
    if (!problems.isEmpty())
        return failure(wrong(problems.first().sentence, u"Correct the value of %1."_s.arg(settingKey(problems.first().setting))));
    return settings;
}

} // namespace layerdeck
