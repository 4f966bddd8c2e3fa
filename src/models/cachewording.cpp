// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cachewording.h"

#include "base/units.h"
#include "compose/secrets.h"
#include "session/cachepatterns.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString withAttributes(const QString &kind, const CacheEntry &entry, const QStringList &keys)
{
    QStringList parts{kind};
    for (const QString &key : keys) {
        if (const auto value = entry.value(key); value && !value->isEmpty())
            parts << key + u'=' + *value;
    }
    return parts.join(u", "_s);
}

bool isConnected(const EngineState &engine)
{
    return engine.status == EngineState::Status::Connected && !engine.info.storageDriver.isEmpty();
}

/// A name without a host and a folder is one of Docker's own on Docker Hub.
bool isDockersOwn(const QString &reference)
{
    return imageRegistry(reference) == "docker.io"_L1 && !reference.contains(u'/');
}

EntryNote noteOfSink(const CacheEntry &entry, const EngineState &engine)
{
    const QString type = entry.type();
    const QString reference = entry.value(u"ref"_s).value_or(QString());
    if (type == "registry"_L1 && isDockersOwn(reference))
        return {u"warning"_s,
                u"Would be pushed to library/%1 on Docker Hub, where only Docker may: name a registry of your own."_s.arg(
                    imageRepository(reference)),
                Tone::Warn};
    if (type == "inline"_L1)
        return {{}, u"Written into the image itself: the layers of its last stage."_s};
    if (type == "s3"_L1 || type == "azblob"_L1)
        return {u"warning"_s,
                u"Needs a builder with another driver than docker, which has no such backend."_s, Tone::Warn};
    if (isConnected(engine) && !engine.info.containerdStore)
        return {u"inert"_s,
                u"The docker driver refuses to write it, so the build fails: the classic store cannot export a cache."_s,
                Tone::Warn};
    if (type == "gha"_L1)
        return {{}, u"Written only inside a GitHub Actions job."_s};
    const std::optional<QString> mode = entry.value(u"mode"_s);
    return {{},
            mode == u"max"_s ? u"Keeps the layers of all stages."_s
            : mode           ? u"Keeps only the layers of the last stage."_s
                             : u"mode=min, where none is written: keeps only the layers of the last stage."_s};
}

EntryNote noteOfImage(const QString &image, const EditedService &service, const EngineState &engine, InlineCache here)
{
    const bool hub = imageRegistry(image) == "docker.io"_L1;
    const QString library = hub && !image.contains(u'/') ? u"library/"_s : QString();
    if (isConnected(engine) && engine.info.containerdStore) {
        return {
            u"warning"_s,
            hub ? u"This store never looks at local images: Docker Hub is asked for %1%2."_s.arg(
                      library, imageRepository(image))
                : u"This store never looks at local images: %1 is asked for it."_s.arg(imageRegistry(image)),
            Tone::Warn};
    }
    const bool own = imageWithTag(image) == imageWithTag(service.written(Setting::Image).value_or(QString()));
    switch (here) {
    case InlineCache::Holds:
        return own && !writesInline(service)
                   ? EntryNote{u"info"_s, u"The image here still holds inline metadata, which its next build does not write any more: until then steps can come from it, after a clear too."_s, Tone::Muted}
                   : EntryNote{u"ok"_s, u"The image here holds inline metadata: steps can come from it, after a clear too."_s, Tone::Hit};
    case InlineCache::None:
        return own && writesInline(service)
                   ? EntryNote{u"info"_s, u"The image here has no inline metadata yet: the next build writes it."_s, Tone::Muted}
                   : EntryNote{u"inert"_s, u"Does nothing on this engine: the image here has no inline metadata."_s, Tone::Warn};
    case InlineCache::NoImage:
        return {u"info"_s, u"This engine has no such image: %1 is asked for %2%3."_s.arg(hub ? u"Docker Hub"_s : imageRegistry(image), library,
                                                                                      imageRepository(image)), Tone::Muted};
    case InlineCache::Unknown:
        break;
    }
    if (own && !writesInline(service))
        return {u"info"_s,
                u"Serves only with inline metadata in the image, which this service does not write."_s,
                Tone::Muted};
    return {u"info"_s, u"Serves only where the image carries inline metadata."_s, Tone::Muted};
}

/// A text with variables is not taken for on.
bool buildsWithoutCache(const EditedService &service)
{
    return service.written(Setting::NoCache).value_or(QString()).compare("true"_L1, Qt::CaseInsensitive) == 0;
}

EntryNote noteOfSource(const CacheEntry &entry, const EditedService &service, const EngineState &engine, InlineCache here)
{
    const QString type = entry.type();
    if (entry.isImage())
        return noteOfImage(entry.value(u"ref"_s).value_or(QString()), service, engine, here);
    const QString reference = entry.value(u"ref"_s).value_or(QString());
    if (type == "registry"_L1 && isDockersOwn(reference))
        return {u"warning"_s,
                u"Docker Hub is asked for library/%1: name a registry of your own."_s.arg(
                    imageRepository(reference)),
                Tone::Warn};
    if (type == "registry"_L1)
        return {{},
                u"Asked of %1. Survives a clear."_s.arg(
                    imageRegistry(entry.value(u"ref"_s).value_or(QString())))};
    if (type == "local"_L1)
        return {{}, u"Read from the folder. Survives a clear."_s};
    if (type == "gha"_L1)
        return {{}, u"Serves only inside a GitHub Actions job."_s};
    if (type == "s3"_L1 || type == "azblob"_L1)
        return {u"warning"_s,
                u"Needs a builder with another driver than docker, which has no such backend."_s, Tone::Warn};
    return {};
}

QString joined(const QStringList &parts)
{
    return parts.size() < 2 ? parts.join(QString())
                            : parts.mid(0, parts.size() - 1).join(u", "_s) + u" and "_s + parts.last();
}

} // namespace

EntryDescription describeEntry(const QString &text, CacheUse use)
{
    const CacheEntry entry = CacheEntry::parse(shownEntry(text));
    const QString shown = entry.text();
    const auto named = [&](const QString &key) {
        const auto value = entry.value(key);
        return value && !value->isEmpty() ? *value : shown;
    };
    if (!entry.error().isEmpty())
        return {u"file"_s, shown, u"text"_s};
    if (entry.isImage())
        return {u"images"_s, shown, use == CacheUse::Source ? u"image"_s : u"registry"_s};
    const QString type = entry.type();
    if (type == "registry"_L1)
        return {u"remote"_s, named(u"ref"_s), withAttributes(u"registry"_s, entry, {u"mode"_s})};
    if (type == "local"_L1)
        return {u"folder"_s, named(use == CacheUse::Source ? u"src"_s : u"dest"_s),
                withAttributes(u"local folder"_s, entry, {u"mode"_s, u"tag"_s})};
    if (type == "gha"_L1)
        return {u"branch"_s, shown,
                withAttributes(u"GitHub Actions cache"_s, entry, {u"scope"_s, u"mode"_s})};
    if (type == "s3"_L1)
        return {u"remote"_s, named(u"bucket"_s),
                withAttributes(u"S3"_s, entry, {u"region"_s, u"name"_s, u"mode"_s})};
    if (type == "azblob"_L1)
        return {u"remote"_s, named(u"name"_s), withAttributes(u"Azure Blob"_s, entry, {u"mode"_s})};
    if (type == "inline"_L1)
        return {u"images"_s, shown, u"inline"_s};
    return {u"file"_s, shown, type.isEmpty() ? u"text with variables"_s : type};
}

namespace {

QStringList unknownAttributes(const CacheEntry &entry, CacheUse use)
{
    const QList<CacheAttribute> known = cacheAttributes(entry.type(), use);
    QStringList keys = known.isEmpty() || entry.isImage() ? QStringList() : entry.keys();
    keys.removeIf([&](const QString &key) { return std::ranges::find(known, key, &CacheAttribute::key) != known.end(); });
    return keys;
}

} // namespace

EntryNote noteOfEntry(const QString &text, const QString &effective, CacheUse use,
                      const EditedService &service, const EngineState &engine, InlineCache here)
{
    const CacheEntry written = CacheEntry::parse(text);
    const QStringList unknown = unknownAttributes(written, use);
    const QString misspelt = u"Layerdeck knows no %1 of type=%2: misspelt?"_s.arg(joined(unknown), written.type());
    if (const QList<CacheProblem> problems = cacheProblems(written, use); !problems.isEmpty())
        return {u"failed"_s, unknown.isEmpty() ? problems.first().sentence : problems.first().sentence + u' ' + misspelt, Tone::Fail};
    const CacheEntry entry = CacheEntry::parse(effective.isEmpty() ? text : effective);
    if (!unknown.isEmpty())
        return {u"warning"_s, misspelt, Tone::Warn};
    if (use == CacheUse::Source && buildsWithoutCache(service))
        return {u"warning"_s, u"Serves nothing: with no_cache on every step runs."_s, Tone::Warn};
    const QString kind = describeEntry(text, use).kind;
    EntryNote note = use == CacheUse::Sink ? noteOfSink(entry, engine) : noteOfSource(entry, service, engine, here);
    if (note.icon.isEmpty())
        note.text = note.text.isEmpty() ? kind : kind + u". "_s + note.text;
    return note;
}

QString imageOfEntry(const QString &text, const QString &effective)
{
    const CacheEntry entry = CacheEntry::parse(effective.isEmpty() ? text : effective);
    return entry.isImage() ? entry.value(u"ref"_s).value_or(QString()) : QString();
}

EntryNote noteOfNoEntry(CacheUse use, const EditedService &service, const EngineState &engine)
{
    if (use == CacheUse::Source && buildsWithoutCache(service))
        return {u"info"_s, u"None written. With no_cache on every step runs."_s};
    if (use == CacheUse::Source)
        return {u"info"_s, u"None written. The builder's own cache serves."_s};
    if (isConnected(engine) && !engine.info.containerdStore)
        return {u"info"_s, u"None written. This builder would refuse most: the docker driver on the classic "
                           u"store cannot export "
                           "a cache, except inline."_s};
    return {u"info"_s, u"None written. What a build leaves stays in the builder's own cache."_s};
}

ServiceLine serviceLine(const EditedService &service)
{
    if (!service.whyNotEditable.isEmpty())
        return {u"lock"_s, u"cannot be edited here"_s, Tone::Warn};
    if (!service.builds)
        return {u"minus"_s, u"image only"_s};
    qsizetype sources = service.wanted.cacheFrom.size();
    qsizetype sinks = service.wanted.cacheTo.size();
    for (const InheritedSettings &other : service.inherited) {
        sources += other.settings.cacheFrom.size();
        sinks += other.settings.cacheTo.size();
    }
    QString text = sources == 0 ? u"no source"_s : counted(sources, u"source"_s, u"sources"_s);
    if (sinks > 0)
        text += u", "_s + counted(sinks, u"sink"_s, u"sinks"_s);
    return {u"build-cache"_s, text};
}

QStringList shownValues(const ServiceSettings &settings, Setting setting)
{
    QStringList values;
    if (setting == Setting::Args) {
        for (const BuildArgument &argument : settings.args)
            values << (argument.value ? argument.name + u'=' + shownValue(argument.name, *argument.value) : argument.name);
    } else if (isList(setting)) {
        for (const QString &entry : settings.list(setting))
            values << (setting == Setting::Platforms ? entry : shownEntry(entry));
    } else if (const auto &value = settings.single(setting)) {
        values << *value;
    }
    return values;
}

QString noteOfPlatforms(const QStringList &platforms, const EngineState &engine)
{
    if (platforms.size() < 2 || !isConnected(engine) || engine.info.containerdStore)
        return {};
    return u"The docker driver on the classic store builds for one platform only: the build fails."_s;
}

QString noteOfTarget(const std::optional<QString> &target, const QStringList &stages)
{
    // BuildKit takes the number of a stage too.
    bool isNumber = false;
    const int number = target.value_or(QString()).toInt(&isNumber);
    if (!target || target->isEmpty() || target->contains(u'$') || stages.isEmpty() || (isNumber && number >= 0) ||
        stages.contains(*target, Qt::CaseInsensitive))
        return {};
    return u"There is no stage “%1”; %2 %3."_s.arg(
        *target, stages.size() == 1 ? u"the named one is"_s : u"its stages are"_s, joined(stages));
}

QString copyWarning(const ServiceSettings &settings, const QList<Setting> &chosen)
{
    QStringList sentences;
    if (chosen.contains(Setting::Image) && settings.image)
        sentences << u"The services would all build %1: each build takes the name from the one before."_s.arg(*settings.image);
    for (const QString &sink : settings.cacheTo) {
        if (chosen.contains(Setting::CacheTo) && CacheEntry::parse(sink).type() != "inline"_L1) {
            sentences << u"The services would all write to %1: each export replaces what the one before wrote. Give each "
                         "a place of its own."_s.arg(describeEntry(sink, CacheUse::Sink).reference);
            break;
        }
    }
    return sentences.join(u' ');
}

QString problemSentence(const QString &service, const SettingProblem &problem)
{
    QString where = settingPhrase({service, problem.setting});
    if (problem.entry >= 0)
        where = u"%1, entry %2"_s.arg(where).arg(problem.entry + 1);
    where[0] = where[0].toUpper();
    return u"%1: %2"_s.arg(where, problem.sentence);
}

QString settingPhrase(const SettingOfService &setting)
{
    switch (setting.setting) {
    case Setting::CacheFrom:
        return u"the cache sources of %1"_s.arg(setting.service);
    case Setting::CacheTo:
        return u"the cache sinks of %1"_s.arg(setting.service);
    case Setting::Args:
        return u"the build arguments of %1"_s.arg(setting.service);
    case Setting::Image:
        return u"the image of %1"_s.arg(setting.service);
    case Setting::Platforms:
        return u"the platforms of %1"_s.arg(setting.service);
    default:
        return u"%1 of %2"_s.arg(settingKey(setting.setting), setting.service);
    }
}

EntryNote judgementNote(const Judgement &judgement, bool judging, const QList<SettingOfService> &asked)
{
    if (judging)
        return {u"running"_s, u"Compose is reading the new text."_s};
    switch (judgement.kind) {
    case Judgement::Kind::None:
        return {};
    case Judgement::Kind::Accepted:
        break;
    case Judgement::Kind::Refused:
        return {
            u"failed"_s,
            u"Compose refuses the new text: %1. Correct it or undo it; it cannot be saved like this."_s.arg(
                judgement.said),
            Tone::Fail};
    case Judgement::Kind::RefusedBefore:
        return {u"warning"_s,
                u"Compose refuses the project, as it did before this change: %1. It can be saved."_s.arg(
                    judgement.said),
                Tone::Warn};
    case Judgement::Kind::Unavailable:
        return {
            u"undecided"_s,
            u"Compose could not be asked: %1 The text was checked by Layerdeck alone."_s.arg(judgement.said)};
    case Judgement::Kind::OtherFile:
        return {u"undecided"_s, u"Compose could not be asked: it reads an included or extended file by "
                                u"itself. The text was checked "
                                "by Layerdeck alone."_s};
    }
    if (!judgement.notAsked.isEmpty())
        return {u"undecided"_s,
                u"Compose accepts the other files. It could not be asked about %1, which it reads by itself."_s.arg(
                    joined(judgement.notAsked))};
    if (judgement.refusedBefore)
        return {u"ok"_s,
                u"Compose accepts the new text. It refused the one on disk: %1."_s.arg(judgement.said),
                Tone::Hit};
    if (!judgement.others.isEmpty()) {
        QStringList paths;
        bool allTakenOver = true;
        for (const JsonDifference &difference : judgement.others) {
            const bool takenOver = isTakenOver(difference, asked);
            allTakenOver = allTakenOver && takenOver;
            const QString name = takenOver ? difference.path.value(1) : difference.dotted();
            if (!paths.contains(name))
                paths << name;
        }
        if (paths.size() > 3)
            paths = paths.mid(0, 3) << u"%1 more"_s.arg(paths.size() - 3);
        if (!allTakenOver)
            return {u"failed"_s,
                    u"The output of docker compose config differs also in %1. Undo what leads to it; it cannot be "
                    "saved like this."_s.arg(joined(paths)),
                    Tone::Fail};
        return {u"warning"_s,
                u"Compose accepts the new text. The same settings of %1 change too: they are taken over with "
                "extends."_s.arg(joined(paths)),
                Tone::Warn};
    }
    if (judgement.asked.isEmpty())
        return {u"ok"_s,
                u"Compose accepts the new text. The output of docker compose config stays the same."_s,
                Tone::Hit};
    QList<SettingOfService> different;
    std::ranges::copy_if(asked, std::back_inserter(different), [&](const SettingOfService &setting) {
        return std::ranges::any_of(judgement.asked, [&](const JsonDifference &difference) { return belongsTo(difference, {setting}); });
    });
    QStringList phrases;
    for (const SettingOfService &setting : different.mid(0, different.size() == 4 ? 4 : 3))
        phrases << settingPhrase(setting);
    if (different.size() > 4)
        phrases << counted(different.size() - 3, u"more setting that was changed"_s,
                           u"more settings that were changed"_s);
    return {u"ok"_s,
            u"Compose accepts the new text. The output of docker compose config differs only in %1."_s.arg(
                joined(phrases)),
            Tone::Hit};
}

EntryNote clearNote(const QList<EditedService> &edited, const QString &engine)
{
    QStringList survivors;
    for (const EditedService &service : edited) {
        if (buildsWithoutCache(service))
            continue;
        for (const QString &text : service.wanted.cacheFrom) {
            const CacheEntry entry = CacheEntry::parse(text);
            // Those of GitHub Actions, S3 and Azure stay too, and serve no build of the docker driver here.
            const QStringList lasting{u"registry"_s, u"local"_s};
            if (!entry.isImage() && lasting.contains(entry.type()) &&
                !survivors.contains(describeEntry(text, CacheUse::Source).reference))
                survivors << describeEntry(text, CacheUse::Source).reference;
        }
    }
    if (survivors.isEmpty())
        return {};
    const QString where = engine.isEmpty() ? u"here"_s : u"on "_s + engine;
    if (survivors.size() == 1)
        return {u"info"_s, u"A clear %1 leaves %2 in place: it can still serve the next build."_s.arg(
                               where, survivors.first())};
    return {
        u"info"_s,
        u"A clear %1 leaves %2 cache sources in place: they can still serve the next build."_s.arg(where).arg(
            survivors.size())};
}

QString writtenAgainSentence(const QString &service, const QStringList &arguments)
{
    const bool secret = std::ranges::any_of(arguments, looksSecret);
    return u"The arguments come through an anchor that others use, so these are written a second time at %1%2: %3."_s.arg(
        service, secret ? u", secrets included"_s : QString(), arguments.join(u", "_s));
}

QStringList commentSentences(const CommentsBeside &comments)
{
    QStringList sentences;
    QStringList numbers;
    for (const int line : comments.left)
        numbers << QString::number(line);
    if (numbers.size() == 1)
        sentences << u"The comment in line %1 stays where it is: look whether it is still right there."_s.arg(numbers.first());
    else if (!numbers.isEmpty())
        sentences << u"The comments in lines %1 stay where they are: look whether they are still right there."_s.arg(joined(numbers));
    for (const Setting setting : comments.emptied)
        sentences << u"The comments inside of %1 go with its last entry."_s.arg(settingKey(setting));
    return sentences;
}

QStringList alsoWrittenSentences(const QString &service, const AlsoWritten &also)
{
    const auto shown = [](const QStringList &entries) {
        QStringList list;
        for (const QString &entry : entries)
            list << shownEntry(entry);
        return list.join(u", "_s);
    };
    QStringList sentences;
    for (auto it = also.entries.cbegin(); it != also.entries.cend(); ++it)
        sentences << u"The list of %1 comes through an anchor that others use, so these of it are written a second time "
                     "at %2: %3."_s.arg(settingKey(it.key()), service, shown(it.value()));
    if (!also.buildKeys.isEmpty())
        sentences << u"The build section of %1 came through an anchor as a whole, so what it had is written a second time there%2: %3."_s.arg(
            service, also.secretArguments ? u", secrets included"_s : QString(), also.buildKeys.join(u", "_s));
    for (auto it = also.repeated.cbegin(); it != also.repeated.cend(); ++it)
        sentences << u"Of %1 every entry was removed that stood there more than once: %2."_s.arg(settingKey(it.key()), shown(it.value()));
    return sentences;
}

} // namespace layerdeck
