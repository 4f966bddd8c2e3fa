// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include "base/completion.h"
#include "base/units.h"
#include "deploy/run.h"
#include "models/wording.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSocketNotifier>

#include <cstdio>
#include <optional>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Bytes of an answer that are looked at.
constexpr qsizetype longestAnswer = 64;

/// What the clear will do, as the confirmation says it.
QStringList planLines(const Plan &plan)
{
    QStringList lines;
    for (const PlanStep &step : plan.steps) {
        if (const auto *image = std::get_if<RemoveImage>(&step.action)) {
            lines << u"  image %1%2"_s.arg(image->reference,
                                           image->inUse ? u" (its name goes; a container uses it, so the image stays)"_s
                                                        : QString());
        } else if (const auto *prune = std::get_if<PruneBuildCache>(&step.action)) {
            lines << u"  the whole build cache of the engine, of other projects too: %1 records, %2"_s.arg(prune->records)
                         .arg(sizeText(prune->bytes));
        }
    }
    return lines;
}

/// A line from the terminal; nothing at its end, and at once when cancelled. The event loop goes on meanwhile, or Ctrl+C
/// would wait for Return.
QCoro::Task<std::optional<QByteArray>> readTerminalLine(CancelToken cancel)
{
#ifdef Q_OS_UNIX
    const Completion<bool> ready; // false: cancelled
    QSocketNotifier notifier(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&notifier, ready] {
        notifier.setEnabled(false);
        ready.complete(true);
    });
    const CancelToken::Registration registration = cancel.onCancel([ready] { ready.complete(false); });
    const bool arrived = co_await ready;
    if (!arrived)
        co_return std::nullopt;
    QByteArray line(longestAnswer, '\0');
    const ssize_t count = ::read(STDIN_FILENO, line.data(), static_cast<size_t>(line.size()));
    if (count <= 0)
        co_return std::nullopt;
    line.truncate(count);
    co_return line;
#else
    QByteArray line(longestAnswer, '\0');
    if (!std::fgets(line.data(), longestAnswer, stdin))
        co_return std::nullopt;
    co_return line.left(qstrlen(line.constData()));
#endif
}

bool isInteractive()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDIN_FILENO);
#else
    return true;
#endif
}

QCoro::Task<bool> confirmed(CancelToken cancel)
{
    std::fputs("Type “clear” to delete these: ", stdout);
    std::fflush(stdout);
    const std::optional<QByteArray> line = co_await readTerminalLine(cancel);
    if (!line)
        printLine({}); // the answer's line was not ended
    co_return line && line->trimmed() == "clear";
}

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
    const ClearResult &clear = *result.clear;
    QJsonObject object{{u"event"_s, u"result"_s},
                   {u"outcome"_s, outcomeName(result.outcome)},
                   {u"duration_ms"_s, result.milliseconds},
                   {u"untagged"_s, QJsonArray::fromStringList(clear.untagged)},
                   {u"images"_s, QJsonArray::fromStringList(clear.deletedImages)},
                   {u"kept_images"_s, QJsonArray::fromStringList(clear.keptImages)},
                   {u"records"_s, recordsJson(clear.deletedRecords)},
                   {u"bytes"_s, clear.reclaimed},
                   {u"records_left"_s, clear.recordsLeft},
                   {u"records_in_use"_s, clear.recordsInUse}};
    if (result.error && result.outcome == RunOutcome::Failed)
        object.insert(u"error"_s, errorJson(*result.error));
    return object;
}

void printOutcome(const RunResult &result)
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
    const auto counted = [](qsizetype number, const QString &one, const QString &many) {
        return QString::number(number) + u' ' + (number == 1 ? one : many);
    };
    printLine(u"%1 and %2 are gone, %3 were freed."_s.arg(
        counted(clear.deletedRecords.size(), u"build cache record"_s, u"build cache records"_s),
        counted(clear.untagged.size(), u"image name"_s, u"image names"_s), sizeText(clear.reclaimed)));
    for (const QString &name : clear.keptImages)
        printLine(u"The image that was %1 stays without a name: a container uses it."_s.arg(name));
    if (result.outcome == RunOutcome::Succeeded) {
        printLine(clear.recordsLeft == 0
                      ? u"Read again: the engine's build cache is empty."_s
                      : u"Read again: %1 records are there, %2 of them in use; the others were made meanwhile."_s
                            .arg(clear.recordsLeft)
                            .arg(clear.recordsInUse));
    }
}

} // namespace

QCoro::Task<int> runClear(Options options, CancelToken cancel)
{
    const Result<OpenedProject> opened = co_await openProject(options, cancel);
    if (!opened)
        co_return refuse(opened.error(), options.json);
    const EngineClient engine = opened->engine;
    const Result<Plan> plan = co_await planClear(opened->project, engine, options.names, cancel);
    if (!plan)
        co_return refuse(plan.error(), options.json);

    if (!options.yes) {
        if (options.json || !isInteractive()) {
            const int code = refuse(refusal(), options.json);
            for (const QString &line : planLines(*plan))
                printErrorLine(line);
            co_return code;
        }
        printLine(u"Clear deletes on %1:"_s.arg(engine.context().endpoint.url()));
        for (const QString &line : planLines(*plan))
            printLine(line);
        const bool yes = co_await confirmed(cancel);
        if (!yes) {
            printLine(u"Nothing was changed."_s);
            co_return ExitCancelled;
        }
    }
    const std::function<void(const RunEvent &)> ignore = [](const RunEvent &) {};
    const RunResult result = co_await runPlan(*plan, engine, ignore, cancel);
    if (options.json)
        printJson(resultJson(result));
    else
        printOutcome(result);
    if (result.outcome == RunOutcome::Failed)
        co_return reportError(*result.error);
    co_return result.outcome == RunOutcome::Cancelled ? ExitCancelled : ExitSuccess;
}

} // namespace layerdeck
