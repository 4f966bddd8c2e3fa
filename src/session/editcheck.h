// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "compose/projectfiles.h"
#include "store/editmemory.h"
#include "text/diff.h"

#include <QList>
#include <QMap>

#include <optional>

namespace layerdeck {

/// Settings by service, of one file.
using FileSettings = QMap<QString, ServiceSettings>;

/// A setting that should change and cannot, with the reason.
struct RefusedChange
{
    int file = 0;
    QString service;
    Setting setting = Setting::Image;
    Error error;
    bool operator==(const RefusedChange &) const = default;
};

/// A file as it would be saved, with the changes of all its documents.
struct ChangedFile
{
    int file = 0;
    ComposeText text;
    Diff diff;
    QStringList captions; ///< of each hunk: the services it belongs to
    QList<int> documents; ///< `file` and the other documents of the same file
};

/// What becomes of the wanted settings. With refused ones the texts are without these.
struct EditCheck
{
    QList<ChangedFile> files; ///< those that would change, in the order of the project's files
    QList<RefusedChange> refused;
    int added = 0; ///< lines, over all files
    int removed = 0;
    /// The one that `index` is, or is a document of; nullptr where it does not change.
    const ChangedFile *file(int index) const;
};

/// Makes the new texts, and finds which settings stand in the way where that is refused. Pure; what the
/// editor runs in the background. `wanted` is by index of the file; `memory` gives back a file that only
/// loses our own edits.
EditCheck checkEdits(const QList<ProjectFile> &files, const QMap<int, FileSettings> &wanted,
                     const EditMemory &memory);

/// The services of `after` that the hunks of `diff` touch, for their captions.
QStringList hunkCaptions(const Diff &diff, const ComposeText &after);

} // namespace layerdeck
