// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/steadiness.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

Container container(const QString &id, const QString &service, const QString &state, const QString &status)
{
    Container result;
    result.id = id;
    result.name = u"shop-%1-1"_s.arg(service);
    result.state = state;
    result.status = status;
    result.labels = {{u"com.docker.compose.project"_s, u"shop"_s}, {u"com.docker.compose.service"_s, service}, {u"com.docker.compose.config-hash"_s, u"h"_s}, {u"com.docker.compose.container-number"_s, u"1"_s}};
    return result;
}

EndedContainers ended(const QString &id, int code)
{
    EndedContainers list;
    list.take({u"container"_s, u"die"_s, id, 1, u"shop"_s, u"api"_s, code});
    return list;
}

} // namespace

/// What Compose takes for started and does not stay up.
class TestSteadiness : public QObject
{
    Q_OBJECT

private slots:
    void staysUpOrNot_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("status");
        QTest::addColumn<int>("endedWith");
        QTest::addColumn<QString>("what");
        QTest::newRow("runs") << u"running"_s << u"Up 1 second"_s << 0 << QString();
        QTest::newRow("between two starts") << u"restarting"_s << u"Restarting (3) 1 second ago"_s << 3 << u"shop-api-1 does not stay up, docker says “Restarting (3) 1 second ago”"_s;
        QTest::newRow("started again") << u"running"_s << u"Up Less than a second"_s << 3 << u"shop-api-1 ended with exit code 3 and was started again"_s;
        QTest::newRow("started again and healthy") << u"running"_s << u"Up 2 seconds (healthy)"_s << 1 << QString();
        QTest::newRow("a task that is done") << u"exited"_s << u"Exited (0) 1 second ago"_s << 0 << QString();
        QTest::newRow("a task that failed") << u"exited"_s << u"Exited (1) 1 second ago"_s << 1 << u"shop-api-1 does not stay up, docker says “Exited (1) 1 second ago”"_s;
        QTest::newRow("dead") << u"dead"_s << u"Dead"_s << 0 << u"shop-api-1 does not stay up, docker says “Dead”"_s;
    }
    void staysUpOrNot()
    {
        QFETCH(QString, state);
        QFETCH(QString, status);
        QFETCH(int, endedWith);
        QFETCH(QString, what);
        const auto list = unsteadyContainers({container(u"c"_s, u"api"_s, state, status)}, {u"api"_s}, {}, ended(u"c"_s, endedWith));
        QCOMPARE(list.isEmpty() ? QString() : list.first().what, what);
        if (!list.isEmpty())
            QVERIFY(unsteadyError(list).message.contains(what));
    }

    /// What was broken before, and was not deployed, is not the deployment's.
    void onlyWhatWasDeployed()
    {
        const QList<Container> now{container(u"c"_s, u"db"_s, u"restarting"_s, u"Restarting (1) 5 seconds ago"_s)};
        QVERIFY(unsteadyContainers(now, {u"api"_s}, {u"c"_s}, {}).isEmpty());
        QCOMPARE(unsteadyContainers(now, {u"api"_s}, {}, {}).size(), 1); // the switch made it: it is needed
        QCOMPARE(unsteadyContainers(now, {u"db"_s}, {u"c"_s}, {}).size(), 1);
    }

    /// A container of before ends because Compose stops it.
    void theEndOfTheOldOneIsNone()
    {
        const QList<Container> now{container(u"c"_s, u"api"_s, u"running"_s, u"Up 5 minutes"_s)};
        QVERIFY(unsteadyContainers(now, {u"api"_s}, {u"c"_s}, ended(u"c"_s, 143)).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestSteadiness)
#include "tst_steadiness.moc"
