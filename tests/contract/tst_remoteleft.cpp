// SPDX-License-Identifier: GPL-3.0-or-later
// What a window has left in the middle on GitHub, and what the next one makes of it.
#include "contract/remoteapp.h"
#include "session/remotejournal.h"
#include "widgets/parts/sidebar.h"

#include <QAbstractButton>
#include <QAction>
#include <QSignalSpy>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestRemoteLeft : public RemoteTest
{
    Q_OBJECT

    static RemoteWork *work(const App &app) { return app.page->work(); }
    static QPushButton *startLeft(const App &app) { return app.find<QPushButton>(u"remoteStartLeft"_s); }
    int started(const QString &file)
    {
        int count = 0;
        for (const QJsonValue run : m_server.runs())
            count += run["file"_L1].toString() == file ? 1 : 0;
        return count;
    }
    /// Begins an act and goes while the first of its runs is on.
    void leave(const QString &home, const QString &act)
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server, true, home);
        BEGUN(app, act);
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->act().steps.size() == 1 && work(app)->act().steps.first().run, patience);
    }
    static QStringList kept(const QString &home) { return QDir(home + u"/state/layerdeck/remote"_s).entryList({u"*.json"_s}, QDir::Files); }

private slots:
    /// That another run has ended says nothing of the clear.
    void anotherRunIsNotTheClear()
    {
        const QTemporaryDir home;
        leave(home.path(), u"Clear and redeploy"_s);
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->left().run.has_value(), patience);
        QVERIFY(app.select(u"remoteRuns"_s, u"CI #1"_s));
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->looked() && work(app)->looked()->run.isOver(), patience);
        QVERIFY(startLeft(app)->isVisible());
        QVERIFY(!startLeft(app)->isEnabled());
        QVERIFY2(app.actText().contains("has not ended"_L1), qPrintable(app.actText()));
        work(app)->startLeft();
        QVERIFY(!work(app)->act().isRunning());
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_VERIFY_WITH_TIMEOUT(startLeft(app)->isEnabled(), patience);
        QCOMPARE(work(app)->looked()->run.name, u"CI"_s);
        QVERIFY2(app.actText().contains(u"“Clear Application Caches” #1 ended with success"_s), qPrintable(app.actText()));
    }

    /// The answer was lost with the window; GitHub has begun the deploy.
    void whatWasSentIsFoundAndNotOffered()
    {
        const QTemporaryDir home;
        m_server.set({{u"stepSeconds"_s, 100}, {u"hiddenLooks"_s, 0}, {u"withheld"_s, u"deploy.yml"_s}});
        {
            App app(*m_theme, m_server, true, home.path());
            BEGUN(app, u"Clear and redeploy"_s);
            QTRY_COMPARE_WITH_TIMEOUT(started(u"deploy.yml"_s), 1, patience);
            // From now on it may be on: closing leaves nothing undone.
            QVERIFY(!work(app)->act().isBetween());
        }
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->looked() && work(app)->looked()->run.name == "Deploy to Lightsail"_L1, patience);
        QVERIFY(work(app)->left().isEmpty());
        QVERIFY(!startLeft(app)->isVisible());
        QVERIFY(kept(home.path()).isEmpty());
        QCOMPARE(started(u"deploy.yml"_s), 1);
    }

    void aClearThatWasSentIsNotForgotten()
    {
        const QTemporaryDir home;
        m_server.set({{u"stepSeconds"_s, 100}, {u"hiddenLooks"_s, 0}, {u"withheld"_s, u"clear-caches.yml"_s}});
        {
            App app(*m_theme, m_server, true, home.path());
            BEGUN(app, u"Clear and redeploy"_s);
            QTRY_COMPARE_WITH_TIMEOUT(started(u"clear-caches.yml"_s), 1, patience);
        }
        // Whether it was started is not known, as the command line calls it.
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"unknown"_s, patience);
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(startLeft(app)->isEnabled(), patience);
        app.click(u"remoteStartLeft"_s);
        ENDED(app);
        QCOMPARE(started(u"clear-caches.yml"_s), 1);
        QCOMPARE(started(u"deploy.yml"_s), 1);
        QVERIFY(kept(home.path()).isEmpty());
    }

    /// Its window has gone, and it runs: so the next one shows it, starts nothing beside it, and writes its end down.
    void aRunThatIsTakenUpCountsAsRunning()
    {
        const QTemporaryDir home;
        leave(home.path(), u"Deploy"_s);
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        const HeaderCell *cell = app.window->findChild<HeaderBar *>()->run();
        QTRY_VERIFY_WITH_TIMEOUT(cell->isVisible(), patience);
        QCOMPARE(cell->content().title, u"Deploy to Lightsail on GitHub"_s);
        QTRY_VERIFY_WITH_TIMEOUT(cell->content().line.startsWith("#1, running"_L1), patience);
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QCOMPARE(app.find<IconNote>(u"remoteWhy"_s)->text(), u"“Deploy to Lightsail” #1 is on. When it has ended, another one can be started."_s);
        app.shot(u"remote-taken-up"_s);
        // Whatever else is looked at.
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(app.select(u"remoteRuns"_s, u"CI #1"_s), patience);
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->looked() && work(app)->looked()->run.name == "CI"_L1, patience);
        QVERIFY(cell->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"running"_s, patience);
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_VERIFY_WITH_TIMEOUT(cell->content().line.startsWith("#1, succeeded"_L1), patience);
        QVERIFY(app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        const auto row = [] { return newest(); };
        QTRY_COMPARE_WITH_TIMEOUT(row().outcome, u"success"_s, patience);
        QVERIFY(row().durationMs > 0);
        QCOMPARE(Journal::open()->runs()->size(), 1);
    }

    /// Of its clear the window that has gone saw the end: who completes the row keeps that, though nobody asks for that run any more.
    void aPairThatIsLeftInItsDeploy()
    {
        const QTemporaryDir home;
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        {
            App app(*m_theme, m_server, true, home.path());
            BEGUN(app, u"Clear and redeploy"_s);
            QTRY_VERIFY_WITH_TIMEOUT(!work(app)->act().steps.isEmpty() && work(app)->act().steps.first().run, patience);
            m_server.control({{u"move"_s, 45}});
            QTRY_VERIFY_WITH_TIMEOUT(work(app)->act().steps.size() == 2 && work(app)->act().steps.last().run, patience);
        }
        QCOMPARE(newest().outcome, u"dispatched"_s);
        const QList<JournalStep> left = *Journal::open()->steps(newest().id);
        QVERIFY(!left.isEmpty() && left.first().state == "success"_L1 && left.first().milliseconds > 0);
        const App app(*m_theme, m_server, true, home.path());
        READY(app);
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"success"_s, patience);
        const QList<JournalStep> steps = *Journal::open()->steps(newest().id);
        QCOMPARE(steps.first(), left.first());
        const auto deploy = std::ranges::find(steps, newest().workflows.last().title(), &JournalStep::name);
        QVERIFY(deploy != steps.end());
        QCOMPARE(newest().durationMs, left.first().milliseconds + deploy->milliseconds);
        QCOMPARE(Journal::open()->runs()->size(), 1);
    }

    /// Where GitHub is asked at another address, what was left is left alone.
    void anotherAddressIsAnothersMatter()
    {
        const QTemporaryDir home;
        leave(home.path(), u"Clear and redeploy"_s);
        App app(*m_theme, m_server, true, home.path(), u"deploy"_s);
        QString other = m_server.api().toString();
        other.replace(u"127.0.0.1"_s, u"localhost"_s);
        QVERIFY(other != m_server.api().toString());
        app.window->setGitHubApi(other);
        app.window->showPage(u"remote"_s);
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->state().status != RemoteState::Status::Looking && work(app)->state().status != RemoteState::Status::Unknown, patience);
        QVERIFY(work(app)->left().isEmpty());
        QVERIFY(!kept(home.path()).isEmpty());
    }

    /// What was sent stands in the journal when it is sent, not only once the window has seen the end.
    void theJournalKnowsWhatWasSent()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Clear and redeploy"_s);
        const auto workflow = [](int i) { return newest().workflows.value(i); };
        QTRY_VERIFY_WITH_TIMEOUT(workflow(0).runId > 0 && workflow(0).number == 1, patience);
        QVERIFY(work(app)->act().isRunning());
        QVERIFY(workflow(1).wasNotSent());
        // As whom, on which branch and with what.
        QCOMPARE(newest().login, u"mara"_s);
        QCOMPARE(workflow(0).ref, u"main"_s);
        QCOMPARE(workflow(0).inputs.value(u"target"_s), u"all"_s);
        QCOMPARE(workflow(1).inputs.value(u"force_rebuild"_s), u"true"_s);
    }

    /// What no run is known of may have been started: it is not offered as if nothing had been.
    void whatIsNotFoundIsInDoubt()
    {
        const QTemporaryDir home;
        m_server.set({{u"lost"_s, u"deploy.yml"_s}});
        {
            App app(*m_theme, m_server, true, home.path());
            BEGUN(app, u"Deploy"_s);
            QTRY_VERIFY_WITH_TIMEOUT(m_server.control()["requests"_L1].toArray().last()["path"_L1].toString().endsWith(u"/dispatches"_s), patience);
        }
        m_server.set({{u"lost"_s, QString()}});
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(!work(app)->left().isEmpty(), patience);
        QVERIFY2(app.actText().contains(u"“Deploy to Lightsail” was sent, and how GitHub answered is not known: it may have been started."_s), qPrintable(app.actText()));
        QVERIFY(!startLeft(app)->isVisible());
        const QAbstractButton *remote = app.window->findChild<SideBar *>()->button(u"remote"_s);
        QTRY_VERIFY2(remote->accessibleName().contains(u"whether “Deploy to Lightsail” was started on GitHub is not known"_s), qPrintable(remote->accessibleName()));
        app.shot(u"remote-doubt"_s);
        app.click(u"remoteForgetLeft"_s);
        QTRY_VERIFY(!app.find<QPushButton>(u"remoteForgetLeft"_s)->isVisible());
        QVERIFY(kept(home.path()).isEmpty());
        QCOMPARE(started(u"deploy.yml"_s), 0);
    }

    /// What may run already is started once more only by who says so, by mouse as by key.
    void whatIsInDoubtIsAskedAbout()
    {
        m_server.set({{u"stepSeconds"_s, 100}, {u"hiddenLooks"_s, 0},
                      {u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"POST"_s}, {u"path"_s, u"deploy.yml/dispatches"_s}, {u"status"_s, 502}, {u"times"_s, 1}}}}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Deploy"_s);
        ENDED(app);
        QCOMPARE(work(app)->act().result->outcome, RemoteOutcome::Open);
        const auto asked = [&app] { return app.dialog<PreviewDialog>(u"onceMorePreview"_s); };
        app.click(u"remoteRun"_s);
        QVERIFY(!work(app)->act().isRunning());
        QVERIFY(asked() && asked()->cancelButton()->hasFocus());
        QCOMPARE(asked()->findChild<QLabel *>(u"previewSum"_s)->text(), u"“Deploy to Lightsail” may run already"_s);
        app.shot(u"remote-once-more"_s);
        QTest::keyClick(asked(), Qt::Key_Escape);
        QTRY_VERIFY(!asked());
        app.find<QPushButton>(u"remoteRun"_s)->setFocus(Qt::TabFocusReason);
        app.window->findChild<QAction *>(u"keyDeploy"_s)->trigger();
        QVERIFY(asked() && asked()->cancelButton()->hasFocus());
        QTest::keyClick(asked()->cancelButton(), Qt::Key_Space);
        QTRY_VERIFY(!asked());
        QCOMPARE(started(u"deploy.yml"_s), 0);
        QVERIFY(!work(app)->act().isRunning());
        // Another workflow is none that may run.
        QVERIFY(app.select(u"remoteChoices"_s, u"Announce"_s));
        app.click(u"remoteRun"_s);
        QVERIFY(work(app)->act().isRunning());
        ENDED(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        QVERIFY(app.agree(u"onceMorePreview"_s));
        ENDED(app);
        QCOMPARE(started(u"deploy.yml"_s), 1);
    }

    /// The run whose answer was lost is found: nothing says any more that it may have begun, and nothing asks.
    void whatIsFoundIsNoLongerInDoubt()
    {
        m_server.set({{u"stepSeconds"_s, 100}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        // Carried out, and answered with a fault.
        m_server.set({{u"faulty"_s, u"deploy.yml"_s}});
        app.click(u"remoteRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->looked() && work(app)->looked()->run.isOver(), patience);
        QTRY_VERIFY(!work(app)->act().result.has_value());
        QVERIFY(!app.find<QWidget>(u"remoteActBox"_s)->isVisible());
        m_server.set({{u"faulty"_s, QString()}});
        app.click(u"remoteRun"_s);
        QVERIFY(work(app)->act().isRunning());
        ENDED(app);
        QCOMPARE(started(u"deploy.yml"_s), 2);
    }

    /// It is this window's run like any other: history and header follow it to its end, and so they do with what is started again of it.
    void whatIsFoundIsFollowedToItsEnd()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        m_server.set({{u"faulty"_s, u"deploy.yml"_s}});
        app.click(u"remoteRun"_s);
        const HeaderCell *cell = app.window->findChild<HeaderBar *>()->run();
        QTRY_VERIFY_WITH_TIMEOUT(cell->content().line.startsWith("#1, running"_L1), patience);
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"running"_s, patience);
        // Nothing says any more that it is not known, and nothing is started beside it.
        QVERIFY(newest().error.isEmpty());
        QVERIFY(!app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        m_server.set({{u"stepSeconds"_s, 100}, {u"faulty"_s, QString()}});
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"success"_s, patience);
        const JournalWorkflow deployed = newest().workflows.value(0);
        QCOMPARE(deployed.number, 1);
        QVERIFY(deployed.runId > 0 && !deployed.url.isEmpty());
        QVERIFY(newest().durationMs > 0);
        QTRY_VERIFY_WITH_TIMEOUT(cell->isVisible() && cell->content().line.startsWith("#1, succeeded"_L1), patience);
        QCOMPARE(cell->content().icon, u"ok"_s);
        m_server.set({{u"stepSeconds"_s, 0}});
        QVERIFY(app.select(u"remoteRuns"_s, u"Deploy to Lightsail #1"_s));
        app.click(u"remoteRerun"_s);
        QVERIFY(app.agree(u"runActPreview"_s));
        QTRY_VERIFY_WITH_TIMEOUT(cell->content().line.startsWith("#1, attempt 2, "_L1), patience);
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(newest().kind, remoteRerunKind, patience);
        QVERIFY(newest().isRunning());
        // Nobody looks at it: the list has its end before who follows it, and no jobs.
        QVERIFY(app.select(u"remoteRuns"_s, u"CI #1"_s));
        m_server.set({{u"stepSeconds"_s, 100}});
        work(app)->refreshRuns();
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"success"_s, patience);
        QCOMPARE(newest().workflows.value(0).attempt, 2);
        QVERIFY(newest().workflows.value(0).hasInputs);
        const QList<JournalStep> steps = *Journal::open()->steps(newest().id);
        QVERIFY2(steps.size() > 1 && steps.at(1).name == "Deploy to Lightsail: build"_L1, qPrintable(QString::number(steps.size())));
        QVERIFY(app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QCOMPARE(Journal::open()->runs()->size(), 2);
    }

    /// The row of both has the run of the second, and GitHub's length of both.
    void aDeployThatIsFoundCompletesTheRowOfBoth()
    {
        m_server.set({{u"stepSeconds"_s, 100}, {u"hiddenLooks"_s, 0}, {u"faulty"_s, u"deploy.yml"_s}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Clear and redeploy"_s);
        QTRY_COMPARE_WITH_TIMEOUT(newest().outcome, u"success"_s, patience);
        const JournalRun row = newest();
        QCOMPARE(row.workflows.size(), 2);
        QVERIFY(row.workflows.at(0).number == 1 && row.workflows.at(1).number == 1);
        QVERIFY(row.workflows.at(1).runId > 0);
        QVERIFY(row.durationMs > 0);
        const QList<JournalStep> steps = *Journal::open()->steps(row.id);
        QVERIFY(std::ranges::all_of(steps, [](const JournalStep &step) { return step.state == "success"_L1; }));
        QVERIFY(app.window->findChild<HeaderBar *>()->run()->isVisible());
    }

    /// Whether it has begun is not known while GitHub has not answered; and a window that looks for it does not yet say to look oneself.
    void whatIsUnderWayIsSaidAsThat()
    {
        const QTemporaryDir home;
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}, {u"withheld"_s, u"clear-caches.yml"_s}});
        {
            App app(*m_theme, m_server, true, home.path());
            BEGUN(app, u"Clear and redeploy"_s);
            QTRY_COMPARE_WITH_TIMEOUT(started(u"clear-caches.yml"_s), 1, patience);
            QVERIFY(!app.window->close());
            const auto *sentence = app.dialog<PreviewDialog>(u"closePreview"_s)->findChild<QLabel *>(u"previewSentence"_s);
            QVERIFY2(sentence->text().startsWith(u"“Clear Application Caches” was sent, and GitHub has not answered so far: it may have begun"_s), qPrintable(sentence->text()));
        }
        App app(*m_theme, m_server, true, home.path());
        RemotePace slow;
        slow.search = {std::chrono::hours(1), 1};
        work(app)->setPace(slow);
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(!work(app)->left().isEmpty(), patience);
        QVERIFY2(app.actText().contains("It is being looked for among the runs."_L1), qPrintable(app.actText()));
        QVERIFY2(!app.actText().contains("start it from the list"_L1), qPrintable(app.actText()));
    }

    /// Who never looks at the Remote page sees it too.
    void isMarkedOnEveryPage()
    {
        const QTemporaryDir home;
        leave(home.path(), u"Clear and redeploy"_s);
        App app(*m_theme, m_server, true, home.path(), u"deploy"_s);
        const QAbstractButton *remote = app.window->findChild<SideBar *>()->button(u"remote"_s);
        QTRY_VERIFY_WITH_TIMEOUT(remote->accessibleName().contains(u"“Deploy to Lightsail” was not started on GitHub"_s), patience);
        QVERIFY(!app.page->isVisible());
        work(app)->forgetLeft();
        QTRY_VERIFY(!remote->accessibleName().contains(u"was not started"_s));
        // Where nothing was left, GitHub is asked nothing before the page is shown.
        const QTemporaryDir other;
        App quiet(*m_theme, m_server, true, other.path(), u"deploy"_s);
        QTRY_VERIFY(quiet.session->project().isOpen());
        QCoreApplication::processEvents();
        QCOMPARE(work(quiet)->state().status, RemoteState::Status::Unknown);
    }

    /// Two windows offer it, one of them starts it.
    void onlyOneWindowTakesItUp()
    {
        const QTemporaryDir home;
        leave(home.path(), u"Clear and redeploy"_s);
        m_server.set({{u"stepSeconds"_s, 100}});
        App one(*m_theme, m_server, true, home.path());
        App other(*m_theme, m_server, true, home.path());
        READY(one);
        READY(other);
        QTRY_VERIFY_WITH_TIMEOUT(startLeft(one)->isEnabled() && startLeft(other)->isEnabled(), patience);
        m_server.set({{u"stepSeconds"_s, 0}});
        one.click(u"remoteStartLeft"_s);
        QVERIFY(work(one)->act().isRunning());
        other.click(u"remoteStartLeft"_s);
        QVERIFY(!work(other)->act().isRunning());
        QVERIFY(other.find<ErrorBar>(u"remoteError"_s)->isVisible());
        QVERIFY(work(other)->left().isEmpty());
        m_server.set({{u"stepSeconds"_s, 100}});
        ENDED(one);
        QCOMPARE(started(u"deploy.yml"_s), 1);
        QVERIFY(kept(home.path()).isEmpty());
    }

    /// Another act, in this window or another, neither takes the offer away nor has it forgotten when it ends.
    void anotherActLeavesTheOffer()
    {
        const QTemporaryDir home;
        leave(home.path(), u"Clear and redeploy"_s);
        m_server.set({{u"stepSeconds"_s, 100}});
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(startLeft(app)->isEnabled(), patience);
        QVERIFY(app.select(u"remoteChoices"_s, u"Announce"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY(startLeft(app)->isVisible() && startLeft(app)->isEnabled());
        QVERIFY2(app.actText().contains(u"“Announce” #1 ended with success"_s) && app.actText().contains(u"“Deploy to Lightsail” was not started"_s), qPrintable(app.actText()));
        app.click(u"remoteStartLeft"_s);
        ENDED(app);
        QVERIFY(work(app)->left().isEmpty());
        QCOMPARE(started(u"deploy.yml"_s), 1);
    }

    /// Who can no longer follow it has not called the deploy off.
    void aClearThatIsLostSightOf()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Clear and redeploy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->act().steps.size() == 1 && work(app)->act().steps.first().run, patience);
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/actions/runs/"_s}, {u"status"_s, 401}, {u"times"_s, 7}}}}});
        ENDED(app);
        QCOMPARE(work(app)->act().result->outcome, RemoteOutcome::Open);
        QTRY_VERIFY_WITH_TIMEOUT(startLeft(app)->isVisible(), patience);
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_VERIFY_WITH_TIMEOUT(startLeft(app)->isEnabled(), patience);
        app.click(u"remoteStartLeft"_s);
        ENDED(app);
        QCOMPARE(work(app)->act().result->outcome, RemoteOutcome::Succeeded);
        QCOMPARE(started(u"deploy.yml"_s), 1);
    }

    /// Its run was deleted: that it has not ended is not said, and the deploy is offered.
    void aClearWhoseRunIsGone()
    {
        const QTemporaryDir home;
        leave(home.path(), u"Clear and redeploy"_s);
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/actions/runs/"_s}, {u"status"_s, 404}, {u"times"_s, 9999}}}}});
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(work(app)->left().isGone, patience);
        QVERIFY(startLeft(app)->isVisible() && startLeft(app)->isEnabled());
        QVERIFY2(leftSentence(work(app)->left()).contains("how it ended is not known"_L1), qPrintable(leftSentence(work(app)->left())));
        app.shot(u"remote-left-gone"_s);
        m_server.set({{u"faults"_s, QJsonArray()}, {u"stepSeconds"_s, 100}});
        app.click(u"remoteStartLeft"_s);
        ENDED(app);
        QCOMPARE(started(u"deploy.yml"_s), 1);
        QVERIFY(kept(home.path()).isEmpty());
    }

    /// Cleared and not deployed: what GitHub refused can be started from here once it takes it.
    void aDeployThatIsRefusedCanBeTakenUp()
    {
        m_server.set({{u"stepSeconds"_s, 100},
                      {u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"POST"_s}, {u"path"_s, u"deploy.yml/dispatches"_s}, {u"status"_s, 422}, {u"times"_s, 1},
                                                           {u"body"_s, QJsonObject{{u"message"_s, u"No ref found for: main"_s}}}}}}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Clear and redeploy"_s);
        ENDED(app);
        QCOMPARE(work(app)->act().result->outcome, RemoteOutcome::Failed);
        QTRY_VERIFY_WITH_TIMEOUT(startLeft(app)->isEnabled(), patience);
        QVERIFY2(app.actText().contains("no branch or tag"_L1), qPrintable(app.actText()));
        app.shot(u"remote-refused-left"_s);
        app.click(u"remoteStartLeft"_s);
        ENDED(app);
        QCOMPARE(work(app)->act().result->outcome, RemoteOutcome::Succeeded);
        QCOMPARE(m_server.runs().first()["inputs"_L1]["force_rebuild"_L1].toString(), u"true"_s);
    }

    /// As closing does, opening another project says what is then not started.
    void anotherProjectIsOpenedOnlyWhenAsked()
    {
        const QTemporaryDir other;
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        BEGUN(app, u"Clear and redeploy"_s);
        QTRY_COMPARE_WITH_TIMEOUT(work(app)->act().steps.size(), 1, patience);
        const QString project = app.session->project().request.directory;
        app.window->openProject({other.path(), {}});
        auto *dialog = app.dialog<PreviewDialog>(u"openPreview"_s);
        QVERIFY(dialog);
        QCOMPARE(app.session->project().request.directory, project);
        QVERIFY(work(app)->act().isRunning());
        app.shot(u"remote-opening"_s);
        QSignalSpy left(work(app), &RemoteWork::actLeft);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        QTRY_COMPARE(app.session->project().request.directory, other.path());
        QCOMPARE(left.size(), 1);
        QVERIFY(!work(app)->act().isRunning());
        QVERIFY(!app.window->findChild<HeaderBar *>()->run()->isVisible());
        app.window->openProject({project, {}});
        app.window->showPage(u"remote"_s);
        QTRY_VERIFY_WITH_TIMEOUT(startLeft(app)->isVisible(), patience);
    }

    void whatCannotBeRememberedIsSaid()
    {
        const QTemporaryDir home;
        QVERIFY(QDir().mkpath(home.filePath(u"state/layerdeck"_s)));
        QFile blocked(home.filePath(u"state/layerdeck/remote"_s));
        QVERIFY(blocked.open(QIODevice::WriteOnly));
        blocked.close();
        m_server.set({{u"stepSeconds"_s, 100}});
        App app(*m_theme, m_server, true, home.path());
        BEGUN(app, u"Deploy"_s);
        QVERIFY(app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        ENDED(app);
        QCOMPARE(work(app)->act().result->outcome, RemoteOutcome::Succeeded);
    }
};

QTEST_MAIN(TestRemoteLeft)
#include "tst_remoteleft.moc"
