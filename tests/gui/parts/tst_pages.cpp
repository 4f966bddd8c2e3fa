// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/entrylist.h"
#include "widgets/pages/factlist.h"
#include "widgets/pages/logpane.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/pages/runlogs.h"
#include "widgets/parts/codeblock.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/parts/logview.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
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
    void logShowsWhatIsAskedFor();
    void logStaysQuickAndComplete();
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
    const auto last = [&logs] { return QString::number(logs.lines().back().timeMs) + u' ' + QString::fromUtf8(logs.lines().back().text); };
    logs.append(u"backend"_s, 4, 1'100, "first\nsec", false);
    QCOMPARE(logs.lines().size(), 1U);
    QCOMPARE(last(), u"100 first"_s);
    logs.append(u"backend"_s, 4, 1'200, "ond\nthird", false);
    QCOMPARE(last(), u"100 second"_s);
    logs.flush();
    QCOMPARE(last(), u"200 third"_s);
    QCOMPARE(logs.lines().size(), 3U);
    logs.flush();
    QCOMPARE(logs.lines().size(), 3U);
}

void PagesTest::logKeepsServicesApart()
{
    RunLogs logs;
    logs.clear(0);
    logs.append(u"backend"_s, 1, 1, "back", false);
    logs.append(u"frontend"_s, 1, 1, "front\n", false);
    logs.append(u"backend"_s, 1, 2, "end\n", true);
    QCOMPARE(logs.lines().size(), 2U);
    QCOMPARE(logs.lines()[0].service, u"frontend"_s);
    QCOMPARE(logs.lines()[1].text, "backend");
    logs.appendError(u"backend"_s, 1, 3, "process failed\n");
    QVERIFY(logs.lines()[2].isError);
}

namespace {

QStringList linesOf(const LogPane &pane)
{
    const LogDocument &document = pane.findChild<LogView *>(u"logView"_s)->document();
    QStringList lines;
    for (int i = 0; i < document.lineCount(); ++i)
        lines << document.plainText(i);
    return lines;
}

} // namespace

void PagesTest::logShowsWhatIsAskedFor()
{
    LogPane pane;
    pane.begin(0);
    pane.setSubject(u"backend"_s, 4, u"backend step 4"_s);
    pane.append(u"backend"_s, 4, 1, "said\n", false);
    pane.append(u"backend"_s, 4, 2, "\x1b[31mwarned\x1b[0m\n", true);
    pane.append(u"backend"_s, 5, 3, "next step\n", false);
    pane.append(u"frontend"_s, 1, 4, "other service\n", true);
    QCOMPARE(linesOf(pane), (QStringList{u"said"_s, u"warned"_s}));
    pane.setScope(LogPane::ServiceScope);
    QCOMPARE(linesOf(pane), (QStringList{u"said"_s, u"warned"_s, u"next step"_s}));
    pane.findChild<QAction *>(u"logStream2"_s)->trigger();
    QCOMPARE(linesOf(pane), QStringList{u"warned"_s});
    pane.setScope(LogPane::AllScope);
    QCOMPARE(linesOf(pane), (QStringList{u"warned"_s, u"other service"_s}));
    // What is shown is what is saved and copied, also while more comes.
    QTemporaryDir dir;
    pane.saveTo(dir.filePath(u"run.log"_s));
    QFile saved(dir.filePath(u"run.log"_s));
    QTRY_VERIFY(saved.exists());
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll(), "warned\nother service\n");
    QTest::mouseClick(pane.findChild<QPushButton *>(u"logCopy"_s), Qt::LeftButton);
    QTRY_COMPARE(QApplication::clipboard()->text(), u"warned\nother service\n"_s);
    pane.findChild<QAction *>(u"logStream1"_s)->trigger();
    QCOMPARE(linesOf(pane), (QStringList{u"said"_s, u"next step"_s}));
    pane.saveTo(dir.filePath(u"no/such/folder/run.log"_s));
    QVERIFY(pane.findChild<IconLabel *>(u"logFootText"_s)->text().startsWith("The log was not saved: "_L1));
}

/// Many lines are shown, searched and saved in slices: none is lost, and their order stays.
void PagesTest::logStaysQuickAndComplete()
{
    constexpr int count = 100'000;
    LogPane pane;
    pane.begin(0);
    pane.setSubject(u"backend"_s, 4, {});
    QByteArray all;
    for (int i = 0; i < count; ++i)
        all += "line " + QByteArray::number(i) + '\n';
    const auto *view = pane.findChild<LogView *>(u"logView"_s);
    pane.append(u"backend"_s, 4, 1, all, false);
    pane.append(u"backend"_s, 4, 2, "error: the last line\n", true);
    pane.showFirstError();
    QTRY_COMPARE(view->document().lineCount(), count + 1);
    QCOMPARE(view->firstError(), count);
    QCOMPARE(view->document().plainText(count - 1), u"line 99999"_s);
    QVERIFY(!view->isFollowing());
    pane.findChild<QLineEdit *>(u"logFind"_s)->setText(u"line 9999"_s);
    QTRY_COMPARE(view->matchCount(), 11);
    QTemporaryDir dir;
    QFile saved(dir.filePath(u"run.log"_s));
    pane.saveTo(saved.fileName());
    pane.setScope(LogPane::AllScope);
    QTRY_VERIFY(saved.exists());
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll(), all + "error: the last line\n");
    QTRY_COMPARE(view->document().lineCount(), count + 1);
}

void PagesTest::errorLinesAreRecognised_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isError");
    QTest::newRow("bracket") << QByteArray("[ERROR] Could not resolve") << true;
    QTest::newRow("npm") << QByteArray("npm error Lifecycle script failed") << true;
    QTest::newRow("gcc") << QByteArray("main.c:3: error: expected ;") << true;
    QTest::newRow("git") << QByteArray("fatal: not a repository") << true;
    QTest::newRow("shell") << QByteArray("sh: 1: vite: not found") << true;
    QTest::newRow("python") << QByteArray("ModuleNotFoundError: No module named 'flask'") << true;
    QTest::newRow("linker") << QByteArray("main.o: undefined reference to `f'") << true;
    QTest::newRow("prose") << QByteArray("Exceptions: none, not found in cache: 3") << false;
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
