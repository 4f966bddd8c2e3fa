// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/remote.h"

#include "cli/commandline.h"
#include "cli/output.h"
#include "compose/files.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// An act of `layerdeck remote`, with the options that it takes beside --api, --repo and those of every subcommand.
struct Act
{
    QString name;
    QString argument; ///< what stands behind it; empty: nothing
    QStringList options;
    bool asks = false; ///< takes --yes
    QCoro::Task<int> (*run)(Options, CancelToken) = nullptr;
};

const QList<Act> &acts()
{
    static const QList<Act> list{
        {u"status"_s, {}, {u"limit"_s}, false, remoteStatus},
        {u"workflows"_s, {}, {u"ref"_s}, false, remoteWorkflows},
        {u"dispatch"_s, u"WORKFLOW"_s, {u"ref"_s, u"input"_s, u"wait"_s, u"interval"_s}, false, remoteDispatch},
        {u"watch"_s, u"RUN"_s, {u"interval"_s}, false, remoteWatch},
        {u"redeploy"_s, {}, {u"ref"_s, u"input"_s, u"clear-input"_s, u"workflow"_s, u"clear-workflow"_s, u"interval"_s}, true, remoteRedeploy},
        {u"caches"_s, {}, {u"ref"_s, u"delete"_s}, true, remoteCaches},
        {u"login"_s, {}, {u"device"_s}, false, remoteLogin},
        {u"logout"_s, {}, {}, false, remoteLogout},
    };
    return list;
}

QString actNames()
{
    QStringList names;
    for (const Act &act : acts())
        names << act.name;
    return names.join(u", "_s);
}

/// What is wrong with the arguments; empty: nothing.
QString problemOf(const Act &act, const Options &options)
{
    const qsizetype wanted = act.argument.isEmpty() ? 1 : 2;
    if (options.names.size() < wanted)
        return u"“%1” needs %2."_s.arg(act.name, act.argument);
    if (options.names.size() > wanted)
        return u"“%1” is one argument too many."_s.arg(options.names.at(wanted));
    for (auto it = options.values.cbegin(); it != options.values.cend(); ++it) {
        if (it.key() != "api"_L1 && it.key() != "repo"_L1 && !act.options.contains(it.key()))
            return u"“%1” does not take --%2."_s.arg(act.name, it.key());
    }
    if (options.yes && !act.asks)
        return u"“%1” does not take --yes."_s.arg(act.name);
    return {};
}

} // namespace

QList<QCommandLineOption> remoteOptions()
{
    return {{u"api"_s, u"The address of GitHub's API (default: that of the remote's host)."_s, u"URL"_s},
            {u"repo"_s, u"The repository (default: that of the git remote “origin”, else of another)."_s, u"OWNER/NAME"_s},
            {u"ref"_s, u"The branch or tag (default: the repository's default branch). With caches: only those of this ref."_s, u"REF"_s},
            {u"input"_s, u"dispatch, redeploy: an input of the workflow; may be given several times."_s, u"KEY=VALUE"_s},
            {u"wait"_s, u"dispatch: follows the run to its end; its result decides the exit code."_s},
            {u"device"_s, u"login: with a code that you type on GitHub; needs the client id of an app (LAYERDECK_GITHUB_CLIENT_ID)."_s},
            {u"interval"_s, u"dispatch, watch, redeploy: seconds between two looks while something moves (default: 3)."_s, u"SECONDS"_s},
            {u"limit"_s, u"status: so many runs, the newest (default: 10)."_s, u"N"_s},
            {u"workflow"_s, u"redeploy: the workflow that deploys (default: recognised by its name)."_s, u"WORKFLOW"_s},
            {u"clear-workflow"_s, u"redeploy: the workflow that clears (default: recognised by its name)."_s, u"WORKFLOW"_s},
            {u"clear-input"_s, u"redeploy: an input of the workflow that clears; may be given several times."_s, u"KEY=VALUE"_s},
            {u"delete"_s, u"caches: deletes those with this key, or with this beginning where it ends in “*”."_s, u"KEY"_s}};
}

QCoro::Task<int> runRemote(Options options, CancelToken cancel)
{
    const QString name = options.names.value(0);
    const auto act = std::ranges::find(acts(), name, &Act::name);
    if (act == acts().end()) {
        const QString wrong = name.isEmpty() ? u"What to do is missing: %1."_s.arg(actNames()) : u"“%1” is none of %2."_s.arg(name, actNames());
        co_return reportUsage(u"remote"_s, wrong, options.json);
    }
    if (const QString problem = problemOf(*act, options); !problem.isEmpty())
        co_return reportUsage(u"remote"_s, problem, options.json);
    co_return co_await act->run(options, cancel);
}

QCoro::Task<Result<RemoteAccess>> openRemote(Options options, CancelToken cancel)
{
    const GitHubRequest request{options.project.directory, options.value(u"repo"_s), options.value(u"api"_s)};
    const Result<GitHubPlace> found = co_await findGitHub(request, cancel);
    if (!found)
        co_return failure(found.error());
    GitHubPlace place = *found;
    const Result<FoundToken> token = co_await findGitHubToken(place.tokenHost, processEnvironment(), cancel);
    if (!token)
        co_return failure(token.error());
    github::ClientOptions access;
    access.api = place.api;
    if (token->token) {
        access.token = token->token->value;
        access.tokenFrom = token->token->from;
    }
    const Result<OpenedRepository> opened = co_await openRepository(place.repository, access, cancel);
    if (!opened)
        co_return failure(opened.error());
    place.repository = opened->repository;
    if (!opened->renamedFrom.isEmpty())
        printErrorLine(u"layerdeck: %1 is now called %2. Set the remote's new address with “git remote set-url”."_s.arg(opened->renamedFrom, opened->info.fullName));
    co_return RemoteAccess{place, opened->client, opened->info, opened->identity.login, opened->identity.scopes, token->trouble};
}

Result<github::Workflow> workflowNamed(const QList<github::Workflow> &workflows, const QString &name)
{
    const auto found = std::ranges::find_if(workflows, [&](const github::Workflow &workflow) {
        return QString::number(workflow.id) == name || workflow.file() == name || workflow.path == name || workflow.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    if (found != workflows.end() && found->isActive())
        return *found;
    if (found != workflows.end()) {
        return failure(Error{ErrorCode::InvalidInput, u"“%1” is disabled on GitHub (%2)."_s.arg(found->name, found->state), u"Nothing was started."_s,
                             u"Enable it on GitHub, under Actions."_s, {}});
    }
    QStringList files;
    for (const github::Workflow &workflow : workflows)
        files << workflow.file();
    return failure(Error{ErrorCode::NotFound, u"The repository has no workflow “%1”."_s.arg(name), u"Nothing was started."_s,
                         files.isEmpty() ? u"It has none at all, or GitHub Actions are disabled in its settings."_s : u"It has %1."_s.arg(files.join(u", "_s)), {}});
}

Result<QMap<QString, QString>> inputsOf(const Options &options, const QString &option)
{
    QMap<QString, QString> inputs;
    for (const QString &text : options.values.value(option)) {
        const qsizetype equals = text.indexOf(u'=');
        if (equals <= 0) {
            return failure(Error{ErrorCode::InvalidInput, u"“%1” is no input."_s.arg(text), u"Nothing was started."_s,
                                 u"Write --%1 KEY=VALUE."_s.arg(option), {}});
        }
        inputs.insert(text.left(equals), text.mid(equals + 1));
    }
    return inputs;
}

Result<RemotePace> paceOf(const Options &options)
{
    RemotePace pace;
    if (!options.values.contains(u"interval"_s))
        return pace;
    bool isNumber = false;
    const double seconds = options.value(u"interval"_s).toDouble(&isNumber);
    if (!isNumber || !(seconds > 0) || seconds > 3600) {
        return failure(Error{ErrorCode::InvalidInput, u"“%1” is no number of seconds."_s.arg(options.value(u"interval"_s)), u"Nothing was started."_s,
                             u"Give a number above 0, such as 5."_s, {}});
    }
    const auto interval = std::chrono::milliseconds(std::max<qint64>(1, qRound64(seconds * 1000)));
    pace.follow.slow = std::max(interval, pace.follow.slow * (interval / pace.follow.fast));
    pace.follow.fast = interval;
    pace.search.between = std::min(pace.search.between, interval);
    return pace;
}

} // namespace layerdeck
