// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/command.h"

#include <QRegularExpression>

namespace layerdeck {

QString shellQuoted(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    if (plain.match(word).hasMatch())
        return word;
    QString inner = word;
    inner.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + inner + QLatin1Char('\'');
}

QString masked(QString text, const QStringList &secrets)
{
    for (const QString &secret : secrets) {
        if (!secret.isEmpty())
            text.replace(secret, QString(8, QChar(0x2022)));
    }
    return text;
}

QString displayed(const Command &command)
{
    QStringList words;
    for (auto it = command.environment.cbegin(); it != command.environment.cend(); ++it)
        words << it.key() + QLatin1Char('=') + shellQuoted(masked(it.value(), command.secrets));
    words << shellQuoted(command.program);
    for (const QString &argument : command.arguments)
        words << shellQuoted(masked(argument, command.secrets));
    return words.join(QLatin1Char(' '));
}

} // namespace layerdeck
