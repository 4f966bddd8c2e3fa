// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/project.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestComposeProject : public QObject
{
    Q_OBJECT
private slots:
    void readsServices()
    {
        const auto project = parseComposeConfig(R"({"name":"wp","services":{
            "web":{"build":{"context":"/p/web","dockerfile":"Dockerfile","target":"run","args":{"A":"x$$y","N":null,"T":true},
                            "cache_from":["a:latest"],"cache_to":["type=inline"],"no_cache":true,"pull":true},
                   "depends_on":{"db":{"condition":"service_started"}}},
            "db":{"image":"postgres:16"}}})");
        QVERIFY(project);
        QCOMPARE(project->builtServices(), QStringList{u"web"_s});
        const ComposeService *web = project->service(u"web"_s);
        QVERIFY(web && web->build);
        QCOMPARE(web->image, u"wp-web"_s);
        QCOMPARE(web->dependsOn, QStringList{u"db"_s});
        QCOMPARE(web->build->args, (QMap<QString, QString>{{u"A"_s, u"x$y"_s}, {u"T"_s, u"true"_s}}));
        QCOMPARE(web->build->cacheFrom, QStringList{u"a:latest"_s});
        QCOMPARE(web->build->cacheTo, QStringList{u"type=inline"_s});
        QVERIFY(web->build->noCache && web->build->pull);
        QCOMPARE(web->build->dockerfilePath(), u"/p/web/Dockerfile"_s);
        QVERIFY(!project->service(u"db"_s)->build);
        QVERIFY(!project->service(u"x"_s));
    }

    void remoteAndInlineHaveNoPath()
    {
        BuildSettings build;
        build.context = u"https://example.test/r.git"_s;
        build.dockerfile = u"Dockerfile"_s;
        QCOMPARE(build.dockerfilePath(), QString());
        build.context = u"github.com/acme/shop"_s; // an address to Compose, without a scheme
        QCOMPARE(build.dockerfilePath(), QString());
        build.context = u"/p/github.com/acme"_s;
        QCOMPARE(build.dockerfilePath(), u"/p/github.com/acme/Dockerfile"_s);
        build.context = u"/p"_s;
        build.dockerfile = u"../d/Dockerfile"_s;
        QCOMPARE(build.dockerfilePath(), u"/d/Dockerfile"_s);
        build.inlineDockerfile = true;
        QCOMPARE(build.dockerfilePath(), QString());
    }

    void refusesWhatIsNoObject()
    {
        QVERIFY(!parseComposeConfig("[]"));
        QVERIFY(!parseComposeConfig("nonsense"));
    }
};

QTEST_APPLESS_MAIN(TestComposeProject)
#include "tst_composeproject.moc"
