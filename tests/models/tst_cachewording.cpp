// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cachewording.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestCacheWording : public QObject
{
    Q_OBJECT
private slots:
    void whatDiffersIsCounted()
    {
        QList<SettingOfService> asked{{u"a"_s, Setting::CacheFrom}, {u"a"_s, Setting::CacheTo}, {u"a"_s, Setting::Target}};
        Judgement judgement;
        judgement.kind = Judgement::Kind::Accepted;
        const auto differ = [](const QString &key) { return JsonDifference{{u"services"_s, u"a"_s, u"build"_s, key}, {}, {}}; };
        judgement.asked = {differ(u"cache_from"_s), differ(u"cache_to"_s), differ(u"target"_s), differ(u"pull"_s), differ(u"no_cache"_s)};
        const auto text = [&] { return judgementNote(judgement, false, asked).text; };
        QVERIFY2(text().endsWith("the cache sinks of a and target of a."_L1), qPrintable(text()));
        asked << SettingOfService{u"a"_s, Setting::Pull};
        QVERIFY2(text().contains("target of a and "_L1) && !text().contains("more setting"_L1),
                 qPrintable(text()));
        asked << SettingOfService{u"a"_s, Setting::NoCache};
        QVERIFY2(text().endsWith("target of a and 2 more settings that were changed."_L1), qPrintable(text()));
        // What was asked and changes nothing in the output is no difference.
        judgement.asked = {differ(u"target"_s)};
        QVERIFY2(text().endsWith("differs only in the target of a."_L1) || text().endsWith("differs only in target of a."_L1), qPrintable(text()));
    }

    void aNameOfDockersOwnIsWarnedOf()
    {
        const auto note = [](const QString &entry, CacheUse use) { return noteOfEntry(entry, entry, use, EditedService(), EngineState()); };
        QVERIFY(note(u"type=registry,ref=shop:cache"_s, CacheUse::Sink).text.contains("library/shop"_L1));
        QVERIFY(note(u"type=registry,ref=shop:cache"_s, CacheUse::Source).text.contains("library/shop"_L1));
        QVERIFY(!note(u"type=registry,ref=acme/shop:cache"_s, CacheUse::Sink).text.contains("library"_L1));
        QVERIFY(!note(u"type=registry,ref=ghcr.io/shop:cache"_s, CacheUse::Sink).text.contains("library"_L1));
    }

    /// What the image holds and what its service writes are two things.
    void whatTheImageHereHolds()
    {
        EngineState engine;
        engine.status = EngineState::Status::Connected;
        engine.info.storageDriver = u"overlay2"_s;
        EditedService service;
        service.wanted.image = u"shop-api"_s;
        const auto note = [&](InlineCache here) { return noteOfEntry(u"shop-api:latest"_s, {}, CacheUse::Source, service, engine, here); };
        QCOMPARE(imageOfEntry(u"${IMAGE}"_s, u"shop-api"_s), u"shop-api"_s);
        QCOMPARE(imageOfEntry(u"type=local,src=/tmp"_s, {}), QString());
        QCOMPARE(note(InlineCache::None).tone, Tone::Warn);
        QVERIFY(note(InlineCache::None).text.startsWith("Does nothing on this engine"_L1));
        QVERIFY(note(InlineCache::NoImage).text.contains("Docker Hub is asked for library/shop-api"_L1));
        QVERIFY(note(InlineCache::Holds).text.contains("does not write any more"_L1));
        service.wanted.args << BuildArgument{u"BUILDKIT_INLINE_CACHE"_s, u"1"_s};
        QCOMPARE(note(InlineCache::Holds).tone, Tone::Hit);
        QVERIFY(note(InlineCache::None).text.contains("the next build writes it"_L1));
        // Never asked on the containerd store.
        engine.info.containerdStore = true;
        QVERIFY2(note(InlineCache::Unknown).text.startsWith("This store never looks at local images"_L1), qPrintable(note(InlineCache::Unknown).text));
    }

    void unknownAttributesAreSaid_data()
    {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<QString>("unknown");
        QTest::newRow("misspelt") << u"type=registry,ref=r.example/a,mod=max"_s << u"no mod of type=registry"_s;
        QTest::newRow("two") << u"type=registry,ref=r.example/a,foo=1,bar=2"_s << u"no foo and bar of type=registry"_s;
        QTest::newRow("known") << u"type=registry,ref=r.example/a,mode=max"_s << QString();
        QTest::newRow("an image") << u"r.example/a"_s << QString();
        QTest::newRow("a type of later") << u"type=new,x=1"_s << QString();
    }
    void unknownAttributesAreSaid()
    {
        QFETCH(QString, entry);
        QFETCH(QString, unknown);
        const EntryNote note = noteOfEntry(entry, entry, CacheUse::Sink, EditedService(), EngineState());
        QVERIFY2(unknown.isEmpty() ? !note.text.contains("knows no"_L1) : note.text.contains(unknown), qPrintable(note.text));
    }

    /// The attribute that is missing may be there under another name.
    void whatIsMissingMayBeMisspelt()
    {
        const EntryNote note = noteOfEntry(u"type=local,srcc=/tmp/x"_s, {}, CacheUse::Source, EditedService(), EngineState());
        QVERIFY2(note.text.contains("is needed. Layerdeck knows no srcc of type=local: misspelt?"_L1), qPrintable(note.text));
        QVERIFY(note.tone == Tone::Fail);
    }

    void onlySecretsAreCalledSo()
    {
        QVERIFY(!writtenAgainSentence(u"a"_s, {u"NODE_ENV"_s}).contains("secret"_L1));
        QVERIFY(writtenAgainSentence(u"a"_s, {u"NODE_ENV"_s, u"API_TOKEN"_s}).contains("secrets included: NODE_ENV, API_TOKEN"_L1));
    }

    void commentsOnLinesOfTheirOwn()
    {
        const QByteArray text = "services:\n  a:\n    build:\n      cache_from:\n        # one\n        - x:1\n        # two\n        - y:1\n        - z:1\n"
                                "      cache_to:\n        - type=inline\n";
        const auto compose = ComposeText::parse(text, u"compose.yml"_s);
        QVERIFY(compose);
        const WrittenService &written = compose->services().first();
        const auto said = [&](const std::function<void(ServiceSettings &)> &change) {
            ServiceSettings wanted = written.settings;
            change(wanted);
            return commentSentences(commentsBeside(*compose, written, wanted)).join(u' ');
        };
        QCOMPARE(said([](ServiceSettings &s) { s.cacheFrom << u"n:1"_s; }), QString());
        QCOMPARE(said([](ServiceSettings &s) { s.cacheFrom.removeLast(); }), QString());
        QCOMPARE(said([](ServiceSettings &s) { s.change(Setting::CacheFrom, 1, u"y:2"_s); }), QString());
        QCOMPARE(said([](ServiceSettings &s) { s.cacheTo.clear(); }), QString());
        QVERIFY(said([](ServiceSettings &s) { s.cacheFrom.removeAt(1); }).startsWith("The comment in line 7 stays where it is"_L1));
        QVERIFY(said([](ServiceSettings &s) { s.cacheFrom = QStringList{u"z:1"_s}; }).startsWith("The comments in lines 5 and 7 stay where they are"_L1));
        QCOMPARE(said([](ServiceSettings &s) { s.cacheFrom.clear(); }), u"The comments inside of cache_from go with its last entry."_s);
    }

    /// A setting that does nothing is said to.
    void withoutCacheNoSourceServes()
    {
        EditedService service;
        service.name = u"web"_s;
        service.wanted.cacheFrom = {u"type=registry,ref=r.example/web:cache"_s};
        const auto note = [&] { return noteOfEntry(service.wanted.cacheFrom.first(), {}, CacheUse::Source, service, EngineState()).text; };
        QVERIFY(!note().contains("no_cache"_L1));
        QVERIFY(clearNote({service}, u"default"_s).text.contains("r.example/web:cache in place"_L1));
        service.wanted.noCache = u"true"_s;
        QCOMPARE(note(), u"Serves nothing: with no_cache on every step runs."_s);
        QCOMPARE(noteOfNoEntry(CacheUse::Source, service, EngineState()).text, u"None written. With no_cache on every step runs."_s);
        QCOMPARE(clearNote({service}, u"default"_s).text, QString());
        // Another file switches it off again.
        InheritedSettings later;
        later.fileName = u"compose.override.yml"_s;
        later.later = true;
        later.settings.noCache = u"false"_s;
        service.inherited = {later};
        QVERIFY(!note().contains("no_cache"_L1));
        // Which a variable does is not known.
        service.inherited.clear();
        service.wanted.noCache = u"${FRESH}"_s;
        QVERIFY(!note().contains("no_cache"_L1));
    }

    void whatTheDockerDriverCannotReadServesNoBuildHere()
    {
        EditedService service;
        service.wanted.cacheFrom = {u"type=gha,scope=main"_s, u"type=s3,region=eu,bucket=b"_s};
        QCOMPARE(clearNote({service}, u"default"_s).text, QString());
    }

    void severalPlatformsNeedAStoreThatKeepsThem()
    {
        EngineState engine;
        const QStringList two{u"linux/amd64"_s, u"linux/arm64"_s};
        QCOMPARE(noteOfPlatforms(two, engine), QString());
        engine.status = EngineState::Status::Connected;
        engine.info.storageDriver = u"overlay2"_s;
        QVERIFY(noteOfPlatforms(two, engine).contains("the build fails"_L1));
        QCOMPARE(noteOfPlatforms({u"linux/amd64"_s}, engine), QString());
        engine.info.containerdStore = true;
        QCOMPARE(noteOfPlatforms(two, engine), QString());
    }
};

QTEST_APPLESS_MAIN(TestCacheWording)
#include "tst_cachewording.moc"
