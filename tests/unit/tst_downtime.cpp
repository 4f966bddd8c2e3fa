// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/downtime.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

Container running(const QString &service, const QString &id)
{
    Container container;
    container.id = id;
    container.state = u"running"_s;
    container.labels = {{u"com.docker.compose.project"_s, u"p"_s}, {u"com.docker.compose.service"_s, service},
                        {u"com.docker.compose.config-hash"_s, u"h"_s}, {u"com.docker.compose.container-number"_s, u"1"_s}};
    return container;
}

EngineEvent happened(const QString &action, const QString &service, const QString &id, qint64 time)
{
    return {u"container"_s, action, id, time, u"p"_s, service};
}

QList<Downtime> measured(const QList<Container> &before, const QList<EngineEvent> &events)
{
    DowntimeClock clock(u"p"_s, before);
    for (const EngineEvent &e : events)
        clock.take(e);
    return clock.result();
}

const QString healthy = u"health_status: healthy"_s;

} // namespace

class TestDowntime : public QObject
{
    Q_OBJECT

private slots:
    void fromTheEndToTheStart()
    {
        QCOMPARE(measured({running(u"a"_s, u"1"_s)}, {happened(u"create"_s, u"a"_s, u"2"_s, 900), happened(u"kill"_s, u"a"_s, u"1"_s, 950),
                                                      happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"2"_s, 1300)}),
                 (QList<Downtime>{{u"a"_s, 300, false, true}}));
    }

    void untilItIsHealthy()
    {
        QCOMPARE(measured({running(u"a"_s, u"1"_s)}, {happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"2"_s, 1300),
                                                      happened(healthy, u"a"_s, u"2"_s, 3300), happened(healthy, u"a"_s, u"2"_s, 9300)}),
                 (QList<Downtime>{{u"a"_s, 2300, true, true}}));
    }

    void oneOfTwoGoesOn()
    {
        const QList<Container> before{running(u"a"_s, u"1"_s), running(u"a"_s, u"2"_s)};
        QCOMPARE(measured(before, {happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"3"_s, 1300),
                                   happened(u"die"_s, u"a"_s, u"2"_s, 1400), happened(u"start"_s, u"a"_s, u"4"_s, 1500)}),
                 QList<Downtime>());
    }

    /// A started one serves nobody before its health check says so, which is known only afterwards.
    void oneOfTwoIsNotHealthyYet()
    {
        const QList<Container> before{running(u"a"_s, u"1"_s), running(u"a"_s, u"2"_s)};
        QCOMPARE(measured(before, {happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"3"_s, 1300),
                                   happened(u"die"_s, u"a"_s, u"2"_s, 1400), happened(u"start"_s, u"a"_s, u"4"_s, 1500),
                                   happened(healthy, u"a"_s, u"3"_s, 9300), happened(healthy, u"a"_s, u"4"_s, 9900)}),
                 (QList<Downtime>{{u"a"_s, 7900, true, true}}));
        // The first that was started ends; the second goes on.
        QCOMPARE(measured({running(u"a"_s, u"1"_s)}, {happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"3"_s, 1200),
                                                      happened(u"start"_s, u"a"_s, u"4"_s, 1500), happened(u"die"_s, u"a"_s, u"3"_s, 1700)}),
                 (QList<Downtime>{{u"a"_s, 500, false, true}}));
    }

    /// A job is there to end.
    void whatEndsWithZero()
    {
        EngineEvent end = happened(u"die"_s, u"job"_s, u"1"_s, 1400);
        end.exitCode = 0;
        QCOMPARE(measured({}, {happened(u"start"_s, u"job"_s, u"1"_s, 1300), end}), QList<Downtime>());
        QCOMPARE(measured({running(u"job"_s, u"0"_s)}, {happened(u"die"_s, u"job"_s, u"0"_s, 1000), happened(u"start"_s, u"job"_s, u"1"_s, 1300), end}),
                 QList<Downtime>());
    }

    void neverBackAgain()
    {
        const auto away = measured({running(u"a"_s, u"1"_s)}, {happened(u"die"_s, u"a"_s, u"1"_s, 1000)});
        QCOMPARE(away, (QList<Downtime>{{u"a"_s, 0, false, false, 1000}}));
        // It starts and dies: nothing serves again.
        const auto crashed = measured({running(u"a"_s, u"1"_s)},
                                      {happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"2"_s, 1300), happened(u"die"_s, u"a"_s, u"2"_s, 1400)});
        QVERIFY(!crashed.first().over);
        // And a later one serves: the gap is all of it.
        QCOMPARE(measured({running(u"a"_s, u"1"_s)},
                          {happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"2"_s, 1300), happened(u"die"_s, u"a"_s, u"2"_s, 1400),
                           happened(u"start"_s, u"a"_s, u"3"_s, 1500), happened(healthy, u"a"_s, u"3"_s, 2000)}),
                 (QList<Downtime>{{u"a"_s, 1000, true, true}}));
    }

    void onlyWhatRanBefore()
    {
        QCOMPARE(measured({}, {happened(u"start"_s, u"a"_s, u"1"_s, 1000)}), QList<Downtime>());
        EngineEvent other = happened(u"die"_s, u"a"_s, u"1"_s, 1000);
        other.project = u"q"_s;
        const EngineEvent nobodys{u"container"_s, u"die"_s, u"9"_s, 1000, {}, {}};
        // One that only has the labels of its image serves nothing that could be missed.
        Container inherited = running(u"a"_s, u"8"_s);
        inherited.labels.remove(u"com.docker.compose.config-hash"_s);
        QCOMPARE(measured({running(u"a"_s, u"1"_s), inherited}, {other, nobodys}), QList<Downtime>());
        const QList<Downtime> gap{{u"a"_s, 500, false, true}};
        QCOMPARE(measured({running(u"a"_s, u"1"_s), inherited},
                          {happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"2"_s, 1500)}), gap);
    }

    /// A container that never becomes healthy serves nobody: the roll back ends the gap that its switch began.
    void rolledBack()
    {
        const QString unhealthy = u"health_status: unhealthy"_s;
        const auto first = measured({running(u"a"_s, u"1"_s)}, {happened(u"die"_s, u"a"_s, u"1"_s, 1000), happened(u"start"_s, u"a"_s, u"2"_s, 1500),
                                                                happened(unhealthy, u"a"_s, u"2"_s, 4000)});
        QCOMPARE(first, (QList<Downtime>{{u"a"_s, 0, false, false, 1000}}));
        DowntimeClock clock(u"p"_s, {running(u"a"_s, u"2"_s)}, first);
        for (const EngineEvent &e : {happened(u"die"_s, u"a"_s, u"2"_s, 5000), happened(u"start"_s, u"a"_s, u"3"_s, 5500), happened(healthy, u"a"_s, u"3"_s, 7270)})
            clock.take(e);
        QCOMPARE(added(first, clock.result()), (QList<Downtime>{{u"a"_s, 6270, true, true}}));
        // It may recover by itself.
        DowntimeClock late(u"p"_s, {running(u"a"_s, u"2"_s)}, first);
        late.take(happened(healthy, u"a"_s, u"2"_s, 6000));
        QCOMPARE(added(first, late.result()), (QList<Downtime>{{u"a"_s, 5000, true, true}}));
    }

    /// One that is told to end may do so with 0: it is no job for that.
    void stoppedWithZero()
    {
        const QList<Downtime> first{{u"a"_s, 0, false, false, 1000}};
        DowntimeClock clock(u"p"_s, {running(u"a"_s, u"2"_s)}, first);
        EngineEvent end = happened(u"die"_s, u"a"_s, u"2"_s, 5000);
        end.exitCode = 0;
        for (const EngineEvent &e : {happened(u"kill"_s, u"a"_s, u"2"_s, 4990), end, happened(u"start"_s, u"a"_s, u"3"_s, 5500), happened(healthy, u"a"_s, u"3"_s, 7000)})
            clock.take(e);
        QCOMPARE(added(first, clock.result()), (QList<Downtime>{{u"a"_s, 6000, true, true}}));
    }

    void twoSwitches()
    {
        QCOMPARE(added({{u"a"_s, 300, false, true}, {u"b"_s, 5, false, true}}, {{u"a"_s, 200, true, true}, {u"c"_s, 0, false, false}}),
                 (QList<Downtime>{{u"a"_s, 500, true, true}, {u"b"_s, 5, false, true}, {u"c"_s, 0, false, false}}));
    }
};

QTEST_APPLESS_MAIN(TestDowntime)
#include "tst_downtime.moc"
