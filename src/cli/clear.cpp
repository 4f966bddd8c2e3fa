// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include "base/units.h"
#include "deploy/run.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

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

bool isInteractive()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDIN_FILENO);
#else
    return true;
#endif
}

bool confirmed()
{
    std::fputs("Type “clear” to delete these: ", stdout);
    std::fflush(stdout);
    char line[64] = {};
    return std::fgets(line, sizeof line, stdin) && QByteArray(line).trimmed() == "clear";
}

void printOutcome(const RunResult &result, bool json)
{
    const ClearResult &clear = *result.clear;
    if (json) {
        printJson({{u"event"_s, u"result"_s},
                   {u"outcome"_s, outcomeName(result.outcome)},
                   {u"duration_ms"_s, result.milliseconds},
                   {u"untagged"_s, QJsonArray::fromStringList(clear.untagged)},
                   {u"images"_s, QJsonArray::fromStringList(clear.deletedImages)},
                   {u"kept_images"_s, QJsonArray::fromStringList(clear.keptImages)},
                   {u"records"_s, QJsonArray::fromStringList(clear.deletedRecords)},
                   {u"bytes"_s, clear.reclaimed},
                   {u"records_left"_s, clear.recordsLeft},
                   {u"records_in_use"_s, clear.recordsInUse}});
        return;
    }
    const auto counted = [](qsizetype number, const QString &one, const QString &many) {
        return QString::number(number) + u' ' + (number == 1 ? one : many);
    };
    printLine(u"%1 and %2 are gone, %3 are free."_s.arg(
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
        co_return reportError(opened.error());
    const EngineClient engine = opened->engine;
    const Result<Plan> plan = co_await planClear(opened->project, engine, options.names, cancel);
    if (!plan)
        co_return reportError(plan.error());

    if (!options.yes) {
        if (options.json || !isInteractive()) {
            printErrorLine(u"layerdeck: clear deletes. Nothing was changed. Add --yes to delete these:"_s);
            for (const QString &line : planLines(*plan))
                printErrorLine(line);
            co_return ExitRefused;
        }
        printLine(u"Clear deletes on %1:"_s.arg(engine.context().endpoint.url()));
        for (const QString &line : planLines(*plan))
            printLine(line);
        if (!confirmed()) {
            printLine(u"Nothing was changed."_s);
            co_return ExitCancelled;
        }
    }
    const std::function<void(const RunEvent &)> ignore = [](const RunEvent &) {};
    const RunResult result = co_await runPlan(*plan, engine, ignore, cancel);
    printOutcome(result, options.json);
    if (result.outcome == RunOutcome::Failed)
        co_return reportError(*result.error);
    co_return result.outcome == RunOutcome::Cancelled ? ExitCancelled : ExitSuccess;
}

} // namespace layerdeck
