// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/runbroadcast.h"
#include "session/liverun.h"
#include "session/runstory.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

BuildStep step(int id, StepState state)
{
    BuildStep step{id, id, u"build"_s, id, u"RUN echo “%1”"_s.arg(id), state, 1'000, 2'000, {}, {}};
    if (state == StepState::Failed)
        step.error = u"exit code: 1"_s;
    if (state == StepState::Shared)
        step.servedBy = u"frontend"_s;
    return step;
}

RunState someRun()
{
    Plan plan;
    plan.kind = PlanKind::Redeploy;
    plan.project = u"watchparty"_s;
    plan.services = QStringList{u"backend"_s};
    plan.steps = {{u"Delete 3 records"_s, PruneRecords{}}, {u"Build backend"_s, BuildImages{{u"docker"_s, {u"secret"_s}}}},
                  {u"Start backend"_s, SwitchContainers{}}};
    RunState run = RunState::of(plan, QDateTime::currentDateTime());
    run.steps.insert(u"backend"_s, {step(1, StepState::Waiting), step(2, StepState::Waiting)});
    return run;
}

const QByteArray anyBytes("\x1b[31mred\x1b[0m \xff\xfe end\0of\n", 23);

} // namespace

/// A run as others see it.
class TestRunBroadcast : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QString path() const { return m_dir->filePath(u"a.run.story"_s); }

    static RunEvent again(const RunEvent &event)
    {
        const auto read = readStoryLine(storyLine(event));
        return read && std::holds_alternative<RunEvent>(*read) ? std::get<RunEvent>(*read) : RunEvent(PhaseStarted{-7});
    }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void whatRunsIsTold()
    {
        const RunState run = someRun();
        const QByteArray line = storyLine(run);
        QVERIFY(!line.contains("secret"));
        QCOMPARE(line.count('\n'), 1);
        const auto read = readStoryLine(line);
        QVERIFY(read && std::holds_alternative<RunState>(*read));
        const RunState &told = std::get<RunState>(*read);
        QVERIFY(told.watched);
        QCOMPARE(told.plan.kind, run.plan.kind);
        QCOMPARE(told.plan.services, run.plan.services);
        QCOMPARE(told.startedMs, run.startedMs);
        QCOMPARE(told.steps, run.steps);
        QCOMPARE(told.phases, run.phases);
        for (int i = 0; i < run.plan.steps.size(); ++i)
            QCOMPARE(told.plan.steps.at(i).action.index(), run.plan.steps.at(i).action.index());
    }

    void eventsAreTold()
    {
        QCOMPARE(std::get<PhaseStarted>(again(PhaseStarted{2})).planStep, 2);
        QCOMPARE(std::get<PhaseStarted>(again(PhaseStarted{2, 1'234})).time, 1'234);
        const auto ended = std::get<PhaseEnded>(again(PhaseEnded{1, RunOutcome::Cancelled, 1'234}));
        QCOMPARE(ended.outcome, RunOutcome::Cancelled);
        QCOMPARE(ended.milliseconds, 1'234);
        for (const StepState state : {StepState::Waiting, StepState::Running, StepState::Cached, StepState::Base, StepState::Shared, StepState::Done,
                                      StepState::Failed, StepState::Cancelled}) {
            const auto changed = std::get<StepChanged>(again(StepChanged{u"backend"_s, step(3, state)}));
            QCOMPARE(changed.step, step(3, state));
            QCOMPARE(changed.service, u"backend"_s);
        }
        QCOMPARE(std::get<StepsListed>(again(StepsListed{u"b"_s, {step(1, StepState::Done)}})).steps, QList<BuildStep>{step(1, StepState::Done)});
        const CacheImport import{u"b"_s, u"registry/x:cache"_s, 5, 6, u"not found"_s};
        QCOMPARE(std::get<ImportChanged>(again(ImportChanged{import})).import, import);
        const auto log = std::get<LogText>(again(LogText{u"b"_s, 4, 99, anyBytes, true}));
        QCOMPARE(log.text, anyBytes);
        QVERIFY(log.isError && log.step == 4 && log.time == 99);
    }

    void whatIsNoLineIsNothing_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("{\"event\":\"log\"");
        QTest::newRow("a list") << QByteArray("[1]");
        QTest::newRow("another event") << QByteArray(R"({"event":"tea"})");
        QTest::newRow("another version") << QByteArray(R"({"event":"run","version":99,"kind":"deploy"})");
        QTest::newRow("another kind") << QByteArray(R"({"event":"run","version":1,"kind":"dance"})");
        QTest::newRow("another state") << QByteArray(R"({"event":"step","service":"a","step":{"id":1,"state":"odd"}})");
    }
    void whatIsNoLineIsNothing()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!readStoryLine(line));
    }

    /// Who comes late sees all from the beginning.
    void followersSeeAll()
    {
        const RunState run = someRun();
        auto teller = std::make_unique<RunBroadcast>(path(), run);
        teller->observe(PhaseStarted{1, run.startedMs + 500});
        teller->observe(LogText{u"backend"_s, 1, 7, anyBytes, false});
        RunFollower follower;
        LiveRun seen;
        connect(&follower, &RunFollower::began, &seen, &LiveRun::begin);
        connect(&follower, &RunFollower::told, &seen, &LiveRun::observe);
        QSignalSpy logs(&seen, &LiveRun::log);
        follower.follow(path(), run.started);
        QTRY_COMPARE(logs.size(), 1);
        QCOMPARE(logs.first().at(3).toByteArray(), anyBytes);
        QCOMPARE(seen.state()->phases.at(1).state, PhaseState::Running);
        QCOMPARE(seen.state()->phases.at(1).startedMs, 500); // when it was, not when it was heard of
        teller->observe(StepChanged{u"backend"_s, step(2, StepState::Failed)});
        QTRY_COMPARE(seen.state()->step(u"backend"_s, 2)->state, StepState::Failed);
        // The way back is a phase that no plan has; there is one.
        const int wayBack = static_cast<int>(run.plan.steps.size());
        teller->observe(PhaseStarted{wayBack, run.startedMs + 900});
        QTRY_COMPARE(seen.state()->phases.size(), wayBack + 1);
        QVERIFY(seen.state()->wayBack() && seen.state()->isSwitching());
        QCOMPARE(seen.state()->lastPlanned().purpose, run.phases.last().purpose);
        seen.observe(PhaseStarted{wayBack + 1, 0});
        QCOMPARE(seen.state()->phases.size(), wayBack + 1);
        // What is told last is read after the end too, when the file is gone.
        teller->observe(PhaseEnded{1, RunOutcome::Failed, 5});
        teller.reset();
        QVERIFY(!QFile::exists(path()));
        QSignalSpy ended(&follower, &RunFollower::ended);
        follower.finish();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(seen.state()->phases.at(1).state, PhaseState::Failed);
    }

    void onlyThePersonCanRead()
    {
        const RunBroadcast teller(path(), someRun());
        QCOMPARE(QFileInfo(path()).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), QFile::Permissions());
    }

    /// A run that was killed leaves its story. Who waits for the next one does not take it for that.
    void anOlderStoryIsNotTaken()
    {
        RunState old = someRun();
        old.started = old.started.addSecs(-60);
        old.startedMs = old.started.toMSecsSinceEpoch();
        {
            QFile file(path());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(storyLine(old) + storyLine(RunEvent(PhaseStarted{0})));
        }
        RunFollower follower;
        QSignalSpy began(&follower, &RunFollower::began);
        QSignalSpy told(&follower, &RunFollower::told);
        const RunState now = someRun();
        follower.follow(path(), now.started);
        RunBroadcast teller(path(), now);
        teller.observe(PhaseStarted{2});
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(began.size(), 1);
        QCOMPARE(began.first().first().value<RunState>().startedMs, now.startedMs);
        QCOMPARE(std::get<PhaseStarted>(told.first().first().value<RunEvent>()).planStep, 2);
    }

    void aLogIsBounded()
    {
        RunBroadcast teller(path(), someRun());
        RunFollower follower;
        qint64 read = 0;
        QByteArray last;
        connect(&follower, &RunFollower::told, this, [&](const RunEvent &event) {
            if (const auto *log = std::get_if<LogText>(&event)) {
                read += log->text.size();
                last = log->text;
            }
        });
        const QByteArray piece(60'000, 'x');
        for (qint64 written = 0; written < 2 * RunBroadcast::mostLog; written += piece.size())
            teller.observe(LogText{u"backend"_s, 1, 1, piece, false});
        teller.observe(PhaseStarted{2});
        follower.follow(path(), QDateTime::fromSecsSinceEpoch(0));
        QTRY_VERIFY_WITH_TIMEOUT(last.startsWith("The log goes on"), 30'000);
        QVERIFY(read > RunBroadcast::mostLog - piece.size() && read <= RunBroadcast::mostLog + 100);
    }

    /// What another process says need not fit.
    void whatDoesNotFitIsLeftOut()
    {
        LiveRun run;
        run.observe(PhaseStarted{0});
        QVERIFY(!run.state());
        run.begin(someRun());
        QSignalSpy changed(&run, &LiveRun::changed);
        for (const int at : {-1, 4, 1'000'000}) { // 3: the way back
            run.observe(PhaseStarted{at});
            run.observe(PhaseEnded{at, RunOutcome::Failed, 1});
        }
        run.observe(StepChanged{u"nobody"_s, step(1, StepState::Done)});
        run.observe(StepChanged{u"backend"_s, step(77, StepState::Done)});
        QCOMPARE(changed.size(), 0);
        QCOMPARE(run.state()->phases.size(), 3);
    }
};

QTEST_GUILESS_MAIN(TestRunBroadcast)
#include "tst_runbroadcast.moc"
