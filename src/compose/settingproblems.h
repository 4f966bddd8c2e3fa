// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/settings.h"

#include <QList>
#include <QString>

namespace layerdeck {

/// Why a value cannot be right. `entry` is the index in a list, or -1; `name` that of a build argument.
struct SettingProblem
{
    Setting setting = Setting::Image;
    QString sentence;
    qsizetype entry = -1;
    QString name = {};
    bool operator==(const SettingProblem &) const = default;
};

/// Sentences on one value each, empty where it can be right. Values with variables are taken as right: what
/// they will be is not known here.
QString imageProblem(const QString &image);
QString platformProblem(const QString &platform);
QString argumentNameProblem(const QString &name);
/// `always`, `never`, `build`, `missing` and their like, as Compose's schema lists them.
QString pullPolicyProblem(const QString &policy);
/// The name of a stage, or its number from 0.
QString targetProblem(const QString &stage);
/// What Compose takes for true or false.
QString flagProblem(const QString &value);
/// Of any value: a dollar sign that begins nothing that Compose replaces, such as “${X” or “$1”. Compose rejects
/// the whole file then ("invalid interpolation format").
QString variableProblem(const QString &text);

/// All of a service's settings that cannot be right.
QList<SettingProblem> settingProblems(const ServiceSettings &settings);
/// Those that the change brings: what `saved` has already keeps nobody from saving.
QList<SettingProblem> newProblems(const ServiceSettings &saved, const ServiceSettings &wanted);

/// "linux/amd64, linux/arm64" as a list: commas and blanks part, but not inside ${…}.
QStringList platformList(const QString &text);

/// Text that was pasted into a field of one line: line breaks at its ends go, one inside becomes a blank.
QString oneLine(const QString &text);

} // namespace layerdeck
