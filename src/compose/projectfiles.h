// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "compose/composetext.h"
#include "compose/files.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <functional>
#include <optional>

namespace layerdeck {

/// A file that takes part in a project, or one document of a file that has several: Compose merges these like files, so each
/// stands here by itself, with the same path.
struct ProjectFile
{
    enum class Role {
        Main,     ///< the first
        Override, ///< merged over the ones before it
        Included, ///< named by `include`
        Extended  ///< named by the `extends` of a service
    };
    QString path; ///< absolute
    QString name; ///< relative to the project's folder, as messages call it
    Role role = Role::Main;
    QString namedBy; ///< for Included and Extended: the name of the file that names it, and where
    TextPosition place;
    std::optional<ComposeText> text; ///< what it writes; nothing where it cannot be read or edited:
    std::optional<Error> error;      ///< then why
    QMap<QString, QString> extended = {}; ///< the absolute paths of what its services extend, by the name as written
    /// `name`, with the document where the file has several.
    QString label() const;
};

/// Reads the files of a project and those they name, each once, in the order in which Compose meets them.
/// Variables in names are replaced from `environment`; remote resources (oci, git) and names that cannot be
/// resolved are left out. `read` gives the bytes of a path.
QList<ProjectFile> readProjectFiles(const ComposeFiles &files, const QMap<QString, QString> &environment,
                                    const std::function<Result<QByteArray>(const QString &)> &read);

/// Where a change to `service` goes unless the person chooses another file: the last file that writes its
/// `cache_from`, else its `build`, else the service itself. -1: no file does. Files of Role::Extended are
/// never chosen by themselves, since they may serve other projects. With `path`, the same among the documents of that file,
/// whatever its role.
int fileForChanges(const QList<ProjectFile> &files, const QString &service, const QString &path = {});

/// The indices of all documents of the file that `index` belongs to, itself among them.
QList<int> documentsOf(const QList<ProjectFile> &files, int index);

/// Where a later file takes away what the file of index `file` writes for a setting.
struct CancelledSetting
{
    QString fileName;
    TextPosition place;
    QString tag; ///< "!reset" or "!override"
};
std::optional<CancelledSetting> cancelledBy(const QList<ProjectFile> &files, int file, const QString &service, Setting setting);

/// Replaces $NAME, ${NAME}, ${NAME:-default}, ${NAME-default} and $$ as Compose does; nothing where a
/// required variable
/// (`${NAME:?…}`) is missing or the text is malformed.
std::optional<QString> interpolated(const QString &text, const QMap<QString, QString> &environment);

} // namespace layerdeck
