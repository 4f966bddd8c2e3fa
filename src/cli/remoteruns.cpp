// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/output.h"
#include "cli/remote.h"
#include "cli/terminal.h"

#include "base/units.h"
#include "github/errors.h"
#include "models/remotemodels.h"
#include "session/remotejournal.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualLimit = 10;

QJsonValue rateJson(const std::optional<github::RateLimit> &rate)
{
    if (!rate)
        return {};
    return QJsonObject{{u"limit"_s, rate->limit}, {u"remaining"_s, rate->remaining}, {u"reset"_s, timeJson(rate->reset)}};
}

/// "acme/watchparty on github.com as mara (token from GH_TOKEN). 4,812 of 5,000 requests left this hour."
QString accessLine(const RemoteAccess &access)
{
    QString line = u"%1 on %2"_s.arg(access.place.repository.fullName(), access.place.tokenHost);
    if (!access.client.hasToken())
        line += u" as nobody: there is no token"_s;
    else
        line += u"%1 (token from %2)"_s.arg(access.login.isEmpty() ? QString() : u" as "_s + access.login, access.client.tokenFrom());
    line += u'.';
    if (const auto rate = access.client.rateLimit())
        line += u" %1 of %2 requests left this hour."_s.arg(QString::number(rate->remaining), QString::number(rate->limit));
    if (access.info.archived)
        line += u" The repository is archived: nothing can be started."_s;
    return line;
}

QString rightsLine(const RemoteAccess &access)
{
    if (!access.client.hasToken())
        return u"Private repositories and every act need one: “layerdeck remote login”, %1, or gh."_s.arg(github::tokenVariables(access.place.tokenHost).first());
    if (!access.scopes)
        return u"GitHub does not tell what this token may; it needs Actions read and write, and Contents read."_s;
    return access.scopes->contains(u"repo"_s) ? u"Its scopes are %1; whether the repository lets it, GitHub tells only when something is done."_s.arg(access.scopes->join(u", "_s))
                                              : u"Its scopes are %1; to start workflows it needs “repo”."_s.arg(access.scopes->isEmpty() ? u"none"_s : access.scopes->join(u", "_s));
}

void printRuns(const QList<github::Run> &runs)
{
    const QDateTime now = QDateTime::currentDateTime();
    for (const github::Run &run : runs) {
        const QDateTime began = run.attempt > 1 ? run.started : run.created;
        printLine(u"  %1  %2  %3  %4  %5  %6"_s.arg(QString::number(run.id).rightJustified(11), timeText(began.toLocalTime(), now).rightJustified(12),
                                                    stateOf(run).leftJustified(12), (run.isOver() ? durationText(run.milliseconds()) : QString()).rightJustified(10),
                                                    titleOf(run).leftJustified(32), originOf(run)));
    }
}

QJsonObject inputJson(const github::DispatchInput &input)
{
    QJsonObject object{{u"name"_s, input.name}, {u"type"_s, github::inputTypeName(input.type)}, {u"required"_s, input.required},
                       {u"description"_s, input.description}, {u"default"_s, input.defaultValue ? QJsonValue(*input.defaultValue) : QJsonValue()}};
    if (input.type == github::InputType::Choice)
        object.insert(u"options"_s, QJsonArray::fromStringList(input.options));
    if (!input.problem.isEmpty())
        object.insert(u"problem"_s, input.problem);
    return object;
}

void printInput(const github::DispatchInput &input)
{
    QString line = u"    %1  %2"_s.arg(input.name, github::inputTypeName(input.type));
    if (input.type == github::InputType::Choice)
        line += u" of "_s + input.options.join(u", "_s);
    if (input.required)
        line += u", required"_s;
    if (input.defaultValue)
        line += u", default %1"_s.arg(QString(*input.defaultValue).replace(u'\n', u"\\n"_s));
    if (!input.description.isEmpty())
        line += u"  "_s + input.description.simplified();
    printLine(line);
    if (!input.problem.isEmpty())
        printLine(u"      "_s + input.problem);
}

QString refOf(const Options &options, const RemoteAccess &access)
{
    return options.values.contains(u"ref"_s) ? options.value(u"ref"_s) : access.info.defaultBranch;
}

/// A step of a plan, once its inputs are held against the workflow's file.
QCoro::Task<Result<RemoteStep>> checkedStep(github::Client client, github::Workflow workflow, QString ref, QMap<QString, QString> inputs, CancelToken cancel)
{
    const Result<github::DispatchForm> form = co_await github::readForm(client, workflow, ref, cancel);
    if (!form) {
        Error error = form.error();
        error.unchanged = u"The workflow was not started."_s;
        if (error.code == ErrorCode::NotFound)
            error.advice = u"Push the branch “%1” with this file first, or choose another with --ref."_s.arg(ref);
        co_return failure(error);
    }
    const Result<QMap<QString, QString>> checked = github::checkInputs(*form, inputs);
    if (!checked)
        co_return failure(checked.error());
    const bool namesOne = std::ranges::any_of(form->inputs, [&](const github::DispatchInput &input) {
        return input.type == github::InputType::Environment && !checked->value(input.name).isEmpty();
    });
    if (namesOne) {
        // Who may not list them starts it all the same: GitHub then judges.
        const Result<QList<QString>> environments = co_await client.environments(cancel);
        if (!environments && environments.error().isCancelled())
            co_return cancelled();
        if (const Result<void> known = environments ? github::checkEnvironments(*form, *checked, *environments) : Result<void>(); !known)
            co_return failure(known.error());
    }
    co_return RemoteStep{workflow.file(), workflow.name, ref, *checked};
}

/// The one preset of its kind. InvalidInput where there is none or several.
Result<github::Preset> onlyPreset(const QList<github::Preset> &presets, github::PresetKind kind, const QString &act, const QString &option)
{
    const QList<github::Preset> some = github::presetsOf(presets, kind);
    if (some.size() == 1)
        return some.first();
    QStringList names;
    for (const github::Preset &preset : some)
        names << preset.workflow.file();
    const QString found = names.isEmpty() ? u"no workflow's name says so"_s : u"%1 may"_s.arg(names.join(u", "_s));
    return failure(Error{ErrorCode::InvalidInput, u"Which workflow %1 cannot be told: %2."_s.arg(act, found), u"Nothing was started."_s,
                         u"Name it with --%1 WORKFLOW."_s.arg(option), {}});
}

/// The two workflows of a clear and redeploy, as named or recognised, with the values that make them do it.
struct Pair
{
    github::Preset clear;
    github::Preset deploy;
};
QCoro::Task<Result<Pair>> choosePair(Options options, RemoteAccess access, CancelToken cancel)
{
    const Result<QList<github::Workflow>> workflows = co_await access.client.workflows(cancel);
    if (!workflows)
        co_return failure(workflows.error());
    const QString ref = refOf(options, access);
    const Result<github::WorkflowFiles> files = co_await github::readWorkflows(access.client, *workflows, ref, cancel);
    if (!files)
        co_return failure(files.error());
    const QList<github::Preset> presets = github::recognisePresets(files->read);
    const auto choose = [&](github::PresetKind kind, const QString &act, const QString &option) -> Result<github::Preset> {
        if (!options.values.contains(option))
            return onlyPreset(presets, kind, act, option);
        const Result<github::Workflow> named = workflowNamed(*workflows, options.value(option));
        if (!named)
            return failure(named.error());
        for (const github::Preset &preset : github::presetsOf(presets, kind)) {
            if (preset.workflow == *named)
                return preset;
        }
        return github::Preset{kind, *named, {}};
    };
    const Result<github::Preset> clear = choose(github::PresetKind::ClearCaches, u"clears the caches"_s, u"clear-workflow"_s);
    if (!clear)
        co_return failure(clear.error());
    Result<github::Preset> deploy = choose(github::PresetKind::Deploy, u"deploys"_s, u"workflow"_s);
    if (!deploy)
        co_return failure(deploy.error());
    // After a clear everything is built anew.
    for (const github::Preset &forced : github::presetsOf(presets, github::PresetKind::ForceRebuild)) {
        if (forced.workflow == deploy->workflow)
            deploy = forced;
    }
    co_return Pair{*clear, *deploy};
}

/// What stops an act before anything is sent says so, whatever was being asked.
Error nothingStarted(Error error, const QString &unsent)
{
    if (error.unchanged.isEmpty())
        error.unchanged = unsent;
    return error;
}

QMap<QString, QString> merged(QMap<QString, QString> inputs, const QMap<QString, QString> &own)
{
    inputs.insert(own);
    return inputs;
}

} // namespace

QCoro::Task<int> remoteStatus(Options options, CancelToken cancel)
{
    int limit = usualLimit;
    if (options.values.contains(u"limit"_s)) {
        bool isNumber = false;
        limit = options.value(u"limit"_s).toInt(&isNumber);
        if (!isNumber || limit < 1 || limit > 1000)
            co_return reportUsage(u"remote"_s, u"“%1” is no number of runs from 1 to 1000."_s.arg(options.value(u"limit"_s)), options.json);
    }
    const Result<RemoteAccess> access = co_await openRemote(options, cancel);
    if (!access)
        co_return reportError(access.error(), options.json);
    github::RunFilter filter;
    filter.limit = limit;
    const Result<github::RunList> runs = co_await access->client.runList(filter, cancel);
    if (!runs)
        co_return reportError(runs.error(), options.json);
    if (options.json) {
        QJsonArray list;
        for (const github::Run &run : runs->runs)
            list.append(runJson(run));
        QJsonArray others;
        for (const github::RemoteRepository &other : access->place.alternatives)
            others.append(QJsonObject{{u"remote"_s, other.remote}, {u"repository"_s, other.repository.displayName()}});
        printJson({{u"repository"_s, access->place.repository.fullName()}, {u"host"_s, access->place.repository.host}, {u"remote"_s, access->place.remote},
                   {u"other_remotes"_s, others}, {u"api"_s, access->place.api.toString()}, {u"default_branch"_s, access->info.defaultBranch},
                   {u"archived"_s, access->info.archived}, {u"login"_s, access->login}, {u"token_from"_s, access->client.tokenFrom()},
                   {u"scopes"_s, access->scopes ? QJsonValue(QJsonArray::fromStringList(*access->scopes)) : QJsonValue()},
                   {u"rate"_s, rateJson(access->client.rateLimit())}, {u"runs"_s, list}});
        co_return ExitSuccess;
    }
    printLine(accessLine(*access));
    printLine(rightsLine(*access));
    for (const github::RemoteRepository &other : access->place.alternatives)
        printLine(u"The remote “%1” is %2; --repo chooses it."_s.arg(other.remote, other.repository.displayName()));
    printLine({});
    if (runs->runs.isEmpty())
        printLine(u"No workflow has run so far."_s);
    printRuns(runs->runs);
    if (runs->total > runs->runs.size())
        printLine(u"  and %1 older ones; --limit shows more."_s.arg(runs->total - runs->runs.size()));
    co_return ExitSuccess;
}

QCoro::Task<int> remoteWorkflows(Options options, CancelToken cancel)
{
    const Result<RemoteAccess> access = co_await openRemote(options, cancel);
    if (!access)
        co_return reportError(access.error(), options.json);
    const Result<QList<github::Workflow>> workflows = co_await access->client.workflows(cancel);
    if (!workflows)
        co_return reportError(workflows.error(), options.json);
    const QString ref = refOf(options, *access);
    QSet<QString> causes; ///< that were told, without the names of files
    QJsonArray list;
    for (const github::Workflow &workflow : *workflows) {
        const Result<github::DispatchForm> form = co_await github::readForm(access->client, workflow, ref, cancel);
        if (!form && form.error().isCancelled())
            co_return reportError(form.error(), options.json);
        QJsonObject object{{u"id"_s, workflow.id}, {u"name"_s, workflow.name}, {u"path"_s, workflow.path}, {u"state"_s, workflow.state},
                           {u"dispatchable"_s, form && form->dispatchable}};
        if (!options.json)
            printLine(u"%1  %2%3"_s.arg(workflow.file(), workflow.name, workflow.isActive() ? QString() : u"  "_s + workflow.state));
        if (!form) {
            object.insert(u"error"_s, errorJson(form.error()));
            const QString said = form.error().sentences();
            const QString cause = QString(said).remove(workflow.path);
            if (!options.json)
                printLine(u"    "_s + (causes.contains(cause) ? u"cannot be read either, as above"_s : said));
            causes << cause;
        } else {
            QJsonArray inputs;
            for (const github::DispatchInput &input : form->inputs) {
                inputs.append(inputJson(input));
                if (!options.json)
                    printInput(input);
            }
            object.insert(u"triggers"_s, QJsonArray::fromStringList(form->triggers));
            object.insert(u"inputs"_s, inputs);
            if (!options.json && !form->dispatchable)
                printLine(u"    cannot be started by hand: runs on %1"_s.arg(form->triggers.join(u", "_s)));
        }
        list.append(object);
    }
    if (options.json)
        printJson({{u"repository"_s, access->place.repository.fullName()}, {u"ref"_s, ref}, {u"workflows"_s, list}});
    else if (list.isEmpty())
        printLine(u"The repository has no workflows, or GitHub Actions are disabled in its settings."_s);
    co_return ExitSuccess;
}

QCoro::Task<int> remoteDispatch(Options options, CancelToken cancel)
{
    const Result<QMap<QString, QString>> inputs = inputsOf(options, u"input"_s);
    if (!inputs)
        co_return reportError(inputs.error(), options.json);
    const QString unsent = u"“%1” was not started."_s.arg(options.names.at(1));
    const Result<RemoteAccess> access = co_await openRemote(options, cancel);
    if (!access)
        co_return reportError(nothingStarted(access.error(), unsent), options.json);
    if (access->info.archived)
        co_return reportError(github::archivedError(access->info.fullName, u"Nothing was started."_s), options.json);
    const Result<QList<github::Workflow>> workflows = co_await access->client.workflows(cancel);
    if (!workflows)
        co_return reportError(nothingStarted(workflows.error(), unsent), options.json);
    const Result<github::Workflow> workflow = workflowNamed(*workflows, options.names.at(1));
    if (!workflow)
        co_return reportError(workflow.error(), options.json);
    const QString ref = refOf(options, *access);
    const Result<RemoteStep> step = co_await checkedStep(access->client, *workflow, ref, *inputs, cancel);
    if (!step)
        co_return reportError(nothingStarted(step.error(), unsent), options.json);
    RemotePlan plan;
    plan.steps << *step;
    co_return co_await carryOutRemote(options, *access, plan, remoteDispatchKind, options.values.contains(u"wait"_s), cancel);
}

QCoro::Task<int> remoteWatch(Options options, CancelToken cancel)
{
    bool isNumber = false;
    const qint64 id = options.names.at(1).toLongLong(&isNumber);
    if (!isNumber || id <= 0)
        co_return reportUsage(u"remote"_s, u"“%1” is no number of a run; “layerdeck remote status” lists them."_s.arg(options.names.at(1)), options.json);
    const Result<RemotePace> pace = paceOf(options);
    if (!pace)
        co_return reportError(pace.error(), options.json);
    const Result<RemoteAccess> access = co_await openRemote(options, cancel);
    if (!access)
        co_return reportError(access.error(), options.json);
    RemotePrinter printer(options.json);
    github::FollowCallbacks callbacks;
    RemoteStepResult watched{id};
    callbacks.onChange = [&printer, &watched](const github::FollowedRun &run) {
        watched.run = run;
        printer.changed(run);
    };
    callbacks.onTrouble = [&printer](const Error &error) { printer.trouble(error); };
    QElapsedTimer clock;
    clock.start();
    const Result<github::FollowedRun> followed = co_await github::followRun(access->client, id, pace->follow, callbacks, cancel);
    std::optional<Error> error = followed ? failureOf(*followed) : std::optional(followed.error());
    if (error && error->isCancelled())
        error->message = u"No longer followed: the run %1 goes on on GitHub."_s.arg(id);
    if (!watched.run)
        co_return reportError(*error, options.json);
    if (followed && error)
        co_await printFailedLogs(access->client, *followed, cancel);
    // It closes as what was started from here does.
    const github::Run &run = watched.run->run;
    watched.milliseconds = clock.elapsed();
    watched.url = run.url;
    const RemotePlan plan{{RemoteStep{run.path.section(u'/', -1).section(u'@', 0, 0), run.name, run.branch, {}}}};
    const RemoteResult result{followed ? outcomeOf(*followed) : RemoteOutcome::Open, {watched}, 1, error, watched.milliseconds};
    co_return printRemoteResult(plan, result, options.json);
}

QCoro::Task<int> remoteRedeploy(Options options, CancelToken cancel)
{
    const Result<QMap<QString, QString>> inputs = inputsOf(options, u"input"_s);
    const Result<QMap<QString, QString>> clearInputs = inputsOf(options, u"clear-input"_s);
    if (!inputs || !clearInputs)
        co_return reportError(inputs ? clearInputs.error() : inputs.error(), options.json);
    const QString unsent = u"Nothing was started, neither what clears nor what deploys."_s;
    const Result<RemoteAccess> access = co_await openRemote(options, cancel);
    if (!access)
        co_return reportError(nothingStarted(access.error(), unsent), options.json);
    if (access->info.archived)
        co_return reportError(github::archivedError(access->info.fullName, u"Nothing was started."_s), options.json);
    const Result<Pair> pair = co_await choosePair(options, *access, cancel);
    if (!pair)
        co_return reportError(nothingStarted(pair.error(), unsent), options.json);
    const QString ref = refOf(options, *access);
    // Both are checked before the first one is started.
    const Result<RemoteStep> clear = co_await checkedStep(access->client, pair->clear.workflow, ref, merged(pair->clear.inputs, *clearInputs), cancel);
    if (!clear)
        co_return reportError(nothingStarted(clear.error(), unsent), options.json);
    const Result<RemoteStep> deploy = co_await checkedStep(access->client, pair->deploy.workflow, ref, merged(pair->deploy.inputs, *inputs), cancel);
    if (!deploy)
        co_return reportError(nothingStarted(deploy.error(), unsent), options.json);
    RemotePlan plan;
    plan.steps << *clear << *deploy;
    if (const Result<void> fits = checkPlan(plan); !fits)
        co_return reportError(fits.error(), options.json);
    if (!options.yes) {
        if (options.json || !isInteractive()) {
            const Error error{ErrorCode::InvalidInput, u"This would run “%1”, then “%2”, and nobody can be asked here."_s.arg(clear->name, deploy->name),
                              u"Nothing was started."_s, u"Add --yes to run both."_s, requestText(*clear) + u'\n' + requestText(*deploy)};
            co_return reportError(error, options.json);
        }
        printLine(u"“%1”, then, if that succeeds, “%2”:"_s.arg(clear->name, deploy->name));
        const QString question = u"%1\n%2\nType “redeploy” to run both: "_s.arg(requestText(*clear), requestText(*deploy));
        const bool yes = co_await confirmed(question, u"redeploy"_s, cancel);
        if (!yes) {
            printErrorLine(u"layerdeck: Nothing was started."_s);
            co_return ExitCancelled;
        }
    }
    co_return co_await carryOutRemote(options, *access, plan, remoteRedeployKind, true, cancel);
}

} // namespace layerdeck
