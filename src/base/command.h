// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace layerdeck {

/// A program call as a value: an argument vector, never a shell string.
struct Command
{
    QString program;
    QStringList arguments;
    QString workingDirectory = {};
    QMap<QString, QString> environment = {}; ///< added to, or in place of, the inherited variables
    QByteArray input = {};                   ///< written to standard input, which is then closed
    QStringList secrets = {};                ///< texts that never appear where the command is shown

    bool operator==(const Command &) const = default;
};

/// One word as a POSIX shell must read it, quoted only where needed.
QString shellQuoted(const QString &word);

/// The command as a person could paste it into a POSIX shell, in one line, added variables first and secrets as
/// eight dots. Input and working directory are not part of it.
QString displayed(const Command &command);

/// `text` with each of `secrets` replaced by eight dots.
QString masked(QString text, const QStringList &secrets);

} // namespace layerdeck
