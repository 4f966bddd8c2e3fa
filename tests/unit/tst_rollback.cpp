// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/rollback.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

Container container(const QString &service, const QString &image, const QString &hash)
{
    Container made;
    made.id = service + image + hash;
    made.imageId = image;
    made.state = u"running"_s;
    made.labels = {{u"com.docker.compose.project"_s, u"shop"_s}, {u"com.docker.compose.service"_s, service},
                   {u"com.docker.compose.config-hash"_s, hash}, {u"com.docker.compose.container-number"_s, u"1"_s}};
    return made;
}

Deployment deployment(const QString &id, const QString &image, const QString &hash)
{
    Deployment made;
    made.id = id;
    made.services = {{u"api"_s, {u"shop-api:latest"_s, image, {}}}};
    made.running = {{u"api"_s, hash}, {u"db"_s, u"d"_s}};
    return made;
}

} // namespace

/// What a roll back goes to by itself hangs on what runs, not on what succeeded last.
class TestRollback : public QObject
{
    Q_OBJECT

private slots:
    void whatRuns_data()
    {
        QTest::addColumn<QList<Container>>("containers");
        QTest::addColumn<int>("running");
        QTest::addColumn<int>("usual");
        const Container db = container(u"db"_s, u"postgres"_s, u"d"_s);
        QTest::newRow("the last one") << QList{container(u"api"_s, u"2"_s, u"b"_s), db} << 0 << 1;
        QTest::newRow("the one before") << QList{container(u"api"_s, u"1"_s, u"a"_s), db} << 1 << -1;
        QTest::newRow("a failed one with another image") << QList{container(u"api"_s, u"3"_s, u"b"_s), db} << -1 << 0;
        QTest::newRow("a failed one with another configuration") << QList{container(u"api"_s, u"2"_s, u"c"_s), db} << -1 << 0;
        QTest::newRow("one that was switched in part") << QList{container(u"api"_s, u"2"_s, u"b"_s), container(u"api"_s, u"3"_s, u"b"_s), db} << -1 << 0;
        QTest::newRow("a database of another configuration") << QList{container(u"api"_s, u"2"_s, u"b"_s), container(u"db"_s, u"postgres"_s, u"e"_s)} << -1 << 0;
        QTest::newRow("nothing") << QList<Container>() << -1 << 0;
    }
    void whatRuns()
    {
        QFETCH(QList<Container>, containers);
        const QList<Deployment> deployments{deployment(u"second"_s, u"2"_s, u"b"_s), deployment(u"first"_s, u"1"_s, u"a"_s)};
        const RollbackTargets targets{deployments, runningDeployment(deployments, containers)};
        QTEST(targets.running, "running");
        QTEST(targets.usual(), "usual");
    }

    /// Files of before tell images alone.
    void withoutHashes()
    {
        Deployment old = deployment(u"old"_s, u"1"_s, {});
        old.running.clear();
        QCOMPARE(runningDeployment({old}, {container(u"api"_s, u"1"_s, u"z"_s)}), 0);
        QCOMPARE(runningDeployment({old}, {container(u"api"_s, u"2"_s, u"z"_s)}), -1);
    }

    void noneToGoBackTo()
    {
        QCOMPARE((RollbackTargets{{}, -1}.usual()), -1);
        QCOMPARE((RollbackTargets{{deployment(u"only"_s, u"1"_s, u"a"_s)}, 0}.usual()), -1);
        QCOMPARE((RollbackTargets{{deployment(u"only"_s, u"1"_s, u"a"_s)}, -1}.usual()), 0);
    }
};

QTEST_APPLESS_MAIN(TestRollback)
#include "tst_rollback.moc"
