// SPDX-License-Identifier: GPL-3.0-or-later
// The real window on an engine with 1,000 images of ten layers and 10,000 cache records: a watchdog notes the processor time that
// the window's thread spends on each event, while the engine is read, pages and views are changed, lists are filtered and
// sorted, rows are walked through, and the engine tells of changes. Prints the longest events and the memory.
#include "bench/watchdog.h"
#include "session/session.h"
#include "store/settings.h"
#include "support/fakeengine.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/segmented.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>

using namespace layerdeck;
using namespace layerdeck::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int imageCount = 1000;
constexpr int recordCount = 10'000;

void fill(support::FakeEngine &engine)
{
    QByteArrayList images;
    for (int i = 0; i < imageCount; ++i) {
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
    for (int i = 0; i < recordCount; ++i) {
        const QByteArray parent = i % 10 == 0 ? QByteArray() : "\" Parents\":[\"r" + QByteArray::number(i - 1) + "\"],";
        records << "{\"ID\":\"r" + QByteArray::number(i) + "\"," + parent + "\"Type\":\"regular\",\"Description\":\"[build "
                       + QByteArray::number(i % 10 + 1) + "/10] COPY s" + QByteArray::number(i / 100) + '-' + QByteArray::number(i % 10)
                       + " /\",\"Size\":" + QByteArray::number(i) + ",\"CreatedAt\":\"2026-01-01T00:00:00Z\"}";
    }
    engine.answer(u"/system/df"_s, "{\"LayersSize\":1,\"BuildCache\":[" + records.join(',') + "]}");
    engine.openEvents();
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
        fill(*engine);
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
            application.phase = "Images, rows";
            for (int i = 0; i < 20; ++i)
                press(find(u"layers"_s), i < 10 ? Qt::Key_Down : Qt::Key_PageDown);
            press(find(u"layers"_s), Qt::Key_End);
            application.phase = "Images, filter";
            auto *filter = window.findChild<QLineEdit *>(u"imagesFilter"_s);
            for (const QChar c : u"f42-"_s)
                press(filter, Qt::Key(c.toUpper().unicode()), c);
            for (int i = 0; i < 4; ++i)
                press(filter, Qt::Key_Backspace);
            application.phase = "Images, list";
            window.findChild<Segmented *>(u"imagesView"_s)->setCurrent(1);
            settle();
            for (int column = 0; column < 8; ++column) {
                QMetaObject::invokeMethod(find(u"imageList"_s), [&, column] {
                    find(u"imageList"_s)->sortByColumn(column, Qt::DescendingOrder);
                }, Qt::QueuedConnection);
                settle(100);
            }
            application.phase = "page Build cache";
            QMetaObject::invokeMethod(&window, [&] { window.showPage(u"build-cache"_s); }, Qt::QueuedConnection);
            waitFor([&] { return window.isSettled(); });
            settle(1000);
            application.phase = "Build cache, rows";
            for (int i = 0; i < 20; ++i)
                press(find(u"records"_s), i < 10 ? Qt::Key_Down : Qt::Key_PageDown);
            application.phase = "Build cache, filter";
            auto *records = window.findChild<QLineEdit *>(u"recordsFilter"_s);
            for (const QChar c : u"s42-"_s)
                press(records, Qt::Key(c.toUpper().unicode()), c);
            for (int i = 0; i < 4; ++i)
                press(records, Qt::Key_Backspace);
            application.phase = "Build cache, event of an image";
            const int before = engine->requests(u"/images/json"_s);
            QMetaObject::invokeMethod(&inThread, [&] { engine->sendEvent(R"({"Type":"image","Action":"tag"})"); }, Qt::BlockingQueuedConnection);
            waitFor([&] { return engine->requests(u"/images/json"_s) > before; });
            settle(2000);
            application.phase = "page Images again";
            QMetaObject::invokeMethod(&window, [&] { window.showPage(u"images"_s); }, Qt::QueuedConnection);
            settle(1000);
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
    application.print(25);
    return code;
}
