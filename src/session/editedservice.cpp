// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/editedservice.h"

#include "text/diff.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestExtends = 8;

const WrittenService *writtenIn(const ProjectFile &file, const QString &service)
{
    return file.text ? file.text->service(service) : nullptr;
}

bool isMerged(const ProjectFile &file)
{
    return file.role == ProjectFile::Role::Main || file.role == ProjectFile::Role::Override;
}

/// The file at `path`; of several documents the last that writes the service.
const ProjectFile *fileAt(const QList<ProjectFile> &files, const QString &path, const QString &service)
{
    const ProjectFile *found = nullptr;
    for (const ProjectFile &file : files) {
        if (file.path == path && writtenIn(file, service))
            found = &file;
    }
    return found;
}

/// The path of the file whose service is extended. A text that changed since its files were read may name new ones.
QString extendedPath(const ProjectFile &file, const ExtendedService &extends)
{
    const QString asWritten = QDir::cleanPath(QFileInfo(file.path).dir().absoluteFilePath(extends.file));
    return extends.file.isEmpty() ? file.path : file.extended.value(extends.file, asWritten);
}

/// What `extends` brings, the furthest first. Compose follows it in each file before it merges them: it is as `later` as its
/// file.
QList<InheritedSettings> extendedChain(const QList<ProjectFile> &files, const ProjectFile &file, const WrittenService &service, bool later)
{
    QList<InheritedSettings> chain;
    const ProjectFile *from = &file;
    const WrittenService *now = &service;
    for (int depth = 0; depth < deepestExtends && now->extends; ++depth) {
        const ExtendedService &extends = *now->extends;
        if (!extends.file.isEmpty())
            from = fileAt(files, extendedPath(*from, extends), extends.service);
        now = from ? writtenIn(*from, extends.service) : nullptr;
        if (!now)
            break;
        chain.prepend({from->name, now->settings, now->origins, later, true, now->name});
    }
    return chain;
}

} // namespace

QString InheritedSettings::place(Setting setting) const
{
    const TextPosition place = origins.value(setting).place;
    return place.isValid() ? u"%1:%2"_s.arg(fileName).arg(place.line) : fileName;
}

std::optional<QString> EditedService::written(Setting setting) const
{
    if (const InheritedSettings *other = giver(setting))
        return other->settings.single(setting);
    return wanted.single(setting);
}

const InheritedSettings *EditedService::giver(Setting setting) const
{
    const InheritedSettings *found = nullptr;
    for (const InheritedSettings &other : inherited) {
        if (other.settings.single(setting) && (other.later || !wanted.single(setting)))
            found = &other;
    }
    return found;
}

const InheritedSettings *EditedService::argumentGiver(const QString &name) const
{
    const InheritedSettings *found = nullptr;
    for (const InheritedSettings &other : inherited) {
        if (other.settings.arg(name) && (other.later || !wanted.arg(name)))
            found = &other;
    }
    return found;
}

const BuildArgument *EditedService::argument(const QString &name) const
{
    const InheritedSettings *other = argumentGiver(name);
    return other ? other->settings.arg(name) : wanted.arg(name);
}

QString InheritedSettings::argumentPlace(const QString &name) const
{
    const auto found = std::ranges::find(settings.args, name, &BuildArgument::name);
    const QList<TextPosition> places = origins.value(Setting::Args).entries;
    const qsizetype index = found - settings.args.begin();
    return found != settings.args.end() && index < places.size() ? u"%1:%2"_s.arg(fileName).arg(places.at(index).line) : place(Setting::Args);
}

QStringList serviceNames(const QList<ProjectFile> &files)
{
    QStringList names;
    QSet<QString> known;
    for (const ProjectFile &file : files) {
        // What is only extended is no service of this project.
        if (!file.text || file.role == ProjectFile::Role::Extended)
            continue;
        for (const WrittenService &service : file.text->services()) {
            if (!known.contains(service.name)) {
                known.insert(service.name);
                names << service.name;
            }
        }
    }
    return names;
}

QList<int> filesFor(const QList<ProjectFile> &files, const QString &service)
{
    const bool merged = std::ranges::any_of(
        files, [&](const ProjectFile &file) { return isMerged(file) && writtenIn(file, service); });
    QList<int> choices;
    for (int i = 0; i < files.size(); ++i) {
        // A service of an included file must not be written again in another one: Compose calls that a
        // conflict.
        if (writtenIn(files[i], service) || (merged && isMerged(files[i]) && files[i].text))
            choices << i;
    }
    return choices;
}

EditedService editedService(const QList<ProjectFile> &files, const QString &name, int file)
{
    EditedService service;
    service.name = name;
    service.file = file;
    service.choices = filesFor(files, name);
    if (file >= 0) {
        service.fileName = files.at(file).name;
        service.fileLabel = files.at(file).label();
    }
    for (int i = 0; i < files.size(); ++i) {
        const WrittenService *written = writtenIn(files.at(i), name);
        if (!written || (files.at(i).role == ProjectFile::Role::Extended && i != file))
            continue;
        service.builds = service.builds || written->builds;
        if (!written->context.isEmpty())
            service.context = written->context;
        if (!written->dockerfile.isEmpty())
            service.dockerfile = written->dockerfile;
        service.additionalContexts.insert(written->additionalContexts);
        service.profiles += written->profiles;
        if (i == file || !service.place.isValid())
            service.place = written->place;
        if (written->extends)
            service.inherited << extendedChain(files, files.at(i), *written, i > file);
        if (i == file) {
            service.saved = written->settings;
            service.origins = written->origins;
            service.whyNotEditable = written->whyNotEditable;
        } else {
            service.inherited << InheritedSettings{files.at(i).name, written->settings, written->origins,
                                                   i > file, false};
        }
    }
    for (const InheritedSettings &other : std::as_const(service.inherited)) {
        if (other.extended)
            service.builds = service.builds || std::ranges::any_of(allSettings, [&other](Setting setting) {
                                 return isBuildSetting(setting) && other.settings.isWritten(setting);
                             });
    }
    service.wanted = service.saved;
    return service;
}

QList<InheritedSettings> extendedSettings(const QList<ProjectFile> &files, int file, const QString &service)
{
    const WrittenService *written = writtenIn(files.at(file), service);
    return written ? extendedChain(files, files.at(file), *written, false) : QList<InheritedSettings>();
}

QStringList extendersOf(const QList<ProjectFile> &files, int file, const QString &service)
{
    using Place = std::pair<QString, QString>; // path and service
    const Place origin{files.at(file).path, service};
    QList<Place> taken{origin};
    QStringList names;
    for (qsizetype i = 0; i < taken.size(); ++i) {
        for (const ProjectFile &other : files) {
            for (const WrittenService &written : other.text ? other.text->services() : QList<WrittenService>()) {
                const Place place{other.path, written.name};
                if (!written.extends || Place{extendedPath(other, *written.extends), written.extends->service} != taken.at(i)
                    || taken.contains(place))
                    continue;
                taken << place;
                names << (other.path == origin.first ? written.name : u"%1 (%2)"_s.arg(written.name, other.name));
            }
        }
    }
    return names;
}

QStringList argumentsWrittenAgain(const EditedService &service, const Diff &diff)
{
    if (service.origins.value(Setting::Args).kind != SettingOrigin::Kind::Anchor || !service.isEdited(Setting::Args))
        return {};
    QStringList names;
    for (const BuildArgument &argument : service.wanted.args) {
        const BuildArgument *saved = service.saved.arg(argument.name);
        const QByteArray name = argument.name.toUtf8();
        const bool added = std::ranges::any_of(diff.hunks, [&name](const DiffHunk &hunk) {
            return std::ranges::any_of(hunk.lines, [&name](const DiffLine &line) {
                const QByteArray text = line.text.trimmed();
                return line.kind == DiffLine::Kind::Added &&
                       (text.startsWith(name + ':') || text.startsWith('\'' + name + "':") || text.startsWith('"' + name + "\":"));
            });
        });
        if (added && saved && *saved == argument)
            names << argument.name;
    }
    return names;
}

} // namespace layerdeck
