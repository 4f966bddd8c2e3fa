// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// What a person has chosen for a repository on GitHub: values to begin with the next time, and whether what Layerdeck takes for a deploy or a
/// clear is one.
struct RemoteChoices
{
    QMap<QString, QMap<QString, QString>> inputs; ///< by inputsKey(); those that were sent last
    QStringList confirmed;                        ///< keys of presets
    QStringList refused;
    QMap<QString, QString> refs = {}; ///< by inputsKey() of what it begins with: the branch or tag on which the act was sent last
    bool operator==(const RemoteChoices &) const = default;
};

/// Under what the values of a workflow (its path) are kept. Each act that is made of it ("force-rebuild", "clear-and-redeploy") has values of its
/// own: what one was given, another does not take over. `act` empty: the workflow as it is.
QString inputsKey(const QString &workflow, const QString &act);

/// Keeps them in small files in the person's state folder, readable by the person only. No secrets.
class RemoteChoicesMemory
{
public:
    /// `folder`: empty for the person's own.
    explicit RemoteChoicesMemory(const QString &folder = {});

    /// Of a repository ("github.com/acme/watchparty"); empty where there are none, or where the file cannot be understood.
    RemoteChoices kept(const QString &repository) const;
    /// Io: nothing was remembered.
    Result<void> keep(const QString &repository, const RemoteChoices &choices) const;

    /// The repository that was chosen for the project in `directory`; empty: that of its git remotes.
    QString repositoryOf(const QString &directory) const;
    /// Io: nothing was remembered.
    Result<void> setRepositoryOf(const QString &directory, const QString &repository) const;

private:
    QString fileOf(const QString &repository) const;
    QString fileOfProject(const QString &directory) const;

    QString m_folder;
};

} // namespace layerdeck
