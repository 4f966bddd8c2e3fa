// SPDX-License-Identifier: GPL-3.0-or-later
// What the window's keys do while its Remote page is shown: they reach GitHub, not the engine.
#include "contract/remoteapp.h"

#include <QAction>
#include <QSignalSpy>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestRemoteKeys : public RemoteTest
{
    Q_OBJECT

    static void press(const App &app, const QString &key) { app.window->findChild<QAction *>(key)->trigger(); }
    static QString chosen(const App &app) { return app.find<RowView>(u"remoteChoices"_s)->currentIndex().data().toString(); }
    static bool asksSomething(const App &app)
    {
        const QList<PreviewDialog *> dialogs = app.window->findChildren<PreviewDialog *>();
        return std::ranges::any_of(dialogs, &QWidget::isVisible);
    }
    int posted()
    {
        int count = 0;
        for (const QJsonValue request : m_server.control()["requests"_L1].toArray())
            count += request["method"_L1].toString() == "POST"_L1 ? 1 : 0;
        return count;
    }

private slots:
    void anActIsChosenAndSentOnlyOnceItIsSeen()
    {
        App app(*m_theme, m_server);
        READY(app);
        app.find<Segmented>(u"remoteView"_s)->setCurrent(1);
        press(app, u"keyRedeploy"_s);
        QCOMPARE(chosen(app), u"Clear and redeploy"_s);
        QVERIFY(app.find<RowView>(u"remoteChoices"_s)->isVisible());
        press(app, u"keyClear"_s);
        QCOMPARE(chosen(app), u"Clear all caches"_s);
        press(app, u"keyRebuild"_s);
        QCOMPARE(chosen(app), u"Force rebuild"_s);
        press(app, u"keyDeploy"_s);
        QCOMPARE(chosen(app), u"Deploy"_s);
        // Whether it deploys is asked before it is sent.
        press(app, u"keyDeploy"_s);
        QTRY_COMPARE(QApplication::focusWidget(), app.find<QPushButton>(u"remoteConfirmYes"_s));
        QVERIFY(!asksSomething(app));
        QCOMPARE(posted(), 0);
        app.click(u"remoteConfirmYes"_s);
        press(app, u"keyRebuild"_s);
        press(app, u"keyDeploy"_s);
        QCOMPARE(posted(), 0);
        QTRY_COMPARE(QApplication::focusWidget(), app.find<QPushButton>(u"remoteRun"_s));
        // From another page it is only shown.
        app.find<Segmented>(u"remoteView"_s)->setCurrent(1);
        app.find<Segmented>(u"remoteView"_s)->setFocus();
        press(app, u"keyDeploy"_s);
        QTRY_COMPARE(QApplication::focusWidget(), app.find<QPushButton>(u"remoteRun"_s));
        QCOMPARE(posted(), 0);
        press(app, u"keyDeploy"_s);
        ENDED(app);
        QCOMPARE(posted(), 1);
        QCOMPARE(app.page->work()->act().plan.steps.first().workflow, u"deploy.yml"_s);
        QVERIFY(!app.session->run());
    }

    /// In the smallest window what is said leaves the form next to nothing, scroll bar and all.
    void aRefusedKeyInTheSmallestWindow()
    {
        App app(*m_theme, m_server);
        app.window->resize(1024, 640);
        READY(app);
        QVERIFY(app.choose(u"Clear and redeploy"_s));
        app.find<QPushButton>(u"remoteRun"_s)->setFocus();
        press(app, u"keyDeploy"_s);
        QTRY_VERIFY(app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        QCOMPARE(chosen(app), u"Clear and redeploy"_s);
        QVERIFY(!app.window->grab().isNull());
        app.shot(u"remote-key-smallest"_s);
        // Another choice takes it away.
        QVERIFY(app.select(u"remoteChoices"_s, u"Clear all caches"_s));
        QVERIFY(!app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        QCOMPARE(posted(), 0);
    }

    /// From the list through all that is filled in to the button, by Tab alone; and the key of another act does not change the form.
    void theFormIsFilledInByKeyboard()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Force rebuild"_s));
        QTRY_VERIFY(app.find<QWidget>(u"remoteRef"_s)->isVisible()); // its layout shows it
        QStringList seen;
        app.find<QWidget>(u"remoteChoices"_s)->setFocus(Qt::TabFocusReason);
        for (int i = 0; i < 12 && seen.value(seen.size() - 1) != "remoteRun"_L1; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            seen << QApplication::focusWidget()->objectName();
        }
        QVERIFY2(seen.first() == "remoteRef"_L1 && seen.last() == "remoteRun"_L1, qPrintable(seen.join(u' ')));
        QVERIFY2(seen.contains(u"remoteInput_force_rebuild"_s) && seen.contains(u"remoteInput_environment"_s), qPrintable(seen.join(u' ')));
        app.find<QWidget>(u"remoteRef"_s)->setFocus(Qt::TabFocusReason);
        press(app, u"keyDeploy"_s);
        QCOMPARE(chosen(app), u"Force rebuild"_s);
        QVERIFY(app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        QCOMPARE(posted(), 0);
    }

    void whatIsNotThereIsSaid()
    {
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"clear-caches.yml"_s}, {u"status"_s, 404}, {u"times"_s, 99}}}}});
        App app(*m_theme, m_server);
        READY(app);
        press(app, u"keyClear"_s);
        auto *error = app.find<ErrorBar>(u"remoteError"_s);
        QVERIFY(error->isVisible());
        QVERIFY2(error->accessibleName().contains("No workflow of acme/watchparty"_L1), qPrintable(error->accessibleName()));
        QCOMPARE(chosen(app), u"Deploy"_s);
        press(app, u"keyRedeploy"_s);
        QVERIFY(error->isVisible());
        QVERIFY(!asksSomething(app));
    }

    void cancelsTheRun()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        READY(app);
        press(app, u"keyCancel"_s);
        QVERIFY(app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteCancel"_s)->isVisible(), patience);
        // Another run is looked at, which has ended: what this window runs is meant.
        QVERIFY(app.select(u"remoteRuns"_s, u"CI #1"_s));
        QVERIFY(!app.find<QPushButton>(u"remoteCancel"_s)->isVisible());
        press(app, u"keyCancel"_s); // shows it, with its button
        QTRY_COMPARE(QApplication::focusWidget(), app.find<QPushButton>(u"remoteCancel"_s));
        QVERIFY(app.page->work()->act().isRunning());
        press(app, u"keyCancel"_s);
        // A key alone ends nothing.
        auto *asked = app.dialog<PreviewDialog>(u"runActPreview"_s);
        QVERIFY(asked && asked->cancelButton()->hasFocus());
        QVERIFY(app.agree(u"runActPreview"_s));
        ENDED(app);
        QCOMPARE(app.page->work()->act().result->outcome, RemoteOutcome::Cancelled);
    }

    /// What is shown stays while it is read again, and where it cannot be.
    void readsAgain()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"hiddenLooks"_s, 0}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!app.page->work()->act().steps.isEmpty(), patience);
        QSignalSpy read(app.page->work(), &RemoteWork::stateChanged);
        press(app, u"keyRefresh"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!read.isEmpty(), patience);
        QVERIFY(app.page->work()->act().isRunning());
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/actions/workflows"_s}, {u"status"_s, 502}, {u"times"_s, 9}}}}});
        press(app, u"keyRefresh"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<ErrorBar>(u"remoteError"_s)->isVisible(), patience);
        QCOMPARE(chosen(app), u"Deploy"_s);
        QVERIFY(!app.session->isRunning());
    }

    /// What is highlighted is what a person chose, whatever the filter shows.
    void theFilterChoosesNoOtherCache()
    {
        App app(*m_theme, m_server);
        READY(app);
        app.find<Segmented>(u"remoteView"_s)->setCurrent(1);
        QTRY_VERIFY_WITH_TIMEOUT(app.model(u"remoteCaches"_s)->rowCount() == 3, patience);
        auto *caches = app.find<RowView>(u"remoteCaches"_s);
        auto *filter = app.find<QLineEdit>(u"remoteCacheFilter"_s);
        QVERIFY(app.select(u"remoteCaches"_s, u"node-modules-abc"_s));
        filter->setText(u"node"_s);
        QCOMPARE(caches->selectionModel()->selectedRows().value(0).data().toString(), u"node-modules-abc"_s);
        filter->setText(u"buildx"_s);
        QVERIFY(app.model(u"remoteCaches"_s)->rowCount() > 0);
        QVERIFY(!caches->selectionModel()->hasSelection());
        QVERIFY(!app.find<QPushButton>(u"remoteDeleteCache"_s)->isEnabled());
        filter->clear();
        QVERIFY(!caches->selectionModel()->hasSelection());
        // Where rows around it stay, Qt would choose one of them.
        QVERIFY(app.select(u"remoteCaches"_s, u"buildx-main-1"_s));
        filter->setText(u"node"_s);
        QVERIFY(!caches->selectionModel()->hasSelection());
        filter->clear();
        // The largest first, with a click on the head.
        const QHeaderView *head = caches->header();
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, QPoint(head->sectionViewportPosition(2) + 20, head->height() / 2));
        QCOMPARE(head->sortIndicatorSection(), 2);
        app.shot(u"remote-caches-sorted"_s);
    }

    void theCachesHaveTheirFilterAndTheirDelete()
    {
        App app(*m_theme, m_server);
        READY(app);
        app.find<Segmented>(u"remoteView"_s)->setCurrent(1);
        QTRY_VERIFY_WITH_TIMEOUT(app.model(u"remoteCaches"_s)->rowCount() == 3, patience);
        press(app, u"keyFind"_s);
        QTRY_COMPARE(QApplication::focusWidget(), app.find<QWidget>(u"remoteCacheFilter"_s));
        auto *caches = app.find<RowView>(u"remoteCaches"_s);
        caches->setFocus(Qt::TabFocusReason);
        // The focus alone has chosen none of them.
        const auto *one = app.find<QPushButton>(u"remoteDeleteCache"_s);
        QVERIFY(!caches->selectionModel()->hasSelection());
        QVERIFY(!one->isEnabled());
        QTest::keyClick(caches, Qt::Key_Delete);
        QVERIFY(!app.dialog<PreviewDialog>(u"remoteCachesPreview"_s));
        QVERIFY(app.select(u"remoteCaches"_s, u"node-modules-abc"_s));
        QVERIFY(one->isEnabled());
        QTest::keyClick(caches, Qt::Key_Delete);
        auto *preview = app.dialog<PreviewDialog>(u"remoteCachesPreview"_s);
        QVERIFY(preview && preview->isVisible());
        QCOMPARE(preview->actButton()->text(), u"Delete 1 cache"_s);
        QCOMPARE(m_server.control()["caches"_L1].toArray().size(), 3);
    }
};

QTEST_MAIN(TestRemoteKeys)
#include "tst_remotekeys.moc"
