// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/naturalorder.h"
#include "base/units.h"

#include <QLocale>
#include <QTest>

#include <algorithm>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestUnits : public QObject
{
    Q_OBJECT
private slots:
    void naturalOrder()
    {
        QStringList names{u"gen:10"_s, u"Gen:2"_s, u"gen:1"_s, u"gen:11"_s, u"gen"_s, u"a"_s, u"gen:02"_s};
        std::ranges::sort(names, [](const QString &a, const QString &b) { return compareNaturally(a, b) < 0; });
        QCOMPARE(names, (QStringList{u"a"_s, u"gen"_s, u"gen:1"_s, u"Gen:2"_s, u"gen:02"_s, u"gen:10"_s, u"gen:11"_s}));
        QCOMPARE(compareNaturally(u"a1"_s, u"a1"_s), 0);
    }

    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void sizes_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << u"0\u202FB"_s;
        QTest::newRow("bytes") << qint64(999) << u"999\u202FB"_s;
        QTest::newRow("kB") << qint64(9000) << u"9.0\u202FkB"_s;
        QTest::newRow("rounds up a unit") << qint64(999'960) << u"1.0\u202FMB"_s;
        QTest::newRow("MB") << qint64(61'400'000) << u"61.4\u202FMB"_s;
        QTest::newRow("GB") << qint64(1'130'000'000) << u"1.13\u202FGB"_s;
        QTest::newRow("largest") << std::numeric_limits<qint64>::max() << u"9.22\u202FEB"_s;
        QTest::newRow("negative") << qint64(-1) << u"unknown"_s;
    }
    void sizes()
    {
        QFETCH(qint64, bytes);
        QTEST(sizeText(bytes), "text");
    }

    void durations_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("short") << qint64(240) << u"0.2\u202Fs"_s;
        QTest::newRow("seconds") << qint64(31'600) << u"31.6\u202Fs"_s;
        QTest::newRow("a minute") << qint64(59'990) << u"1\u202Fmin 0\u202Fs"_s;
        QTest::newRow("minutes") << qint64(68'000) << u"1\u202Fmin 8\u202Fs"_s;
        QTest::newRow("hours") << qint64(7'500'000) << u"2\u202Fh 5\u202Fmin"_s;
    }
    void durations()
    {
        QFETCH(qint64, ms);
        QTEST(durationText(ms), "text");
    }

    void ages()
    {
        const QDateTime now(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
        QCOMPARE(ageText(now.addSecs(-240), now), u"4\u202Fmin"_s);
        QCOMPARE(ageText(now.addSecs(-21 * 3600), now), u"21\u202Fh"_s);
        QCOMPARE(ageText(now.addDays(-12), now), u"12\u202Fdays"_s);
        QCOMPARE(ageText(now.addDays(-700), now), u"700\u202Fdays"_s);
        QCOMPARE(ageText(now.addYears(-56), now), u"56\u202Fyears"_s);
        QCOMPARE(ageText(now.addDays(1), now), u"now"_s);
        QCOMPARE(ageText({}, now), u"unknown"_s);
    }

    void ids()
    {
        QCOMPARE(shortId(u"sha256:0123456789abcdef"_s), u"0123456789ab"_s);
        QCOMPARE(shortCommit(u"9f3c1ab0123-dirty"_s), u"9f3c1ab-dirty"_s);
        QCOMPARE(shortCommit({}), QString());
    }
};

QTEST_APPLESS_MAIN(TestUnits)
#include "tst_units.moc"
