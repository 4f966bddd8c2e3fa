// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/cacheentry.h"
#include "compose/secrets.h"

#include <QRandomGenerator>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestCacheEntry : public QObject
{
    Q_OBJECT

private slots:
    void textSurvives_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text :
             {u"app:latest"_s, u"host:5000/a/b@sha256:0000"_s, u"type=registry,ref=r.test/a:c,mode=max"_s,
              u"ref=a,type=registry"_s, u"type=local,\"src=/a,b\",TAG=x"_s,
              u"\"type=local\",\"src=say \"\"hi\"\"\""_s, u"type=gha,unknown=1,unknown=2"_s,
              u"${CACHE:-type=registry,ref=x}"_s, u"type=registry,ref=${A:-b,c}"_s, u""_s, u",,"_s, u"a\"b"_s,
              u"\"open"_s, u" type=local , src=x "_s})
            QTest::newRow(qPrintable(text)) << text;
    }
    void textSurvives()
    {
        QFETCH(QString, text);
        QCOMPARE(CacheEntry::parse(text).text(), text);
    }

    void readsWhatBuildxReads()
    {
        const CacheEntry image = CacheEntry::parse(u"host:5000/app:1"_s);
        QVERIFY(image.isImage());
        QCOMPARE(image.type(), u"registry"_s);
        QCOMPARE(image.value(u"ref"_s), u"host:5000/app:1"_s);

        const CacheEntry entry = CacheEntry::parse(u"type=s3,Region=eu,\"bucket=a,\"\"b\"\"\",name="_s);
        QVERIFY(entry.error().isEmpty());
        QCOMPARE(entry.type(), u"s3"_s);
        QCOMPARE(entry.value(u"region"_s), u"eu"_s);
        QCOMPARE(entry.value(u"bucket"_s), u"a,\"b\""_s);
        QCOMPARE(entry.value(u"name"_s), QString());
        QVERIFY(!entry.value(u"prefix"_s));
        QCOMPARE(entry.keys(), (QStringList{u"region"_s, u"bucket"_s, u"name"_s}));
        // A variable with an equals sign in its default is no attribute.
        QVERIFY(CacheEntry::parse(u"${IMAGE:-a=b}"_s).isImage());
    }

    void saysWhatBuildxRefuses()
    {
        QVERIFY(CacheEntry::parse(u"a\"b"_s).error().contains("quote"_L1));
        QVERIFY(CacheEntry::parse(u"\"type=local"_s).error().contains("not closed"_L1));
        QVERIFY(CacheEntry::parse(u"\"type=local\"x"_s).error().contains("follows"_L1));
        QVERIFY(CacheEntry::parse(u"type=local,src"_s).error().contains("KEY=VALUE"_L1));
        QVERIFY(CacheEntry::parse(u"ref=a"_s).error().contains("type"_L1));
        QVERIFY(CacheEntry::parse({}).error().contains("empty"_L1));
        QVERIFY(CacheEntry::parse(u"type=registry,${MORE}"_s).error().isEmpty());
    }

    void changesOneFieldOnly()
    {
        CacheEntry entry = CacheEntry::parse(u"type=registry,\"ref=a,b\",x=1,Mode=min"_s);
        entry.set(u"mode"_s, u"max"_s);
        QCOMPARE(entry.text(), u"type=registry,\"ref=a,b\",x=1,Mode=max"_s);
        entry.set(u"ref"_s, u"c"_s);
        QCOMPARE(entry.text(), u"type=registry,ref=c,x=1,Mode=max"_s);
        entry.set(u"ignore-error"_s, u"true"_s);
        QCOMPARE(entry.text(), u"type=registry,ref=c,x=1,Mode=max,ignore-error=true"_s);
        entry.set(u"mode"_s, std::nullopt);
        QCOMPARE(entry.text(), u"type=registry,ref=c,x=1,ignore-error=true"_s);
        entry.set(u"note"_s, u"say \"hi\", you"_s);
        QVERIFY(entry.text().endsWith(u"\"note=say \"\"hi\"\", you\""_s));
        QCOMPARE(CacheEntry::parse(entry.text()).value(u"note"_s), u"say \"hi\", you"_s);

        CacheEntry image = CacheEntry::parse(u"app:latest"_s);
        image.set(u"ref"_s, u"app:2"_s);
        QCOMPARE(image.text(), u"app:2"_s);
        image.set(u"mode"_s, u"max"_s);
        QCOMPARE(image.text(), u"type=registry,ref=app:2,mode=max"_s);
        // What is there already stays as it is written.
        CacheEntry quoted = CacheEntry::parse(u"\"type=local\",\"src=x\""_s);
        quoted.set(u"src"_s, u"x"_s);
        QCOMPARE(quoted.text(), u"\"type=local\",\"src=x\""_s);
    }

    void anySetCanBeReadAgain()
    {
        QRandomGenerator random(7);
        const QString characters = u"ab,\"= \\'$"_s;
        for (int i = 0; i < 2'000; ++i) {
            QString value;
            for (int j = random.bounded(6); j >= 0; --j)
                value += characters.at(random.bounded(characters.size()));
            CacheEntry entry = CacheEntry::parse(u"type=local,src=x"_s);
            entry.set(u"src"_s, value);
            QCOMPARE(CacheEntry::parse(entry.text()).value(u"src"_s), value);
            entry.set(u"src"_s, u"x"_s);
            QCOMPARE(entry.text(), u"type=local,src=x"_s);
        }
    }

    void judgesFields()
    {
        const auto keys = [](const QString &text, CacheUse use) {
            QStringList keys;
            for (const CacheProblem &problem : cacheProblems(CacheEntry::parse(text), use))
                keys << problem.key;
            return keys;
        };
        QCOMPARE(keys(u"type=registry"_s, CacheUse::Source), QStringList{u"ref"_s});
        QCOMPARE(keys(u"type=registry,ref=Bad ref"_s, CacheUse::Source), QStringList{u"ref"_s});
        QCOMPARE(keys(u"type=registry,ref=r.test:5000/a/b:c"_s, CacheUse::Source), QStringList());
        QCOMPARE(keys(u"type=registry,ref=${REF}"_s, CacheUse::Source), QStringList());
        QCOMPARE(keys(u"type=registry,ref=a,mode=most"_s, CacheUse::Sink), QStringList{u"mode"_s});
        QCOMPARE(keys(u"type=local"_s, CacheUse::Sink), QStringList{u"dest"_s});
        QCOMPARE(keys(u"type=gha,timeout=soon"_s, CacheUse::Source), QStringList{u"timeout"_s});
        QCOMPARE(keys(u"type=s3"_s, CacheUse::Source),
                 QStringList()); // region and bucket may come from the environment
        QCOMPARE(keys(u"type=inline"_s, CacheUse::Sink), QStringList());
        QCOMPARE(keys(u"type=inline"_s, CacheUse::Source), QStringList{u"type"_s});
        QCOMPARE(keys(u"type=unknown"_s, CacheUse::Sink), QStringList{u"type"_s});
        QCOMPARE(keys(u"type=registry,ref=a,compression-level=x,force-compression=maybe"_s, CacheUse::Sink),
                 (QStringList{u"compression-level"_s, u"force-compression"_s}));
        QCOMPARE(keys(u"type=registry,ref=a,compression-level=22"_s, CacheUse::Sink), QStringList());
        for (const QString &level : {u"23"_s, u"99999999999999999999"_s})
            QCOMPARE(keys(u"type=registry,ref=a,compression-level="_s + level, CacheUse::Sink), QStringList{u"compression-level"_s});
    }

    void partsOfImageNames()
    {
        QCOMPARE(imageRepository(u"host:5000/app:1@sha256:ab"_s), u"host:5000/app"_s);
        QCOMPARE(imageRepository(u"host:5000/app"_s), u"host:5000/app"_s);
        QCOMPARE(imageRegistry(u"app:latest"_s), u"docker.io"_s);
        QCOMPARE(imageRegistry(u"acme/app"_s), u"docker.io"_s);
        QCOMPARE(imageRegistry(u"ghcr.io/acme/app"_s), u"ghcr.io"_s);
        QCOMPARE(imageRegistry(u"localhost/app"_s), u"localhost"_s);
    }

    void knowsSecrets()
    {
        for (const QString &name : {u"NPM_TOKEN"_s, u"API_KEY"_s, u"apikey"_s, u"DB_PASSWORD"_s, u"passwd"_s,
                                    u"CLIENT_SECRET"_s, u"AWS_CREDENTIALS"_s})
            QVERIFY2(looksSecret(name), qPrintable(name));
        for (const QString &name : {u"GIT_COMMIT_HASH"_s, u"MONKEY"_s, u"KEYBOARD"_s, u"VERSION"_s})
            QVERIFY2(!looksSecret(name), qPrintable(name));
        QCOMPARE(shownValue(u"NPM_TOKEN"_s, u"${NPM_TOKEN}"_s), u"${NPM_TOKEN}"_s);
        QCOMPARE(shownValue(u"NPM_TOKEN"_s, u"${NPM_TOKEN:-abc}"_s), eightDots);
        QCOMPARE(shownValue(u"VERSION"_s, u"1"_s), u"1"_s);
        QCOMPARE(shownEntry(u"type=gha,token=abc,scope=x"_s),
                 u"type=gha,token="_s + eightDots + u",scope=x"_s);
    }

    void masksLines_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("shown");
        const QString dots = eightDots;
        QTest::newRow("map") << u"        NPM_TOKEN: abc # why"_s
                             << u"        NPM_TOKEN: %1# why"_s.arg(dots);
        QTest::newRow("quoted") << u"  API_KEY: \"a b\"  # x"_s << u"  API_KEY: \"%1\"  # x"_s.arg(dots);
        QTest::newRow("list") << u"  - NPM_TOKEN=abc"_s << u"  - NPM_TOKEN=%1"_s.arg(dots);
        QTest::newRow("variable") << u"  NPM_TOKEN: ${NPM_TOKEN}"_s << u"  NPM_TOKEN: ${NPM_TOKEN}"_s;
        QTest::newRow("default") << u"  NPM_TOKEN: ${NPM_TOKEN:-abc}"_s << u"  NPM_TOKEN: %1"_s.arg(dots);
        QTest::newRow("entry") << u"  - type=s3,secret_access_key=abc,name=x"_s
                               << u"  - type=s3,secret_access_key=%1,name=x"_s.arg(dots);
        QTest::newRow("known") << u"  OTHER: hunter2"_s << u"  OTHER: %1"_s.arg(dots);
        QTest::newRow("flow") << u"  args: {API_KEY: abc, B: c}"_s
                              << u"  args: {API_KEY: %1, B: c}"_s.arg(dots);
        QTest::newRow("none") << u"  image: app:1"_s << u"  image: app:1"_s;
    }
    void masksLines()
    {
        QFETCH(QString, line);
        QFETCH(QString, shown);
        QCOMPARE(shownLine(line, {u"hunter2"_s}), shown);
    }

    void aKeyThatStandsTwice()
    {
        CacheEntry entry = CacheEntry::parse(u"ref=a,type=registry,ref=b"_s);
        entry.set(u"ref"_s, u"c"_s);
        QCOMPARE(entry.text(), u"type=registry,ref=c"_s);
        entry.set(u"ref"_s, std::nullopt);
        QCOMPARE(entry.text(), u"type=registry"_s);
    }
};

QTEST_APPLESS_MAIN(TestCacheEntry)
#include "tst_cacheentry.moc"
