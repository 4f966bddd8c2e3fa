// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/listchange.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

QString printed(const QList<ListEntry> &entries)
{
    QStringList words;
    for (const ListEntry &entry : entries) {
        static const QStringList names{u"kept"_s, u"moved"_s, u"replaced"_s, u"new"_s};
        const QString name = names.at(static_cast<int>(entry.origin));
        words << (entry.from < 0 ? name : name + QString::number(entry.from));
    }
    return words.join(u' ');
}

} // namespace

class TestListChange : public QObject
{
    Q_OBJECT
private slots:
    void finds_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected");
        QTest::newRow("same") << u"a b"_s << u"a b"_s << u"kept0 kept1"_s;
        QTest::newRow("added") << u"a"_s << u"a b"_s << u"kept0 new"_s;
        QTest::newRow("put first") << u"a"_s << u"b a"_s << u"new kept0"_s;
        QTest::newRow("removed") << u"a b c"_s << u"a c"_s << u"kept0 kept2"_s;
        QTest::newRow("moved up") << u"a b c"_s << u"c a b"_s << u"moved2 kept0 kept1"_s;
        QTest::newRow("swapped") << u"a b"_s << u"b a"_s << u"moved1 kept0"_s;
        QTest::newRow("replaced") << u"a b c"_s << u"a x c"_s << u"kept0 replaced1 kept2"_s;
        QTest::newRow("all replaced") << u"a b"_s << u"x y z"_s << u"replaced0 replaced1 new"_s;
        QTest::newRow("equal texts") << u"a a"_s << u"a"_s << u"kept0"_s;
        QTest::newRow("from nothing") << u""_s << u"a"_s << u"new"_s;
    }
    void finds()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const auto words = [](const QString &text) { return text.split(u' ', Qt::SkipEmptyParts); };
        QString result = printed(listChange(words(before), words(after)));
        if (before == "a b"_L1 && after == "b a"_L1) // either of two equally short ways
            result.replace(u"kept1 moved0"_s, u"moved1 kept0"_s);
        QTEST(result, "expected");
    }

    void whatWasAddedTakesNoPlace()
    {
        QCOMPARE(printed(listChange({u"a"_s, u"b"_s}, {u"a"_s, u"x"_s}, {u"x"_s})), u"kept0 new"_s);
        QCOMPARE(printed(listChange({u"a"_s, u"b"_s}, {u"x"_s, u"b"_s, u"y"_s}, {u"y"_s})),
                 u"replaced0 kept1 new"_s);
        QCOMPARE(printed(listChange({u"a"_s, u"b"_s}, {u"b"_s, u"a"_s}, {u"a"_s, u"b"_s})),
                 printed(listChange({u"a"_s, u"b"_s}, {u"b"_s, u"a"_s})));
    }
};

QTEST_APPLESS_MAIN(TestListChange)
#include "tst_listchange.moc"
