// SPDX-License-Identifier: GPL-3.0-or-later
// Which repository a window is about, as whom, and what was chosen there.
#include "compose/secrets.h"
#include "session/remotework.h"

#include <QCryptographicHash>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error busyError()
{
    return {ErrorCode::Busy, u"A run is on, with the token that it was begun with."_s, u"Nothing was kept."_s, u"Sign in when it has ended."_s};
}

} // namespace

std::shared_ptr<github::Gate> RemoteWork::gateOf(Gates &gates, const QUrl &api, const QByteArray &token)
{
    std::shared_ptr<github::Gate> &gate = gates[api.toEncoded() + ' ' + QCryptographicHash::hash(token, QCryptographicHash::Sha256)];
    if (!gate)
        gate = std::make_shared<github::Gate>(github::Clocks());
    return gate;
}

void RemoteWork::openAnew()
{
    // What was begun with the other token is not ended with it.
    stopAsking();
    m_state.status = RemoteState::Status::Unknown;
    // Whom it stands for, what it may, and what ended under another name are no longer so.
    m_state.tokenFrom.clear();
    m_state.login.clear();
    m_state.scopes.reset();
    m_state.refused.reset();
    m_state.noAnnotations.reset();
    if (!m_act.isRunning())
        m_act = {};
    open();
    emit followedChanged();
}

Result<QString> RemoteWork::repositoryNamed(const QString &text) const
{
    const QString host = m_state.place.repository.host.isEmpty() ? u"github.com"_s : m_state.place.repository.host;
    const Result<github::Repository> named = github::parseRepository(text.trimmed(), host);
    return named ? Result<QString>(named->host + u'/' + named->fullName()) : failure(named.error());
}

void RemoteWork::tryRepository(const QString &repository, std::function<void(const Result<void> &)> done)
{
    const Result<QString> wanted = repositoryNamed(repository);
    if (!wanted)
        return done(failure(wanted.error()));
    const GitHubRequest request{m_directory, *wanted, m_api};
    m_trying.start<void>([request, held = m_held, gates = m_gates](CancelToken cancel) { return seeRepository(request, held, gates, cancel); },
                         [this, wanted = *wanted, done = std::move(done)](const Result<void> &seen) {
                             if (seen)
                                 return done(chooseRepository(wanted));
                             Error error = seen.error();
                             const github::Repository &before = m_state.place.repository;
                             error.unchanged = before.name.isEmpty() ? u"Nothing was chosen."_s : u"%1 stays chosen."_s.arg(before.displayName());
                             done(failure(error));
                         });
}

Result<void> RemoteWork::chooseRepository(const QString &repository)
{
    if (m_act.isRunning() || m_directory.isEmpty())
        return {};
    const Result<QString> wanted = repository.isEmpty() ? Result<QString>(QString()) : repositoryNamed(repository);
    if (!wanted)
        return failure(wanted.error());
    m_chosen = *wanted;
    const Result<void> kept = RemoteChoicesMemory().setRepositoryOf(m_directory, *wanted);
    forgetRepository();
    open();
    if (!kept)
        emit failed(kept.error());
    return {};
}

void RemoteWork::settleSignIn(const Result<SignedIn> &in, const QByteArray &token, const SignedInCallback &done)
{
    if (in && in->notKept)
        m_held.insert(in->host, token.trimmed());
    else if (in)
        m_held.remove(in->host);
    done(in);
    if (in)
        openAnew();
}

void RemoteWork::signIn(const QByteArray &token, SignedInCallback done)
{
    if (m_act.isRunning())
        return done(failure(busyError()));
    const GitHubPlace place = m_state.place;
    const std::shared_ptr<github::Gate> gate = gateOf(*m_gates, place.api, token.trimmed());
    m_signing.start<SignedIn>([place, token, gate](CancelToken cancel) { return layerdeck::signIn(place, token, u"this window"_s, cancel, gate); },
                              [this, token, done = std::move(done)](const Result<SignedIn> &in) { settleSignIn(in, token, done); });
}

void RemoteWork::signInWithCode(std::function<void(const github::DeviceCode &)> onCode, SignedInCallback done)
{
    if (m_act.isRunning())
        return done(failure(busyError()));
    const QUrl site = github::siteUrlFor(m_state.place.api);
    m_signing.start<github::DeviceCode>([site, id = m_clientId](CancelToken cancel) { return github::requestDeviceCode(site, id, cancel); },
                                        [this, site, onCode = std::move(onCode), done = std::move(done)](const Result<github::DeviceCode> &code) {
                                            if (!code)
                                                return done(failure(code.error()));
                                            onCode(*code);
                                            m_signing.start<QByteArray>(
                                                [site, id = m_clientId, code = *code, pace = m_devicePace](CancelToken cancel) {
                                                    return github::awaitDeviceToken(site, id, code, pace, cancel);
                                                },
                                                [this, done](const Result<QByteArray> &token) {
                                                    if (token)
                                                        signIn(*token, done);
                                                    else
                                                        done(failure(token.error()));
                                                });
                                        });
}

void RemoteWork::signOut()
{
    if (m_act.isRunning())
        return;
    const QString host = m_state.place.tokenHost;
    const bool wasHeld = m_held.remove(host) > 0;
    m_signing.start<void>([host](CancelToken cancel) { return layerdeck::signOut(host, cancel); },
                          [this, wasHeld](const Result<void> &gone) {
                              openAnew();
                              // Where there is no keychain, memory was the only place.
                              if (!gone && !(wasHeld && gone.error().code == ErrorCode::ToolMissing))
                                  emit failed(gone.error());
                          });
}

void RemoteWork::confirmPresets(const QStringList &keys, bool isIt)
{
    for (const QString &key : keys) {
        m_choices.confirmed.removeAll(key);
        m_choices.refused.removeAll(key);
        (isIt ? m_choices.confirmed : m_choices.refused) << key;
    }
    emit stateChanged();
    keepChoices();
}

void RemoteWork::rememberInputs(const RemotePlan &plan, const QString &act)
{
    for (qsizetype i = 0; i < plan.steps.size(); ++i) {
        const RemoteStep &step = plan.steps.at(i);
        const auto read =
            std::ranges::find_if(m_state.workflows, [&](const github::ReadWorkflow &one) { return one.workflow.file() == step.workflow; });
        if (read == m_state.workflows.end())
            continue;
        QMap<QString, QString> inputs = step.inputs;
        // GitHub has a place of its own for secrets; who sends one all the same does not find it in a file.
        inputs.removeIf([](const std::pair<const QString &, QString &> input) { return looksSecret(input.first); });
        m_choices.inputs.insert(inputsKey(read->workflow.path, act), inputs);
        if (i == 0)
            m_choices.refs.insert(inputsKey(read->workflow.path, act), step.ref);
    }
    keepChoices();
}

void RemoteWork::keepChoices()
{
    if (const Result<void> kept = RemoteChoicesMemory().keep(repositoryKey(), m_choices); !kept)
        emit failed(kept.error());
}

} // namespace layerdeck
