// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/secrets.h"

#include "compose/cacheentry.h"

#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

const QString eightDots(8, QChar(0x2022));

namespace {

/// Shorter texts stand in a file for many other things.
constexpr int shortestSecret = 4;

bool isPlainVariable(const QString &text)
{
    static const QRegularExpression variable(u"^\\$([A-Za-z_]\\w*|\\{[A-Za-z_]\\w*(:?\\?[^}]*)?\\})$"_s);
    return variable.match(text).hasMatch();
}

bool isSecretAttribute(const QString &key)
{
    return key == "token"_L1 || key == "ghtoken"_L1 || key == "session_token"_L1 ||
           key == "secret_access_key"_L1 || looksSecret(key);
}

} // namespace

bool looksSecret(const QString &name)
{
    static const QRegularExpression secret(
        u"(^|[^a-z])(api|access|private|secret|auth|encryption|signing)?_?key$|token|secret|passw|"
        "passphrase|credential|_pat$|^pat$|_pwd$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return secret.match(name).hasMatch();
}

QString shownValue(const QString &name, const QString &written)
{
    return written.isEmpty() || !looksSecret(name) || isPlainVariable(written) ? written : eightDots;
}

QString shownEntry(const QString &text)
{
    CacheEntry entry = CacheEntry::parse(text);
    for (const QString &key : entry.keys()) {
        const QString value = entry.value(key).value_or(QString());
        if (isSecretAttribute(key) && !value.isEmpty() && !isPlainVariable(value))
            entry.set(key, eightDots);
    }
    return entry.text();
}

QString withoutSecrets(QString text, const QStringList &secrets)
{
    for (const QString &secret : secrets) {
        if (secret.size() >= shortestSecret)
            text.replace(secret, eightDots);
    }
    return text;
}

QString shownLine(QString line, const QStringList &secrets)
{
    line = withoutSecrets(line, secrets);
    // "NAME: value", "- NAME=value", and attributes of cache entries: "token=value".
    static const QRegularExpression pair(
        u"([A-Za-z_][A-Za-z0-9_.-]*)([\"']?\\s*[:=]\\s*)(\"[^\"]*\"|'[^']*'|\\$\\{[^}]*\\}|[^\\s,\"'#{}\\[\\]][^,\"'#}\\]\\r\\n]*)"_s);
    QString shown;
    qsizetype from = 0;
    for (auto it = pair.globalMatch(line); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        QString value = match.captured(3);
        const QChar quote = value.startsWith(u'"') || value.startsWith(u'\'') ? value.front() : QChar();
        if (!quote.isNull())
            value = value.sliced(1, value.size() - 2);
        if (!isSecretAttribute(match.captured(1)) || value.trimmed().isEmpty() ||
            isPlainVariable(value.trimmed()))
            continue;
        shown += line.sliced(from, match.capturedStart(3) - from);
        shown += quote.isNull() ? eightDots : quote + eightDots + quote;
        from = match.capturedEnd(3);
    }
    return shown + line.sliced(from);
}

} // namespace layerdeck
