// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/starting.h"

#include "base/pause.h"

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

constexpr auto byHand = "workflow_dispatch"_L1;
/// GitHub writes a run's time in whole seconds, and may have begun it before it answered.
constexpr int slackSeconds = 10;
constexpr int looksBack = 30;

QString shortRef(const QString &ref)
{
    for (const QLatin1String prefix : {"refs/heads/"_L1, "refs/tags/"_L1}) {
        if (ref.startsWith(prefix))
            return ref.mid(prefix.size());
    }
    return ref;
}

RunFilter filterOf(const DispatchSearch &search)
{
    RunFilter filter;
    filter.workflow = search.workflow;
    filter.branch = shortRef(search.ref);
    filter.event = byHand;
    filter.limit = looksBack;
    return filter;
}

/// Of what was asked before the dispatch.
Error notStarted(Error error)
{
    error.unchanged = u"The workflow was not started."_s;
    return error;
}

} // namespace

QList<Run> matchingRuns(const QList<Run> &runs, const DispatchSearch &search)
{
    QList<Run> fitting;
    for (const Run &run : runs) {
        const bool isOld = search.from.isValid() && run.created.isValid() && run.created < search.from.addSecs(-slackSeconds);
        const bool isOthers = !search.actor.isEmpty() && run.actor.compare(search.actor, Qt::CaseInsensitive) != 0;
        if (run.event == byHand && run.branch == shortRef(search.ref) && !isOld && !isOthers && !search.seen.contains(run.id))
            fitting << run;
    }
    std::ranges::stable_sort(fitting, std::ranges::greater(), &Run::created);
    return fitting;
}

QCoro::Task<Result<StartedRun>> findStarted(Client client, DispatchSearch search, SearchPace pace, CancelToken cancel)
{
    const RunFilter filter = filterOf(search);
    Error trouble{ErrorCode::NotFound, u"GitHub has started %1, but its run has not appeared."_s.arg(search.workflow), {},
                  u"Look at the recent runs, and follow it there."_s, {},
                  u"Look at the recent runs with “layerdeck remote status”, and follow it with “layerdeck remote watch RUN”."_s};
    bool seenBefore = false;
    for (int i = 0; i < pace.tries; ++i) {
        if (!co_await pause(pace.between, cancel))
            co_return cancelled();
        const Result<QList<Run>> runs = co_await client.runs(filter, cancel);
        if (!runs && runs.error().isCancelled())
            co_return cancelled();
        if (!runs) {
            trouble.detail = runs.error().sentences();
            continue;
        }
        const QList<Run> fitting = matchingRuns(*runs, search);
        if (fitting.size() > 1)
            co_return StartedRun{std::nullopt, fitting};
        if (fitting.size() == 1 && seenBefore)
            co_return StartedRun{fitting.first().id, {}, fitting.first().url};
        seenBefore = !fitting.isEmpty();
    }
    co_return failure(trouble);
}

QCoro::Task<Result<StartedRun>> startWorkflow(Client client, QString workflow, QString ref, QMap<QString, QString> inputs, QString login,
                                              SearchPace pace, CancelToken cancel, SendingCallback onSending,
                                              std::function<void()> onAccepted)
{
    DispatchSearch search{workflow, ref, login};
    const Result<bool> tells = co_await client.tellsDispatchedRun(cancel);
    if (!tells)
        co_return failure(notStarted(tells.error()));
    if (!*tells) {
        const RunFilter filter = filterOf(search);
        const Result<QList<Run>> before = co_await client.runs(filter, cancel);
        if (!before)
            co_return failure(notStarted(before.error()));
        for (const Run &run : *before)
            search.seen << run.id;
    }
    if (onSending)
        onSending(client.serverNow());
    const Result<DispatchReceipt> receipt = co_await client.dispatch(workflow, ref, inputs, cancel);
    if (!receipt)
        co_return failure(receipt.error());
    if (onAccepted)
        onAccepted();
    if (receipt->runId)
        co_return StartedRun{receipt->runId, {}, receipt->url};
    search.from = receipt->serverTime;
    co_return co_await findStarted(client, search, pace, cancel);
}

} // namespace layerdeck::github
