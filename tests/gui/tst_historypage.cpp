// SPDX-License-Identifier: GPL-3.0-or-later
// The page of runs in the real window, on a journal with a sample history. No engine is needed. With LAYERDECK_SHOTS=FOLDER
// pictures of its states are written there.
#include "base/units.h"
#include "session/session.h"
#include "store/settings.h"
#include "support/samplejournal.h"
#include "widgets/pages/historypage.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/historychart.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/parts/notices.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/segmented.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

struct App
{
    QTemporaryDir dir;
    Settings settings{dir.filePath(u"s.ini"_s)};
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;
    HistoryPage *page = nullptr;

    QString project() const { return QDir(dir.path()).canonicalPath() + u"/watchparty"_s; }

    /// `fill`: with the sample history.
    explicit App(Theme &theme, bool fill = true, const QByteArray &journalBytes = {})
    {
        qputenv("XDG_STATE_HOME", QFile::encodeName(dir.filePath(u"state"_s)));
        QDir().mkpath(project());
        QFile file(project() + u"/compose.yml"_s);
        file.open(QIODevice::WriteOnly);
        file.write("services:\n  backend:\n    build: .\n  frontend:\n    build: .\n");
        file.close();
        if (fill) {
            Result<Journal> journal = Journal::open();
            const auto filled = samplejournal::fill(*journal, project(), u"default"_s, {}, QDateTime::currentDateTimeUtc());
            Q_ASSERT(filled);
        }
        if (!journalBytes.isEmpty()) {
            QDir().mkpath(QFileInfo(Journal::defaultPath()).path());
            QFile damaged(Journal::defaultPath());
            damaged.open(QIODevice::WriteOnly);
            damaged.write(journalBytes);
        }
        ContextRequest request;
        request.dockerHost = u"unix://"_s + dir.filePath(u"no.sock"_s);
        session = std::make_unique<Session>(request);
        window = std::make_unique<MainWindow>(session.get(), &settings, &theme);
        window->resize(1280, 800);
        window->show();
        window->openProject({project(), {}});
        window->showPage(u"history"_s);
        page = window->findChild<HistoryPage *>();
    }
    template <typename T>
    T *find(const QString &name) const
    {
        return page->findChild<T *>(name);
    }
    void shoot(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("LAYERDECK_SHOTS");
        if (!folder.isEmpty() && QDir().mkpath(folder))
            window->grab().save(folder + u'/' + name + u".png"_s);
    }
    QString cell(const QString &view, int row, int column) const
    {
        const QAbstractItemModel *model = find<RowView>(view)->model();
        return model->index(row, column).data().toString();
    }
};

} // namespace

#define SETTLED(app) QTRY_VERIFY_WITH_TIMEOUT((app).page->isSettled() && (app).page->isVisible(), 20'000)

class TestHistoryPage : public QObject
{
    Q_OBJECT
    std::unique_ptr<Theme> m_theme;

private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Theme::Mode::Light); }

    void showsTheSample()
    {
        App app(*m_theme);
        SETTLED(app);
        QVERIFY2(app.find<PageHead>(u"historyHead"_s)->sentence().startsWith("32 finished runs on default since "_L1),
                 qPrintable(app.find<PageHead>(u"historyHead"_s)->sentence()));
        QCOMPARE(app.find<RowView>(u"runs"_s)->model()->rowCount(), 33);
        QCOMPARE(app.find<RowView>(u"scenarios"_s)->model()->rowCount(), 4);
        QCOMPARE(app.cell(u"scenarios"_s, 1, 0), u"Code changed"_s);
        QVERIFY(app.cell(u"scenarios"_s, 1, 4).toInt() > 5);
        // Failed, cancelled, cut off and the clear are no bars.
        QCOMPARE(app.find<HistoryChart>(u"chart"_s)->cellCount(), 29);
        QVERIFY(app.find<QWidget>(u"advice"_s)->isVisible());
        const QAccessibleInterface *table = QAccessible::queryAccessibleInterface(app.find<HistoryChart>(u"chart"_s));
        QCOMPARE(table->childCount(), 29);
        QVERIFY(table->child(28)->text(QAccessible::Name).contains("after a clear"_L1));
    }

    void comparesTwoRuns()
    {
        App app(*m_theme);
        SETTLED(app);
        // What the advice is about: the first slow run against the last fast one.
        app.find<QPushButton>(u"compareSlowdown"_s)->click();
        SETTLED(app);
        const auto *head = app.find<PaneHead>(u"comparisonHead"_s);
        QVERIFY2(head->title().contains(" slower than B"_L1), qPrintable(head->title()));
        QCOMPARE(app.cell(u"differences"_s, 0, 0), u"frontend 4  RUN npm ci"_s);
        app.shoot(u"history-comparison"_s);
        app.window->resize(1024, 640);
        QCoreApplication::processEvents();
        app.shoot(u"history-small"_s);
        const int differing = app.find<RowView>(u"differences"_s)->model()->rowCount();
        app.find<QPushButton>(u"allSteps"_s)->click();
        QVERIFY(app.find<RowView>(u"differences"_s)->model()->rowCount() > differing);
        const qint64 a = app.page->runA();
        const qint64 b = app.page->runB();
        app.find<QPushButton>(u"swapRuns"_s)->click();
        SETTLED(app);
        QCOMPARE(app.page->runA(), b);
        QCOMPARE(app.page->runB(), a);
        QTRY_VERIFY(head->title().contains(" faster than B"_L1));
    }

    void keysAndKeeping()
    {
        App app(*m_theme);
        SETTLED(app);
        auto *runs = app.find<RowView>(u"runs"_s);
        const qint64 first = app.page->runA();
        QTest::keyClick(runs, Qt::Key_Down);
        SETTLED(app);
        const qint64 kept = app.page->runA();
        QVERIFY(kept != first);
        app.find<QPushButton>(u"keepB"_s)->click();
        QCOMPARE(app.page->runB(), kept);
        QTest::keyClick(runs, Qt::Key_Up);
        QCOMPARE(app.page->runA(), first);
        QCOMPARE(app.page->runB(), kept);
        // In the chart, Left is the run before.
        auto *chart = app.find<HistoryChart>(u"chart"_s);
        chart->setFocus();
        QTRY_VERIFY(chart->hasFocus());
        QTest::keyClick(chart, Qt::Key_End);
        QCOMPARE(chart->currentCell(), 28);
        QTest::keyClick(chart, Qt::Key_Left);
        QCOMPARE(chart->currentCell(), 27);
        QCOMPARE(app.page->runA(), chart->currentRun());
        app.find<QPushButton>(u"keepB"_s)->click();
        QVERIFY(app.page->runB() != kept);
    }

    void byService()
    {
        App app(*m_theme);
        SETTLED(app);
        const QString whole = app.cell(u"scenarios"_s, 3, 1);
        auto *services = app.find<Segmented>(u"historyServices"_s);
        QCOMPARE(services->segments(), (QStringList{u"All"_s, u"backend"_s, u"frontend"_s}));
        services->button(1)->click();
        QCOMPARE(app.find<PaneHead>(u"scenarioHead"_s)->title(), u"How long a build of backend takes"_s);
        QVERIFY(app.cell(u"scenarios"_s, 3, 1) != whole);
    }

    void exports()
    {
        App app(*m_theme);
        SETTLED(app);
        QApplication::clipboard()->clear();
        for (QAction *action : app.find<QPushButton>(u"exportHistory"_s)->menu()->actions()) {
            if (action->objectName() == "exportCopy"_L1)
                action->trigger();
        }
        QTRY_VERIFY(QApplication::clipboard()->text().startsWith("id,started,kind,scenario,"_L1));
        QCOMPARE(QApplication::clipboard()->text().count(u"\r\n"_s), 34);
    }

    /// Another process, such as the command line, adds a run.
    void seesWhatOthersWrite()
    {
        App app(*m_theme, false);
        SETTLED(app);
        QVERIFY(app.find<QWidget>(u"historyEmpty"_s)->isVisible());
        app.shoot(u"history-empty"_s);
        Result<Journal> journal = Journal::open();
        QVERIFY(samplejournal::fill(*journal, app.project(), u"default"_s, {}, QDateTime::currentDateTimeUtc()));
        QTRY_COMPARE_WITH_TIMEOUT(app.find<RowView>(u"runs"_s)->model()->rowCount(), 33, 20'000);
        QVERIFY(!app.find<QWidget>(u"historyEmpty"_s)->isVisible());
    }

    void damagedJournal()
    {
        App app(*m_theme, false, QByteArray(5000, 'x'));
        SETTLED(app);
        const auto *bar = app.find<ErrorBar>(u"historyError"_s);
        QVERIFY(bar->isVisible());
        app.shoot(u"history-damaged"_s);
        QVERIFY(bar->notice().title.contains("damaged"_L1) || bar->notice().what.contains("damaged"_L1));
        QVERIFY(!app.find<QWidget>(u"historyEmpty"_s)->isVisible());
    }

    void emptyLeadsToDeploy()
    {
        App app(*m_theme, false);
        SETTLED(app);
        app.find<QPushButton>(u"historyDeploy"_s)->click();
        QVERIFY(!app.page->isVisible());
    }

    /// By whom, where and with what it was started, with its jobs and the way to its page on GitHub.
    void tellsOfARunOnGitHub()
    {
        App app(*m_theme);
        JournalRun run;
        run.directory = app.project();
        run.project = u"acme/watchparty"_s;
        run.context = u"github.com/acme/watchparty"_s;
        run.engineId = run.context;
        run.kind = u"remote-redeploy"_s;
        run.login = u"mara"_s;
        run.started = QDateTime::currentDateTimeUtc();
        run.services = {u"clear-caches.yml"_s, u"deploy.yml"_s};
        const QString address = u"https://github.com/acme/watchparty/actions/runs/"_s;
        run.workflows = {{u"clear-caches.yml"_s, u"Clear Application Caches"_s, 87, 30433641, address + u"30433641"_s, u"main"_s, {{u"target"_s, u"all"_s}}},
                         {u"deploy.yml"_s, u"Deploy to Lightsail"_s, 214, 30433642, address + u"30433642"_s, u"main"_s, {{u"force_rebuild"_s, u"true"_s}}}};
        Result<Journal> journal = Journal::open();
        const Result<qint64> id = journal->begin(run);
        JournalEnd end;
        end.outcome = u"dispatched"_s;
        end.durationMs = -1;
        end.workflows = run.workflows;
        end.steps = {{JournalStep::Kind::Phase, {}, 1, u"Clear Application Caches #87"_s, u"success"_s, 44'000},
                     {JournalStep::Kind::Phase, {}, 2, u"Clear Application Caches: clear"_s, u"success"_s, 38'000},
                     {JournalStep::Kind::Phase, {}, 3, u"Deploy to Lightsail #214"_s, u"dispatched"_s}};
        QVERIFY(journal->finish(*id, end));
        run.started = run.started.addSecs(-60);
        run.kind = u"remote-dispatch"_s;
        run.workflows.removeFirst();
        const Result<qint64> refused = journal->begin(run);
        end.outcome = u"refused"_s;
        end.steps.clear();
        end.workflows.clear();
        QVERIFY(journal->finish(*refused, end));
        SETTLED(app);
        emit app.session->journal()->written();
        QTRY_COMPARE_WITH_TIMEOUT(app.cell(u"runs"_s, 0, 1), u"Clear and redeploy"_s, 20'000);
        auto *runs = app.find<RowView>(u"runs"_s);
        QCOMPARE(runs->model()->index(0, 1).data(SecondLineRole).toString(), u"Clear Application Caches #87, then Deploy to Lightsail #214"_s);
        runs->setCurrentIndex(runs->model()->index(0, 0));
        SETTLED(app);
        QCOMPARE(app.find<PaneHead>(u"comparisonHead"_s)->title(), u"Run on GitHub"_s);
        QTRY_COMPARE(app.find<RowView>(u"differences"_s)->model()->rowCount(), 3);
        QCOMPARE(app.cell(u"differences"_s, 1, 1), durationText(38'000));
        QVERIFY(app.find<IconNote>(u"comparisonText"_s)->text().contains("Clear Application Caches #87, on main with target=all."_L1));
        QCOMPARE(app.find<QPushButton>(u"historyLinkLater"_s)->text(), u"Open Deploy to Lightsail #214"_s);
        QVERIFY(!app.find<QPushButton>(u"swapRuns"_s)->isEnabled());
        QCOMPARE(runs->model()->index(0, 0).data(MarkRole).toString(), QString());
        app.shoot(u"history-github"_s);
        app.window->resize(1024, 640);
        QCoreApplication::processEvents();
        app.shoot(u"history-github-small"_s);
        app.window->resize(1920, 1080);
        QCoreApplication::processEvents();
        app.shoot(u"history-github-large"_s);
        m_theme->setMode(Theme::Mode::Dark);
        QCoreApplication::processEvents();
        app.shoot(u"history-github-dark"_s);
        m_theme->setMode(Theme::Mode::Light);
        // An engine's run is compared again.
        runs->setCurrentIndex(runs->model()->index(2, 0));
        QTRY_VERIFY(app.find<PaneHead>(u"comparisonHead"_s)->title() != u"Run on GitHub"_s);
        QVERIFY(!app.find<QWidget>(u"historyLinks"_s)->isVisible());
    }

    void otherProjectsAreLeftOut()
    {
        App app(*m_theme, false);
        Result<Journal> journal = Journal::open();
        QVERIFY(samplejournal::fill(*journal, app.project() + u"2"_s, u"default"_s, {}, QDateTime::currentDateTimeUtc()));
        SETTLED(app);
        QVERIFY(app.find<QWidget>(u"historyEmpty"_s)->isVisible());
    }
};

QTEST_MAIN(TestHistoryPage)
#include "tst_historypage.moc"
