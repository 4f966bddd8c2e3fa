// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace layerdeck::support {

/// A file, a folder (its path ends in a slash), or a symbolic link.
struct TarEntry
{
    QString path;
    QByteArray content;
    QString link = {};
};

/// An archive of these, as tar writes it.
QByteArray tar(const QList<TarEntry> &entries);
QByteArray gzip(const QByteArray &bytes);

} // namespace layerdeck::support
