// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/projectfiles.h"
#include "deploy/project.h"

#include <functional>

namespace layerdeck {

/// What `edit` works on.
struct EditedProject
{
    ComposeFiles compose;
    QList<ProjectFile> files;
    int file = -1; ///< that the change goes to

    /// Whether the service is built, as any of the files or what it extends says.
    bool builds(const QString &service) const;
    /// The Dockerfile of the service as the files write it, for when Compose cannot be asked; empty where it is inline, at
    /// another address, or cannot be told.
    QString dockerfile(const QString &service) const;
};

/// The project's files, with that of `path` (absolute, may be empty) chosen. Where the folder has a project and `path` is none
/// of its files, InvalidInput names them; where it has none, the file is a project of its own.
Result<EditedProject> editedProject(const ProjectRequest &request, const QString &path);

/// Chooses the file of the change where none was named, and checks that it can be read and that the service is there.
Result<void> chooseFile(EditedProject &project, const QString &service);

/// Chooses another document of the same file where the chosen one does not hold what is to be removed and that one does.
void chooseDocument(EditedProject &project, const QString &service, const std::function<bool(const ServiceSettings &)> &holds);

/// A refusal.
Error wrong(const QString &message, const QString &advice);

} // namespace layerdeck
