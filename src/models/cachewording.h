// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/cacheentry.h"
#include "compose/settingproblems.h"
#include "models/roles.h"
#include "session/alsowritten.h"
#include "session/editedservice.h"
#include "session/inlinecaches.h"
#include "session/judgement.h"
#include "session/state.h"

namespace layerdeck {

/// What an entry of cache_from or cache_to is by its text.
struct EntryDescription
{
    QString icon;
    QString reference; ///< the part that names it; secrets as eight dots
    QString kind;      ///< "image", "registry, mode=max", "local folder", …
    bool operator==(const EntryDescription &) const = default;
};
EntryDescription describeEntry(const QString &text, CacheUse use);

/// A sentence under an entry: only what its text, the file and the engine's store prove.
struct EntryNote
{
    QString icon; ///< empty: a plain description
    QString text;
    Tone tone = Tone::Muted;
    bool operator==(const EntryNote &) const = default;
};
/// `effective` is the entry after its variables were replaced. `here`: what the engine's own image of that name holds.
EntryNote noteOfEntry(const QString &text, const QString &effective, CacheUse use,
                      const EditedService &service, const EngineState &engine, InlineCache here = InlineCache::Unknown);
/// The image that an entry names as a source; empty where it names something else.
QString imageOfEntry(const QString &text, const QString &effective);

/// What the list says where nothing is written.
EntryNote noteOfNoEntry(CacheUse use, const EditedService &service, const EngineState &engine);

/// "2 sources, 1 sink", "image only", "cannot be edited": the third line of a service, with its icon.
struct ServiceLine
{
    QString icon;
    QString text;
    Tone tone = Tone::Muted;
    bool operator==(const ServiceLine &) const = default;
};
ServiceLine serviceLine(const EditedService &service);

/// What Compose says of the new texts, for the foot of the changes.
EntryNote judgementNote(const Judgement &judgement, bool judging, const QList<SettingOfService> &asked);
/// What the changed settings mean for a later clear; empty text: nothing to say.
EntryNote clearNote(const QList<EditedService> &edited, const QString &engine);

/// The values of a setting, a line each, secrets as eight dots; empty where it is not written.
QStringList shownValues(const ServiceSettings &settings, Setting setting);

/// Where the Dockerfile has no such stage, which it has; empty where the target fits or is not known.
QString noteOfTarget(const std::optional<QString> &target, const QStringList &stages);

/// That the engine cannot build for several platforms; empty where it can, or is not known.
QString noteOfPlatforms(const QStringList &platforms, const EngineState &engine);

/// What stands in the way of saving, with service and setting.
QString problemSentence(const QString &service, const SettingProblem &problem);

/// What goes wrong where other services get the same value of the settings in `chosen`; empty where nothing does.
QString copyWarning(const ServiceSettings &settings, const QList<Setting> &chosen);

/// Why unchanged arguments stand in the new text once more.
QString writtenAgainSentence(const QString &service, const QStringList &arguments);

/// What else a change had to write, a sentence each, secrets as eight dots.
QStringList alsoWrittenSentences(const QString &service, const AlsoWritten &also);
QStringList commentSentences(const CommentsBeside &comments);

/// "cache sources of backend", for sentences.
QString settingPhrase(const SettingOfService &setting);

} // namespace layerdeck
