// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/judgement.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// "services.web.build" and "services[web].build", as Compose's parts write it.
const QString serviceInMessage = u"services(?:\\.([A-Za-z0-9._-]+?)|\\[([^\\]]+)\\])\\."_s;

} // namespace

std::optional<SettingOfService> settingNamedIn(const QString &said)
{
    for (const Setting setting : allSettings) {
        const QString path = (isBuildSetting(setting) ? u"build\\."_s : QString()) + settingKey(setting);
        const QRegularExpression named(serviceInMessage + path + u"(?![A-Za-z0-9_])"_s);
        if (const auto match = named.match(said); match.hasMatch())
            return SettingOfService{match.captured(1) + match.captured(2), setting};
    }
    return std::nullopt;
}

bool belongsTo(const JsonDifference &difference, const QList<SettingOfService> &asked)
{
    const QStringList &path = difference.path;
    if (path.size() < 3 || path[0] != "services"_L1)
        return false;
    return std::ranges::any_of(asked, [&](const SettingOfService &change) {
        if (path[1] != change.service)
            return false;
        if (!isBuildSetting(change.setting))
            return path[2] == settingKey(change.setting);
        if (path[2] != "build"_L1)
            return false;
        // A whole `build` comes or goes; else only the setting may differ in it.
        return path.size() == 3 || path[3] == settingKey(change.setting);
    });
}

bool isTakenOver(const JsonDifference &difference, const QList<SettingOfService> &asked)
{
    if (difference.path.size() < 3)
        return false;
    return std::ranges::any_of(asked, [&](SettingOfService change) {
        change.service = difference.path[1];
        return belongsTo(difference, {change});
    });
}

std::optional<QString> whyNotToSave(const Judgement &judgement, const QList<SettingOfService> &asked)
{
    if (judgement.kind == Judgement::Kind::Refused) {
        // Of Compose 2.26: an empty list of one file and a list of another are no list together.
        static const QRegularExpression emptyList(u"build\\.(cache_from|cache_to|platforms) must be a list$"_s);
        const bool isEmptyList = emptyList.match(judgement.said).hasMatch();
        return u"Compose refuses the new text: %1."_s.arg(judgement.said)
               + (isEmptyList ? u" It cannot merge an empty list with another file: take the entry away where it stands."_s : QString());
    }
    for (const JsonDifference &difference : judgement.others) {
        if (!isTakenOver(difference, asked))
            return u"The output of docker compose config would differ in %1 too."_s.arg(difference.dotted());
    }
    return std::nullopt;
}

Judgement compareRenderings(const QByteArray &before, const QByteArray &after,
                            const QList<SettingOfService> &asked)
{
    Judgement judgement;
    judgement.kind = Judgement::Kind::Accepted;
    const QJsonObject was = QJsonDocument::fromJson(before).object();
    const QJsonObject is = QJsonDocument::fromJson(after).object();
    for (const JsonDifference &difference : jsonDifferences(was, is))
        (belongsTo(difference, asked) ? judgement.asked : judgement.others) << difference;
    if (Result<ComposeProject> rendered = parseComposeConfig(after))
        judgement.rendered = *std::move(rendered);
    return judgement;
}

QString composeSentence(const QByteArray &errorOutput)
{
    static const QRegularExpression warning(u"^time=\"[^\"]*\" level=warning .*$|^WARN\\[\\d+\\].*$"_s);
    QStringList lines;
    for (const QString &line : QString::fromUtf8(errorOutput).split(u'\n')) {
        if (!line.trimmed().isEmpty() && !warning.match(line).hasMatch())
            lines << line.trimmed();
    }
    QString said = lines.join(u' ');
    // The text was handed over on standard input, which is nobody's file.
    static const QRegularExpression standardInput(u"^(validating |parsing )-: "_s);
    said.remove(standardInput);
    static const QRegularExpression twice(u"(services\\.\\S+) \\1"_s);
    said.replace(twice, u"\\1"_s);
    while (said.endsWith(u'.') || said.endsWith(u':'))
        said.chop(1);
    return said;
}

} // namespace layerdeck
