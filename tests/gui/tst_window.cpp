// SPDX-License-Identifier: GPL-3.0-or-later
#include "opened.h"
#include "support/engine.h"

#include "base/interrupt.h"
#include "deploy/proof.h"
#include "models/roles.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/logview.h"
#include "widgets/parts/segmented.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QSplitter>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

using namespace layerdeck;
using namespace layerdeck::support;
using namespace Qt::StringLiterals;

/// The real window, driven as a person would.
class TestWindow : public QObject
{
    Q_OBJECT

    std::unique_ptr<Sample> m_sample;

    void runToEnd(const Opened &app)
    {
        QTRY_VERIFY_WITH_TIMEOUT(app.session->run() && app.session->run()->result, longestRun);
    }

private slots:
    void initTestCase()
    {
        if (whyNoEngine().isEmpty()) {
            // The window's session takes the project's name from the environment, as Compose does.
            m_sample = std::make_unique<Sample>();
            QVERIFY(m_sample->isValid());
            qputenv("COMPOSE_PROJECT_NAME", m_sample->project().toUtf8());
        }
    }
    void cleanupTestCase() { m_sample.reset(); }

    void withoutAProject()
    {
        const Opened app({});
        QVERIFY(app.find<QWidget>(u"startPage"_s)->isVisible());
        QVERIFY(!app.find<QAbstractButton>(u"page-cache-settings"_s)->isEnabled());
        QVERIFY(app.find<QAbstractButton>(u"page-images"_s)->isEnabled());
    }

    /// By the mouse as by its key: what a page shows has the focus, not its first button.
    void aPageThatIsClicked()
    {
        const Opened app({});
        app.window->activateWindow();
        QTRY_VERIFY(app.window->isActiveWindow());
        app.window->showPage(u"images"_s);
        app.click(u"page-engines"_s);
        QTRY_COMPARE(app.window->focusWidget(), app.find<QWidget>(u"engines"_s));
    }

    void aFolderWithoutAComposeFile()
    {
        QTemporaryDir empty;
        const Opened app(empty.path());
        QTRY_VERIFY(app.session->project().error);
        QTRY_VERIFY(app.find<QWidget>(u"deployError"_s)->isVisible());
        QVERIFY(app.find<QWidget>(u"deployError"_s)->findChild<QLabel *>(u"errorWhat"_s)->text().contains(empty.path())
                || app.find<QWidget>(u"deployError"_s)->findChild<QLabel *>(u"errorTitle"_s)->text().contains(empty.path()));
        QVERIFY(!app.find<QAbstractButton>(u"deploy"_s)->isEnabled());
    }

    void aFileThatDoesNotParse()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"compose.yml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("services:\n  a: [\n");
        file.close();
        const Opened app(dir.path());
        QTRY_VERIFY(app.session->project().error);
        QVERIFY(app.session->project().error->message.contains("compose.yml, line "_L1));
        QTRY_VERIFY(app.find<QWidget>(u"deployError"_s)->isVisible());
        // Corrected on disk, it is read again by itself.
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("services:\n  a:\n    image: x\n");
        file.close();
        if (whyNoEngine().isEmpty())
            QTRY_VERIFY_WITH_TIMEOUT(!app.session->project().error, 20'000);
    }

    void noEngine()
    {
        NEED_ENGINE();
        const Opened app(m_sample->path(), u"unix:///no/such/engine.sock"_s);
        QTRY_COMPARE(app.session->engine().status, EngineState::Status::Unreachable);
        QTRY_VERIFY(app.find<QWidget>(u"deployError"_s)->isVisible());
        QVERIFY(!app.find<QAbstractButton>(u"deploy"_s)->isEnabled());
        // What still works: editing the cache settings.
        QTRY_VERIFY(app.find<QAbstractButton>(u"page-cache-settings"_s)->isEnabled());
    }

    void editsCacheSettings()
    {
        NEED_ENGINE();
        const Opened app(m_sample->path());
        QTRY_VERIFY(app.session->project().project);
        const QByteArray before = m_sample->read(u"docker-compose.yml"_s);
        app.window->showPage(u"cache-settings"_s);
        auto *services = app.find<QAbstractItemView>(u"cacheServices"_s);
        QTRY_COMPARE(services->model()->rowCount(), 2);
        auto *save = app.find<QAbstractButton>(u"saveChanges"_s);
        QVERIFY(!save->isEnabled());
        for (int row = 0; row < 2; ++row) {
            services->setCurrentIndex(services->model()->index(row, 0));
            app.window->findChild<QAction *>(u"addSource-Image name"_s)->trigger();
            auto *source = app.find<QLineEdit>(u"entryText"_s);
            QTest::keyClicks(source, row == 0 ? u"watchparty-backend:latest"_s : u"watchparty-frontend:latest"_s);
            QTest::keyClick(source, Qt::Key_Return);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
        QTRY_VERIFY(save->isEnabled());
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(m_sample->read(u"docker-compose.yml"_s) != before);
        const QByteArray after = m_sample->read(u"docker-compose.yml"_s);
        QCOMPARE(after.count('\n') - before.count('\n'), 4);
        QByteArray withoutThem = after;
        for (const QByteArray &added : {QByteArray("      cache_from:\n        - watchparty-backend:latest\n"),
                                        QByteArray("      cache_from:\n        - watchparty-frontend:latest\n")})
            withoutThem.replace(added, "");
        QCOMPARE(withoutThem, before);
        // Both sources away again, by their buttons.
        for (int row = 0; row < 2; ++row) {
            services->setCurrentIndex(services->model()->index(row, 0));
            app.click(u"removeSource1"_s);
        }
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_COMPARE(m_sample->read(u"docker-compose.yml"_s), before);
    }

    void clears()
    {
        NEED_ENGINE();
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
        // What the builder still holds in its hands when the build has ended survives a clear, and is told to.
        QTRY_VERIFY_WITH_TIMEOUT(isBuilderIdle(), 60'000);
        const Opened app(m_sample->path());
        auto *clear = app.find<QAbstractButton>(u"clearCache"_s);
        QTRY_VERIFY_WITH_TIMEOUT(clear->isEnabled(), 30'000);
        QTest::mouseClick(clear, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(app.window->findChild<QWidget *>(u"clearPreview"_s), 30'000);
        auto *act = app.find<QAbstractButton>(u"previewAct"_s);
        QVERIFY(app.find<QWidget>(u"previewCancel"_s)->hasFocus() || !act->hasFocus());
        QTest::mouseClick(act, Qt::LeftButton);
        runToEnd(app);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Succeeded);
        const ClearResult &cleared = *app.session->run()->result->clear;
        QVERIFY(!cleared.deletedRecords.isEmpty());
        QVERIFY(cleared.survivedRecords.isEmpty() && cleared.readAgainAt.isValid());
        QTRY_VERIFY(app.find<QWidget>(u"evidence"_s)->isVisible());
    }

    /// Three clicks from a fresh start: the act, the service, the decision. Then the claim and what it stands on.
    void clearsAndRedeploysOneService()
    {
        NEED_ENGINE();
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
        const auto before = m_sample->containers();
        const Opened app(m_sample->path());
        auto *redeploy = app.find<QAbstractButton>(u"clearRedeploy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(redeploy->isEnabled(), 30'000);
        QTest::mouseClick(redeploy, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(app.window->findChild<QWidget *>(u"redeployPreview"_s), 30'000);
        auto *act = app.find<QAbstractButton>(u"previewAct"_s);
        app.find<QAbstractButton>(u"clearOne"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(act->isEnabled(), 30'000);
        QTest::mouseClick(act, Qt::LeftButton);
        runToEnd(app);
        const RunState &run = *app.session->run();
        QVERIFY2(run.result->outcome == RunOutcome::Succeeded, run.result->error ? qPrintable(run.result->error->sentences()) : "");
        QCOMPARE(run.plan.services, QStringList{u"backend"_s});
        QVERIFY(freshness(*run.result).isFresh());
        QTRY_VERIFY(app.find<QWidget>(u"evidence"_s)->isVisible());
        QVERIFY(app.find<QWidget>(u"claim"_s)->isVisible());
        // What one reads from top to bottom is walked in that order, from what the page shows.
        auto *view = app.find<Segmented>(u"runView"_s);
        app.window->activateWindow();
        QTRY_VERIFY(app.window->isActiveWindow());
        QTRY_COMPARE(view->focusProxy(), app.window->focusWidget());
        QTest::keyClick(app.window->focusWidget(), Qt::Key_Tab);
        QCOMPARE(app.window->focusWidget(), app.find<QWidget>(u"evidence"_s));
        QTest::keyClick(app.window->focusWidget(), Qt::Key_Tab);
        QVERIFY(qobject_cast<QAbstractButton *>(app.window->focusWidget()) && app.find<QWidget>(u"evidence"_s)->isAncestorOf(app.window->focusWidget()));
        const auto after = m_sample->containers();
        QVERIFY(after.value(u"backend"_s) != before.value(u"backend"_s));
        QCOMPARE(after.value(u"frontend"_s), before.value(u"frontend"_s));
        app.find<Segmented>(u"runView"_s)->setCurrent(1);
        QVERIFY(app.find<QWidget>(u"timeline"_s)->isVisible());
    }

    /// A service whose build begins on another's takes that one along: the plan that is shown is the one that runs.
    void clearsAndRedeploysWithWhatItIsBuiltOn()
    {
        NEED_ENGINE();
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0); // its image is the base here
        QVERIFY(QDir(m_sample->path()).mkpath(u"stacked"_s));
        const QString there = m_sample->path() + u"/stacked"_s;
        const QByteArray base = m_sample->project().toUtf8() + "-base";
        const QByteArray web = m_sample->project().toUtf8() + "-web";
        const auto clean = qScopeGuard([&] {
            m_sample->docker({u"rm"_s, u"--force"_s, m_sample->containers().value(u"web"_s)});
            m_sample->docker({u"image"_s, u"rm"_s, QString::fromUtf8(base), QString::fromUtf8(web)});
            QDir(there).removeRecursively(); // others need a clean tree
        });
        const QString number = QString::number(QDateTime::currentMSecsSinceEpoch());
        m_sample->write(u"stacked/base.Dockerfile"_s, "FROM watchparty-backend:latest\nUSER root\nRUN echo base " + number.toUtf8() + " > /base\n");
        m_sample->write(u"stacked/web.Dockerfile"_s, "FROM ground\nRUN echo web > /web\n");
        m_sample->write(u"stacked/compose.yml"_s, "services:\n  base:\n    scale: 0\n    image: " + base + "\n"
                                                  "    build: {context: ., dockerfile: base.Dockerfile}\n"
                                                  "  web:\n    image: " + web + "\n    build:\n      context: .\n      dockerfile: web.Dockerfile\n"
                                                  "      additional_contexts: {ground: 'service:base'}\n");
        QCOMPARE(m_sample->layerdeck({u"deploy"_s, u"-C"_s, there}).code, 0);
        const Opened app(there);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QAbstractButton>(u"clearRedeploy"_s)->isEnabled(), 30'000);
        app.click(u"clearRedeploy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.window->findChild<QWidget *>(u"redeployPreview"_s), 30'000);
        auto *act = app.find<QAbstractButton>(u"previewAct"_s);
        app.find<QComboBox>(u"clearService"_s)->setCurrentText(u"web"_s);
        app.find<QAbstractButton>(u"clearOne"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(act->isEnabled(), 30'000);
        const auto says = [&](const QString &words) {
            return std::ranges::any_of(app.find<QWidget>(u"redeployPreview"_s)->findChildren<QLabel *>(), [&](const QLabel *label) { return label->text().contains(words); });
        };
        app.shot(u"stacked"_s);
        QVERIFY(says(u"then base and web are built fresh"_s));
        QTest::mouseClick(act, Qt::LeftButton);
        runToEnd(app);
        const RunState &run = *app.session->run();
        QVERIFY2(run.result->outcome == RunOutcome::Succeeded, run.result->error ? qPrintable(run.result->error->sentences()) : "");
        QCOMPARE(run.result->services.size(), 2);
        QVERIFY(freshness(*run.result).isFresh());
    }

    /// What is previewed is what is deleted: the new list is shown where the engine changed meanwhile.
    void aPreviewThatIsNoLongerTrue()
    {
        NEED_ENGINE();
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
        const Opened app(m_sample->path());
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QAbstractButton>(u"clearCache"_s)->isEnabled(), 30'000);
        app.click(u"clearCache"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.window->findChild<QWidget *>(u"clearPreview"_s), 30'000);
        auto *act = app.find<QAbstractButton>(u"previewAct"_s);
        app.find<QAbstractButton>(u"clearStep"_s)->click();
        app.find<QAbstractButton>(u"clearUnowned"_s)->click();
        QVERIFY(!act->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(act->isEnabled(), 30'000);
        QCOMPARE(m_sample->layerdeck({u"rebuild"_s, u"backend"_s}).code, 0);
        QPointer<QWidget> shown = app.window->findChild<QWidget *>(u"clearPreview"_s);
        QTest::mouseClick(app.find<QAbstractButton>(u"previewAct"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!shown && app.window->findChild<QWidget *>(u"clearPreview"_s), 30'000);
        QVERIFY(!app.session->run());
        // What was chosen stands.
        QVERIFY(app.find<QAbstractButton>(u"clearStep"_s)->isChecked());
        QVERIFY(app.find<QWidget>(u"clearStepNumber"_s)->isEnabled());
        QVERIFY(app.find<QAbstractButton>(u"clearUnowned"_s)->isChecked());
        QVERIFY(!app.find<QAbstractButton>(u"clearShared"_s)->isChecked());
        app.click(u"previewCancel"_s);
    }

    /// Names that go while their image stays stand in a group of their own, above the many records.
    void clearPreviewTellsNamesFromImages()
    {
        NEED_ENGINE();
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
        const Opened app(m_sample->path());
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QAbstractButton>(u"clearCache"_s)->isEnabled(), 30'000);
        app.click(u"clearCache"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.window->findChild<QWidget *>(u"previewList"_s), 30'000);
        const QAbstractItemModel *list = app.find<QAbstractItemView>(u"previewList"_s)->model();
        QStringList heads;
        QMap<QString, QString> headOf;
        for (int row = 0; row < list->rowCount(); ++row) {
            const QString text = list->index(row, 0).data().toString();
            if (list->index(row, 0).data(GroupHeadRole).toBool())
                heads << text;
            else
                headOf.insert(text, heads.last());
        }
        QVERIFY2(heads.contains(u"Deleted"_s), qPrintable(heads.join(u'\n')));
        QCOMPARE(headOf.value(u"watchparty-backend:latest"_s), u"Only the name goes"_s);
        QCOMPARE(headOf.value(u"watchparty-frontend:latest"_s), u"Only the name goes"_s);
        QCOMPARE(headOf.value(u"RUN sh build.sh"_s), u"Deleted"_s);
        QVERIFY2(app.find<QLabel>(u"previewSum"_s)->text().contains("2 names taken away"_L1), qPrintable(app.find<QLabel>(u"previewSum"_s)->text()));
        // Everything has the images in it; of one service they are a choice.
        auto *images = app.find<QCheckBox>(u"clearAlsoImages"_s);
        QVERIFY(images->isChecked() && !images->isEnabled());
        app.find<QAbstractButton>(u"clearOne"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(images->isEnabled(), 30'000);
        QVERIFY(!images->isChecked());
        app.click(u"previewCancel"_s);
    }

    void deploysTwice()
    {
        NEED_ENGINE();
        // Whatever ran before: nothing is in the cache.
        QCOMPARE(m_sample->layerdeck({u"clear"_s, u"--yes"_s, u"--unowned"_s, u"--shared"_s}).code, 0);
        const Opened app(m_sample->path());
        auto *deploy = app.find<QAbstractButton>(u"deploy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(deploy->isEnabled(), 30'000);
        QSignalSpy steps(app.session->ownRun(), &LiveRun::stepChanged);
        QTest::mouseClick(deploy, Qt::LeftButton);
        QTRY_VERIFY(app.find<QWidget>(u"runPane"_s)->isVisible());
        QVERIFY(app.find<QAbstractButton>(u"cancelRun"_s)->isVisible());
        runToEnd(app);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Succeeded);
        QVERIFY(steps.count() > 27);
        for (const ServiceResult &service : app.session->run()->result->services)
            QCOMPARE(service.count(StepState::Cached), 0);
        auto *table = app.find<QAbstractItemView>(u"steps"_s);
        QVERIFY(table->model()->rowCount() >= 13);

        app.click(u"backToServices"_s);
        QTRY_VERIFY_WITH_TIMEOUT(deploy->isVisible() && deploy->isEnabled(), 30'000);
        QTest::mouseClick(deploy, Qt::LeftButton);
        QTRY_VERIFY(app.session->isRunning());
        runToEnd(app);
        for (const ServiceResult &service : app.session->run()->result->services)
            QCOMPARE(service.count(StepState::Cached), service.steps.size());
        // The closing line, in words.
        auto *words = app.find<QLabel>(u"wordsText"_s);
        QTRY_VERIFY(words->isVisible());
        QVERIFY2(words->text().contains("backend: 14 of 14 steps from cache"_L1), qPrintable(words->text()));

        // A window that is opened later knows it too.
        const Opened later(m_sample->path());
        const QAbstractItemModel *services = later.find<QAbstractItemView>(u"services"_s)->model();
        QTRY_COMPARE(services->index(0, 2).data().toString(), u"14 steps, last time 14 from cache"_s);
        QVERIFY(services->index(0, 3).data().toString() != "–"_L1);
    }

    /// No watcher sees every source file: the plan that runs is made when the person presses Deploy.
    void takesTheCommitAsItIsNow()
    {
        NEED_ENGINE();
        const QString name = u"backend/src/lib/query.awk"_s;
        const QByteArray source = m_sample->read(name);
        const Opened app(m_sample->path());
        auto *deploy = app.find<QAbstractButton>(u"deploy"_s);
        QTRY_VERIFY_WITH_TIMEOUT(deploy->isEnabled(), 30'000);
        QVERIFY(!app.session->project().project->commitHash.endsWith("-dirty"_L1));
        m_sample->write(name, source + "# edited\n");
        QTest::mouseClick(deploy, Qt::LeftButton);
        runToEnd(app);
        m_sample->write(name, source);
        QCOMPARE(app.session->run()->result->outcome, RunOutcome::Succeeded);
        QVERIFY(app.session->run()->result->services.first().steps.last().name.contains("-dirty"_L1));
        QVERIFY(app.session->project().project->commitHash.endsWith("-dirty"_L1));
    }

    void cancels()
    {
        NEED_ENGINE();
        const QByteArray dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        QByteArray endless = dockerfile;
        endless.replace("RUN sh build.sh", "RUN echo endless; sleep 60");
        m_sample->write(u"backend/Dockerfile"_s, endless);
        {
            const Opened app(m_sample->path());
            auto *deploy = app.find<QAbstractButton>(u"deploy"_s);
            QTRY_VERIFY_WITH_TIMEOUT(deploy->isEnabled(), 30'000);
            QSignalSpy logs(app.session.get(), &Session::runLog);
            QTest::mouseClick(deploy, Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(logs, [](const QList<QVariant> &log) {
                return log.at(3).toByteArray().contains("endless");
            }), longestRun);
            app.click(u"cancelRun"_s);
            runToEnd(app);
            QCOMPARE(app.session->run()->result->outcome, RunOutcome::Cancelled);
            QVERIFY(!app.session->run()->result->switched);
            QTRY_VERIFY(deploy->isVisible());
        }
        m_sample->write(u"backend/Dockerfile"_s, dockerfile);
        QTRY_VERIFY_WITH_TIMEOUT(isBuilderIdle(), 60'000);
    }

    void aFailureSelectsItsStep()
    {
        NEED_ENGINE();
        const QByteArray dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        QByteArray broken = dockerfile;
        broken.replace("RUN sh build.sh", "RUN echo giving up >&2; exit 9");
        m_sample->write(u"backend/Dockerfile"_s, broken);
        const auto before = m_sample->containers();
        {
            const Opened app(m_sample->path());
            auto *deploy = app.find<QAbstractButton>(u"deploy"_s);
            QTRY_VERIFY_WITH_TIMEOUT(deploy->isEnabled(), 30'000);
            QTest::mouseClick(deploy, Qt::LeftButton);
            runToEnd(app);
            QCOMPARE(app.session->run()->result->outcome, RunOutcome::Failed);
            const QModelIndex current = app.find<QAbstractItemView>(u"steps"_s)->currentIndex();
            QVERIFY(current.siblingAtColumn(1).data().toString().contains("exit 9"_L1));
            QVERIFY2(app.sentence(u"deployHead"_s).contains("No container was changed"_L1), qPrintable(app.sentence(u"deployHead"_s)));
        }
        QCOMPARE(m_sample->containers(), before);
        m_sample->write(u"backend/Dockerfile"_s, dockerfile);
    }

    /// SIGTERM, or Ctrl+C in the terminal that started the window: as the person's Cancel, then the window closes.
    void aSignalStopsTheRunAndCloses()
    {
        NEED_ENGINE();
        const QByteArray dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        QByteArray endless = dockerfile;
        endless.replace("RUN sh build.sh", "RUN echo endless; sleep 61");
        m_sample->write(u"backend/Dockerfile"_s, endless);
        {
            const Opened app(m_sample->path());
            const InterruptWatcher watcher([&app] { app.window->closeWithoutAsking(); });
            auto *deploy = app.find<QAbstractButton>(u"deploy"_s);
            QTRY_VERIFY_WITH_TIMEOUT(deploy->isEnabled(), 30'000);
            QSignalSpy logs(app.session.get(), &Session::runLog);
            QTest::mouseClick(deploy, Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(logs, [](const QList<QVariant> &log) {
                return log.at(3).toByteArray().contains("endless");
            }), longestRun);
            ::raise(SIGTERM);
            QTRY_VERIFY_WITH_TIMEOUT(!app.window->isVisible(), 30'000);
            QVERIFY(!app.session->isRunning());
            QCOMPARE(app.session->run()->result->outcome, RunOutcome::Cancelled);
        }
        m_sample->write(u"backend/Dockerfile"_s, dockerfile);
        QTRY_VERIFY_WITH_TIMEOUT(isBuilderIdle(), 60'000);
    }

    /// What the person moved is there again the next time, for each page by itself.
    void splittersKeepTheirPlace()
    {
        QTemporaryDir dir;
        Settings settings(dir.filePath(u"settings.ini"_s));
        QList<int> moved;
        const auto open = [&](const std::function<void(MainWindow &)> &act) {
            Session session(ContextRequest::fromEnvironment());
            MainWindow window(&session, &settings, &Theme::current());
            window.show();
            window.showPage(u"images"_s);
            auto *stack = window.findChild<QStackedWidget *>(u"imagesStack"_s);
            stack->setCurrentWidget(window.findChild<QSplitter *>(u"imagesSplitter"_s));
            QTRY_VERIFY(window.findChild<QSplitter *>(u"imagesSplitter"_s)->isVisible());
            act(window);
            window.close();
        };
        open([&](MainWindow &window) {
            auto *splitter = window.findChild<QSplitter *>(u"imagesSplitter"_s);
            const QList<int> before = splitter->sizes();
            QWidget *handle = splitter->handle(1);
            const QPoint centre = handle->rect().center();
            QTest::mousePress(handle, Qt::LeftButton, {}, centre);
            QTest::mouseMove(handle, centre - QPoint(60, 0));
            QTest::mouseRelease(handle, Qt::LeftButton, {}, centre - QPoint(60, 0));
            moved = splitter->sizes();
            QVERIFY(moved != before);
        });
        open([&](MainWindow &window) {
            QCOMPARE(window.findChild<QSplitter *>(u"imagesSplitter"_s)->sizes(), moved);
            // Another page's is as it always was.
            QVERIFY(settings.geometry(u"runSplitter"_s).isEmpty());
        });
    }

    /// A failed cache source is a row of the table: its reason stands in the log.
    void aFailedCacheSourceSaysWhy()
    {
        NEED_ENGINE();
        const QByteArray compose = m_sample->read(u"docker-compose.yml"_s);
        QByteArray withSource = compose;
        withSource.replace("      context: ./backend\n", "      context: ./backend\n      cache_from: [\"127.0.0.1:9/none:cache\"]\n");
        QVERIFY(withSource != compose);
        m_sample->write(u"docker-compose.yml"_s, withSource);
        {
            const Opened app(m_sample->path());
            auto *deploy = app.find<QAbstractButton>(u"deploy"_s);
            QTRY_VERIFY_WITH_TIMEOUT(deploy->isEnabled(), 30'000);
            QTest::mouseClick(deploy, Qt::LeftButton);
            runToEnd(app);
            QCOMPARE(app.session->run()->result->outcome, RunOutcome::Succeeded);
            auto *steps = app.find<QAbstractItemView>(u"steps"_s);
            const QModelIndex source = steps->model()->index(0, 1);
            QVERIFY2(source.data().toString().contains("127.0.0.1:9/none"_L1), qPrintable(source.data().toString()));
            steps->setCurrentIndex(source);
            const auto &document = findIn<LogView>(app.find<QWidget>(u"runPane"_s), u"logView"_s)->document();
            QTRY_VERIFY(document.lineCount() >= 2);
            QString text;
            for (int i = 0; i < document.lineCount(); ++i)
                text += document.plainText(i) + u'\n';
            QVERIFY2(text.contains("did not serve"_L1), qPrintable(text));
            QVERIFY2(text.contains("connect"_L1), qPrintable(text));
        }
        m_sample->write(u"docker-compose.yml"_s, compose);
    }

    void showsImages()
    {
        NEED_ENGINE();
        const Opened app(m_sample->path());
        app.window->showPage(u"images"_s);
        auto *layers = app.find<QAbstractItemView>(u"layers"_s);
        QTRY_VERIFY_WITH_TIMEOUT(layers->model() && layers->model()->rowCount() > 5, 30'000);
        QVERIFY(app.sentence(u"imagesHead"_s).contains("images take"_L1));
        auto *filter = app.find<QLineEdit>(u"imagesFilter"_s);
        const int all = layers->model()->rowCount();
        QTest::keyClicks(filter, u"watchparty-frontend"_s);
        QTRY_VERIFY(layers->model()->rowCount() > 0 && layers->model()->rowCount() < all);
        filter->setText(u"no such layer at all"_s);
        QTRY_COMPARE(layers->model()->rowCount(), 0);
        filter->clear();
        QTRY_COMPARE(layers->model()->rowCount(), all);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme theme(application);
    TestWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window.moc"
