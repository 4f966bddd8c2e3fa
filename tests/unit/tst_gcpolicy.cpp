// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/gcpolicy.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// The rules of the engine's own clean-up, as several versions of buildx print them.
class TestGcPolicy : public QObject
{
    Q_OBJECT

private slots:
    void asBuildxPrintsIt()
    {
        const QList<GcRule> rules = parseGcPolicy(uR"(Name:          default
Driver:        docker
Last Activity: 2025-12-04 18:48:35 +0000 UTC

Nodes:
Name:             default
Endpoint:         default
Status:           running
BuildKit version: v0.26.2
Platforms:        linux/amd64, linux/amd64/v2
Labels:
 org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1
 All: a label of this name is no rule
GC Policy rule#0:
 All:            false
 Filters:        type==source.local,type==exec.cachemount,type==source.git.checkout
 Keep Duration:  48h0m0s
 Max Used Space: 488.3MiB
GC Policy rule#1:
 All:            false
 Keep Duration:  1440h0m0s
 Reserved Space: 9.313GiB
 Max Used Space: 93.13GiB
 Min Free Space: 43.77GiB
GC Policy rule#2:
 All:            true
 Reserved Space: 9.313GiB
File#buildkitd.toml:
 > All: true
)"_s);
        QCOMPARE(rules.size(), 3);
        QVERIFY(!rules.at(0).all);
        QCOMPARE(rules.at(0).filters, (QStringList{u"type==source.local"_s, u"type==exec.cachemount"_s, u"type==source.git.checkout"_s}));
        QCOMPARE(rules.at(0).keepDuration, u"48h0m0s"_s);
        QCOMPARE(rules.at(0).maxUsed, qint64(488.3 * 1024 * 1024));
        QCOMPARE(rules.at(0).reserved, -1);
        QCOMPARE(rules.at(1).reserved, qint64(9.313 * 1024 * 1024 * 1024));
        QCOMPARE(rules.at(1).minFree, qint64(43.77 * 1024 * 1024 * 1024));
        QVERIFY(rules.at(2).all);
        QVERIFY(rules.at(2).filters.isEmpty() && rules.at(2).keepDuration.isEmpty());
    }

    void asOlderOnesPrintIt()
    {
        const QList<GcRule> rules = parseGcPolicy(u"GC Policy rule#0:\n\tAll:\tfalse\n\tFilters:\ttype==source.local type==regular\n\tKeep Duration:\t172.8µs\n\tKeep Bytes:\t512MB\n"_s);
        QCOMPARE(rules.size(), 1);
        QCOMPARE(rules.first().filters.size(), 2);
        QCOMPARE(rules.first().keepDuration, u"172.8µs"_s);
        QCOMPARE(rules.first().reserved, 512'000'000);
    }

    void nothingTold_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << QString();
        QTest::newRow("no rules") << u"Name: default\nNodes:\nLabels:\n a: b\n"_s;
        QTest::newRow("something else") << u" All: true\nKeep Bytes: 5GB\n"_s;
    }
    void nothingTold()
    {
        QFETCH(QString, text);
        QVERIFY(parseGcPolicy(text).isEmpty());
    }

    void nonsense()
    {
        const QList<GcRule> rules = parseGcPolicy(u"GC Policy rule#0:\n Keep Bytes: much\n Max Used Space: 1e3\n Min Free Space: 99999999999PB\n"_s);
        QCOMPARE(rules, QList<GcRule>{GcRule()});
    }
};

QTEST_GUILESS_MAIN(TestGcPolicy)
#include "tst_gcpolicy.moc"
