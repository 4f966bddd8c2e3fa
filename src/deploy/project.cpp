// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/project.h"

#include "base/textfile.h"
#include "engine/dockerprogram.h"
#include "text/yaml.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const QString commitVariable = u"GIT_COMMIT_HASH"_s;

/// Compose reports where YAML breaks by line only, and stops at other faults first: the text is judged before.
Result<void> checkSyntax(const ComposeFiles &files)
{
    for (const QString &path : files.files) {
        const auto text = readTextFile(path);
        if (!text)
            return failure(text.error());
        const QString name = QDir(files.directory).relativeFilePath(path);
        if (const auto parsed = YamlText::parse(*text, name); !parsed)
            return failure(parsed.error());
    }
    return {};
}

/// Compose's sentence without its own decoration.
QString composeSays(const QByteArray &errorOutput)
{
    const QString text = QString::fromUtf8(errorOutput).trimmed();
    static const QRegularExpression warning(u"^time=\"[^\"]*\" level=warning .*$|^WARN\\[\\d+\\].*$"_s);
    QStringList lines;
    for (const QString &line : text.split(u'\n')) {
        if (!warning.match(line).hasMatch() && !line.trimmed().isEmpty())
            lines << line.trimmed();
    }
    return lines.isEmpty() ? text : lines.join(u' ');
}

void takeCommitHash(LoadedProject &project, const QMap<QString, QString> &environment)
{
    if (environment.contains(commitVariable)) {
        project.commitHash = environment.value(commitVariable);
        project.commitSource = u"environment"_s;
        return;
    }
    for (const QString &path : std::as_const(project.files.envFiles)) {
        QFile dotEnv(path);
        const auto values = dotEnv.open(QIODevice::ReadOnly) ? parseDotEnv(dotEnv.readAll()) : QMap<QString, QString>();
        if (values.contains(commitVariable)) {
            project.commitHash = values.value(commitVariable);
            project.commitSource = u".env"_s;
            return;
        }
    }
    if (project.head) {
        project.commitHash = project.head->commitHash();
        project.commitSource = u"git HEAD"_s;
        project.environment.insert(commitVariable, project.commitHash);
    }
}

} // namespace

Command LoadedProject::compose(const QStringList &arguments) const
{
    return Command{u"docker"_s, QStringList{u"compose"_s} + files.options + arguments, files.directory, environment};
}

Command renderCommand(const LoadedProject &project) { return project.compose({u"config"_s, u"--format"_s, u"json"_s}); }

bool saysThatComposeIsMissing(const QString &said)
{
    return said.contains("is not a docker command"_L1) || said.contains("unknown command: docker compose"_L1)
           || said.contains("unknown shorthand flag: "_L1) || said.contains("unknown flag: --"_L1); // behind warnings
}

QCoro::Task<Result<LoadedProject>> projectWithEnvironment(ComposeFiles files, DockerContext context, CancelToken cancel)
{
    LoadedProject project;
    project.files = files;
    project.environment = dockerEnvironment(context);
    const Result<GitHead> head = co_await readGitHead(files.directory, cancel);
    if (head)
        project.head = *head;
    else if (head.error().isCancelled())
        co_return cancelled();
    else
        project.lacksCommit = head.error().code == ErrorCode::InvalidInput;
    takeCommitHash(project, processEnvironment());
    co_return project;
}

QCoro::Task<Result<LoadedProject>> loadProject(ProjectRequest request, DockerContext context, CancelToken cancel)
{
    const Result<ComposeFiles> files = findComposeFiles(request.directory, request.files, processEnvironment());
    if (!files)
        co_return failure(files.error());
    if (const Result<void> checked = checkSyntax(*files); !checked)
        co_return failure(checked.error());
    Result<LoadedProject> begun = co_await projectWithEnvironment(*files, context, cancel);
    if (!begun)
        co_return failure(begun.error());
    LoadedProject project = *std::move(begun);

    const ProcessOptions options;
    const Command config = renderCommand(project);
    const Result<ProcessResult> rendered = co_await runDocker(config, options, cancel);
    if (!rendered) {
        if (rendered.error().code == ErrorCode::ToolMissing) {
            co_return failure(Error{ErrorCode::ToolMissing, u"The docker command was not found."_s,
                                    u"Nothing was changed."_s,
                                    u"Install Docker's command line with Compose and buildx."_s,
                                    rendered.error().detail});
        }
        co_return failure(rendered.error());
    }
    if (rendered->exitCode != 0) {
        const QString said = composeSays(rendered->errorOutput);
        if (saysThatComposeIsMissing(said)) {
            co_return failure(Error{ErrorCode::ToolMissing, u"Docker Compose v2 was not found."_s,
                                    u"Nothing was changed."_s,
                                    u"Install the Compose plug-in, so that “docker compose version” answers."_s,
                                    said.section("Usage:"_L1, 0, 0).trimmed()});
        }
        co_return failure(Error{ErrorCode::InvalidInput, u"Compose does not accept the project: %1."_s.arg(said),
                                u"Nothing was changed."_s, u"Correct the file, then try again."_s,
                                displayed(config)});
    }
    Result<ComposeProject> parsed = parseComposeConfig(rendered->output);
    if (!parsed)
        co_return failure(parsed.error());
    project.config = *std::move(parsed);
    co_return project;
}

} // namespace layerdeck
