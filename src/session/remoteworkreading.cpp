// SPDX-License-Identifier: GPL-3.0-or-later
// What a window reads of a repository before anything can be started.
#include "compose/files.h"
#include "session/remotework.h"
#include "session/remoteworkprivate.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

QCoro::Task<Result<RemoteWork::Reading>> RemoteWork::read(GitHubRequest request, HeldTokens held, std::shared_ptr<Gates> gates, ReadCallback onPart,
                                                          CancelToken cancel)
{
    Reading reading;
    reading.state.status = RemoteState::Status::Failed;
    const Result<GitHubPlace> found = co_await findGitHub(request, cancel);
    if (!found) {
        reading.state.error = found.error();
        // Whatever git says, a repository can be named.
        if (found.error().code != ErrorCode::InvalidInput)
            reading.state.lack = RemoteState::Lack::Repository;
        co_return reading;
    }
    reading.state.place = *found;
    github::ClientOptions options;
    options.api = found->api;
    options.token = held.value(found->tokenHost);
    options.tokenFrom = u"this window"_s;
    reading.state.isHeld = !options.token.isEmpty();
    reading.state.canSignOut = reading.state.isHeld;
    if (!reading.state.isHeld) {
        const Result<FoundToken> token = co_await findGitHubToken(found->tokenHost, processEnvironment(), cancel);
        if (!token) {
            reading.state.error = token.error();
            co_return reading;
        }
        if (token->trouble && token->trouble->code != ErrorCode::ToolMissing)
            reading.state.keychainTrouble = token->trouble;
        if (token->token) {
            options.token = token->token->value;
            options.tokenFrom = token->token->from;
            reading.state.canSignOut = token->isKept;
        }
    }
    if (!options.token.isEmpty())
        reading.state.tokenFrom = options.tokenFrom;
    options.gate = gateOf(*gates, options.api, options.token);
    reading.gate = options.gate;
    const Result<Reading> whole = co_await readRepository(options, reading, onPart, cancel);
    if (whole)
        co_return *whole;
    reading.state.error = whole.error();
    // A private repository is not there for nobody.
    if (options.token.isEmpty() && (whole.error().code == ErrorCode::PermissionDenied || whole.error().code == ErrorCode::NotFound))
        reading.state.lack = RemoteState::Lack::Token;
    co_return reading;
}

QCoro::Task<Result<void>> RemoteWork::seeRepository(GitHubRequest request, HeldTokens held, std::shared_ptr<Gates> gates, CancelToken cancel)
{
    const Result<GitHubPlace> place = co_await findGitHub(request, cancel);
    if (!place)
        co_return failure(place.error());
    github::ClientOptions options;
    options.api = place->api;
    options.token = held.value(place->tokenHost);
    options.tokenFrom = u"this window"_s;
    if (options.token.isEmpty()) {
        const Result<FoundToken> found = co_await findGitHubToken(place->tokenHost, processEnvironment(), cancel);
        if (!found)
            co_return failure(found.error());
        if (!found->token)
            co_return {};
        options.token = found->token->value;
        options.tokenFrom = found->token->from;
    }
    options.gate = gateOf(*gates, options.api, options.token);
    const Result<OpenedRepository> opened = co_await openRepository(place->repository, options, cancel);
    co_return opened ? Result<void>() : failure(opened.error());
}

QCoro::Task<Result<RemoteWork::Reading>> RemoteWork::readRepository(github::ClientOptions options, Reading reading, ReadCallback onPart, CancelToken cancel)
{
    RemoteState &state = reading.state;
    const Result<OpenedRepository> opened = co_await openRepository(state.place.repository, options, cancel);
    if (!opened)
        co_return failure(opened.error());
    const github::Client client = opened->client;
    state.info = opened->info;
    state.renamedFrom = opened->renamedFrom;
    state.place.repository = opened->repository;
    state.login = opened->identity.login;
    state.scopes = opened->identity.scopes;
    const github::RunFilter filter = newestRuns(firstRuns);
    const Result<github::RunList> runs = co_await client.runList(filter, cancel);
    if (!runs)
        co_return failure(runs.error());
    state.runs = runs->runs;
    state.runsTotal = runs->total;
    state.status = RemoteState::Status::Looking;
    onPart(reading);
    const Result<QList<QString>> branches = co_await client.branches(cancel);
    if (!branches && !github::isOfPart(branches.error()))
        co_return failure(branches.error());
    state.branches = branches.value_or(QList<QString>());
    const Result<QList<QString>> tags = co_await client.tags(cancel);
    if (!tags && !github::isOfPart(tags.error()))
        co_return failure(tags.error());
    state.tags = tags.value_or(QList<QString>());
    // Inputs of this type can be typed too.
    const Result<QList<QString>> environments = co_await client.environments(cancel);
    state.environments = environments.value_or(QList<QString>());
    state.ref = state.info.defaultBranch;
    const Result<RemoteState> files = co_await readFiles(client, state, cancel);
    if (!files)
        co_return failure(files.error());
    Reading whole{*files, client, reading.gate};
    for (const Result<QList<QString>> *part : {&branches, &tags}) {
        if (!*part)
            whole.state.missing << part->error();
    }
    co_return whole;
}

QCoro::Task<Result<RemoteState>> RemoteWork::readFiles(github::Client client, RemoteState state, CancelToken cancel)
{
    state.workflows.clear();
    state.missing.clear();
    state.status = RemoteState::Status::Ready;
    const Result<QList<github::Workflow>> workflows = co_await client.workflows(cancel);
    if (!workflows && !github::isOfPart(workflows.error()))
        co_return failure(workflows.error());
    if (!workflows)
        state.missing << workflows.error();
    const Result<github::WorkflowFiles> files = co_await github::readWorkflows(client, workflows.value_or(QList<github::Workflow>()), state.ref, cancel);
    if (!files)
        co_return failure(files.error());
    state.problems = files->problems;
    for (const github::ReadWorkflow &read : files->read) {
        if (read.form.dispatchable)
            state.workflows << read;
    }
    state.rate = client.rateLimit();
    co_return state;
}

} // namespace layerdeck
