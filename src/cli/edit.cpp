// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include "base/textfile.h"
#include "compose/projectfiles.h"
#include "session/takingback.h"
#include "text/diff.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The options of `edit`, in the order of --help.
const QString toFile = u"file"_s;
const QString addFrom = u"add-cache-from"_s;
const QString removeFrom = u"remove-cache-from"_s;
const QString addTo = u"add-cache-to"_s;
const QString removeTo = u"remove-cache-to"_s;
const QString setArg = u"set-arg"_s;
const QString unsetArg = u"unset-arg"_s;
const QString noCache = u"no-cache"_s;
const QString pull = u"pull"_s;
const QString target = u"target"_s;
const QString dryRun = u"dry-run"_s;

Error wrong(const QString &message, const QString &advice)
{
    return {ErrorCode::InvalidInput, message, u"The file was not changed."_s, advice, {}};
}

/// The project's files; where `file` is none of them, it is a project of its own.
Result<QList<ProjectFile>> filesFor(const ProjectRequest &request, const QString &file, ComposeFiles &files)
{
    const QString wanted = file.isEmpty() ? QString() : QDir::cleanPath(QDir(request.directory).absoluteFilePath(file));
    const auto read = [&files] {
        return readProjectFiles(files, composeEnvironment(files.directory), readTextFile);
    };
    const auto found = findComposeFiles(request.directory, request.files, composeEnvironment(request.directory));
    if (found) {
        files = *found;
        const QList<ProjectFile> all = read();
        if (wanted.isEmpty() || std::ranges::find(all, wanted, &ProjectFile::path) != all.end())
            return all;
    } else if (wanted.isEmpty()) {
        return failure(found.error());
    }
    files = ComposeFiles{QFileInfo(wanted).absolutePath(), {wanted}, {u"-f"_s, wanted}};
    return read();
}

/// Which of the files the change goes to.
Result<int> fileFor(const QList<ProjectFile> &files, const QString &wanted, const QString &service)
{
    if (!wanted.isEmpty()) {
        const auto found = std::ranges::find_if(files, [&](const ProjectFile &f) {
            return f.path.endsWith(u'/' + QDir::cleanPath(wanted)) || f.path == QDir::cleanPath(wanted)
                   || f.path == QDir::cleanPath(QDir::current().absoluteFilePath(wanted));
        });
        if (found == files.end())
            return failure(wrong(u"%1 is no file of this project."_s.arg(wanted), u"Name one of its files."_s));
        if (found->error)
            return failure(*found->error);
        return int(found - files.begin());
    }
    const int index = fileForChanges(files, service);
    if (index >= 0)
        return index;
    for (const ProjectFile &file : files) {
        if (file.error)
            return failure(*file.error);
    }
    QStringList names;
    for (const ProjectFile &file : files) {
        for (const WrittenService &known : file.text->services())
            names << known.name;
    }
    names.removeDuplicates();
    return failure(Error{ErrorCode::NotFound, u"There is no service “%1”."_s.arg(service), u"The file was not changed."_s,
                         names.isEmpty() ? u"The project has no services."_s : u"The services are %1."_s.arg(names.join(u", "_s)),
                         {}});
}

/// Where another file of the project writes an entry.
QString elsewhere(const QList<ProjectFile> &files, int file, const QString &service, Setting setting, const QString &entry)
{
    for (int i = 0; i < files.size(); ++i) {
        const WrittenService *written = i != file && files.at(i).text ? files.at(i).text->service(service) : nullptr;
        const qsizetype index = written ? written->settings.list(setting).indexOf(entry) : -1;
        if (index >= 0) {
            return u"It stands in %1, line %2: choose that file with --file."_s.arg(files.at(i).name)
                .arg(written->origin(setting).entries.at(index).line);
        }
    }
    return u"“layerdeck services” lists what is there."_s;
}

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

Result<void> changeList(QStringList &list, Setting setting, const QStringList &added, const QStringList &removed,
                        const QString &service, const QString &fileName, const std::function<QString(QString)> &advice)
{
    for (const QString &entry : added + removed) {
        if (entry.trimmed().isEmpty() || entry.contains(u'\n') || entry.contains(u'\r'))
            return failure(wrong(u"An entry of %1 is one line of text."_s.arg(settingKey(setting)),
                                 u"Write an image name, or type=registry,ref=… ."_s));
    }
    for (const QString &entry : removed) {
        if (list.removeAll(entry) == 0) {
            return failure(Error{ErrorCode::NotFound,
                                 u"“%1” has no %2 “%3” in %4."_s.arg(service, settingKey(setting), entry, fileName),
                                 u"The file was not changed."_s, advice(entry), {}});
        }
    }
    for (const QString &entry : added) {
        if (!list.contains(entry))
            list << entry;
    }
    return {};
}

/// The settings as the options ask for them.
Result<ServiceSettings> wantedSettings(const Options &options, const QList<ProjectFile> &files, int file, const QString &service)
{
    const ProjectFile &in = files.at(file);
    const WrittenService *written = in.text->service(service);
    ServiceSettings settings = written ? written->settings : ServiceSettings{};
    for (const auto &[setting, add, remove] : {std::tuple(Setting::CacheFrom, addFrom, removeFrom),
                                               std::tuple(Setting::CacheTo, addTo, removeTo)}) {
        const Setting which = setting;
        const auto done = changeList(settings.list(which), which, options.values.value(add), options.values.value(remove),
                                     service, in.name, [&, which](const QString &entry) {
                                         return elsewhere(files, file, service, which, entry);
                                     });
        if (!done)
            return failure(done.error());
    }
    for (const QString &arg : options.values.value(setArg)) {
        const qsizetype equals = arg.indexOf(u'=');
        const QString name = equals < 0 ? arg : arg.left(equals);
        if (name.trimmed().isEmpty() || name.contains(u'\n'))
            return failure(wrong(u"“%1” is no build argument."_s.arg(arg), u"Write it as NAME=VALUE."_s));
        settings.setArg({name, equals < 0 ? std::nullopt : std::optional(arg.mid(equals + 1))});
    }
    for (const QString &name : options.values.value(unsetArg)) {
        if (!settings.arg(name)) {
            return failure(Error{ErrorCode::NotFound, u"“%1” has no build argument %2 in %3."_s.arg(service, name, in.name),
                                 u"The file was not changed."_s, u"“layerdeck services” lists what is there."_s, {}});
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
    return settings;
}

/// Whether the service is built, as any of the files or what it extends says.
bool builds(const QList<ProjectFile> &files, const QString &service)
{
    return std::ranges::any_of(files, [&](const ProjectFile &file) {
        const WrittenService *written = file.text ? file.text->service(service) : nullptr;
        return written && (written->builds || written->extends);
    });
}

} // namespace

QList<QCommandLineOption> editOptions()
{
    return {{toFile, u"The file that the change goes to (default: the last one that writes the service's cache settings)."_s, u"FILE"_s},
            {addFrom, u"Adds a cache source; may be given several times."_s, u"REF"_s},
            {removeFrom, u"Removes a cache source."_s, u"REF"_s},
            {addTo, u"Adds a cache sink."_s, u"REF"_s},
            {removeTo, u"Removes a cache sink."_s, u"REF"_s},
            {setArg, u"Sets a build argument."_s, u"NAME=VALUE"_s},
            {unsetArg, u"Removes a build argument."_s, u"NAME"_s},
            {noCache, u"on, off, or default: not written."_s, u"STATE"_s},
            {pull, u"on, off, or default: not written."_s, u"STATE"_s},
            {target, u"The stage to build; empty: not written."_s, u"STAGE"_s},
            {dryRun, u"Prints the difference and writes nothing."_s}};
}

QCoro::Task<int> runEdit(Options options, CancelToken cancel)
{
    if (options.names.size() != 1) {
        printErrorLine(u"layerdeck edit: name one service. See “layerdeck edit --help”."_s);
        co_return ExitUsage;
    }
    for (const QString &name : {noCache, pull}) {
        if (options.values.contains(name) && !flag(options, name)) {
            printErrorLine(u"layerdeck edit: "_s + flag(options, name).error().message);
            co_return ExitUsage;
        }
    }
    const QString service = options.names.first();
    const QString file = options.value(toFile);
    ComposeFiles compose;
    const auto files = filesFor(options.project, file, compose);
    if (!files)
        co_return reportError(files.error());
    const auto index = fileFor(*files, file, service);
    if (!index)
        co_return reportError(index.error());
    const ProjectFile &in = files->at(*index);
    const auto wanted = wantedSettings(options, *files, *index, service);
    if (!wanted)
        co_return reportError(wanted.error());
    if (!builds(*files, service)) {
        co_return reportError(wrong(u"“%1” only has an image: there is nothing to build, so nothing to cache."_s.arg(service),
                                    u"Choose a service with a build section."_s));
    }
    const EditMemory memory;
    auto patched = in.text->patched({{service, *wanted}});
    if (!patched)
        co_return reportError(patched.error());
    if (patched->text() != in.text->text())
        *patched = takenBack(*in.text, *patched, memory);
    Q_UNUSED(cancel)
    const Diff diff = diffLines(in.text->text(), patched->text());
    const bool write = !options.values.contains(dryRun) && !diff.isEmpty();
    if (write) {
        const auto saved = writeTextFile(in.path, patched->text());
        if (!saved)
            co_return reportError(saved.error());
        memory.remember(in.text->text(), patched->text());
    }
    co_return ExitSuccess;
}

} // namespace layerdeck
