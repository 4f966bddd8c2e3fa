// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/settingproblems.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestSettingProblems : public QObject
{
    Q_OBJECT

private slots:
    void imageNames()
    {
        for (const QString &name :
             {u"app"_s, u"app:1"_s, u"a/b_c/d__e.f-g:V1.2"_s, u"localhost:5000/app"_s, u"ghcr.io/acme/app:cache"_s,
              u"Host.example/app"_s, u"[::1]:5000/app"_s, u"${NAME}:${TAG:-Latest version}"_s, u"$NAME"_s, QString(),
              u"app@sha256:"_s + QString(64, u'a')})
            QVERIFY2(imageProblem(name).isEmpty(), qPrintable(name));
        for (const QString &name : {u"my app"_s, u"App"_s, u"app:"_s, u"/app"_s, u"app:a:b"_s, u"app\nnext"_s,
                                    u"${A}\n"_s, u"a//b"_s, u"app@latest"_s})
            QVERIFY2(!imageProblem(name).isEmpty(), qPrintable(name));
        QVERIFY(imageProblem(u"acme/App"_s).contains("capital letters"_L1));
    }

    void platforms()
    {
        const QStringList two{u"linux/arm64"_s, u"linux/amd64"_s};
        QCOMPARE(platformList(u"linux/arm64,linux/amd64"_s), two);
        QCOMPARE(platformList(u" linux/arm64 ,  linux/amd64, "_s), two);
        QCOMPARE(platformList(u"linux/arm64 linux/amd64"_s), two);
        QCOMPARE(platformList(u"${A:-linux/amd64, x},linux/${ARCH}"_s),
                 (QStringList{u"${A:-linux/amd64, x}"_s, u"linux/${ARCH}"_s}));
        for (const QString &platform : {u"linux/amd64"_s, u"linux/arm/v7"_s, u"linux/${ARCH}"_s, u"windows(10.0.1)/amd64"_s})
            QVERIFY2(platformProblem(platform).isEmpty(), qPrintable(platform));
        for (const QString &platform :
             {u"linux"_s, u"linux/"_s, u"linux/amd64linux/arm64/v8/x"_s, u"/amd64"_s, u"linux\\amd64"_s})
            QVERIFY2(!platformProblem(platform).isEmpty(), qPrintable(platform));
    }

    void argumentNames()
    {
        QVERIFY(argumentNameProblem(u"NODE_ENV"_s).isEmpty());
        QVERIFY(argumentNameProblem(u"my name"_s).contains("has a blank"_L1));
        QVERIFY(!argumentNameProblem(u" "_s).isEmpty());
        QVERIFY(!argumentNameProblem(u"A=b"_s).isEmpty());
    }

    void flags()
    {
        for (const QString &value : {u"true"_s, u"False"_s, u"on"_s, u"0"_s, u"${PULL:-no}"_s, QString()})
            QVERIFY2(flagProblem(value).isEmpty(), qPrintable(value));
        for (const QString &value : {u"maybe"_s, u"2"_s, u"true false"_s})
            QVERIFY2(!flagProblem(value).isEmpty(), qPrintable(value));
        ServiceSettings settings;
        settings.pull = u"maybe"_s;
        settings.pullPolicy = u"sometimes"_s;
        // One does not hide the other.
        QCOMPARE(settingProblems(settings).size(), 2);
    }

    void pullPoliciesAndStages()
    {
        for (const QString &policy : {u"always"_s, u"if_not_present"_s, u"every_12h"_s, u"every_1d12h"_s, u"${POLICY:-never}"_s})
            QVERIFY2(pullPolicyProblem(policy).isEmpty(), qPrintable(policy));
        for (const QString &policy : {u"sometimes"_s, u"Always"_s, u"every_"_s, u"every_12"_s, u"always "_s})
            QVERIFY2(!pullPolicyProblem(policy).isEmpty(), qPrintable(policy));
        for (const QString &stage : {u"build"_s, u"Build-1.2_x"_s, u"0"_s, u"12"_s, u"${STAGE}"_s})
            QVERIFY2(targetProblem(stage).isEmpty(), qPrintable(stage));
        for (const QString &stage : {u"two words"_s, u"1st"_s, u"-x"_s, u"a/b"_s, u"a:b"_s})
            QVERIFY2(!targetProblem(stage).isEmpty(), qPrintable(stage));
    }

    void variables()
    {
        for (const QString &text :
             {u"$A"_s, u"${A}"_s, u"x${A:-b}y"_s, u"${A-}"_s, u"${A:?say why}"_s, u"${A:+${B:-c}}"_s, u"$$"_s, u"a$$1"_s,
              u"${A:-{\"b\":1}}"_s, QString(), u"plain}"_s})
            QVERIFY2(variableProblem(text).isEmpty(), qPrintable(text));
        for (const QString &text : {u"${A"_s, u"$"_s, u"a$ b"_s, u"$1"_s, u"${}"_s, u"${1A}"_s, u"${A:-${B}"_s, u"${A!x}"_s,
                                    u"$$$"_s})
            QVERIFY2(!variableProblem(text).isEmpty(), qPrintable(text));
        ServiceSettings settings;
        settings.image = u"${X"_s;
        settings.pullPolicy = u"sometimes"_s;
        settings.cacheFrom = {u"app:${TAG"_s};
        settings.args = {{u"A"_s, u"${B"_s}, {u"C"_s, u"1"_s}};
        QCOMPARE(settingProblems(settings).size(), 4);
        // Also where an argument that was there gets such a value.
        ServiceSettings saved;
        saved.args = {{u"A"_s, u"b"_s}, {u"C"_s, u"1"_s}};
        ServiceSettings wanted = saved;
        wanted.setArg({u"A"_s, u"${B"_s});
        QCOMPARE(newProblems(saved, wanted).size(), 1);
        QVERIFY(newProblems(wanted, wanted).isEmpty());
    }

    void onlyWhatTheChangeBrings()
    {
        ServiceSettings saved;
        saved.image = u"Not Valid"_s;
        saved.cacheFrom = {u"type=bogus"_s, u"app:latest"_s};
        saved.platforms = {u"linux"_s};
        QCOMPARE(settingProblems(saved).size(), 3);
        ServiceSettings wanted = saved;
        wanted.cacheFrom = {u"app:latest"_s, u"type=bogus"_s};
        wanted.target = u"x"_s;
        QVERIFY(newProblems(saved, wanted).isEmpty());
        wanted.cacheFrom << QString() << u"type=registry,ref="_s;
        wanted.cacheTo << u"type=nothing"_s;
        wanted.platforms << u"linux/amd64"_s << u"arm64"_s;
        wanted.image = u"neither this"_s;
        const QList<SettingProblem> problems = newProblems(saved, wanted);
        QCOMPARE(problems.size(), 5);
        QCOMPARE(problems.at(1).entry, 2);
        QVERIFY(problems.at(1).sentence.contains("remove it"_L1));
    }

    void pastedText()
    {
        QCOMPARE(oneLine(u"\r\napp:latest\n"_s), u"app:latest"_s);
        QCOMPARE(oneLine(u"one  \n\r\n  two"_s), u"one two"_s);
        QCOMPARE(oneLine(u" a b "_s), u" a b "_s);
    }
};

QTEST_APPLESS_MAIN(TestSettingProblems)
#include "tst_settingproblems.moc"
