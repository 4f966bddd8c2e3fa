// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/settingproblems.h"

#include "compose/cacheentry.h"

#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool hasVariable(const QString &text)
{
    static const QRegularExpression variable(u"\\$[{A-Za-z_]"_s);
    return text.contains(variable);
}

bool hasLineBreak(const QString &text)
{
    static const QRegularExpression lineBreak(u"[\\r\\n\\x{2028}\\x{2029}]"_s);
    return text.contains(lineBreak);
}

QString lineBreakProblem(const QString &what) { return u"%1 is one line of text."_s.arg(what); }

} // namespace

QString imageProblem(const QString &image)
{
    if (hasLineBreak(image))
        return lineBreakProblem(u"An image name"_s);
    if (image.isEmpty() || hasVariable(image))
        return {};
    static const QRegularExpression blank(u"\\s"_s);
    if (image.contains(blank))
        return u"An image name has no blanks."_s;
    // distribution/reference: host[:port]/path[:tag][@digest].
    static const QRegularExpression reference(
        u"^(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?/)?"
        "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*"
        "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,})?$"_s);
    if (reference.match(image).hasMatch())
        return {};
    if (reference.match(image.toLower()).hasMatch())
        return u"“%1” is no image name: only its tag and host may have capital letters."_s.arg(image);
    return u"“%1” is no image name: it is NAME:TAG, or HOST/NAME:TAG."_s.arg(image);
}

QString platformProblem(const QString &platform)
{
    if (hasVariable(platform))
        return {};
    static const QRegularExpression parts(u"^[A-Za-z0-9_-]+(\\([A-Za-z0-9_.-]*\\))?/[A-Za-z0-9_-]+(/[A-Za-z0-9_.-]+)?$"_s);
    return parts.match(platform).hasMatch()
               ? QString()
               : u"“%1” is no platform: write OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64."_s.arg(
                     platform.simplified());
}

QString argumentNameProblem(const QString &name)
{
    static const QRegularExpression blank(u"\\s"_s);
    if (name.trimmed().isEmpty())
        return u"A build argument needs a name."_s;
    if (name.trimmed().contains(blank))
        return u"The name “%1” has a blank: names of build arguments have none."_s.arg(name.simplified());
    if (name.contains(u'='))
        return u"The name “%1” has an equals sign: the value stands in its own field."_s.arg(name);
    return {};
}

QString pullPolicyProblem(const QString &policy)
{
    // compose-spec.json: services.*.pull_policy.
    static const QRegularExpression known(
        u"^(always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+)$"_s);
    if (policy.isEmpty() || hasVariable(policy) || known.match(policy).hasMatch())
        return {};
    return u"“%1” is no pull policy: it is always, missing, never, build, daily, weekly or every_ with a time, such as every_12h."_s
        .arg(policy);
}

QString targetProblem(const QString &stage)
{
    // BuildKit's instructions.parseFrom: a letter, then these; or the number of the stage.
    static const QRegularExpression name(u"^([A-Za-z][A-Za-z0-9_.-]*|[0-9]+)$"_s);
    if (stage.isEmpty() || hasVariable(stage) || name.match(stage).hasMatch())
        return {};
    return u"“%1” is no stage: a name begins with a letter and has letters, digits, “-”, “_” and “.” only."_s.arg(stage);
}

QString flagProblem(const QString &value)
{
    // compose-go's interpolation.toBoolean, and what YAML itself takes for a boolean.
    static const QRegularExpression known(u"^(true|false|t|f|1|0|yes|no|y|n|on|off)$"_s, QRegularExpression::CaseInsensitiveOption);
    if (value.isEmpty() || hasVariable(value) || known.match(value).hasMatch())
        return {};
    return u"“%1” is neither true nor false."_s.arg(value);
}

QString variableProblem(const QString &text)
{
    // compose-go's template: "$$", "$NAME", "${NAME}" and "${NAME" with an operator and what it takes.
    static const QRegularExpression begin(u"\\G(?:\\$|[A-Za-z_][A-Za-z0-9_]*|\\{[A-Za-z_][A-Za-z0-9_]*(?=\\}|:?[-?+]))"_s);
    int braces = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'}' && braces > 0) {
            --braces;
        } else if (text[i] == u'$') {
            const auto match = begin.match(text, i + 1);
            if (!match.hasMatch())
                return u"“%1” is no variable: write ${NAME}, or $$ where a dollar sign is meant."_s.arg(text.mid(i, 20));
            if (match.capturedView().startsWith(u'{'))
                ++braces;
            i = match.capturedEnd() - 1;
        }
    }
    return braces == 0 ? QString() : u"A variable in “%1” is not closed: “}” is missing."_s.arg(text);
}

namespace {

QString singleProblem(Setting setting, const QString &value)
{
    if (hasLineBreak(value))
        return setting == Setting::Image ? imageProblem(value) : lineBreakProblem(u"“%1”"_s.arg(settingKey(setting)));
    if (const QString problem = variableProblem(value); !problem.isEmpty())
        return problem;
    switch (setting) {
    case Setting::Image: return imageProblem(value);
    case Setting::PullPolicy: return pullPolicyProblem(value);
    case Setting::Target: return targetProblem(value);
    case Setting::NoCache:
    case Setting::Pull: return flagProblem(value);
    default: return {};
    }
}

QString entryProblem(Setting setting, const QString &entry)
{
    if (entry.trimmed().isEmpty())
        return u"An empty entry does nothing: write it, or remove it."_s;
    if (hasLineBreak(entry))
        return lineBreakProblem(u"An entry"_s);
    if (const QString problem = variableProblem(entry); !problem.isEmpty())
        return problem;
    if (setting == Setting::Platforms)
        return platformProblem(entry);
    const auto problems =
        cacheProblems(CacheEntry::parse(entry), setting == Setting::CacheTo ? CacheUse::Sink : CacheUse::Source);
    return problems.isEmpty() ? QString() : problems.first().sentence;
}

} // namespace

QList<SettingProblem> settingProblems(const ServiceSettings &settings)
{
    QList<SettingProblem> problems;
    const auto add = [&](const SettingProblem &problem) {
        if (!problem.sentence.isEmpty())
            problems << problem;
    };
    for (const Setting setting : {Setting::Image, Setting::PullPolicy, Setting::Target, Setting::NoCache, Setting::Pull})
        add({setting, singleProblem(setting, settings.single(setting).value_or(QString()))});
    for (const Setting setting : {Setting::CacheFrom, Setting::CacheTo, Setting::Platforms}) {
        const QStringList &list = settings.list(setting);
        for (qsizetype i = 0; i < list.size(); ++i)
            add({setting, entryProblem(setting, list[i]), i});
    }
    for (const BuildArgument &argument : settings.args) {
        QString problem = argumentNameProblem(argument.name);
        if (problem.isEmpty())
            problem = variableProblem(argument.value.value_or(QString()));
        add({Setting::Args, problem, -1, argument.name});
    }
    return problems;
}

QList<SettingProblem> newProblems(const ServiceSettings &saved, const ServiceSettings &wanted)
{
    QList<SettingProblem> problems = settingProblems(wanted);
    problems.removeIf([&](const SettingProblem &problem) {
        if (problem.entry >= 0)
            return saved.list(problem.setting).contains(wanted.list(problem.setting).at(problem.entry));
        if (problem.setting != Setting::Args)
            return saved.same(problem.setting, wanted);
        const BuildArgument *before = saved.arg(problem.name);
        return before && *before == *wanted.arg(problem.name);
    });
    return problems;
}

QStringList platformList(const QString &text)
{
    QStringList list;
    QString part;
    int braces = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (i == text.size() || (braces == 0 && (text[i] == u',' || text[i].isSpace()))) {
            if (!part.isEmpty())
                list << part;
            part.clear();
            continue;
        }
        if (text[i] == u'{' && part.endsWith(u'$'))
            ++braces;
        else if (text[i] == u'}' && braces > 0)
            --braces;
        part += text[i];
    }
    return list;
}

QString oneLine(const QString &text)
{
    static const QRegularExpression atEnds(u"^[\\r\\n\\x{2028}\\x{2029}]+|[\\r\\n\\x{2028}\\x{2029}]+$"_s);
    static const QRegularExpression inside(u"[ \\t]*[\\r\\n\\x{2028}\\x{2029}]+[ \\t]*"_s);
    return QString(text).remove(atEnds).replace(inside, u" "_s);
}

} // namespace layerdeck
