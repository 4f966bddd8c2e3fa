// SPDX-License-Identifier: GPL-3.0-or-later
// The Remote page in the real window, against the server that holds it against GitHub's own description. With
// LAYERDECK_SHOTS=FOLDER pictures of its states are written there.
#include "contract/remoteapp.h"

#include <QDesktopServices>
#include <QSignalSpy>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// In the place of a browser.
class BrowserSpy : public QObject
{
    Q_OBJECT

public:
    BrowserSpy() { QDesktopServices::setUrlHandler(u"https"_s, this, "open"); }
    ~BrowserSpy() override { QDesktopServices::unsetUrlHandler(u"https"_s); }
    QUrl opened() const { return m_opened; }
public slots:
    void open(const QUrl &url) { m_opened = url; }

private:
    QUrl m_opened;
};

class TestRemotePage : public RemoteTest
{
    Q_OBJECT

private slots:
    /// A window on another page asks nothing, however long it has been there: what it asks once it is shown comes first.
    void asksNothingBeforeItIsShown()
    {
        App app(*m_theme, m_server, true, {}, u"deploy"_s);
        QVERIFY(!app.page->isVisible());
        // The window reads everything else meanwhile: its project, and that no engine answers.
        QTRY_VERIFY_WITH_TIMEOUT(app.session->engine().error.has_value(), patience);
        QCOMPARE(app.page->work()->state().status, RemoteState::Status::Unknown);
        QCOMPARE(m_server.control()["requests"_L1].toArray().size(), 0);
        app.window->showPage(u"remote"_s);
        READY(app);
        QVERIFY(!m_server.control()["requests"_L1].toArray().isEmpty());
    }

    void showsWhatCanBeStarted()
    {
        App app(*m_theme, m_server);
        READY(app);
        // Who is asked is said, not whom the git remote names.
        QVERIFY(app.find<PageHead>(u"remoteHead"_s)->sentence().startsWith(u"acme/watchparty on 127.0.0.1:%1 as mara."_s.arg(m_server.api().port())));
        const QAbstractItemModelTester tester(app.model(u"remoteChoices"_s));
        QStringList titles;
        for (int row = 0; row < app.model(u"remoteChoices"_s)->rowCount(); ++row)
            titles << app.text(u"remoteChoices"_s, row);
        QCOMPARE(titles, (QStringList{u"Deploy"_s, u"Force rebuild"_s, u"Clear all caches"_s, u"Clear and redeploy"_s, u"Announce"_s, u"Old"_s, u"2 workflows cannot be started"_s}));
        QCOMPARE(app.request(), u"POST deploy.yml { \"ref\": \"main\" }"_s);
        // Files that are no workflow are named with what is wrong in them, once, and not within another's form.
        QVERIFY(!app.find<IconNote>(u"remoteProblems"_s)->isVisible());
        QVERIFY(app.select(u"remoteChoices"_s, u"2 workflows cannot be started"_s));
        QVERIFY(app.find<IconNote>(u"remoteProblems"_s)->isVisible());
        QVERIFY(app.find<IconNote>(u"remoteProblems"_s)->text().contains("many.yml"_L1));
        QVERIFY(app.find<IconNote>(u"remoteProblems"_s)->text().contains("26 inputs"_L1));
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isVisible());
        app.shot(u"remote-problems"_s);
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

    /// One that is disabled is not simply missing.
    void aDisabledWorkflowSaysSo()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.select(u"remoteChoices"_s, u"Old"_s));
        QCOMPARE(app.find<RowView>(u"remoteChoices"_s)->currentIndex().data(SecondLineRole).toString(), u"old.yml, disabled on GitHub"_s);
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QVERIFY(app.find<IconNote>(u"remoteWhy"_s)->text().contains("is disabled on GitHub: nothing is sent. Enable it there"_L1));
        QVERIFY(!app.find<QWidget>(u"remoteRequestBox"_s)->isVisible());
        app.shot(u"remote-disabled"_s);
        BrowserSpy browser;
        app.click(u"remoteEnable"_s);
        QCOMPARE(browser.opened(), QUrl(u"https://github.com/acme/watchparty/actions/workflows/old.yml"_s));
        QVERIFY(app.select(u"remoteChoices"_s, u"Announce"_s));
        QVERIFY(!app.find<QPushButton>(u"remoteEnable"_s)->isVisible());
        QVERIFY(app.find<QWidget>(u"remoteRequestBox"_s)->isVisible());
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
        QVERIFY2(app.actText().startsWith(u"“Clear Application Caches” #1 and “Deploy to Lightsail” #1 ended with success"_s), qPrintable(app.actText()));
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
        const JournalRun row = Journal::open()->runs()->first();
        QCOMPARE(row.kind, u"remote-redeploy"_s);
        QCOMPARE(row.commit.size(), 40);
        QCOMPARE(row.commit, app.page->work()->act().result->steps.last().run->run.commit);
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
        QVERIFY2(app.actText().contains("was not started"_L1), qPrintable(app.actText()));
        // The page stays where it is: this is no error of the page's.
        QVERIFY(!app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        QCOMPARE(m_server.runs().size(), 2);
        app.shot(u"remote-failed"_s);
        // That it was not deployed is to be read in the history too.
        app.window->showPage(u"history"_s);
        auto *history = app.window->findChild<RowView *>(u"runs"_s);
        QTRY_COMPARE_WITH_TIMEOUT(history->model()->rowCount(), 1, patience);
        // The row begins with what was to be sent.
        QTRY_COMPARE_WITH_TIMEOUT(history->model()->index(0, 1).data(SecondLineRole).toString(), u"not sent: Deploy to Lightsail"_s, patience);
        const QModelIndex run = history->model()->index(0, 1);
        QCOMPARE(run.data().toString(), u"Clear and redeploy"_s);
        QCOMPARE(run.data(Qt::AccessibleTextRole).toString(), u"Clear Application Caches #1, then Deploy to Lightsail (not sent)"_s);
        QCOMPARE(app.window->findChild<QWidget *>(u"chart"_s)->accessibleDescription(),
                 u"No deploy on this engine has finished yet. Runs on GitHub stand below."_s);
        app.shot(u"remote-failed-history"_s);
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
        // Once the deploy has begun the question says so, and waits for its answer all the same.
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_COMPARE_WITH_TIMEOUT(m_server.runs().size(), 3, patience);
        QTRY_COMPARE_WITH_TIMEOUT(dialog->findChild<QLabel *>(u"previewSum"_s)->text(), u"The deploy was started meanwhile"_s, patience);
        app.shot(u"remote-closing-late"_s);
        QVERIFY(app.window->isVisible());
        QCOMPARE(dialog->actButton()->text(), u"Close"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        QTRY_VERIFY(!app.window->isVisible());
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
        QTRY_COMPARE_WITH_TIMEOUT(Journal::open()->runs()->value(0).outcome, u"dispatched"_s, patience);
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        auto *start = app.find<QPushButton>(u"remoteStartLeft"_s);
        QTRY_VERIFY_WITH_TIMEOUT(start->isVisible(), patience);
        QVERIFY2(app.actText().contains(u"has not ended, “Deploy to Lightsail” was not started."_s), qPrintable(app.actText()));
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
        // It is one act, though two windows ran it.
        QTRY_COMPARE_WITH_TIMEOUT(Journal::open()->runs()->value(0).outcome, u"success"_s, patience);
        const QList<JournalRun> rows = *Journal::open()->runs();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().kind, u"remote-redeploy"_s);
        QCOMPARE(rows.first().workflows.size(), 2);
        QVERIFY(rows.first().workflows.first().runId > 0 && rows.first().workflows.last().runId > rows.first().workflows.first().runId);
        QCOMPARE(rows.first().workflows.first().inputs.value(u"target"_s), u"all"_s);
        const QList<JournalStep> steps = *Journal::open()->steps(rows.first().id);
        QStringList names;
        qint64 length = 0;
        for (const JournalStep &step : steps) {
            names << step.name;
            length += step.name.contains(u'#') ? step.milliseconds : 0;
        }
        QCOMPARE(names, (QStringList{u"Clear Application Caches #1"_s, u"Clear Application Caches: clear"_s, u"Deploy to Lightsail #1"_s,
                                     u"Deploy to Lightsail: build"_s, u"Deploy to Lightsail: deploy"_s}));
        QCOMPARE(rows.first().durationMs, length); // without the time in which nothing ran
        App again(*m_theme, m_server, true, home.path());
        READY(again);
        QVERIFY(again.page->work()->left().steps.isEmpty());
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
        app.find<QComboBox>(u"remoteCacheRef"_s)->setCurrentText(u"next"_s);
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

    /// The last cache of a branch goes; the branch stays what is looked at, and the others are not shown as if they were its.
    void theFilterOutlivesItsCaches()
    {
        App app(*m_theme, m_server);
        READY(app);
        app.find<Segmented>(u"remoteView"_s)->button(1)->click();
        QTRY_COMPARE_WITH_TIMEOUT(app.model(u"remoteCaches"_s)->rowCount(), 3, patience);
        auto *ref = app.find<QComboBox>(u"remoteCacheRef"_s);
        ref->setCurrentText(u"next"_s);
        QCOMPARE(app.model(u"remoteCaches"_s)->rowCount(), 1);
        app.click(u"remoteDeleteShown"_s);
        QVERIFY(app.agree(u"remoteCachesPreview"_s));
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->caches()->caches.size(), 2, patience);
        QCOMPARE(ref->currentText(), u"next"_s);
        QCOMPARE(app.model(u"remoteCaches"_s)->rowCount(), 0);
        app.shot(u"remote-caches-gone"_s);
        ref->setCurrentIndex(0);
        QCOMPARE(app.model(u"remoteCaches"_s)->rowCount(), 2);
    }

    static QJsonObject fault(const QString &method, const QString &path, int status, int times)
    {
        return {{u"method"_s, method}, {u"path"_s, path}, {u"status"_s, status}, {u"times"_s, times},
                {u"body"_s, QJsonObject{{u"message"_s, u"Resource not accessible by personal access token"_s}}}};
    }

    /// With the right to see runs, runs are seen, whatever else the token may not.
    void withFewRights()
    {
        m_server.set({{u"hiddenLooks"_s, 0}, {u"faults"_s, QJsonArray{fault(u"GET"_s, u"/branches"_s, 403, 9), fault(u"GET"_s, u"/tags"_s, 403, 9),
                                                                      fault(u"GET"_s, u"/contents/"_s, 403, 99)}}});
        App app(*m_theme, m_server);
        READY(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.rowOf(u"remoteRuns"_s, u"CI #1"_s) >= 0, patience);
        QVERIFY(!app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        const QString said = app.find<IconNote>(u"remoteToken"_s)->text();
        QVERIFY2(said.contains("no right to the branches"_L1) && said.contains("no right to the tags"_L1), qPrintable(said));
        QCOMPARE(app.page->work()->state().problems.size(), 6);
        // What all of them lack is said once.
        const QString problems = app.find<IconNote>(u"remoteProblems"_s)->text();
        QCOMPARE(problems.count("has no right to"_L1), 1);
        QVERIFY2(problems.endsWith("The same is so of clear-caches.yml, ci.yml, broken.yml, many.yml, announce.yml."_L1), qPrintable(problems));
        app.shot(u"remote-few-rights"_s);
    }

    /// What bars the token is not forgotten with the client that met it.
    void aPauseOutlivesTheClient()
    {
        App app(*m_theme, m_server);
        READY(app);
        m_server.set({{u"retryAfter"_s, 3000}});
        app.page->work()->refreshRuns();
        QTRY_VERIFY_WITH_TIMEOUT(app.find<ErrorBar>(u"remoteError"_s)->isVisible(), patience);
        const qsizetype asked = m_server.control()["requests"_L1].toArray().size();
        app.page->work()->open();
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->state().status, RemoteState::Status::Failed, patience);
        QCOMPARE(app.page->work()->state().error->code, ErrorCode::Busy);
        QCOMPARE(m_server.control()["requests"_L1].toArray().size(), asked);
    }

    /// Opened while GitHub was not to be reached: it says so, steadily, and nobody has to press anything once it is.
    void recoversByItself()
    {
        m_server.set({{u"faults"_s, QJsonArray{fault(u"GET"_s, u"/"_s, 502, 9999)}}});
        App app(*m_theme, m_server);
        app.page->work()->setReadingPause(std::chrono::milliseconds(20));
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->state().status, RemoteState::Status::Failed, patience);
        QCOMPARE(app.page->work()->state().error->code, ErrorCode::Unreachable);
        QSignalSpy told(app.page->work(), &RemoteWork::stateChanged);
        const qsizetype asked = m_server.control()["requests"_L1].toArray().size();
        QTRY_VERIFY_WITH_TIMEOUT(m_server.control()["requests"_L1].toArray().size() >= asked + 3 && told.size() > 1, patience);
        auto *bar = app.find<ErrorBar>(u"remoteError"_s);
        QVERIFY(bar->isVisible());
        app.shot(u"remote-unreachable"_s);
        m_server.set({{u"faults"_s, QJsonArray()}});
        READY(app);
        QVERIFY(!bar->isVisible());
        QVERIFY(app.model(u"remoteChoices"_s)->rowCount() > 0);
    }

    /// While something runs that cannot be looked at, the header of every page says so and since when.
    void theHeaderSaysThatGitHubIsNotReached()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        App app(*m_theme, m_server);
        app.page->work()->setReadingPause(std::chrono::milliseconds(20));
        BEGUN(app, u"Deploy"_s);
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->act().steps.size(), 1, patience);
        auto *cell = app.window->findChild<HeaderCell *>(u"headerRun"_s);
        QVERIFY(cell->content().line.startsWith("Deploy to Lightsail"_L1));
        m_server.set({{u"faults"_s, QJsonArray{fault(u"GET"_s, u"/"_s, 502, 9999)}}});
        QTRY_VERIFY_WITH_TIMEOUT(cell->content().line.startsWith("GitHub not reached since "_L1), patience);
        QCOMPARE(cell->content().icon, u"warning"_s);
        app.shot(u"remote-not-reached"_s);
        // Also where nobody looks at the list of runs.
        app.window->showPage(u"history"_s);
        m_server.set({{u"faults"_s, QJsonArray()}});
        QTRY_VERIFY2_WITH_TIMEOUT(cell->content().line.startsWith("Deploy to Lightsail"_L1), qPrintable(cell->content().title + u'|' + cell->content().line), patience);
        m_server.set({{u"stepSeconds"_s, 100}});
        ENDED(app);
    }

    /// What a command line began and left is written down to its end by a window that sees it.
    void finishesWhatACommandLineLeft()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        App app(*m_theme, m_server);
        app.page->work()->setReadingPause(std::chrono::milliseconds(50));
        READY(app);
        QProcess command;
        command.setWorkingDirectory(app.dir.filePath(u"watchparty"_s));
        command.start(QStringLiteral(LAYERDECK), {u"remote"_s, u"dispatch"_s, u"deploy.yml"_s, u"--api"_s, m_server.api().toString()});
        QTRY_COMPARE_WITH_TIMEOUT(command.state(), QProcess::NotRunning, patience);
        QVERIFY2(command.exitCode() == 0, command.readAllStandardError().constData());
        QCOMPARE(Journal::open()->runs()->value(0).outcome, u"dispatched"_s);
        m_server.set({{u"stepSeconds"_s, 100}});
        QTRY_COMPARE_WITH_TIMEOUT(Journal::open()->runs()->value(0).outcome, u"success"_s, patience);
        QCOMPARE(Journal::open()->runs()->value(0).commit.size(), 40);
    }

    void cachesThatCannotBeRead()
    {
        m_server.set({{u"faults"_s, QJsonArray{fault(u"GET"_s, u"/actions/caches"_s, 403, 1)}}});
        App app(*m_theme, m_server);
        READY(app);
        app.find<Segmented>(u"remoteView"_s)->button(1)->click();
        QTRY_VERIFY_WITH_TIMEOUT(app.page->work()->cachesError().has_value(), patience);
        app.shot(u"remote-caches-failed"_s);
        app.page->work()->readCaches();
        QTRY_COMPARE_WITH_TIMEOUT(app.model(u"remoteCaches"_s)->rowCount(), 3, patience);
        QVERIFY(!app.page->work()->cachesError());
    }

    /// What went before the deletion stopped is said.
    void aDeletionThatStopsHalfWay()
    {
        m_server.set({{u"faults"_s, QJsonArray{fault(u"DELETE"_s, u"/actions/caches/506"_s, 403, 1)}}});
        App app(*m_theme, m_server);
        READY(app);
        app.find<Segmented>(u"remoteView"_s)->button(1)->click();
        QTRY_COMPARE_WITH_TIMEOUT(app.model(u"remoteCaches"_s)->rowCount(), 3, patience);
        QSignalSpy failed(app.page->work(), &RemoteWork::failed);
        app.page->work()->deleteCaches(app.page->work()->caches()->caches);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
        const QString said = failed.first().first().value<Error>().sentences();
        QVERIFY2(said.contains("Deleted were 1 of 3; the others were left."_L1), qPrintable(said));
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
