// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exporting.h"
#include "models/historymodels.h"
#include "models/historystats.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QDateTime noon(QDate(2026, 11, 12), QTime(12, 0), Qt::UTC);

/// `ran` of ten steps of one service, nine without its base image.
JournalRun run(const QString &kind, int ran, qint64 ms, int minutes = 0)
{
    JournalRun run;
    static qint64 next = 1;
    run.id = next++;
    run.directory = u"/srv/p"_s;
    run.context = u"default"_s;
    run.engineId = u"E"_s;
    run.kind = kind;
    run.services = {u"backend"_s};
    run.commit = u"9f3c1ab0000"_s;
    run.started = noon.addSecs(minutes * 60);
    run.durationMs = ms;
    run.outcome = u"success"_s;
    if (kind != "clear"_L1)
        run.details = {{u"backend"_s, u"b:latest"_s, u"sha256:b"_s, ms - 5, 10, 9 - ran, 1, 0, ran}};
    return run;
}

JournalStep step(int index, const QString &name, const QString &state, qint64 ms = 0)
{
    return {JournalStep::Kind::Build, u"backend"_s, index, name, state, ms, {}};
}

RatedRun rated(const JournalRun &run)
{
    return ratedRuns({run}).first();
}

const StepDifference &at(const RunComparison &comparison, int index)
{
    return *std::ranges::find_if(comparison.steps, [index](const StepDifference &step) {
        return step.index == index && step.kind == JournalStep::Kind::Build;
    });
}

} // namespace

class TestHistoryStats : public QObject
{
    Q_OBJECT
private slots:
    void runsOnGitHubCountApart()
    {
        const QList<RatedRun> runs = ratedRuns({run(u"remote-redeploy"_s, 0, 900, 2), run(u"deploy"_s, 3, 900, 1)});
        QVERIFY2(historySentence(runs, u"default"_s, noon).startsWith("1 finished run on default"_L1), qPrintable(historySentence(runs, u"default"_s, noon)));
        QCOMPARE(historySentence({runs.first()}, u"default"_s, noon), u"No finished run on default, 1 on GitHub."_s);
        QVERIFY(historySentence(runs, u"default"_s, noon).endsWith(", 1 on GitHub."_L1));
        QCOMPARE(runKindIcon(runs.first().run), u"remote"_s);
        // No workflow is known yet: what was asked for stands in its place.
        QCOMPARE(runKindText(runs.first().run), u"backend"_s);
    }

    /// A time is compared with a time of the same work.
    void whatCannotBeFaster()
    {
        JournalRun failed = run(u"deploy"_s, 3, 5000);
        failed.outcome = u"failed"_s;
        failed.error = u"backend is unhealthy. The deployment of before runs again."_s;
        RunComparison compared = compareRuns(rated(failed), {}, rated(run(u"deploy"_s, 3, 9000)), {});
        QCOMPARE(compared.title, u"A failed"_s);
        QCOMPARE(compared.sentence, failed.error);
        QCOMPARE(compareRuns(rated(run(u"deploy"_s, 3, 9000)), {}, rated(failed), {}).title, u"B failed"_s);
        JournalRun cancelled = run(u"rebuild"_s, 3, 5000);
        cancelled.outcome = u"cancelled"_s;
        QCOMPARE(compareRuns(rated(cancelled), {}, rated(run(u"deploy"_s, 3, 9000)), {}).title, u"A was cancelled"_s);
        compared = compareRuns(rated(run(u"clear"_s, 0, 2000)), {}, rated(run(u"deploy"_s, 3, 9000)), {});
        QCOMPARE(compared.title, u"A and B did different things"_s);
        QCOMPARE(compared.sentence, u"A only cleared, the other built."_s);
        JournalRun both = run(u"deploy"_s, 3, 19'000);
        both.details << JournalService{u"frontend"_s};
        compared = compareRuns(rated(both), {}, rated(run(u"deploy"_s, 3, 9000)), {});
        QVERIFY2(compared.sentence.startsWith("A built backend and frontend, B built backend. "_L1), qPrintable(compared.sentence));
        both.details.removeFirst();
        compared = compareRuns(rated(both), {}, rated(run(u"deploy"_s, 3, 9000)), {});
        QCOMPARE(compared.title, u"A and B built different services"_s);
        QCOMPARE(compared.sentence, u"A built frontend, B built backend."_s);
    }

    /// How long a step was to wait does not make it another.
    void aStartIsAStart()
    {
        const JournalStep a{JournalStep::Kind::Phase, {}, 2, u"Start backend, wait for health up to 30 s"_s, u"success"_s, 20'100};
        const JournalStep b{JournalStep::Kind::Phase, {}, 2, u"Start backend, wait for health up to 5 min"_s, u"success"_s, 3'000};
        const RunComparison compared = compareRuns(rated(run(u"deploy"_s, 3, 30'000)), {a}, rated(run(u"deploy"_s, 3, 12'000)), {b});
        QCOMPARE(compared.steps.size(), 1);
        QCOMPARE(compared.steps.first().change(), 17'100);
    }

    void whereARunOnGitHubCameFrom()
    {
        JournalRun pair = run(u"remote-redeploy"_s, 0, 900);
        QCOMPARE(remoteOriginText(pair), QString());
        pair.login = u"octocat"_s;
        QCOMPARE(remoteOriginText(pair), u"by octocat"_s);
        pair.workflows = {{.file = u"clear.yml"_s, .ref = u"main"_s}, {.file = u"deploy.yml"_s, .ref = u"main"_s}};
        QCOMPARE(remoteOriginText(pair), u"on main, by octocat"_s);
        pair.workflows[1].ref = u"next"_s;
        QCOMPARE(remoteOriginText(pair), u"on main and next, by octocat"_s);
    }

    void scenarios()
    {
        QCOMPARE(scenarioOf(run(u"deploy"_s, 0, 2000), {}), Scenario::NothingChanged);
        const QList<JournalRun> before{run(u"deploy"_s, 9, 9000)};
        QCOMPARE(scenarioOf(run(u"deploy"_s, 3, 9000), before), Scenario::CodeChanged);
        QCOMPARE(scenarioOf(run(u"deploy"_s, 3, 9000), {}), Scenario::None); // changed since what?
        QCOMPARE(scenarioOf(run(u"deploy"_s, 9, 9000), {}), Scenario::First);
        QCOMPARE(scenarioOf(run(u"rebuild"_s, 9, 9000), {}), Scenario::Forced);
        QCOMPARE(scenarioOf(run(u"redeploy"_s, 9, 9000), before), Scenario::AfterClear);
        QCOMPARE(scenarioOf(run(u"redeploy"_s, 9, 9000), {}), Scenario::First);
        QCOMPARE(scenarioOf(run(u"clear"_s, 0, 900), {}), Scenario::None);
        QCOMPARE(scenarioOf(run(u"remote-redeploy"_s, 3, 900), {}), Scenario::None);
        JournalRun empty = run(u"deploy"_s, 0, 900);
        empty.details.clear();
        QCOMPARE(scenarioOf(empty, {}), Scenario::None);
        JournalRun cutOff = run(u"rebuild"_s, 0, -1);
        cutOff.outcome = u"cut-off"_s;
        QCOMPARE(scenarioOf(cutOff, {}), Scenario::None);
    }

    void afterAClear()
    {
        const JournalRun deploy = run(u"deploy"_s, 9, 60'000);
        JournalRun clear = run(u"clear"_s, 0, 900);
        clear.fresh = true;
        const auto met = [&](const QList<JournalRun> &previous) {
            return scenarioOf(deploy, std::span(previous.constData(), static_cast<std::size_t>(previous.size())));
        };
        QCOMPARE(met({clear}), Scenario::AfterClear);
        // Not the run before, but the one before that.
        QCOMPARE(met({run(u"deploy"_s, 9, 60'000), clear}), Scenario::CodeChanged);
        JournalRun other = run(u"deploy"_s, 9, 60'000);
        other.services = {u"frontend"_s};
        QCOMPARE(met({other, clear}), Scenario::AfterClear);
        clear.services = {u"frontend"_s};
        QCOMPARE(met({clear}), Scenario::First);
        clear.services = {};
        QCOMPARE(met({clear}), Scenario::AfterClear);
        clear.engineId = u"another"_s;
        QCOMPARE(met({clear}), Scenario::First);
        clear.engineId.clear();
        QCOMPARE(met({clear}), Scenario::AfterClear);
        clear.context = u"prod"_s;
        QCOMPARE(met({clear}), Scenario::First);
        JournalRun elsewhere = run(u"clear"_s, 0, 900);
        elsewhere.directory = u"/srv/q"_s;
        QCOMPARE(met({elsewhere}), Scenario::First);
    }

    /// One that deleted nothing of the cache changes nothing; after one of a part a time says nothing.
    void afterAClearOfLess()
    {
        const JournalRun deploy = run(u"deploy"_s, 9, 60'000);
        JournalRun clear = run(u"clear"_s, 0, 900);
        JournalRun whole = clear;
        whole.fresh = true;
        const auto met = [&](const QList<JournalRun> &previous, const QString &service = {}) {
            return scenarioOf(deploy, std::span(previous.constData(), static_cast<std::size_t>(previous.size())), service);
        };
        QCOMPARE(met({clear, whole}), Scenario::AfterClear);
        QCOMPARE(met({clear, run(u"deploy"_s, 9, 60'000)}), Scenario::CodeChanged);
        clear.outcome = u"cut-off"_s;
        QCOMPARE(met({clear, whole}), Scenario::None);
        clear.outcome = u"failed"_s;
        clear.fresh = false;
        QCOMPARE(met({clear, whole}), Scenario::None);
        QCOMPARE(presentOutcome(whole).word, u"cleared"_s);
        clear.outcome = u"success"_s;
        QCOMPARE(presentOutcome(clear).word, u"in part"_s);
        // Of two services one was cleared: its own build is one after a clear, the deployment of both is none.
        JournalRun both = deploy;
        both.services = {u"backend"_s, u"frontend"_s};
        both.details << JournalService{u"frontend"_s, {}, {}, 1200, 5, 0, 1, 0, 4};
        const QList<JournalRun> previous{whole};
        QCOMPARE(scenarioOf(both, previous), Scenario::None);
        QCOMPARE(scenarioOf(both, previous, u"backend"_s), Scenario::AfterClear);
        QCOMPARE(scenarioOf(both, previous, u"frontend"_s), Scenario::First);
    }

    void whatDidNotComeToItsEndIsSaid_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<QString>("reason");
        QTest::newRow("A") << u"failed"_s << u"success"_s << u"failed in A"_s;
        QTest::newRow("B") << u"success"_s << u"failed"_s << u"failed in B"_s;
        QTest::newRow("both") << u"failed"_s << u"failed"_s << u"failed in both"_s;
        QTest::newRow("stopped") << u"cancelled"_s << u"success"_s << u"stopped in A"_s;
        QTest::newRow("none") << u"success"_s << u"success"_s << u"done in both"_s;
    }
    void whatDidNotComeToItsEndIsSaid()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        const auto phase = [](const QString &state) { return JournalStep{JournalStep::Kind::Phase, {}, 2, u"Start backend"_s, state, 900, {}}; };
        const RunComparison comparison = compareRuns(rated(run(u"deploy"_s, 3, 9000)), {phase(a)}, rated(run(u"deploy"_s, 3, 9000)), {phase(b)});
        QTEST(comparison.steps.first().reason, "reason");
    }

    void table()
    {
        JournalRun failed = run(u"deploy"_s, 3, 100);
        failed.outcome = u"failed"_s;
        const QList<RatedRun> runs = ratedRuns({failed, run(u"deploy"_s, 3, 66'000), run(u"deploy"_s, 0, 2300), run(u"deploy"_s, 2, 31'000),
                                                run(u"deploy"_s, 1, 9800), run(u"deploy"_s, 2, 32'000), run(u"redeploy"_s, 9, 68'000),
                                                run(u"deploy"_s, 9, 90'000)});
        const QList<ScenarioStats> table = scenarioTable(runs);
        QCOMPARE(table.size(), 4);
        QCOMPARE(table.at(0), (ScenarioStats{Scenario::NothingChanged, 1, 2300, 2300, 2300, 100}));
        // 28 of 36 steps of four runs.
        QCOMPARE(table.at(1), (ScenarioStats{Scenario::CodeChanged, 4, 66'000, 31'500, 9800, 78}));
        QCOMPARE(table.at(2), (ScenarioStats{Scenario::AfterClear, 1, 68'000, 68'000, 68'000, 0}));
        QCOMPARE(table.at(3), (ScenarioStats{Scenario::Forced, 0, -1, -1, -1, -1}));
    }

    void ofAService()
    {
        JournalRun both = run(u"deploy"_s, 3, 60'000);
        both.services << u"frontend"_s;
        both.details << JournalService{u"frontend"_s, {}, {}, 1200, 5, 4, 1, 0, 0};
        const QList<JournalRun> runs{both, run(u"deploy"_s, 2, 8000)};
        QCOMPARE(servicesOf(runs), (QStringList{u"backend"_s, u"frontend"_s}));
        const QList<RatedRun> frontend = ratedRuns(runs, u"frontend"_s);
        QCOMPARE(frontend.size(), 1);
        QCOMPARE(frontend.first().durationMs, 1200);
        QCOMPARE(frontend.first().scenario, Scenario::NothingChanged);
        QCOMPARE(frontend.first().cachedPercent(), 100);
        QCOMPARE(ratedRuns(runs, u"backend"_s).size(), 2);
        QCOMPARE(ratedRuns(runs).first().steps, 15);
    }

    void slowdown()
    {
        const QList<JournalRun> runs{run(u"deploy"_s, 3, 66'000, 90), run(u"deploy"_s, 0, 2000, 80), run(u"deploy"_s, 3, 62'000, 70),
                               run(u"deploy"_s, 2, 31'000, 60), run(u"redeploy"_s, 9, 70'000, 55), run(u"deploy"_s, 2, 33'000, 50),
                               run(u"deploy"_s, 2, 32'000, 40)};
        const auto found = slowdownOf(ratedRuns(runs));
        QVERIFY(found);
        QCOMPARE(found->moreMs, 64'000 - 32'000);
        QCOMPARE(found->since, noon.addSecs(70 * 60));
        QCOMPARE(found->slowRun, runs.at(2).id);
        QCOMPARE(found->fastRun, runs.at(3).id);
        // One slow run, or one fast run, tells nothing.
        QVERIFY(!slowdownOf(ratedRuns(runs.mid(1))));
        QVERIFY(!slowdownOf(ratedRuns(runs.first(4))));
        QVERIFY(!slowdownOf({}));
    }

    void comparison()
    {
        const QList<JournalStep> b{step(1, u"FROM node"_s, u"base"_s), step(2, u"COPY package.json ."_s, u"cached"_s),
                                   step(3, u"RUN npm ci"_s, u"cached"_s), step(4, u"COPY . ."_s, u"done"_s, 300),
                                   step(5, u"RUN npm run build"_s, u"done"_s, 21'100),
                                   {JournalStep::Kind::Import, u"backend"_s, 0, u"r:cache"_s, u"success"_s, 1100, {}},
                                   {JournalStep::Kind::Builds, {}, 1, u"Build backend"_s, u"success"_s, 23'000, {}},
                                   {JournalStep::Kind::Phase, {}, 2, u"Switch"_s, u"success"_s, 6800, {}}};
        QList<JournalStep> a = b;
        a[1] = step(2, u"COPY package.json ."_s, u"done"_s, 200);
        a[2] = step(3, u"RUN npm ci"_s, u"done"_s, 31'600);
        a[4].milliseconds = 21'600;
        a[5].state = u"failed"_s;
        a[5].error = u"401"_s;
        a[6].milliseconds = 56'000;
        a[7].milliseconds = 6900;
        RunComparison compared = compareRuns(rated(run(u"deploy"_s, 4, 66'000)), a, rated(run(u"deploy"_s, 2, 33'200)), b);
        QCOMPARE(compared.change, 32'800);
        QCOMPARE(compared.title, u"A is 32.8\u202Fs slower than B"_s);
        QVERIFY2(compared.sentence.startsWith(u"Most in backend step 3, RUN npm ci, 31.6\u202Fs."_s), qPrintable(compared.sentence));
        QCOMPARE(compared.steps.size(), 7);
        QCOMPARE(compared.steps.first().index, 3);
        QCOMPARE(at(compared, 3).reason, u"step 2 before it ran"_s);
        QCOMPARE(at(compared, 2).reason, u"first step that missed"_s);
        QCOMPARE(at(compared, 4).reason, u"ran in both"_s);
        QVERIFY(!at(compared, 4).differs());
        const auto import = std::ranges::find(compared.steps, JournalStep::Kind::Import, &StepDifference::kind);
        QCOMPARE(import->reason, u"401"_s);
        QVERIFY(import->differs());
        // The other way round.
        compared = compareRuns(rated(run(u"deploy"_s, 2, 33'200)), b, rated(run(u"deploy"_s, 4, 66'000)), a);
        QCOMPARE(compared.title, u"A is 32.8\u202Fs faster than B"_s);
        QCOMPARE(at(compared, 3).reason, u"from cache in A"_s);
        // A forced run needs no other reason.
        compared = compareRuns(rated(run(u"rebuild"_s, 9, 66'000)), a, rated(run(u"deploy"_s, 2, 33'200)), b);
        QCOMPARE(at(compared, 3).reason, u"built without cache"_s);
    }

    void comparisonOfChangedDockerfiles()
    {
        const QList<JournalStep> b{step(1, u"RUN a"_s, u"cached"_s), step(2, u"RUN b"_s, u"cached"_s), step(3, u"RUN c"_s, u"done"_s, 100)};
        // One came in between, one is written otherwise.
        const QList<JournalStep> a{step(1, u"RUN a"_s, u"cached"_s), step(2, u"RUN new"_s, u"done"_s, 4000), step(3, u"RUN b"_s, u"done"_s, 50),
                                   step(4, u"RUN c --fast"_s, u"done"_s, 20)};
        const RunComparison compared = compareRuns(rated(run(u"deploy"_s, 3, 5000)), a, rated(run(u"deploy"_s, 1, 1000)), b);
        QCOMPARE(compared.steps.size(), 4);
        QCOMPARE(at(compared, 2).reason, u"only in A"_s);
        QCOMPARE(at(compared, 3).name, u"RUN b"_s);
        QCOMPARE(at(compared, 3).before, u"cached"_s);
        QCOMPARE(at(compared, 4).before, u"done"_s);
        QCOMPARE(at(compared, 4).reason, u"its instruction changed"_s);
    }

    void comparisonWithoutAnEnd()
    {
        JournalRun cutOff = run(u"deploy"_s, 0, -1);
        cutOff.outcome = u"cut-off"_s;
        const RunComparison compared = compareRuns(rated(cutOff), {}, rated(run(u"deploy"_s, 2, 33'200)), {});
        QCOMPARE(compared.title, u"A and B cannot be compared"_s);
        QCOMPARE(compareRuns(rated(run(u"deploy"_s, 2, 100)), {}, rated(run(u"deploy"_s, 2, 120)), {}).title, u"A took as long as B"_s);
    }

    void models()
    {
        JournalRun cutOff = run(u"deploy"_s, 0, -1, 5);
        cutOff.outcome = u"cut-off"_s;
        cutOff.details.clear();
        const QList<RatedRun> runs = ratedRuns({cutOff, run(u"redeploy"_s, 9, 68'000, 3), run(u"deploy"_s, 0, 2300, 1)});
        HistoryModel model;
        const QAbstractItemModelTester tester(&model);
        model.setRuns(runs);
        QCOMPARE(model.rowCount(), 3);
        const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(cell(0, HistoryModel::ResultColumn), u"cut off"_s);
        QCOMPARE(cell(0, HistoryModel::DurationColumn), u"–"_s);
        QCOMPARE(cell(1, HistoryModel::RunColumn), u"Clear, redeploy: backend"_s);
        QCOMPARE(cell(1, HistoryModel::CachedColumn), u"0 of 10"_s);
        QCOMPARE(cell(2, HistoryModel::DurationColumn), u"2.3\u202Fs"_s);
        model.setMarks(runs.at(1).run.id, runs.at(2).run.id);
        QCOMPARE(model.index(1, 0).data(MarkRole).toString(), u"A"_s);
        QCOMPARE(model.index(2, 0).data(MarkRole).toString(), u"B"_s);
        QCOMPARE(model.rowOf(runs.at(2).run.id), 2);
        JournalRun outside = run(u"outside-build"_s, 0, 900);
        outside.services = {u"api"_s, u"web"_s};
        model.setRuns(ratedRuns({outside}));
        QCOMPARE(model.index(0, HistoryModel::RunColumn).data(Qt::ToolTipRole).toString(),
                 u"api and web, built without Layerdeck: buildx had it on record"_s);

        ScenarioModel table;
        const QAbstractItemModelTester tableTester(&table);
        table.setTable(scenarioTable(runs));
        QCOMPARE(table.index(2, ScenarioModel::LastColumn).data().toString(), u"1\u202Fmin 8\u202Fs"_s);
        QCOMPARE(table.index(3, ScenarioModel::LastColumn).data().toString(), u"–"_s);

        const QDateTime later = noon.addDays(2);
        QCOMPARE(historySentence(runs, u"default"_s, later), u"2 finished runs on default since 12 Nov, 1 was cut off."_s);
    }

    void exports()
    {
        JournalRun odd = run(u"deploy"_s, 2, 33'200, 1);
        odd.error = u"a \"quoted\", long\nword"_s;
        JournalRun cutOff = run(u"deploy"_s, 0, -1);
        cutOff.outcome = u"cut-off"_s;
        HistoryExportModel model;
        const QAbstractItemModelTester tester(&model);
        model.setRuns(ratedRuns({odd, cutOff}));
        const QJsonArray rows = QJsonDocument::fromJson(exportedJson(model)).array();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows.at(0)["duration_ms"_L1].toInt(), 33'200);
        QCOMPARE(rows.at(0)["started"_L1].toString(), u"2026-11-12T12:01:00.000Z"_s);
        QCOMPARE(rows.at(0)["scenario"_L1].toString(), u"code-changed"_s);
        QCOMPARE(rows.at(0)["cached"_L1].toInt(), 7);
        QCOMPARE(rows.at(0)["error"_L1].toString(), odd.error);
        QVERIFY(rows.at(1)["duration_ms"_L1].isNull());
        const QByteArray csv = exportedCsv(model);
        QVERIFY(csv.startsWith("id,started,kind,scenario,outcome,duration_ms,"));
        QVERIFY(csv.contains("\"a \"\"quoted\"\", long\nword\""));
    }
};

QTEST_GUILESS_MAIN(TestHistoryStats)
#include "tst_historystats.moc"
