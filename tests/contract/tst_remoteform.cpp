// SPDX-License-Identifier: GPL-3.0-or-later
// The form of the Remote page and what can be done to runs, in the real window against the server that holds it against GitHub's own
// description. With LAYERDECK_SHOTS=FOLDER pictures are written there.
#include "contract/remoteapp.h"
#include "widgets/parts/textfield.h"

#include <QPointer>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestRemoteForm : public RemoteTest
{
    Q_OBJECT

    QJsonObject sentInputs() { return m_server.runs().first()["inputs"_L1].toObject(); }
    static QString annotations(const App &app)
    {
        QStringList all;
        for (const IconNote *note : app.page->findChildren<IconNote *>(u"remoteAnnotation"_s))
            all << note->text();
        return all.join(u'\n');
    }

private slots:
    /// What Layerdeck takes for a deploy is a guess, until a person has said so once.
    void presetsAreConfirmedOnce()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.select(u"remoteChoices"_s, u"Clear and redeploy"_s));
        auto *run = app.find<QPushButton>(u"remoteRun"_s);
        auto *yes = app.find<QPushButton>(u"remoteConfirmYes"_s);
        QVERIFY(yes->isVisible());
        QVERIFY(!run->isEnabled());
        QVERIFY2(app.find<IconNote>(u"remoteConfirm"_s)
                     ->text()
                     .startsWith(u"Does “Clear Application Caches” clear the caches, and “Deploy to Lightsail” deploy?"_s),
                 qPrintable(app.find<IconNote>(u"remoteConfirm"_s)->text()));
        app.shot(u"remote-confirm"_s);
        yes->setFocus(Qt::TabFocusReason);
        QTest::keyClick(yes, Qt::Key_Space);
        QTRY_VERIFY(run->isEnabled());
        QVERIFY(!yes->isVisible());
        // What comes next is under the person's hands, and no button: a second press begins nothing.
        QTRY_VERIFY(app.find<QComboBox>(u"remoteRef"_s)->hasFocus());
        // That it deploys was said of it there.
        QVERIFY(app.select(u"remoteChoices"_s, u"Deploy"_s));
        QTRY_VERIFY(run->isEnabled());
        App again(*m_theme, m_server, true, app.dir.path());
        READY(again);
        QVERIFY(again.select(u"remoteChoices"_s, u"Clear all caches"_s));
        QVERIFY(again.find<QPushButton>(u"remoteRun"_s)->isEnabled());
    }

    /// What it is not is a workflow like any other, until it is after all.
    void whatItIsNotIsRemembered()
    {
        const QTemporaryDir home;
        {
            App app(*m_theme, m_server, true, home.path());
            READY(app);
            QVERIFY(app.select(u"remoteChoices"_s, u"Deploy"_s));
            QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
            app.click(u"remoteConfirmNo"_s);
            QVERIFY(app.rowOf(u"remoteChoices"_s, u"Deploy"_s) < 0);
            QTRY_VERIFY(app.find<RowView>(u"remoteChoices"_s)->hasFocus());
        }
        App again(*m_theme, m_server, true, home.path());
        READY(again);
        QVERIFY(again.rowOf(u"remoteChoices"_s, u"Deploy"_s) < 0);
        // A plain workflow asks nothing.
        QVERIFY(again.select(u"remoteChoices"_s, u"Announce"_s));
        QVERIFY(again.find<QPushButton>(u"remoteRun"_s)->isEnabled());
    }

    void remembersWhatWasSentLast()
    {
        const QTemporaryDir home;
        {
            App app(*m_theme, m_server, true, home.path());
            READY(app);
            QVERIFY(app.choose(u"Force rebuild"_s));
            app.find<QComboBox>(u"remoteInput_environment"_s)->setCurrentText(u"staging"_s);
            app.click(u"remoteRun"_s);
            ENDED(app);
            // What is typed for the one is nothing to the other, though both are one workflow.
            QVERIFY(app.choose(u"Deploy"_s));
            QCOMPARE(app.find<QComboBox>(u"remoteInput_environment"_s)->currentText(), u"None"_s);
            QVERIFY(app.choose(u"Force rebuild"_s));
            QCOMPARE(app.find<QComboBox>(u"remoteInput_environment"_s)->currentText(), u"staging"_s);
            QVERIFY(app.choose(u"Announce"_s));
            app.find<TextField>(u"remoteInput_message"_s)->setPlainText(u"never sent"_s);
        }
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        // Whoever deploys after a forced rebuild of staging does not mean staging.
        QVERIFY(app.choose(u"Deploy"_s));
        QVERIFY(!app.find<QCheckBox>(u"remoteInput_force_rebuild"_s)->isChecked());
        QCOMPARE(app.request(), u"POST deploy.yml { \"ref\": \"main\" }"_s);
        QVERIFY(app.choose(u"Force rebuild"_s));
        QCOMPARE(app.request(), u"POST deploy.yml { \"ref\": \"main\", \"inputs\": { \"environment\": \"staging\", \"force_rebuild\": \"true\" } }"_s);
        QVERIFY(app.choose(u"Announce"_s));
        QVERIFY(app.find<TextField>(u"remoteInput_message"_s)->toPlainText().startsWith("Deployed."_L1));
    }

    /// What a deploy was given, typed or sent, is no word on what follows a clear; nor the other way round.
    void clearAndRedeployHasValuesOfItsOwn()
    {
        const QTemporaryDir home;
        {
            App app(*m_theme, m_server, true, home.path());
            READY(app);
            QVERIFY(app.choose(u"Deploy"_s));
            app.find<QComboBox>(u"remoteInput_environment"_s)->setCurrentText(u"staging"_s);
            QVERIFY(app.choose(u"Clear and redeploy"_s));
            QVERIFY2(!app.request().contains("environment"_L1), qPrintable(app.request()));
            QVERIFY(app.choose(u"Deploy"_s));
            app.click(u"remoteRun"_s);
            ENDED(app);
            QVERIFY(app.choose(u"Clear and redeploy"_s));
            QVERIFY2(!app.request().contains("environment"_L1), qPrintable(app.request()));
            app.find<QComboBox>(u"remoteInput_target"_s)->setCurrentText(u"images"_s);
            app.click(u"remoteRun"_s);
            ENDED(app);
            QVERIFY(!sentInputs().contains("environment"_L1));
        }
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QVERIFY(app.choose(u"Clear and redeploy"_s));
        QVERIFY2(!app.request().contains("environment"_L1), qPrintable(app.request()));
        QVERIFY(app.choose(u"Deploy"_s));
        QVERIFY2(app.request().contains("staging"_L1), qPrintable(app.request()));
    }

    /// Two workflows in one form: what is whose stands above it.
    void inputsSayWhoseTheyAre()
    {
        App app(*m_theme, m_server);
        READY(app);
        const auto heads = [&app] {
            QStringList names;
            for (const QLabel *head : app.page->findChildren<QLabel *>(u"remotePartHead"_s))
                names << head->text();
            return names;
        };
        QVERIFY(app.choose(u"Deploy"_s));
        QTRY_COMPARE(heads(), QStringList());
        QVERIFY(app.choose(u"Clear and redeploy"_s));
        QTRY_COMPARE(heads(), (QStringList{u"Clear Application Caches"_s, u"Deploy to Lightsail"_s}));
    }

    void valuesOfSeveralLines()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Announce"_s));
        auto *message = app.find<TextField>(u"remoteInput_message"_s);
        QCOMPARE(message->toPlainText(), u"Deployed.\nGrüße an alle"_s);
        QTRY_COMPARE(message->height(), message->sizeHint().height());
        const int twoLines = message->height();
        message->moveCursor(QTextCursor::End);
        QTest::keyClick(message, Qt::Key_Return);
        QTest::keyClicks(message, u"und danke"_s);
        QTRY_VERIFY(message->height() > twoLines);
        app.shot(u"remote-lines"_s);
        // Tab leaves the field.
        message->setFocus();
        QTest::keyClick(message, Qt::Key_Tab);
        QTRY_VERIFY(!message->hasFocus());
        QCOMPARE(app.request(), u"POST announce.yml { \"ref\": \"main\", \"inputs\": { \"message\": \"Deployed.\\nGrüße an alle\\nund danke\" } }"_s);
        app.click(u"remoteRun"_s);
        ENDED(app);
        QCOMPARE(sentInputs()["message"_L1].toString(), u"Deployed.\nGrüße an alle\nund danke"_s);
        // In a field of one line Return is nothing, with Shift it begins a second one.
        message->setPlainText(u"one"_s);
        message->moveCursor(QTextCursor::End);
        QTest::keyClick(message, Qt::Key_Return);
        QCOMPARE(message->toPlainText(), u"one"_s);
        QTest::keyClick(message, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(message, u"two"_s);
        QCOMPARE(message->toPlainText(), u"one\ntwo"_s);
        app.find<QLineEdit>(u"remoteInput_times"_s)->setText(u"three"_s);
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QVERIFY2(app.find<IconNote>(u"remoteWhy"_s)->text().contains("is no number"_L1), qPrintable(app.find<IconNote>(u"remoteWhy"_s)->text()));
    }

    void aFailedJobWithItsLogAndAnnotations()
    {
        m_server.set({{u"failing"_s, QJsonObject{{u"deploy.yml"_s, u"Build"_s}}}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY(app.select(u"remoteRuns"_s, u"build"_s));
        LogView *log = app.log();
        QTRY_VERIFY_WITH_TIMEOUT(log->allText().contains("Process completed with exit code 1."_L1), patience);
        QTRY_COMPARE_WITH_TIMEOUT(annotations(app), u"vite.config.js:7: Chunks: Some chunks are larger than 500 kB"_s, patience);
        // The tools of a local log: it begins at the error, is found in, followed, copied and saved.
        QVERIFY(log->firstError() >= 0);
        QVERIFY(!log->isFollowing());
        app.shot(u"remote-annotations"_s);
        auto *find = app.page->log()->findChild<QLineEdit *>(u"logFind"_s);
        QTest::keyClick(app.window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(find->hasFocus());
        QTest::keyClicks(find, u"doing it"_s);
        QTRY_VERIFY(log->matchCount() > 1);
        const int match = log->currentMatch();
        QTest::keyClick(app.window.get(), Qt::Key_F3);
        QTRY_VERIFY(log->currentMatch() != match);
        QTest::keyClick(app.window.get(), Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(log->isFollowing());
        const QString path = app.dir.filePath(u"build.log"_s);
        app.page->log()->saveTo(path);
        QTRY_VERIFY(QFile::exists(path));
        QFile saved(path);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        const QByteArray text = saved.readAll();
        QVERIFY2(text.startsWith("▾ Set up job\n") && text.endsWith("Process completed with exit code 1.\n"), text.constData());
    }

    void withoutTheRightToAnnotationsTheRestWorks()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-no-checks");
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY(!app.page->work()->act().result->error);
        QVERIFY(app.select(u"remoteRuns"_s, u"build"_s));
        QTRY_VERIFY_WITH_TIMEOUT(app.log()->allText().contains("Set up job"_L1), patience);
        QTRY_VERIFY_WITH_TIMEOUT(annotations(app).contains("Checks read"_L1), patience);
        QVERIFY(!app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        app.shot(u"remote-no-checks"_s);
        // Once it is known, it is not asked again.
        const auto asked = [this] {
            int count = 0;
            for (const QJsonValue request : m_server.control()["requests"_L1].toArray())
                count += request["path"_L1].toString().contains("/check-runs/"_L1) ? 1 : 0;
            return count;
        };
        const int before = asked();
        QVERIFY(app.select(u"remoteRuns"_s, u"deploy"_s));
        QTRY_VERIFY_WITH_TIMEOUT(app.log()->allText().contains("Start the new containers"_L1), patience);
        QVERIFY(annotations(app).contains("Checks read"_L1));
        QCOMPARE(asked(), before);
    }

    void forcingIsOfferedWhereCancellingDoesNotTake()
    {
        m_server.set({{u"stepSeconds"_s, 0}, {u"ignoresCancel"_s, true}});
        App app(*m_theme, m_server);
        app.page->work()->setCancelPatience(std::chrono::hours(1));
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!app.page->work()->act().steps.isEmpty() && app.page->work()->act().steps.first().run, patience);
        auto *cancel = app.find<QPushButton>(u"remoteCancel"_s);
        QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible(), patience);
        QVERIFY(app.cancelRun());
        QTRY_COMPARE_WITH_TIMEOUT(cancel->text(), u"Cancelling"_s, patience);
        QVERIFY(!cancel->isEnabled());
        app.page->work()->setCancelPatience(std::chrono::milliseconds(0));
        emit app.page->work()->followedChanged();
        QCOMPARE(cancel->text(), u"Force cancel…"_s);
        QVERIFY(cancel->isEnabled());
        app.shot(u"remote-force"_s);
        app.click(u"remoteCancel"_s);
        // To cancel the question is not to cancel the run.
        QCOMPARE(app.dialog<PreviewDialog>(u"runActPreview"_s)->cancelButton()->text(), u"Keep it running"_s);
        app.shot(u"remote-forcing"_s);
        QVERIFY(app.agree(u"runActPreview"_s));
        ENDED(app);
        QCOMPARE(m_server.runs().first()["conclusion"_L1].toString(), u"cancelled"_s);
        QVERIFY(!cancel->isVisible());
    }

    /// Choosing a branch that cannot be read says so.
    void aBranchThatIsGone()
    {
        App app(*m_theme, m_server);
        READY(app);
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s},
                                                           {u"path"_s, u"/contents/"_s},
                                                           {u"status"_s, 500},
                                                           {u"times"_s, 9}}}}});
        emit app.find<QComboBox>(u"remoteRef"_s)->textActivated(u"next"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<ErrorBar>(u"remoteError"_s)->isVisible(), patience);
        QCOMPARE(app.page->work()->state().ref, u"main"_s);
        QVERIFY(app.request().contains(u"\"main\""_s));
        // Asked for once more it is read: the box never says one branch while another one is sent.
        m_server.set({{u"faults"_s, QJsonArray()}});
        QTRY_VERIFY(!app.page->work()->isReadingFiles());
        emit app.find<QComboBox>(u"remoteRef"_s)->textActivated(u"next"_s);
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->state().ref, u"next"_s, patience);
        QTRY_VERIFY(app.request().contains(u"\"next\""_s));
    }

    /// What is shown is what would be sent: of the branch whose files were read, and nothing while those of another are.
    void theRequestIsOfTheBranchThatWasRead()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        auto *run = app.find<QPushButton>(u"remoteRun"_s);
        auto *ref = app.find<QComboBox>(u"remoteRef"_s);
        QVERIFY(run->isEnabled());
        ref->setCurrentText(u"next"_s);
        emit ref->textActivated(u"next"_s);
        QVERIFY2(app.request().contains("\"ref\": \"main\""_L1), qPrintable(app.request()));
        QTRY_VERIFY(app.page->work()->isReadingFiles());
        QVERIFY(!run->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(app.request().contains("\"ref\": \"next\""_L1), patience);
        QVERIFY(run->isEnabled());
        // Taken back before it was read: the first one's files do not come all the same.
        app.page->work()->setRef(u"main"_s);
        app.page->work()->setRef(u"next"_s);
        QVERIFY(!app.page->work()->isReadingFiles());
        QVERIFY(run->isEnabled());
    }

    /// What a person set stands, though another branch makes the form anew; a new choice is as its name says.
    void aTickOutlivesANewForm()
    {
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Force rebuild"_s));
        const QPointer<QCheckBox> tick = app.find<QCheckBox>(u"remoteInput_force_rebuild"_s);
        QVERIFY(tick->isChecked());
        tick->click();
        app.find<QComboBox>(u"remoteRef"_s)->setFocus();
        emit app.find<QComboBox>(u"remoteRef"_s)->textActivated(u"next"_s);
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->state().ref, u"next"_s, patience);
        QTRY_VERIFY(tick.isNull());
        // Who goes through it by keys is where they were.
        QTRY_VERIFY(app.find<QComboBox>(u"remoteRef"_s)->hasFocus());
        QTRY_COMPARE_WITH_TIMEOUT(app.find<QComboBox>(u"remoteRef"_s)->currentText(), u"next"_s, patience);
        QVERIFY(!app.find<QCheckBox>(u"remoteInput_force_rebuild"_s)->isChecked());
        QVERIFY(app.choose(u"Announce"_s));
        QVERIFY(app.choose(u"Force rebuild"_s));
        QVERIFY(app.find<QCheckBox>(u"remoteInput_force_rebuild"_s)->isChecked());
    }

    /// What was sent the last time is the branch too.
    void theBranchThatWasSentComesBack()
    {
        const QTemporaryDir home;
        m_server.set({{u"stepSeconds"_s, 100}, {u"hiddenLooks"_s, 0}});
        {
            App app(*m_theme, m_server, true, home.path());
            READY(app);
            QVERIFY(app.choose(u"Deploy"_s));
            emit app.find<QComboBox>(u"remoteRef"_s)->textActivated(u"next"_s);
            QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->state().ref, u"next"_s, patience);
            QTRY_VERIFY_WITH_TIMEOUT(app.find<QPushButton>(u"remoteRun"_s)->isEnabled(), patience);
            app.click(u"remoteRun"_s);
            ENDED(app);
        }
        App again(*m_theme, m_server, true, home.path());
        READY(again);
        QTRY_COMPARE_WITH_TIMEOUT(again.find<QComboBox>(u"remoteRef"_s)->currentText(), u"next"_s, patience);
        QTRY_VERIFY2(again.request().contains(u"\"next\""_s), qPrintable(again.request()));
        // Of this act alone: another one would go where nobody has sent it.
        QVERIFY(again.choose(u"Force rebuild"_s));
        QTRY_VERIFY2(again.request().contains(u"\"main\""_s), qPrintable(again.request()));
        QTRY_COMPARE(again.find<QComboBox>(u"remoteRef"_s)->currentText(), u"main"_s);
        QVERIFY(again.choose(u"Deploy"_s));
        QTRY_COMPARE(again.find<QComboBox>(u"remoteRef"_s)->currentText(), u"next"_s);
    }

    void aLogThatFailedIsReadAgain()
    {
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s},
                                                           {u"path"_s, u"/logs"_s},
                                                           {u"status"_s, 403},
                                                           {u"times"_s, 100},
                                                           {u"body"_s, QJsonObject{{u"message"_s, u"Resource not accessible"_s}}}}}}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY(app.select(u"remoteRuns"_s, u"deploy"_s));
        auto *again = app.find<QPushButton>(u"remoteLogAgain"_s);
        QTRY_VERIFY_WITH_TIMEOUT(again->isVisible(), patience);
        app.shot(u"remote-log-failed"_s);
        m_server.set({{u"faults"_s, QJsonArray()}});
        app.click(u"remoteLogAgain"_s);
        QTRY_VERIFY_WITH_TIMEOUT(app.log()->allText().contains("Start the new containers"_L1), patience);
        QVERIFY(!again->isVisible());
    }

    static QStringList hidden(const App &app, const QStringList &fields)
    {
        QStringList all;
        for (const QString &name : fields) {
            const auto *field = app.find<QWidget>(name);
            if (field->visibleRegion().boundingRect() != field->rect())
                all << name;
        }
        return all;
    }

    /// What is filled in is in view, without scrolling.
    void theFormIsInView()
    {
        App app(*m_theme, m_server);
        READY(app);
        const QStringList announce{u"remoteRef"_s, u"remoteInput_message"_s, u"remoteInput_times"_s, u"remoteInput_loudly"_s};
        const QStringList deploy{u"remoteRef"_s, u"remoteInput_force_rebuild"_s, u"remoteInput_environment"_s};
        QVERIFY(app.select(u"remoteChoices"_s, u"Deploy"_s));
        QVERIFY(app.find<QWidget>(u"remoteConfirmYes"_s)->isVisible());
        QTRY_COMPARE(hidden(app, deploy), QStringList());
        app.shot(u"remote-form-question"_s);
        QVERIFY(app.select(u"remoteChoices"_s, u"Announce"_s));
        QTRY_COMPARE(hidden(app, announce), QStringList());
        app.shot(u"remote-form"_s);
        app.window->resize(1024, 640);
        QTRY_COMPARE(hidden(app, announce), QStringList());
        app.shot(u"remote-form-smallest"_s);
        QVERIFY(app.choose(u"Deploy"_s));
        QTRY_COMPARE(hidden(app, deploy), QStringList());
        const QStringList both = deploy + QStringList{u"remoteInput_target"_s};
        QVERIFY(app.choose(u"Clear and redeploy"_s));
        QTRY_COMPARE(hidden(app, both), QStringList());
        // And whose they are, above.
        const auto *choices = app.find<RowView>(u"remoteChoices"_s);
        const auto isSeen = [choices] { return choices->viewport()->rect().adjusted(0, -2, 0, 2).contains(choices->visualRect(choices->currentIndex())); };
        QTRY_VERIFY2(isSeen(), qPrintable(u"%1 %2"_s.arg(choices->visualRect(choices->currentIndex()).y()).arg(choices->viewport()->height())));
        QVERIFY(app.find<QLabel>(u"remoteRequestLabel"_s)->text().startsWith("Will be sent: 2 requests"_L1));
        app.shot(u"remote-pair-smallest"_s);
        app.window->resize(1920, 1080);
        QTRY_COMPARE(hidden(app, both), QStringList());
        auto *request = app.find<CodeBlock>(u"remoteRequest"_s);
        QTRY_COMPARE(request->visibleRegion().boundingRect().height(), request->heightForWidth(request->width()));
        app.shot(u"remote-form-large"_s);
    }

    /// In the smallest window, with a question and two workflows, what will be sent is still to be seen.
    void theRequestIsInView()
    {
        App app(*m_theme, m_server);
        app.window->resize(1024, 640);
        READY(app);
        QVERIFY(app.select(u"remoteChoices"_s, u"Clear and redeploy"_s));
        auto *request = app.find<CodeBlock>(u"remoteRequest"_s);
        QTRY_VERIFY(request->isVisible());
        QCOMPARE(app.window->height(), 640);
        app.shot(u"remote-smallest"_s);
        app.window->resize(1280, 800);
        QTRY_COMPARE(request->visibleRegion().boundingRect().height(), request->heightForWidth(request->width()));
        app.shot(u"remote-pair"_s);
    }
};

QTEST_MAIN(TestRemoteForm)
#include "tst_remoteform.moc"
