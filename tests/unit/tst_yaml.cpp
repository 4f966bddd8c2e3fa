// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/yaml.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestYaml : public QObject
{
    Q_OBJECT
private slots:
    void readsPlaces()
    {
        const auto documents = parseYaml("a:\n  b: [1, 2]\n", u"x.yml"_s);
        QVERIFY(documents);
        const YamlNode *b = documents->first().member("a")->member("b");
        QVERIFY(b && b->flow);
        QCOMPARE(b->line, 1);
        QCOMPARE(b->column, 5);
        QCOMPARE(b->items.size(), 2);
        QVERIFY(!documents->first().member("c"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place");
        QTest::newRow("unclosed") << QByteArray("a: [1\nb: 2\n") << u"x.yml, line "_s;
        QTest::newRow("tab") << QByteArray("a:\n\tb: 1\n") << u"x.yml, line 2, column 1"_s;
        QTest::newRow("NUL") << QByteArray("a: 1\nb: \0\n", 10) << u"x.yml, line 2, column 4"_s;
        QTest::newRow("not UTF-8") << QByteArray("a: 1\nb: \xFF\n") << u"x.yml, line 2, column 4"_s;
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, place);
        const auto documents = parseYaml(text, u"x.yml"_s);
        QVERIFY(!documents);
        QCOMPARE(documents.error().code, ErrorCode::InvalidInput);
        QVERIFY2(documents.error().message.startsWith(place), qPrintable(documents.error().message));
        QVERIFY(!documents.error().unchanged.isEmpty());
    }

    void refusesAnAliasBomb()
    {
        QByteArray text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; ++i) {
            const QByteArray n = QByteArray::number(i);
            const QByteArray before = "*a" + QByteArray::number(i - 1);
            text += "a" + n + ": &a" + n + " [" + QByteArrayList(10, before).join(", ") + "]\n";
        }
        const auto documents = parseYaml(text, u"x.yml"_s);
        QVERIFY(!documents);
        QVERIFY(documents.error().message.contains("aliases"_L1));
    }

    void refusesDeepNestingAndLargeFiles()
    {
        QVERIFY(!parseYaml(QByteArray(100'000, '['), u"x.yml"_s));
        QVERIFY(!parseYaml(QByteArray(17 * 1024 * 1024, ' '), u"x.yml"_s));
    }

    void severalDocuments() { QCOMPARE(parseYaml("a: 1\n---\nb: 2\n", u"x"_s)->size(), 2); }

    void comparesMeaning()
    {
        const auto a = parseYaml("a: {b: [1, two]}\n", u"x"_s);
        const auto b = parseYaml("# comment\na:\n  b:\n  - 1\n  - two\n", u"x"_s);
        const auto c = parseYaml("a: {b: [1, three]}\n", u"x"_s);
        QVERIFY(a->first().sameValue(b->first()));
        QVERIFY(!a->first().sameValue(c->first()));
    }
};

QTEST_APPLESS_MAIN(TestYaml)
#include "tst_yaml.moc"
