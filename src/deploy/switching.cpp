// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/switching.h"

#include "base/completion.h"
#include "deploy/steadiness.h"
#include "engine/dockerprogram.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTimer>

#include <memory>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

using Observer = std::function<void(const RunEvent &)>;

/// Compose's closing sentence, without the lines of its progress.
QString composeError(const QByteArray &output)
{
    QStringList lines = QString::fromUtf8(output).trimmed().split(u'\n');
    lines.removeIf([](const QString &line) { return line.trimmed().isEmpty(); });
    if (lines.isEmpty())
        return {};
    // The container is named behind it, and is what matters.
    static const QLatin1String dependency("dependency failed to start: ");
    const QString last = lines.last().trimmed();
    return last.startsWith(dependency) ? last.mid(dependency.size()) : last;
}

bool isOfHealth(const QString &said)
{
    return said.endsWith("is unhealthy"_L1) || said.contains("timeout exceeded"_L1);
}

/// What the engine's events tell of a switch.
struct SwitchWitness
{
    DowntimeClock clock;
    EndedContainers ended;
};

/// `hears` is completed once nothing is missed any more, or when it is not worth waiting for longer.
QCoro::Task<Result<void>> listen(EngineClient engine, std::shared_ptr<SwitchWitness> witness, Completion<bool> hears, CancelToken cancel)
{
    const std::function<void()> begun = [hears] { hears.complete(true); };
    QTimer::singleShot(std::chrono::seconds(3), QCoreApplication::instance(), [hears] { hears.complete(false); });
    const std::function<void(const EngineEvent &)> heard = [witness](const EngineEvent &event) {
        witness->clock.take(event);
        witness->ended.take(event);
    };
    const Result<void> ended = co_await engine.events(begun, heard, cancel);
    hears.complete(false);
    co_return ended;
}

QCoro::Task<Result<void>> compose(Command command, Observer observe, RunResult *result, CancelToken cancel)
{
    QByteArray collected;
    ProcessOptions options;
    options.onErrorOutput = [&](const QByteArray &bytes) {
        collected += bytes;
        observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), bytes, true});
    };
    options.onOutput = [&](const QByteArray &bytes) {
        observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), bytes, false});
    };
    result->switched = true;
    const Result<ProcessResult> ended = co_await runDocker(command, options, cancel);
    if (!ended)
        co_return failure(ended.error());
    if (ended->exitCode != 0 || ended->crashed) {
        const QString said = composeError(collected);
        co_return failure(Error{ErrorCode::OperationFailed,
                                (isOfHealth(said) ? u"The containers did not become healthy: %1."_s : u"The containers could not be started: %1."_s).arg(said),
                                u"The new images are built; containers that were switched before stay as they are."_s,
                                u"Look at “docker compose ps” and the containers' logs, then deploy again."_s,
                                QString::fromUtf8(collected).trimmed()});
    }
    co_return {};
}

/// Whether it is all that Compose complains of that a container has ended with 0.
bool endedWell(const Error &error)
{
    static const QRegularExpression sentence(u"(?:^|\\n)\\s*container \\S+ exited \\(0\\)$"_s);
    return sentence.match(error.detail).hasMatch();
}

/// Of `services` those that have a container which has not done what it is for.
QStringList notEnded(const QList<Container> &containers, const QStringList &services)
{
    QStringList names;
    for (const Container &container : containers) {
        if (services.contains(container.service()) && !container.hasEndedWell())
            names << container.service();
    }
    names.removeDuplicates();
    return names;
}

/// The same switch, for these services alone: what has been started is only waited for.
Command waitingFor(Command command, const QStringList &services)
{
    const qsizetype timeout = command.arguments.indexOf(u"--wait-timeout"_s);
    command.arguments.resize(timeout + 2);
    command.arguments << u"--no-deps"_s << services;
    return command;
}

/// All of a configuration that containers are made from.
QJsonObject withoutBuilds(const QByteArray &configJson)
{
    QJsonObject config = QJsonDocument::fromJson(configJson).object();
    QJsonObject services = config["services"_L1].toObject();
    for (const QString &name : services.keys()) {
        QJsonObject service = services[name].toObject();
        service.remove("build"_L1);
        services.insert(name, service);
    }
    config.insert("services"_L1, services);
    return config;
}

/// Compose reads the files again when it switches: what it would find now must be what the plan was made from.
QCoro::Task<Result<void>> isStillPlanned(RenderedConfig planned, CancelToken cancel)
{
    const ProcessOptions options;
    const Result<ProcessResult> now = co_await runDocker(planned.command, options, cancel);
    if (!now)
        co_return failure(now.error());
    if (now->exitCode == 0 && withoutBuilds(now->output) == withoutBuilds(planned.json))
        co_return {};
    co_return failure(Error{ErrorCode::OperationFailed, u"The Compose configuration was changed since the deployment began."_s,
                            u"No container was changed; what was built stays."_s,
                            u"Deploy again: what was built comes from the cache."_s, QString::fromUtf8(now->errorOutput).trimmed()});
}

/// Whether the same containers run as before, and no other.
bool isLeftAlone(const QList<Container> &before, const QList<Container> &after)
{
    const auto running = [](const QList<Container> &containers) {
        QStringList ids;
        for (const Container &container : containers)
            ids << container.id + u' ' + container.state;
        ids.sort();
        return ids;
    };
    const bool allRan = std::ranges::all_of(before, [](const Container &container) { return container.state == "running"_L1; });
    return !before.isEmpty() && allRan && running(before) == running(after);
}

} // namespace

QCoro::Task<Result<void>> switchContainers(Plan plan, SwitchContainers action, EngineClient engine, Observer observe, RunResult *result,
                                           CancelToken cancel)
{
    const Result<QList<Container>> before = co_await engine.containers(plan.project, cancel);
    const QList<Container> there = before ? *before : QList<Container>();
    const Settled settled = action.settled.value_or(Settled());
    const bool nothingToDo = co_await isSettled(settled, there, engine, cancel);
    if (nothingToDo) {
        result->switched = true;
        result->alreadySwitched = true;
        result->containers = there;
        observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(), (alreadySwitchedSentence() + u'\n').toUtf8(), false});
        co_return {};
    }
    const RenderedConfig planned = action.config;
    if (!planned.json.isEmpty()) {
        const Result<void> still = co_await isStillPlanned(planned, cancel);
        if (!still)
            co_return failure(still.error());
    }
    const Command command = action.command;
    const auto witness = std::make_shared<SwitchWitness>(SwitchWitness{DowntimeClock(plan.project, there, result->downtimes), {}});
    CancelSource end;
    const Completion<bool> hears;
    QCoro::Task<Result<void>> listening = listen(engine, witness, hears, end.token());
    co_await hears;
    Result<void> done = co_await compose(command, observe, result, cancel);
    // Compose takes it for a failure where a container ends with 0 before it was waited for.
    for (qsizetype left = plan.services.size(); !done && left > 0 && endedWell(done.error()); --left) {
        const Result<QList<Container>> now = co_await engine.containers(plan.project, cancel);
        const QStringList waiting = now ? notEnded(*now, plan.services) : QStringList();
        if (!now)
            break;
        done = Result<void>();
        const Command again = waitingFor(command, waiting);
        if (!waiting.isEmpty())
            done = co_await compose(again, observe, result, cancel);
    }
    // Compose calls a container unhealthy too that has ended, or that is started again and again.
    const bool isUnhealthy = !done && isOfHealth(composeError(done.error().detail.toUtf8()));
    if (isUnhealthy || (done && before)) {
        const Result<QList<Container>> after = co_await engine.containers(plan.project, cancel);
        if (done && !after)
            observe(LogText{{}, 0, QDateTime::currentMSecsSinceEpoch(),
                            (u"Whether the containers stay up was not seen: "_s + after.error().message + u'\n').toUtf8(), true});
        QSet<QString> ids;
        for (const Container &container : there)
            ids.insert(container.id);
        const QList<UnsteadyContainer> unsteady =
            unsteadyContainers(after.value_or(QList<Container>()), plan.services, ids, witness->ended);
        for (const UnsteadyContainer &container : unsteady)
            result->unsteady << container.id;
        if (!unsteady.isEmpty())
            done = failure(unsteadyError(unsteady, done ? QString() : done.error().detail));
        else if (done && after)
            result->containers = *after;
        // Compose found them as they are to be. Of a part this is not said: whoever remembers it takes it for all of the project.
        result->alreadySwitched = action.whole && done && after && isLeftAlone(there, *after);
    }
    end.cancel();
    co_await listening;
    result->downtimes = added(result->downtimes, witness->clock.result());
    co_return done;
}

} // namespace layerdeck
