// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/project.h"
#include "compose/settings.h"
#include "session/jsondifference.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace layerdeck {

/// A setting of a service.
struct SettingOfService
{
    QString service;
    Setting setting = Setting::Image;
    bool operator==(const SettingOfService &) const = default;
};

/// What Compose says of the new texts.
struct Judgement
{
    enum class Kind {
        None, ///< nothing to judge
        Accepted,
        Refused,       ///< it accepts the text on disk and not the new one: must not be saved
        RefusedBefore, ///< it refuses both: the reason is not the change
        Unavailable,   ///< docker or Compose is missing, or did not answer
        OtherFile      ///< the change is in a file that Compose reads by itself (include, extends)
    };
    Kind kind = Kind::None;
    QString said;                             ///< Compose's sentence, or why it could not be asked
    std::optional<SettingOfService> concerns; ///< the setting that `said` is about, where it names one
    bool refusedBefore = false;               ///< with Accepted: the text on disk was refused
    QList<JsonDifference> asked;              ///< differences of the two renderings that belong to the change
    QList<JsonDifference> others;             ///< and all that don't
    QStringList notAsked;                     ///< changed files that Compose reads by itself, when others were judged
    std::optional<ComposeProject> rendered;   ///< of the new texts
};

/// The setting that a sentence of Compose names: "services.web.build.pull must be a boolean".
std::optional<SettingOfService> settingNamedIn(const QString &said);

/// Whether a difference of renderings is what changing `asked` leads to. Also what Compose derives: the
/// `build` of a service that had none, with its context and Dockerfile.
bool belongsTo(const JsonDifference &difference, const QList<SettingOfService> &asked);

/// Whether a difference is that of another service with the same setting: it takes it over with `extends`.
bool isTakenOver(const JsonDifference &difference, const QList<SettingOfService> &asked);

/// Why a text must not be saved, for window and command line alike: Compose refuses it, or its output differs in something
/// that neither was asked for nor is taken over. Nothing where it may be saved.
std::optional<QString> whyNotToSave(const Judgement &judgement, const QList<SettingOfService> &asked);

/// Compares two renderings ("config --format json") of texts that differ in the settings `asked`.
Judgement compareRenderings(const QByteArray &before, const QByteArray &after,
                            const QList<SettingOfService> &asked);

/// Compose's own sentence from its standard error: no time stamps, no warnings.
QString composeSentence(const QByteArray &errorOutput);

} // namespace layerdeck
