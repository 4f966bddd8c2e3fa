// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/journaling.h"
#include "cli/clearing.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "cli/turn.h"

#include "base/units.h"
#include "deploy/nextbuild.h"
#include "deploy/proof.h"
#include "deploy/run.h"
#include "models/clearwording.h"
#include "models/wording.h"
#include "session/runteller.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error refusal()
{
    return {ErrorCode::InvalidInput, u"Clear deletes, and nobody can be asked here."_s, u"Nothing was changed."_s,
            u"Add --yes to delete what is listed."_s, {}};
}

int refuse(const Error &error, bool json)
{
    if (json)
        printJson(refusalJson(error, {}));
    return reportError(error);
}

QJsonArray recordsJson(const QList<DeletedRecord> &records)
{
    QJsonArray list;
    for (const DeletedRecord &record : records) {
        list.append(QJsonObject{{u"id"_s, record.id},
                                {u"description"_s, record.description},
                                {u"size"_s, record.size < 0 ? QJsonValue::Null : QJsonValue(record.size)}});
    }
    return list;
}

QJsonObject resultJson(const RunResult &result)
{
    QJsonObject object{{u"event"_s, u"result"_s}, {u"outcome"_s, outcomeName(result.outcome)}, {u"duration_ms"_s, result.milliseconds}};
    const QJsonObject cleared = clearResultJson(*result.clear);
    for (auto it = cleared.begin(); it != cleared.end(); ++it)
        object.insert(it.key(), it.value());
    if (result.error && result.outcome == RunOutcome::Failed)
        object.insert(u"error"_s, errorJson(*result.error));
    return object;
}

/// `bypasses`: the next build was told not to ask the sources that survive.
void printOutcome(const Plan &plan, const RunResult &result, bool bypasses)
{
    const ClearResult &clear = *result.clear;
    for (const QString &name : clear.untagged)
        printLine(u"  name    %1"_s.arg(name));
    for (const QString &image : clear.deletedImages)
        printLine(u"  image   %1"_s.arg(shortId(image)));
    for (const DeletedRecord &record : clear.deletedRecords) {
        printLine(u"  record  %1 %2  %3"_s.arg(shortId(record.id), sizeText(record.size).rightJustified(9),
                                               recordName(record.id, record.description).section(u'\n', 0, 0)));
    }
    if (result.outcome == RunOutcome::Succeeded)
        printLine(clearClaim(plan, clear).text + u'.');
    else if (result.outcome == RunOutcome::Cancelled)
        printLine(u"Cancelled: what is not listed as gone stays."_s);
    printLine(clearSentence(clear));
    // Of one that did not come to its end more is left than was chosen to stay.
    for (const Evidence &item : result.outcome == RunOutcome::Succeeded ? evidenceOf(plan, result) : QList<Evidence>()) {
        if (item.isOfWhatWasKept())
            printLine(item.about.isEmpty() ? item.title + u'.' : u"%1. %2"_s.arg(item.title, item.about));
    }
    for (const SurvivingSource &source : plan.clear->survivors)
        printLine((bypasses ? u"The next build does not ask %1 of %2, which survives: %3."_s
                                            : u"Could bring layers back: %1 of %2, %3."_s).arg(source.source, source.service, source.reason));
    // A clear that did not come to its end leaves more than these.
    const QMap<QString, QString> stale = result.outcome == RunOutcome::Succeeded ? plan.clear->stale : QMap<QString, QString>();
    for (auto it = stale.cbegin(); it != stale.cend(); ++it)
        printLine(u"%1 is not fresh after this: %2. “layerdeck redeploy %1” builds it without cache."_s.arg(it.key(), it.value()));
}

} // namespace

QList<QCommandLineOption> clearChoices()
{
    return {{u"shared"_s, u"Also records that other services or other images use."_s},
            {u"cache-mounts"_s, u"Also the cache mounts of the steps."_s},
            {u"unowned"_s, u"Also records of no known owner: of other projects, or of Dockerfiles as they were before."_s},
            {u"accept-void"_s, u"On the containerd store: deletes records of single services although all others built from an image "
                               "lose their hits."_s},
            {u"dry-run"_s, u"Says what would be deleted, and deletes nothing."_s}};
}

QList<QCommandLineOption> clearOptions()
{
    return clearChoices()
           + QList<QCommandLineOption>{
               {u"bypass"_s, u"The next build does not ask the cache sources that survive the clear."_s},
               {u"target"_s, u"all (default), images, build-cache, service:NAME (may be repeated) or step:SERVICE:N, from that step down."_s, u"TARGET"_s},
               {u"images"_s, u"Also the images of the services, where the target alone does not take them."_s}};
}

Result<ClearRequest> clearRequestOf(const Options &options)
{
    QStringList targets = options.values.value(u"target"_s);
    if (!targets.isEmpty() && !options.names.isEmpty()) {
        return failure(Error{ErrorCode::InvalidInput, u"Services and --target exclude each other."_s, u"Nothing was changed."_s,
                             u"Name services, or give --target."_s, {}});
    }
    for (const QString &name : options.names)
        targets << u"service:"_s + name;
    Result<ClearRequest> request = parseClearTargets(targets);
    if (!request)
        return request;
    const auto given = [&options](const QString &name) { return options.values.contains(name); };
    request->shared = given(u"shared"_s);
    request->cacheMounts = given(u"cache-mounts"_s);
    request->images = given(u"images"_s);
    request->unowned = given(u"unowned"_s);
    request->acceptVoid = given(u"accept-void"_s);
    request->bypass = given(u"bypass"_s);
    return request;
}

QJsonObject selectionJson(const ClearSelection &selection)
{
    QJsonArray images;
    QJsonArray untagged;
    for (const ClearedImage &image : selection.images) {
        if (image.keptBecause.isEmpty())
            images.append(image.id);
        else
            untagged.append(image.reference);
    }
    QJsonArray records;
    for (const ClearedRecord &record : selection.records)
        records.append(record.id);
    QJsonArray kept;
    for (const KeptItem &item : selection.kept)
        kept.append(QJsonObject{{u"id"_s, item.id}, {u"name"_s, item.name}, {u"reason"_s, item.reason}, {u"size"_s, item.size}});
    QJsonArray survivors;
    for (const SurvivingSource &source : selection.survivors)
        survivors.append(QJsonObject{{u"service"_s, source.service}, {u"source"_s, source.source}, {u"reason"_s, source.reason}});
    QJsonArray slower;
    for (const SlowerService &service : selection.slower)
        slower.append(QJsonObject{{u"service"_s, service.service.isEmpty() ? QJsonValue::Null : QJsonValue(service.service)},
                                  {u"reason"_s, service.reason}});
    QJsonArray notFresh;
    for (auto it = selection.stale.cbegin(); it != selection.stale.cend(); ++it)
        notFresh.append(QJsonObject{{u"service"_s, it.key()}, {u"reason"_s, it.value()}});
    return {{u"images"_s, images},       {u"untagged"_s, untagged},   {u"records"_s, records}, {u"bytes"_s, selection.bytes},
            {u"kept"_s, kept},           {u"survivors"_s, survivors}, {u"slower"_s, slower},   {u"not_fresh"_s, notFresh}};
}

QJsonObject clearResultJson(const ClearResult &clear)
{
    // What was not read again is not known.
    const bool read = clear.readAgainAt.isValid();
    QJsonArray kept;
    QJsonObject keptBecause;
    for (const KeptImage &image : clear.keptImages) {
        kept.append(image.name);
        keptBecause.insert(image.name, image.because);
    }
    QJsonArray left;
    for (const KeptImage &image : clear.left)
        left.append(image.name);
    return {{u"untagged"_s, QJsonArray::fromStringList(clear.untagged)},
            {u"left"_s, left},
            {u"images"_s, QJsonArray::fromStringList(clear.deletedImages)},
            {u"kept_images"_s, kept},
            {u"kept_because"_s, keptBecause},
            {u"records"_s, recordsJson(clear.deletedRecords)},
            {u"survived_records"_s, read ? QJsonValue(recordsJson(clear.survivedRecords)) : QJsonValue()},
            {u"bytes"_s, clear.reclaimed},
            {u"records_left"_s, read ? QJsonValue(clear.recordsLeft) : QJsonValue()},
            {u"records_in_use"_s, read ? QJsonValue(clear.recordsInUse) : QJsonValue()}};
}

QStringList selectionLines(const ClearSelection &selection)
{
    QStringList lines;
    for (const ClearedImage &image : selection.images) {
        const QString name = image.reference.startsWith("sha256:"_L1) ? shortId(image.reference) : image.reference;
        lines << u"  image   %1 %2  %3"_s.arg(shortId(image.id), sizeText(image.size).rightJustified(9),
                                              image.keptBecause.isEmpty() ? name : u"%1 (only its name goes: %2)"_s.arg(name, image.keptBecause));
    }
    for (const ClearedRecord &record : selection.records) {
        QStringList about;
        if (!record.owner.isEmpty())
            about << record.owner;
        if (record.stays)
            about << u"its bytes stay in images"_s;
        lines << u"  record  %1 %2  %3%4"_s.arg(shortId(record.id), sizeText(record.size).rightJustified(9), record.name,
                                                about.isEmpty() ? QString() : u" ("_s + about.join(u", "_s) + u')');
    }
    if (selection.isEmpty())
        lines << u"  nothing"_s;
    QString sum = u"%1 to delete"_s.arg(counted(selection.items(), u"item"_s, u"items"_s));
    if (selection.names() > 0)
        sum += u" and %1 to take away"_s.arg(counted(selection.names(), u"name"_s, u"names"_s));
    lines << u"%1, %2 will be free."_s.arg(sum, sizeText(selection.bytes));
    // Many things kept for one reason are one line.
    constexpr qsizetype mostOfOneReason = 3;
    static const QMap<ClearChoice, QString> flags{{ClearChoice::Shared, u" (--shared)"_s},
                                                  {ClearChoice::CacheMounts, u" (--cache-mounts)"_s},
                                                  {ClearChoice::Images, u" (--images)"_s},
                                                  {ClearChoice::Unowned, u" (--unowned)"_s},
                                                  {ClearChoice::AcceptVoid, u" (--accept-void)"_s}};
    QMap<QString, QList<KeptItem>> byReason;
    for (const KeptItem &item : selection.kept)
        byReason[item.reason + flags.value(item.choice)] << item;
    for (auto it = byReason.cbegin(); it != byReason.cend(); ++it) {
        if (it->size() > mostOfOneReason) {
            lines << u"  kept    %1 %2: %3"_s.arg(it->size()).arg(it->first().isRecord ? u"records"_s : u"things"_s, it.key());
            continue;
        }
        for (const KeptItem &item : *it)
            lines << u"  kept    %1 %2  %3: %4"_s.arg(shortId(item.id), sizeText(item.size).rightJustified(9), item.name, it.key());
    }
    for (const SurvivingSource &source : selection.survivors)
        lines << u"  source  %1 of %2 could bring layers back: %3"_s.arg(source.source, source.service, source.reason);
    for (const SlowerService &service : selection.slower)
        lines << u"  slower  %1: %2"_s.arg(service.service.isEmpty() ? u"other projects too"_s : service.service, service.reason);
    for (auto it = selection.stale.cbegin(); it != selection.stale.cend(); ++it)
        lines << u"  careful %1 may still hit: %2"_s.arg(it.key(), it.value());
    return lines;
}

QCoro::Task<std::optional<int>> confirmDeletion(Options options, Plan plan, QString words, CancelToken cancel)
{
    if (options.json || !isInteractive()) {
        const int code = refuse(refusal(), options.json);
        for (const QString &line : selectionLines(*plan.clear))
            printErrorLine(line);
        co_return code;
    }
    printLine(u"%1 deletes on %2:"_s.arg(words, plan.context.endpoint.url()));
    for (const QString &line : selectionLines(*plan.clear))
        printLine(line);
    const QString word = words.section(u' ', 0, 0).toLower();
    const QString question = u"Type “%1” to delete these: "_s.arg(word);
    const bool yes = co_await confirmed(question, word, cancel);
    if (yes)
        co_return std::nullopt;
    printLine(u"Nothing was changed."_s);
    co_return ExitCancelled;
}

Error changedMeanwhile()
{
    return {ErrorCode::InvalidInput, u"The engine has changed while you were reading: something else would be deleted now."_s,
            u"Nothing was changed."_s, u"Start again to see the new list."_s, {}};
}

QCoro::Task<int> runClear(Options options, CancelToken cancel)
{
    const Result<ClearRequest> request = clearRequestOf(options);
    if (!request)
        co_return refuse(request.error(), options.json);
    const Result<OpenedProject> opened = co_await openProject(options, cancel);
    if (!opened)
        co_return refuse(opened.error(), options.json);
    const EngineClient engine = opened->engine;
    const bool isDry = options.values.contains(u"dry-run"_s);
    std::optional<Plan> shown;
    if (isDry || !options.yes) {
        const Result<Plan> first = co_await planClear(opened->project, engine, *request, {}, cancel);
        if (!first)
            co_return refuse(first.error(), options.json);
        shown = *first;
    }
    if (isDry) {
        if (options.json)
            printJson(selectionJson(*shown->clear));
        else
            printLine(selectionLines(*shown->clear).join(u'\n'));
        co_return ExitSuccess;
    }
    Result<Turn> turn = co_await Turn::on(*opened, cancel);
    if (!turn)
        co_return refuse(turn.error(), options.json);
    if (shown) {
        const std::optional<int> refused = co_await confirmDeletion(options, *shown, u"Clear"_s, cancel);
        if (refused)
            co_return *refused;
    }
    if (const Result<void> taken = turn->take(PlanKind::Clear); !taken)
        co_return refuse(taken.error(), options.json);
    // What was shown is what is deleted; where nothing was, what is there now that no other run can change it.
    const Result<Plan> plan = co_await planClear(opened->project, engine, *request, {}, cancel);
    if (!plan || (shown && !plan->clear->deletesTheSame(*shown->clear)))
        co_return refuse(plan ? changedMeanwhile() : plan.error(), options.json);
    JournaledRun journaled(*plan, opened->project, turn->engineId());
    RunTeller teller(*plan, [&turn](const QString &doing) { turn->tell(doing); });
    const std::function<void(const RunEvent &)> observe = [&](const RunEvent &event) {
        journaled.observe(event);
        teller.observe(event);
    };
    const RunResult result = co_await runPlan(*plan, engine, observe, cancel);
    journaled.end(result);
    const Result<void> next = co_await rememberForNextBuild(opened->project, engine, *plan, result, cancel);
    if (!next)
        printErrorLine(u"layerdeck: "_s + next.error().sentences());
    if (options.json)
        printJson(resultJson(result));
    else
        printOutcome(*plan, result, plan->clearRequest.bypass && result.outcome == RunOutcome::Succeeded && next);
    if (result.outcome == RunOutcome::Failed)
        co_return reportError(*result.error);
    co_return result.outcome == RunOutcome::Cancelled ? ExitCancelled : ExitSuccess;
}

} // namespace layerdeck
