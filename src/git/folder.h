// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QString>

#include <optional>

namespace layerdeck {

/// `folder` as git names it inside of the working copy at `top`: "." for all of it. Nothing where it lies outside, is not there, or is an
/// address.
inline std::optional<QString> folderInside(const QString &top, const QString &folder)
{
    const QString there = QFileInfo(folder).canonicalFilePath();
    if (folder.isEmpty() || there.isEmpty())
        return std::nullopt;
    const QString relative = QDir(QFileInfo(top).canonicalFilePath()).relativeFilePath(there);
    if (relative.startsWith(QLatin1String("..")) || QDir::isAbsolutePath(relative))
        return std::nullopt;
    return relative.isEmpty() ? QStringLiteral(".") : relative;
}

} // namespace layerdeck
