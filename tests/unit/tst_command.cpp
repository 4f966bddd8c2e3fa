// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/command.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestCommand : public QObject
{
    Q_OBJECT
private slots:
    void quotes_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("quoted");
        QTest::newRow("plain") << u"--progress=rawjson"_s << u"--progress=rawjson"_s;
        QTest::newRow("path") << u"/a/b-c_d.e"_s << u"/a/b-c_d.e"_s;
        QTest::newRow("empty") << u""_s << u"''"_s;
        QTest::newRow("blank") << u"a b"_s << u"'a b'"_s;
        QTest::newRow("quote") << u"it's"_s << u"'it'\\''s'"_s;
        QTest::newRow("dollar") << u"$HOME"_s << u"'$HOME'"_s;
        QTest::newRow("line end") << u"a\nb"_s << u"'a\nb'"_s;
    }
    void quotes()
    {
        QFETCH(QString, word);
        QTEST(shellQuoted(word), "quoted");
    }

    void showsVariablesFirstAndMasksSecrets()
    {
        const Command command{u"docker"_s, {u"login"_s, u"-p"_s, u"hunter2"_s}, {}, {{u"TOKEN"_s, u"hunter2"_s}}, {},
                              {u"hunter2"_s}};
        const QString shown = displayed(command);
        QVERIFY(!shown.contains("hunter2"_L1));
        QCOMPARE(shown, u"TOKEN='••••••••' docker login -p '••••••••'"_s);
    }
};

QTEST_APPLESS_MAIN(TestCommand)
#include "tst_command.moc"
