// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QMap>
#include <QString>

namespace layerdeck {

/// Where an engine is reached.
struct Endpoint
{
    enum class Kind { UnixSocket, Tcp };
    Kind kind = Kind::UnixSocket;
    QString path;   ///< of the socket, for UnixSocket
    QString host;   ///< for Tcp
    quint16 port = 0;
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
    /// Filled from this process's environment.
    static ContextRequest fromEnvironment();
};

/// Reads an endpoint as DOCKER_HOST writes it: "unix:///path" or "tcp://host:port". Anything else is InvalidInput
/// with a sentence that says why.
Result<Endpoint> parseEndpoint(const QString &url);

/// The context that docker itself would use, by its own order: --host, --context, DOCKER_HOST, DOCKER_CONTEXT,
/// currentContext of config.json, the machine's own socket.
Result<DockerContext> resolveContext(const ContextRequest &request);

/// All contexts of the store whose endpoint can be read, "default" first. A context that can't be read is left out.
QList<DockerContext> listContexts(const ContextRequest &request);

/// The variables that make a docker program talk to `context`, and to no other engine.
QMap<QString, QString> dockerEnvironment(const DockerContext &context);

} // namespace layerdeck
