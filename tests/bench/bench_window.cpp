// SPDX-License-Identifier: GPL-3.0-or-later
// The real window on an engine with 1,000 images of ten layers and 10,000 cache records: a watchdog notes the processor time that
// the window's thread spends on each event, while the engine is read, pages and views are changed, lists are filtered and
// sorted and copied, rows and cells are walked through, the window is resized and painted in other colours, and the engine tells
// of changes. Prints the longest event of each phase, the longest of all, and the memory.
#include "bench/watchdog.h"
#include "session/session.h"
#include "store/settings.h"
#include "support/fakeengine.h"
#include "widgets/parts/cellview.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/segmented.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDeadlineTimer>
#include <QFile>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace layerdeck;
using namespace layerdeck::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int imageCount = 1000;
constexpr int recordCount = 10'000;

/// `gone`: every tenth image and every hundredth record is not there any more, and there are as many others.
void fill(support::FakeEngine &engine, bool gone)
{
    QByteArrayList images;
    for (int i = 0; i < imageCount + (gone ? imageCount / 10 : 0); ++i) {
        if (gone && i < imageCount && i % 10 == 0)
            continue;
        const QByteArray n = QByteArray::number(i);
        images << "{\"Id\":\"sha256:" + n + "\",\"RepoTags\":[\"app-" + n + ":1\"],\"Size\":1000000,\"Created\":1700000000}";
        QByteArrayList layers;
        QByteArrayList history;
        for (int l = 0; l < 10; ++l) {
            const QByteArray layer = QByteArray::number(l < 5 ? i / 10 : i) + '-' + QByteArray::number(l);
            layers << "\"sha256:l" + layer + '"';
            history.prepend("{\"Id\":\"x\",\"Created\":1700000000,\"CreatedBy\":\"COPY f" + layer + " / # buildkit\",\"Size\":"
                            + QByteArray::number(1000 * (l + 1)) + '}');
        }
        engine.answer(u"/images/sha256:%1/json"_s.arg(i), "{\"Id\":\"sha256:" + n + "\",\"RootFS\":{\"Type\":\"layers\",\"Layers\":["
                                                              + layers.join(',') + "]}}");
        engine.answer(u"/images/sha256:%1/history"_s.arg(i), '[' + history.join(',') + ']');
    }
    engine.answer(u"/images/json"_s, '[' + images.join(',') + ']');
    QByteArrayList records;
    for (int i = 0; i < recordCount + (gone ? recordCount / 100 : 0); ++i) {
        if (gone && i < recordCount && i % 100 == 9)
            continue;
        const QByteArray parent = i % 10 == 0 ? QByteArray() : "\" Parents\":[\"r" + QByteArray::number(i - 1) + "\"],";
        records << "{\"ID\":\"r" + QByteArray::number(i) + "\"," + parent + "\"Type\":\"regular\",\"Description\":\"[build "
                       + QByteArray::number(i % 10 + 1) + "/10] COPY s" + QByteArray::number(i / 100) + '-' + QByteArray::number(i % 10)
                       + " /\",\"Size\":" + QByteArray::number(i) + ",\"CreatedAt\":\"2026-01-01T00:00:00Z\"}";
    }
    engine.answer(u"/system/df"_s, "{\"LayersSize\":1,\"BuildCache\":[" + records.join(',') + "]}");
}

bool waitFor(const std::function<bool()> &condition)
{
    const QDeadlineTimer deadline(120'000);
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    return condition();
}

/// Key presses as the window gets them: posted, so that the watchdog sees each alone.
void press(QWidget *widget, Qt::Key key, const QString &text = {})
{
    QCoreApplication::postEvent(widget, new QKeyEvent(QEvent::KeyPress, key, Qt::NoModifier, text));
    QCoreApplication::postEvent(widget, new QKeyEvent(QEvent::KeyRelease, key, Qt::NoModifier, text));
    settle(40);
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    // The fake answers in a thread of its own; its time is not the window's.
    QThread thread;
    thread.start();
    QObject inThread;
    inThread.moveToThread(&thread);
    support::FakeEngine *engine = nullptr;
    Watchdog application(argc, argv);
    QMetaObject::invokeMethod(&inThread, [&] {
        engine = new support::FakeEngine;
        fill(*engine, false);
        engine->openEvents();
    }, Qt::BlockingQueuedConnection);
    int code = 1;
    {
        QTemporaryDir dir;
        Settings settings(dir.filePath(u"settings.ini"_s));
        Theme theme(application);
        ContextRequest request;
        request.hostOption = engine->host();
        request.configDir = dir.path();
        Session session(request);
        MainWindow window(&session, &settings, &theme);
        window.resize(1280, 800);
        window.show();
        const auto find = [&](const QString &name) { return window.findChild<RowView *>(name); };
        application.phase = "reading, page Images";
        window.showPage(u"images"_s);
        const bool read = waitFor([&] {
            return session.contents().images.size() == imageCount && session.cacheGraph().nodes.size() == recordCount;
        });
        settle(2000);
        if (read) {
            code = 0;
            const auto phase = [&](const char *name) {
                waitFor([&] { return window.isSettled(); });
                settle(500);
                application.phase = name;
            };
            const auto later = [&](const std::function<void()> &act) {
                QMetaObject::invokeMethod(&window, act, Qt::QueuedConnection);
                settle(50);
                waitFor([&] { return window.isSettled(); });
                settle(100);
            };
            const auto walk = [&](QWidget *widget) {
                for (int i = 0; i < 20; ++i)
                    press(widget, i < 10 ? Qt::Key_Down : Qt::Key_PageDown);
                for (const Qt::Key key : {Qt::Key_End, Qt::Key_Home})
                    press(widget, key);
            };
            const auto type = [&](const QString &name, const QString &text) {
                auto *filter = window.findChild<QLineEdit *>(name);
                for (const QChar c : text)
                    press(filter, Qt::Key(c.toUpper().unicode()), c);
                for (qsizetype i = 0; i < text.size(); ++i)
                    press(filter, Qt::Key_Backspace);
            };
            const auto choose = [&](const QString &name, int index) {
                auto *box = window.findChild<QComboBox *>(name);
                later([=] {
                    box->setCurrentIndex(index);
                    emit box->activated(index);
                });
            };
            phase("Images, rows");
            walk(find(u"layers"_s));
            phase("Images, filter");
            type(u"imagesFilter"_s, u"f42-"_s);
            choose(u"imagesAge"_s, 2);
            choose(u"imagesAge"_s, 0);
            phase("Images, treemap");
            for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Down, Qt::Key_Left, Qt::Key_End})
                press(window.findChild<CellView *>(u"treemap"_s), key);
            phase("Images, list");
            later([&] { window.findChild<Segmented *>(u"imagesView"_s)->setCurrent(1); });
            for (int column = 0; column < 8; ++column)
                later([&] { find(u"imageList"_s)->sortByColumn(column, Qt::DescendingOrder); });
            walk(find(u"imageList"_s));
            type(u"imagesFilter"_s, u"42"_s);
            phase("Images, copy as CSV");
            later([&] { window.findChild<QPushButton *>(u"exportImages"_s)->menu()->findChild<QAction *>(u"exportCopy"_s)->trigger(); });
            phase("page Build cache");
            later([&] { window.showPage(u"build-cache"_s); });
            phase("Build cache, rows");
            walk(find(u"records"_s));
            phase("Build cache, graph");
            auto *graph = window.findChild<CellView *>(u"graph"_s);
            for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Down, Qt::Key_Down, Qt::Key_Left, Qt::Key_Up, Qt::Key_End, Qt::Key_Home})
                press(graph, key);
            later([&] { graph->cellAt(graph->viewport()->rect().center()); });
            phase("Build cache, filter");
            type(u"recordsFilter"_s, u"s42-"_s);
            choose(u"recordsSize"_s, 1);
            choose(u"recordsSize"_s, 0);
            phase("Build cache, table");
            later([&] { window.findChild<Segmented *>(u"recordsView"_s)->setCurrent(1); });
            for (int column = 0; column < 6; ++column)
                later([&] { emit find(u"records"_s)->header()->sectionClicked(column); });
            walk(find(u"records"_s));
            phase("Build cache, copy as CSV");
            later([&] { window.findChild<QPushButton *>(u"exportRecords"_s)->menu()->findChild<QAction *>(u"exportCopy"_s)->trigger(); });
            // Read again, with other images and records, as a table, and then as groups.
            for (const bool gone : {true, false}) {
                phase(gone ? "Build cache, another content, table" : "Build cache, another content, groups");
                QMetaObject::invokeMethod(&inThread, [&] {
                    fill(*engine, gone);
                    engine->sendEvent(R"({"Type":"image","Action":"tag"})");
                }, Qt::BlockingQueuedConnection);
                const QString changed = gone ? u"r10000"_s : u"r9"_s;
                code = waitFor([&] { return session.cacheGraph().indexOf(changed) >= 0; }) ? code : 1;
                phase("Build cache, groups");
                later([&] { window.findChild<Segmented *>(u"recordsView"_s)->setCurrent(0); });
            }
            phase("page Images again");
            later([&] { window.showPage(u"images"_s); });
            phase("Images, another content");
            later([&] { window.findChild<Segmented *>(u"imagesView"_s)->setCurrent(0); });
            QMetaObject::invokeMethod(&inThread, [&] {
                fill(*engine, true);
                engine->sendEvent(R"({"Type":"image","Action":"tag"})");
            }, Qt::BlockingQueuedConnection);
            code = waitFor([&] { return session.cacheGraph().indexOf(u"r10000"_s) >= 0; }) ? code : 1;
            phase("everything read again");
            later([&] { session.refresh(); });
            settle(2000);
            // What happens every fifteen seconds: the cache alone is asked for, and is mostly what it was.
            for (const auto &[page, name] : {std::pair(u"images"_s, "Images, cache read again"),
                                             std::pair(u"build-cache"_s, "Build cache, cache read again")}) {
                window.showPage(page);
                phase(name);
                const QDateTime before = session.contents().cacheReadAt;
                QMetaObject::invokeMethod(
                    &inThread, [&] { engine->sendEvent(R"({"Type":"builder","Action":"prune"})"); },
                    Qt::BlockingQueuedConnection);
                code = waitFor([&] { return session.contents().cacheReadAt > before; }) ? code : 1;
            }
            window.showPage(u"images"_s);
            phase("compare");
            later([&] { window.findChild<QPushButton *>(u"compareImages"_s)->click(); });
            later([&] { window.findChild<QDialog *>(u"compareDialog"_s)->reject(); });
            phase("larger window, 1920 × 1080");
            later([&] { window.resize(1920, 1080); });
            phase("other colours");
            later([&] { theme.setMode(Theme::Mode::Dark); });
        } else {
            std::fprintf(stderr, "The window did not read the engine in time: %lld images, %lld records.\n",
                         (long long)session.contents().images.size(), (long long)session.cacheGraph().nodes.size());
        }
        application.phase = "end";
    }
    QMetaObject::invokeMethod(&inThread, [&] {
        delete engine;
        inThread.moveToThread(application.thread());
    }, Qt::BlockingQueuedConnection);
    thread.quit();
    thread.wait();
    application.printPhases();
    application.print(15);
    return code;
}
