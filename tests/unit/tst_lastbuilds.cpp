// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/lastbuilds.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QDateTime now(QDate(2026, 11, 16), QTime(16, 38), Qt::UTC);

JournalRun runOf(const QString &outcome, int minutesAgo, const QList<JournalService> &details)
{
    JournalRun run;
    run.engineId = u"here"_s;
    run.kind = u"deploy"_s;
    run.outcome = outcome;
    run.started = now.addSecs(-60 * minutesAgo);
    run.details = details;
    return run;
}

JournalService built(const QString &name, int cached, int steps = 14)
{
    JournalService service;
    service.name = name;
    service.steps = steps;
    service.cached = cached;
    return service;
}

} // namespace

class TestLastBuilds : public QObject
{
    Q_OBJECT
private slots:
    void eachServiceHasItsNewest()
    {
        const auto builds = lastBuilds({runOf(u"success"_s, 1, {built(u"backend"_s, 3)}),
                                        runOf(u"success"_s, 2, {built(u"backend"_s, 4), built(u"frontend"_s, 5)})},
                                       u"here"_s);
        QCOMPARE(builds.size(), 2);
        QCOMPARE(builds.value(u"backend"_s), (LastBuild{built(u"backend"_s, 3), now.addSecs(-60)}));
        QCOMPARE(builds.value(u"frontend"_s), (LastBuild{built(u"frontend"_s, 5), now.addSecs(-120)}));
    }

    /// A switch that failed does not undo a build.
    void builtAndNotSwitched()
    {
        JournalService whole = built(u"backend"_s, 13);
        whole.ran = 1;
        const auto builds = lastBuilds({runOf(u"failed"_s, 1, {whole}), runOf(u"success"_s, 2, {built(u"backend"_s, 4)})}, u"here"_s);
        QCOMPARE(builds.value(u"backend"_s), (LastBuild{whole, now.addSecs(-60)}));
    }

    void whatDoesNotCount_data()
    {
        QTest::addColumn<JournalRun>("newer");
        const QList<JournalService> details{built(u"backend"_s, 14)};
        const JournalService stopped = built(u"backend"_s, 13);
        QTest::newRow("a build that failed") << runOf(u"failed"_s, 1, {stopped});
        QTest::newRow("still running") << runOf(u"running"_s, 1, {});
        QTest::newRow("nothing built") << runOf(u"success"_s, 1, {built(u"backend"_s, 0, 0)});
        JournalRun elsewhere = runOf(u"success"_s, 1, details);
        elsewhere.engineId = u"there"_s;
        QTest::newRow("another engine") << elsewhere;
        JournalRun remote = runOf(u"success"_s, 1, details);
        remote.kind = u"remote-dispatch"_s;
        QTest::newRow("on GitHub") << remote;
    }
    void whatDoesNotCount()
    {
        QFETCH(JournalRun, newer);
        const auto builds = lastBuilds({newer, runOf(u"success"_s, 2, {built(u"backend"_s, 4)})}, u"here"_s);
        QCOMPARE(builds.size(), 1);
        QCOMPARE(builds.value(u"backend"_s).service.cached, 4);
    }
};

QTEST_APPLESS_MAIN(TestLastBuilds)
#include "tst_lastbuilds.moc"
