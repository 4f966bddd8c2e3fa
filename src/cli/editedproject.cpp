// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/editedproject.h"

#include "base/textfile.h"
#include "session/editedservice.h"
#include "session/effective.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The index of the file at `path`, whichever links lead there; -1: it is none of them.
int indexOf(const QList<ProjectFile> &files, const QString &path)
{
    const QString real = QFileInfo(path).canonicalFilePath();
    for (int i = 0; i < files.size(); ++i) {
        if (files.at(i).path == path || (!real.isEmpty() && QFileInfo(files.at(i).path).canonicalFilePath() == real))
            return i;
    }
    return -1;
}

/// Why a file that is none of the project's is not edited: the project would not read what was written.
Error noFileOfTheProject(const QList<ProjectFile> &files, const QString &directory, const QString &path)
{
    QStringList names;
    for (const ProjectFile &file : files)
        names << file.name;
    names.removeDuplicates();
    const QString own = names.size() == 1 ? u"The project's only file is %1."_s.arg(names.first())
                                          : u"The project's files are %1."_s.arg(names.join(u", "_s));
    if (const auto text = readTextFile(path); !text) {
        Error error = text.error();
        error.advice = own;
        return error;
    }
    return wrong(u"%1 is none of the project's files."_s.arg(QDir(directory).relativeFilePath(path)),
                 own + u" For another project name its folder with -C; for more files of this one name them all with -f."_s);
}

/// "The services are a, b.": `names` of a place.
QString servicesSentence(const QStringList &names, const QString &place)
{
    return names.isEmpty()     ? u"%1 has no services."_s.arg(place)
           : names.size() == 1 ? u"The only service is %1."_s.arg(names.first())
                               : u"The services are %1."_s.arg(names.join(u", "_s));
}

bool writes(const ProjectFile &file, const QString &service) { return file.text && file.text->service(service); }

bool isMerged(const ProjectFile &file) { return file.role == ProjectFile::Role::Main || file.role == ProjectFile::Role::Override; }

/// A service that stands only in files that are extended is none of the project's, and not edited unless the file is named.
Error noService(const QList<ProjectFile> &files, const QString &service)
{
    const auto extended = std::ranges::find_if(files, [&](const ProjectFile &file) { return writes(file, service); });
    if (extended == files.end())
        return {ErrorCode::NotFound, u"There is no service “%1”."_s.arg(service), u"The file was not changed."_s,
                servicesSentence(serviceNames(files), u"The project"_s), {}};
    const QStringList takers = extendersOf(files, int(extended - files.begin()), service);
    return {ErrorCode::NotFound, u"“%1” is no service of the project: it stands in %2, which is only extended."_s.arg(service, extended->name),
            u"The file was not changed."_s,
            u"To edit it there give --file %1."_s.arg(extended->name)
                + (takers.isEmpty() ? QString() : u" Who extends it changes too: %1."_s.arg(takers.join(u", "_s))),
            {}};
}

/// Why a service is not written into a file that only others name: Compose does not read it there, or takes it for a conflict.
Error notInThatFile(const QList<ProjectFile> &files, const ProjectFile &in, const QString &service)
{
    const bool extended = in.role == ProjectFile::Role::Extended;
    QString advice;
    for (int i = 0; i < files.size() && advice.isEmpty(); ++i) {
        if (files.at(i).role == ProjectFile::Role::Extended)
            continue;
        for (const InheritedSettings &from : extendedSettings(files, i, service)) {
            if (from.fileName == in.name)
                advice = u"%1 takes its settings there from “%2”: edit that service with --file %3."_s.arg(service, from.service, in.name);
        }
    }
    QStringList names;
    for (const ProjectFile &file : files) {
        for (const WrittenService &written : file.path == in.path && file.text ? file.text->services() : QList<WrittenService>())
            names << written.name;
    }
    names.removeDuplicates();
    return {ErrorCode::NotFound,
            u"%1 has no service “%2”, and is only %3: none can be added to it."_s.arg(in.name, service, extended ? u"extended"_s : u"included"_s),
            u"The file was not changed."_s, advice.isEmpty() ? servicesSentence(names, in.name) : advice, {}};
}

} // namespace

bool EditedProject::builds(const QString &service) const
{
    return std::ranges::any_of(files, [&](const ProjectFile &file) {
        const WrittenService *written = file.text ? file.text->service(service) : nullptr;
        return written && (written->builds || written->extends);
    });
}

QString EditedProject::dockerfile(const QString &service) const
{
    const Variables variables = Variables::of(compose);
    BuildSettings build;
    build.dockerfile = u"Dockerfile"_s;
    for (const ProjectFile &file : files) {
        const WrittenService *written = file.text && file.role != ProjectFile::Role::Extended ? file.text->service(service) : nullptr;
        if (!written)
            continue;
        if (written->inlineDockerfile)
            return {};
        const std::optional<QString> context = variables.effective(written->context).value;
        const std::optional<QString> name = variables.effective(written->dockerfile).value;
        if (!context || !name)
            return {};
        // Compose takes paths of an included file from that file's folder.
        const QString base = file.role == ProjectFile::Role::Included ? QFileInfo(file.path).absolutePath() : compose.directory;
        if (!context->isEmpty())
            build.context = isRemoteContext(*context) ? *context : QDir::cleanPath(QDir(base).absoluteFilePath(*context));
        if (!name->isEmpty())
            build.dockerfile = *name;
    }
    return build.context.isEmpty() ? QString() : build.dockerfilePath();
}

Result<EditedProject> editedProject(const ProjectRequest &request, const QString &path)
{
    const auto read = [](const ComposeFiles &files) {
        return EditedProject{files, readProjectFiles(files, composeEnvironment(files.envFiles), readTextFile), -1};
    };
    const auto found = findComposeFiles(request.directory, request.files, processEnvironment());
    if (found) {
        EditedProject project = read(*found);
        if (path.isEmpty())
            return project;
        project.file = indexOf(project.files, path);
        if (project.file < 0)
            return failure(noFileOfTheProject(project.files, found->directory, path));
        return project;
    }
    if (path.isEmpty() || !request.files.isEmpty())
        return failure(found.error());
    EditedProject project = read(ComposeFiles{QFileInfo(path).absolutePath(), {path}, {u"-f"_s, path}});
    project.file = 0;
    return project;
}

Result<void> chooseFile(EditedProject &project, const QString &service)
{
    const bool named = project.file >= 0;
    const QString path = named ? project.files.at(project.file).path : QString();
    if (const int best = fileForChanges(project.files, service, path); best >= 0 || !named)
        project.file = best;
    if (project.file >= 0 && project.files.at(project.file).error)
        return failure(*project.files.at(project.file).error);
    const bool known = serviceNames(project.files).contains(service);
    // What cannot be read may write the service, and be where the change belongs.
    for (const ProjectFile &file : std::as_const(project.files)) {
        if (file.error && (named ? !known && !writes(project.files.at(project.file), service) : project.file < 0 || isMerged(file)))
            return failure(*file.error);
    }
    if (project.file < 0)
        return failure(noService(project.files, service));
    const ProjectFile &in = project.files.at(project.file);
    if (writes(in, service))
        return {};
    if (!isMerged(in))
        return failure(notInThatFile(project.files, in, service));
    return known ? Result<void>() : failure(noService(project.files, service));
}

void chooseDocument(EditedProject &project, const QString &service, const std::function<bool(const ServiceSettings &)> &holds)
{
    const auto fits = [&](int file) {
        const auto &text = project.files.at(file).text;
        const WrittenService *written = text ? text->service(service) : nullptr;
        return written && holds(written->settings);
    };
    const QList<int> documents = documentsOf(project.files, project.file);
    const auto found = std::ranges::find_if(documents, fits);
    if (!fits(project.file) && found != documents.end())
        project.file = *found;
}

Error wrong(const QString &message, const QString &advice)
{
    return {ErrorCode::InvalidInput, message, u"The file was not changed."_s, advice, {}};
}

} // namespace layerdeck
