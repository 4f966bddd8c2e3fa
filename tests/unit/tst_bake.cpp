// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/bake.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QByteArray config = R"({"name":"p","secrets":{"s":{"file":"/p/s.txt"}},"services":{
    "api.v1":{"image":"api:latest","build":{"context":"/p/a","dockerfile":"D","target":"run","network":"none","shm_size":"64000000",
        "args":{"A":"$${HOME} $$x","B":true,"N":null},"labels":{"l":"v"},"cache_from":["api:latest"],"cache_to":["type=inline"],
        "no_cache":true,"pull":true,"platforms":["linux/amd64"],"tags":["api:two"],"secrets":[{"source":"s"}],
        "ssh":["default"],"ulimits":{"nofile":{"soft":1,"hard":2},"nproc":5},"additional_contexts":{"lib":"service:web"}}},
    "web":{"build":{"context":"/p/w"}},
    "db":{"image":"postgres"}}})";

QJsonObject target(const BakeDefinition &definition, const QString &name)
{
    return QJsonDocument::fromJson(definition.json).object()["target"_L1][name].toObject();
}

} // namespace

class TestBake : public QObject
{
    Q_OBJECT
private slots:
    void takesOverEverySetting()
    {
        const auto definition = bakeFromConfig(config, {}, u"2.26.1"_s);
        QVERIFY(definition);
        QCOMPARE(definition->serviceByTarget,
                 (QMap<QString, QString>{{u"api_v1"_s, u"api.v1"_s}, {u"web"_s, u"web"_s}}));
        const QJsonObject expected = QJsonDocument::fromJson(R"({"context":"/p/a","dockerfile":"D","target":"run","network":"none",
            "shm-size":"64000000","args":{"A":"$${HOME} $x","B":"true"},
            "labels":{"l":"v","com.docker.compose.project":"p","com.docker.compose.service":"api.v1","com.docker.compose.version":"2.26.1"},
            "cache-from":["api:latest"],"cache-to":["type=inline"],"no-cache":true,"pull":true,"platforms":["linux/amd64"],
            "tags":["api:latest","api:two"],"secret":["id=s,type=file,src=/p/s.txt"],"ssh":["default"],
            "ulimits":["nofile=1:2","nproc=5"],"contexts":{"lib":"target:web"},"output":["type=docker"]})").object();
        QCOMPARE(target(*definition, u"api_v1"_s), expected);
        QCOMPARE(target(*definition, u"web"_s)["tags"_L1].toArray(), QJsonArray{u"p-web"_s});
    }

    void buildsOnlyWhatWasAsked()
    {
        const auto definition = bakeFromConfig(config, {u"web"_s}, {});
        QCOMPARE(definition->serviceByTarget.keys(), QStringList{u"web"_s});
        const QJsonObject root = QJsonDocument::fromJson(definition->json).object();
        QCOMPARE(root["group"_L1]["default"_L1]["targets"_L1].toArray(), QJsonArray{u"web"_s});
    }

    void refuses()
    {
        QVERIFY(!bakeFromConfig(config, {u"db"_s}, {}));
        QVERIFY(!bakeFromConfig("{}", {}, {}));
        QVERIFY(!bakeFromConfig("nonsense", {}, {}));
        QVERIFY(!bakeFromPrint("nonsense"));
    }

    /// Compose builds for the platform that a service runs on, where nothing else is said.
    void platforms()
    {
        const QByteArray text = R"({"name":"p","services":{"a":{"platform":"linux/arm64","build":{"context":"/a","no_cache_filter":["x"]}},
            "b":{"build":{"context":"/b"}},"c":{"platform":"linux/arm64","build":{"context":"/c","platforms":["linux/amd64","linux/arm64"]}}}})";
        const auto plain = bakeFromConfig(text, {}, {});
        QCOMPARE(target(*plain, u"a"_s)["platforms"_L1].toArray(), QJsonArray{u"linux/arm64"_s});
        QCOMPARE(target(*plain, u"a"_s)["no-cache-filter"_L1].toArray(), QJsonArray{u"x"_s});
        QVERIFY(!target(*plain, u"b"_s).contains("platforms"_L1));
        QCOMPARE(target(*plain, u"c"_s)["platforms"_L1].toArray().size(), 2);
        const auto byDefault = bakeFromConfig(text, {}, {}, u"linux/386"_s);
        QCOMPARE(target(*byDefault, u"a"_s)["platforms"_L1].toArray(), QJsonArray{u"linux/arm64"_s});
        QCOMPARE(target(*byDefault, u"b"_s)["platforms"_L1].toArray(), QJsonArray{u"linux/386"_s});
        QVERIFY(!bakeFromConfig(QByteArray(text).replace("\"linux/amd64\",\"linux/arm64\"", "\"linux/amd64\""), {}, {}));
    }

    /// What would be left out in silence is refused, for what is built.
    void refusesWhatItCannotHandOn()
    {
        for (const char *build : {R"("extra_hosts":["h=1.2.3.4"])", R"("extra_hosts":{"h":["1.2.3.4"]})", R"("privileged":true)"}) {
            const QByteArray text = R"({"name":"p","services":{"a":{"build":{"context":"/a",)" + QByteArray(build) + R"(}},"b":{"build":{"context":"/b"}}}})";
            const auto all = bakeFromConfig(text, {}, {});
            QVERIFY2(!all && all.error().message.contains(u"“a”"_s), build);
            QVERIFY2(bakeFromConfig(text, {u"b"_s}, {}), build);
        }
        QVERIFY(bakeFromConfig(R"({"name":"p","services":{"a":{"build":{"context":"/a","privileged":false,"extra_hosts":[]}}}})", {}, {}));
        const auto same = bakeFromConfig(R"({"name":"p","services":{"a.b":{"build":{"context":"/a"}},"a_b":{"build":{"context":"/b"}}}})", {}, {});
        QVERIFY(!same);
        QCOMPARE(same.error().message, u"“a.b” and “a_b” are one name to buildx."_s);
    }

    void readsComposesOwn()
    {
        const auto definition = bakeFromPrint(R"({"group":{"default":{"targets":["api_v1"]}},"target":{"api_v1":{"labels":
            {"com.docker.compose.service":"api.v1"}}}})");
        QVERIFY(definition);
        QCOMPARE(definition->serviceByTarget.value(u"api_v1"_s), u"api.v1"_s);
    }
};

QTEST_APPLESS_MAIN(TestBake)
#include "tst_bake.moc"
