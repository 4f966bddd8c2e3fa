// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/remotemodels.h"

#include "base/units.h"

#include <QLocale>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

RemoteChoice choiceOf(const github::Preset &preset, bool isOnly)
{
    RemoteChoice choice;
    choice.parts = {preset};
    choice.about = preset.workflow.file();
    switch (preset.kind) {
    case github::PresetKind::Deploy:
        choice.icon = u"deploy"_s;
        choice.title = u"Deploy"_s;
        break;
    case github::PresetKind::ForceRebuild:
        choice.icon = u"rebuild"_s;
        choice.title = u"Force rebuild"_s;
        choice.about += u", without cache"_s;
        break;
    case github::PresetKind::ClearCaches:
        choice.icon = u"trash"_s;
        choice.title = preset.inputs.isEmpty() ? u"Clear caches"_s : u"Clear all caches"_s;
        for (const QString &value : preset.inputs)
            choice.about += u", "_s + value;
        break;
    }
    // Two of a kind are told by their own names.
    if (!isOnly)
        choice.title = preset.workflow.name;
    choice.id = u"%1/%2"_s.arg(int(preset.kind)).arg(preset.workflow.id);
    return choice;
}

/// The clear and the forced deploy, where each is one workflow.
std::optional<RemoteChoice> pairOf(const QList<github::Preset> &presets)
{
    const QList<github::Preset> clear = github::presetsOf(presets, github::PresetKind::ClearCaches);
    const QList<github::Preset> deploy = github::presetsOf(presets, github::PresetKind::Deploy);
    const QList<github::Preset> forced = github::presetsOf(presets, github::PresetKind::ForceRebuild);
    if (clear.size() != 1 || deploy.size() != 1)
        return std::nullopt;
    RemoteChoice choice;
    choice.id = u"pair"_s;
    choice.icon = u"clear-redeploy"_s;
    choice.title = u"Clear and redeploy"_s;
    choice.parts = {clear.first(), forced.isEmpty() ? deploy.first() : forced.first()};
    choice.about = u"%1, then %2"_s.arg(clear.first().workflow.file(), deploy.first().workflow.file());
    return choice;
}

QString between(const QDateTime &from, const QDateTime &to)
{
    return from.isValid() && to.isValid() ? durationText(std::max<qint64>(0, from.msecsTo(to))) : QString();
}

RemoteRow runRow(const github::Run &run, const QDateTime &now)
{
    const RemoteLook look = lookOf(run.status, run.conclusion);
    RemoteRow row;
    row.kind = RemoteRow::Kind::Run;
    row.runId = run.id;
    row.text = u"%1 #%2"_s.arg(run.name).arg(run.number);
    row.about = u"%1, %2 by %3, %4"_s.arg(run.branch, run.event == "workflow_dispatch"_L1 ? u"started"_s : run.event, run.actor, timeText(run.created.toLocalTime(), now));
    row.icon = look.icon;
    row.tone = look.tone;
    row.state = look.word;
    // GitHub's clock has made both times; where it still runs there is only one.
    row.time = run.isOver() ? between(run.started, run.updated) : look.word;
    return row;
}

void appendJobs(QList<RemoteRow> &rows, const github::FollowedRun &followed)
{
    for (const github::Job &job : followed.jobs) {
        const RemoteLook look = lookOf(job.status, job.conclusion);
        rows << RemoteRow{RemoteRow::Kind::Job, followed.run.id, job.id, 0, job.name, {}, look.word, look.icon, look.tone,
                          job.isOver() ? between(job.started, job.completed) : QString()};
        for (const github::JobStep &step : job.steps) {
            const RemoteLook stepLook = lookOf(step.status, step.conclusion);
            rows << RemoteRow{RemoteRow::Kind::Step, followed.run.id, job.id, step.number, step.name, {}, stepLook.word, stepLook.icon, stepLook.tone,
                              between(step.started, step.completed)};
        }
    }
}

} // namespace

RemoteLook lookOf(const QString &status, const QString &conclusion)
{
    if (status == "in_progress"_L1)
        return {u"running"_s, Tone::Run, u"running"_s};
    if (status == "waiting"_L1)
        return {u"approve"_s, Tone::Warn, u"waits"_s};
    if (status != "completed"_L1)
        return {u"waiting"_s, Tone::Muted, u"waiting"_s};
    if (conclusion == "success"_L1)
        return {u"ok"_s, Tone::Hit, u"succeeded"_s};
    if (conclusion == "cancelled"_L1)
        return {u"cancelled"_s, Tone::Muted, u"cancelled"_s};
    if (conclusion == "skipped"_L1 || conclusion == "neutral"_L1 || conclusion == "stale"_L1)
        return {u"cancelled"_s, Tone::Muted, conclusion};
    return {u"failed"_s, Tone::Fail, conclusion == "failure"_L1 ? u"failed"_s : QString(conclusion).replace(u'_', u' ')};
}

QList<RemoteChoice> remoteChoices(const QList<github::ReadWorkflow> &workflows)
{
    const QList<github::Preset> presets = github::recognisePresets(workflows);
    QList<RemoteChoice> choices;
    for (const github::PresetKind kind : {github::PresetKind::Deploy, github::PresetKind::ForceRebuild, github::PresetKind::ClearCaches}) {
        const QList<github::Preset> some = github::presetsOf(presets, kind);
        for (const github::Preset &preset : some)
            choices << choiceOf(preset, some.size() == 1);
    }
    if (const auto pair = pairOf(presets))
        choices << *pair;
    for (const github::ReadWorkflow &read : workflows) {
        const bool isPreset = std::ranges::any_of(presets, [&](const github::Preset &preset) { return preset.workflow.id == read.workflow.id; });
        if (isPreset)
            continue;
        const github::Preset plain{github::PresetKind::Deploy, read.workflow, {}};
        choices << RemoteChoice{u"other/%1"_s.arg(read.workflow.id), u"remote"_s, read.workflow.name, read.workflow.file(), {plain}};
    }
    return choices;
}

QList<RemoteRow> remoteRows(const RemoteWork &work, const QDateTime &now)
{
    QList<github::Run> runs = work.state().runs;
    const auto put = [&runs](const github::Run &run) {
        const auto known = std::ranges::find(runs, run.id, &github::Run::id);
        if (known == runs.end())
            runs << run;
        else if (known->updated <= run.updated)
            *known = run;
    };
    for (const RemoteStepResult &step : work.act().steps) {
        if (step.run)
            put(step.run->run);
    }
    if (work.looked())
        put(work.looked()->run);
    std::ranges::stable_sort(runs, std::ranges::greater(), &github::Run::created);
    QList<RemoteRow> rows;
    for (const github::Run &run : std::as_const(runs)) {
        rows << runRow(run, now);
        if (const github::FollowedRun *followed = work.followed(run.id))
            appendJobs(rows, *followed);
    }
    return rows;
}

QString remoteSentence(const RemoteState &state)
{
    QString sentence = u"%1 on %2"_s.arg(state.place.repository.fullName(), state.place.repository.host);
    if (!state.login.isEmpty())
        sentence += u" as "_s + state.login;
    sentence += u'.';
    if (state.rate) {
        const QLocale locale;
        sentence += u" %1 of %2 requests left this hour."_s.arg(locale.toString(state.rate->remaining), locale.toString(state.rate->limit));
    }
    return sentence;
}

QString actTitle(const RemoteAct &act)
{
    return act.plan.steps.size() > 1 ? u"Clear and redeploy on GitHub"_s : u"%1 on GitHub"_s.arg(act.plan.steps.value(0).name);
}

QString actSentence(const RemoteAct &act, const QDateTime &now)
{
    if (act.result)
        return act.result->error ? act.result->error->message : u"All of it succeeded, %1."_s.arg(durationText(act.result->milliseconds));
    const qsizetype part = std::max<qsizetype>(1, act.steps.size());
    const QString name = act.plan.steps.at(part - 1).name;
    const QString time = act.steps.isEmpty() ? QString() : between(act.stepStarted, now);
    const QString sentence = act.plan.steps.size() > 1 ? u"Part %1 of %2: %3"_s.arg(part).arg(act.plan.steps.size()).arg(name) : name;
    return time.isEmpty() ? sentence : sentence + u", "_s + time;
}

QVariant RemoteChoicesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RemoteChoice &choice = rows().at(index.row());
    switch (role) {
    case Qt::DisplayRole: return choice.title;
    case Qt::ToolTipRole: return u"%1: %2"_s.arg(choice.title, choice.about);
    case SecondLineRole: return choice.about;
    case IconRole: return choice.icon;
    case IdRole: return choice.id;
    case ToneRole: return int(Tone::Neutral);
    default: return {};
    }
}

void RemoteRunsModel::setRows(const QList<RemoteRow> &wanted)
{
    if (wanted != rows())
        exchange(wanted);
}

int RemoteRunsModel::rowOf(const QString &identity) const
{
    const auto found = std::ranges::find(rows(), identity, &RemoteRow::identity);
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

QVariant RemoteRunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? u"Run"_s : u"Time"_s;
}

QVariant RemoteRunsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RemoteRow &row = rows().at(index.row());
    const bool isName = index.column() == NameColumn;
    switch (role) {
    case Qt::DisplayRole: return isName ? row.text : row.time;
    case Qt::ToolTipRole: return u"%1, %2%3"_s.arg(row.text, row.state, row.about.isEmpty() ? QString() : u". "_s + row.about);
    case Qt::AccessibleTextRole: return isName ? u"%1, %2"_s.arg(row.text, row.state) : row.time;
    case IconRole: return isName ? QVariant(row.icon) : QVariant();
    case IconToneRole: return int(row.tone);
    case ToneRole: return int(isName ? Tone::Neutral : Tone::Muted);
    case EmphasisRole: return isName && row.kind != RemoteRow::Kind::Step;
    case IndentRole: return isName ? int(row.kind) : 0;
    case SecondLineRole: return isName && row.kind == RemoteRow::Kind::Run ? QVariant(row.about) : QVariant();
    case GroupStartRole: return row.kind == RemoteRow::Kind::Run && index.row() > 0;
    case NumberRole: return !isName;
    case IdRole: return row.identity();
    default: return {};
    }
}

} // namespace layerdeck
