// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/steps.h"

#include <QFile>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// The two services of the recorded streams: equal first steps, then their own.
QList<BuildTargetSteps> targets(const QStringList &names = {u"a"_s, u"b"_s})
{
    QList<BuildTargetSteps> result;
    for (const QString &name : names) {
        result << BuildTargetSteps{name, name,
                                   {{u"base"_s, 1, u"COPY busybox /bin/busybox"_s, "k1"},
                                    {u"base"_s, 2, u"RUN install"_s, "k2"},
                                    {u"build"_s, 1, u"WORKDIR /src"_s, "k3"},
                                    {u"build"_s, 2, u"COPY in.txt ./"_s, {}},
                                    {u"build"_s, 3, u"RUN build"_s, {}},
                                    {u"stage-2"_s, 1, u"COPY --from=build"_s, {}},
                                    {u"stage-2"_s, 2, u"RUN commit"_s, {}}}};
    }
    return result;
}

QList<SolveStatus> stream(const QString &name)
{
    QFile file(QStringLiteral(TEST_FIXTURES "/progress/") + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    ProgressReader reader;
    return reader.feed(file.readAll());
}

StepTracker tracked(const QString &name, bool succeeded, const QList<BuildTargetSteps> &list)
{
    StepTracker tracker(list);
    for (const SolveStatus &status : stream(name))
        tracker.apply(status);
    tracker.finish(succeeded);
    return tracker;
}

QString states(const StepTracker &tracker, const QString &service)
{
    QStringList words;
    for (const ServiceSteps &steps : tracker.services()) {
        if (steps.service != service)
            continue;
        for (const BuildStep &step : steps.steps)
            words << stepStateName(step.state);
    }
    return words.join(u' ');
}

/// Index and name of each step.
QStringList listed(const StepTracker &tracker)
{
    QStringList lines;
    const QList<ServiceSteps> services = tracker.services();
    for (const BuildStep &step : services.first().steps)
        lines << u"%1 %2"_s.arg(step.index).arg(step.name);
    return lines;
}

/// A step promised by a Dockerfile, for `platforms` platforms.
ExpectedStep promised(const QString &stage, int number, const QString &name, int platforms = 1)
{
    return {stage, number, name, {}, platforms};
}

Vertex at(qint64 started, qint64 completed, const QString &digest, const QString &name, bool cached = false,
          const QString &error = {})
{
    return {digest, {}, name, started, completed, cached, error};
}

Vertex vertex(const QString &digest, const QString &name, bool cached = false, const QString &error = {}, const QStringList &inputs = {})
{
    return {digest, inputs, name, 1000, 2000, cached, error};
}

} // namespace

class TestSteps : public QObject
{
    Q_OBJECT
private slots:
    void versions_data()
    {
        QTest::addColumn<QString>("version");
        QTest::newRow("26.1.5") << u"buildx-0.13"_s;
        QTest::newRow("28.5.2") << u"buildx-0.29"_s;
    }

    /// Right after the whole cache was deleted, nothing may count as old cache, however the services shared their work.
    void coldBuild_data() { versions_data(); }
    void coldBuild()
    {
        QFETCH(QString, version);
        const StepTracker tracker = tracked(version + u"-cold.txt"_s, true, targets());
        int done = 0;
        int shared = 0;
        for (const ServiceSteps &service : tracker.services()) {
            QCOMPARE(service.steps.size(), 7);
            QCOMPARE(service.count(StepState::Cached), 0);
            done += service.count(StepState::Done);
            shared += service.count(StepState::Shared);
            QVERIFY(service.completed > service.started);
        }
        QCOMPARE(done + shared, 14);
        QCOMPARE(shared, 3);
    }

    void cachedBuild_data() { versions_data(); }
    void cachedBuild()
    {
        QFETCH(QString, version);
        const StepTracker tracker = tracked(version + u"-cached.txt"_s, true, targets());
        for (const ServiceSteps &service : tracker.services())
            QCOMPARE(service.count(StepState::Cached), 7);
    }

    void failedBuild_data() { versions_data(); }
    void failedBuild()
    {
        QFETCH(QString, version);
        const StepTracker tracker = tracked(version + u"-failed.txt"_s, false, targets());
        QCOMPARE(states(tracker, u"a"_s), u"cached cached cached cached failed cancelled cancelled"_s);
        QVERIFY(tracker.step(u"a"_s, 5)->error.contains("exit code: 7"_L1));
        QCOMPARE(tracker.imports().size(), 1);
        QCOMPARE(tracker.imports().first().source, u"fx-none:latest"_s);
        QVERIFY(!tracker.imports().first().error.isEmpty());
    }

    /// With one target the service does not stand in the names.
    void cancelledBuild_data() { versions_data(); }
    void cancelledBuild()
    {
        QFETCH(QString, version);
        const StepTracker tracker = tracked(version + u"-cancelled.txt"_s, false, targets({u"a"_s}));
        QCOMPARE(states(tracker, u"a"_s), u"cached cached cached cached cancelled cancelled cancelled"_s);
    }

    void worksWithoutADockerfile()
    {
        const StepTracker tracker = tracked(u"buildx-0.29-cached.txt"_s, true, {{u"a"_s, u"a"_s, {}}, {u"b"_s, u"b"_s, {}}});
        for (const ServiceSteps &service : tracker.services()) {
            QCOMPARE(service.steps.size(), 7);
            for (int i = 0; i < 7; ++i)
                QCOMPARE(service.steps.at(i).index, i + 1);
        }
    }

    void oneVertexUnderTwoNames()
    {
        StepTracker tracker(targets());
        tracker.apply({{vertex(u"d"_s, u"[a base 1/2] COPY busybox /bin/busybox"_s)}, {}, {}, {}});
        tracker.apply({{vertex(u"d"_s, u"[b base 1/2] COPY busybox /bin/busybox"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Done);
        QCOMPARE(tracker.step(u"b"_s, 1)->state, StepState::Shared);
        QCOMPARE(tracker.step(u"b"_s, 1)->servedBy, u"a"_s);
        QCOMPARE(tracker.places(u"d"_s).size(), 2);
    }

    void aHitOnWorkOfThisBuildIsShared()
    {
        StepTracker tracker(targets());
        tracker.apply({{vertex(u"1"_s, u"[a base 1/2] COPY busybox /bin/busybox"_s)}, {}, {}, {}});
        tracker.apply({{vertex(u"2"_s, u"[b base 1/2] COPY busybox /bin/busybox"_s, true)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"b"_s, 1)->state, StepState::Shared);
        // Other content: the hit is from before.
        tracker.apply({{vertex(u"3"_s, u"[a build 2/3] COPY in.txt ./"_s), vertex(u"4"_s, u"[b build 2/3] COPY in.txt ./"_s, true)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"b"_s, 4)->state, StepState::Cached);
    }

    void baseImages()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {}}, {u"b"_s, u"b"_s, {}}});
        tracker.apply({{vertex(u"f"_s, u"[a deps 1/4] FROM docker.io/library/node:22"_s, true)}, {}, {}, {}});
        tracker.apply({{vertex(u"f"_s, u"[b deps 1/3] FROM docker.io/library/node:22"_s, true)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Base);
        QCOMPARE(tracker.step(u"b"_s, 1)->state, StepState::Shared);
    }

    void twoVerticesOfOneStep()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {}}});
        tracker.apply({{vertex(u"source"_s, u"[2/3] ADD http://x/y /"_s), vertex(u"copy"_s, u"[2/3] ADD http://x/y /"_s, true, {}, {u"source"_s})}, {}, {}, {}});
        tracker.finish(true);
        QCOMPARE(tracker.services().first().steps.size(), 1);
        QCOMPARE(tracker.services().first().steps.first().state, StepState::Cached);
    }

    /// BuildKit retries a step whose record went away under it.
    void anErrorMayBeTakenBack()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {}}});
        tracker.apply({{vertex(u"d"_s, u"[2/3] RUN x"_s, false, u"lost"_s)}, {}, {}, {}});
        const int id = tracker.places(u"d"_s).first().step;
        QCOMPARE(tracker.step(u"a"_s, id)->state, StepState::Failed);
        tracker.apply({{vertex(u"d"_s, u"[2/3] RUN x"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, id)->state, StepState::Done);
        QVERIFY(tracker.step(u"a"_s, id)->error.isEmpty());
    }

    void namesWithPlatformAndPadding()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {}}, {u"b"_s, u"b"_s, {}}});
        tracker.apply({{vertex(u"1"_s, u"[a linux/amd64 build  2/11] RUN x"_s)}, {}, {}, {}});
        QCOMPARE(tracker.services().first().steps.at(1).stage, u"build"_s);
        QCOMPARE(tracker.services().first().steps.at(1).number, 2);
        QCOMPARE(tracker.services().first().steps.at(1).name, u"RUN x"_s);
    }

    /// Each platform has a vertex of its own; the step is over when all are.
    void severalPlatforms()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {promised(u"build"_s, 1, u"COPY x"_s, 2), promised(u"build"_s, 2, u"RUN x"_s, 2)}}});
        tracker.apply({{at(1000, 1001, u"1"_s, u"[linux/amd64 build 1/2] COPY x"_s, true)}, {}, {}, {}});
        // The other platform has not been heard of yet.
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Running);
        tracker.apply({{at(0, 0, u"2"_s, u"[linux/arm64 build 1/2] COPY x"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Running);
        tracker.apply({{at(1100, 1900, u"2"_s, u"[linux/arm64 build 1/2] COPY x"_s)}, {}, {}, {}});
        // What came from before for one platform is not hidden by what ran for another.
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Cached);
        QCOMPARE(tracker.step(u"a"_s, 1)->started, 1000);
        QCOMPARE(tracker.step(u"a"_s, 1)->completed, 1900);

        tracker.apply({{at(2000, 0, u"3"_s, u"[linux/amd64 build 2/2] RUN x"_s)}, {}, {}, {}});
        tracker.apply({{at(2000, 2500, u"4"_s, u"[linux/arm64 build 2/2] RUN x"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 2)->state, StepState::Running);
        QCOMPARE(tracker.step(u"a"_s, 2)->completed, 0);
        tracker.apply({{at(2000, 2700, u"3"_s, u"[linux/amd64 build 2/2] RUN x"_s, false, u"exit code: 1"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 2)->state, StepState::Failed);
        QCOMPARE(tracker.step(u"a"_s, 2)->error, u"exit code: 1"_s);
        QCOMPARE(tracker.step(u"a"_s, 2)->completed, 2700);
        QCOMPARE(tracker.services().first().steps.size(), 2);
    }

    void severalPlatformsFromCache()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {promised(u"build"_s, 1, u"COPY x"_s, 2)}}, {u"b"_s, u"b"_s, {}}});
        tracker.apply({{at(1000, 1001, u"1"_s, u"[a linux/amd64 build 1/1] COPY x"_s, true),
                        at(1000, 1001, u"2"_s, u"[a linux/arm64 build 1/1] COPY x"_s, true)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Cached);
    }

    /// A stage may turn out to be built for one platform only: what was seen counts when the build is over.
    void aPlatformThatNeverCame()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {promised(u"build"_s, 1, u"COPY x"_s, 2)}}});
        tracker.apply({{at(1000, 1001, u"1"_s, u"[linux/amd64->arm64 build 1/1] COPY x"_s, true)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Running);
        QCOMPARE(tracker.finish(true).size(), 1);
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Cached);
        QCOMPARE(tracker.step(u"a"_s, 1)->completed, 1001);
    }

    /// Two stages side by side: the longer one decides, and only what ran counts.
    void criticalPath()
    {
        StepTracker tracker({{u"a"_s, u"a"_s,
                              {promised(u"tools"_s, 1, u"RUN tools"_s), promised(u"build"_s, 1, u"COPY x"_s), promised(u"build"_s, 2, u"RUN build"_s),
                               promised(u"last"_s, 1, u"COPY --from=tools"_s), promised(u"last"_s, 2, u"COPY --from=build"_s)}}});
        const auto critical = [&tracker] {
            QStringList names;
            const QList<ServiceSteps> services = tracker.services();
            for (const BuildStep &step : services.first().steps) {
                if (step.critical)
                    names << step.name;
            }
            return names;
        };
        const auto needs = [](Vertex vertex, const QStringList &inputs) {
            vertex.inputs = inputs;
            return vertex;
        };
        tracker.apply({{at(1000, 0, u"t"_s, u"[tools 1/1] RUN tools"_s), at(1000, 1001, u"x"_s, u"[build 1/2] COPY x"_s, true)}, {}, {}, {}});
        QCOMPARE(critical(), QStringList{u"RUN tools"_s});
        tracker.apply({{at(1000, 2000, u"t"_s, u"[tools 1/1] RUN tools"_s), needs(at(1001, 5000, u"b"_s, u"[build 2/2] RUN build"_s), {u"x"_s}),
                        needs(at(2000, 2100, u"1"_s, u"[last 1/2] COPY --from=tools"_s), {u"t"_s})}, {}, {}, {}});
        QCOMPARE(critical(), QStringList{u"RUN build"_s});
        const QList<VertexPlace> changed = tracker.apply({{needs(at(5000, 5100, u"2"_s, u"[last 2/2] COPY --from=build"_s), {u"1"_s, u"b"_s})}, {}, {}, {}});
        QCOMPARE(critical(), (QStringList{u"RUN build"_s, u"COPY --from=build"_s}));
        QVERIFY(changed.contains(VertexPlace{u"a"_s, 5}));
        // Edges that lead round and to nothing end somewhere.
        tracker.apply({{needs(at(1001, 5000, u"b"_s, u"[build 2/2] RUN build"_s), {u"2"_s, u"unknown"_s})}, {}, {}, {}});
        tracker.finish(true);
        QVERIFY(critical().contains(u"RUN build"_s));
    }

    /// BuildKit makes what nobody waits for yet when it is needed, which may be after what took long; and tells of the cache then.
    void criticalPathPastWhatComesLate_data()
    {
        QTest::addColumn<bool>("cached");
        QTest::newRow("cached") << true;
        QTest::newRow("put off") << false;
    }
    void criticalPathPastWhatComesLate()
    {
        StepTracker tracker({{u"a"_s, u"a"_s,
                              {promised(u"build"_s, 1, u"RUN build"_s), promised(u"last"_s, 1, u"WORKDIR /app"_s), promised(u"last"_s, 2, u"COPY --from=build"_s),
                               promised(u"last"_s, 3, u"RUN last"_s)}}});
        QFETCH(const bool, cached);
        Vertex copy = at(9050, 9060, u"c"_s, u"[last 2/3] COPY --from=build"_s, cached);
        copy.inputs = {u"w"_s, u"b"_s};
        Vertex run = at(9070, 9500, u"r"_s, u"[last 3/3] RUN last"_s);
        run.inputs = {u"c"_s};
        tracker.apply({{at(1000, 9000, u"b"_s, u"[build 1/1] RUN build"_s), at(9001, 9040, u"w"_s, u"[last 1/3] WORKDIR /app"_s, cached), copy, run}, {}, {}, {}});
        tracker.finish(true);
        QVERIFY(tracker.step(u"a"_s, 1)->critical);
        QVERIFY(!tracker.step(u"a"_s, 2)->critical);
        QCOMPARE(tracker.step(u"a"_s, 3)->critical, !cached);
        QVERIFY(tracker.step(u"a"_s, 4)->critical);
    }

    /// The same work of two services is two vertices where their contexts are two; the one that ran held both up.
    void criticalPathThroughAnotherService()
    {
        ExpectedStep base = promised(u"base"_s, 1, u"COPY base"_s);
        base.sharedKey = "base";
        StepTracker tracker({{u"a"_s, u"a"_s, {base, promised(u"base"_s, 2, u"RUN a"_s)}}, {u"b"_s, u"b"_s, {base, promised(u"base"_s, 2, u"RUN b"_s)}}});
        Vertex runA = at(2000, 9000, u"ra"_s, u"[a base 2/2] RUN a"_s);
        runA.inputs = {u"ca"_s};
        tracker.apply({{at(1000, 2000, u"cb"_s, u"[b base 1/2] COPY base"_s), at(2000, 2000, u"ca"_s, u"[a base 1/2] COPY base"_s, true), runA}, {}, {}, {}});
        tracker.finish(false);
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Shared);
        QVERIFY(!tracker.step(u"a"_s, 1)->critical);
        QVERIFY(tracker.step(u"a"_s, 2)->critical);
        QVERIFY(tracker.step(u"b"_s, 1)->critical);
    }

    /// A base image's ONBUILD triggers run right after FROM; BuildKit's n counts them, m doesn't.
    void onBuildTriggersKeepStepsAndIdsTogether()
    {
        StepTracker tracker({{u"a"_s, u"a"_s,
                              {promised(u"build"_s, 1, u"FROM base"_s), promised(u"build"_s, 2, u"COPY mine"_s),
                               promised(u"stage-1"_s, 1, u"COPY other"_s), promised(u"stage-1"_s, 2, u"RUN last"_s)}}});
        // The second stage first: its steps must stay what they are when the first one grows.
        tracker.apply({{vertex(u"9"_s, u"[stage-1 1/2] COPY other"_s)}, {}, {}, {}});
        QCOMPARE(tracker.places(u"9"_s).first().step, 3);
        QVERIFY(tracker.takeRelisted().isEmpty());

        tracker.apply({{vertex(u"1"_s, u"[build 1/2] FROM base"_s, true), vertex(u"2"_s, u"[build 3/2] COPY mine"_s)}, {}, {}, {}});
        QCOMPARE(tracker.takeRelisted(), QStringList{u"a"_s});
        QVERIFY(tracker.takeRelisted().isEmpty());
        QCOMPARE(tracker.step(u"a"_s, 2)->name, u"COPY mine"_s);
        QCOMPARE(tracker.step(u"a"_s, 2)->index, 3);
        QCOMPARE(tracker.step(u"a"_s, 2)->state, StepState::Done);
        QCOMPARE(tracker.places(u"9"_s).first().step, 3);
        QCOMPARE(tracker.step(u"a"_s, 3)->index, 4);

        tracker.apply({{vertex(u"3"_s, u"[build 2/2] RUN trigger"_s)}, {}, {}, {}});
        const QStringList all{u"1 FROM base"_s, u"2 RUN trigger"_s, u"3 COPY mine"_s, u"4 COPY other"_s, u"5 RUN last"_s};
        QCOMPARE(listed(tracker), all);
        QCOMPARE(tracker.step(u"a"_s, tracker.places(u"3"_s).first().step)->name, u"RUN trigger"_s);
    }

    /// The trigger is told of before the step that proves it.
    void aTriggerThatComesFirstWaitsForItsPlace()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {promised(u"build"_s, 1, u"FROM base"_s), promised(u"build"_s, 2, u"COPY mine"_s)}}});
        tracker.apply({{vertex(u"1"_s, u"[build 1/2] FROM docker.io/library/base:latest@sha256:0"_s, true), vertex(u"2"_s, u"[build 2/2] RUN trigger"_s)}, {}, {}, {}});
        QCOMPARE(listed(tracker).size(), 2);
        tracker.apply({{vertex(u"3"_s, u"[build 3/2] COPY mine"_s)}, {}, {}, {}});
        QCOMPARE(listed(tracker).mid(1), (QStringList{u"2 RUN trigger"_s, u"3 COPY mine"_s}));
        QCOMPARE(tracker.step(u"a"_s, tracker.places(u"2"_s).first().step)->state, StepState::Done);
    }

    /// Triggers that another service ran come under its names, in any order.
    void sharedTriggers()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {promised(u"x"_s, 1, u"FROM base"_s)}},
                             {u"b"_s, u"b"_s, {promised(u"build"_s, 1, u"FROM base"_s), promised(u"build"_s, 2, u"COPY mine"_s)}}});
        tracker.apply({{vertex(u"1"_s, u"[a x 1/1] FROM base"_s, true), vertex(u"2"_s, u"[a x 2/1] RUN one"_s), vertex(u"3"_s, u"[a x 3/1] RUN two"_s)}, {}, {}, {}});
        tracker.apply({{vertex(u"3"_s, u"[b x 3/1] RUN two"_s), vertex(u"2"_s, u"[b x 2/1] RUN one"_s), vertex(u"1"_s, u"[b x 1/1] FROM base"_s, true)}, {}, {}, {}});
        tracker.apply({{vertex(u"4"_s, u"[b build 4/2] COPY mine"_s)}, {}, {}, {}});
        QStringList b;
        const QList<ServiceSteps> services = tracker.services();
        for (const BuildStep &step : services.at(1).steps)
            b << step.name + u' ' + stepStateName(step.state);
        QCOMPARE(b, (QStringList{u"FROM base shared"_s, u"RUN one shared"_s, u"RUN two shared"_s, u"COPY mine done"_s}));
    }

    /// "FROM base" alone, as such base images are used.
    void nothingButTriggers()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {promised(u"stage-0"_s, 1, u"FROM base"_s)}}});
        tracker.apply({{vertex(u"1"_s, u"[1/1] FROM base"_s, true), vertex(u"2"_s, u"[2/1] RUN trigger"_s)}, {}, {}, {}});
        QCOMPARE(listed(tracker), (QStringList{u"1 FROM base"_s, u"2 RUN trigger"_s}));
    }

    /// A shared vertex has the stage and number of the service that was first; here it is another step.
    void aSharedVertexUnderTheOthersStage()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {promised(u"deps"_s, 1, u"FROM node:22"_s), promised(u"deps"_s, 2, u"RUN a"_s)}},
                             {u"b"_s, u"b"_s,
                              {promised(u"tools"_s, 1, u"COPY t /"_s), promised(u"deps"_s, 1, u"FROM node:22"_s),
                               promised(u"deps"_s, 2, u"RUN b"_s), promised(u"web"_s, 1, u"FROM $BASE"_s)}}});
        tracker.apply({{vertex(u"f"_s, u"[a deps 1/2] FROM docker.io/library/node:22"_s, true)}, {}, {}, {}});
        tracker.apply({{vertex(u"f"_s, u"[b deps 1/2] FROM docker.io/library/node:22"_s, true)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"b"_s, 2)->state, StepState::Shared);
        tracker.apply({{vertex(u"t"_s, u"[a other 3/9] COPY t /"_s), vertex(u"t"_s, u"[b other 3/9] COPY t /"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"b"_s, 1)->state, StepState::Shared);
        tracker.apply({{vertex(u"g"_s, u"[a other 1/9] FROM x"_s), vertex(u"g"_s, u"[b other 1/9] FROM x"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"b"_s, 4)->state, StepState::Shared);
        tracker.finish(false);
        QCOMPARE(tracker.services().at(1).steps.size(), 4);
    }

    /// What a frontend makes otherwise than the text says is no other service's: it counts when the build is over.
    void whatNobodyPromised()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {promised(u"s"_s, 1, u"COPY x"_s)}}, {u"b"_s, u"b"_s, {}}});
        tracker.apply({{vertex(u"1"_s, u"[a strange 1/2] RUN y"_s)}, {}, {}, {}});
        tracker.finish(true);
        QCOMPARE(listed(tracker), QStringList{u"1 RUN y"_s});
        QCOMPARE(tracker.services().first().steps.first().state, StepState::Done);
    }

    /// Behind a step that is not in the text, equal text is no proof of equal work.
    void onBuildTriggersEndWhatWasKnownToBeShared()
    {
        QList<BuildTargetSteps> list;
        for (const QString &name : {u"a"_s, u"b"_s})
            list << BuildTargetSteps{name, name, {{u"s"_s, 1, u"FROM base"_s, "k1"}, {u"s"_s, 2, u"COPY x"_s, "k2"}}};
        StepTracker tracker(list);
        tracker.apply({{vertex(u"1"_s, u"[a s 3/2] COPY x"_s), vertex(u"2"_s, u"[b s 3/2] COPY x"_s, true)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"b"_s, 2)->state, StepState::Cached);
    }

    /// Where the Dockerfile can't be read, a stage gets room for all its steps at once: none of another stage moves later.
    void unreadStagesKeepTheirIndexes()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {}}});
        tracker.apply({{vertex(u"1"_s, u"[base 1/3] COPY a"_s), vertex(u"2"_s, u"[stage-1 1/1] COPY b"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, tracker.places(u"2"_s).first().step)->index, 4);
        tracker.apply({{vertex(u"3"_s, u"[base 2/3] RUN b"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, tracker.places(u"2"_s).first().step)->index, 4);
        // "WORKDIR /" is counted by BuildKit, and has no vertex: it was no step.
        tracker.takeRelisted();
        tracker.finish(true);
        QCOMPARE(tracker.takeRelisted(), QStringList{u"a"_s});
        QCOMPARE(listed(tracker).join(u'|'), u"1 COPY a|2 RUN b|3 COPY b"_s);
    }
};

QTEST_APPLESS_MAIN(TestSteps)
#include "tst_steps.moc"
