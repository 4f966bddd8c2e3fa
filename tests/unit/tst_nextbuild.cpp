// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/nextbuild.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestNextBuild : public QObject
{
    Q_OBJECT

private slots:
    void remembersUntilItWasDone()
    {
        const QTemporaryDir dir;
        const NextBuild next(u"/p"_s, u"p"_s, u"E"_s, dir.path());
        QVERIFY(next.bypassed().isEmpty());
        QVERIFY(next.add({u"a"_s, u"b"_s}));
        QVERIFY(next.add({u"b"_s, u"c"_s}));
        QCOMPARE(NextBuild(u"/p"_s, u"p"_s, u"E"_s, dir.path()).bypassed(), (QStringList{u"a"_s, u"b"_s, u"c"_s}));
        // Of this project on this engine only.
        QVERIFY(NextBuild(u"/p"_s, u"p"_s, u"F"_s, dir.path()).bypassed().isEmpty());
        QVERIFY(NextBuild(u"/q"_s, u"p"_s, u"E"_s, dir.path()).bypassed().isEmpty());
        QVERIFY(next.remove({u"a"_s, u"x"_s}));
        QCOMPARE(next.bypassed(), (QStringList{u"b"_s, u"c"_s}));
        QVERIFY(next.remove({u"b"_s, u"c"_s}));
        QVERIFY(next.bypassed().isEmpty());
        QVERIFY(QDir(dir.path()).isEmpty());
        QVERIFY(next.remove({u"b"_s}));
    }

    void whatCannotBeReadOrWritten()
    {
        const QTemporaryDir dir;
        const NextBuild next(u"/p"_s, u"p"_s, u"E"_s, dir.path());
        QVERIFY(next.add({u"a"_s}));
        const QStringList files = QDir(dir.path()).entryList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QFile file(dir.filePath(files.first()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{ broken");
        file.close();
        QVERIFY(next.bypassed().isEmpty());
        QVERIFY(next.add({u"b"_s}));
        QCOMPARE(next.bypassed(), QStringList{u"b"_s});
        // A file in the place of the folder.
        const auto refused = NextBuild(u"/p"_s, u"p"_s, u"E"_s, dir.filePath(files.first())).add({u"a"_s});
        QVERIFY(!refused && refused.error().code == ErrorCode::Io);
    }
};

QTEST_APPLESS_MAIN(TestNextBuild)
#include "tst_nextbuild.moc"
