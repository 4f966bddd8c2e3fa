// SPDX-License-Identifier: GPL-3.0-or-later
#include "dockerfile/ignore.h"

#include <QDir>
#include <QFile>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error patternError(const QString &pattern, const QString &why)
{
    return {ErrorCode::InvalidInput, u"The ignore rule “%1” cannot be used: %2."_s.arg(pattern, why),
            u"Nothing was changed."_s, u"Correct the rule; a build would stop at it too."_s, {}};
}

/// A bracket expression of Go's filepath.Match, from `at` behind the "["; moves `at` behind the "]".
Result<QString> bracket(const QString &pattern, qsizetype &at)
{
    QString set = u"["_s;
    if (at < pattern.size() && pattern.at(at) == u'^') {
        set += u'^';
        ++at;
    }
    const qsizetype first = at;
    for (; at < pattern.size(); ++at) {
        QChar c = pattern.at(at);
        if (c == u']' && at > first) {
            ++at;
            return QString(set + u']');
        }
        if (c == u'\\') {
            if (++at >= pattern.size())
                break;
            c = pattern.at(at);
            set += QRegularExpression::escape(QString(c));
        } else {
            set += c == u'[' ? u"\\["_s : QString(c);
        }
    }
    return failure(patternError(pattern, u"a bracket is not closed"_s));
}

/// The grammar of moby/patternmatcher: "*" and "?" stop at a slash, "**" does not, "\" takes the next character as it is.
Result<QRegularExpression> compiled(const QString &pattern)
{
    QString regex = u"^"_s;
    for (qsizetype at = 0; at < pattern.size();) {
        const QChar c = pattern.at(at++);
        if (c == u'*' && at < pattern.size() && pattern.at(at) == u'*') {
            ++at;
            if (at < pattern.size() && pattern.at(at) == u'/')
                ++at;
            regex += at >= pattern.size() ? u".*"_s : u"(?:.*/)?"_s;
            if (at < pattern.size() && pattern.at(at - 1) != u'/')
                regex = regex.left(regex.size() - 8) + u".*"_s;
        } else if (c == u'*') {
            regex += u"[^/]*"_s;
        } else if (c == u'?') {
            regex += u"[^/]"_s;
        } else if (c == u'[') {
            const auto set = bracket(pattern, at);
            if (!set)
                return failure(set.error());
            regex += *set;
        } else if (c == u'\\') {
            if (at >= pattern.size())
                return failure(patternError(pattern, u"it ends in a backslash"_s));
            regex += QRegularExpression::escape(QString(pattern.at(at++)));
        } else {
            regex += QRegularExpression::escape(QString(c));
        }
    }
    const QRegularExpression expression(regex + u'$', QRegularExpression::DotMatchesEverythingOption);
    if (!expression.isValid())
        return failure(patternError(pattern, expression.errorString()));
    return expression;
}

} // namespace

Result<IgnoreRules> IgnoreRules::parse(const QByteArray &text)
{
    IgnoreRules rules;
    QString decoded = QString::fromUtf8(text);
    if (decoded.startsWith(QChar(0xFEFF)))
        decoded.remove(0, 1);
    for (QString line : decoded.split(u'\n')) {
        if (line.startsWith(u'#'))
            continue;
        line = line.trimmed();
        if (line.isEmpty())
            continue;
        const bool exception = line.startsWith(u'!');
        QString pattern = exception ? line.mid(1).trimmed() : line;
        if (pattern.isEmpty())
            return failure(patternError(line, u"there is no pattern behind the “!”"_s));
        pattern = QDir::cleanPath(pattern);
        if (pattern.size() > 1 && pattern.startsWith(u'/'))
            pattern.remove(0, 1);
        const auto expression = compiled(pattern);
        if (!expression)
            return failure(expression.error());
        rules.m_rules << Rule{*expression, exception};
    }
    return rules;
}

bool IgnoreRules::ignores(const QString &path) const
{
    bool ignored = false;
    for (const Rule &rule : m_rules) {
        if (rule.exception != ignored)
            continue;
        bool matches = rule.pattern.match(path).hasMatch();
        for (qsizetype slash = path.indexOf(u'/'); !matches && slash > 0; slash = path.indexOf(u'/', slash + 1))
            matches = rule.pattern.match(path.left(slash)).hasMatch();
        if (matches)
            ignored = !rule.exception;
    }
    return ignored;
}

Result<IgnoreRules> readIgnoreRules(const QString &contextDirectory, const QString &dockerfilePath)
{
    for (const QString &path : {dockerfilePath + ".dockerignore"_L1, contextDirectory + "/.dockerignore"_L1}) {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly))
            return IgnoreRules::parse(file.readAll());
    }
    return IgnoreRules();
}

} // namespace layerdeck
