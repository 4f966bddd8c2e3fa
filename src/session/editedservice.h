// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/projectfiles.h"

#include <QList>
#include <QString>

namespace layerdeck {

struct Diff;

/// What another place than the edited file writes for a service.
struct InheritedSettings
{
    QString fileName;
    ServiceSettings settings;
    QMap<Setting, SettingOrigin> origins;
    bool later = false;    ///< merged over the edited file: its single values win
    bool extended = false; ///< comes through `extends`
    QString service = {};  ///< then the one that is extended
    /// "compose.yml:12" of a setting.
    QString place(Setting setting) const;
    /// The same of a build argument.
    QString argumentPlace(const QString &name) const;
};

/// A service with all that the files say of it, and what is wanted.
struct EditedService
{
    QString name;
    int file = -1;      ///< the one its changes go to; -1: none can be edited
    QList<int> choices; ///< the files its changes could go to
    QString fileName;
    QString fileLabel;      ///< with the document, where the file has several
    TextPosition place;     ///< of its name in that file, else in the first that has it
    bool builds = false;    ///< in any file
    QString whyNotEditable; ///< half a sentence; empty where it can be edited
    QString context;        ///< as written; of the last file that writes it
    QString dockerfile;
    ServiceSettings saved; ///< as the file has them on disk
    ServiceSettings wanted;
    QMap<Setting, SettingOrigin> origins; ///< of the saved ones
    QList<InheritedSettings> inherited;   ///< in the order in which Compose merges
    QMap<QString, QString> additionalContexts;
    QStringList profiles;

    bool isEdited() const { return !(saved == wanted); }
    bool isEdited(Setting setting) const { return !wanted.same(setting, saved); }
    /// The value that holds for a single setting, variables not replaced: what is wanted here, unless a later
    /// file wins.
    std::optional<QString> written(Setting setting) const;
    /// The place that gives that value where it isn't this file.
    const InheritedSettings *giver(Setting setting) const;
    /// The place that gives the value of a build argument where it isn't this file.
    const InheritedSettings *argumentGiver(const QString &name) const;
    /// A build argument as it holds, variables not replaced; nullptr where no file writes it.
    const BuildArgument *argument(const QString &name) const;
};

/// The services of all files, each once, in the order in which Compose meets them.
QStringList serviceNames(const QList<ProjectFile> &files);

/// The files that a change to the service could go to.
QList<int> filesFor(const QList<ProjectFile> &files, const QString &service);

/// Reads together what the files write for `service`, seen from `file`; `wanted` and the settings wanted of
/// other files are the caller's.
EditedService editedService(const QList<ProjectFile> &files, const QString &service, int file);

/// What the service gets through `extends` in the file of that index, the furthest first.
QList<InheritedSettings> extendedSettings(const QList<ProjectFile> &files, int file, const QString &service);

/// The services that take over what `service` has in the file of that index through `extends`, at any distance, as messages
/// call them: those of another file with its name.
QStringList extendersOf(const QList<ProjectFile> &files, int file, const QString &service);

/// Arguments that nobody changed and that the new text has once more, because others of the same anchor were. `diff` is that
/// of the service's file.
QStringList argumentsWrittenAgain(const EditedService &service, const Diff &diff);

} // namespace layerdeck
