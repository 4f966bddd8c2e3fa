// SPDX-License-Identifier: GPL-3.0-or-later
// The pages Images and Build cache in the real window on an engine that breaks after it was read once: the window goes on, says
// what happened and what comes next, keeps what it showed as stale, and takes it back when the engine answers again.
#include "models/roles.h"
#include "models/wording.h"
#include "opened.h"
#include "session/session.h"
#include "store/settings.h"
#include "support/fakeengine.h"
#include "widgets/parts/notices.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/segmented.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

struct App
{
    App()
    {
        for (const QString &id : {u"1"_s, u"2"_s}) {
            engine.answer(u"/images/sha256:%1/json"_s.arg(id),
                          u"{\"Id\":\"sha256:%1\",\"RootFS\":{\"Type\":\"layers\",\"Layers\":[\"sha256:l%1\"]}}"_s.arg(id).toUtf8());
            engine.answer(u"/images/sha256:%1/history"_s.arg(id),
                          u"[{\"Id\":\"x\",\"Created\":1,\"CreatedBy\":\"COPY f%1 /\",\"Size\":7}]"_s.arg(id).toUtf8());
        }
        mend();
        engine.openEvents();
    }

    static QByteArray image(const QByteArray &id, const QByteArray &tag)
    {
        return R"({"Id":"sha256:)" + id + R"(","RepoTags":[")" + tag + R"("],"Size":7,"Created":1})";
    }
    void mend()
    {
        engine.answer(u"/images/json"_s, '[' + image("1", "good:1") + ',' + image("2", "other:1") + ']');
        engine.answer(u"/system/df"_s, R"({"LayersSize":0,"BuildCache":[)"
                                       R"({"ID":"a","Type":"regular","Description":"[1/1] COPY f1 /","Size":7},)"
                                       R"({"ID":"b","Type":"regular","Description":"[1/1] COPY f2 /","Size":9}]})");
    }
    void open()
    {
        ContextRequest request;
        request.hostOption = engine.host();
        request.configDir = dir.path();
        open(request);
    }
    void open(const ContextRequest &request)
    {
        session = std::make_unique<Session>(request);
        session->setPatience(std::chrono::milliseconds(500));
        window = std::make_unique<MainWindow>(session.get(), &settings, &Theme::current());
        window->show();
    }
    template <typename T>
    T *find(const QString &name) const
    {
        return support::findIn<T>(window.get(), name);
    }
    /// Rows that are no heads of groups.
    int rows(const QString &list) const
    {
        const QAbstractItemModel *model = find<RowView>(list)->model();
        int count = 0;
        for (int row = 0; row < model->rowCount(); ++row)
            count += model->index(row, 0).flags().testFlag(Qt::ItemIsSelectable);
        return count;
    }

    support::FakeEngine engine;
    QTemporaryDir dir;
    Settings settings{dir.filePath(u"settings.ini"_s)};
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;
};

struct Page
{
    QString id;
    QString path; ///< what it is read from
    QString list;
    QString filter;
    QString error;
    QString stale;
};

Page imagesPage()
{
    return {u"images"_s, u"/images/json"_s, u"layers"_s, u"imagesFilter"_s, u"imagesError"_s, u"imagesStale"_s};
}
Page cachePage()
{
    return {u"build-cache"_s, u"/system/df"_s, u"records"_s, u"recordsFilter"_s, u"recordsError"_s, u"recordsStale"_s};
}

} // namespace

Q_DECLARE_METATYPE(Page)

class TestBrokenEngine : public QObject
{
    Q_OBJECT

private slots:
    void staysAlive_data()
    {
        QTest::addColumn<Page>("page");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("hangs");
        QTest::addColumn<QString>("said"); ///< in title or raw line
        const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        const QByteArray chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
        for (const Page &page : {imagesPage(), cachePage()}) {
            const QByteArray name = page.id.toUtf8() + ": ";
            const auto row = [&](const char *what, const QByteArray &answer, bool hangs, const QString &said) {
                QTest::newRow((name + what).constData()) << page << answer << hangs << said;
            };
            row("cut off", head + "Content-Length: 500\r\n\r\n[{\"Id\":", false, u"in the middle"_s);
            row("a chunk size that is none", chunked + "zz\r\n[]\r\n0\r\n\r\n", false, u"chunk"_s);
            row("chunks without an end", chunked + "5\r\n{\"a\":\r\n", false, u"in the middle"_s);
            row("a head without an end", "HTTP/1.1 200 OK\r\n" + QByteArray(2'000'000, 'x'), false, u"header"_s);
            row("not JSON", head + "Content-Length: 5\r\n\r\n<no/>", false, u"could not be understood"_s);
            row("another JSON", head + "Content-Length: 3\r\n\r\n\"x\"", false, u"could not be understood"_s);
            row("nothing", {}, false, u"closed before an answer"_s);
            row("its own error", "HTTP/1.1 500 X\r\nContent-Length: 24\r\n\r\n{\"message\":\"on fire now\"}", false,
                u"on fire now"_s);
            row("silence from the beginning", {}, true, u"said nothing"_s);
            row("silence in the middle of the head", "HTTP/1.1 200 OK\r\nContent-", true, u"said nothing"_s);
            row("silence in the middle of the body", chunked + "9\r\n{\"a\":", true, u"said nothing"_s);
        }
    }
    void staysAlive()
    {
        QFETCH(Page, page);
        QFETCH(QByteArray, answer);
        QFETCH(bool, hangs);
        QFETCH(QString, said);
        App app;
        app.open();
        app.window->showPage(page.id);
        QTRY_COMPARE_WITH_TIMEOUT(app.rows(page.list), 2, 20'000);
        auto *error = app.find<ErrorBar>(page.error);
        auto *stale = app.find<QWidget>(page.stale);
        QTRY_VERIFY_WITH_TIMEOUT(!error->isVisible() && !stale->isVisible(), 20'000);

        if (hangs)
            app.engine.hang(page.path, answer);
        else
            app.engine.answerRaw(page.path, answer);
        app.session->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), 20'000);
        QVERIFY(!error->notice().title.isEmpty());
        QVERIFY2((error->notice().title + error->notice().what + error->notice().raw).contains(said, Qt::CaseInsensitive),
                 qPrintable(error->notice().title + u" | "_s + error->notice().what + u" | "_s + error->notice().raw));
        QCOMPARE(error->notice().later, u"Tries again by itself."_s);
        QVERIFY(stale->isVisible());
        // What was read is there, and works.
        QCOMPARE(app.rows(page.list), 2);
        auto *filter = app.find<QLineEdit>(page.filter);
        filter->setFocus();
        QTest::keyClicks(filter, u"f2"_s);
        QTRY_COMPARE_WITH_TIMEOUT(app.rows(page.list), 1, 20'000);
        filter->clear();
        QTRY_COMPARE_WITH_TIMEOUT(app.rows(page.list), 2, 20'000);

        app.mend();
        app.session->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(!error->isVisible() && !stale->isVisible(), 30'000);
        QCOMPARE(app.rows(page.list), 2);
    }

    /// What hangs the first time: the page says so instead of showing an empty engine.
    void hangsAtFirst()
    {
        App app;
        app.engine.hang(u"/images/json"_s, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[");
        app.open();
        app.window->showPage(u"images"_s);
        auto *error = app.find<ErrorBar>(u"imagesError"_s);
        QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), 20'000);
        QVERIFY(error->notice().title.contains("said nothing"_L1));
        QVERIFY(!app.find<QWidget>(u"imagesStale"_s)->isVisible());
        QCOMPARE(app.rows(u"layers"_s), 0);
        app.mend();
        QTRY_COMPARE_WITH_TIMEOUT(app.rows(u"layers"_s), 2, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(!error->isVisible(), 20'000);
    }

    /// What no engine should say, and what changes under an open tree: shown as it is or as unknown, and never in a sum.
    void strangeContents()
    {
        App app;
        const auto listed = [](const QByteArray &id, const QByteArray &names, const QByteArray &size, const QByteArray &created) {
            return "{\"Id\":\"sha256:" + id + "\"," + names + ",\"Size\":" + size + ",\"Created\":" + created + '}';
        };
        const QByteArray deleted = listed("3", "\"RepoTags\":[\"goes:1\"]", "7", "1");
        const QByteArray others = listed("1", "\"RepoTags\":[\"r\\u00e9gistre.\\u4f8b/\\ud83d\\udc0b:\\u202e1\"]", "7", "99999999999") + ','
                                  + listed("2", "\"RepoTags\":null,\"RepoDigests\":[\"name@sha256:abc\"]", "-5", "-99999999999") + ','
                                  + listed("4", "\"RepoTags\":[],\"RepoDigests\":[]", "9223372036854775807", "0");
        app.engine.answer(u"/images/json"_s, '[' + others + ',' + deleted + ']');
        for (const QByteArray &id : {QByteArray("3"), QByteArray("4")}) {
            // Two layers, one line of history: it does not fit.
            app.engine.answer(u"/images/sha256:%1/json"_s.arg(QString::fromLatin1(id)),
                              "{\"Id\":\"sha256:" + id + "\",\"RootFS\":{\"Layers\":[\"sha256:x" + id + "\",\"sha256:y" + id + "\"]}}");
            app.engine.answer(u"/images/sha256:%1/history"_s.arg(QString::fromLatin1(id)),
                              "[{\"Id\":\"x\",\"Created\":99999999999,\"CreatedBy\":\"COPY f /\",\"Size\":9223372036854775807}]");
        }
        app.engine.answer(u"/system/df"_s, "{\"LayersSize\":-1,\"BuildCache\":["
                                           "{\"ID\":\"a\",\" Parents\":[\"b\"],\"Type\":\"regular\",\"Description\":\"[1/1] COPY f1 /\",\"Size\":-7},"
                                           "{\"ID\":\"b\",\" Parents\":[\"a\",\"b\",\"gone\"],\"Type\":\"\",\"Description\":\"\",\"Size\":9223372036854775807},"
                                           "{\"ID\":\"c\",\"Type\":\"regular\",\"Description\":\"RUN c\",\"Size\":5,\"LastUsedAt\":\"2999-01-01T00:00:00Z\",\"CreatedAt\":\"x\",\"UsageCount\":-3}]}");
        app.open();
        app.window->showPage(u"images"_s);
        // One layer each of the first two, two each of the others.
        QTRY_COMPARE_WITH_TIMEOUT(app.rows(u"layers"_s), 6, 20'000);
        QCOMPARE(app.session->contents().layers.diskBytes, 14);
        app.window->findChild<Segmented *>(u"imagesView"_s)->setCurrent(1);
        const QAbstractItemModel *images = app.find<RowView>(u"imageList"_s)->model();
        QStringList shown;
        for (int row = 0; row < images->rowCount(); ++row)
            shown << images->index(row, 0).data().toString() + u", "_s + images->index(row, 1).data().toString();
        QVERIFY2(shown.contains(u"name@sha256:abc, unknown"_s), qPrintable(shown.join(u'\n')));
        QVERIFY2(shown.contains(u"dangling, 4, unknown"_s), qPrintable(shown.join(u'\n')));
        QVERIFY2(shown.filter(u"\u4f8b/\U0001F40B"_s).size() == 1, qPrintable(shown.join(u'\n')));
        app.window->findChild<Segmented *>(u"imagesView"_s)->setCurrent(0);

        app.window->showPage(u"build-cache"_s);
        QTRY_COMPARE_WITH_TIMEOUT(app.rows(u"records"_s), 3, 20'000);
        QCOMPARE(app.session->cacheGraph().bytes, 5);

        // Deleted while its layer is selected.
        app.window->showPage(u"images"_s);
        auto *layers = app.find<RowView>(u"layers"_s);
        for (int row = 0; row < layers->model()->rowCount(); ++row) {
            if (layers->model()->index(row, 0).data(TagsRole).toStringList().contains(u"goes:1"_s))
                layers->setCurrentIndex(layers->model()->index(row, 0));
        }
        QVERIFY(layers->currentIndex().data(TagsRole).toStringList().contains(u"goes:1"_s));
        app.engine.answer(u"/images/json"_s, '[' + others + ']');
        app.session->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(app.rows(u"layers"_s), 4, 20'000);
        QVERIFY(!layers->currentIndex().isValid()); // nothing takes its place
        QVERIFY(!app.find<ErrorBar>(u"imagesError"_s)->isVisible());
    }

    void oldAndFutureEngines_data()
    {
        QTest::addColumn<QByteArray>("api");
        QTest::addColumn<bool>("speaks");
        QTest::newRow("1.41") << QByteArray("1.41") << true;
        QTest::newRow("1.99") << QByteArray("1.99") << true;
        QTest::newRow("2.0") << QByteArray("2.0") << true;
        QTest::newRow("1.40") << QByteArray("1.40") << false;
    }
    void oldAndFutureEngines()
    {
        QFETCH(QByteArray, api);
        QFETCH(bool, speaks);
        App app;
        app.engine.setApi(api);
        app.open();
        app.window->showPage(u"images"_s);
        auto *error = app.find<ErrorBar>(u"imagesError"_s);
        if (speaks) {
            QTRY_COMPARE_WITH_TIMEOUT(app.rows(u"layers"_s), 2, 20'000);
            QVERIFY(!error->isVisible());
        } else {
            QTRY_VERIFY_WITH_TIMEOUT(error->isVisible(), 20'000);
            QVERIFY(error->notice().title.contains("too old"_L1));
            QVERIFY(!error->notice().helps.isEmpty());
        }
    }

    /// Which engine is meant cannot be told: the page Engines says so, what can be used all the same, and
    /// that it goes on by itself.
    void saysWhyNoEngineIsMeant()
    {
        App app;
        const QString config = app.dir.filePath(u"config.json"_s);
        const auto write = [](const QString &path, const QByteArray &text) {
            QVERIFY(QDir().mkpath(QFileInfo(path).path()));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        write(config, "{ \"auths\": {}, }");
        const QString id =
            QString::fromLatin1(QCryptographicHash::hash("spare", QCryptographicHash::Sha256).toHex());
        write(app.dir.filePath(u"contexts/meta/%1/meta.json"_s.arg(id)),
              R"({"Name":"spare","Metadata":{},"Endpoints":{"docker":{"Host":")" +
                  app.engine.host().toUtf8() + R"("}}})");
        ContextRequest request;
        request.configDir = app.dir.path();
        app.open(request);
        QVERIFY(!app.session->hasEngine());
        app.window->showPage(u"engines"_s);
        auto *notice = app.find<ErrorBar>(u"enginesError"_s);
        auto *engines = app.find<RowView>(u"engines"_s);
        QVERIFY(notice->isVisible());
        QCOMPARE(notice->notice().title, u"Docker's config.json is no JSON object"_s);
        QVERIFY(notice->notice().raw.contains(config));
        QVERIFY(notice->notice().helps.join(u' ').contains("Use this engine"_L1));
        QCOMPARE(engineLine(app.session->engine()), u"Not known"_s); // nothing was asked that could be out of reach
        // Its row says the reason too, and is not asked.
        const auto row = [&](const QString &name) {
            for (int at = 0; at < engines->model()->rowCount(); ++at) {
                if (engines->model()->index(at, 0).data().toString() == name)
                    return at;
            }
            return -1;
        };
        QCOMPARE(engines->model()->index(row(u"none"_s), 1).data().toString(), u"Cannot be used"_s);
        QVERIFY(engines->model()
                    ->index(row(u"none"_s), 1)
                    .data(SecondLineRole)
                    .toString()
                    .contains("config.json"_L1));
        QCoreApplication::processEvents();
        // All of it has room, also where the bar has no button.
        for (const QLabel *label : notice->findChildren<QLabel *>()) {
            if (label->isVisible())
                QVERIFY2(label->wordWrap() ? label->height() >= label->heightForWidth(label->width())
                                           : label->width() >= label->sizeHint().width(),
                         qPrintable(label->text()));
        }
        if (const QString folder = qEnvironmentVariable("LAYERDECK_SHOTS"); !folder.isEmpty())
            QVERIFY(app.window->grab().save(QDir(folder).filePath(u"engines-broken-config.png"_s)));
        // Another engine can be used meanwhile.
        QVERIFY(row(u"spare"_s) >= 0);
        engines->setCurrentIndex(engines->model()->index(row(u"spare"_s), 0));
        QTest::mouseClick(app.find<QPushButton>(u"useEngine"_s), Qt::LeftButton);
        QTRY_COMPARE(app.session->engine().status, EngineState::Status::Connected);
        QTRY_COMPARE(notice->notice().tone, Tone::Warn);
        QVERIFY(notice->isVisible());
        write(config, "{}");
        QTest::mouseClick(app.find<QPushButton>(u"enginesTryAgain"_s), Qt::LeftButton);
        QVERIFY(!notice->isVisible());
        // It is looked at while the page is, whether the engine answers or not; and so is the store.
        app.engine.hangUp(u"/version"_s);
        write(config, "[]");
        QTRY_VERIFY_WITH_TIMEOUT(notice->isVisible(), 10'000);
        write(app.dir.filePath(u"contexts/meta/0123456789abcdef/meta.json"_s), "nonsense");
        QTRY_VERIFY_WITH_TIMEOUT(row(u"0123456789ab"_s) >= 0, 10'000);
        // The header's menu lists what cannot be used, and why.
        auto *menu = app.window->findChild<QMenu *>(u"engineMenu"_s);
        emit menu->aboutToShow();
        const QList<QAction *> actions = menu->actions();
        const auto broken = std::ranges::find_if(actions, [](const QAction *a) { return a->text().startsWith(u"0123456789ab\t"_s); });
        QVERIFY(broken != actions.end());
        QVERIFY(!(*broken)->isEnabled());
        QVERIFY2((*broken)->toolTip().contains("JSON"_L1), qPrintable((*broken)->toolTip()));
    }

    /// Once the file is right, the window has its engine without being started anew.
    void findsTheEngineByItself()
    {
        App app;
        const QString config = app.dir.filePath(u"config.json"_s);
        QFile file(config);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no") > 0);
        file.close();
        ContextRequest request;
        request.configDir = app.dir.path();
        app.open(request);
        QVERIFY(!app.session->hasEngine());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write("{}") > 0);
        file.close();
        app.session->refresh();
        QVERIFY(app.session->hasEngine());
        QCOMPARE(app.session->engine().context.name, u"default"_s);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme theme(application);
    TestBrokenEngine test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_brokenengine.moc"
