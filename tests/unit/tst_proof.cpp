// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/proof.h"

#include <QTest>

#include <algorithm>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// A redeployment of "web" that deletes two records, builds without cache and bypasses a source.
Plan plan()
{
    Plan plan;
    plan.kind = PlanKind::Redeploy;
    plan.services = {u"web"_s};
    plan.clear.emplace();
    plan.clear->services = {u"web"_s};
    plan.clear->records = {{u"r1"_s, {}, {}, u"RUN make"_s, {}, 1, false}, {u"r2"_s, {}, {}, u"COPY a /"_s, {}, 1, false}};
    plan.clear->stale = {{u"web"_s, u"the record of step 1 stays"_s}};
    plan.clear->survivors = {{u"web"_s, u"registry.test/web"_s, u"registry.test is asked for it at the next build"_s}};
    plan.changes.withoutCache = {u"web"_s};
    plan.changes.withoutSources = {u"web"_s};
    plan.steps = {{u"Delete"_s, PruneRecords{plan.clear->records}}, {u"Build web"_s, BuildImages{}}, {u"Start web"_s, SwitchContainers{}}};
    return plan;
}

/// All that the plan promised.
RunResult succeeded()
{
    RunResult result;
    result.clear.emplace();
    result.clear->deletedRecords = {{u"r1"_s, {}, 1}, {u"r2"_s, {}, 1}};
    result.clear->readAgainAt = QDateTime::currentDateTime();
    result.services = {{u"web"_s, {BuildStep{.id = 1, .index = 1, .name = u"RUN make"_s, .state = StepState::Done}}, 10, u"sha256:new"_s}};
    result.built = true;
    result.switched = true;
    return result;
}

Container container(const QString &image, const QString &state, const QString &status)
{
    Container container;
    container.name = u"shop-web-1"_s;
    container.imageId = image;
    container.state = state;
    container.status = status;
    container.labels = {{u"com.docker.compose.service"_s, u"web"_s}, {u"com.docker.compose.config-hash"_s, u"0"_s},
                        {u"com.docker.compose.container-number"_s, u"1"_s}};
    return container;
}

QList<Evidence> of(const QList<Evidence> &list, Evidence::Kind kind)
{
    QList<Evidence> result;
    std::ranges::copy_if(list, std::back_inserter(result), [kind](const Evidence &item) { return item.kind == kind; });
    return result;
}

} // namespace

/// What a run's result may say it has proven.
class TestProof : public QObject
{
    Q_OBJECT
private slots:
    void whatSucceeded()
    {
        RunResult result = succeeded();
        result.containers = {container(u"sha256:new"_s, u"running"_s, u"Up 1 second"_s)};
        const QList<Evidence> list = evidenceOf(plan(), result);
        QCOMPARE(list.size(), 5);
        QVERIFY(std::ranges::all_of(list, &Evidence::holds));
        QVERIFY(list.first().title.startsWith(u"2 of 2"_s));
    }

    /// What the preview listed as kept stands in the result too, by reason; a mount has its own line.
    void whatWasKept()
    {
        Plan kept = plan();
        kept.clear->kept = {{u"k1"_s, u"RUN npm ci"_s, u"shared with frontend"_s, 300}, {u"k2"_s, u"COPY . ."_s, u"shared with frontend"_s, 200},
                            {u"k3"_s, u"cache mount /root/.npm"_s, u"not asked for"_s, 1000}, {u"k4"_s, u"old:1"_s, u"used by old-1"_s, 0, false}};
        const QList<Evidence> list = of(evidenceOf(kept, succeeded()), Evidence::Kind::Kept);
        QCOMPARE(list.size(), 1);
        QVERIFY(list.first().holds);
        QCOMPARE(list.first().title, u"3 things were kept, 500\u202FB"_s);
        QCOMPARE(list.first().about, u"Why: shared with frontend (2); used by old-1 (1)."_s);
        QCOMPARE(list.first().details.size(), 3);
        for (const QString &above : {u"COPY a /"_s, u"COPY b /"_s, u"COPY c /"_s})
            kept.clear->kept << KeptItem{above, above, above + u" stands on it and stays"_s, 0};
        QCOMPARE(of(evidenceOf(kept, succeeded()), Evidence::Kind::Kept).first().about, u"Why: shared with frontend (2); each for a reason of its own (4)."_s);
        // Nothing was cleared: nothing is said of it.
        RunResult result = succeeded();
        result.clear.reset();
        QVERIFY(of(evidenceOf(kept, result), Evidence::Kind::Kept).isEmpty());
    }

    /// A run that ended before its build has built nothing and bypassed nothing, and the cache was not read again.
    void aRunThatDidNotComeToItsBuild()
    {
        RunResult result;
        result.outcome = RunOutcome::Cancelled;
        result.clear.emplace();
        result.clear->deletedRecords = {{u"r1"_s, {}, 1}};
        const QList<Evidence> list = evidenceOf(plan(), result);
        QVERIFY(std::ranges::none_of(list, &Evidence::holds));
        QVERIFY2(list.first().title.startsWith(u"1 of 2"_s) && list.first().title.endsWith(u"deleted"_s), qPrintable(list.first().title));
        QVERIFY(of(list, Evidence::Kind::Steps).isEmpty());
        QVERIFY(of(list, Evidence::Kind::Sources).first().title.contains(u"could bring layers back"_s));
    }

    void aBuildThatFailed()
    {
        RunResult result = succeeded();
        result.outcome = RunOutcome::Failed;
        result.built = false;
        result.switched = false;
        const QList<Evidence> list = evidenceOf(plan(), result);
        QVERIFY(of(list, Evidence::Kind::Records).first().holds);
        QVERIFY(of(list, Evidence::Kind::Steps).isEmpty());
        QVERIFY(!of(list, Evidence::Kind::Sources).first().holds);
    }

    /// As where the Compose file was changed meanwhile: what was built was built, and what it is from is told.
    void aBuildThatNothingWasSwitchedTo()
    {
        RunResult result = succeeded();
        result.outcome = RunOutcome::Failed;
        result.switched = false;
        const QList<Evidence> list = evidenceOf(plan(), result);
        QVERIFY(of(list, Evidence::Kind::Steps).first().holds);
        QVERIFY(of(list, Evidence::Kind::Sources).first().holds);
    }

    /// Somebody gave it to another image meanwhile.
    void aNameThatWasLeft()
    {
        Plan images = plan();
        images.clear->images = {{u"sha256:a"_s, u"web:1"_s, 10, {}}};
        RunResult result = succeeded();
        result.clear->left = {{u"web:1"_s, u"sha256:a"_s, u"that name is another image's by now, bbb"_s}};
        const Evidence evidence = of(evidenceOf(images, result), Evidence::Kind::Images).first();
        QVERIFY(!evidence.holds);
        QVERIFY2(evidence.about.contains("Left: web:1 (that name is another image's by now, bbb)."_L1), qPrintable(evidence.about));
        result.clear->left.clear();
        QVERIFY(of(evidenceOf(images, result), Evidence::Kind::Images).first().holds);
    }

    /// Sources are bypassed by the next build only where the clear has succeeded: only then is it remembered.
    void aClearThatWasCancelledBypassesNothing()
    {
        Plan clear = plan();
        clear.kind = PlanKind::Clear;
        clear.steps.resize(1);
        clear.changes = {};
        clear.clearRequest.bypass = true;
        RunResult result = succeeded();
        result.services.clear();
        result.switched = false;
        QVERIFY(of(evidenceOf(clear, result), Evidence::Kind::Sources).first().holds);
        result.outcome = RunOutcome::Cancelled;
        QVERIFY(!of(evidenceOf(clear, result), Evidence::Kind::Sources).first().holds);
    }

    void containers_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("status");
        QTest::addColumn<bool>("holds");
        QTest::newRow("runs") << u"sha256:new"_s << u"running"_s << u"Up 2 seconds"_s << true;
        QTest::newRow("one-shot that has ended well") << u"sha256:new"_s << u"exited"_s << u"Exited (0) 1 second ago"_s << true;
        QTest::newRow("ended by an error") << u"sha256:new"_s << u"exited"_s << u"Exited (1) 1 second ago"_s << false;
        QTest::newRow("starts again and again") << u"sha256:new"_s << u"restarting"_s << u"Restarting (0) 1 second ago"_s << false;
        QTest::newRow("another image") << u"sha256:old"_s << u"running"_s << u"Up 2 seconds"_s << false;
        QTest::newRow("one-shot of another image") << u"sha256:old"_s << u"exited"_s << u"Exited (0) 1 second ago"_s << false;
    }
    void containers()
    {
        QFETCH(const QString, image);
        QFETCH(const QString, state);
        QFETCH(const QString, status);
        RunResult result = succeeded();
        result.containers = {container(image, state, status)};
        QTEST(of(evidenceOf(plan(), result), Evidence::Kind::Containers).first().holds, "holds");
    }

    /// What was built fresh and does not run is no fresh deployment.
    void theClaim()
    {
        RunResult result = succeeded();
        result.containers = {container(u"sha256:new"_s, u"running"_s, u"Up 1 second"_s)};
        const auto claim = [&result] { return freshClaim(freshness(result), evidenceOf(plan(), result)); };
        QCOMPARE(claim(), (FreshClaim{true, u"Fresh: 0 of 1 step came from an earlier build"_s}));
        result.containers.first().imageId = u"sha256:pulled"_s;
        QCOMPARE(claim(), (FreshClaim{false, u"Built fresh, but 1 container does not run the new image"_s}));
        result.services.first().steps.first().state = StepState::Cached;
        QCOMPARE(claim(), (FreshClaim{false, u"Not fresh: 1 of 1 step came from an earlier build"_s}));
    }

    /// Where the image could not be read nothing is proven; where a service has no container nothing is said.
    void whatIsNotKnownIsNotClaimed()
    {
        RunResult result = succeeded();
        result.services.first().imageId.clear();
        result.containers = {container({}, u"running"_s, u"Up 2 seconds"_s)};
        const QList<Evidence> unknown = evidenceOf(plan(), result);
        QVERIFY(!of(unknown, Evidence::Kind::Containers).first().holds);
        QCOMPARE(freshClaim(freshness(result), unknown).text, u"Built fresh, but 1 container was not compared with the new image"_s);
        result.containers.clear();
        QVERIFY(of(evidenceOf(plan(), result), Evidence::Kind::Containers).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestProof)
#include "tst_proof.moc"
