// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/clearwording.h"
#include "models/wording.h"

#include <QLocale>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

ClearedRecord record(const QString &id) { return {id, {}, {}, u"RUN make"_s, u"web step 1"_s, 10, false}; }

/// A clear of the whole project that deletes two records.
Plan plan()
{
    Plan plan;
    plan.kind = PlanKind::Clear;
    plan.clear.emplace();
    plan.clear->services = {u"api"_s, u"web"_s};
    plan.clear->records = {record(u"r1"_s), record(u"r2"_s)};
    return plan;
}

ClearResult result()
{
    ClearResult result;
    result.deletedRecords = {{u"r1"_s, {}, 10}, {u"r2"_s, {}, 10}};
    result.readAgainAt = QDateTime::currentDateTime();
    result.recordsLeft = 3;
    return result;
}

const SurvivingSource source{u"web"_s, u"registry.test/web"_s, u"registry.test is asked for it at the next build"_s};

} // namespace

/// What may be claimed after a clear.
class TestClearWording : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void whatWasCleared()
    {
        Plan all = plan();
        QCOMPARE(clearClaim(all, result()), (ClearClaim{true, u"The cache is cleared"_s}));
        all.clearRequest.target = ClearTarget::Services;
        all.clearRequest.services = {u"web"_s};
        QCOMPARE(clearClaim(all, result()).text, u"The cache of web is cleared"_s);
        all.clearRequest.target = ClearTarget::Step;
        all.clearRequest.step = 3;
        QCOMPARE(clearClaim(all, result()).text, u"The cache of web is cleared from step 3 on"_s);
    }

    void whatIsStillThere()
    {
        ClearResult left = result();
        left.survivedRecords = {left.deletedRecords.takeLast()};
        QCOMPARE(clearClaim(plan(), left), (ClearClaim{false, u"Cleared, but 1 record is still there"_s}));
        // Why it is, nobody has asked.
        QCOMPARE(clearSentence(left), u"1 build cache record is gone, 0\u202FB were freed. Read again: 1 of them is still there."_s);
        left = result();
        left.readAgainAt = {};
        QVERIFY(!clearClaim(plan(), left).holds);
    }

    /// A clear of images leaves the cache as it is, and says so.
    void imagesOnly()
    {
        Plan images;
        images.kind = PlanKind::Clear;
        images.clearRequest.target = ClearTarget::Images;
        images.clear.emplace();
        images.clear->images = {{u"sha256:a"_s, u"a:1"_s, 1, {}}, {u"sha256:b"_s, u"b:1"_s, 1, {}}, {u"sha256:c"_s, u"c:1"_s, 1, u"kept for a roll back"_s}};
        ClearResult done;
        done.untagged = {u"a:1"_s, u"b:1"_s, u"c:1"_s};
        done.keptImages = {{u"c:1"_s, u"sha256:c"_s, u"kept for a roll back"_s}};
        QCOMPARE(clearClaim(images, done),
                 (ClearClaim{true, u"2 images removed, 1 name taken away from an image that stays, no record of the build cache was meant to go"_s}));
        RunState run;
        run.plan = images;
        run.result.emplace();
        run.result->clear = done;
        QVERIFY(!runTitle(run).contains(u"ache cleared"_s));
        images.clear->images.clear();
        QCOMPARE(clearClaim(images, {}).text, u"No image was removed, no record of the build cache was meant to go"_s);
    }

    void sourcesThatSurvive()
    {
        Plan survived = plan();
        survived.clear->survivors = {source};
        QCOMPARE(clearClaim(survived, result()), (ClearClaim{false, u"Cleared, but 1 cache source can bring layers back"_s}));
        survived.clear->survivors << source;
        QCOMPARE(clearClaim(survived, result()).text, u"Cleared, but 2 cache sources can bring layers back"_s);
        survived.clearRequest.bypass = true;
        QCOMPARE(clearClaim(survived, result()), (ClearClaim{true, u"The cache is cleared, and the next build does not ask 2 cache sources"_s}));
    }

    void servicesThatMayStillHit()
    {
        Plan part = plan();
        part.clear->stale = {{u"web"_s, u"the record of step 1 stays"_s}};
        QCOMPARE(clearClaim(part, result()), (ClearClaim{false, u"Cleared in part: web may still hit"_s}));
        part.clear->records.clear();
        QCOMPARE(clearClaim(part, {}), (ClearClaim{false, u"Nothing of the build cache was cleared: web may still hit"_s}));
        part.clear->stale.clear();
        QCOMPARE(clearClaim(part, {}), (ClearClaim{true, u"There was no record of api and web to clear"_s}));
    }

    /// What the preview saves: by id.
    void listOfAllThings()
    {
        ClearSelection clear = *plan().clear;
        clear.records.removeLast();
        clear.images = {{u"sha256:a"_s, u"web:1"_s, 20, {}}, {u"sha256:b"_s, u"web:2"_s, 30, u"a container runs it"_s}};
        clear.kept = {{u"r9"_s, u"FROM a"_s, u"shared"_s, -1}};
        QCOMPARE(clearExporter(clear)(false),
                 "becomes,kind,id,name,about,size\r\ndeleted,image,sha256:a,web:1,,20\r\nuntagged,image,sha256:b,web:2,a container runs it,30\r\n"
                 "deleted,record,r1,RUN make,web step 1,10\r\nkept,record,r9,FROM a,shared,\r\n"_ba);
        QCOMPARE(clearExporter({})(false), "becomes,kind,id,name,about,size\r\n"_ba);
        QVERIFY(clearExporter(clear)(true).contains("\"becomes\": \"untagged\""));
    }

    /// The reason is the one that the choice had found.
    void whyAnImageStays()
    {
        ClearResult kept = result();
        kept.untagged = {u"a:1"_s};
        kept.keptImages = {{u"a:1"_s, u"sha256:a"_s, u"kept for a roll back"_s}};
        QVERIFY2(clearSentence(kept).contains(u"The image of a:1 lost that name but stays: kept for a roll back."_s), qPrintable(clearSentence(kept)));
        kept.keptImages << KeptImage{u"b:1"_s, u"sha256:b"_s, u"it is also named c:1"_s};
        QVERIFY(clearSentence(kept).contains(u"a:1 (kept for a roll back), b:1 (it is also named c:1)"_s));
        QVERIFY(!clearSentence(kept).contains(u"container"_s));
    }
};

QTEST_APPLESS_MAIN(TestClearWording)
#include "tst_clearwording.moc"
