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
};

QTEST_APPLESS_MAIN(TestCacheWording)
#include "tst_cachewording.moc"
