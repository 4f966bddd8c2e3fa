// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/remotemodels.h"

#include "base/units.h"

#include <QHash>
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
    choice.keys = {github::presetKey(preset)};
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
    for (const github::Preset &part : std::as_const(choice.parts))
        choice.keys << github::presetKey(part);
    return choice;
}

/// What makes another act of the same workflow is at its default here, whatever was sent the last time.
void fixValues(github::Preset &part, const QList<github::Preset> &presets, const QList<github::ReadWorkflow> &workflows)
{
    const auto read = std::ranges::find_if(workflows, [&](const github::ReadWorkflow &one) { return one.workflow.id == part.workflow.id; });
    for (const github::Preset &other : presets) {
        if (other.workflow.id != part.workflow.id)
            continue;
        for (auto it = other.inputs.cbegin(); it != other.inputs.cend(); ++it) {
            if (!part.inputs.contains(it.key()))
                part.inputs.insert(it.key(), read->form.input(it.key())->defaultValue.value_or(QString()));
        }
    }
}

QString between(const QDateTime &from, const QDateTime &to)
{
    return from.isValid() && to.isValid() ? durationText(std::max<qint64>(0, from.msecsTo(to))) : QString();
}

bool isRunning(const QString &status) { return status == "in_progress"_L1; }

/// How long it has run, or runs by now; in words where it has not begun.
QString timeOf(const QDateTime &started, const QDateTime &ended, bool isRunning, const QDateTime &there, const QString &word)
{
    const QString time = between(started, isRunning ? there : ended);
    return time.isEmpty() ? word : time;
}

RemoteRow runRow(const github::Run &run, const QDateTime &there, const QDateTime &now)
{
    const RemoteLook look = lookOf(run.status, run.conclusion);
    RemoteRow row;
    row.kind = RemoteRow::Kind::Run;
    row.runId = run.id;
    row.text = titleOf(run);
    row.about = u"%1, %2"_s.arg(originOf(run), timeText((run.attempt > 1 ? run.started : run.created).toLocalTime(), now));
    row.icon = look.icon;
    row.tone = look.tone;
    row.state = look.word;
    row.time = timeOf(run.started, run.isOver() ? run.updated : QDateTime(), isRunning(run.status), there, run.isOver() ? QString() : look.word);
    return row;
}

void appendJobs(QList<RemoteRow> &rows, const github::FollowedRun &followed, const QDateTime &there)
{
    for (const github::Job &job : followed.jobs) {
        const RemoteLook look = lookOf(job.status, job.conclusion);
        rows << RemoteRow{RemoteRow::Kind::Job, followed.run.id, job.id, 0, job.name, {}, look.word, look.icon, look.tone,
                          job.conclusion == "skipped"_L1 ? look.word : timeOf(job.started, job.isOver() ? job.completed : QDateTime(), isRunning(job.status), there, {})};
        for (const github::JobStep &step : job.steps) {
            const RemoteLook stepLook = lookOf(step.status, step.conclusion);
            // What never began took no time.
            const bool wasNotBegun = step.conclusion == "skipped"_L1 || (step.conclusion == "cancelled"_L1 && step.started == step.completed);
            rows << RemoteRow{RemoteRow::Kind::Step, followed.run.id, job.id, step.number, step.name, {}, stepLook.word, stepLook.icon, stepLook.tone,
                              wasNotBegun ? stepLook.word : timeOf(step.started, step.completed, isRunning(step.status), there, {})};
        }
    }
}

} // namespace

QString RemoteChoice::act() const
{
    if (isPair())
        return u"clear-and-redeploy"_s;
    const bool isForced = !keys.isEmpty() && parts.first().kind == github::PresetKind::ForceRebuild;
    return isForced ? u"force-rebuild"_s : QString();
}

RemoteLook lookOf(const QString &status, const QString &conclusion)
{
    if (isRunning(status))
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

QList<RemoteChoice> remoteChoices(const QList<github::ReadWorkflow> &workflows, const RemoteChoices &said)
{
    const QList<github::Preset> recognised = github::recognisePresets(workflows);
    QList<github::Preset> presets;
    QHash<qint64, QStringList> refused;
    for (const github::Preset &preset : recognised) {
        const QString key = github::presetKey(preset);
        if (said.refused.contains(key))
            refused[preset.workflow.id] << key;
        else
            presets << preset;
    }
    QList<RemoteChoice> choices;
    for (const github::PresetKind kind : {github::PresetKind::Deploy, github::PresetKind::ForceRebuild, github::PresetKind::ClearCaches}) {
        const QList<github::Preset> some = github::presetsOf(presets, kind);
        for (const github::Preset &preset : some)
            choices << choiceOf(preset, some.size() == 1);
    }
    if (const auto pair = pairOf(presets))
        choices << *pair;
    QStringList confirmed = said.confirmed;
    for (const github::Preset &forced : github::presetsOf(presets, github::PresetKind::ForceRebuild)) {
        // Who has said of a workflow that it builds anew where that is set, has said that it builds and deploys.
        const auto deploy = std::ranges::find_if(presets, [&forced](const github::Preset &one) {
            return one.kind == github::PresetKind::Deploy && one.workflow.id == forced.workflow.id;
        });
        if (deploy != presets.end() && confirmed.contains(github::presetKey(forced)))
            confirmed << github::presetKey(*deploy);
    }
    for (RemoteChoice &choice : choices) {
        for (const QString &key : std::as_const(choice.keys)) {
            if (!confirmed.contains(key))
                choice.unconfirmed << key;
        }
        for (github::Preset &part : choice.parts)
            fixValues(part, presets, workflows);
    }
    for (const github::ReadWorkflow &read : workflows) {
        const bool isPreset = std::ranges::any_of(presets, [&](const github::Preset &preset) { return preset.workflow.id == read.workflow.id; });
        if (isPreset && !refused.contains(read.workflow.id))
            continue;
        const github::Preset plain{github::PresetKind::Deploy, read.workflow, {}};
        RemoteChoice choice{u"other/%1"_s.arg(read.workflow.id), u"remote"_s, read.workflow.name, read.workflow.file(), {plain}};
        choice.refused = refused.value(read.workflow.id);
        choice.isDisabled = !read.workflow.isActive();
        if (choice.isDisabled) {
            choice.icon = u"inert"_s;
            choice.about += u", disabled on GitHub"_s;
        }
        choices << choice;
    }
    std::ranges::stable_partition(choices, [](const RemoteChoice &choice) { return !choice.isDisabled; });
    return choices;
}

QString problemsText(const QList<github::WorkflowProblem> &problems)
{
    struct Said
    {
        QString cause; ///< without the name of a file
        QString sentences;
        QStringList others;
    };
    QList<Said> all;
    for (const github::WorkflowProblem &problem : problems) {
        const QString sentences = problem.error.sentences();
        const QString cause = QString(sentences).remove(problem.workflow.path);
        const auto same = std::ranges::find(all, cause, &Said::cause);
        if (same == all.end())
            all << Said{cause, sentences, {}};
        else
            same->others << problem.workflow.file();
    }
    QStringList texts;
    for (const Said &one : std::as_const(all))
        texts << (one.others.isEmpty() ? one.sentences : u"%1 The same is so of %2."_s.arg(one.sentences, one.others.join(u", "_s)));
    return texts.join(u"\n\n"_s);
}

RemoteChoice problemChoice(const QList<github::WorkflowProblem> &problems)
{
    QStringList files;
    for (const github::WorkflowProblem &problem : problems)
        files << problem.workflow.file();
    const QString title = problems.size() == 1 ? u"1 workflow cannot be started"_s : u"%1 workflows cannot be started"_s.arg(problems.size());
    return {u"problems"_s, u"warning"_s, title, files.join(u", "_s), {}};
}

QString confirmQuestion(const RemoteChoice &choice)
{
    if (choice.isConfirmed())
        return {};
    const QString by = u" Its name says so; say once whether it is true."_s;
    if (choice.unconfirmed.size() > 1)
        return u"Does “%1” clear the caches, and “%2” deploy?"_s.arg(choice.parts.first().workflow.name, choice.parts.last().workflow.name) + u" Their names say so; say once whether it is true."_s;
    const github::Preset &preset = choice.parts.at(choice.keys.indexOf(choice.unconfirmed.first()));
    switch (preset.kind) {
    case github::PresetKind::Deploy: return u"Does “%1” deploy?"_s.arg(preset.workflow.name) + by;
    case github::PresetKind::ForceRebuild: return u"Does “%1” build without cache where “%2” is set?"_s.arg(preset.workflow.name, preset.inputs.firstKey()) + by;
    case github::PresetKind::ClearCaches: return u"Does “%1” clear the caches of the server?"_s.arg(preset.workflow.name) + by;
    }
    return {};
}

QList<RemoteRow> remoteRows(const RemoteWork &work, const QDateTime &there, const QDateTime &now)
{
    QList<github::Run> runs = work.state().runs;
    const auto put = [&runs](const github::Run &run) {
        const auto known = std::ranges::find(runs, run.id, &github::Run::id);
        if (known == runs.end())
            runs << run;
        else if (std::pair(known->attempt, known->updated) <= std::pair(run.attempt, run.updated))
            *known = run;
    };
    for (const RemoteStepResult &step : work.act().steps) {
        if (step.run)
            put(step.run->run);
    }
    if (work.left().run)
        put(work.left().run->run);
    if (work.looked())
        put(work.looked()->run);
    if (const std::optional<github::Run> own = work.own(); own && !own->url.isEmpty())
        put(*own);
    std::ranges::stable_sort(runs, std::ranges::greater(), &github::Run::created);
    QList<RemoteRow> rows;
    for (const github::Run &run : std::as_const(runs)) {
        rows << runRow(run, there, now);
        if (const github::FollowedRun *followed = work.followed(run.id))
            appendJobs(rows, *followed, there);
    }
    return rows;
}

QString remoteSentence(const RemoteState &state)
{
    QString sentence = u"%1 on %2"_s.arg(state.place.repository.fullName(), state.place.tokenHost);
    if (!state.login.isEmpty())
        sentence += u" as "_s + state.login;
    if (!state.renamedFrom.isEmpty())
        sentence += u", renamed from "_s + state.renamedFrom;
    sentence += u'.';
    if (state.rate) {
        const QLocale locale;
        sentence += u" %1 of %2 requests left this hour."_s.arg(locale.toString(state.rate->remaining), locale.toString(state.rate->limit));
    }
    return sentence;
}

QList<RemoteRight> remoteRights(const RemoteState &state)
{
    if (state.tokenFrom.isEmpty())
        return {{u"key"_s, Tone::Muted, u"Nobody is signed in: what is public can be read, nothing can be started."_s}};
    QList<RemoteRight> rights;
    if (!state.scopes) {
        rights << RemoteRight{u"info"_s, Tone::Muted, u"GitHub does not tell what a fine-grained token may. It needs Actions read and write, and Contents read."_s}
               << RemoteRight{u"info"_s, Tone::Muted, state.noAnnotations ? u"Approving needs Deployments read and write. Without it the rest works."_s
                                                                         : u"Annotations need Checks read, approving needs Deployments read and write. Without them the rest works."_s};
    } else if (state.scopes->contains(u"repo"_s) && (state.refused || state.noAnnotations)) {
        rights << RemoteRight{u"info"_s, Tone::Muted, u"It has the scope “repo”, which is not enough for everything here."_s};
    } else if (state.scopes->contains(u"repo"_s)) {
        rights << RemoteRight{u"ok"_s, Tone::Hit, u"As far as its scopes go (“repo”) it may read, start workflows, approve, and delete caches. Whether the repository lets it, "
                                                  "GitHub tells only when something is done."_s};
    } else if (state.scopes->contains(u"public_repo"_s)) {
        rights << RemoteRight{u"warning"_s, Tone::Warn, u"Only the scope “public_repo”: it works on public repositories alone."_s};
    } else {
        rights << RemoteRight{u"warning"_s, Tone::Warn, u"It has not the scope “repo”: workflows cannot be started with it."_s};
    }
    if (state.status == RemoteState::Status::Ready && !state.info.canPush)
        rights << RemoteRight{u"warning"_s, Tone::Warn, u"%1 may not write in %2: workflows cannot be started there."_s.arg(state.login.isEmpty() ? u"Whom it stands for"_s : state.login, state.info.fullName)};
    if (state.refused)
        rights << RemoteRight{u"failed"_s, Tone::Fail, u"GitHub refused a change: "_s + state.refused->sentences()};
    if (state.noAnnotations)
        rights << RemoteRight{u"failed"_s, Tone::Fail, u"GitHub refused to show annotations: the token lacks Checks read. The rest works without."_s};
    if (state.isHeld)
        rights << RemoteRight{u"warning"_s, Tone::Warn, u"It is in memory only, since there is no keychain here, and is gone when this window closes."_s};
    return rights;
}

QString originOf(const github::Run &run)
{
    const QString where = run.commit.isEmpty() ? run.branch : u"%1 at %2"_s.arg(run.branch, run.commit.left(7));
    if (run.attempt > 1)
        return u"attempt %1 by %2, %3"_s.arg(QString::number(run.attempt), run.attempter, where);
    return u"%1, %2 by %3"_s.arg(where, run.event == "workflow_dispatch"_L1 ? u"started"_s : run.event, run.actor);
}

QString titleOf(const github::Run &run)
{
    return u"%1 #%2"_s.arg(run.name, QString::number(run.number));
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
    case ToneRole: return int(choice.isDisabled ? Tone::Muted : Tone::Neutral);
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
