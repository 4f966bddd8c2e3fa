// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/runstory.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Another number, another Layerdeck: then nothing is understood.
constexpr int version = 1;

constexpr std::array kinds{PlanKind::Deploy, PlanKind::Rebuild, PlanKind::Clear, PlanKind::Redeploy, PlanKind::Rollback};
constexpr std::array outcomes{RunOutcome::Succeeded, RunOutcome::Failed, RunOutcome::Cancelled};
constexpr std::array states{StepState::Waiting, StepState::Running, StepState::Cached, StepState::Base,
                            StepState::Shared,  StepState::Done,    StepState::Failed, StepState::Cancelled};

/// The one of `all` that `name` gives the word; nothing where none does.
template <typename T, size_t n>
std::optional<T> named(const std::array<T, n> &all, QString (*name)(T), const QString &word)
{
    for (const T of : all) {
        if (name(of) == word)
            return of;
    }
    return std::nullopt;
}

/// Any bytes: a text that is no UTF-8 must come out as it went in.
QString wrapped(const QByteArray &bytes) { return QString::fromLatin1(bytes); }
QByteArray unwrapped(const QJsonValue &value) { return value.toString().toLatin1(); }

/// What an action is, without what it does.
QString actionWord(const PlanAction &action)
{
    static const std::array words{u"build"_s, u"switch"_s, u"remove"_s, u"prune"_s, u"tag"_s};
    return words.at(action.index());
}

PlanAction actionOf(const QString &word)
{
    if (word == "build"_L1)
        return BuildImages{};
    if (word == "switch"_L1)
        return SwitchContainers{};
    if (word == "remove"_L1)
        return RemoveImage{};
    if (word == "tag"_L1)
        return TagImage{};
    return PruneRecords{};
}

QJsonObject toJson(const BuildStep &step)
{
    return {{u"id"_s, step.id},       {u"index"_s, step.index},         {u"stage"_s, step.stage},
            {u"number"_s, step.number}, {u"name"_s, step.name},         {u"state"_s, stepStateName(step.state)},
            {u"started"_s, step.started}, {u"completed"_s, step.completed}, {u"error"_s, step.error},
            {u"by"_s, step.servedBy}, {u"promised"_s, step.promised}, {u"critical"_s, step.critical}};
}

std::optional<BuildStep> stepOf(const QJsonObject &json)
{
    const std::optional<StepState> state = named(states, &stepStateName, json["state"_L1].toString());
    if (!state)
        return std::nullopt;
    return BuildStep{json["id"_L1].toInt(),           json["index"_L1].toInt(),         json["stage"_L1].toString(),
                     json["number"_L1].toInt(),       json["name"_L1].toString(),       *state,
                     json["started"_L1].toInteger(),  json["completed"_L1].toInteger(), json["error"_L1].toString(),
                     json["by"_L1].toString(),        json["promised"_L1].toString(), json["critical"_L1].toBool()};
}

QJsonArray toJson(const QList<BuildStep> &steps)
{
    QJsonArray array;
    for (const BuildStep &step : steps)
        array.append(toJson(step));
    return array;
}

QList<BuildStep> stepsOf(const QJsonValue &array)
{
    QList<BuildStep> steps;
    for (const QJsonValue step : array.toArray()) {
        if (const auto read = stepOf(step.toObject()))
            steps << *read;
    }
    return steps;
}

QByteArray lineOf(const QJsonObject &json) { return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n'; }

struct ToJson
{
    QJsonObject operator()(const PhaseStarted &of) const { return {{u"event"_s, u"phase"_s}, {u"step"_s, of.planStep}, {u"time"_s, of.time}}; }
    QJsonObject operator()(const PhaseEnded &of) const
    {
        return {{u"event"_s, u"phase-end"_s}, {u"step"_s, of.planStep}, {u"outcome"_s, outcomeName(of.outcome)}, {u"ms"_s, of.milliseconds}};
    }
    QJsonObject operator()(const StepsListed &of) const
    {
        return {{u"event"_s, u"steps"_s}, {u"service"_s, of.service}, {u"steps"_s, toJson(of.steps)}};
    }
    QJsonObject operator()(const StepChanged &of) const
    {
        return {{u"event"_s, u"step"_s}, {u"service"_s, of.service}, {u"step"_s, toJson(of.step)}};
    }
    QJsonObject operator()(const ImportChanged &of) const
    {
        return {{u"event"_s, u"import"_s},
                {u"service"_s, of.import.service},
                {u"source"_s, of.import.source},
                {u"started"_s, of.import.started},
                {u"completed"_s, of.import.completed},
                {u"error"_s, of.import.error}};
    }
    QJsonObject operator()(const LogText &of) const
    {
        return {{u"event"_s, u"log"_s}, {u"service"_s, of.service},    {u"step"_s, of.step},
                {u"time"_s, of.time},   {u"text"_s, wrapped(of.text)}, {u"error"_s, of.isError}};
    }
};

std::optional<RunEvent> eventOf(const QString &kind, const QJsonObject &json)
{
    const QString service = json["service"_L1].toString();
    if (kind == "phase"_L1)
        return PhaseStarted{json["step"_L1].toInt(-1), json["time"_L1].toInteger()};
    if (kind == "phase-end"_L1) {
        const auto outcome = named(outcomes, &outcomeName, json["outcome"_L1].toString());
        return outcome ? std::optional<RunEvent>(PhaseEnded{json["step"_L1].toInt(-1), *outcome, json["ms"_L1].toInteger()}) : std::nullopt;
    }
    if (kind == "steps"_L1)
        return StepsListed{service, stepsOf(json["steps"_L1])};
    if (kind == "step"_L1) {
        const auto step = stepOf(json["step"_L1].toObject());
        return step ? std::optional<RunEvent>(StepChanged{service, *step}) : std::nullopt;
    }
    if (kind == "import"_L1) {
        return ImportChanged{{service, json["source"_L1].toString(), json["started"_L1].toInteger(), json["completed"_L1].toInteger(),
                              json["error"_L1].toString()}};
    }
    if (kind == "log"_L1)
        return LogText{service, json["step"_L1].toInt(), json["time"_L1].toInteger(), unwrapped(json["text"_L1]), json["error"_L1].toBool()};
    return std::nullopt;
}

std::optional<RunState> runOf(const QJsonObject &json)
{
    const auto kind = named(kinds, &kindName, json["kind"_L1].toString());
    if (json["version"_L1].toInt() != version || !kind)
        return std::nullopt;
    Plan plan;
    plan.kind = *kind;
    plan.project = json["project"_L1].toString();
    for (const QJsonValue service : json["services"_L1].toArray())
        plan.services << service.toString();
    for (const QJsonValue step : json["plan"_L1].toArray())
        plan.steps << PlanStep{step["purpose"_L1].toString(), actionOf(step["action"_L1].toString())};
    RunState run = RunState::of(plan, QDateTime::fromMSecsSinceEpoch(json["started"_L1].toInteger()));
    const QJsonObject steps = json["steps"_L1].toObject();
    for (auto it = steps.begin(); it != steps.end(); ++it)
        run.steps.insert(it.key(), stepsOf(it.value()));
    run.watched = true;
    return run;
}

} // namespace

QByteArray storyLine(const RunState &begun)
{
    QJsonArray plan;
    for (const PlanStep &step : begun.plan.steps)
        plan.append(QJsonObject{{u"purpose"_s, step.purpose}, {u"action"_s, actionWord(step.action)}});
    QJsonObject steps;
    for (auto it = begun.steps.cbegin(); it != begun.steps.cend(); ++it)
        steps.insert(it.key(), toJson(it.value()));
    return lineOf({{u"event"_s, u"run"_s},
                   {u"version"_s, version},
                   {u"kind"_s, kindName(begun.plan.kind)},
                   {u"project"_s, begun.plan.project},
                   {u"services"_s, QJsonArray::fromStringList(begun.plan.services)},
                   {u"started"_s, begun.startedMs},
                   {u"plan"_s, plan},
                   {u"steps"_s, steps}});
}

QByteArray storyLine(const RunEvent &event) { return lineOf(std::visit(ToJson{}, event)); }

std::optional<std::variant<RunState, RunEvent>> readStoryLine(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    const QString kind = json["event"_L1].toString();
    if (kind == "run"_L1) {
        if (const auto run = runOf(json))
            return *run;
        return std::nullopt;
    }
    if (const auto event = eventOf(kind, json))
        return *event;
    return std::nullopt;
}

} // namespace layerdeck
