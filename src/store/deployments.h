// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

namespace layerdeck {

/// What ran after a deployment that succeeded: enough to have it back.
struct Deployment
{
    struct Service
    {
        QString reference; ///< the image's name in the project
        QString imageId;
        QString kept;      ///< the name under which Layerdeck keeps the image
        QString uncommitted = {}; ///< readUncommitted() of its build context when it was built; empty where that is not known
        bool operator==(const Service &) const = default;
    };
    QString id;      ///< short, and safe in an image tag
    QString kind;    ///< "deploy", "rebuild", "redeploy"; "rollback" in files of before
    QDateTime time;  ///< UTC, when its run began
    QString commit;  ///< GIT_COMMIT_HASH as the build saw it; empty where there is none
    QString user;
    QString project; ///< Compose's name
    QString directory;
    QString engineId;
    QMap<QString, Service> services;
    /// All that had a container, built or not, with Compose's hash of the configuration that it was made with; empty in files of before.
    QMap<QString, QString> running = {};
    /// containerIdentities() of all of the project, where all of it was switched; empty where only a part was, and in files of before.
    QStringList containers = {};
    QByteArray config; ///< "docker compose config --format json", secrets and all
    bool operator==(const Deployment &) const = default;
};

/// Deployment::Service::uncommitted of an image, by the newest that tells it; empty where none does.
QString uncommittedOf(const QList<Deployment> &deployments, const QString &imageId);

/// The deployments of one project on one engine, the newest first. A file of their own, readable by the person only: rendered
/// configurations hold secrets.
class Deployments
{
public:
    /// `folder`: empty for the person's own.
    Deployments(const QString &directory, const QString &project, const QString &engineId, const QString &folder = {});

    /// None where nothing was remembered. Io where the file cannot be read or is another version's, InvalidInput where it is damaged.
    Result<QList<Deployment>> read() const;
    /// Puts it first; where the newest was the same (images and configuration) it takes its place, so that deploying again does not push
    /// out what can be gone back to. Returns those that are no longer kept, so that their images can go. Io: nothing was remembered,
    /// also where another version of Layerdeck wrote the file. A damaged one is put aside.
    Result<QList<Deployment>> add(const Deployment &deployment, int keep) const;
    QString file() const { return m_file; }

private:
    QString m_file;
};

} // namespace layerdeck
