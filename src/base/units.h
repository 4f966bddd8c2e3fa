// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace layerdeck {

// How values are written everywhere in the product; the number and its unit are joined by a narrow no-break space.

/// Decimal units as Docker shows them: "400 B", "9.0 kB", "61.4 MB", "1.13 GB". Negative sizes are "unknown".
QString sizeText(qint64 bytes);
/// "0.2 s", "31.6 s", "1 min 8 s", "2 h 5 min".
QString durationText(qint64 milliseconds);
/// "4 min", "21 h", "12 days" between `then` and `now`; "now" below a minute, "unknown" for a time that isn't known.
QString ageText(const QDateTime &then, const QDateTime &now);
/// 14:33 today, 16 Nov 16:42 this year, 2025-11-16 before; "unknown" for a time that isn't known.
QString timeText(const QDateTime &time, const QDateTime &now);
/// "1 item", "18 items".
QString counted(qsizetype number, const QString &one, const QString &many);
/// Seven digits, with "-dirty" kept.
QString shortCommit(const QString &commit);
/// Twelve digits without "sha256:".
QString shortId(const QString &id);

} // namespace layerdeck
