// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

namespace layerdeck {

/// The services of one project on one engine whose next build does not ask their cache_from, because a person chose that with a
/// clear. A small file in the person's state folder.
class NextBuild
{
public:
    /// `folder`: empty for the person's own.
    NextBuild(const QString &directory, const QString &project, const QString &engineId, const QString &folder = {});

    /// None where nothing was remembered, or where the file cannot be understood.
    QStringList bypassed() const;
    /// Io: nothing was remembered.
    Result<void> add(const QStringList &services) const;
    /// They were built so. Io: they are built so once more.
    Result<void> remove(const QStringList &services) const;

private:
    Result<void> write(const QStringList &services) const;

    QString m_file;
};

} // namespace layerdeck
