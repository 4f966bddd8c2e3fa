// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/editadvice.h"

#include "cli/editasked.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The line of an entry or an argument, where it is written.
std::optional<int> lineOf(const ServiceSettings &settings, const QMap<Setting, SettingOrigin> &origins, Setting setting, const QString &entry)
{
    const auto argument = std::ranges::find(settings.args, entry, &BuildArgument::name);
    const qsizetype index = setting != Setting::Args        ? settings.list(setting).indexOf(entry)
                            : argument == settings.args.end() ? -1
                                                              : argument - settings.args.begin();
    if (index < 0)
        return std::nullopt;
    const SettingOrigin origin = origins.value(setting);
    return index < origin.entries.size() ? origin.entries.at(index).line : origin.place.line;
}

/// Whether what is wanted in the file holds in the end: no later file takes it away or has a value of its own.
bool hasEffect(const QList<ProjectFile> &files, int file, const QString &service, const ServiceSettings &wanted)
{
    EditedService seen = editedService(files, service, file);
    seen.wanted = wanted;
    const auto laterHas = [&seen](const QString &argument) {
        return std::ranges::any_of(seen.inherited, [&](const InheritedSettings &other) { return other.later && other.settings.arg(argument); });
    };
    return std::ranges::none_of(wanted.differing(seen.saved), [&](Setting setting) {
        if (cancelledBy(files, file, service, setting))
            return true;
        if (setting != Setting::Args)
            return !isList(setting) && seen.giver(setting) != nullptr;
        return std::ranges::any_of(changedArguments(seen.saved, wanted), laterHas);
    });
}

bool works(const Options &options, const QList<ProjectFile> &files, int file, const QString &service)
{
    const ProjectFile &in = files.at(file);
    const auto wanted = in.text ? wantedSettings(options, files, file, service) : Result<ServiceSettings>(failure(Error()));
    if (!wanted)
        return false;
    const auto patched = in.text->patched({{service, *wanted}});
    return patched && patched->text() != in.text->text() && hasEffect(files, file, service, *wanted);
}

} // namespace

QString elsewhere(const QList<ProjectFile> &files, int file, const QString &service, Setting setting, const QString &entry)
{
    using Role = ProjectFile::Role;
    const ProjectFile &in = files.at(file);
    QList<int> places;
    for (int i = 0; i < files.size(); ++i) {
        // What an extended file writes under the same name is another service.
        if (files.at(i).path == in.path || (in.role != Role::Extended && files.at(i).role != Role::Extended))
            places << i;
    }
    for (const int i : std::as_const(places)) {
        const WrittenService *written = i != file && files.at(i).text ? files.at(i).text->service(service) : nullptr;
        const auto line = written ? lineOf(written->settings, written->origins, setting, entry) : std::nullopt;
        if (line && files.at(i).path == in.path)
            return u"It stands in line %1, in another document of the file: change that one by itself."_s.arg(*line);
        if (const auto by = line ? cancelledBy(files, i, service, setting) : std::nullopt) {
            return u"It stands in %1, line %2, and has no effect: %3, line %4, cancels it (%5)."_s.arg(files.at(i).name)
                .arg(*line)
                .arg(by->fileName)
                .arg(by->place.line)
                .arg(by->tag);
        }
        if (line)
            return u"It stands in %1, line %2: choose that file with --file."_s.arg(files.at(i).name).arg(*line);
    }
    for (const int i : std::as_const(places)) {
        QList<InheritedSettings> chain = extendedSettings(files, i, service);
        std::ranges::reverse(chain);
        for (const InheritedSettings &from : std::as_const(chain)) {
            if (const auto line = lineOf(from.settings, from.origins, setting, entry)) {
                return u"It comes from “%1” in %2, line %3, through extends: edit that service with --file %2."_s.arg(from.service, from.fileName)
                    .arg(*line);
            }
        }
    }
    return {};
}

QStringList changedArguments(const ServiceSettings &before, const ServiceSettings &after)
{
    QStringList names;
    for (const BuildArgument &argument : before.args + after.args) {
        const BuildArgument *old = before.arg(argument.name);
        const BuildArgument *now = after.arg(argument.name);
        if (!(old && now && *old == *now) && !names.contains(argument.name))
            names << argument.name;
    }
    return names;
}

QStringList notesOfLaterValues(const EditedService &edited)
{
    QStringList notes;
    const auto note = [&notes](const QString &place, const QString &what) {
        notes << u"%1 writes %2, too, and is merged later: this change of it has no effect."_s.arg(place, what);
    };
    for (const Setting setting : edited.wanted.differing(edited.saved)) {
        if (setting != Setting::Args) {
            const InheritedSettings *by = isList(setting) ? nullptr : edited.giver(setting);
            if (by && by->later)
                note(by->place(setting), settingKey(setting));
            continue;
        }
        for (const QString &name : changedArguments(edited.saved, edited.wanted)) {
            const InheritedSettings *by = edited.argumentGiver(name);
            if (by && by->later)
                note(by->argumentPlace(name), u"the build argument %1"_s.arg(name));
        }
    }
    return notes;
}

QStringList filesThatWork(const Options &options, const QList<ProjectFile> &files, int file, const QString &service)
{
    QStringList names;
    for (const int other : filesFor(files, service)) {
        if (files.at(other).path != files.at(file).path && files.at(other).role != ProjectFile::Role::Extended
            && works(options, files, other, service))
            names << files.at(other).name;
    }
    names.removeDuplicates();
    return names;
}

Error withAdvice(Error error, const Options &options, const EditedProject &project, const QString &service)
{
    const ProjectFile &in = project.files.at(project.file);
    const WrittenService *written = in.text->service(service);
    const auto wanted = wantedSettings(options, project.files, project.file, service);
    for (const Setting setting : written && wanted ? wanted->differing(written->settings) : QList<Setting>()) {
        const Cancelling by = written->cancels.value(setting);
        if (by.tag == "!reset"_L1) {
            error.advice = u"%1 in %2, line %3, cancels what the files before it write, too: change the tag by hand."_s.arg(by.tag, in.name)
                               .arg(by.place.line);
            break;
        }
    }
    const QStringList names = filesThatWork(options, project.files, project.file, service);
    if (!names.isEmpty())
        error.advice += u" Or choose another file with --file: %1."_s.arg(names.join(u", "_s));
    return error;
}

} // namespace layerdeck
