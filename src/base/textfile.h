// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace layerdeck {

/// No text that a person keeps in a file of a project is larger, in bytes.
inline constexpr qint64 largestTextFile = 16 * 1024 * 1024;

/// The bytes of a regular file, also through a symbolic link. NotFound, FileDenied or Io; InvalidInput
/// for a folder, a socket or a pipe (which are never opened), and for files over largestTextFile.
Result<QByteArray> readTextFile(const QString &path);

/// Puts `text` into the file: afterwards it has the old text or the new one, never a part. A symbolic link is
/// followed, mode and owner stay. Where the owner can't be kept by putting a new file in place (the file is
/// somebody else's, but writable), its content is overwritten, with a copy beside it until that is done. Io
/// or FileDenied: the file is as it was; where even putting that back failed, the error names the copy
/// that has the old text.
Result<void> writeTextFile(const QString &path, const QByteArray &text);

} // namespace layerdeck
