// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/settled.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

Container container(const QString &service, const QString &id, const QStringList &networks = {u"shop_default"_s})
{
    Container made;
    made.id = id;
    made.labels = {{u"com.docker.compose.project"_s, u"shop"_s}, {u"com.docker.compose.service"_s, service},
                   {u"com.docker.compose.config-hash"_s, u"h"_s}, {u"com.docker.compose.container-number"_s, u"1"_s}};
    made.networks = networks;
    return made;
}

const QByteArray plainConfig = R"({"name":"shop","services":{"api":{"image":"shop-api"},"db":{"image":"postgres:16","pull_policy":"missing"}}})";

ComposeProject project(const QByteArray &config)
{
    ComposeProject shop{u"shop"_s, {{.name = u"api"_s, .image = u"shop-api"_s}, {.name = u"db"_s, .image = u"postgres:16"_s}}, {}};
    shop.configJson = config;
    return shop;
}

Deployment deployment(const QByteArray &config, const QStringList &containers)
{
    Deployment made;
    made.config = config;
    made.containers = containers;
    return made;
}

} // namespace

/// When a switch has nothing to do. What needs the engine is seen in tst_switching.
class TestSettled : public QObject
{
    Q_OBJECT

private slots:
    void containersAreToldApartByWhatMayChange()
    {
        const QStringList services{u"api"_s, u"db"_s};
        const QStringList known = containerIdentities(services, {container(u"db"_s, u"2"_s), container(u"api"_s, u"1"_s)});
        QCOMPARE(known, (QStringList{u"api 1 shop_default"_s, u"db 2 shop_default"_s}));
        const auto differs = [&](const QList<Container> &now) { return containerIdentities(services, now) != known; };
        QVERIFY(!differs({container(u"api"_s, u"1"_s), container(u"db"_s, u"2"_s)})); // in any order
        QVERIFY(!differs({container(u"api"_s, u"1"_s), container(u"db"_s, u"2"_s), container(u"gone"_s, u"3"_s)})); // no service any more
        QVERIFY(differs({container(u"api"_s, u"1"_s)}));
        QVERIFY(differs({container(u"api"_s, u"9"_s), container(u"db"_s, u"2"_s)}));
        QVERIFY(differs({container(u"api"_s, u"1"_s), container(u"api"_s, u"4"_s), container(u"db"_s, u"2"_s)}));
        QVERIFY(differs({container(u"api"_s, u"1"_s, {}), container(u"db"_s, u"2"_s)})); // taken off its network
    }

    void onlyForTheConfigurationOfNow()
    {
        const QStringList left{u"api 1 "_s, u"db 2 "_s};
        const auto known = settledState(project(plainConfig), {deployment("{}", {u"api 7 "_s}), deployment(plainConfig, left)});
        QVERIFY(known);
        QCOMPARE(known->containers, left);
        QCOMPARE(known->images, (QMap<QString, QString>{{u"api"_s, u"shop-api:latest"_s}, {u"db"_s, u"postgres:16"_s}}));
        QVERIFY(!settledState(project(plainConfig), {deployment("{}", left)}));
        QVERIFY(!settledState(project(plainConfig), {deployment(plainConfig, {})})); // only a part was switched
        QVERIFY(!settledState(project(plainConfig), {}));
    }

    void neverWhereComposeLooksFurther_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::newRow("always pulled") << QByteArray(R"({"services":{"api":{"pull_policy":"always"}}})");
        QTest::newRow("pulled daily") << QByteArray(R"({"services":{"api":{},"db":{"pull_policy":"daily"}}})");
        QTest::newRow("a provider") << QByteArray(R"({"services":{"db":{"provider":{"type":"aws"}}}})");
        QTest::newRow("a config, whose content Compose hashes") << QByteArray(R"({"services":{"api":{}},"configs":{"a":{"file":"/a"}}})");
        QTest::newRow("a secret") << QByteArray(R"({"services":{"api":{}},"secrets":{"a":{"environment":"A"}}})");
        QTest::newRow("a model") << QByteArray(R"({"services":{"api":{}},"models":{"a":{"model":"ai/b"}}})");
        QTest::newRow("not understood") << QByteArray("[");
    }
    void neverWhereComposeLooksFurther()
    {
        QFETCH(QByteArray, config);
        QVERIFY(!settledState(project(config), {deployment(config, {u"api 1 "_s})}));
    }
};

QTEST_GUILESS_MAIN(TestSettled)
#include "tst_settled.moc"
