// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QMap>
#include <QString>

#include <optional>

namespace layerdeck {

/// What an encrypted connection is made with: ca.pem, cert.pem and key.pem in `folder`, each only where it is there.
struct EndpointTls
{
    QString folder;
    bool verify = true; ///< the engine's certificate must be right; a context of docker can turn that off
    /// Without ca.pem there is no connection, as docker has it for $DOCKER_TLS_VERIFY; else the system's authorities count.
    bool needsAuthority = false;
    bool operator==(const EndpointTls &) const = default;
};

/// Where an engine is reached.
struct Endpoint
{
    enum class Kind { UnixSocket, NamedPipe, Tcp, Ssh };
    Kind kind = Kind::UnixSocket;
    QString path;     ///< of the socket or pipe; for Ssh that of the socket over there, mostly empty
    QString host;     ///< for Tcp and Ssh
    QString user;     ///< for Ssh; empty: as ssh's own configuration says
    quint16 port = 0; ///< for Ssh 0: as ssh's own configuration says
    std::optional<EndpointTls> tls; ///< for Tcp
    /// The endpoint as DOCKER_HOST writes it.
    QString url() const;
    bool operator==(const Endpoint &) const = default;
};

/// A named engine, as the Docker command line knows it ("docker context").
struct DockerContext
{
    QString name;        ///< "default" for the engine of DOCKER_HOST or of this machine
    QString description;
    Endpoint endpoint;
    bool operator==(const DockerContext &) const = default;
};

/// What decides which engine is meant; read from the environment and the command line at the edge.
struct ContextRequest
{
    QString hostOption;    ///< --host, wins over all
    QString contextOption; ///< --context
    QString dockerHost;    ///< $DOCKER_HOST
    QString dockerContext; ///< $DOCKER_CONTEXT
    QString configDir;     ///< $DOCKER_CONFIG, else ~/.docker
    /// For an engine of --host or DOCKER_HOST: $DOCKER_TLS_VERIFY or $DOCKER_TLS are set, and $DOCKER_CERT_PATH, else
    /// `configDir`.
    std::optional<EndpointTls> tls;
    /// Filled from this process's environment.
    static ContextRequest fromEnvironment();
};

/// Reads an endpoint as DOCKER_HOST writes it: "unix:///path", "tcp://host:port", "ssh://[user@]host[:port]" or
/// "npipe:////./pipe/name". Anything else is InvalidInput with a sentence that says why.
Result<Endpoint> parseEndpoint(const QString &url);

/// The context that docker itself would use, by its own order: --host, --context, DOCKER_HOST, DOCKER_CONTEXT,
/// currentContext of config.json, the machine's own socket. NotFound where there is none of the name; InvalidInput where what is
/// kept of it, or config.json where that decides, cannot be understood.
Result<DockerContext> resolveContext(const ContextRequest &request);

/// Why docker's config.json cannot be read; nothing where it is in order or not there. It decides which engine is meant where
/// neither --host, --context nor the environment does; what it says of registries counts always.
std::optional<Error> configProblem(const ContextRequest &request);

/// A context of the store, also one that Layerdeck can't use.
struct ListedContext
{
    DockerContext context;      ///< where it can't be used, name and description alone; the name is that of its folder where it has none
    QString url;                ///< as the store has it
    std::optional<Error> error; ///< why it can't be used
    QString note;               ///< where it isn't the store's: what it is instead
};
/// All contexts of the store by name, "default" first.
QList<ListedContext> listAllContexts(const ContextRequest &request);
/// Those that can be used.
QList<DockerContext> listContexts(const ContextRequest &request);

/// The variables that make a docker program talk to `context`, and to no other engine.
QMap<QString, QString> dockerEnvironment(const DockerContext &context);
/// The builder that buildx makes of the engine itself, with these variables.
QString engineBuilder(const DockerContext &context);

} // namespace layerdeck
