// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/diff.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// What the diff says the new text is.
QByteArray rebuilt(const QByteArray &before, const Diff &diff)
{
    QByteArrayList lines;
    for (qsizetype from = 0; from < before.size();) {
        const qsizetype end = before.indexOf('\n', from);
        const qsizetype next = end < 0 ? before.size() : end + 1;
        lines << before.mid(from, next - from);
        from = next;
    }
    QByteArray text;
    int at = 1;
    for (const DiffHunk &hunk : diff.hunks) {
        const int start = hunk.oldCount == 0 ? hunk.oldStart + 1 : hunk.oldStart;
        for (; at < start; ++at)
            text += lines.at(at - 1);
        for (const DiffLine &line : hunk.lines) {
            if (line.kind != DiffLine::Kind::Removed)
                text += line.text;
            if (line.kind != DiffLine::Kind::Added)
                ++at;
        }
    }
    for (; at <= lines.size(); ++at)
        text += lines.at(at - 1);
    return text;
}

QByteArray randomText(QRandomGenerator &random)
{
    QByteArray text;
    const int lines = random.bounded(40);
    for (int i = 0; i < lines; ++i)
        text += QByteArray(1, char('a' + random.bounded(5))) + (random.bounded(20) == 0 ? "\r\n" : "\n");
    if (random.bounded(3) == 0)
        text.chop(1);
    return text;
}

} // namespace

class TestDiff : public QObject
{
    Q_OBJECT
private slots:
    void equalTextsHaveNone()
    {
        QVERIFY(diffLines("a\nb\n", "a\nb\n").isEmpty());
        QVERIFY(diffLines("", "").isEmpty());
        QCOMPARE(unifiedText({}, u"a"_s, u"b"_s), QByteArray());
    }

    void numbersLines()
    {
        const Diff diff = diffLines("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nnew\n5\n6\n7\n8\n9\n");
        QCOMPARE(diff.hunks.size(), 1);
        QCOMPARE(diff.added, 1);
        QCOMPARE(diff.removed, 0);
        QCOMPARE(unifiedText(diff, u"a"_s, u"b"_s),
                 "--- a\n+++ b\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n");
        QCOMPARE(diff.hunks.first().lines.at(3).newNumber, 5);
        QCOMPARE(diff.hunks.first().lines.at(4).oldNumber, 5);
    }

    void tellsAMissingLastLineEnd()
    {
        QCOMPARE(unifiedText(diffLines("a\nb", "a\nb\nc"), u"x"_s, u"y"_s),
                 "--- x\n+++ y\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline at end of file\n");
    }

    void sameAsTheDiffCommand_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("first") << QByteArray("") << QByteArray("a\n");
        QTest::newRow("last") << QByteArray("a\n") << QByteArray("");
        QTest::newRow("two hunks") << QByteArray("a\n1\n2\n3\n4\n5\n6\n7\n8\nb\n")
                                   << QByteArray("A\n1\n2\n3\n4\n5\n6\n7\n8\nB\n");
        QTest::newRow("joined hunks") << QByteArray("a\n1\n2\n3\n4\n5\n6\nb\n") << QByteArray("A\n1\n2\n3\n4\n5\n6\nB\n");
    }
    void sameAsTheDiffCommand()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QTemporaryDir dir;
        QFile a(dir.filePath(u"a"_s));
        QFile b(dir.filePath(u"b"_s));
        QVERIFY(a.open(QIODevice::WriteOnly) && b.open(QIODevice::WriteOnly));
        a.write(before);
        b.write(after);
        a.close();
        b.close();
        QProcess process;
        process.start(u"diff"_s, {u"-u"_s, u"--label"_s, u"a"_s, u"--label"_s, u"b"_s, a.fileName(), b.fileName()});
        QVERIFY(process.waitForFinished());
        QCOMPARE(unifiedText(diffLines(before, after), u"a"_s, u"b"_s), process.readAllStandardOutput());
    }

    void anyTwoTexts()
    {
        QRandomGenerator random(20261122);
        for (int i = 0; i < 2000; ++i) {
            const QByteArray before = randomText(random);
            const QByteArray after = randomText(random);
            const Diff diff = diffLines(before, after, i % 4);
            QCOMPARE(rebuilt(before, diff), after);
        }
    }

    void manyDifferentLinesStayBounded()
    {
        QByteArray before;
        QByteArray after;
        for (int i = 0; i < 20'000; ++i) {
            before += 'a' + QByteArray::number(i) + '\n';
            after += 'b' + QByteArray::number(i) + '\n';
        }
        const Diff diff = diffLines(before, after);
        QCOMPARE(diff.added, 20'000);
        QCOMPARE(rebuilt(before, diff), after);
    }

#ifdef Q_OS_LINUX
    void takesLittleMemory_data()
    {
        QTest::addColumn<int>("lines");
        QTest::newRow("line by line") << 990;
        QTest::newRow("as a block") << 1990;
    }
    void takesLittleMemory()
    {
        const auto peak = [] {
            QFile status(u"/proc/self/status"_s);
            if (!status.open(QIODevice::ReadOnly))
                return -1;
            const QByteArray text = status.readAll();
            const qsizetype at = text.indexOf("VmHWM:");
            return at < 0 ? -1 : text.mid(at + 6).trimmed().split(' ').first().toInt();
        };
        QFETCH(int, lines);
        QByteArray before;
        QByteArray after;
        for (int i = 0; i < lines; ++i) {
            before += 'a' + QByteArray::number(i) + "\nsame\n";
            after += 'b' + QByteArray::number(i) + "\nsame\n";
        }
        QFile reset(u"/proc/self/clear_refs"_s);
        if (!reset.open(QIODevice::WriteOnly) || reset.write("5") != 1 || !reset.flush() || peak() < 0)
            QSKIP("the kernel does not tell the peak of the memory");
        const int kibibytes = peak();
        const Diff diff = diffLines(before, after);
        const int grown = peak() - kibibytes;
        QCOMPARE(rebuilt(before, diff), after);
        QVERIFY2(grown < 24 * 1024, qPrintable(u"%1 KiB"_s.arg(grown)));
    }
#endif
};

QTEST_APPLESS_MAIN(TestDiff)
#include "tst_diff.moc"
