// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "github/client.h"

#include <QSet>

#include <functional>

namespace layerdeck::github {

/// What is known of a run that a dispatch has begun, where GitHub does not tell its number.
struct DispatchSearch
{
    QString workflow; ///< its id or file
    QString ref;      ///< as it was dispatched: a branch or tag, with or without "refs/heads/"
    QString actor = {}; ///< empty: not known
    QDateTime from = {}; ///< by GitHub's clock; older ones are not it
    QSet<qint64> seen = {}; ///< runs that were there before
};

/// Those of `runs` that may be it, newest first.
QList<Run> matchingRuns(const QList<Run> &runs, const DispatchSearch &search);

struct SearchPace
{
    std::chrono::milliseconds between{2000};
    int tries = 15;
};

/// What became of starting a workflow.
struct StartedRun
{
    std::optional<qint64> runId; ///< nothing where several runs fit
    QList<Run> candidates;       ///< these, for a person to choose from
    QString url = {};            ///< of the run, for the browser; may be empty
};

/// Looks for the run that a dispatch has begun: started by hand, on this branch, by its actor, not before `from`, and not seen before. One that
/// fits is believed only once another look has shown no second one. NotFound where none has appeared.
QCoro::Task<Result<StartedRun>> findStarted(Client client, DispatchSearch search, SearchPace pace, CancelToken cancel);

/// Gets GitHub's time (invalid where it is not known).
using SendingCallback = std::function<void(const QDateTime &)>;

/// Dispatches, and finds the run. Where GitHub does not tell which one it is, it is looked for: started by hand, on this branch, by
/// `login`, after GitHub's own time of the answer, and not there before. One that fits is believed only once another look
/// has shown no second one. NotFound where none has appeared: the workflow was started all the same. An error that says nothing of what was left
/// unchanged tells that it was started, or may have been. `onSending` is called before the dispatch is sent: from then on it may have been started;
/// `onAccepted` once GitHub has said that it is.
QCoro::Task<Result<StartedRun>> startWorkflow(Client client, QString workflow, QString ref, QMap<QString, QString> inputs, QString login,
                                              SearchPace pace, CancelToken cancel, SendingCallback onSending = {},
                                              std::function<void()> onAccepted = {});

} // namespace layerdeck::github
