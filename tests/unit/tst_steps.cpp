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
        QCOMPARE(tracker.services().first().steps.size(), 1);
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Cached);
    }

    /// BuildKit retries a step whose record went away under it.
    void anErrorMayBeTakenBack()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {}}});
        tracker.apply({{vertex(u"d"_s, u"[2/3] RUN x"_s, false, u"lost"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Failed);
        tracker.apply({{vertex(u"d"_s, u"[2/3] RUN x"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 1)->state, StepState::Done);
        QVERIFY(tracker.step(u"a"_s, 1)->error.isEmpty());
    }

    void namesWithPlatformAndPadding()
    {
        StepTracker tracker({{u"a"_s, u"a"_s, {}}, {u"b"_s, u"b"_s, {}}});
        tracker.apply({{vertex(u"1"_s, u"[a linux/amd64 build  2/11] RUN x"_s)}, {}, {}, {}});
        QCOMPARE(tracker.step(u"a"_s, 1)->stage, u"build"_s);
        QCOMPARE(tracker.step(u"a"_s, 1)->number, 2);
        QCOMPARE(tracker.step(u"a"_s, 1)->name, u"RUN x"_s);
    }
};

QTEST_APPLESS_MAIN(TestSteps)
#include "tst_steps.moc"
