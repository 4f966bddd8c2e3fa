// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoint.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

#ifdef Q_OS_WIN
constexpr auto defaultSocket = "npipe:////./pipe/docker_engine";
#else
constexpr auto defaultSocket = "unix:///var/run/docker.sock";
#endif

/// Empty where there is no such file. `what` names it in sentences.
Result<QJsonObject> readObject(const QString &path, const QString &what)
{
    QFile file(path);
    if (!file.exists())
        return QJsonObject();
    const QString advice = u"Correct or remove %1."_s.arg(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::FileDenied, u"%1 cannot be read."_s.arg(what), advice, file.errorString());
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        return failure(ErrorCode::InvalidInput, u"%1 is no JSON object."_s.arg(what), advice,
                       error.error == QJsonParseError::NoError
                           ? path
                           : u"%1, byte %2: %3"_s.arg(path).arg(error.offset).arg(error.errorString()));
    return document.object();
}

/// The store names each context's folder by the SHA-256 of its name (docker/cli, cli/context/store).
QString storeId(const QString &name)
{
    return QString::fromLatin1(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex());
}

QString metaPath(const QString &configDir, const QString &name)
{
    return configDir + "/contexts/meta/"_L1 + storeId(name) + "/meta.json"_L1;
}

Endpoint withTls(Endpoint endpoint, const std::optional<EndpointTls> &tls)
{
    if (endpoint.kind != Endpoint::Kind::Tcp)
        return endpoint;
    endpoint.tls = tls;
    // docker/cli, opts: the ports an engine listens on by custom.
    if (endpoint.port == 0)
        endpoint.port = tls ? 2376 : 2375;
    return endpoint;
}

Result<DockerContext> contextFromMeta(const QString &configDir, const QJsonObject &meta)
{
    DockerContext context;
    context.name = meta["Name"_L1].toString();
    context.description = meta["Metadata"_L1]["Description"_L1].toString();
    const QString host = meta["Endpoints"_L1]["docker"_L1]["Host"_L1].toString();
    Result<Endpoint> endpoint = parseEndpoint(host);
    if (!endpoint)
        return failure(endpoint.error());
    std::optional<EndpointTls> tls;
    const QString folder = configDir + "/contexts/tls/"_L1 + storeId(context.name) + "/docker"_L1;
    const bool verify = !meta["Endpoints"_L1]["docker"_L1]["SkipTLSVerify"_L1].toBool();
    if (QDir(folder).exists() || !verify)
        tls = EndpointTls{folder, verify};
    context.endpoint = withTls(*endpoint, tls);
    return context;
}

/// docker finds a context by its folder, which the name must give.
Error otherName(const QString &inside, const QString &path)
{
    const QString what = inside.isEmpty() ? u"A context of Docker's store has no name."_s
                                          : u"The context “%1” is in a folder of another name: docker does not find it."_s.arg(inside);
    return {ErrorCode::InvalidInput, what, {}, u"Make it again with “docker context create”, and remove %1."_s.arg(QFileInfo(path).path()), path};
}

/// A folder of the store: a context, or what is wrong with it. Nothing where the folder holds none.
std::optional<ListedContext> contextInFolder(const QString &configDir, const QString &folder)
{
    const QString path = configDir + "/contexts/meta/"_L1 + folder + "/meta.json"_L1;
    if (!QFile::exists(path))
        return std::nullopt;
    // Its name cannot be told by the folder's.
    const QString unnamed = folder.left(12);
    const Result<QJsonObject> meta = readObject(path, u"What Docker keeps of a context"_s);
    if (!meta)
        return ListedContext{{unnamed, {}, {}}, {}, meta.error(), {}};
    ListedContext listed;
    const QString name = (*meta)["Name"_L1].toString();
    listed.url = (*meta)["Endpoints"_L1]["docker"_L1]["Host"_L1].toString();
    if (name.isEmpty() || storeId(name) != folder)
        listed.error = otherName(name, path);
    else if (const Result<DockerContext> context = contextFromMeta(configDir, *meta))
        listed.context = *context;
    else
        listed.error = context.error();
    listed.context.name = name.isEmpty() ? unnamed : name;
    listed.context.description = (*meta)["Metadata"_L1]["Description"_L1].toString();
    return listed;
}

Result<DockerContext> namedContext(const ContextRequest &request, const QString &name)
{
    const QString path = metaPath(request.configDir, name);
    const Result<QJsonObject> meta = readObject(path, u"What Docker keeps of the context “%1”"_s.arg(name));
    if (!meta)
        return failure(meta.error());
    if (!QFile::exists(path)) {
        // One without a name of its own is listed by its folder's.
        for (const ListedContext &listed : listAllContexts(request)) {
            if (listed.context.name == name && listed.error)
                return failure(*listed.error);
        }
        return failure(ErrorCode::NotFound, u"There is no Docker context named “%1”."_s.arg(name),
                       u"“docker context ls” lists the ones there are."_s, path);
    }
    if (const QString inside = (*meta)["Name"_L1].toString(); inside != name)
        return failure(otherName(inside, path));
    return contextFromMeta(request.configDir, *meta);
}

Result<DockerContext> defaultContext(const ContextRequest &request, const QString &url)
{
    Result<Endpoint> endpoint = parseEndpoint(url);
    if (!endpoint)
        return failure(endpoint.error());
    return DockerContext{u"default"_s, {}, withTls(*endpoint, request.tls)};
}

/// docker takes an empty file for none, and one with a member of another kind for broken.
Result<QJsonObject> readConfig(const ContextRequest &request)
{
    const QString path = request.configDir + "/config.json"_L1;
    QFile file(path);
    if (file.open(QIODevice::ReadOnly) && file.readAll().trimmed().isEmpty())
        return QJsonObject();
    Result<QJsonObject> config = readObject(path, u"Docker's config.json"_s);
    const QJsonValue current = config ? (*config)["currentContext"_L1] : QJsonValue();
    if (!current.isUndefined() && !current.isNull() && !current.isString()) {
        return failure(ErrorCode::InvalidInput, u"Docker's config.json has a “currentContext” that is no text."_s,
                       u"Correct it, or choose a context with “docker context use”."_s, path);
    }
    return config;
}

QString bracketed(const QString &host)
{
    return host.contains(u':') ? u'[' + host + u']' : host;
}

Result<Endpoint> sshEndpoint(const QString &url)
{
    const QUrl parsed(url);
    Endpoint endpoint;
    endpoint.kind = Endpoint::Kind::Ssh;
    endpoint.host = parsed.host();
    endpoint.user = parsed.userName();
    endpoint.port = static_cast<quint16>(parsed.port(0));
    endpoint.path = parsed.path() == "/"_L1 ? QString() : parsed.path();
    if (!parsed.password().isEmpty()) {
        return failure(ErrorCode::InvalidInput, u"An address of ssh must not hold a password."_s,
                       u"Take it out, and use a key with an agent (ssh-add)."_s);
    }
    // What begins with a dash would be an option of ssh.
    // The path goes through a shell over there.
    static const QRegularExpression plainPath(u"^[A-Za-z0-9_./-]*$"_s);
    const bool usable = plainPath.match(endpoint.path).hasMatch() && !endpoint.host.isEmpty() && !endpoint.host.startsWith(u'-') && !endpoint.user.startsWith(u'-')
                        && !parsed.hasQuery() && !parsed.hasFragment();
    if (usable)
        return endpoint;
    return failure(ErrorCode::InvalidInput, u"“%1” is no address of an engine over ssh."_s.arg(url),
                   u"An address looks like ssh://user@host or ssh://host:22."_s);
}

} // namespace

QString Endpoint::url() const
{
    switch (kind) {
    case Kind::UnixSocket: return "unix://"_L1 + path;
    case Kind::NamedPipe: return "npipe://"_L1 + path;
    case Kind::Tcp: return "tcp://"_L1 + bracketed(host) + u':' + QString::number(port);
    case Kind::Ssh: break;
    }
    return "ssh://"_L1 + (user.isEmpty() ? QString() : user + u'@') + bracketed(host)
           + (port > 0 ? u':' + QString::number(port) : QString()) + path;
}

ContextRequest ContextRequest::fromEnvironment()
{
    ContextRequest request;
    request.dockerHost = qEnvironmentVariable("DOCKER_HOST");
    request.dockerContext = qEnvironmentVariable("DOCKER_CONTEXT");
    request.configDir = qEnvironmentVariable("DOCKER_CONFIG");
    if (request.configDir.isEmpty())
        request.configDir = QDir::homePath() + "/.docker"_L1;
    // docker/cli, cli/flags: empty means not set.
    const bool verify = !qEnvironmentVariableIsEmpty("DOCKER_TLS_VERIFY");
    if (verify || !qEnvironmentVariableIsEmpty("DOCKER_TLS")) {
        const QString folder = qEnvironmentVariable("DOCKER_CERT_PATH");
        request.tls = EndpointTls{folder.isEmpty() ? request.configDir : folder, verify, verify};
    }
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
        endpoint.port = static_cast<quint16>(parsed.port(0));
        return endpoint;
    } else if (parsed.scheme() == "ssh"_L1) {
        return sshEndpoint(url);
    } else if (url.startsWith("npipe://"_L1) && url.size() > 8) {
        endpoint.kind = Endpoint::Kind::NamedPipe;
        endpoint.path = url.mid(8);
        return endpoint;
    } else if (parsed.scheme() == "fd"_L1) {
        return failure(ErrorCode::InvalidInput, u"%1 is where an engine listens, not where it is reached."_s.arg(url),
                       u"Name its socket: unix:///var/run/docker.sock."_s);
    }
    return failure(ErrorCode::InvalidInput, u"“%1” is no address of a Docker engine."_s.arg(url),
                   u"An address looks like unix:///var/run/docker.sock, ssh://user@host or tcp://127.0.0.1:2375."_s);
}

std::optional<Error> configProblem(const ContextRequest &request)
{
    const Result<QJsonObject> config = readConfig(request);
    return config ? std::nullopt : std::optional(config.error());
}

Result<DockerContext> resolveContext(const ContextRequest &request)
{
    if (!request.hostOption.isEmpty())
        return defaultContext(request, request.hostOption);
    QString name = request.contextOption;
    if (name.isEmpty() && !request.dockerHost.isEmpty())
        return defaultContext(request, request.dockerHost);
    if (name.isEmpty())
        name = request.dockerContext;
    if (name.isEmpty()) {
        // docker warns and goes on with the machine's own engine; which one is meant is not known.
        const Result<QJsonObject> config = readConfig(request);
        if (!config) {
            Error error = config.error();
            error.unchanged = u"No engine was asked, since it is what says which one is meant."_s;
            return failure(error);
        }
        name = (*config)["currentContext"_L1].toString();
    }
    if (!name.isEmpty() && name != "default"_L1)
        return namedContext(request, name);
    // docker: the context named "default" is what DOCKER_HOST says, else the machine's socket.
    return defaultContext(request, request.dockerHost.isEmpty() ? QString::fromLatin1(defaultSocket) : request.dockerHost);
}

QList<ListedContext> listAllContexts(const ContextRequest &request)
{
    const auto listed = [](const Result<DockerContext> &context, const QString &name, const QString &url) {
        return context ? ListedContext{*context, url, {}, {}} : ListedContext{{name, {}, {}}, url, context.error(), {}};
    };
    QList<ListedContext> contexts;
    const QString host = request.dockerHost.isEmpty() ? QString::fromLatin1(defaultSocket) : request.dockerHost;
    contexts << listed(defaultContext(request, host), u"default"_s, host);
    const QDir store(request.configDir + "/contexts/meta"_L1);
    for (const QString &folder : store.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (const auto context = contextInFolder(request.configDir, folder))
            contexts << *context;
    }
    std::sort(contexts.begin() + 1, contexts.end(),
              [](const ListedContext &a, const ListedContext &b) { return a.context.name < b.context.name; });
    return contexts;
}

QList<DockerContext> listContexts(const ContextRequest &request)
{
    QList<DockerContext> contexts;
    for (const ListedContext &listed : listAllContexts(request)) {
        if (!listed.error)
            contexts << listed.context;
    }
    return contexts;
}

namespace {

/// docker/cli: $DOCKER_CERT_PATH must hold a ca.pem where certificates are verified. For a context of the store it need not: the
/// system's authorities count then. Such a one can only be said by its name.
bool mustBeNamed(const DockerContext &context)
{
    const auto &tls = context.endpoint.tls;
    return tls && tls->verify && !tls->needsAuthority && !QFile::exists(tls->folder + "/ca.pem"_L1);
}

} // namespace

QString engineBuilder(const DockerContext &context) { return mustBeNamed(context) ? context.name : u"default"_s; }

QMap<QString, QString> dockerEnvironment(const DockerContext &context)
{
    if (mustBeNamed(context)) {
        // An empty DOCKER_HOST is none.
        return {{u"DOCKER_HOST"_s, {}}, {u"DOCKER_CONTEXT"_s, context.name}, {u"BUILDX_BUILDER"_s, engineBuilder(context)}};
    }
    // docker/cli: DOCKER_HOST beats DOCKER_CONTEXT and the current context of config.json.
    QMap<QString, QString> variables{{u"DOCKER_HOST"_s, context.endpoint.url()}};
    const auto &tls = context.endpoint.tls;
    if (tls) {
        variables.insert(tls->verify ? u"DOCKER_TLS_VERIFY"_s : u"DOCKER_TLS"_s, u"1"_s);
        variables.insert(u"DOCKER_CERT_PATH"_s, tls->folder);
    }
    // What this process inherited is about the engine of DOCKER_HOST.
    for (const char *name : {"DOCKER_TLS_VERIFY", "DOCKER_TLS"}) {
        const QString variable = QString::fromLatin1(name);
        if (qEnvironmentVariableIsSet(name) && !variables.contains(variable))
            variables.insert(variable, {});
    }
    return variables;
}

} // namespace layerdeck
