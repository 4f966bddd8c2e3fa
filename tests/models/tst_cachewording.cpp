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
        QVERIFY2(text().endsWith("target of a and 1 more setting that was changed."_L1), qPrintable(text()));
        asked << SettingOfService{u"a"_s, Setting::NoCache};
        QVERIFY2(text().endsWith("target of a and 2 more settings that were changed."_L1), qPrintable(text()));
        // What was asked and changes nothing in the output is no difference.
        judgement.asked = {differ(u"target"_s)};
        QVERIFY2(text().endsWith("differs only in the target of a."_L1) || text().endsWith("differs only in target of a."_L1), qPrintable(text()));
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
};

QTEST_APPLESS_MAIN(TestCacheWording)
#include "tst_cachewording.moc"
