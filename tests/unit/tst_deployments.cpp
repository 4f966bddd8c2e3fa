// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deployments.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

Deployment deployment(const QString &id, const QString &image, const QByteArray &config = "{}")
{
    Deployment made;
    made.id = id;
    made.kind = u"deploy"_s;
    made.time = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, Qt::UTC);
    made.commit = u"abc-dirty"_s;
    made.user = u"Mára"_s;
    made.project = u"shop"_s;
    made.directory = u"/srv/shop"_s;
    made.engineId = u"engine"_s;
    made.running = {{u"api"_s, u"hash"_s}, {u"db"_s, u"other"_s}};
    made.containers = {u"api 1 shop_default"_s, u"db 2 "_s};
    made.services = {{u"api"_s, {u"shop-api:latest"_s, image, u"layerdeck-kept:shop-api-"_s + id}}};
    made.config = config;
    return made;
}

QList<Deployment> listed(const Deployments &store)
{
    const Result<QList<Deployment>> read = store.read();
    return read ? *read : QList<Deployment>{deployment(u"could not be read"_s, {})};
}

} // namespace

class TestDeployments : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    Deployments store(const QString &project) const { return {u"/srv/shop"_s, project, u"engine"_s, m_dir.path()}; }

private slots:
    void roundTrip()
    {
        const Deployments one = store(u"a"_s);
        QVERIFY(listed(one).isEmpty());
        const Deployment made = deployment(u"1"_s, u"sha256:1"_s, "{\"secret\":\"pä$$\"}");
        QVERIFY(one.add(made, 5)->isEmpty());
        QCOMPARE(listed(one), QList{made});
        QCOMPARE(QFile::permissions(one.file()) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
        QVERIFY(listed(store(u"another"_s)).isEmpty());
    }

    /// What a newer Layerdeck wrote is not written over.
    void whatCannotBeUnderstoodStays()
    {
        const Deployments one = store(u"newer"_s);
        const QByteArray text = R"({"version":2,"deployments":[]})";
        QFile file(one.file());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        const auto added = one.add(deployment(u"1"_s, u"sha256:1"_s), 5);
        QVERIFY(!added && added.error().detail.contains("left as it is"_L1));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
    }

    /// What is deployed again without being built keeps what was known of its build.
    void whatWasNotCommittedIsKept()
    {
        const Deployments one = store(u"u"_s);
        Deployment built = deployment(u"1"_s, u"sha256:1"_s);
        built.services[u"api"_s].uncommitted = u"abc"_s;
        QVERIFY(one.add(built, 5));
        QCOMPARE(uncommittedOf(listed(one), u"sha256:1"_s), u"abc"_s);
        QVERIFY(one.add(deployment(u"2"_s, u"sha256:1"_s, "{\"other\":1}"), 1));
        QCOMPARE(listed(one).size(), 1);
        QCOMPARE(uncommittedOf(listed(one), u"sha256:1"_s), u"abc"_s);
        built.services[u"api"_s].uncommitted = u"def"_s;
        QVERIFY(one.add(built, 5));
        QCOMPARE(uncommittedOf(listed(one), u"sha256:1"_s), u"def"_s);
        QCOMPARE(uncommittedOf(listed(one), u"sha256:2"_s), QString());
    }

    void theOldestGo()
    {
        const Deployments one = store(u"b"_s);
        for (int i = 1; i <= 3; ++i)
            QVERIFY(one.add(deployment(QString::number(i), u"sha256:%1"_s.arg(i)), 3)->isEmpty());
        const auto gone = one.add(deployment(u"4"_s, u"sha256:4"_s), 3);
        QCOMPARE(gone->size(), 1);
        QCOMPARE(gone->first().id, u"1"_s);
        QCOMPARE(listed(one).size(), 3);
        QCOMPARE(listed(one).first().id, u"4"_s);
    }

    /// Deploying the same again and again must not push out what can be gone back to.
    void theSameAgainTakesThePlace()
    {
        const Deployments one = store(u"c"_s);
        QVERIFY(one.add(deployment(u"1"_s, u"sha256:1"_s), 2)->isEmpty());
        QVERIFY(one.add(deployment(u"2"_s, u"sha256:2"_s), 2)->isEmpty());
        const auto replaced = one.add(deployment(u"3"_s, u"sha256:2"_s), 2);
        QCOMPARE(replaced->size(), 1);
        QCOMPARE(replaced->first().id, u"2"_s);
        QCOMPARE(listed(one).first().id, u"3"_s);
        QCOMPARE(listed(one).last().id, u"1"_s);
        // Another configuration is another deployment.
        QCOMPARE(one.add(deployment(u"4"_s, u"sha256:2"_s, "{\"a\":1}"), 2)->first().id, u"1"_s);
    }

    void aDamagedFile()
    {
        const Deployments one = store(u"d"_s);
        QFile file(one.file());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no JSON");
        file.close();
        QCOMPARE(one.read().error().code, ErrorCode::InvalidInput);
        QVERIFY(one.add(deployment(u"1"_s, u"sha256:1"_s), 5).has_value());
        QCOMPARE(listed(one).size(), 1);
    }

    void aFolderThatCannotBeMade()
    {
        QFile file(m_dir.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Deployments one(u"/srv/shop"_s, u"e"_s, u"engine"_s, file.fileName() + u"/below"_s);
        const auto added = one.add(deployment(u"1"_s, u"sha256:1"_s), 5);
        QVERIFY(!added);
        QVERIFY(added.error().message.contains("cannot be remembered"_L1));
    }
};

QTEST_GUILESS_MAIN(TestDeployments)
#include "tst_deployments.moc"
