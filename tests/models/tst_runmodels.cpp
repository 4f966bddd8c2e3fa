// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timelinebuilder.h"
#include "models/wording.h"

#include <QLocale>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

BuildStep step(int index, const QString &name, StepState state, qint64 started = 0, qint64 completed = 0)
{
    BuildStep result;
    result.id = index;
    result.index = index;
    result.name = name;
    result.state = state;
    result.started = started;
    result.completed = completed;
    return result;
}

RunState run()
{
    RunState state;
    state.plan.services = {u"api"_s, u"web"_s};
    state.plan.steps = {{u"Build"_s, BuildImages{}}, {u"Start"_s, SwitchContainers{}}};
    state.startedMs = 1000;
    state.phases = {{u"Build"_s, PhaseState::Running, 0, 0}, {u"Start"_s, PhaseState::Waiting, -1, 0}};
    state.steps[u"api"_s] = {step(1, u"COPY a /a"_s, StepState::Cached, 1100, 1100),
                             step(2, u"RUN --mount=type=cache,target=/c npm ci"_s, StepState::Done, 1200, 3200),
                             step(3, u"RUN build"_s, StepState::Running, 3200)};
    state.steps[u"web"_s] = {step(1, u"COPY a /a"_s, StepState::Shared, 1100, 1100), step(2, u"RUN x"_s, StepState::Waiting)};
    return state;
}

} // namespace

class TestRunModels : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void timelineOfARunningBuild()
    {
        const Timeline timeline = timelineOf(run(), 5000);
        QCOMPARE(timeline.lanes.size(), 3);
        QCOMPARE(timeline.nowMs, 4000);
        const TimelineLane &api = timeline.lanes.first();
        QCOMPARE(api.cachedSteps, QStringList{u"api/1"_s});
        QCOMPARE(api.bars.size(), 2);
        QCOMPARE(api.bars.at(0).label, u"2  npm ci"_s);
        QCOMPARE(api.bars.at(0).startMs, 200);
        QCOMPARE(api.bars.at(0).endMs, 2200);
        QCOMPARE(api.bars.at(1).state, BarState::Running);
        QCOMPARE(api.bars.at(1).endMs, -1);
        // Shared steps are no old cache: no pip.
        QVERIFY(timeline.lanes.at(1).cachedSteps.isEmpty());
        QVERIFY(timeline.lanes.at(2).bars.isEmpty());
    }

    /// In steps while images are built; a phase without any counts as one.
    void progress()
    {
        RunState state = run();
        const qsizetype all = countSteps(state.steps).all;
        const qsizetype over = countSteps(state.steps).over;
        QVERIFY(over > 0 && over < all);
        QCOMPARE(state.progress(), double(over) / double(all + 1));
        QCOMPARE(state.phrase(), u"Build, %1 of %2 steps"_s.arg(over).arg(all));
        state.phases = {{u"Build"_s, PhaseState::Done, 0, 3000}, {u"Start"_s, PhaseState::Done, 3000, 9000}};
        for (QList<BuildStep> &steps : state.steps) {
            for (BuildStep &step : steps)
                step.state = StepState::Done;
        }
        QCOMPARE(state.progress(), 1.0);
        QCOMPARE(state.phrase(), QString());
        QCOMPARE(RunState().progress(), 0.0);
    }

    /// Two bars: the switch that failed, and the way back.
    void rollBackByItself()
    {
        RunState state = run();
        state.phases = {{u"Build"_s, PhaseState::Done, 0, 3000}, {u"Start"_s, PhaseState::Failed, 3000, 9000}, {u"Roll back"_s, PhaseState::Running, 12'000, 0}};
        TimelineLane lane = timelineOf(state, 15'000).lanes.last();
        QCOMPARE(lane.bars.size(), 2);
        QCOMPARE(lane.bars.at(0).state, BarState::Failed);
        QCOMPARE(lane.bars.at(0).endMs, 12'000);
        QCOMPARE(lane.bars.at(1).state, BarState::Running);
        QCOMPARE(lane.state, u"going back"_s);
        QCOMPARE(containersSentence(state), u"Containers go back to the deployment of before."_s);
        QVERIFY(state.isSwitching());
        QCOMPARE(state.phrase(), u"Roll back"_s);
        state.phases.last() = {u"Roll back"_s, PhaseState::Done, 12'000, 2000};
        state.result.emplace();
        state.result->outcome = RunOutcome::Failed;
        state.result->rolledBack = true;
        state.result->downtimes = {{u"api"_s, 1500, true, true, -1}};
        QCOMPARE(runTitle(state), u"Deploy failed, rolled back"_s);
        lane = timelineOf(state, 0).lanes.last();
        QCOMPARE(lane.state, u"rolled back after 2.0\u202Fs"_s);
        QCOMPARE(lane.bars.at(1).state, BarState::Ran);
        QCOMPARE(resultSentences(*state.result), QStringList{u"Without service: api 1.5\u202Fs."_s});
    }

    void aFailedImportStandsBeforeStepOne()
    {
        RunState state = run();
        state.imports << CacheImport{u"api"_s, u"r.test/x"_s, 1010, 1050, u"401"_s};
        const TimelineBar bar = timelineOf(state, 5000).lanes.first().bars.first();
        QCOMPARE(bar.state, BarState::Failed);
        QVERIFY(bar.description.contains("401"_L1));
        QCOMPARE(subjectOfBar(u"api"_s, bar.id).source, u"r.test/x"_s);
        // A source may end as a step's bar does.
        QCOMPARE(subjectOfBar(u"api"_s, importBarId(u"api"_s, u"r.test/9"_s)).step, 0);
        QCOMPARE(subjectOfBar(u"api"_s, stepBarId(u"api"_s, 9)).step, 9);
    }

    void sentences()
    {
        RunState state = run();
        QCOMPARE(countsSentence(state.steps[u"api"_s]), u"1 cached, 1 ran, 1 running"_s);
        QCOMPARE(serviceSentence(state.steps[u"api"_s], state, u"api"_s), u"step 3 of 3"_s);
        QCOMPARE(runTitle(state), u"Deploying api and web"_s);
        state.result.emplace();
        state.result->outcome = RunOutcome::Failed;
        state.steps[u"api"_s][2] = step(3, u"RUN build"_s, StepState::Failed, 3200, 8500);
        state.steps[u"api"_s][2].error = u"process \"x\" did not complete successfully: exit code: 1"_s;
        QCOMPARE(runTitle(state), u"Deploy failed: api step 3"_s);
        QCOMPARE(runSentence(state, 0), u"Exit code 1 after 5.3\u202Fs. No container was changed."_s);
        state.result->error = Error{ErrorCode::OperationFailed, {}, {}, {}, u"a:7\n---\n   7 | >>> RUN build\n"_s};
        QCOMPARE(runSentence(state, 0), u"Exit code 1 after 5.3\u202Fs, line 7 of its Dockerfile. No container was changed."_s);
        QCOMPARE(containersSentence(state), u"Nothing was switched."_s);
        // What was built has its name, though it does not run: told where both were read.
        state.result->services << ServiceResult{u"web"_s, {step(1, u"RUN"_s, StepState::Done)}, 10, u"sha256:new"_s};
        QCOMPARE(containersSentence(state), u"Nothing was switched."_s);
        Container web;
        web.imageId = u"sha256:new"_s;
        state.plan.project = u"shop"_s;
        web.labels = {{u"com.docker.compose.project"_s, u"shop"_s}, {u"com.docker.compose.service"_s, u"web"_s},
                      {u"com.docker.compose.config-hash"_s, u"0"_s}, {u"com.docker.compose.container-number"_s, u"1"_s}};
        state.containersBefore = {web};
        QCOMPARE(containersSentence(state), u"Nothing was switched."_s);
        state.containersBefore->first().imageId = u"sha256:old"_s;
        QCOMPARE(containersSentence(state), u"Only the image name of web has moved."_s);
        // Of one that failed somebody else has moved it.
        state.result->services.last().steps << step(2, u"RUN more"_s, StepState::Failed);
        QCOMPARE(containersSentence(state), u"Nothing was switched."_s);
        state.result->services.last().steps.removeLast();
    }

    void closingLine()
    {
        ServiceResult service{u"backend"_s, {}, 1300, {}};
        for (int i = 1; i <= 14; ++i)
            service.steps << step(i, u"RUN"_s, i <= 12 ? StepState::Cached : StepState::Done);
        QCOMPARE(resultSentence(service), u"backend: 12 of 14 steps from cache, 1.3\u202Fs"_s);
        service.steps[13].state = StepState::Shared;
        QCOMPARE(resultSentence(service), u"backend: 12 of 14 steps from cache, 1 shared, 1.3\u202Fs"_s);
        service.steps.resize(1);
        QCOMPARE(resultSentence(service), u"backend: 1 of 1 step from cache, 1.3\u202Fs"_s);
        // What was stopped and what never began are two things.
        service.steps = {BuildStep{.id = 1, .index = 1, .state = StepState::Cached}, BuildStep{.id = 2, .index = 2, .state = StepState::Cancelled, .started = 5},
                         BuildStep{.id = 3, .index = 3, .state = StepState::Cancelled}};
        QCOMPARE(resultSentence(service), u"backend: 1 of 3 steps from cache, 1 cancelled, 1 not run, 1.3\u202Fs"_s);
        QCOMPARE(countsSentence(service.steps), u"1 cached, 1 cancelled, 1 not run"_s);
        QCOMPARE(present(service.steps.last()).word, u"not run"_s);
    }

    void freshnessOfContainers()
    {
        using Freshness = ServiceStatus::Freshness;
        const ComposeService service{u"api"_s, u"api"_s, BuildSettings{}, {}};
        EngineContents contents;
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::Unknown);
        contents.readAt = QDateTime::currentDateTime();
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::NotCreated);
        Container container;
        container.name = u"p-api-1"_s;
        container.imageId = u"old"_s;
        container.state = u"running"_s;
        container.labels = {{u"com.docker.compose.project"_s, u"p"_s}, {u"com.docker.compose.service"_s, u"api"_s},
                            {u"com.docker.compose.config-hash"_s, {}}, {u"com.docker.compose.container-number"_s, u"1"_s}};
        contents.containers << container;
        InspectedImage image;
        image.image.id = u"new"_s;
        image.image.tags = {u"api:latest"_s};
        contents.images << image;
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::NotRecreated);
        contents.containers.first().imageId = u"new"_s;
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::Current);
        Container replica = container;
        replica.imageId = u"old"_s;
        contents.containers << replica;
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::NotRecreated);
        // What "docker compose run" leaves beside is not the service, nor what "docker run" made of its image.
        contents.containers.last().labels.insert(u"com.docker.compose.oneoff"_s, u"True"_s);
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::Current);
        contents.containers.last().labels = {{u"com.docker.compose.project"_s, u"p"_s}, {u"com.docker.compose.service"_s, u"api"_s}};
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::Current);
        const QList<InspectedImage> images = contents.images;
        contents.images.clear();
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::Unknown);
        contents.images = images;
        contents.containers.first().state = u"exited"_s;
        QCOMPARE(serviceStatus(service, u"p"_s, contents).freshness, Freshness::Stopped);
        QCOMPARE(serviceStatus(service, u"other"_s, contents).freshness, Freshness::NotCreated);
    }
};

QTEST_GUILESS_MAIN(TestRunModels)
#include "tst_runmodels.moc"
