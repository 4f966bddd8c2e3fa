// SPDX-License-Identifier: GPL-3.0-or-later
// The list of runs on the Remote page: how far it reaches, what of it is in view, and which run a line is about. With
// LAYERDECK_SHOTS=FOLDER pictures of its states are written there.
#include "contract/remoteapp.h"

#include <QScrollBar>
#include <QSignalSpy>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestRemoteList : public RemoteTest
{
    Q_OBJECT

    static QString countOf(const App &app)
    {
        const auto *foot = app.find<QWidget>(u"remoteRunsFoot"_s);
        return foot && foot->isVisible() ? app.find<QLabel>(u"remoteRunsCount"_s)->text() : QString();
    }
    static int runsShown(const App &app)
    {
        int count = 0;
        for (int row = 0; row < app.model(u"remoteRuns"_s)->rowCount(); ++row)
            count += app.model(u"remoteRuns"_s)->index(row, 0).data(IndentRole).toInt() == 0 ? 1 : 0;
        return count;
    }


private slots:
    /// The list says that it is not all, and has more of them for who asks, page by page.
    void olderRunsAreShown()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}, {u"pageCap"_s, 20}});
        for (int i = 0; i < 59; ++i)
            push(u"deploy.yml"_s);
        App app(*m_theme, m_server);
        READY(app);
        QTRY_COMPARE_WITH_TIMEOUT(runsShown(app), 15, patience);
        // The first of all shows a look later.
        app.page->work()->refreshRuns();
        QTRY_COMPARE_WITH_TIMEOUT(countOf(app), u"The newest 15 of 60"_s, patience);
        app.shot(u"remote-newest"_s);
        QVERIFY(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #50"_s));
        const QString chosen = selectedRun(app);
        app.click(u"remoteOlder"_s);
        QTRY_COMPARE_WITH_TIMEOUT(runsShown(app), 45, patience);
        QCOMPARE(countOf(app), u"The newest 45 of 60"_s);
        QCOMPARE(selectedRun(app), chosen);
        app.click(u"remoteOlder"_s);
        QTRY_COMPARE_WITH_TIMEOUT(runsShown(app), 60, patience);
        QTRY_COMPARE(countOf(app), QString());
        QVERIFY(app.rowOf(u"remoteRuns"_s, u"CI #1"_s) > 0);
        // They stay when the list is read again.
        QSignalSpy reached(app.page->work(), &RemoteWork::reached);
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(!reached.isEmpty(), patience);
        QCOMPARE(runsShown(app), 60);
    }

    /// A job at work stands below the head that says whose it is.
    void theHeadOfTheNewRunIsInView()
    {
        m_server.set({{u"stepSeconds"_s, 10}, {u"hiddenLooks"_s, 0}});
        for (int i = 0; i < 13; ++i)
            push(u"ci.yml"_s);
        App app(*m_theme, m_server);
        READY(app);
        QTRY_COMPARE_WITH_TIMEOUT(runsShown(app), 14, patience);
        // It shows with its jobs, not before them.
        m_server.set({{u"hiddenLooks"_s, 1}});
        QVERIFY(app.choose(u"Deploy"_s));
        auto *view = app.find<RowView>(u"remoteRuns"_s);
        view->scrollToBottom();
        QVERIFY(view->verticalScrollBar()->value() > 0);
        app.click(u"remoteRun"_s);
        ENDED(app);
        const int head = app.rowOf(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s);
        QVERIFY(head >= 0);
        QTRY_VERIFY(view->currentIndex().row() > head);
        QVERIFY(view->viewport()->rect().contains(view->visualRect(view->model()->index(head, 0))));
        QVERIFY(view->viewport()->rect().contains(view->visualRect(view->currentIndex())));
        app.shot(u"remote-new-run"_s);
    }

    /// Two runs of one workflow: each line says which one it is about, and the head whose its buttons are.
    void linesNameTheirRun()
    {
        m_server.set({{u"stepSeconds"_s, 100}, {u"hiddenLooks"_s, 0}, {u"failing"_s, QJsonObject{{u"deploy.yml"_s, u"Build"_s}}}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Deploy"_s);
        ENDED(app);
        m_server.set({{u"failing"_s, QJsonObject()}});
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY2(app.actText().startsWith(u"“Deploy to Lightsail” #2 ended with success"_s), qPrintable(app.actText()));
        const auto *head = app.find<PaneHead>(u"remoteRunsHead"_s);
        QCOMPARE(head->about(), u"Deploy to Lightsail #2"_s);
        QVERIFY(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s));
        QCOMPARE(head->about(), u"Deploy to Lightsail #1"_s);
        app.shot(u"remote-two-runs"_s);
        QVERIFY(app.select(u"remoteRuns"_s, u"CI #1"_s));
        QCOMPARE(head->about(), u"CI #1"_s);
    }

    /// What is started again from here is a run as any other.
    void aRepeatedRunStandsInTheHistory()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        READY(app);
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"CI #1"_s), patience);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteRerun"_s)->isVisible(), patience);
        app.click(u"remoteRerun"_s);
        QVERIFY(app.agree(u"runActPreview"_s));
        QTRY_COMPARE_WITH_TIMEOUT(newest().kind, u"remote-rerun"_s, patience);
        QVERIFY(newest().isRunning());
        QCOMPARE(newest().workflows.value(0).title(), u"CI #1"_s);
        QVERIFY(newest().workflows.value(0).runId > 0);
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"success"_s, patience);
        QVERIFY(newest().durationMs > 0);
        app.window->showPage(u"history"_s);
        auto *history = app.window->findChild<RowView *>(u"runs"_s);
        QTRY_COMPARE_WITH_TIMEOUT(history->model()->rowCount(), 1, patience);
        QCOMPARE(history->model()->index(0, 1).data().toString(), u"CI #1, again"_s);
        app.shot(u"remote-again-history"_s);
    }

    /// What was asked for is looked for at once, and not only when the next look is due.
    void anActIsFollowedByALook_data()
    {
        QTest::addColumn<bool>("approves");
        QTest::newRow("approved") << true;
        QTest::newRow("cancelled") << false;
    }
    void anActIsFollowedByALook()
    {
        QFETCH(const bool, approves);
        m_server.set({{u"stepSeconds"_s, 200}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        RemotePace slow;
        slow.follow = {std::chrono::hours(1), std::chrono::hours(1), 5};
        app.page->work()->setPace(slow);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.find<QComboBox>(u"remoteInput_environment"_s)->setCurrentText(u"production"_s);
        app.click(u"remoteRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteApprove"_s)->isVisible(), patience);
        app.click(approves ? u"remoteApprove"_s : u"remoteCancel"_s);
        QVERIFY(app.agree(approves ? u"reviewPreview"_s : u"runActPreview"_s));
        ENDED(app);
        QCOMPARE(app.page->work()->act().result->outcome, approves ? RemoteOutcome::Succeeded : RemoteOutcome::Cancelled);
    }

    /// Whoever goes before its end leaves a row that says so.
    void aRepeatedRunThatIsLeft()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        const QTemporaryDir home;
        {
            App app(*m_theme, m_server, true, home.path());
            READY(app);
            app.page->work()->refreshRuns();
            QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"CI #1"_s), patience);
            QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteRerun"_s)->isVisible(), patience);
            app.click(u"remoteRerun"_s);
            QVERIFY(app.agree(u"runActPreview"_s));
            QTRY_COMPARE_WITH_TIMEOUT(newest().kind, u"remote-rerun"_s, patience);
        }
        QCOMPARE(newest().outcome, u"dispatched"_s);
        QCOMPARE(newest().login, u"mara"_s);
        // The next window that sees its end writes it down.
        m_server.set({{u"stepSeconds"_s, 100}});
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"success"_s, patience);
        QCOMPARE(newest().workflows.first().attempt, 2);
    }
};

QTEST_MAIN(TestRemoteList)
#include "tst_remotelist.moc"
