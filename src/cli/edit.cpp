// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/editadvice.h"
#include "cli/editasked.h"
#include "cli/editedproject.h"
#include "cli/options.h"
#include "cli/output.h"

#include "base/textfile.h"
#include "compose/secrets.h"
#include "models/cachewording.h"
#include "session/alsowritten.h"
#include "session/composejudge.h"
#include "session/editedservice.h"
#include "session/effective.h"
#include "session/takingback.h"
#include "text/diff.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <cstdio>

namespace layerdeck {

using namespace Qt::StringLiterals;
using namespace editoption;

namespace {

Result<ComposeText> patchedText(const Options &options, const EditedProject &project, const QString &service)
{
    const ProjectFile &in = project.files.at(project.file);
    const auto wanted = wantedSettings(options, project.files, project.file, service);
    if (!wanted)
        return failure(wanted.error());
    if (!project.builds(service)) {
        // What cannot be read may build it.
        const auto unread = std::ranges::find_if(project.files, [](const ProjectFile &file) { return file.error.has_value(); });
        if (unread != project.files.end())
            return failure(*unread->error);
        return failure(wrong(u"“%1” only has an image: there is nothing to build, so nothing to cache."_s.arg(service),
                             u"Choose a service with a build section."_s));
    }
    const auto patched = in.text->patched({{service, *wanted}});
    if (!patched)
        return failure(withAdvice(patched.error(), options, project, service));
    if (patched->text() == in.text->text())
        return patched;
    return takenBack(*in.text, *patched, EditMemory());
}

/// That the service's Dockerfile lacks the stage of --target, where the Dockerfile can be read: Compose accepts it, and the stage
/// may be written next.
QStringList notesOfTarget(const Options &options, const EditedProject &project, const Judgement &judgement, const QString &service)
{
    const QString stage = options.value(target);
    if (stage.isEmpty() || stage.contains(u'$'))
        return {};
    // Compose knows best where it is; where it could not be asked, what is written tells.
    const ComposeService *rendered = judgement.rendered ? judgement.rendered->service(service) : nullptr;
    const QString path = rendered && rendered->build ? rendered->build->dockerfilePath() : project.dockerfile(service);
    const std::optional<DockerfileStages> stages = readStages(path);
    if (!stages || stages->has(stage))
        return {};
    const QString names = !stages->names.isEmpty() ? u"Its stages are %1."_s.arg(stages->names.join(u", "_s))
                          : stages->count == 1     ? u"Its only stage has no name; its number is 0."_s
                                                   : u"Its stages have no names; their numbers are 0 to %1."_s.arg(stages->count - 1);
    return {u"There is no stage “%1” in %2: the build would fail. %3"_s.arg(stage, path, names)};
}

JudgeRequest judgeRequest(const LoadedProject &loaded, const EditedProject &project, const QString &service, const ComposeText &patched)
{
    const ProjectFile &in = project.files.at(project.file);
    JudgeRequest request;
    request.project = loaded;
    request.files = {JudgedFile{in.path, in.text->text(), patched.text()}};
    const WrittenService *before = in.text->service(service);
    const WrittenService *after = patched.service(service);
    const ServiceSettings nothing;
    for (const Setting setting : allSettings) {
        if (!(before ? before->settings : nothing).same(setting, after ? after->settings : nothing))
            request.asked << SettingOfService{service, setting};
    }
    return request;
}

/// Of build arguments that a change wrote with their value.
QStringList notesOfSecrets(const ServiceSettings &before, const ServiceSettings &after)
{
    QStringList notes;
    for (const QString &name : changedArguments(before, after)) {
        const BuildArgument *now = after.arg(name);
        if (now && looksSecret(name) && now->value && !now->value->isEmpty() && variablesIn(*now->value).isEmpty())
            notes << u"%1 looks like a secret: it stands in the file now, and build arguments stay in the image's history. A secret belongs into a "
                     "build secret."_s.arg(name);
    }
    return notes;
}

/// Of build arguments that name a variable which is set nowhere: Compose puts nothing in its place.
QStringList notesOfVariables(const ServiceSettings &before, const ServiceSettings &after, const Variables &variables)
{
    QStringList notes;
    for (const QString &name : changedArguments(before, after)) {
        const BuildArgument *now = after.arg(name);
        const QString value = now ? now->value.value_or(QString()) : QString();
        QStringList unset = variablesIn(value);
        unset.removeIf([&](const QString &variable) {
            static const QString withDefault = u"\\$\\{%1:?[-?]"_s;
            return variables.values().contains(variable) || value.contains(QRegularExpression(withDefault.arg(variable)));
        });
        if (!unset.isEmpty())
            notes << u"%1: %2 %3 not set, so Compose puts nothing in its place. Write $$ where a dollar sign is meant."_s.arg(
                name, joinedNames(unset), unset.size() == 1 ? u"is"_s : u"are"_s);
    }
    return notes;
}

/// What the builder would do with sinks that were added, where that is not what was asked: what the window says under them.
/// Only an engine of this machine is asked, and not for long.
QCoro::Task<QStringList> notesOfSinks(EditedService service, Variables variables, std::optional<DockerContext> context, CancelToken cancel)
{
    QStringList added = service.wanted.cacheTo;
    added.removeIf([&service](const QString &entry) { return service.saved.cacheTo.contains(entry); });
    if (added.isEmpty())
        co_return QStringList();
    EngineState engine;
    if (context && (context->endpoint.kind == Endpoint::Kind::UnixSocket || context->endpoint.kind == Endpoint::Kind::NamedPipe)) {
        const EngineClient client(*context, std::chrono::seconds(1));
        const Result<EngineInfo> info = co_await client.info(cancel);
        if (info) {
            engine.status = EngineState::Status::Connected;
            engine.info = *info;
        }
    }
    QStringList notes;
    for (const QString &entry : std::as_const(added)) {
        const EntryNote note = noteOfEntry(entry, variables.effective(entry).value.value_or(QString()), CacheUse::Sink, service, engine);
        if (note.tone == Tone::Warn)
            notes << u"%1: %2"_s.arg(shownEntry(entry), note.text);
    }
    co_return notes;
}

Result<void> save(const ProjectFile &file, const QByteArray &text)
{
    const auto now = readTextFile(file.path);
    if (!now)
        return failure(now.error());
    if (*now != file.text->text()) {
        return failure(Error{ErrorCode::InvalidInput, u"%1 was changed by someone else meanwhile."_s.arg(file.name),
                             u"It was not changed here."_s, u"Run the same command again."_s, {}});
    }
    const auto saved = writeTextFile(file.path, text);
    if (saved)
        EditMemory().remember(*now, text);
    return saved;
}

QJsonObject judgementJson(const Judgement &judgement)
{
    static const QMap<Judgement::Kind, QString> names{{Judgement::Kind::None, u"not-asked"_s},
                                                      {Judgement::Kind::Accepted, u"accepted"_s},
                                                      {Judgement::Kind::Refused, u"refused"_s},
                                                      {Judgement::Kind::RefusedBefore, u"refused-before"_s},
                                                      {Judgement::Kind::Unavailable, u"unavailable"_s},
                                                      {Judgement::Kind::OtherFile, u"not-asked"_s}};
    QJsonArray also;
    for (const JsonDifference &difference : judgement.others)
        also.append(difference.dotted());
    return {{u"verdict"_s, names.value(judgement.kind)}, {u"says"_s, judgement.said}, {u"also_changed"_s, also}};
}

/// What is to be said of an edit.
struct DoneEdit
{
    Diff diff;
    bool written = false;
    QStringList argumentsWrittenAgain;
    AlsoWritten also;
    QMap<Setting, CancelledSetting> cancelled; ///< changed settings that a later file takes away
    QStringList withEffect;                    ///< then the files where the change would have one
    QStringList extendedBy;                    ///< the services that take over what was changed
    QStringList notes;
    Judgement judgement;
    QList<SettingOfService> asked;
};

/// Entries by the key of their setting, secrets as eight dots.
QJsonObject entriesJson(const QMap<Setting, QStringList> &entries)
{
    QJsonObject object;
    for (auto it = entries.cbegin(); it != entries.cend(); ++it) {
        QJsonArray shown;
        for (const QString &entry : it.value())
            shown.append(shownEntry(entry));
        object.insert(settingKey(it.key()), shown);
    }
    return object;
}

void printEdit(const Options &options, const ProjectFile &file, const DoneEdit &edit)
{
    const Diff &diff = edit.diff;
    const QByteArray text = unifiedText(diff, u"a/"_s + file.name, u"b/"_s + file.name);
    if (options.json) {
        QJsonObject cancelled;
        for (auto it = edit.cancelled.cbegin(); it != edit.cancelled.cend(); ++it)
            cancelled.insert(settingKey(it.key()), u"%1:%2"_s.arg(it->fileName).arg(it->place.line));
        printJson({{u"file"_s, file.path},
                   {u"changed"_s, !diff.isEmpty()},
                   {u"written"_s, edit.written},
                   {u"added"_s, diff.added},
                   {u"removed"_s, diff.removed},
                   {u"diff"_s, QString::fromUtf8(text)},
                   {u"args_written_again"_s, QJsonArray::fromStringList(edit.argumentsWrittenAgain)},
                   {u"entries_written_again"_s, entriesJson(edit.also.entries)},
                   {u"build_written_again"_s, QJsonArray::fromStringList(edit.also.buildKeys)},
                   {u"removed_more_than_once"_s, entriesJson(edit.also.repeated)},
                   {u"cancelled_by"_s, cancelled},
                   {u"extended_by"_s, QJsonArray::fromStringList(edit.extendedBy)},
                   {u"notes"_s, QJsonArray::fromStringList(edit.notes)},
                   {u"compose"_s, judgementJson(edit.judgement)}});
        return;
    }
    // The difference alone goes to standard output, so that it can be piped to a patch program.
    std::fwrite(text.constData(), 1, size_t(text.size()), stdout);
    std::fflush(stdout);
    if (diff.isEmpty())
        return printErrorLine(u"%1 already says so: nothing was changed."_s.arg(file.name));
    if (!edit.argumentsWrittenAgain.isEmpty())
        printErrorLine(writtenAgainSentence(options.names.first(), edit.argumentsWrittenAgain));
    for (const QString &sentence : alsoWrittenSentences(options.names.first(), edit.also))
        printErrorLine(sentence);
    const QString instead = edit.withEffect.isEmpty() ? u"To change what holds, edit that tag by hand."_s
                                                      : u"It has one with --file: %1."_s.arg(edit.withEffect.join(u", "_s));
    for (auto it = edit.cancelled.cbegin(); it != edit.cancelled.cend(); ++it)
        printErrorLine(u"%1, line %2, cancels %3 of the files before it (%4), so this change of it has no effect. %5"_s.arg(it->fileName)
                           .arg(it->place.line).arg(settingKey(it.key()), it->tag, instead));
    // Where Compose has compared, it names them below.
    if (!edit.extendedBy.isEmpty() && edit.judgement.kind != Judgement::Kind::Accepted)
        printErrorLine(u"What they do not write themselves changes for those that extend “%1”, too: %2."_s.arg(options.names.first(),
                                                                                                         edit.extendedBy.join(u", "_s)));
    for (const QString &note : edit.notes)
        printErrorLine(note);
    printErrorLine(judgementNote(edit.judgement, false, edit.asked).text);
    printErrorLine(edit.written ? u"%1 was changed, every other byte is as it was."_s.arg(file.name)
                           : u"%1 was not changed: this was a dry run."_s.arg(file.name));
}

} // namespace

QCoro::Task<int> runEdit(Options options, CancelToken cancel)
{
    const auto misused = [json = options.json](const QString &message) {
        return reportUsage(u"edit"_s, message, json);
    };
    if (options.names.size() != 1)
        co_return misused(u"Name one service."_s);
    const QStringList given = options.values.keys();
    if (std::ranges::all_of(given, [](const QString &name) { return name == toFile || name == dryRun; }))
        co_return misused(u"Say what to change."_s);
    for (const QString &name : {noCache, pull}) {
        if (options.values.contains(name) && !flag(options, name))
            co_return misused(flag(options, name).error().message);
    }
    if (const QString twice = contradiction(options); !twice.isEmpty())
        co_return misused(twice);
    const QString service = options.names.first();
    const QString file = options.value(toFile);
    const QString path =
        file.isEmpty() ? QString() : QDir::cleanPath(QDir(options.project.directory).absoluteFilePath(file));
    auto project = editedProject(options.project, path);
    if (!project)
        co_return reportError(project.error(), options.json);
    if (const auto chosen = chooseFile(*project, service); !chosen)
        co_return reportError(chosen.error(), options.json);
    chooseDocument(*project, service, [&options](const ServiceSettings &settings) { return holdsRemoved(options, settings); });
    const auto patched = patchedText(options, *project, service);
    if (!patched)
        co_return reportError(patched.error(), options.json);

    const ProjectFile &in = project->files.at(project->file);
    const QByteArray before = in.text->text();
    const Diff diff = diffLines(before, patched->text());
    Judgement judgement;
    // That a context is unknown is no reason not to edit.
    auto context = resolveContext(options.context);
    // The engine of a fallback would say nothing about the one that is meant.
    const std::optional<DockerContext> known = context ? std::optional(*context) : std::nullopt;
    if (!context)
        context = resolveContext(ContextRequest());
    const auto loaded = co_await projectWithEnvironment(project->compose, *context, cancel);
    if (!loaded)
        co_return reportError(loaded.error(), options.json);
    const JudgeRequest request = judgeRequest(*loaded, *project, service, *patched);
    if (!diff.isEmpty()) {
        const Result<Judgement> judged = co_await judgeTexts(request, cancel);
        if (!judged)
            co_return reportError(judged.error(), options.json);
        judgement = *judged;
        if (const auto why = whyNotToSave(judgement, request.asked)) {
            co_return reportError(Error{ErrorCode::InvalidInput, *why, u"The file was not changed."_s,
                                        u"Ask for another value, or change the file by hand."_s, judgement.said},
                                  options.json);
        }
    }
    const bool write = !options.values.contains(dryRun) && !diff.isEmpty();
    if (write) {
        if (const auto saved = save(in, patched->text()); !saved)
            co_return reportError(saved.error(), options.json);
    }
    EditedService edited = editedService(project->files, service, project->file);
    const WrittenService *old = in.text->service(service);
    const WrittenService *now = patched->service(service);
    if (now)
        edited.wanted = now->settings;
    const Variables variables = Variables::of(*loaded);
    const QStringList ofSinks = co_await notesOfSinks(edited, variables, known, cancel);
    const QStringList notes = ofSinks + notesOfSecrets(edited.saved, edited.wanted) + notesOfVariables(edited.saved, edited.wanted, variables) + notesOfLaterValues(edited)
                              + notesOfTarget(options, *project, judgement, service)
                              + (old ? commentSentences(commentsBeside(*in.text, *old, edited.wanted)) : QStringList());
    DoneEdit done{diff, write, argumentsWrittenAgain(edited, diff), old && now ? alsoWritten(*old, *now) : AlsoWritten(), {},
                  {}, diff.isEmpty() ? QStringList() : extendersOf(project->files, project->file, service), notes, judgement, request.asked};
    for (const SettingOfService &asked : request.asked) {
        if (const auto by = cancelledBy(project->files, project->file, service, asked.setting))
            done.cancelled.insert(asked.setting, *by);
    }
    if (!done.cancelled.isEmpty())
        done.withEffect = filesThatWork(options, project->files, project->file, service);
    printEdit(options, in, done);
    co_return ExitSuccess;
}

} // namespace layerdeck
