// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace layerdeck {

/// A line of a Dockerfile that BuildKit could not read.
struct DockerfileLine
{
    int number = 0; ///< from 1
    QString text;   ///< without blanks around it
    bool operator==(const DockerfileLine &) const = default;
};

/// The line that buildx marks with ">>>" in the excerpt that it prints after a failed build; nothing where it prints none.
std::optional<DockerfileLine> brokenLine(const QString &printed);

/// That excerpt: the file's name and the line's number, then lines with their numbers; empty where it prints none.
QString dockerfileExcerpt(const QString &printed);

/// A Dockerfile with that line, and a service that is built from it.
struct BrokenDockerfile
{
    QString service;
    QString path; ///< empty where it is written in the Compose file
    bool operator==(const BrokenDockerfile &) const = default;
};

/// Those of a bake definition that have the line: buildx does not say which one it means. `serviceByTarget` as in
/// BakeDefinition.
QList<BrokenDockerfile> dockerfilesWith(const DockerfileLine &line, const QByteArray &definition,
                                        const QMap<QString, QString> &serviceByTarget);

} // namespace layerdeck
