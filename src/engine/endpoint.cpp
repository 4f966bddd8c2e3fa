// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoint.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr auto defaultSocket = "unix:///var/run/docker.sock";

QJsonObject readObject(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

/// The store names each context's folder by the SHA-256 of its name (docker/cli, cli/context/store).
QString metaPath(const QString &configDir, const QString &name)
{
    const QByteArray id = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex();
    return configDir + "/contexts/meta/"_L1 + QString::fromLatin1(id) + "/meta.json"_L1;
}

Result<DockerContext> contextFromMeta(const QJsonObject &meta)
{
    DockerContext context;
    context.name = meta["Name"_L1].toString();
    context.description = meta["Metadata"_L1]["Description"_L1].toString();
    const QString host = meta["Endpoints"_L1]["docker"_L1]["Host"_L1].toString();
    Result<Endpoint> endpoint = parseEndpoint(host);
    if (!endpoint)
        return failure(endpoint.error());
    context.endpoint = *endpoint;
    return context;
}

Result<DockerContext> namedContext(const ContextRequest &request, const QString &name)
{
    const QString path = metaPath(request.configDir, name);
    const QJsonObject meta = readObject(path);
    if (meta.isEmpty()) {
        return failure(ErrorCode::NotFound, u"There is no Docker context named “%1”."_s.arg(name),
                       u"“docker context ls” lists the ones there are."_s, path);
    }
    return contextFromMeta(meta);
}

Result<DockerContext> defaultContext(const QString &url)
{
    Result<Endpoint> endpoint = parseEndpoint(url);
    if (!endpoint)
        return failure(endpoint.error());
    return DockerContext{u"default"_s, {}, *endpoint};
}

} // namespace

QString Endpoint::url() const
{
    if (kind == Kind::UnixSocket)
        return "unix://"_L1 + path;
    const QString shownHost = host.contains(u':') ? u'[' + host + u']' : host;
    return "tcp://"_L1 + shownHost + u':' + QString::number(port);
}

ContextRequest ContextRequest::fromEnvironment()
{
    ContextRequest request;
    request.dockerHost = qEnvironmentVariable("DOCKER_HOST");
    request.dockerContext = qEnvironmentVariable("DOCKER_CONTEXT");
    request.configDir = qEnvironmentVariable("DOCKER_CONFIG");
    if (request.configDir.isEmpty())
        request.configDir = QDir::homePath() + "/.docker"_L1;
    return request;
}

Result<Endpoint> parseEndpoint(const QString &url)
{
    const QUrl parsed(url);
    Endpoint endpoint;
    if (parsed.scheme() == "unix"_L1) {
        // QUrl takes "unix://name" for a host: only an absolute path names a socket.
        endpoint.path = url.mid(7);
        if (endpoint.path.startsWith(u'/'))
            return endpoint;
    } else if (parsed.scheme() == "tcp"_L1 && !parsed.host().isEmpty()) {
        endpoint.kind = Endpoint::Kind::Tcp;
        endpoint.host = parsed.host();
        endpoint.port = static_cast<quint16>(parsed.port(2375));
        return endpoint;
    } else if (parsed.scheme() == "ssh"_L1 || parsed.scheme() == "npipe"_L1 || parsed.scheme() == "fd"_L1) {
        return failure(ErrorCode::InvalidInput,
                       u"Layerdeck cannot reach engines over %1 (%2)."_s.arg(parsed.scheme(), url),
                       u"Choose an engine with a Unix socket or a tcp:// address, or forward the remote socket "
                       "with “ssh -L”."_s);
    }
    return failure(ErrorCode::InvalidInput, u"“%1” is no address of a Docker engine."_s.arg(url),
                   u"An address looks like unix:///var/run/docker.sock or tcp://127.0.0.1:2375."_s);
}

Result<DockerContext> resolveContext(const ContextRequest &request)
{
    if (!request.hostOption.isEmpty())
        return defaultContext(request.hostOption);
    QString name = request.contextOption;
    if (name.isEmpty() && !request.dockerHost.isEmpty())
        return defaultContext(request.dockerHost);
    if (name.isEmpty())
        name = request.dockerContext;
    if (name.isEmpty())
        name = readObject(request.configDir + "/config.json"_L1)["currentContext"_L1].toString();
    if (!name.isEmpty() && name != "default"_L1)
        return namedContext(request, name);
    // docker: the context named "default" is what DOCKER_HOST says, else the machine's socket.
    return defaultContext(request.dockerHost.isEmpty() ? QString::fromLatin1(defaultSocket) : request.dockerHost);
}

QList<DockerContext> listContexts(const ContextRequest &request)
{
    QList<DockerContext> contexts;
    const QString host = request.dockerHost.isEmpty() ? QString::fromLatin1(defaultSocket) : request.dockerHost;
    if (const auto context = defaultContext(host))
        contexts << *context;
    const QDir store(request.configDir + "/contexts/meta"_L1);
    for (const QString &folder : store.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QJsonObject meta = readObject(store.filePath(folder + "/meta.json"_L1));
        if (const auto context = contextFromMeta(meta); context && !context->name.isEmpty())
            contexts << *context;
    }
    return contexts;
}

QMap<QString, QString> dockerEnvironment(const DockerContext &context)
{
    // docker/cli: DOCKER_HOST beats DOCKER_CONTEXT and the current context of config.json.
    return {{u"DOCKER_HOST"_s, context.endpoint.url()}};
}

} // namespace layerdeck
