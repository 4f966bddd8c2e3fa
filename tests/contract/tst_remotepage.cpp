// SPDX-License-Identifier: GPL-3.0-or-later
// The Remote page in the real window, against the server that holds it against GitHub's own description. With
// LAYERDECK_SHOTS=FOLDER pictures of its states are written there.
#include "contract/remoteapp.h"

using namespace layerdeck;
using namespace Qt::StringLiterals;
using layerdeck::support::ContractServer;

class TestRemotePage : public QObject
{
    Q_OBJECT

    ContractServer m_server;
    std::unique_ptr<Theme> m_theme;

private slots:
    void initTestCase()
    {
        m_theme = stillTheme();
        NEED_SERVER();
        forgetWhoIsSignedIn();
    }
    void init()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        QVERIFY(m_server.start());
    }
    void cleanup()
    {
        if (m_server.api().isValid())
            QCOMPARE(m_server.violations(), QString());
    }

    void asksNothingBeforeItIsShown()
    {
        App app(*m_theme, m_server);
        READY(app);
        const qsizetype asked = m_server.control()["requests"_L1].toArray().size();
        QVERIFY(asked > 0);
        QVERIFY(m_server.start());
        App other(*m_theme, m_server);
        other.window->showPage(u"deploy"_s);
        QVERIFY(!other.page->isVisible());
    }

    void showsWhatCanBeStarted()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.find<PageHead>(u"remoteHead"_s)->sentence().startsWith("acme/watchparty on github.com as mara."_L1));
        const QAbstractItemModelTester tester(app.model(u"remoteChoices"_s));
        QStringList titles;
        for (int row = 0; row < app.model(u"remoteChoices"_s)->rowCount(); ++row)
            titles << app.text(u"remoteChoices"_s, row);
        QCOMPARE(titles, (QStringList{u"Deploy"_s, u"Force rebuild"_s, u"Clear all caches"_s, u"Clear and redeploy"_s, u"Announce"_s}));
        QCOMPARE(app.request(), u"POST deploy.yml { \"ref\": \"main\" }"_s);
        // Files that are no workflow are named with what is wrong in them.
        QVERIFY(app.find<IconNote>(u"remoteProblems"_s)->text().contains("many.yml"_L1));
        QVERIFY(app.find<IconNote>(u"remoteProblems"_s)->toolTip().contains("26 inputs"_L1));
        QVERIFY(app.select(u"remoteChoices"_s, u"Force rebuild"_s));
        QVERIFY(app.find<QCheckBox>(u"remoteInput_force_rebuild"_s)->isChecked());
        QCOMPARE(app.request(), u"POST deploy.yml { \"ref\": \"main\", \"inputs\": { \"force_rebuild\": \"true\" } }"_s);
        app.find<QComboBox>(u"remoteInput_environment"_s)->setCurrentText(u"staging"_s);
        QVERIFY(app.request().contains("\"environment\": \"staging\""_L1));
        // Another branch has its own files.
        auto *ref = app.find<QComboBox>(u"remoteRef"_s);
        ref->setCurrentText(u"next"_s);
        emit ref->textActivated(u"next"_s);
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->state().ref, u"next"_s, patience);
        QTRY_VERIFY(app.request().contains("\"ref\": \"next\""_L1));
        QVERIFY(app.request().contains("\"environment\": \"staging\""_L1));
        app.shot(u"remote-ready"_s);
    }

    void clearsAndRedeploys()
    {
        App app(*m_theme, m_server);
        READY(app);
        const QAbstractItemModelTester tester(app.model(u"remoteRuns"_s));
        QVERIFY(app.choose(u"Clear and redeploy"_s));
        QCOMPARE(app.request(), u"POST clear-caches.yml { \"ref\": \"main\", \"inputs\": { \"target\": \"all\" } }\n"
                                "if that succeeds, POST deploy.yml { \"ref\": \"main\", \"inputs\": { \"force_rebuild\": \"true\" } }"_s);
        app.click(u"remoteRun"_s);
        QVERIFY(app.page->work()->act().isRunning());
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(app.actText().startsWith("Part 2 of 2: Deploy to Lightsail"_L1), patience);
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"Build without cache"_s) > 0, patience);
        QCOMPARE(app.window->findChild<HeaderBar *>()->run()->content().title, u"Clear and redeploy on GitHub"_s);
        QVERIFY(app.window->findChild<HeaderBar *>()->run()->isVisible());
        app.shot(u"remote-running"_s);
        ENDED(app);
        QVERIFY2(app.actText().startsWith("All of it succeeded"_L1), qPrintable(app.actText()));
        QVERIFY(app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QVERIFY(app.rowOf(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s) < app.rowOf(u"remoteRuns"_s, u"Clear Application Caches #1"_s));
        // The log of a job that has ended, searched.
        QVERIFY(app.select(u"remoteRuns"_s, u"build"_s));
        const LogView *log = app.log();
        QTRY_VERIFY_WITH_TIMEOUT(log->allText().contains("docker compose build --no-cache"_L1), patience);
        app.page->log()->findChild<QLineEdit *>(u"logFind"_s)->setText(u"--no-cache"_s);
        QTRY_COMPARE(log->matchCount(), 1);
        QVERIFY(!log->allText().contains("2026-"_L1));
        app.shot(u"remote-ended"_s);
        // It stands in the journal beside the local runs.
        QTRY_VERIFY_WITH_TIMEOUT(Journal::open()->runs()->value(0).outcome == "success"_L1, patience);
        QCOMPARE(Journal::open()->runs()->first().kind, u"remote-redeploy"_s);
    }

    /// What a team lead does after "it still serves the old one", from a window that knows nothing yet.
    void theWholeStory()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "");
        App app(*m_theme, m_server);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
        app.click(u"remoteEmptyAct"_s);
        auto *signIn = app.dialog<PreviewDialog>(u"signIn"_s);
        signIn->findChild<QLineEdit *>(u"signInToken"_s)->setText(u"contract-token"_s);
        QTest::mouseClick(signIn->actButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(signIn->actButton()->text(), u"Done"_s, patience);
        QTest::mouseClick(signIn->actButton(), Qt::LeftButton);
        READY(app);
        // Clear all caches, and wait for it.
        QVERIFY(app.choose(u"Clear all caches"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY(!app.page->work()->act().result->error);
        QCOMPARE(m_server.runs().first()["inputs"_L1]["target"_L1].toString(), u"all"_s);
        // Deploy with a forced rebuild.
        QVERIFY(app.choose(u"Force rebuild"_s));
        app.click(u"remoteRun"_s);
        QVERIFY(app.page->work()->act().isRunning());
        ENDED(app);
        QVERIFY(!app.page->work()->act().result->error);
        QCOMPARE(m_server.runs().first()["inputs"_L1]["force_rebuild"_L1].toString(), u"true"_s);
        // Read the logs of both.
        QVERIFY(app.select(u"remoteRuns"_s, u"build"_s));
        QTRY_VERIFY_WITH_TIMEOUT(app.log()->allText().contains("docker compose build --no-cache"_L1), patience);
        QVERIFY(app.select(u"remoteRuns"_s, u"Clear Application Caches #1"_s));
        QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"clear"_s), patience);
        QTRY_VERIFY_WITH_TIMEOUT(app.log()->allText().contains("Prune the build cache"_L1), patience);
        // Both stand in the history.
        app.window->showPage(u"history"_s);
        auto *history = app.window->findChild<RowView *>(u"runs"_s);
        QVERIFY(history);
        QTRY_COMPARE_WITH_TIMEOUT(history->model()->rowCount(), 2, patience);
        app.shot(u"remote-history"_s);
    }

    void aClearThatFailsDeploysNothing()
    {
        m_server.set({{u"failing"_s, QJsonObject{{u"clear-caches.yml"_s, u"Prune the build cache"_s}}}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Clear and redeploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY2(app.actText().contains("failed in"_L1), qPrintable(app.actText()));
        auto *bar = app.find<ErrorBar>(u"remoteError"_s);
        QVERIFY(bar->isVisible());
        QVERIFY2(bar->notice().what.contains("was not started"_L1), qPrintable(bar->notice().what));
        QCOMPARE(m_server.runs().size(), 2);
        app.shot(u"remote-failed"_s);
    }

    void closingBetweenClearAndDeployWarns()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Clear and redeploy"_s));
        app.click(u"remoteRun"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_server.runs().size(), 2, patience);
        QVERIFY(!app.window->close());
        auto *dialog = app.window->findChild<PreviewDialog *>(u"closePreview"_s);
        QVERIFY(dialog);
        app.shot(u"remote-closing"_s);
        // Once the deploy has begun there is nothing to ask any more.
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_COMPARE_WITH_TIMEOUT(m_server.runs().size(), 3, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!app.window->findChild<PreviewDialog *>(u"closePreview"_s), patience);
        QVERIFY(app.window->isVisible());
    }

    void takesUpWhatWasLeftInTheMiddle()
    {
        const QTemporaryDir home;
        m_server.set({{u"stepSeconds"_s, 0}});
        {
            App app(*m_theme, m_server, true, home.path());
            READY(app);
            QVERIFY(app.choose(u"Clear and redeploy"_s));
            app.click(u"remoteRun"_s);
            QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->act().steps.size() == 1, patience);
            // While it is on nobody else takes it up.
            App beside(*m_theme, m_server, true, home.path());
            READY(beside);
            QTRY_VERIFY_WITH_TIMEOUT(!beside.page->work()->state().runs.isEmpty(), patience);
            QVERIFY(beside.page->work()->left().steps.isEmpty());
        }
        QCOMPARE(m_server.runs().size(), 2);
        // It was not followed to its end.
        QTRY_COMPARE_WITH_TIMEOUT(Journal::open()->runs()->value(0).outcome, u"cancelled"_s, patience);
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        auto *start = app.find<QPushButton>(u"remoteStartLeft"_s);
        QTRY_VERIFY_WITH_TIMEOUT(start->isVisible(), patience);
        QVERIFY2(app.actText().contains("the caches are gone and nothing is deployed"_L1), qPrintable(app.actText()));
        // Another token reads all of it again: it is still one step.
        bool isIn = false;
        app.page->work()->signIn("contract-token", [&isIn](const Result<SignedIn> &in) { isIn = in.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(isIn, patience);
        READY(app);
        bool isRead = false;
        app.page->work()->journal()->read({}, [&isRead](const Result<QList<JournalRun>> &) { isRead = true; });
        QTRY_VERIFY_WITH_TIMEOUT(isRead, patience);
        QCOMPARE(app.page->work()->left().steps.size(), 1);
        // Nothing goes on by itself, and not before the clear has ended.
        QVERIFY(!start->isEnabled());
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), patience);
        QCOMPARE(m_server.runs().size(), 2);
        app.shot(u"remote-left"_s);
        app.click(u"remoteStartLeft"_s);
        ENDED(app);
        QVERIFY(!app.page->work()->act().result->error);
        QCOMPARE(m_server.runs().first()["inputs"_L1]["force_rebuild"_L1].toString(), u"true"_s);
        QVERIFY(!start->isVisible());
        App again(*m_theme, m_server, true, home.path());
        READY(again);
        QVERIFY(again.page->work()->left().steps.isEmpty());
    }

    /// A list that gets the focus has a current row; nobody has chosen that one.
    void focusAloneChoosesNoRun()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        m_server.control({{u"start"_s, QJsonObject{{u"file"_s, u"ci.yml"_s}, {u"ref"_s, u"main"_s}, {u"event"_s, u"push"_s}, {u"actor"_s, u"otto"_s}}}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.rowOf(u"remoteRuns"_s, u"CI #2"_s) >= 0);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        auto *runs = app.find<RowView>(u"remoteRuns"_s);
        runs->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(runs->hasFocus());
        QTRY_VERIFY_WITH_TIMEOUT(!app.page->work()->act().steps.isEmpty(), patience);
        const QString run = QString::number(*app.page->work()->act().steps.first().runId);
        QTRY_VERIFY_WITH_TIMEOUT(runs->currentIndex().data(IdRole).toString().startsWith(run), patience);
        QVERIFY(runs->selectionModel()->isSelected(runs->currentIndex()));
    }

    void runsOfOthers()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        m_server.control({{u"start"_s, QJsonObject{{u"file"_s, u"deploy.yml"_s}, {u"ref"_s, u"main"_s}, {u"event"_s, u"push"_s}, {u"actor"_s, u"otto"_s}}}});
        App app(*m_theme, m_server);
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s), patience);
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->looked().has_value(), patience);
        QVERIFY(app.find<QPushButton>(u"remoteCancel"_s)->isVisible());
        app.click(u"remoteCancel"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteRerun"_s)->isVisible(), patience);
        QCOMPARE(app.find<QPushButton>(u"remoteRerun"_s)->text(), u"Run failed jobs again"_s);
        app.click(u"remoteRerun"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_server.runs().first()["attempt"_L1].toInt(), 2, patience);
        m_server.set({{u"stepSeconds"_s, 50}});
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->looked() && app.page->work()->looked()->run.succeeded(), patience);
    }

    void givesTheWordThatARunWaitsFor()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.find<QComboBox>(u"remoteInput_environment"_s)->setCurrentText(u"production"_s);
        app.click(u"remoteRun"_s);
        auto *approve = app.find<QPushButton>(u"remoteApprove"_s);
        QTRY_VERIFY_WITH_TIMEOUT(approve->isVisible(), patience);
        QCOMPARE(approve->text(), u"Approve production"_s);
        app.shot(u"remote-waiting"_s);
        app.click(u"remoteApprove"_s);
        ENDED(app);
        QVERIFY(!app.page->work()->act().result->error);
        QVERIFY(!approve->isVisible());
    }

    void deletesActionsCaches()
    {
        App app(*m_theme, m_server);
        READY(app);
        app.find<Segmented>(u"remoteView"_s)->button(1)->click();
        QTRY_COMPARE_WITH_TIMEOUT(app.model(u"remoteCaches"_s)->rowCount(), 3, patience);
        const QAbstractItemModelTester tester(app.model(u"remoteCaches"_s));
        QCOMPARE(app.find<PageHead>(u"remoteHead"_s)->sentence(), u"3 caches, 1.99\u202FGB of 10.00\u202FGB. GitHub counts every five minutes."_s);
        app.shot(u"remote-caches"_s);
        app.find<QLineEdit>(u"remoteCacheFilter"_s)->setText(u"buildx-"_s);
        QCOMPARE(app.model(u"remoteCaches"_s)->rowCount(), 2);
        app.find<QComboBox>(u"remoteCacheRef"_s)->setCurrentText(u"refs/heads/next"_s);
        QCOMPARE(app.model(u"remoteCaches"_s)->rowCount(), 1);
        app.find<QComboBox>(u"remoteCacheRef"_s)->setCurrentIndex(0);
        app.click(u"remoteDeleteShown"_s);
        auto *dialog = app.window->findChild<PreviewDialog *>(u"remoteCachesPreview"_s);
        QVERIFY(dialog);
        QCOMPARE(dialog->actButton()->text(), u"Delete 2 caches"_s);
        app.shot(u"remote-caches-preview"_s);
        // Nothing goes before the person says so.
        QCOMPARE(m_server.control()["caches"_L1].toArray().size(), 3);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_server.control()["caches"_L1].toArray().size(), 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(app.model(u"remoteCaches"_s)->rowCount(), 0, patience);
        app.find<QLineEdit>(u"remoteCacheFilter"_s)->clear();
        QCOMPARE(app.model(u"remoteCaches"_s)->rowCount(), 1);
    }

    void theHourIsUsedUp()
    {
        App app(*m_theme, m_server);
        READY(app);
        m_server.set({{u"remaining"_s, 0}});
        app.page->work()->refreshRuns();
        auto *bar = app.find<ErrorBar>(u"remoteError"_s);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), patience);
        // What was read stays.
        QVERIFY(app.model(u"remoteChoices"_s)->rowCount() > 0);
        app.shot(u"remote-limit"_s);
        m_server.set({{u"remaining"_s, 5000}});
    }
};

QTEST_MAIN(TestRemotePage)
#include "tst_remotepage.moc"
