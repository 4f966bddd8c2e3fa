// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/dockerprogram.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

#ifdef Q_OS_WIN
constexpr QLatin1StringView ending(".exe");
#else
constexpr QLatin1StringView ending;
#endif

QString variable(const Command &command, const QString &name)
{
    const auto set = command.environment.constFind(name);
    return set != command.environment.cend() ? *set : qEnvironmentVariable(name.toUtf8().constData());
}

bool isProgram(const QString &path)
{
    const QFileInfo info(path);
    QFile file(path);
    return info.isFile() && info.isExecutable() && file.open(QIODevice::ReadOnly) && file.peek(2) != "#!";
}

/// docker/cli, cli-plugins/manager: in this order, the first that is there.
QStringList pluginFolders(const Command &command)
{
    QString config = variable(command, u"DOCKER_CONFIG"_s);
    if (config.isEmpty())
        config = QDir::homePath() + "/.docker"_L1;
    QStringList folders;
    if (QFile file(config + "/config.json"_L1); file.open(QIODevice::ReadOnly)) {
        for (const QJsonValue folder : QJsonDocument::fromJson(file.readAll())["cliPluginsExtraDirs"_L1].toArray())
            folders << folder.toString();
    }
    folders << config + "/cli-plugins"_L1;
#ifdef Q_OS_WIN
    folders << qEnvironmentVariable("ProgramData") + "/Docker/cli-plugins"_L1 << qEnvironmentVariable("ProgramFiles") + "/Docker/cli-plugins"_L1;
#else
    folders << u"/usr/local/lib/docker/cli-plugins"_s << u"/usr/local/libexec/docker/cli-plugins"_s << u"/usr/lib/docker/cli-plugins"_s
            << u"/usr/libexec/docker/cli-plugins"_s;
#endif
    return folders;
}

} // namespace

Command withoutFront(const Command &command)
{
    const QString name = command.arguments.value(0);
    const QString host = variable(command, u"DOCKER_HOST"_s);
    const bool here = host.startsWith("unix://"_L1) || host.startsWith("npipe://"_L1);
    if (command.program != "docker"_L1 || (name != "compose"_L1 && name != "buildx"_L1) || !here)
        return command;
    const QString docker = QStandardPaths::findExecutable(command.program);
    // Other names stand for what starts docker in a place of its own, as snap does.
    if (docker.isEmpty() || QFileInfo(QFileInfo(docker).canonicalFilePath()).fileName() != "docker"_L1 + ending || !isProgram(docker))
        return command;
    for (const QString &folder : pluginFolders(command)) {
        const QString path = folder + "/docker-"_L1 + name + ending;
        if (!QFileInfo::exists(path))
            continue;
        if (!isProgram(path))
            return command;
        Command direct = command;
        direct.program = path;
        direct.arguments.removeFirst();
        return direct;
    }
    return command;
}

QCoro::Task<Result<ProcessResult>> runDocker(Command command, ProcessOptions options, CancelToken cancel)
{
    const Command direct = withoutFront(command);
    Result<ProcessResult> ended = co_await runProcess(direct, options, cancel);
    // It went, or is for another machine: docker says what to do.
    if (!ended && ended.error().code == ErrorCode::ToolMissing && direct != command)
        co_return co_await runProcess(command, options, cancel);
    co_return ended;
}

} // namespace layerdeck
