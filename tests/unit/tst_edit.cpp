// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/edit.h"

#include <QTest>

using namespace layerdeck;

class TestEdit : public QObject
{
    Q_OBJECT
private slots:
    void appliesInAnyOrder()
    {
        QCOMPARE(applied("hello world", {{6, 5, "there"}, {0, 1, "J"}}), "Jello there");
        QCOMPARE(applied("ab", {{1, 0, "-"}}), "a-b");
        QCOMPARE(applied("", {{0, 0, "x"}}), "x");
    }

    void indexesLines()
    {
        const LineIndex lines("a\r\n  b\n\n# c\n\td");
        QCOMPARE(lines.count(), 5);
        QCOMPARE(lines.content(0), "a");
        QCOMPARE(lines.ending(0), "\r\n");
        QCOMPARE(lines.indentation(1), 2);
        QVERIFY(lines.isBlankOrComment(2));
        QVERIFY(lines.isBlankOrComment(3));
        QVERIFY(!lines.isBlankOrComment(1));
        QCOMPARE(lines.ending(4), "");
        QCOMPARE(lines.lineAt(0), 0);
        QCOMPARE(lines.lineAt(2), 0);
        QCOMPARE(lines.lineAt(3), 1);
        QCOMPARE(lines.lineAt(100), 4);
    }

    void emptyTextHasNoLine() { QCOMPARE(LineIndex("").count(), 0); }
};

QTEST_APPLESS_MAIN(TestEdit)
#include "tst_edit.moc"
