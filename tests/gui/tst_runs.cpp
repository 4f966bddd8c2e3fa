// SPDX-License-Identifier: GPL-3.0-or-later
#include "opened.h"
#include "support/contractserver.h"
#include "support/engine.h"

#include "store/journal.h"
#include "widgets/pages/remotepage.h"
#include "widgets/pages/runpane.h"
#include "widgets/parts/headerbar.h"
#include "widgets/window/notifier.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QPointer>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>

#include <signal.h>

using namespace layerdeck;
using namespace layerdeck::support;
using namespace Qt::StringLiterals;

/// What the person would have been told.
class ToldNotifier : public Notifier
{
public:
    struct Told
    {
        QString title;
        QString text;
        bool canShow;
    };
    void tell(const QString &title, const QString &text, bool canShow) override { all << Told{title, text, canShow}; }
    void showProgress(std::optional<double> progress) override
    {
        if (shown.isEmpty() || shown.last() != progress)
            shown << progress;
    }
    bool isTelling() const override { return false; }
    QList<Told> all;
    QList<std::optional<double>> shown; ///< each once
};

/// With LAYERDECK_SHOTS=FOLDER pictures of the states are written there.
/// A run and what is around it: another window, another process, a window that closes, a Cancel that comes late.
class TestRuns : public QObject
{
    Q_OBJECT

    std::unique_ptr<Sample> m_sample;
    QByteArray m_dockerfile;
    QByteArray m_compose;
    QTemporaryDir m_state;

    /// The build of the backend stays at one step for so long.
    void makeSlow(int seconds)
    {
        // New for an engine that has seen this test before, too.
        const QByteArray number = QByteArray::number(QDateTime::currentMSecsSinceEpoch());
        QByteArray slow = m_dockerfile;
        slow.replace("RUN sh build.sh", "RUN echo at work " + number + "; sleep " + QByteArray::number(seconds) + "; sh build.sh");
        m_sample->write(u"backend/Dockerfile"_s, slow);
    }
    /// The backend never becomes healthy, and the frontend waits for that.
    void makeUnhealthy(int tries = 1000)
    {
        QByteArray compose = m_compose;
        compose.replace("[\"CMD\", \"/app/bin/healthcheck\"]\n      interval: 1s\n      timeout: 2s\n      retries: 10",
                        "[\"CMD\", \"/no/such/check\"]\n      interval: 1s\n      timeout: 2s\n      retries: " + QByteArray::number(tries));
        compose.replace("  frontend:\n", "  frontend:\n    depends_on: {backend: {condition: service_healthy}}\n");
        m_sample->write(u"docker-compose.yml"_s, compose);
    }

    struct CommandLine : QProcess
    {
        CommandLine(const Sample &sample, const QStringList &arguments)
        {
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"COMPOSE_PROJECT_NAME"_s, sample.project());
            setProcessEnvironment(environment);
            setWorkingDirectory(sample.path());
            start(QStringLiteral(LAYERDECK), arguments);
        }
        ~CommandLine() override
        {
            if (state() == NotRunning)
                return;
            ::kill(static_cast<pid_t>(processId()), SIGINT);
            waitForFinished(60'000);
        }
    };

    static HeaderContent cell(const Opened &app) { return app.find<HeaderCell>(u"headerRun"_s)->content(); }
    static void deploy(const Opened &app)
    {
        auto *button = app.find<QAbstractButton>(u"deploy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 30'000);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    static bool isAtWork(const QSignalSpy &logs)
    {
        return std::ranges::any_of(logs, [](const QList<QVariant> &log) { return log.at(3).toByteArray().contains("at work"); });
    }

    /// Deploys, and asks to close while it builds.
    static void closeAtWork(const Opened &app)
    {
        QSignalSpy logs(app.session.get(), &Session::runLog);
        deploy(app);
        QTRY_VERIFY_WITH_TIMEOUT(isAtWork(logs), longestRun);
        QVERIFY(!app.window->close());
        QTRY_VERIFY(app.window->findChild<QWidget *>(u"closePreview"_s));
    }

private slots:
    void initTestCase()
    {
        NEED_ENGINE();
        qputenv("XDG_STATE_HOME", m_state.path().toUtf8());
        m_sample = std::make_unique<Sample>();
        QVERIFY(m_sample->isValid());
        qputenv("COMPOSE_PROJECT_NAME", m_sample->project().toUtf8());
        m_dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        m_compose = m_sample->read(u"docker-compose.yml"_s);
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
    }
    void cleanupTestCase() { m_sample.reset(); }
    void cleanup()
    {
        if (!m_sample)
            return;
        m_sample->write(u"backend/Dockerfile"_s, m_dockerfile);
        m_sample->write(u"docker-compose.yml"_s, m_compose);
        QTRY_VERIFY_WITH_TIMEOUT(isBuilderIdle(), 60'000);
    }

    /// The command line is at work: the window watches, and knows afterwards how it ended.
    void watchesTheCommandLine_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("title");
        QTest::newRow("cancelled") << SIGINT << u"A deployment was cancelled"_s;
        QTest::newRow("killed") << SIGKILL << u"A deployment was cut off"_s;
    }
    void watchesTheCommandLine()
    {
        QFETCH(int, number);
        QFETCH(QString, title);
        const Opened app(m_sample->path());
        auto *button = app.find<QAbstractButton>(u"deploy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 30'000);
        QVERIFY(!app.find<HeaderCell>(u"headerRun"_s)->isVisible());
        makeSlow(60);
        CommandLine other(*m_sample, {u"deploy"_s, u"--json"_s});
        QTRY_VERIFY_WITH_TIMEOUT(app.session->isRunningElsewhere(), 30'000);
        QCOMPARE(app.session->otherRun()->holder.pid, other.processId());
        QCOMPARE(cell(app).title, u"A deployment runs"_s);
        QVERIFY2(cell(app).line.startsWith("on a command line since "_L1), qPrintable(cell(app).line));
        QVERIFY(app.find<HeaderCell>(u"headerRun"_s)->isVisible());
        for (const QString &name : {u"deploy"_s, u"clearCache"_s, u"forceRebuild"_s, u"clearRedeploy"_s}) {
            QVERIFY(!app.find<QAbstractButton>(name)->isEnabled());
            QVERIFY(app.find<QAbstractButton>(name)->toolTip().contains("A deployment runs on a command line since "_L1));
        }
        QVERIFY2(app.sentence(u"deployHead"_s).startsWith("A deployment runs on a command line since "_L1), qPrintable(app.sentence(u"deployHead"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(cell(app).line.contains(" of "_L1) && cell(app).line.endsWith(" steps"_L1), 60'000);
        QVERIFY2(app.sentence(u"deployHead"_s).contains(" Now: Build "_L1), qPrintable(app.sentence(u"deployHead"_s)));
        app.shot(u"elsewhere"_s);
        // Whoever watches sees the steps and the log, from the beginning on, and has no Cancel.
        QSignalSpy logs(app.session->watchedRun(), &LiveRun::log);
        app.click(u"watchRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(isAtWork(logs), 60'000);
        QPointer<RunPane> pane = app.find<RunPane>(u"watchPane"_s);
        QVERIFY(pane->isVisible());
        const RunState &watched = *pane->run();
        QCOMPARE(watched.phases.first().state, PhaseState::Running);
        QVERIFY(watched.steps.value(u"frontend"_s).size() > 10);
        QVERIFY(std::ranges::any_of(watched.steps.value(u"backend"_s), [](const BuildStep &step) { return step.state == StepState::Running; }));
        QVERIFY(!app.find<QAbstractButton>(u"cancelRun"_s)->isVisible() && !app.find<QAbstractButton>(u"watchRun"_s)->isVisible());
        QVERIFY2(app.sentence(u"deployHead"_s).contains("You watch"_L1), qPrintable(app.sentence(u"deployHead"_s)));
        // Back, and once more: again from the beginning.
        app.click(u"backToServices"_s);
        QTRY_VERIFY(!pane);
        logs.clear();
        app.click(u"watchRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(isAtWork(logs), 60'000);
        pane = app.find<RunPane>(u"watchPane"_s);
        QVERIFY(pane->isVisible());
        app.shot(u"watched"_s);
        // The build is at work, so that there is something to stop.
        QByteArray out;
        QTRY_VERIFY_WITH_TIMEOUT((out += other.readAllStandardOutput()).contains("\"state\":\"") && !isBuilderIdle(), 60'000);
        ::kill(static_cast<pid_t>(other.processId()), number);
        QTRY_COMPARE_WITH_TIMEOUT(cell(app).title, title, 30'000);
        QVERIFY(!app.session->isRunningElsewhere());
        QTRY_VERIFY(watched.result);
        QCOMPARE(watched.result->outcome, number == SIGINT ? RunOutcome::Cancelled : RunOutcome::Failed);
        app.shot(u"elsewhere-%1"_s.arg(QLatin1String(QTest::currentDataTag())));
        app.click(u"backToServices"_s);
        QTRY_VERIFY(!pane);
        m_sample->write(u"backend/Dockerfile"_s, m_dockerfile);
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 30'000);
        // Nothing of it is in the way of a run of this window.
        deploy(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.session->run() && app.session->run()->result, longestRun);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Succeeded);
        QVERIFY(!app.session->otherRun());
        QVERIFY2(cell(app).title.endsWith("deployed"_L1), qPrintable(cell(app).title));
    }

    /// The window is at work: the command line and another window stay away and say why.
    void othersStayAway()
    {
        makeSlow(60);
        const Opened app(m_sample->path());
        QSignalSpy logs(app.session.get(), &Session::runLog);
        deploy(app);
        QTRY_VERIFY_WITH_TIMEOUT(isAtWork(logs), longestRun);
        for (const QStringList &arguments : {QStringList{u"deploy"_s}, {u"rebuild"_s}, {u"redeploy"_s, u"--yes"_s}, {u"clear"_s, u"--yes"_s}}) {
            Ran ran;
            CommandLine process(*m_sample, arguments + QStringList{u"--json"_s});
            QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 60'000);
            ran.out = QString::fromUtf8(process.readAllStandardOutput());
            QCOMPARE(process.exitCode(), 3);
            QCOMPARE(ran.result()["error"_L1]["code"_L1].toString(), u"busy"_s);
            const QString message = ran.result()["error"_L1]["message"_L1].toString();
            QVERIFY2(message.startsWith("A deployment runs in another window since "_L1), qPrintable(message));
            QVERIFY(process.readAllStandardError().contains(QByteArray::number(QCoreApplication::applicationPid())));
        }
        const Opened second(m_sample->path());
        QTRY_VERIFY_WITH_TIMEOUT(second.session->isRunningElsewhere(), 30'000);
        QCOMPARE(second.session->otherRun()->holder.place, RunHolder::Place::Window);
        QVERIFY(!second.find<QAbstractButton>(u"deploy"_s)->isEnabled());
        QVERIFY(app.session->isRunning() && !app.session->otherRun());
        // It is watched on where its window is closed and it goes on.
        second.click(u"watchRun"_s);
        QTRY_VERIFY(second.session->watchedRun()->isRunning());
        app.session->goOnInBackground();
        QTRY_COMPARE(second.session->otherRun()->holder.place, RunHolder::Place::Background);
        QVERIFY(second.session->watchedRun()->isRunning());
        app.click(u"cancelRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!second.session->isRunningElsewhere(), 60'000);
        QTRY_COMPARE(cell(second).title, u"A deployment was cancelled"_s);
        QTRY_VERIFY(second.session->watchedRun()->state()->result);
        QCOMPARE(second.session->watchedRun()->state()->result->outcome, RunOutcome::Cancelled);
    }

    /// While containers are being switched, Cancel asks and names who runs the new image already.
    void cancelWhileSwitching()
    {
        makeUnhealthy();
        m_sample->write(u"backend/Dockerfile"_s, m_dockerfile + "RUN echo another image\n");
        const Opened app(m_sample->path());
        deploy(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.session->run() && app.session->run()->isSwitching(), longestRun);
        app.click(u"cancelRun"_s);
        auto *preview = app.find<QWidget>(u"cancelPreview"_s);
        QVERIFY(app.session->isRunning() && !app.session->run()->cancelling);
        QVERIFY(app.find<QWidget>(u"previewCancel"_s)->hasFocus());
        const auto says = [&](const QString &words) {
            return std::ranges::any_of(preview->findChildren<QLabel *>(), [&](const QLabel *label) { return label->text().contains(words); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(u"backend already runs the new image; frontend has not been switched."_s), 30'000);
        app.shot(u"cancel"_s);
        QTest::keyClick(preview, Qt::Key_Escape);
        QTRY_VERIFY(!app.window->findChild<QWidget *>(u"cancelPreview"_s));
        QVERIFY(app.session->isRunning() && !app.session->run()->cancelling);
        app.click(u"cancelRun"_s);
        app.click(u"previewAct"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.session->run()->result, 60'000);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Cancelled);
        QVERIFY(app.session->run()->result->switched);
    }

    /// Switched on below the plan.
    void rollsBackByItself()
    {
        // What another case left half switched is not "the deployment of before".
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
        makeUnhealthy(2);
        const Opened app(m_sample->path());
        auto *rollBack = app.find<QCheckBox>(u"rollBack"_s);
        QTRY_VERIFY_WITH_TIMEOUT(rollBack->isVisible(), 30'000);
        QTest::mouseClick(rollBack, Qt::LeftButton, {}, {10, rollBack->height() / 2});
        auto *wait = app.find<QComboBox>(u"healthWait"_s);
        wait->setFocus();
        QTest::keyClick(wait, Qt::Key_Home);
        const auto says = [&](const QString &pane, const QString &words) {
            return std::ranges::any_of(app.find<QWidget>(pane)->findChildren<QLabel *>(), [&](const QLabel *label) { return label->text().contains(words); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(u"planView"_s, u"Layerdeck rolls back: Start backend and frontend as deployed on"_s), 30'000);
        QVERIFY(says(u"planView"_s, u"wait for health up to 30\u202Fs"_s));
        QVERIFY(app.settings.rollsBack());
        app.shot(u"rollsback"_s);
        deploy(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.session->run() && app.session->run()->result, longestRun);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Failed);
        QVERIFY(app.session->run()->result->rolledBack);
        // What runs now stands beside what failed.
        QTRY_COMPARE(app.find<QWidget>(u"phases"_s)->accessibleDescription(), u"The deployment of before runs again."_s);
        QVERIFY2(app.sentence(u"deployHead"_s).startsWith("The containers did not become healthy"_L1), qPrintable(app.sentence(u"deployHead"_s)));
        app.shot(u"rolledback"_s);
    }

    /// Closed with the choice to keep it running: the run goes to its end without a window, and others see it.
    void goesOnWithoutItsWindow()
    {
        makeSlow(11);
        ToldNotifier notifier;
        const Opened app(m_sample->path());
        app.window->setNotifier(&notifier);
        QSignalSpy finished(app.window.get(), &MainWindow::finished);
        closeAtWork(app);
        app.click(u"previewAct"_s);
        QTRY_VERIFY(!app.window->isVisible());
        QVERIFY(app.session->isRunning());
        const Opened second(m_sample->path());
        QTRY_VERIFY_WITH_TIMEOUT(second.session->isRunningElsewhere(), 30'000);
        QVERIFY2(cell(second).line.startsWith("in the background since "_L1), qPrintable(cell(second).line));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, longestRun);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Succeeded);
        QTRY_COMPARE_WITH_TIMEOUT(cell(second).title, u"A deployment succeeded"_s, 30'000);
        QCOMPARE(notifier.all.size(), 1);
        QCOMPARE(notifier.all.first().title, u"backend and frontend deployed"_s);
        QVERIFY2(notifier.all.first().text.startsWith("backend: "_L1), qPrintable(notifier.all.first().text));
        QVERIFY(!notifier.all.first().canShow);
        const Result<Journal> journal = Journal::open();
        QVERIFY(journal);
        QCOMPARE(journal->runs({{}, 1})->first().outcome, u"success"_s);
    }

    /// It has no window any more, and can be cancelled all the same: in one that watches it.
    void isStoppedFromAnotherWindow()
    {
        makeSlow(12);
        const Opened app(m_sample->path());
        QSignalSpy finished(app.window.get(), &MainWindow::finished);
        closeAtWork(app);
        const Opened second(m_sample->path());
        QTRY_VERIFY_WITH_TIMEOUT(second.session->isRunningElsewhere(), 30'000);
        // While it has a window, that is where it is cancelled.
        second.click(u"watchRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(second.session->watchedRun()->isRunning(), 30'000);
        QVERIFY(!second.find<QPushButton>(u"cancelRun"_s)->isVisible());
        app.click(u"previewAct"_s);
        QTRY_VERIFY(!app.window->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(second.find<QPushButton>(u"cancelRun"_s)->isVisible(), 30'000);
        second.click(u"cancelRun"_s);
        QTRY_VERIFY(second.window->findChild<QWidget *>(u"stopPreview"_s));
        second.shot(u"stop"_s);
        QVERIFY(app.session->isRunning() && !app.session->run()->cancelling);
        second.click(u"previewAct"_s);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, longestRun);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Cancelled);
        QVERIFY(!app.session->run()->result->switched);
        QTRY_COMPARE_WITH_TIMEOUT(cell(second).title, u"A deployment was cancelled"_s, 30'000);
        QTRY_VERIFY(!second.find<QPushButton>(u"cancelRun"_s)->isVisible());
        second.shot(u"stopped"_s);
    }

    /// The deploy that this window is to start on GitHub is not dropped by closing it: its process stays until both have ended.
    void staysForWhatItRunsOnGitHub()
    {
        NEED_SERVER();
        ContractServer server;
        QVERIFY(server.start());
        server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        makeSlow(5);
        const Opened app(m_sample->path());
        app.window->setGitHubApi(server.api().toString());
        RemoteWork *work = app.window->findChild<RemotePage *>()->work();
        QVERIFY(work->chooseRepository(u"acme/watchparty"_s));
        QTRY_COMPARE_WITH_TIMEOUT(work->state().status, RemoteState::Status::Ready, 30'000);
        work->start({{{u"clear-caches.yml"_s, u"Clear Application Caches"_s, u"main"_s, {{u"target"_s, u"all"_s}}},
                      {u"deploy.yml"_s, u"Deploy to Lightsail"_s, u"main"_s, {}}}});
        QTRY_COMPARE_WITH_TIMEOUT(work->act().steps.size(), 1, 30'000);
        QSignalSpy finished(app.window.get(), &MainWindow::finished);
        closeAtWork(app);
        const QString said = app.find<QLabel>(u"previewSentence"_s)->text();
        QVERIFY2(said.contains(u"“Deploy to Lightsail” is started there. Stopped, “Deploy to Lightsail” is not started."_s), qPrintable(said));
        app.click(u"previewAct"_s);
        QTRY_VERIFY(!app.window->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(!app.session->isRunning() && !app.session->isSettling(), longestRun);
        QVERIFY(work->act().isRunning());
        QCOMPARE(finished.size(), 0);
        server.set({{u"stepSeconds"_s, 100}});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QCOMPARE(work->act().result->outcome, RemoteOutcome::Succeeded);
        QCOMPARE(server.runs().first()["file"_L1].toString(), u"deploy.yml"_s);
        QCOMPARE(server.violations(), QString());
    }

    /// Told where the window is not in front and the run was a long one; "Show" brings it back.
    void tellsOfALongRun()
    {
        ToldNotifier notifier;
        const Opened app(m_sample->path());
        app.window->setNotifier(&notifier);
        app.window->activateWindow();
        QTRY_VERIFY(app.window->isActiveWindow());
        const auto runToEnd = [&] {
            deploy(app);
            QTRY_VERIFY_WITH_TIMEOUT(app.session->isRunning(), 30'000);
            QTRY_VERIFY_WITH_TIMEOUT(app.session->run()->result, longestRun);
        };
        makeSlow(11);
        runToEnd();
        QVERIFY(app.session->run()->result->milliseconds > 10'000);
        QVERIFY(notifier.all.isEmpty());
        app.click(u"backToServices"_s);
        makeSlow(11);
        deploy(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.session->isRunning(), 30'000);
        QWidget other;
        other.show();
        other.activateWindow();
        QTRY_VERIFY(other.isActiveWindow());
        QTRY_VERIFY_WITH_TIMEOUT(app.session->run()->result, longestRun);
        QCOMPARE(notifier.all.size(), 1);
        QVERIFY(notifier.all.first().canShow);
        const QString place = u" – %1 on %2 – Layerdeck"_s.arg(QFileInfo(m_sample->path()).fileName(), app.session->engine().context.name);
        QCOMPARE(app.window->windowTitle(), u"backend and frontend deployed"_s + place);
        emit notifier.showRequested();
        QTRY_VERIFY(app.window->isActiveWindow());
        QCOMPARE(app.window->windowTitle(), place.mid(3));
    }

    /// What a taskbar and a dock show while a run is on.
    void showsProgressOutsideTheWindow()
    {
        ToldNotifier notifier;
        const Opened app(m_sample->path());
        app.window->setNotifier(&notifier);
        app.window->activateWindow();
        QTRY_VERIFY(app.window->isActiveWindow());
        QSignalSpy titles(app.window.get(), &QWidget::windowTitleChanged);
        makeSlow(4);
        deploy(app);
        QTRY_VERIFY_WITH_TIMEOUT(app.session->isRunning(), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(app.session->run()->result, longestRun);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Succeeded);
        QStringList seen;
        for (const QList<QVariant> &title : titles)
            seen << title.first().toString();
        static const QRegularExpression building(u"^Build backend and frontend, \\d+ of \\d+ steps – .* on .* – Layerdeck$"_s);
        QVERIFY2(!seen.filter(building).isEmpty(), qPrintable(seen.join(u'\n')));
        QVERIFY2(!seen.filter(QRegularExpression(u"^Start "_s)).isEmpty(), qPrintable(seen.join(u'\n')));
        QVERIFY2(seen.last().endsWith("Layerdeck"_L1) && !seen.last().contains(u"deploy"_s), qPrintable(seen.last())); // the end was seen
        QList<double> shares;
        for (const std::optional<double> &share : notifier.shown) {
            if (share)
                shares << *share;
        }
        QVERIFY2(std::ranges::any_of(shares, [](double share) { return share > 0.2 && share < 1; }), qPrintable(QString::number(shares.size())));
        QVERIFY(!notifier.shown.last());
    }

    void stopsAndCloses()
    {
        makeSlow(60);
        const Opened app(m_sample->path());
        QSignalSpy logs(app.session.get(), &Session::runLog);
        deploy(app);
        QTRY_VERIFY_WITH_TIMEOUT(isAtWork(logs), longestRun);
        QVERIFY(!app.window->close());
        app.shot(u"close"_s);
        app.click(u"previewCancel"_s);
        QVERIFY(app.window->isVisible() && app.session->isRunning());
        QTRY_VERIFY(!app.window->findChild<QWidget *>(u"closePreview"_s));
        QVERIFY(!app.window->close());
        app.click(u"closeStop"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!app.window->isVisible(), 60'000);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Cancelled);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme theme(application);
    TestRuns test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_runs.moc"
