// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"
#include "models/rowtablemodel.h"
#include "session/remotework.h"

namespace layerdeck {

/// Something that can be started: one workflow, or two one after the other.
struct RemoteChoice
{
    QString id;
    QString icon;
    QString title;
    QString about; ///< "clear-caches.yml, then deploy.yml"
    QList<github::Preset> parts;
    QStringList keys = {};    ///< of the presets that it rests on; empty: it is a plain workflow
    QStringList refused = {}; ///< of a plain workflow, the presets that a person said it is not
    QStringList unconfirmed = {}; ///< of `keys`, those of which no person has said that they are what they seem
    bool isDisabled = false;  ///< on GitHub: nothing starts it until somebody enables it there
    QString identity() const { return id; }
    bool isPair() const { return parts.size() > 1; }
    bool isConfirmed() const { return unconfirmed.isEmpty(); }
    /// For which values are remembered, see inputsKey(): a deploy is its workflow as it is.
    QString act() const;
    bool operator==(const RemoteChoice &) const = default;
};

/// What the workflows offer: the team's usual acts as their names tell them, the pair of a clear and redeploy where each of the two is
/// one workflow, then every other workflow that can be started, at last those that are disabled on GitHub. `choices`: what a person has said of the first ones.
QList<RemoteChoice> remoteChoices(const QList<github::ReadWorkflow> &workflows, const RemoteChoices &choices);
/// What is wrong in these files; what is so of several is said once.
QString problemsText(const QList<github::WorkflowProblem> &problems);
/// A row for the workflows in whose files something is wrong; it has no part.
RemoteChoice problemChoice(const QList<github::WorkflowProblem> &problems);

/// What a person is asked to confirm: "Does “Deploy to Lightsail” deploy? …"; empty where there is nothing to ask.
QString confirmQuestion(const RemoteChoice &choice);

/// A run, one of its jobs, or a step of a job.
struct RemoteRow
{
    enum class Kind { Run, Job, Step };
    Kind kind = Kind::Run;
    qint64 runId = 0;
    qint64 jobId = 0; ///< of Job and Step
    int step = 0;
    QString text;
    QString about; ///< second line of a run
    QString state; ///< in words, for who does not see the icon
    QString icon;
    Tone tone = Tone::Muted;
    QString time; ///< how long, or when
    QString identity() const { return QStringLiteral("%1/%2/%3").arg(runId).arg(jobId).arg(step); }
    bool operator==(const RemoteRow &) const = default;
};

/// The runs at GitHub's time `there`, which may be invalid, newest first, and below those that are followed their jobs and steps. What `work` follows counts where the list is older.
QList<RemoteRow> remoteRows(const RemoteWork &work, const QDateTime &there, const QDateTime &now);

/// How a status or conclusion of GitHub's is shown.
struct RemoteLook
{
    QString icon;
    Tone tone = Tone::Muted;
    QString word;
};
RemoteLook lookOf(const QString &status, const QString &conclusion);

/// "acme/watchparty on github.com as mara. 4,812 of 5,000 requests left this hour."
QString remoteSentence(const RemoteState &state);
/// What is known of what the token may, a sentence each.
struct RemoteRight
{
    QString icon;
    Tone tone = Tone::Muted;
    QString text;
    bool operator==(const RemoteRight &) const = default;
};
QList<RemoteRight> remoteRights(const RemoteState &state);

/// "main at 9f3c1ab, push by otto": where a run stands and who started it; of a later attempt who started that.
QString originOf(const github::Run &run);
/// "Deploy to Lightsail #12".
QString titleOf(const github::Run &run);

/// "Clear and redeploy on GitHub", "Deploy to Lightsail on GitHub".
QString actTitle(const RemoteAct &act);
/// "Part 2 of 2: Deploy to Lightsail #12, 1 min 47 s"; how it ended once it has. `there`: by GitHub's clock, invalid where that is not known.
QString actSentence(const RemoteAct &act, const QDateTime &there);
RemoteLook lookOf(const RemoteAct &act);
/// "#12, attempt 2, running, 1 min 47 s": a run beside the act. `now`: by GitHub's clock, invalid where that is not known.
QString ownSentence(const github::Run &run, const QDateTime &now);
/// What becomes of the act when its window is closed.
QString closingSentence(const RemoteAct &act);
/// What was left in the middle: what was done on GitHub, or may have been, and what was not.
QString leftSentence(const RemoteLeft &left);
/// What a run waits for, and who may give it. `pending`: what GitHub tells of it, empty where it does not tell this token.
QString waitSentence(const github::Run &run, const QList<github::PendingDeployment> &pending);
/// What a person approves or rejects for these environments, what becomes of it, and what GitHub shows beside the word.
QString reviewQuestion(const github::Run &run, const QString &environments, bool approve);
/// The names of those for which this person may give the word.
QStringList approvable(const QList<github::PendingDeployment> &pending);

class RemoteChoicesModel : public RowTableModel<RemoteChoice>
{
    Q_OBJECT
public:
    using RowTableModel::RowTableModel;
    void setChoices(const QList<RemoteChoice> &choices) { exchange(choices); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 1; }
    QVariant data(const QModelIndex &index, int role) const override;
};

class RemoteRunsModel : public RowTableModel<RemoteRow>
{
    Q_OBJECT
public:
    enum Column { NameColumn, TimeColumn, ColumnCount };
    using RowTableModel::RowTableModel;
    void setRows(const QList<RemoteRow> &wanted);
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// -1 where there is none.
    int rowOf(const QString &identity) const;
};

} // namespace layerdeck
