// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/actionslog.h"
#include "models/historymodels.h"
#include "models/remotemodels.h"
#include "models/remotecachesmodel.h"
#include "models/remotehistory.h"
#include "session/remotejournal.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

github::ReadWorkflow workflow(qint64 id, const QString &name, const QString &file, const QByteArray &inputs)
{
    const QByteArray text = "name: " + name.toUtf8() + "\non:\n  workflow_dispatch:\n    inputs:\n" + inputs + "jobs: {}\n";
    return {github::Workflow{id, name, u".github/workflows/"_s + file, u"active"_s}, *github::parseWorkflowFile(text, file)};
}

const QList<github::ReadWorkflow> &workflows()
{
    static const QList<github::ReadWorkflow> list{
        workflow(1, u"Deploy"_s, u"deploy.yml"_s, "      force_rebuild: {type: boolean}\n      region: {type: string}\n"),
        workflow(2, u"Clear caches"_s, u"clear.yml"_s, "      target: {type: choice, options: [all, images]}\n")};
    return list;
}

QStringList titles(const QList<RemoteChoice> &choices)
{
    QStringList all;
    for (const RemoteChoice &choice : choices)
        all << choice.title + (choice.isConfirmed() ? u""_s : u"?"_s);
    return all;
}

} // namespace

class TestRemoteModels : public QObject
{
    Q_OBJECT

private slots:
    /// What was recognised by its name is a guess until a person has said so, once.
    void presetsAreConfirmedOnce()
    {
        const QList<RemoteChoice> guessed = remoteChoices(workflows(), {});
        QCOMPARE(titles(guessed), (QStringList{u"Deploy?"_s, u"Force rebuild?"_s, u"Clear all caches?"_s, u"Clear and redeploy?"_s}));
        QVERIFY(confirmQuestion(guessed.first()).startsWith(u"Does “Deploy” deploy?"_s));
        QVERIFY(confirmQuestion(guessed.at(1)).contains(u"“force_rebuild” is set"_s));
        // The pair is what its two are.
        RemoteChoices said;
        said.confirmed = guessed.last().keys;
        const QList<RemoteChoice> confirmed = remoteChoices(workflows(), said);
        // What it forces to build anew, deploys.
        QCOMPARE(titles(confirmed), (QStringList{u"Deploy"_s, u"Force rebuild"_s, u"Clear all caches"_s, u"Clear and redeploy"_s}));
        QCOMPARE(confirmQuestion(confirmed.last()), QString());
        // What was said of one part is not asked again.
        said.confirmed = {guessed.last().keys.last()};
        QVERIFY2(confirmQuestion(remoteChoices(workflows(), said).last()).startsWith(u"Does “Clear caches” clear the caches of the server?"_s),
                 qPrintable(confirmQuestion(remoteChoices(workflows(), said).last())));
        said.confirmed = guessed.last().keys;
        // Other values are another preset: it is asked again.
        QList<github::ReadWorkflow> changed = workflows();
        changed[1] = workflow(2, u"Clear caches"_s, u"clear.yml"_s, "      target: {type: choice, options: [everything, images]}\n");
        QCOMPARE(titles(remoteChoices(changed, said)),
                 (QStringList{u"Deploy"_s, u"Force rebuild"_s, u"Clear all caches?"_s, u"Clear and redeploy?"_s}));
    }

    void whatIsNoPresetIsAPlainWorkflow()
    {
        RemoteChoices said;
        said.refused = remoteChoices(workflows(), {}).at(2).keys;
        const QList<RemoteChoice> choices = remoteChoices(workflows(), said);
        QCOMPARE(titles(choices), (QStringList{u"Deploy?"_s, u"Force rebuild?"_s, u"Clear caches"_s}));
        QCOMPARE(choices.last().refused, said.refused);
        QVERIFY(choices.last().keys.isEmpty());
    }

    /// "Deploy" is not forced because the last one was.
    void whatMakesAnotherActIsAtItsDefault()
    {
        const QList<RemoteChoice> choices = remoteChoices(workflows(), {});
        QCOMPARE(choices.at(0).parts.first().inputs, (QMap<QString, QString>{{u"force_rebuild"_s, QString()}}));
        QCOMPARE(choices.at(1).parts.first().inputs, (QMap<QString, QString>{{u"force_rebuild"_s, u"true"_s}}));
        QVERIFY(!choices.at(1).parts.first().inputs.contains(u"region"_s));
    }

    /// What the journal says of a run on GitHub is what is known of it.
    void outcomes_data()
    {
        QTest::addColumn<RemoteOutcome>("outcome");
        QTest::addColumn<QString>("kept");
        QTest::addColumn<QString>("word");
        QTest::addColumn<bool>("hasLength");
        QTest::newRow("succeeded") << RemoteOutcome::Succeeded << u"success"_s << u"success"_s << true;
        QTest::newRow("failed") << RemoteOutcome::Failed << u"failed"_s << u"failed"_s << true;
        QTest::newRow("cancelled on GitHub") << RemoteOutcome::Cancelled << u"cancelled"_s << u"cancelled"_s << true;
        QTest::newRow("refused") << RemoteOutcome::Refused << u"refused"_s << u"not started"_s << false;
        QTest::newRow("not followed") << RemoteOutcome::Open << u"dispatched"_s << u"dispatched"_s << false;
    }
    void outcomes()
    {
        QFETCH(const RemoteOutcome, outcome);
        RemotePlan plan;
        plan.steps << RemoteStep{u"clear.yml"_s, u"Clear"_s, u"main"_s, {}} << RemoteStep{u"deploy.yml"_s, u"Deploy"_s, u"main"_s, {}};
        RemoteResult result;
        result.outcome = outcome;
        result.milliseconds = 1200;
        github::FollowedRun seen;
        seen.run.number = 7;
        seen.run.status = u"completed"_s;
        seen.run.conclusion = u"success"_s;
        // GitHub's length counts, not how long it was followed here.
        seen.run.started = QDateTime::fromMSecsSinceEpoch(1'000'000);
        seen.run.updated = seen.run.started.addMSecs(900);
        seen.run.attempt = 1;
        result.steps << RemoteStepResult{41, seen};
        const JournalEnd end = journalEndOf(plan, result);
        QTEST(end.outcome, "kept");
        QTEST(end.durationMs == 900, "hasLength");
        QCOMPARE(end.steps.first().name, u"Clear #7"_s);
        QCOMPARE(end.steps.first().state, u"success"_s);
        QCOMPARE(end.workflows, (QList<JournalWorkflow>{{u"clear.yml"_s, u"Clear"_s, 7, 41, {}, u"main"_s}, {u"deploy.yml"_s, u"Deploy"_s, -1, 0, {}, u"main"_s}}));
        JournalRun run;
        run.kind = remoteRedeployKind;
        run.outcome = end.outcome;
        run.services = QStringList{u"clear.yml"_s, u"deploy.yml"_s};
        QTEST(presentOutcome(run).word, "word");
        QCOMPARE(runKindText(run), u"clear.yml, then deploy.yml"_s);
        run.workflows = end.workflows;
        // What was never sent is not told as if it had been.
        QCOMPARE(runKindText(run), outcome == RemoteOutcome::Refused ? u"Clear #7, then Deploy"_s : u"Clear #7, then Deploy (not sent)"_s);
        result.sent = 2;
        run.workflows = journalEndOf(plan, result).workflows;
        QCOMPARE(runKindText(run), u"Clear #7, then Deploy"_s);
        // Before it has ended it has the names all the same, and where it never does what was not sent by then.
        run.workflows = journalRunOf(plan, remoteRedeployKind, u"/srv"_s, {}, {}).workflows;
        run.outcome = u"running"_s;
        QCOMPARE(runKindText(run), u"Clear, then Deploy"_s);
        run.outcome = u"cut-off"_s;
        QCOMPARE(runKindText(run), u"Clear (not sent), then Deploy (not sent)"_s);
        run.workflows = journalWorkflowsOf(plan, {RemoteStepResult{41}}, 1);
        QCOMPARE(runKindText(run), u"Clear, then Deploy (not sent)"_s);
        QCOMPARE(run.workflows.first().runId, 41);
    }

    void rights_data()
    {
        QTest::addColumn<QString>("scopes");
        QTest::addColumn<QString>("said");
        QTest::newRow("repo") << u"repo,workflow"_s << u"start workflows"_s;
        QTest::newRow("public") << u"public_repo"_s << u"public repositories alone"_s;
        QTest::newRow("none") << u"gist"_s << u"has not the scope “repo”"_s;
        QTest::newRow("fine-grained") << QString() << u"Checks read"_s;
    }
    void rights()
    {
        QFETCH(QString, scopes);
        QFETCH(QString, said);
        RemoteState state;
        state.tokenFrom = u"GH_TOKEN"_s;
        if (!scopes.isEmpty())
            state.scopes = scopes.split(u',');
        QString all;
        for (const RemoteRight &right : remoteRights(state))
            all += right.text + u'\n';
        QVERIFY2(all.contains(said), qPrintable(all));
        QVERIFY(!all.contains("memory only"_L1));
        state.isHeld = true;
        QVERIFY(remoteRights(state).last().text.contains("memory only"_L1));
    }

    /// What GitHub has refused is not told as if it were allowed.
    void refusedAnnotations()
    {
        RemoteState state;
        state.tokenFrom = u"GH_TOKEN"_s;
        state.scopes = QStringList{u"repo"_s};
        QCOMPARE(remoteRights(state).first().icon, u"ok"_s);
        state.noAnnotations = Error{ErrorCode::PermissionDenied, u"No."_s};
        QCOMPARE(remoteRights(state).first().icon, u"info"_s);
        QVERIFY(remoteRights(state).last().text.contains("lacks Checks read"_L1));
    }

    /// What is found out later of a row that lacks its end.
    void theEndOfAnOpenRow()
    {
        JournalRun row;
        row.kind = remoteRedeployKind;
        row.outcome = u"cut-off"_s;
        row.workflows = {{u"clear.yml"_s, u"Clear"_s, 0, 41, {}, u"main"_s}, {u"deploy.yml"_s, u"Deploy"_s, -1, 0, {}, u"main"_s}};
        QCOMPARE(openRunOf(row), 41);
        github::FollowedRun seen;
        seen.run.id = 41;
        seen.run.number = 7;
        seen.run.attempt = 1;
        seen.run.status = u"completed"_s;
        seen.run.conclusion = u"success"_s;
        seen.run.started = QDateTime::fromMSecsSinceEpoch(1'000'000);
        seen.run.updated = seen.run.started.addMSecs(900);
        JournalEnd end = journalEndOf(row, seen);
        QCOMPARE(end.outcome, u"cancelled"_s);
        QVERIFY2(end.error.startsWith(u"“Deploy” was not started"_s), qPrintable(end.error));
        QCOMPARE(end.workflows.first().title(), u"Clear #7"_s);
        QVERIFY(end.workflows.last().wasNotSent());
        QCOMPARE(end.durationMs, 900);
        row.workflows.removeLast();
        QCOMPARE(journalEndOf(row, seen).outcome, u"success"_s);
        seen.run.conclusion = u"failure"_s;
        QCOMPARE(journalEndOf(row, seen).outcome, u"failed"_s);
        // Somebody has started it again: how the first attempt ended is not known.
        seen.run.attempt = 2;
        QCOMPARE(journalEndOf(row, seen).outcome, u"dispatched"_s);
        row.outcome = u"success"_s;
        QCOMPARE(openRunOf(row), 0);
    }

    /// Who sees the last run end need not have seen the others: what the row has of them stays.
    void whatTheRowKnowsStays()
    {
        const auto step = [](int index, const QString &name, const QString &state, qint64 milliseconds) {
            return JournalStep{JournalStep::Kind::Phase, {}, index, name, state, milliseconds, {}};
        };
        JournalEnd end;
        end.outcome = u"success"_s;
        end.durationMs = -1;
        end.workflows = {{u"clear.yml"_s, u"Clear"_s, 7, 41}, {u"deploy.yml"_s, u"Deploy"_s, 9, 42}};
        end.steps = {step(1, u"Clear #7"_s, u"dispatched"_s, 0), step(2, u"Deploy #9"_s, u"success"_s, 900), step(3, u"Deploy: build"_s, u"success"_s, 700)};
        QList<JournalStep> known{step(1, u"Clear #7"_s, u"success"_s, 380), step(2, u"Clear: clear"_s, u"success"_s, 350), step(3, u"Deploy"_s, u"dispatched"_s, 0)};
        JournalEnd whole = withKnown(end, known);
        QCOMPARE(whole.steps, (QList<JournalStep>{known.at(0), known.at(1), step(3, u"Deploy #9"_s, u"success"_s, 900), step(4, u"Deploy: build"_s, u"success"_s, 700)}));
        QCOMPARE(whole.durationMs, 1280);
        // What nobody has seen end has no length, nor have both.
        known = {step(1, u"Clear"_s, u"dispatched"_s, 0)};
        whole = withKnown(end, known);
        QCOMPARE(whole.durationMs, -1);
        QCOMPARE(whole.steps.size(), 3);
        // What was not sent took no time.
        end.workflows.last().number = -1;
        end.steps = {step(1, u"Clear #7"_s, u"success"_s, 380)};
        QCOMPARE(withKnown(end, {}).durationMs, 380);
        // While it is on, it has no length, and keeps what it has.
        end.outcome = u"dispatched"_s;
        end.steps.clear();
        whole = withKnown(end, {step(1, u"Clear #7"_s, u"success"_s, 380)});
        QCOMPARE(whole.durationMs, -1);
        QCOMPARE(whole.steps.size(), 1);
    }

    /// By whom, where and with what.
    void whatWasAskedFor()
    {
        JournalRun row;
        row.kind = remoteDispatchKind;
        row.login = u"mara"_s;
        row.outcome = u"failed"_s;
        row.error = u"It failed."_s;
        row.workflows = {{u"deploy.yml"_s, u"Deploy"_s, 12, 41, u"https://github.com/a/b/actions/runs/41"_s, u"main"_s, {{u"force"_s, u"true"_s}}}};
        QCOMPARE(remoteRunParagraphs(row), (QStringList{u"Started by mara on main with force=true."_s, u"It failed."_s}));
        QCOMPARE(remoteRunLinks(row), (QList<RemoteRunLink>{{u"Deploy #12"_s, u"https://github.com/a/b/actions/runs/41"_s}}));
        row.workflows.first().inputs.clear();
        QCOMPARE(remoteRunParagraphs(row).first(), u"Started by mara on main without inputs."_s);
        row.workflows << JournalWorkflow{u"x.yml"_s, u"After"_s, -1, 0, {}, u"main"_s};
        QCOMPARE(remoteRunParagraphs(row).mid(0, 3), (QStringList{u"Started by mara."_s, u"Deploy #12, on main without inputs."_s, u"After, not sent, on main without inputs."_s}));
        row.kind = remoteRerunKind;
        row.workflows.removeLast();
        row.workflows.first().attempt = 3;
        QCOMPARE(remoteRunParagraphs(row).first(), u"Started by mara on main, attempt 3 with the inputs of the first, which had none."_s);
        row.workflows.first().hasInputs = false;
        QCOMPARE(remoteRunParagraphs(row).first(), u"Started by mara on main, attempt 3 with the inputs of the first."_s);
        row.workflows.first().hasInputs = true;
        row.workflows.first().inputs = {{u"force"_s, u"true"_s}};
        QCOMPARE(remoteRunParagraphs(row).first(), u"Started by mara on main, attempt 3 with the inputs of the first: force=true."_s);
        row.workflows.first().ref.clear();
        QVERIFY(remoteRunParagraphs(row).first().contains("was not written down"_L1));
    }

    /// Each column by what it means, and as GitHub gave them where none is chosen.
    void cachesAreSorted()
    {
        RemoteCachesModel model;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const auto cache = [&now](qint64 id, const QString &key, qint64 bytes, int daysAgo) {
            return github::Cache{id, key, u"refs/heads/main"_s, bytes, now.addDays(-daysAgo), now.addDays(-daysAgo)};
        };
        model.setRows(remoteCacheRows({cache(1, u"b"_s, 900, 3), cache(2, u"c"_s, 20'000, 1), cache(3, u"a"_s, 1'000, 20)}, {}, {}, now));
        const auto ids = [&model] {
            QStringList all;
            for (const RemoteCacheRow &row : model.rows())
                all << row.identity();
            return all.join(u' ');
        };
        model.sort(RemoteCachesModel::SizeColumn, Qt::DescendingOrder);
        QCOMPARE(ids(), u"2 3 1"_s);
        model.sort(RemoteCachesModel::UsedColumn, Qt::DescendingOrder);
        QCOMPARE(ids(), u"2 1 3"_s);
        model.sort(RemoteCachesModel::KeyColumn, Qt::AscendingOrder);
        QCOMPARE(ids(), u"3 1 2"_s);
        model.sort(-1, Qt::AscendingOrder);
        QCOMPARE(ids(), u"1 2 3"_s);
    }

    /// By a part of the key; with a star it is the whole key.
    void cachesAreFiltered_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("ids");
        QTest::newRow("none") << QString() << u"1 2 3"_s;
        QTest::newRow("part") << u"KIT"_s << u"1 2"_s;
        QTest::newRow("beginning") << u"buildkit-*"_s << u"1"_s;
        QTest::newRow("end") << u"*.x"_s << u"3"_s;
        QTest::newRow("no part") << u"kit*"_s << QString();
        QTest::newRow("what is special elsewhere") << u"b.x"_s << u"3"_s;
    }
    void cachesAreFiltered()
    {
        QFETCH(QString, key);
        QStringList ids;
        const auto cache = [](qint64 id, const QString &key) { return github::Cache{id, key, u"refs/heads/main"_s, 1, {}, {}}; };
        for (const RemoteCacheRow &row : remoteCacheRows({cache(1, u"buildkit-blob-x"_s), cache(2, u"my-BuildKit"_s), cache(3, u"npm (b.x"_s)}, key, {}, {}))
            ids << row.identity();
        QTEST(ids.join(u' '), "ids");
    }

    /// Nothing is said not to have been started of which that is not known.
    void whatWasLeft()
    {
        RemoteLeft left;
        left.id = u"1"_s;
        left.before = u"Deploy"_s;
        QVERIFY2(leftSentence(left).contains(u"it may have been started. Look at the runs before you start it again."_s), qPrintable(leftSentence(left)));
        QVERIFY(!leftSentence(left).contains("was not started"_L1));
        left.before = u"Clear"_s;
        left.steps << RemoteStep{u"deploy.yml"_s, u"Deploy"_s, u"main"_s, {}};
        QVERIFY(leftSentence(left).contains(u"“Clear” was sent"_s) && leftSentence(left).contains(u"“Deploy” was not started."_s));
        QVERIFY(!left.canStart());
        left.runId = 7;
        QVERIFY(leftSentence(left).contains(u"“Clear” was started and has not ended"_s));
        left.run.emplace();
        left.run->run.status = u"completed"_s;
        left.run->run.conclusion = u"failure"_s;
        QVERIFY(leftSentence(left).contains(u"“Clear” did not succeed (failed)"_s));
        QVERIFY(left.canStart());
        left.run->run.conclusion = u"success"_s;
        left.run->run.number = 87;
        QVERIFY(leftSentence(left).contains(u"“Clear” #87 ended with success"_s));
        left.steps.first().ref = u"main"_s;
        left.steps.first().inputs = {{u"environment"_s, u"production"_s}, {u"force_rebuild"_s, u"true"_s}};
        QVERIFY2(leftSentence(left).contains(u" It begins on main with environment “production”, force_rebuild “true”."_s), qPrintable(leftSentence(left)));
    }

    void namesAreNoPlaces()
    {
        github::FollowedRun run;
        run.run.name = u"Build %2 of %1"_s;
        run.run.number = 7;
        run.run.status = u"completed"_s;
        run.run.conclusion = u"cancelled"_s;
        QCOMPARE(failureOf(run)->message, u"“Build %2 of %1” #7 was cancelled on GitHub."_s);
    }

    void logs_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<QList<ActionsLogLine>>("lines");
        const QByteArray t = "2026-11-28T14:52:03.1234567Z ";
        using Lines = QList<ActionsLogLine>;
        QTest::newRow("empty") << QByteArray() << Lines();
        QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + t + "hello\n" << Lines{{1, "hello", false}};
        QTest::newRow("group") << t + "##[group]Set up\n" + t + "doing\n" + t + "##[endgroup]\n" + t + "next"
                               << Lines{{1, "\033[1m▾ Set up\033[0m", false}, {2, "doing", false}, {3, "next", false}};
        QTest::newRow("error") << t + "##[error]Process completed with exit code 1.\n" << Lines{{1, "Process completed with exit code 1.", true}};
        QTest::newRow("warning") << t + "##[warning]old\r\n" << Lines{{1, "\033[33mold\033[0m", false}};
        QTest::newRow("empty line") << t + "\n" + t.trimmed() + "\n\nend" << Lines{{1, "", false}, {2, "", false}, {3, "", false}, {4, "end", false}};
        QTest::newRow("no time") << QByteArray("2026-11-28 is a day\n2026-11-28T14:52:03 too\n")
                                 << Lines{{1, "2026-11-28 is a day", false}, {2, "2026-11-28T14:52:03 too", false}};
    }
    void logs()
    {
        QFETCH(QByteArray, log);
        QFETCH(QList<ActionsLogLine>, lines);
        QCOMPARE(actionsLog(log), lines);
    }
};

QTEST_GUILESS_MAIN(TestRemoteModels)
#include "tst_remotemodels.moc"
