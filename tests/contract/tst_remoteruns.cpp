// SPDX-License-Identifier: GPL-3.0-or-later
// Runs on the Remote page: which one is selected, where the focus stands, and what can be done to it. With LAYERDECK_SHOTS=FOLDER pictures
// of its states are written there.
#include "contract/remoteapp.h"

#include <QCheckBox>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>

#include <algorithm>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestRemoteRuns : public RemoteTest
{
    Q_OBJECT

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

    static PreviewDialog *askReview(const App &app, const QString &button)
    {
        app.click(button);
        return app.dialog<PreviewDialog>(u"reviewPreview"_s);
    }

    /// Its build fails; the run stands selected.
    void failTheDeploy(const App &app)
    {
        m_server.set({{u"stepSeconds"_s, 100}, {u"hiddenLooks"_s, 0}, {u"failing"_s, QJsonObject{{u"deploy.yml"_s, u"Build"_s}}}});
        BEGUN(app, u"Deploy"_s);
        ENDED(app);
        QVERIFY(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s));
    }

private slots:
    /// The rows of the act before go when the next one begins; that is not the person's choice of another run.
    void theNewRunIsSelected()
    {
        m_server.set({{u"hiddenLooks"_s, 0}, {u"stepSeconds"_s, 100}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Deploy"_s);
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
        push(u"deploy.yml"_s);
        App app(*m_theme, m_server);
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s), patience);
        auto *cancel = app.find<QPushButton>(u"remoteCancel"_s);
        QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible(), patience);
        cancel->setFocus(Qt::TabFocusReason);
        QTest::keyClick(cancel, Qt::Key_Space);
        QVERIFY(app.agree(u"runActPreview"_s));
        auto *rerun = app.find<QPushButton>(u"remoteRerun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rerun->isVisible(), patience);
        QVERIFY(app.find<RowView>(u"remoteRuns"_s)->hasFocus());
        rerun->setFocus(Qt::TabFocusReason);
        QTest::keyClick(rerun, Qt::Key_Space);
        QVERIFY(app.agree(u"runActPreview"_s));
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
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"CI #1"_s) >= 0, patience);
        clickRow(app, u"CI #1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"test"_s) > 0, patience);
        QVERIFY(app.find<QPushButton>(u"remoteRerun"_s)->isVisible());
        clickRow(app, u"test"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.log()->allText().contains("Run tests"_L1), patience);
        app.shot(u"runs-clicked"_s);
    }

    /// A list that gets the focus has a current row; nobody has chosen that one.
    void focusAloneChoosesNoRun()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        push(u"ci.yml"_s);
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

    /// Whoever is about to start what runs already for others is told by whom, without a click, and as long as it is so.
    void whoseRunsStandBeside()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Clear and redeploy"_s));
        auto *note = app.find<IconNote>(u"remoteWhy"_s);
        QVERIFY(!note->isVisible());
        push(u"deploy.yml"_s);
        push(u"clear-caches.yml"_s);
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(note->isVisible(), patience);
        QVERIFY2(note->text().contains(u"“Deploy to Lightsail” #1 is on already: main at "_s) && note->text().contains(", push by otto."_L1)
                     && note->text().contains(u"“Clear Application Caches” #1 is on already"_s), qPrintable(note->text()));
        QVERIFY(app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        // That they have ended the list tells.
        m_server.control({{u"move"_s, 600}});
        m_server.set({{u"stepSeconds"_s, 100}});
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s) >= 0 && !note->isVisible(), patience);
    }

    void runsOfOthers()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        push(u"deploy.yml"_s);
        App app(*m_theme, m_server);
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s), patience);
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->looked().has_value(), patience);
        QVERIFY(app.find<QPushButton>(u"remoteCancel"_s)->isVisible());
        // A press that was not meant cancels nothing.
        app.click(u"remoteCancel"_s);
        QPointer<PreviewDialog> question = app.dialog<PreviewDialog>(u"runActPreview"_s);
        QVERIFY(question && question->cancelButton()->hasFocus());
        app.shot(u"remote-cancelling"_s);
        QTest::keyClick(question->cancelButton(), Qt::Key_Space);
        QTRY_VERIFY(!question);
        QCOMPARE(posted(u"/cancel"_s), 0);
        QVERIFY(app.cancelRun());
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteRerun"_s)->isVisible(), patience);
        // It was cancelled: no job of it has failed.
        QCOMPARE(app.find<QPushButton>(u"remoteRerun"_s)->text(), u"Run again…"_s);
        app.click(u"remoteRerun"_s);
        // A click that was meant for the button before starts nothing.
        auto *asked = app.dialog<PreviewDialog>(u"runActPreview"_s);
        QVERIFY(asked && asked->cancelButton()->hasFocus());
        QTest::keyClick(asked, Qt::Key_Escape);
        QCOMPARE(m_server.runs().first()["attempt"_L1].toInt(), 1);
        QTRY_VERIFY(!app.dialog<PreviewDialog>(u"runActPreview"_s));
        app.click(u"remoteRerun"_s);
        QVERIFY(app.agree(u"runActPreview"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_server.runs().first()["attempt"_L1].toInt(), 2, patience);
        m_server.set({{u"stepSeconds"_s, 50}});
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->looked() && app.page->work()->looked()->run.succeeded(), patience);
        // The push was another's, this attempt is not.
        const QString about = app.model(u"remoteRuns"_s)->index(app.rowOf(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s), 0).data(SecondLineRole).toString();
        QVERIFY2(QRegularExpression(u"^attempt 2 by mara, main at [0-9a-f]{7}, "_s).match(about).hasMatch(), qPrintable(about));
    }

    /// What the act knows of its run is the end of the attempt before.
    void theActsOwnRunAgain()
    {
        App app(*m_theme, m_server);
        failTheDeploy(app);
        RemoteWork *work = app.page->work();
        const qint64 id = *work->act().steps.first().runId;
        auto *rerun = app.find<QPushButton>(u"remoteRerun"_s);
        QCOMPARE(rerun->text(), u"Run failed jobs again…"_s);
        QVERIFY(app.actText().contains("failed in"_L1));
        // How it ended before goes with GitHub's word, not with the first look at the new attempt.
        const QString path = u"/actions/runs/%1"_s.arg(id);
        m_server.set({{u"stepSeconds"_s, 0}, {u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, path}, {u"status"_s, 502}, {u"times"_s, 9999}}}}});
        app.click(u"remoteRerun"_s);
        QVERIFY(app.agree(u"runActPreview"_s));
        // Pressed once more it would be started once more.
        QVERIFY(work->isChanging(id) && !rerun->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(work->followed(id)->run.attempt == 2, patience);
        QVERIFY(!work->followed(id)->run.isOver());
        QVERIFY(!rerun->isVisible());
        QVERIFY(!app.find<QWidget>(u"remoteActBox"_s)->isVisible());
        // It runs, on every page, and nothing is started beside it.
        const HeaderCell *cell = app.window->findChild<HeaderBar *>()->run();
        QVERIFY(cell->isVisible());
        QVERIFY2(cell->content().line.startsWith("#1, attempt 2, "_L1), qPrintable(cell->content().line));
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QCOMPARE(app.find<IconNote>(u"remoteWhy"_s)->text(), u"“Deploy to Lightsail” #1 is on. When it has ended, another one can be started."_s);
        const int row = app.rowOf(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s);
        QVERIFY2(app.model(u"remoteRuns"_s)->index(row, 0).data(SecondLineRole).toString().startsWith("attempt 2 by "_L1),
                 qPrintable(app.model(u"remoteRuns"_s)->index(row, 0).data(SecondLineRole).toString()));
        const QString said = app.model(u"remoteRuns"_s)->index(row, 0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(said.endsWith(", waiting"_L1) || said.endsWith(", running"_L1), qPrintable(said));
        app.shot(u"remote-again"_s);
        m_server.set({{u"faults"_s, QJsonArray()}});
        QTRY_VERIFY_WITH_TIMEOUT(!work->isChanging(id), patience);
        QVERIFY(app.find<QPushButton>(u"remoteCancel"_s)->isVisible());
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_VERIFY_WITH_TIMEOUT(work->followed(id)->run.succeeded(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(rerun->isVisible() && rerun->isEnabled(), patience);
        // How it ended is told until something else is begun.
        QVERIFY2(cell->isVisible() && cell->content().line.startsWith("#1, attempt 2, succeeded"_L1), qPrintable(cell->content().line));
        QVERIFY(app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QCOMPARE(posted(u"/rerun-failed-jobs"_s), 1);
        // The new attempt was shown at its work, down to its last log.
        const QModelIndexList shown = app.find<RowView>(u"remoteRuns"_s)->selectionModel()->selectedRows();
        QVERIFY(!shown.isEmpty() && shown.first().data(IdRole).toString().section(u'/', 1, 1) != "0"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(!app.log()->allText().isEmpty(), patience);
        app.shot(u"remote-again-ended"_s);
    }

    /// That the list cannot be read either does not take the place of what became of what was asked for.
    void whatWasNotDoneStaysSaid()
    {
        App app(*m_theme, m_server);
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"CI #1"_s), patience);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteRerun"_s)->isVisible(), patience);
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"POST"_s}, {u"path"_s, u"/rerun"_s}, {u"status"_s, 403}, {u"times"_s, 1}},
                                               QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/actions/runs"_s}, {u"status"_s, 502}, {u"times"_s, 9999}}}}});
        QSignalSpy troubled(app.page->work(), &RemoteWork::troubled);
        app.click(u"remoteRerun"_s);
        QVERIFY(app.agree(u"runActPreview"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!troubled.isEmpty(), patience);
        const ErrorNotice notice = app.find<ErrorBar>(u"remoteError"_s)->notice();
        QVERIFY2(notice.what.contains(u"“CI” #1 was not started again."_s), qPrintable(notice.title + notice.what));
    }

    /// What failed in one job may have its reason in another.
    void aFailedRunAsAWholeAgain()
    {
        App app(*m_theme, m_server);
        failTheDeploy(app);
        app.click(u"remoteRerun"_s);
        auto *asked = app.dialog<PreviewDialog>(u"runActPreview"_s);
        QVERIFY(asked);
        asked->findChild<QCheckBox *>(u"rerunAll"_s)->click();
        QCOMPARE(asked->actButton()->text(), u"Run all again"_s);
        app.shot(u"remote-again-whole"_s);
        QVERIFY(app.agree(u"runActPreview"_s));
        QTRY_COMPARE_WITH_TIMEOUT(posted(u"/rerun"_s), 1, patience);
        QCOMPARE(posted(u"/rerun-failed-jobs"_s), 0);
    }

    /// What can not be asked for says until when, in the place of doing nothing.
    void whileTheLimitIsUsedUpNothingIsOffered()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        push(u"deploy.yml"_s);
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s));
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->looked().has_value(), patience);
        QVERIFY(app.find<QPushButton>(u"remoteCancel"_s)->isEnabled());
        m_server.set({{u"remaining"_s, 0}});
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->barredUntil().has_value(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteAgain"_s)->isVisible(), patience);
        for (const QString &name : {u"remoteCancel"_s, u"remoteAgain"_s, u"remoteRun"_s})
            QVERIFY2(!app.find<QPushButton>(name)->isEnabled(), qPrintable(name));
        for (const QString &name : {u"remoteCancel"_s, u"remoteAgain"_s})
            QVERIFY2(app.find<QPushButton>(name)->toolTip().startsWith("GitHub takes no request now. From "_L1), qPrintable(name));
        QVERIFY(app.find<IconNote>(u"remoteWhy"_s)->text().startsWith("GitHub takes no request now."_L1));
        app.shot(u"remote-barred"_s);
    }

    void onceTheLimitIsOverEverythingComesBack()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}, {u"retryAfter"_s, 1}});
        App app(*m_theme, m_server);
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->barredUntil().has_value(), patience);
        m_server.set({{u"retryAfter"_s, 0}});
        // Nobody presses anything.
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(!app.find<ErrorBar>(u"remoteError"_s)->isVisible(), patience);
        QSignalSpy bars(app.page->work(), &RemoteWork::barChanged);
        m_server.set({{u"retryAfter"_s, 1}});
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(!bars.isEmpty(), patience);
        m_server.set({{u"retryAfter"_s, 0}});
        QTRY_VERIFY_WITH_TIMEOUT(bars.size() >= 2 && !app.page->work()->barredUntil(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(!app.find<ErrorBar>(u"remoteError"_s)->isVisible(), patience);
    }

    /// Two things that are asked for are both done.
    void aChangeWaitsForTheOneBefore()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        for (int i = 0; i < 2; ++i)
            push(u"deploy.yml"_s);
        App app(*m_theme, m_server);
        READY(app);
        for (const QString &name : {u"Deploy to Lightsail #1"_s, u"Deploy to Lightsail #2"_s}) {
            QVERIFY(app.select(u"remoteRuns"_s, name));
            QVERIFY(app.cancelRun());
            QVERIFY(!app.find<QPushButton>(u"remoteCancel"_s)->isEnabled());
        }
        const auto cancelled = [this] {
            const QJsonArray runs = m_server.runs();
            return std::ranges::count_if(runs, [](const QJsonValue &run) { return run["conclusion"_L1].toString() == "cancelled"_L1; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(cancelled(), 2, patience);
        QCOMPARE(posted(u"/cancel"_s), 2);
    }

    /// What comes is seen where the newest are looked at, and moves nothing where somebody has gone down.
    void newRunsAreSeen()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        const auto begin = [this] {
            m_server.control({{u"move"_s, 60}, {u"start"_s, QJsonObject{{u"file"_s, u"deploy.yml"_s}, {u"ref"_s, u"main"_s}, {u"event"_s, u"push"_s}, {u"actor"_s, u"otto"_s}}}});
        };
        for (int i = 0; i < 11; ++i)
            begin();
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.rowOf(u"remoteRuns"_s, u"Deploy to Lightsail #11"_s) == 0);
        clickRow(app, u"Deploy to Lightsail #11"_s);
        auto *view = app.find<RowView>(u"remoteRuns"_s);
        QScrollBar *bar = view->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        QCOMPARE(bar->value(), 0);
        const QString chosen = selectedRun(app);
        begin();
        app.page->work()->refreshRuns();
        QTRY_COMPARE_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"Deploy to Lightsail #12"_s), 0, patience);
        QCOMPARE(bar->value(), 0);
        QCOMPARE(selectedRun(app), chosen);
        bar->setValue(bar->maximum());
        const QString top = view->indexAt(QPoint(1, 1)).data().toString();
        begin();
        app.page->work()->refreshRuns();
        QTRY_COMPARE_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"Deploy to Lightsail #13"_s), 0, patience);
        QVERIFY(bar->value() > 0);
        QCOMPARE(view->indexAt(QPoint(1, 1)).data().toString(), top);
        QCOMPARE(selectedRun(app), chosen);
    }

    void aRunIsLookedAtAgainAfterAFailure()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0},
                      {u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/jobs"_s}, {u"status"_s, 403}, {u"times"_s, 99}}}}});
        for (int i = 0; i < 2; ++i)
            push(u"deploy.yml"_s);
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s));
        QTRY_VERIFY_WITH_TIMEOUT(app.find<ErrorBar>(u"remoteError"_s)->isVisible(), patience);
        m_server.set({{u"faults"_s, QJsonArray()}});
        QVERIFY(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #2"_s));
        QVERIFY(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s));
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->looked() && app.page->work()->looked()->run.number == 1, patience);
    }

    /// Who asks while the list is on its way gets it, and then a newer one: the first is not given up.
    void theListIsReadToItsEnd()
    {
        App app(*m_theme, m_server);
        READY(app);
        QSignalSpy reached(app.page->work(), &RemoteWork::reached);
        for (int i = 0; i < 4; ++i)
            app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(reached.size() >= 2, patience);
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
        QVERIFY2(app.find<IconNote>(u"remoteWaitText"_s)->text().contains(u"“production” waits for an approval. It may come from mara; you may give it."_s),
                 qPrintable(app.find<IconNote>(u"remoteWaitText"_s)->text()));
        app.shot(u"remote-waiting"_s);
        // Nothing is said before the question is answered, and a key that is pressed too often answers it with no.
        QPointer<PreviewDialog> dialog = askReview(app, u"remoteApprove"_s);
        app.shot(u"remote-approving"_s);
        QVERIFY(dialog->cancelButton()->hasFocus());
        QTest::keyClick(dialog->cancelButton(), Qt::Key_Space);
        QTRY_VERIFY(!dialog);
        QVERIFY(approve->isVisible());
        dialog = askReview(app, u"remoteApprove"_s);
        QCOMPARE(dialog->actButton()->text(), u"Approve production"_s);
        // What is approved, whose it is, and what others will read of it.
        const QString question = dialog->findChild<QLabel *>(u"previewSentence"_s)->text();
        const QString commit = app.page->work()->followed(*app.page->work()->act().steps.first().runId)->run.commit.left(7);
        QVERIFY2(!commit.isEmpty() && question.startsWith(u"“Deploy to Lightsail” #1, on main at %1, started by mara. "_s.arg(commit)), qPrintable(question));
        QVERIFY2(question.endsWith(u"GitHub shows beside it: “Approved in Layerdeck.”"_s), qPrintable(question));
        const HeaderCell *cell = app.window->findChild<HeaderBar *>()->run();
        QVERIFY2(cell->content().line.contains("waits for approval"_L1), qPrintable(cell->content().line));
        QCOMPARE(cell->content().icon, u"approve"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        ENDED(app);
        QVERIFY(!app.page->work()->act().result->error);
        QVERIFY(!approve->isVisible());
    }

    void aRefusedApprovalEndsTheRun()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.find<QComboBox>(u"remoteInput_environment"_s)->setCurrentText(u"production"_s);
        app.click(u"remoteRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteReject"_s)->isVisible(), patience);
        PreviewDialog *dialog = askReview(app, u"remoteReject"_s);
        QVERIFY(dialog->cancelButton()->hasFocus());
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        ENDED(app);
        QCOMPARE(app.page->work()->act().result->outcome, RemoteOutcome::Failed);
        QCOMPARE(app.page->work()->act().result->error->message,
                 u"“Deploy to Lightsail” #1 was rejected for production: what waited for the approval did not run."_s);
    }

    /// Who may give the word is said to who may not, and nobody has to wait for it.
    void aRunThatWaitsForOthersBlocksNothing()
    {
        m_server.set({{u"reviewer"_s, u"otto"_s}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.find<QComboBox>(u"remoteInput_environment"_s)->setCurrentText(u"production"_s);
        app.click(u"remoteRun"_s);
        auto *leave = app.find<QPushButton>(u"remoteUnfollow"_s);
        QTRY_VERIFY_WITH_TIMEOUT(leave->isVisible(), patience);
        QVERIFY(app.find<IconNote>(u"remoteWaitText"_s)->text().contains(u"It may come from otto; you may not give it."_s));
        QVERIFY(!app.find<QPushButton>(u"remoteApprove"_s)->isVisible());
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        app.shot(u"remote-waiting-others"_s);
        app.click(u"remoteUnfollow"_s);
        QVERIFY(app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QVERIFY(!app.page->work()->act().isRunning());
        QVERIFY(app.page->work()->left().steps.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"dispatched"_s, patience);
        QCOMPARE(m_server.runs().first()["status"_L1].toString(), u"waiting"_s);
    }

    /// What was cancelled on GitHub has not failed.
    void aCancelledRunIsNoFailure()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Deploy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteCancel"_s)->isVisible(), patience);
        QVERIFY(app.cancelRun());
        ENDED(app);
        QCOMPARE(app.page->work()->act().result->outcome, RemoteOutcome::Cancelled);
        QVERIFY(!app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        QVERIFY2(app.actText().contains("was cancelled on GitHub"_L1), qPrintable(app.actText()));
        QCOMPARE(app.window->findChild<HeaderBar *>()->run()->content().icon, u"cancelled"_s);
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"cancelled"_s, patience);
        app.shot(u"remote-cancelled"_s);
    }

    /// The log of another repository is not left standing.
    void anotherRepositoryTakesTheLogAway()
    {
        App app(*m_theme, m_server);
        READY(app);
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"CI #1"_s) >= 0, patience);
        clickRow(app, u"CI #1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"test"_s) > 0, patience);
        clickRow(app, u"test"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.log()->allText().contains("Run tests"_L1), patience);
        QVERIFY(app.page->work()->chooseRepository(u"mara/watchparty"_s));
        QVERIFY(app.log()->allText().isEmpty());
        READY(app);
        QCOMPARE(selectedRun(app), QString());
        QVERIFY(app.log()->allText().isEmpty());
    }
};

QTEST_MAIN(TestRemoteRuns)
#include "tst_remoteruns.moc"
