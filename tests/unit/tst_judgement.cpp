// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/composejudge.h"
#include "session/effective.h"
#include "session/judgement.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

QStringList paths(const QList<JsonDifference> &differences)
{
    QStringList result;
    for (const JsonDifference &difference : differences)
        result << difference.dotted();
    return result;
}

} // namespace

class TestJudgement : public QObject
{
    Q_OBJECT

private slots:
    void differencesAreTheDeepestPlaces()
    {
        const auto json = [](const char *text) { return QJsonValue(QJsonDocument::fromJson(text).object()); };
        QCOMPARE(jsonDifferences(json("{\"a\":{\"b\":1}}"), json("{\"a\":{\"b\":1}}")),
                 QList<JsonDifference>());
        QCOMPARE(paths(jsonDifferences(json("{\"a\":{\"b\":1,\"c\":[1]}}"),
                                       json("{\"a\":{\"b\":2,\"c\":[1,2]}}"))),
                 (QStringList{u"a.b"_s, u"a.c"_s}));
        QCOMPARE(paths(jsonDifferences(json("{\"a\":{\"b\":1}}"), json("{\"c\":{}}"))),
                 (QStringList{u"a"_s, u"c"_s}));
        const auto added = jsonDifferences(json("{}"), json("{\"a\":1}"));
        QVERIFY(added.first().before.isUndefined());
    }

    void tellsWhatWasAsked()
    {
        const QByteArray before =
            R"({"name":"p","services":{"a":{"build":{"context":"/x","args":{"A":"1"}},"image":"a"},"b":{"image":"b"}}})";
        const QByteArray after =
            R"({"name":"p","services":{"a":{"build":{"context":"/x","args":{"A":"1"},"cache_from":["c"]},"image":"n"},"b":{"image":"c"}}})";
        const Judgement judgement =
            compareRenderings(before, after, {{u"a"_s, Setting::CacheFrom}, {u"a"_s, Setting::Image}});
        QCOMPARE(judgement.kind, Judgement::Kind::Accepted);
        QCOMPARE(paths(judgement.asked),
                 (QStringList{u"services.a.build.cache_from"_s, u"services.a.image"_s}));
        QCOMPARE(paths(judgement.others), QStringList{u"services.b.image"_s});
        QVERIFY(judgement.rendered);
    }

    void findsTheSettingInASentence_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("service");
        QTest::addColumn<int>("setting");
        QTest::newRow("schema") << u"services.web.app.build.pull must be a boolean or string"_s
                                << u"web.app"_s << int(Setting::Pull);
        QTest::newRow("entry") << u"services.a.build.cache_from.0 must be a string"_s << u"a"_s
                               << int(Setting::CacheFrom);
        QTest::newRow("decoding") << u"error decoding 'services[a].build.no_cache': invalid boolean"_s
                                  << u"a"_s << int(Setting::NoCache);
        QTest::newRow("policy") << u"services.a.pull_policy must be one of"_s << u"a"_s
                                << int(Setting::PullPolicy);
        QTest::newRow("variable")
            << u"error while interpolating services.a.build.target: required variable X is missing"_s
            << u"a"_s << int(Setting::Target);
    }
    void findsTheSettingInASentence()
    {
        QFETCH(QString, said);
        QFETCH(QString, service);
        QFETCH(int, setting);
        const auto found = settingNamedIn(said);
        QVERIFY(found);
        QCOMPARE(found->service, service);
        QCOMPARE(int(found->setting), setting);
        QVERIFY(!settingNamedIn(u"services.a.ports must be a list"_s));
    }

    void cleansComposesSentence()
    {
        QCOMPARE(
            composeSentence("time=\"2026-11-24T10:36:27Z\" level=warning msg=\"The X variable is not set.\"\n"
                            "validating -: services.a.pull_policy services.a.pull_policy must be one of\n"),
            u"services.a.pull_policy must be one of"_s);
    }

    void variablesSayWhereTheyComeFrom()
    {
        const Variables variables({{u"GIT_COMMIT_HASH"_s, u"9f3c1ab"_s}}, u"from git HEAD"_s,
                                  {{u"USER"_s, u"me"_s}},
                                  parseDotEnvEntries("# x\nNPM_TOKEN=abc\nUSER=dot\n"));
        QCOMPARE(variables.effective(u"${NPM_TOKEN}"_s),
                 (EffectiveValue{u"abc"_s, u"from .env, line 2"_s, true}));
        QCOMPARE(variables.effective(u"${USER}"_s),
                 (EffectiveValue{u"me"_s, u"from the environment"_s, false}));
        QCOMPARE(variables.effective(u"$GIT_COMMIT_HASH"_s).from, u"from git HEAD"_s);
        QCOMPARE(variables.effective(u"${NOPE:-x}"_s),
                 (EffectiveValue{u"x"_s, u"default, not set"_s, false}));
        QCOMPARE(variables.effective(u"plain $$HOME"_s).from, u"as written"_s);
        QCOMPARE(variables.effectiveArgument({u"NPM_TOKEN"_s, std::nullopt}).value, u"abc"_s);
        QCOMPARE(variables.effectiveArgument({u"NOPE"_s, std::nullopt}).from, u"not set"_s);
        QCOMPARE(variables.secrets(), QStringList{u"abc"_s});
    }

    /// On the real Compose, without an engine.
    void composeJudges()
    {
        QProcess compose;
        compose.start(u"docker"_s, {u"compose"_s, u"version"_s});
        if (!compose.waitForFinished() || compose.exitCode() != 0)
            QSKIP("Docker Compose is not installed");
        QTemporaryDir dir;
        JudgeRequest request;
        request.project.files.directory = dir.path();
        request.project.files.files = {dir.filePath(u"compose.yml"_s),
                                       dir.filePath(u"compose.override.yml"_s)};
        const QByteArray main = "services:\n  a:\n    build: ./a\n    profiles: [dev]\n";
        const QByteArray over = "services:\n  a:\n    build:\n      target: x\n";
        for (const auto &[path, text] : {std::pair(request.project.files.files[0], main),
                                         std::pair(request.project.files.files[1], over)}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        ComposeJudge judge;
        judge.setDebounce(std::chrono::milliseconds(0));
        request.asked = {{u"a"_s, Setting::CacheFrom}};
        request.files = {{request.project.files.files[1], over, over + "      cache_from: [b]\n"}};
        judge.ask(request);
        QTRY_VERIFY_WITH_TIMEOUT(!judge.isJudging(), 30'000);
        QCOMPARE(judge.judgement().kind, Judgement::Kind::Accepted);
        QCOMPARE(paths(judge.judgement().asked), QStringList{u"services.a.build.cache_from"_s});
        QVERIFY(judge.judgement().others.isEmpty());
        // Both files at once: one on standard input, one as a private file.
        request.files = {{request.project.files.files[0], main, main + "    pull_policy: build\n"},
                         {request.project.files.files[1], over, over + "      cache_from: [1]\n"}};
        judge.ask(request);
        QTRY_VERIFY_WITH_TIMEOUT(!judge.isJudging(), 30'000);
        QCOMPARE(judge.judgement().kind, Judgement::Kind::Refused);
        QCOMPARE(judge.judgement().concerns, (SettingOfService{u"a"_s, Setting::CacheFrom}));
        // Refused before: the change is not the reason.
        const QByteArray broken = "services:\n  a:\n    build:\n      target: ${MISSING_HERE:?set it}\n";
        request.files = {{request.project.files.files[1], broken, broken + "      cache_from: [b]\n"}};
        judge.ask(request);
        QTRY_VERIFY_WITH_TIMEOUT(!judge.isJudging(), 30'000);
        QCOMPARE(judge.judgement().kind, Judgement::Kind::RefusedBefore);
        request.files = {{dir.filePath(u"included.yml"_s), over, broken}};
        judge.ask(request);
        QTRY_VERIFY(!judge.isJudging());
        QCOMPARE(judge.judgement().kind, Judgement::Kind::OtherFile);
        // Beside one that it reads by itself, the others are judged all the same.
        request.files << JudgedFile{request.project.files.files[1], over, over + "      cache_from: [b]\n"};
        judge.ask(request);
        QTRY_VERIFY_WITH_TIMEOUT(!judge.isJudging(), 30'000);
        QCOMPARE(judge.judgement().kind, Judgement::Kind::Accepted);
        QCOMPARE(judge.judgement().notAsked, QStringList{u"included.yml"_s});
    }

    void anEmptyListThatCannotBeMergedIsExplained()
    {
        Judgement judgement;
        judgement.kind = Judgement::Kind::Refused;
        judgement.said = u"validating over.yml: services.a.build.cache_from must be a list"_s;
        QVERIFY(whyNotToSave(judgement, {})->endsWith("must be a list. It cannot merge an empty list with another file: take the entry away where it stands."_L1));
        judgement.said = u"validating over.yml: services.a.ports must be a list"_s;
        QVERIFY(whyNotToSave(judgement, {})->endsWith("must be a list."_L1));
    }

    void withoutComposeItSaysSo()
    {
        QTemporaryDir dir;
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", dir.path().toUtf8());
        JudgeRequest request;
        request.project.files.directory = dir.path();
        request.project.files.files = {dir.filePath(u"compose.yml"_s)};
        request.files = {{request.project.files.files[0], "a", "b"}};
        ComposeJudge judge;
        judge.setDebounce(std::chrono::milliseconds(0));
        judge.ask(request);
        QTRY_VERIFY(!judge.isJudging());
        qputenv("PATH", path);
        QCOMPARE(judge.judgement().kind, Judgement::Kind::Unavailable);
    }
};

QTEST_GUILESS_MAIN(TestJudgement)
#include "tst_judgement.moc"
