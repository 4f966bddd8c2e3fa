// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/toolchain.h"

#include "engine/dockerprogram.h"

#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error missing(const QString &what, const QString &advice, const QString &detail)
{
    return {ErrorCode::ToolMissing, what, u"Nothing was run."_s, advice, detail};
}

} // namespace

QVersionNumber versionIn(const QString &output)
{
    static const QRegularExpression number(u"\\bv?(\\d+\\.\\d+(?:\\.\\d+)?)"_s);
    return QVersionNumber::fromString(number.match(output).captured(1));
}

QCoro::Task<Result<Toolchain>> readToolchain(DockerContext context, CancelToken cancel)
{
    const QMap<QString, QString> environment = dockerEnvironment(context);
    const ProcessOptions options;
    Toolchain toolchain;

    // Both are asked at once: each takes a tenth of a second to start.
    const Command composeCommand{u"docker"_s, {u"compose"_s, u"version"_s, u"--short"_s}, {}, environment};
    const Command buildxCommand{u"docker"_s, {u"buildx"_s, u"version"_s}, {}, environment};
    QCoro::Task<Result<ProcessResult>> askCompose = runDocker(composeCommand, options, cancel);
    QCoro::Task<Result<ProcessResult>> askBuildx = runDocker(buildxCommand, options, cancel);
    const Result<ProcessResult> compose = co_await askCompose;
    const Result<ProcessResult> buildx = co_await askBuildx;
    if (!compose && compose.error().code == ErrorCode::ToolMissing) {
        co_return failure(missing(u"The docker command was not found."_s,
                                  u"Install Docker's command line with Compose and buildx."_s,
                                  compose.error().detail));
    }
    if (!compose)
        co_return failure(compose.error());
    toolchain.compose = versionIn(QString::fromUtf8(compose->output));
    if (compose->exitCode != 0 || toolchain.compose.majorVersion() < 2) {
        co_return failure(missing(u"Docker Compose v2 was not found."_s,
                                  u"Install the Compose plug-in, so that “docker compose version” answers."_s,
                                  QString::fromUtf8(compose->output + compose->errorOutput)));
    }

    if (!buildx)
        co_return failure(buildx.error());
    // "github.com/docker/buildx v0.13.1 hash", or without the v.
    toolchain.buildx = versionIn(QString::fromUtf8(buildx->output).section(u' ', 1));
    if (buildx->exitCode != 0 || toolchain.buildx.isNull()) {
        co_return failure(missing(u"The buildx plug-in of docker was not found."_s,
                                  u"Install buildx 0.13 or later, so that “docker buildx version” answers."_s,
                                  QString::fromUtf8(buildx->output + buildx->errorOutput)));
    }
    if (toolchain.buildx < QVersionNumber(0, 13)) {
        co_return failure(missing(u"buildx %1 is too old."_s.arg(toolchain.buildx.toString()),
                                  u"Install buildx 0.13 or later."_s, QString::fromUtf8(buildx->output)));
    }
    co_return toolchain;
}

} // namespace layerdeck
