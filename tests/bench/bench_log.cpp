// SPDX-License-Identifier: GPL-3.0-or-later
// A million lines in the log of a run: a watchdog notes the processor time that the window's thread spends on each event while they
// arrive, are searched, wrapped, filtered, copied and saved. Prints the longest events and the memory.
#include "bench/watchdog.h"
#include "widgets/pages/logpane.h"
#include "widgets/parts/logview.h"
#include "widgets/parts/segmented.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

#include <functional>

using namespace layerdeck;
using namespace layerdeck::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int lineCount = 1'000'000;
/// What a pipe holds.
constexpr qsizetype chunkSize = 64 * 1024;

QByteArray lineText(int i)
{
    const QByteArray n = QByteArray::number(i);
    if (i % 10 == 0)
        return "\x1b[32m✓\x1b[0m module " + n + " transformed, \x1b[1mdist/assets/index-" + n + ".js\x1b[0m  388.2 kB | gzip: 121.4 kB\n";
    return "compiling src/module/" + n + "/component.tsx with a line of the usual length of a compiler's words\n";
}

/// As an event of its own, so that the watchdog sees it alone; then until nothing is left to do.
void act(QWidget *widget, const std::function<void()> &what)
{
    QMetaObject::invokeMethod(widget, what, Qt::QueuedConnection);
    settle(200);
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    Watchdog application(argc, argv);
    Theme theme(application);
    LogPane pane;
    pane.resize(720, 500);
    pane.show();
    pane.begin(0);
    pane.setSubject(u"frontend"_s, 8, u"frontend step 8"_s);
    auto *view = pane.findChild<LogView *>(u"logView"_s);
    auto *find = pane.findChild<QLineEdit *>(u"logFind"_s);
    const auto waitForLines = [&](int count) {
        while (view->document().lineCount() < count)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    };

    const auto feed = [&] {
        QByteArray chunk;
        for (int i = 0; i < lineCount; ++i) {
            chunk += lineText(i);
            if (chunk.size() < chunkSize && i + 1 < lineCount)
                continue;
            QMetaObject::invokeMethod(&pane, [&pane, chunk, i] { pane.append(u"frontend"_s, 8, i / 10, chunk, i % 3 == 0); }, Qt::QueuedConnection);
            QCoreApplication::processEvents();
            chunk.clear();
        }
        waitForLines(lineCount);
    };
    application.phase = "arriving";
    const double begin = threadMs();
    feed();
    std::printf("%d lines in %.0f ms of the thread's time\n", view->document().lineCount(), threadMs() - begin);
    std::printf("when they are there: %s\n", memoryLine().constData());

    application.phase = "finding";
    act(find, [&] { find->setText(u"module"_s); });
    while (view->matchCount() < lineCount)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    act(&pane, [&] { pane.findNext(); });
    act(find, [&] { find->clear(); });

    application.phase = "wrapping";
    auto *wrap = pane.findChild<QPushButton *>(u"logWrap"_s);
    act(wrap, [&] { wrap->setChecked(true); });
    application.phase = "another width while wrapped";
    for (int width = 600; width < 720; width += 20)
        act(&pane, [&, width] { pane.resize(width, 500); });
    act(wrap, [&] { wrap->setChecked(false); });

    application.phase = "another scope";
    act(&pane, [&] { pane.setScope(LogPane::AllScope); });
    waitForLines(lineCount);
    application.phase = "one stream";
    act(&pane, [&] { pane.findChild<QAction *>(u"logStream2"_s)->trigger(); });
    settle(3000);
    act(&pane, [&] { pane.findChild<QAction *>(u"logStream0"_s)->trigger(); });
    waitForLines(lineCount);

    application.phase = "copying";
    application.clipboard()->clear();
    act(&pane, [&] { pane.findChild<QPushButton *>(u"logCopy"_s)->click(); });
    while (application.clipboard()->text().isEmpty())
        settle(500);
    application.clipboard()->clear();
    application.phase = "saving";
    QTemporaryDir dir;
    const QString path = dir.filePath(u"run.log"_s);
    act(&pane, [&] { pane.saveTo(path); });
    while (!QFileInfo::exists(path))
        settle(100);
    application.phase = "a new run";
    act(&pane, [&] { pane.begin(0); });
    application.print(15);
    return 0;
}
