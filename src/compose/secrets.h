// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace layerdeck {

/// Whether a name is one that secrets have: *_KEY, TOKEN, SECRET, PASSWORD, CREDENTIAL and their like.
bool looksSecret(const QString &name);

/// How a secret is shown.
extern const QString eightDots;

/// A value as it is written for `name`, for a person to see: eight dots where the name looks secret, but for
/// plain variables (`$NAME`, `${NAME}`), which give nothing away.
QString shownValue(const QString &name, const QString &written);

/// An entry of cache_from or cache_to with its secret attributes as eight dots.
QString shownEntry(const QString &entry);

/// A text without `secrets`: each of them is eight dots, but for those too short to mean only themselves.
QString withoutSecrets(QString text, const QStringList &secrets);

/// A line of a Compose file for a person to see: `secrets` (values that are known to be secret), and the
/// value after a name that looks secret, are eight dots.
QString shownLine(QString line, const QStringList &secrets);

} // namespace layerdeck
