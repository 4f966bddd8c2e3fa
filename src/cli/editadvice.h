// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/editedproject.h"
#include "cli/options.h"
#include "session/editedservice.h"

namespace layerdeck {

/// Where an entry of a list, or an argument by its name, stands that the file of index `file` does not write: in another
/// file or document, or at a service that is extended. Empty where it stands nowhere.
QString elsewhere(const QList<ProjectFile> &files, int file, const QString &service, Setting setting, const QString &entry);

/// The names of the other files in which the options could be carried out, and would have an effect.
QStringList filesThatWork(const Options &options, const QList<ProjectFile> &files, int file, const QString &service);

/// The build arguments that are not in both as they are in the other, in the order in which they are written.
QStringList changedArguments(const ServiceSettings &before, const ServiceSettings &after);

/// A sentence for each changed single value or argument that a file which is merged later writes, too.
QStringList notesOfLaterValues(const EditedService &edited);

/// `error` with what helps instead: other files, or the tag that stands in the way.
Error withAdvice(Error error, const Options &options, const EditedProject &project, const QString &service);

} // namespace layerdeck
