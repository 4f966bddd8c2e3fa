// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/editedproject.h"

#include "base/textfile.h"
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

QStringList servicesOf(const QList<ProjectFile> &files)
{
    QStringList names;
    for (const ProjectFile &file : files) {
        if (!file.text)
            continue;
        for (const WrittenService &service : file.text->services())
            names << service.name;
    }
    names.removeDuplicates();
    return names;
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
        const bool isAddress = context->contains("://"_L1) || context->startsWith("git@"_L1);
        if (!context->isEmpty())
            build.context = isAddress ? *context : QDir::cleanPath(QDir(base).absoluteFilePath(*context));
        if (!name->isEmpty())
            build.dockerfile = *name;
    }
    return build.context.isEmpty() ? QString() : build.dockerfilePath();
}

Result<EditedProject> editedProject(const ProjectRequest &request, const QString &path)
{
    const auto read = [](const ComposeFiles &files) {
        return EditedProject{files, readProjectFiles(files, composeEnvironment(files.directory), readTextFile), -1};
    };
    const auto found = findComposeFiles(request.directory, request.files, composeEnvironment(request.directory));
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
    const QString path = project.file < 0 ? QString() : project.files.at(project.file).path;
    if (const int best = fileForChanges(project.files, service, path); best >= 0 || project.file < 0)
        project.file = best;
    if (project.file >= 0 && project.files.at(project.file).error)
        return failure(*project.files.at(project.file).error);
    // The service may stand in a file that cannot be read: the reason is of more use than a list.
    for (const ProjectFile &file : std::as_const(project.files)) {
        if (!file.text && project.file < 0)
            return failure(*file.error);
    }
    const QStringList names = servicesOf(project.files);
    if (names.contains(service) && project.file >= 0)
        return {};
    return failure(Error{ErrorCode::NotFound,
                         u"There is no service “%1”."_s.arg(service),
                         u"The file was not changed."_s,
                         names.isEmpty()     ? u"The project has no services."_s
                         : names.size() == 1 ? u"The only service is %1."_s.arg(names.first())
                                             : u"The services are %1."_s.arg(names.join(u", "_s)),
                         {}});
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

QString elsewhere(const QList<ProjectFile> &files, int file, const QString &service, Setting setting, const QString &entry)
{
    for (int i = 0; i < files.size(); ++i) {
        const WrittenService *written = i != file && files.at(i).text ? files.at(i).text->service(service) : nullptr;
        const qsizetype index = written ? written->settings.list(setting).indexOf(entry) : -1;
        if (index >= 0 && files.at(i).path == files.at(file).path) {
            return u"It stands in line %1, in another document of the file: change that one by itself."_s.arg(
                written->origin(setting).entries.at(index).line);
        }
        if (index >= 0) {
            return u"It stands in %1, line %2: choose that file with --file."_s.arg(files.at(i).name)
                .arg(written->origin(setting).entries.at(index).line);
        }
    }
    return {};
}

Error wrong(const QString &message, const QString &advice)
{
    return {ErrorCode::InvalidInput, message, u"The file was not changed."_s, advice, {}};
}

} // namespace layerdeck
