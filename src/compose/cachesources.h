// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// What one file itself writes for a service; what other files, anchors or `extends` add is not in it.
struct WrittenService
{
    QString name;
    QString image;         ///< as written, empty where it isn't
    bool builds = false;   ///< a `build` stands at the service, or comes to it through an anchor
    QStringList cacheFrom; ///< as written, in order
    int line = 0;          ///< of the service's name, from 1
    /// Why Layerdeck cannot edit the cache sources of this service in this file; empty where it can.
    QString whyNotEditable;
    bool operator==(const WrittenService &) const = default;
};

/// The services of a Compose file. InvalidInput with file, line and column where it is no YAML, and with a reason where
/// it is no Compose file.
Result<QList<WrittenService>> readWrittenServices(const QByteArray &text, const QString &fileName);

/// `text` with `source` as the last `cache_from` entry of `service`: the smallest change that keeps everything else as
/// it stands, comments, order, quoting and line ends. The result is parsed again, and must differ from `text` in this
/// entry alone; otherwise, and where the service cannot be edited, InvalidInput says why.
Result<QByteArray> withCacheSource(const QByteArray &text, const QString &fileName, const QString &service,
                                   const QString &source);

/// `text` without entry `index` (from 0) of the service's `cache_from`; with the last entry the key goes too.
Result<QByteArray> withoutCacheSource(const QByteArray &text, const QString &fileName, const QString &service,
                                      int index);

} // namespace layerdeck
