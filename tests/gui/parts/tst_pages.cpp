// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/entrylist.h"
#include "widgets/pages/factlist.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/pages/runlogs.h"
#include "widgets/parts/codeblock.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace layerdeck;

/// Pieces of the pages that need no session.
class PagesTest : public QObject
{
    Q_OBJECT

private slots:
    void logPutsLinesTogether();
    void logKeepsServicesApart();
    void errorLinesAreRecognised_data();
    void errorLinesAreRecognised();
    void noticeSaysEverything();
    void codeBreaksBetweenWords();
    void sourcesCanBeRemoved();
};

void PagesTest::logPutsLinesTogether()
{
    RunLogs logs;
    logs.clear(1'000);
    QStringList seen;
    const RunLogs::Sink sink = [&seen](const RunLogLine &line) {
        seen << QString::number(line.timeMs) + u' ' + QString::fromUtf8(line.text);
    };
    logs.append(u"backend"_s, 4, 1'100, "first\nsec", false, sink);
    QCOMPARE(seen, QStringList{u"100 first"_s});
    logs.append(u"backend"_s, 4, 1'200, "ond\nthird", false, sink);
    QCOMPARE(seen.last(), u"100 second"_s);
    logs.flush(sink);
    QCOMPARE(seen.last(), u"200 third"_s);
    QCOMPARE(logs.lines().size(), 3U);
    logs.flush(sink);
    QCOMPARE(logs.lines().size(), 3U);
}

void PagesTest::logKeepsServicesApart()
{
    RunLogs logs;
    logs.clear(0);
    logs.append(u"backend"_s, 1, 1, "back", false, {});
    logs.append(u"frontend"_s, 1, 1, "front\n", false, {});
    logs.append(u"backend"_s, 1, 2, "end\n", true, {});
    QCOMPARE(logs.lines().size(), 2U);
    QCOMPARE(logs.lines()[0].service, u"frontend"_s);
    QCOMPARE(logs.lines()[1].text, "backend");
    logs.appendError(u"backend"_s, 1, 3, "process failed\n", {});
    QVERIFY(logs.lines()[2].isError);
}

void PagesTest::errorLinesAreRecognised_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isError");
    QTest::newRow("bracket") << QByteArray("[ERROR] Could not resolve") << true;
    QTest::newRow("npm") << QByteArray("npm error Lifecycle script failed") << true;
    QTest::newRow("gcc") << QByteArray("main.c:3: error: expected ;") << true;
    QTest::newRow("git") << QByteArray("fatal: not a repository") << true;
    QTest::newRow("none") << QByteArray("0 errors, 0 warnings") << false;
    QTest::newRow("file") << QByteArray("compiling error.js") << false;
    QTest::newRow("plain") << QByteArray("done in 3 s") << false;
}

void PagesTest::errorLinesAreRecognised()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, isError);
    QCOMPARE(looksLikeError(line), isError);
}

void PagesTest::noticeSaysEverything()
{
    const ErrorNotice notice = noticeOf(
        {ErrorCode::Unreachable, u"The engine is gone. It was there before."_s, u"Nothing was changed."_s,
         u"Start it.\nOr choose another."_s, u"connect: refused\nsecond\nthird\nfourth"_s});
    QCOMPARE(notice.title, u"The engine is gone"_s);
    QCOMPARE(notice.what, u"It was there before. Nothing was changed."_s);
    QCOMPARE(notice.helps, (QStringList{u"Start it."_s, u"Or choose another."_s}));
    QCOMPARE(notice.raw, u"connect: refused\nsecond\nthird"_s);
    QVERIFY(detailsText(notice).contains(u"Or choose another."_s));
}

void PagesTest::codeBreaksBetweenWords()
{
    const CodeBlock block(u"docker compose up -d --no-build --wait --wait-timeout 300"_s);
    const int one = block.heightForWidth(2'000);
    QVERIFY(block.heightForWidth(220) >= 2 * one);
    const CodeBlock word(QString(200, u'x'));
    QVERIFY(word.heightForWidth(300) > 3 * one);
}

void PagesTest::sourcesCanBeRemoved()
{
    EntryList list;
    const EntryNote none{u"info"_s, u"None."_s};
    ShownEntry first;
    first.text = u"a:latest"_s;
    ShownEntry second;
    second.text = u"type=registry,ref=b:cache"_s;
    ShownEntry inherited;
    inherited.text = u"base:latest"_s;
    inherited.inherited = true;
    list.setEntries({inherited, first, second}, none, true);
    list.show();
    QSignalSpy removed(&list, &EntryList::removeRequested);
    QTest::mouseClick(list.findChild<QPushButton *>(u"removeSource2"_s), Qt::LeftButton);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(removed.first().first().toInt(), 1);
    QSignalSpy moved(&list, &EntryList::moveRequested);
    QTest::mouseClick(list.findChild<QPushButton *>(u"moveDownSource1"_s), Qt::LeftButton);
    QCOMPARE(moved.first(), (QList<QVariant>{0, 1}));
    const int three = list.sizeHint().height();
    list.setEntries({first}, none, false);
    QTRY_VERIFY(list.sizeHint().height() < three);
    QVERIFY(!list.findChild<QPushButton *>(u"removeSource1"_s)->isEnabled());
    list.setEntries({}, none, true);
    QVERIFY(list.sizeHint().height() > 0);
}

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    Theme theme(app, Theme::Mode::Light);
    PagesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_pages.moc"
