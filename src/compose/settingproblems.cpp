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

QList<SettingProblem> settingProblems(const ServiceSettings &settings)
{
    QList<SettingProblem> problems;
    if (const QString problem = imageProblem(settings.image.value_or(QString())); !problem.isEmpty())
        problems << SettingProblem{Setting::Image, problem};
    for (const Setting setting : {Setting::Target, Setting::PullPolicy, Setting::NoCache, Setting::Pull}) {
        if (hasLineBreak(settings.single(setting).value_or(QString())))
            problems << SettingProblem{setting, lineBreakProblem(u"“%1”"_s.arg(settingKey(setting)))};
    }
    for (const Setting setting : {Setting::CacheFrom, Setting::CacheTo}) {
        const CacheUse use = setting == Setting::CacheTo ? CacheUse::Sink : CacheUse::Source;
        const QStringList &list = settings.list(setting);
        for (qsizetype i = 0; i < list.size(); ++i) {
            if (list[i].trimmed().isEmpty())
                problems << SettingProblem{setting, u"An empty entry does nothing: write it, or remove it."_s, i};
            else if (hasLineBreak(list[i]))
                problems << SettingProblem{setting, lineBreakProblem(u"An entry"_s), i};
            else if (const auto wrong = cacheProblems(CacheEntry::parse(list[i]), use); !wrong.isEmpty())
                problems << SettingProblem{setting, wrong.first().sentence, i};
        }
    }
    for (qsizetype i = 0; i < settings.platforms.size(); ++i) {
        if (const QString problem = platformProblem(settings.platforms[i]); !problem.isEmpty())
            problems << SettingProblem{Setting::Platforms, problem, i};
    }
    for (const BuildArgument &argument : settings.args) {
        if (const QString problem = argumentNameProblem(argument.name); !problem.isEmpty())
            problems << SettingProblem{Setting::Args, problem, -1, argument.name};
    }
    return problems;
}

QList<SettingProblem> newProblems(const ServiceSettings &saved, const ServiceSettings &wanted)
{
    QList<SettingProblem> problems = settingProblems(wanted);
    problems.removeIf([&](const SettingProblem &problem) {
        if (problem.entry >= 0)
            return saved.list(problem.setting).contains(wanted.list(problem.setting).at(problem.entry));
        return problem.setting == Setting::Args ? saved.arg(problem.name) != nullptr
                                                : saved.same(problem.setting, wanted);
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
