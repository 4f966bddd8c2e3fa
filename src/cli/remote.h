// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"
#include "deploy/githubaccess.h"
#include "deploy/remoteplan.h"
#include "github/client.h"
#include "github/readworkflows.h"

#include <QJsonObject>
#include <QSet>

namespace layerdeck {

// What the acts of `layerdeck remote` have in common.

/// A repository with a client for it, under the name that it has now.
struct RemoteAccess
{
    GitHubPlace place;
    github::Client client;
    github::RepositoryInfo info;
    QString login; ///< whom the token stands for; may be empty
    std::optional<QStringList> scopes;
    std::optional<Error> keychainTrouble;
};

/// Finds repository and token and asks GitHub for both. A repository that was renamed is taken by its new name, with a line on standard
/// error.
QCoro::Task<Result<RemoteAccess>> openRemote(Options options, CancelToken cancel);

/// A workflow by its id, its file, its path or its name. NotFound lists those that there are.
Result<github::Workflow> workflowNamed(const QList<github::Workflow> &workflows, const QString &name);
/// "K=V" of an option that may come several times. InvalidInput for what has no "=".
Result<QMap<QString, QString>> inputsOf(const Options &options, const QString &option);
/// How often GitHub is asked, from --interval (seconds).
Result<RemotePace> paceOf(const Options &options);

QJsonObject runJson(const github::Run &run);
/// "success", "in_progress": what is to be known of its state.
QString stateOf(const github::Run &run);

/// Prints runs as they go: each job and step once, when it has ended.
class RemotePrinter
{
public:
    explicit RemotePrinter(bool json)
        : m_json(json)
    {
    }
    void started(const RemoteStep &step, qint64 runId);
    void changed(const github::FollowedRun &run);
    void trouble(const Error &error) const;
    /// The callbacks that do so; this object has to outlive them.
    RemoteCallbacks callbacks(const RemotePlan &plan);

private:
    void printState(const github::FollowedRun &seen);
    void printStep(const github::Run &run, const github::Job &job, const github::JobStep &step);

    bool m_json;
    QSet<QString> m_printed;
    QHash<qint64, QString> m_states;
};

/// The end of each log of the jobs that failed.
QCoro::Task<void> printFailedLogs(github::Client client, github::FollowedRun run, CancelToken cancel);
/// Prints how it ended; returns the exit code.
int printRemoteResult(const RemotePlan &plan, const RemoteResult &result, bool json);
/// Runs the plan, prints it as it goes, writes it into the journal. Returns the exit code.
QCoro::Task<int> carryOutRemote(Options options, RemoteAccess access, RemotePlan plan, QString kind, bool wait, CancelToken cancel);

QCoro::Task<int> remoteStatus(Options options, CancelToken cancel);
QCoro::Task<int> remoteWorkflows(Options options, CancelToken cancel);
QCoro::Task<int> remoteDispatch(Options options, CancelToken cancel);
QCoro::Task<int> remoteWatch(Options options, CancelToken cancel);
QCoro::Task<int> remoteRedeploy(Options options, CancelToken cancel);
QCoro::Task<int> remoteCaches(Options options, CancelToken cancel);
QCoro::Task<int> remoteLogin(Options options, CancelToken cancel);
QCoro::Task<int> remoteLogout(Options options, CancelToken cancel);

} // namespace layerdeck
