// SPDX-License-Identifier: GPL-3.0-or-later
// Runs on the Remote page: which one is selected, where the focus stands, and what can be done to it. With LAYERDECK_SHOTS=FOLDER pictures
// of its states are written there.
#include "contract/remoteapp.h"

using namespace layerdeck;
using namespace Qt::StringLiterals;
using layerdeck::support::ContractServer;

class TestRemoteRuns : public QObject
{
    Q_OBJECT

    ContractServer m_server;
    std::unique_ptr<Theme> m_theme;

    static QString selectedRun(const App &app)
    {
        const QModelIndexList rows = app.find<RowView>(u"remoteRuns"_s)->selectionModel()->selectedRows();
        return rows.isEmpty() ? QString() : rows.first().data(IdRole).toString().section(u'/', 0, 0);
    }
    static QString runOfAct(const App &app)
    {
        const QList<RemoteStepResult> &steps = app.page->work()->act().steps;
        return steps.isEmpty() ? QString() : QString::number(steps.last().runId.value_or(0));
    }
    static void clickRow(const App &app, const QString &text)
    {
        auto *view = app.find<RowView>(u"remoteRuns"_s);
        const QModelIndex index = view->model()->index(app.rowOf(u"remoteRuns"_s, text), 0);
        view->scrollTo(index);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
    }

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

    /// The rows of the act before go when the next one begins; that is not the person's choice of another run.
    void theNewRunIsSelected()
    {
        m_server.set({{u"hiddenLooks"_s, 0}, {u"stepSeconds"_s, 100}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY(app.select(u"remoteRuns"_s, u"deploy"_s));
        m_server.set({{u"stepSeconds"_s, 0}});
        app.find<QPushButton>(u"remoteRun"_s)->setFocus(Qt::TabFocusReason);
        QTest::keyClick(app.find<QPushButton>(u"remoteRun"_s), Qt::Key_Space);
        QVERIFY(app.page->work()->act().isRunning());
        QCOMPARE(selectedRun(app), QString());
        QVERIFY(app.find<RowView>(u"remoteRuns"_s)->hasFocus());
        // A second Space does nothing to an older run.
        QTest::keyClick(app.find<RowView>(u"remoteRuns"_s), Qt::Key_Space);
        QVERIFY(app.find<RowView>(u"remoteRuns"_s)->hasFocus());
        QTRY_VERIFY_WITH_TIMEOUT(!runOfAct(app).isEmpty(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(selectedRun(app), runOfAct(app), patience);
        m_server.set({{u"stepSeconds"_s, 100}});
        ENDED(app);
        QCOMPARE(selectedRun(app), runOfAct(app));
        QVERIFY(app.find<RowView>(u"remoteRuns"_s)->hasFocus());
    }

    /// A button that goes when it has done its work hands the focus to the list, not to the next button.
    void aButtonThatGoesLeavesTheFocusHarmless()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        m_server.control({{u"start"_s, QJsonObject{{u"file"_s, u"deploy.yml"_s}, {u"ref"_s, u"main"_s}, {u"event"_s, u"push"_s}, {u"actor"_s, u"otto"_s}}}});
        App app(*m_theme, m_server);
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s), patience);
        auto *cancel = app.find<QPushButton>(u"remoteCancel"_s);
        QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible(), patience);
        cancel->setFocus(Qt::TabFocusReason);
        QTest::keyClick(cancel, Qt::Key_Space);
        auto *rerun = app.find<QPushButton>(u"remoteRerun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rerun->isVisible(), patience);
        QVERIFY(app.find<RowView>(u"remoteRuns"_s)->hasFocus());
        rerun->setFocus(Qt::TabFocusReason);
        QTest::keyClick(rerun, Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible(), patience);
        QVERIFY(app.find<RowView>(u"remoteRuns"_s)->hasFocus());
    }

    void aClickUnfoldsTheJobs_data()
    {
        QTest::addColumn<bool>("inFork");
        QTest::newRow("of the remote") << false;
        QTest::newRow("of a fork") << true;
    }
    void aClickUnfoldsTheJobs()
    {
        QFETCH(const bool, inFork);
        App app(*m_theme, m_server);
        app.window->resize(1024, 768);
        READY(app);
        if (inFork) {
            QVERIFY(app.page->work()->chooseRepository(u"mara/watchparty"_s));
            READY(app);
        }
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"CI #1"_s) >= 0, patience);
        clickRow(app, u"CI #1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"test"_s) > 0, patience);
        QVERIFY(app.find<QPushButton>(u"remoteRerun"_s)->isVisible());
        clickRow(app, u"test"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.log()->allText().contains("Run tests"_L1), patience);
        app.shot(u"runs-clicked"_s);
    }
};

QTEST_MAIN(TestRemoteRuns)
#include "tst_remoteruns.moc"
