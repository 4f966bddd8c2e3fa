// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/secrets.h"
#include "deploy/plan.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// A value of a definition as a person may see it; what was hidden is added to `hidden`.
QJsonValue shown(const QString &name, const QJsonValue &value, QStringList &hidden)
{
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            it.value() = shown(it.key(), it.value(), hidden);
        return object;
    }
    if (value.isArray()) {
        QJsonArray list;
        for (const QJsonValue item : value.toArray()) {
            // "TOKEN=abc" in a list of variables, "type=s3,secret_access_key=abc" in one of cache entries.
            const QString text = item.toString();
            const QString line = item.isString() ? shownLine(text, {}) : QString();
            if (item.isString() && line != text)
                hidden << text.section(u'=', 1);
            list.append(item.isString() ? QJsonValue(line) : shown(name, item, hidden));
        }
        return list;
    }
    if (!value.isString())
        return value;
    const QString text = value.toString();
    const QString seen = shownValue(name, text);
    if (seen != text)
        hidden << text;
    return seen;
}

/// What a command reads from its standard input, with what looks like a secret as eight dots.
QString shownInput(const QByteArray &input, QStringList &hidden)
{
    const QJsonDocument document = QJsonDocument::fromJson(input);
    const QString text = QString::fromUtf8(input).trimmed();
    if (document.isObject()) {
        const QJsonObject object = shown({}, document.object(), hidden).toObject();
        // The same value may stand elsewhere, under a name that gives nothing away.
        return hidden.isEmpty() ? text : withoutSecrets(QString::fromUtf8(QJsonDocument(object).toJson()).trimmed(), hidden);
    }
    QStringList lines = text.split(u'\n');
    for (QString &line : lines) {
        const QString seen = shownLine(line, {});
        if (seen != line)
            hidden << line;
        line = seen;
    }
    return lines.join(u'\n');
}

} // namespace

QString asScript(const Plan &plan, const LoadedProject &project)
{
    QStringList hidden;
    QString script = u"cd "_s + shellQuoted(project.files.directory) + u'\n';
    for (auto it = project.environment.cbegin(); it != project.environment.cend(); ++it) {
        const QString value = shownValue(it.key(), it.value());
        if (value != it.value())
            hidden << it.value();
        script += u"export "_s + it.key() + u'=' + shellQuoted(value) + u'\n';
    }
    for (const PlanStep &step : plan.steps) {
        script += u"\n# "_s + step.purpose + u'\n';
        for (Command command : equivalentCommands(step.action)) {
            for (auto it = project.environment.cbegin(); it != project.environment.cend(); ++it)
                command.environment.remove(it.key());
            script += displayed(command);
            if (!command.input.isEmpty())
                script += u" <<'END_OF_DEFINITION'\n"_s + shownInput(command.input, hidden) + u"\nEND_OF_DEFINITION"_s;
            script += u'\n';
        }
    }
    const QString note = hidden.isEmpty() ? QString()
                                          : u"# What looks like a secret stands as %1: put the values in before you run this.\n"_s.arg(eightDots);
    return u"#!/bin/sh\n"_s + note + u"set -eu\n"_s + script;
}

} // namespace layerdeck
